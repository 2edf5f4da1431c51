"""The pages of the import: who may open them, what an upload answers, how a stale form comes back, what they cost."""

import json
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cases.models import Case, StatusChange
from groups.actors import Actor
from meetings.imports import review as reviewing
from meetings.imports.files import LARGEST_BYTES
from meetings.imports.page import review_page
from meetings.imports.recognition import fact_key
from meetings.models import ImportDecision, Meeting, MinutesImport
from tests.factories import CaseFactory, CaseTitleFactory, MeetingFactory, group, record
from tests.meetings.imports import office_files
from tests.meetings.imports.bad_files import UNDERSTOOD, corpus
from tests.meetings.imports.samples import CROWDED, MEANT, MISCOUNTED, NEW_TITLES, SIXTH, SLIP
from tests.people import ROLES, signed_in

pytestmark = pytest.mark.django_db

LIST = "/imports/"
WANG = Actor("王小明")
# Each page of an open review; the queries it costs. Four of them are the visitor's session and permissions.
QUERIES = {"list": 6, "review": 8, "title": 9, "problem": 8, "fact": 8, "text": 6}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def client():
    return signed_in("secretariat")


def upload(client, content=SIXTH, name="第6次會議紀錄.txt"):
    content = content.encode() if isinstance(content, str) else content
    return client.post(LIST, {"file": SimpleUploadedFile(name, content)})


@pytest.fixture
def review(client):
    upload(client, MISCOUNTED)
    return MinutesImport.objects.get()


def titled(review, title):
    page = review_page(MinutesImport.objects.get(pk=review.pk))
    return next(item for item in page.titles if item.match.title == title)


def addresses(review):
    page = review_page(review)
    keys = {"title": page.titles[0].key, "problem": page.problems[0].key, "fact": fact_key("venue")}
    return {"list": LIST} | {
        name: reverse(f"imports:{name}", args=[review.pk, *([keys[name]] if name in keys else [])])
        for name in ("review", "title", "problem", "fact", "text", "original", "all-titles", "confirm", "discard")
    }


def in_the_record():
    return Meeting.objects.count(), Case.objects.count(), StatusChange.objects.count()


# -- Who --------------------------------------------------------------------------------------------------------------

POST_ONLY = ["all-titles", "confirm", "discard"]
READ_ONLY = ["review", "original"]


@pytest.mark.parametrize("role", ROLES)
def test_every_address_is_the_secretariats_alone(role, review):
    visitor = signed_in(role, username="visitor")
    expected = {"stranger": 302, "secretariat": 200, "superuser": 200}.get(role, 403)

    for name, address in addresses(review).items():
        got, posted = visitor.get(address).status_code, visitor.post(address).status_code
        if expected == 200:
            assert got == (405 if name in POST_ONLY else 200), name
            assert (posted == 405) == (name in READ_ONLY), name
        else:
            assert (got, posted) == (expected, expected), name


def test_pages_that_only_read_answer_no_other_method(client, review):
    for name in READ_ONLY:
        answers = {method: client.generic(method, addresses(review)[name]).status_code for method in ("PUT", "DELETE")}
        assert answers == {"PUT": 405, "DELETE": 405}, name
        assert client.head(addresses(review)[name]).status_code == 200, name


@pytest.mark.parametrize("value", ["x", "9" * 25, "-1", "", "１", "7"])
def test_no_value_of_a_parameter_is_a_server_error(client, review, value):
    assert client.get(f"/imports/{'9' * 25}/").status_code == 404
    names = ("version", "row_version", "number", "line", "page", "q", "choice", "basis", "how", "fingerprint", "text")
    for name, address in addresses(review).items():
        assert client.get(address, dict.fromkeys(names, value)).status_code < 500, name
        if name not in ("list", *READ_ONLY):
            assert client.post(address, dict.fromkeys(names, value)).status_code < 500, name
            answer = client.post(address, dict.fromkeys(names, value), headers={"accept": "application/json"})
            assert answer.status_code < 500, name


def test_what_is_not_there_is_not_found(client, review):
    assert client.get("/imports/999999/").status_code == 404
    assert client.get(f"/imports/{review.pk}/titles/").status_code == 405
    assert client.get(f"/imports/{review.pk}/titles/no-such-title/")["Location"] == review.get_absolute_url()


@pytest.mark.parametrize(("role", "seen"), [("secretariat", True), ("superuser", True), ("official", False)])
def test_the_navigation_leads_there_for_those_who_may(role, seen):
    page = signed_in(role, username="visitor").get("/").content.decode()

    assert ('href="/imports/"' in page) == seen


# -- Upload -----------------------------------------------------------------------------------------------------------


def test_an_upload_leads_to_its_review_and_the_same_file_again_to_the_same(client):
    before = in_the_record()

    first = upload(client)
    again = upload(client, name="改過的檔名.txt")

    review = MinutesImport.objects.get()
    assert (first.status_code, first["Location"]) == (302, f"/imports/{review.pk}/")
    assert again["Location"] == first["Location"]
    assert "這個檔案正在審閱中" in client.get(again["Location"]).content.decode()
    assert in_the_record() == before


@pytest.mark.parametrize("make", [office_files.pdf, office_files.odt, office_files.docx])
def test_every_format_opens_the_same_review(client, make):
    response = upload(client, make(SIXTH), f"第6次.{make.__name__}")

    assert response.status_code == 302
    page = review_page(MinutesImport.objects.get())
    assert [(item.match.title, item.match.how) for item in page.titles] == [
        ("吉林街拓寬(臺北市段)案", "exact"),
        ("基北北桃跨域緊急車輛優先號誌", "exact"),
        ("四市共享電動公車充電站", "new"),
        (SLIP, "suggested"),
        ("四市里山農產聯合展售", "new"),
        ("都會空間治理", "exact"),
        ("電子煙GetOut!", "exact"),
    ]
    assert page.problems == ()


def test_the_original_is_handed_out_as_it_came_and_never_shown(client, review):
    response = client.get(f"/imports/{review.pk}/original/")

    assert b"".join(response.streaming_content) == MISCOUNTED.encode()
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert response["X-Content-Type-Options"] == "nosniff"


def test_an_original_that_was_tampered_with_is_not_handed_out(client, review, settings):
    with open(review.file.path, "wb") as file:
        file.write(b"other")

    response = client.get(f"/imports/{review.pk}/original/")

    assert response.status_code == 404
    assert "驗證碼與上傳時不符" in response.content.decode()


def errors(response):
    return response.context["form"].errors["file"]


def test_an_upload_without_a_file_says_what_to_do(client):
    response = client.post(LIST, {})

    assert response.status_code == 400
    assert errors(response) == ["請先選擇檔案，再按「上傳並辨識」。"]


def test_a_file_over_the_limit_is_refused_with_both_sizes(client):
    response = upload(client, b"0" * (LARGEST_BYTES + 1), "大檔.pdf")

    assert errors(response) == ["檔案「大檔.pdf」有21 MB，超過上限20 MB；請確認選對檔案，或移除內含的圖片後再試。"]


# The whole corpus goes through the reader elsewhere; here those that give a text, and some that give none.
BAD_FILES = [file for file in corpus() if UNDERSTOOD in file.reasons][::3] + corpus()[::40]


@pytest.mark.parametrize("file", BAD_FILES, ids=str)
def test_a_bad_file_gets_a_sentence_or_a_review_full_of_problems_and_writes_no_record(client, file):
    before = in_the_record()

    response = upload(client, file.make(), file.name)

    assert in_the_record() == before
    if response.status_code == 302:
        (review,) = MinutesImport.objects.all()
        assert client.get(review.get_absolute_url()).status_code == 200
        assert review_page(review).open_problems > 0
    else:
        assert response.status_code == 400
        assert not MinutesImport.objects.exists()
        assert all(re.search(r"[\u4e00-\u9fff]{4}.*[。]$", str(error)) for error in errors(response))


def test_the_list_shows_what_waits_first_in_pages(client, review):
    reviewing.discard(review, review.version, WANG)
    for number in range(31):
        reviewing.open_import((SIXTH + "\n" * (number + 1)).encode(), f"{number}.txt", WANG)

    first, second = client.get(LIST), client.get(LIST, {"page": "2"})

    assert len(first.context["page"]) == 30
    assert [record.state for record in second.context["page"]] == ["open", "discarded"]


# -- Review -----------------------------------------------------------------------------------------------------------


def test_every_item_links_to_a_line_that_is_there(client, review):
    page = client.get(review.get_absolute_url()).content.decode()

    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    links = re.findall(r'href="#([^"]+)"', page)
    assert len(links) > 60
    assert set(links) <= set(ids)
    assert {"L31", "L32", "L37", "L46", "L51", "L56"} <= set(links)


def test_problems_come_first_and_suggestions_carry_score_and_reason(client, review):
    page = client.get(review.get_absolute_url()).content.decode()

    assert page.index("衛生社福組解列寫2案，列出的是1案") < page.index("讀出的文字</h2>") < page.index("交通組 ")
    assert "建議 92.3分" in page
    assert "差1字：分／共" in page
    assert page.count("登錄為新的合作案") == 7


def choose(client, review, title, choice, **more):
    item = titled(review, title)
    data = {"choice": choice, "row_version": item.version, "basis": item.basis} | more
    return client.post(reverse("imports:title", args=[review.pk, item.key]), data, headers=more.pop("headers", None))


def test_a_choice_is_stored_and_leads_back_to_its_title(client, review):
    meant = Case.objects.get(title=MEANT)

    response = choose(client, review, SLIP, f"case:{meant.pk}")

    assert response["Location"] == f"/imports/{review.pk}/#t-{titled(review, SLIP).key}"
    assert titled(review, SLIP).decision.case == meant
    assert f"認定為「{MEANT}」" in client.get(review.get_absolute_url()).content.decode()


def test_the_pages_script_is_told_what_its_save_changed(client, review):
    item = titled(review, SLIP)
    address = reverse("imports:title", args=[review.pk, item.key])
    data = {"choice": "new", "row_version": 0, "basis": item.basis}

    saved = client.post(address, data, headers={"accept": "application/json"})
    stale = client.post(address, data, headers={"accept": "application/json"})

    page = review_page(MinutesImport.objects.get())
    assert json.loads(saved.content) == {
        "version": 1,
        "settled": True,
        "open": 7,
        "fingerprint": page.fingerprint,
        "ready": False,
        "by": "王小明",
    }
    assert stale.status_code == 409
    assert json.loads(stale.content)["error"].startswith("這筆資料在您編輯期間已被他人修改（第1版，王小明）")


def test_a_stale_choice_comes_back_with_both_and_the_second_save_counts(client, review):
    item, meant = titled(review, SLIP), Case.objects.get(title=MEANT)
    reviewing.decide_title(review, item, f"case:{meant.pk}", 0, Actor("林嘉慧"), basis=item.basis)
    address = reverse("imports:title", args=[review.pk, item.key])

    stale = client.post(address, {"choice": "new", "row_version": "0", "basis": item.basis})

    page = stale.content.decode()
    assert stale.status_code == 409
    assert "這筆資料在您編輯期間已被他人修改（第1版，林嘉慧）" in page
    assert f"「{MEANT}」（林嘉慧" in page
    assert titled(review, SLIP).decision.case == meant
    choice = re.search(r'name="choice" id="[^"]+" value="([^"]+)" checked', page)[1]
    version = re.search(r'name="row_version" value="(\d+)"', page)[1]
    assert (choice, version) == ("new", "1")

    client.post(address, {"choice": choice, "row_version": version, "basis": item.basis})
    assert titled(review, SLIP).decision.case is None


def test_a_stale_reason_a_stale_correction_and_a_stale_text_come_back_with_both(client, review):
    all_of_them = addresses(review)
    for name, typed, stored in (
        ("problem", {"reason": "我的理由"}, {"reason": "先存的理由"}),
        ("fact", {"value": "我的地點"}, {"value": "先存的地點"}),
        ("text", {"text": MISCOUNTED + "我的文字", "number": "0"}, {"text": MISCOUNTED + "先存的文字", "number": "0"}),
    ):
        assert client.post(all_of_them[name], stored | {"row_version": "0"}).status_code == 302

        stale = client.post(all_of_them[name], typed | {"row_version": "0"})

        page = stale.content.decode()
        assert stale.status_code == 409, name
        assert "我的" in page and "先存的" in page, name


def test_the_colleagues_choices_are_found_after_the_browser_was_closed(client, review):
    choose(client, review, NEW_TITLES[0], "new")
    colleague = signed_in("secretariat", username="colleague")

    page = colleague.get(review.get_absolute_url()).content.decode()

    assert "認定為新案" in page
    assert page.count("已決定") == 1


def test_another_case_is_searched_for_and_chosen(client, review):
    item = titled(review, SLIP)
    address = reverse("imports:title", args=[review.pk, item.key])

    found = client.get(address, {"q": "環狀線"})

    (option,) = found.context["cases"]
    assert (option.title, option.group) == ("環狀線北環段及南環段", "交通組")
    assert "另一組" not in found.content.decode()
    client.post(address + "?q=環狀線", {"choice": option.value, "row_version": "0", "basis": item.basis})
    assert titled(review, SLIP).decision.case.title == "環狀線北環段及南環段"
    nothing = client.get(address, {"q": "<script>"}).content.decode()
    assert "找不到案名含「&lt;script&gt;」的合作案" in nothing


def test_a_line_is_edited_in_its_place(client, review):
    address = reverse("imports:text", args=[review.pk])
    form = client.get(address, {"line": "56"}).content.decode()
    assert "1. 同意解列2案：「電子煙GetOut!」。</textarea>" in form

    client.post(address, {"line": "56", "number": "0", "text": "1. 同意解列1案：「電子煙GetOut!」。"})

    page = client.get(review.get_absolute_url())
    assert page.context["review"].problems == ()
    assert "讀出的原文：1. 同意解列2案" in page.content.decode()


def test_a_text_that_is_no_minutes_comes_back_with_what_was_typed(client, review):
    response = client.post(reverse("imports:text", args=[review.pk]), {"number": "0", "text": "剩下這些"})

    assert response.status_code == 400
    assert "剩下這些</textarea>" in response.content.decode()


def test_strange_forms_are_refused_without_harm(client, review):
    item = titled(review, SLIP)
    address = reverse("imports:title", args=[review.pk, item.key])
    for choice in ("case:", "case:x", "case:99999999999999999999", "case:0", "代", "x\x00"):
        response = client.post(address, {"choice": choice, "row_version": "x", "basis": item.basis})
        assert response.status_code == 400, choice
    assert client.get(address, {"q": "a\x00b"}).status_code == 200
    for page in ("problem", "fact"):
        answer = client.post(addresses(review)[page], {"reason": "\x00", "value": "\x00", "row_version": "-1"})
        assert answer.status_code == 400, page
    assert client.post(reverse("imports:all-titles", args=[review.pk]), {"how": "all"}).status_code == 302
    assert client.post(reverse("imports:text", args=[review.pk]), {"line": "9999", "text": ""}).status_code == 400
    assert not ImportDecision.objects.exists()


def settle(client, review):
    for how in ("exact", "new"):
        page = review_page(MinutesImport.objects.get(pk=review.pk))
        client.post(reverse("imports:all-titles", args=[review.pk]), {"how": how, "fingerprint": page.fingerprint})
    choose(client, review, SLIP, f"case:{Case.objects.get(title=MEANT).pk}")
    client.post(addresses(review)["problem"], {"reason": "紀錄原文如此", "row_version": "0"})


def test_confirming_leads_to_the_drafts_dashboard_and_the_review_is_then_only_read(client, review):
    settle(client, review)
    seen = client.get(review.get_absolute_url()).context["review"]
    assert seen.is_ready

    response = client.post(reverse("imports:confirm", args=[review.pk]), {"fingerprint": seen.fingerprint}, follow=True)

    meeting = Meeting.objects.get(number=6)
    assert response.redirect_chain == [(meeting.get_absolute_url(), 302)]
    assert "已匯入第6次副市長層級會議為草稿" in response.content.decode()
    closed = client.get(review.get_absolute_url()).content.decode()
    assert "採納建議：差1字：分／共" in closed
    assert "紀錄原文如此" in closed
    assert client.get(addresses(review)["text"])["Location"] == review.get_absolute_url()


def test_confirming_too_early_says_how_much_is_open(client, review):
    seen = client.get(review.get_absolute_url()).context["review"]

    response = client.post(reverse("imports:confirm", args=[review.pk]), {"fingerprint": seen.fingerprint}, follow=True)

    assert "尚有8項未決，未寫入任何資料" in response.content.decode()
    assert Meeting.objects.count() == 5


def test_discarding_keeps_the_original_and_writes_nothing(client, review):
    response = client.post(reverse("imports:discard", args=[review.pk]), {"version": review.version}, follow=True)

    assert "未寫入任何紀錄；原始檔仍留存" in response.content.decode()
    assert client.get(reverse("imports:original", args=[review.pk])).status_code == 200
    assert Meeting.objects.count() == 5


# -- What it costs ----------------------------------------------------------------------------------------------------


def test_a_pages_queries_do_not_grow(client, review, subtests, django_assert_num_queries):
    def ask_for_every_page(size):
        found = addresses(review)
        for name, queries in QUERIES.items():
            client.get(found[name])
            with subtests.test(name, size=size), django_assert_num_queries(queries):
                assert client.get(found[name]).status_code == 200

    ask_for_every_page("small")

    earlier = MeetingFactory(held_on=date(2001, 5, 1))
    for number in range(30):
        case = CaseFactory(title=f"既有的合作案第{number}號", group=group("災防組"))
        record(CaseTitleFactory(case=case).case, earlier)
    for number in range(5):
        reviewing.open_import((SIXTH + "\n" * (number + 1)).encode(), f"{number}.txt", WANG)
    settle(client, review)
    reviewing.edit_text(review, CROWDED.replace("解列1案：「電子煙", "解列2案：「電子煙"), 0, WANG)
    review.refresh_from_db()
    item = review_page(review).facts["recorder"]
    reviewing.correct(review, item, "陳大文", 0, WANG)
    review.refresh_from_db()
    assert len(review_page(review).titles) == 36
    ask_for_every_page("large")
