"""The pages of quarterly reporting: who may do what, what a stale save shows, what bad input gets, how many queries."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cases.models import Attachment, QuarterlyUpdate, UpdateState
from cases.reporting.workflow import accept, return_, revise
from platform_site.shared.sheets.files import read_tables
from tests.cases.reporting.rows import (
    GREEN,
    IN_TIME,
    LIAISON,
    RED,
    SECRETARY,
    draft,
    filed,
    indicator,
    period,
    tracked_case,
)
from tests.factories import group
from tests.people import signed_in

pytestmark = pytest.mark.django_db

FORM = {
    "row_version": "0",
    "light": "green",
    "progress": "40",
    "progress_text": "完成協調會議。",
    "next_steps": "辦理招標。",
    "cause": "",
    "remedy": "",
    "remedy_due_on": "",
}
NOT_A_DATE = "「下個月」不是看得懂的日期。請寫成「114年12月22日」、「114/12/22」或「2025-12-22」。"
MATRIX_QUERIES = 26
WORKSPACE_QUERIES = 19
UPDATE_QUERIES = 24
ACCEPT_QUERIES = 5


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """The reports of the first quarter of ROC 90 are being filed."""
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: IN_TIME)


@pytest.fixture
def liaison():
    return signed_in("liaison")


@pytest.fixture
def secretary():
    return signed_in("secretariat")


def page_of(case, quarter=1):
    return reverse("reporting:update", args=[period(quarter).key, case.pk])


def test_a_liaison_saves_a_draft_and_sends_it(liaison):
    case = tracked_case()
    response = liaison.post(page_of(case), FORM | {"save": "1"}, follow=True)
    assert "已儲存為草稿" in response.content.decode()
    update = QuarterlyUpdate.objects.get(case=case)
    assert (update.state, update.progress, update.progress_text) == ("draft", 40, "完成協調會議。")
    assert update.saved_by_name == "王小明"
    liaison.post(page_of(case), FORM | {"row_version": "1", "submit": "1"})
    update.refresh_from_db()
    assert update.state == UpdateState.SUBMITTED


def test_after_sending_one_case_the_next_unsent_one_opens(liaison):
    first, second = tracked_case(), tracked_case()
    response = liaison.post(page_of(first), FORM | {"submit": "1"})
    assert response.url == page_of(second)
    response = liaison.post(page_of(second), FORM | {"submit": "1"})
    assert response.url == reverse("reporting:workspace", args=[period().key, group().pk])


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"progress": "130"}, "progress", "進度須介於 0 與 100 之間，不可填 130。"),
        ({"progress": "一半"}, "progress", "請填寫 0 至 100 的整數，不加百分比符號。"),
        ({"progress_text": "長" * 200_000}, "progress_text", "最多 5,000 字，目前 200,000 字，請刪減或改以附件提供。"),
        ({"light": "purple"}, "light", "燈號只有綠燈、黃燈、紅燈三種，請擇一。"),
        ({"remedy_due_on": "下個月"}, "remedy_due_on", NOT_A_DATE),
        ({"link-0": "javascript:alert(1)"}, "link-0", "網址須以 http:// 或 https:// 開頭，且不超過 500 字。"),
    ],
)
def test_bad_input_is_said_beside_its_field_and_nothing_typed_is_lost(liaison, typed, field, sentence):
    case = tracked_case()
    response = liaison.post(page_of(case), FORM | typed | {"save": "1", "next_steps": "其他欄位的內容"})
    form = response.context["form"]
    errors = form.errors[field]
    assert len(errors) == 1
    assert errors[0] == sentence
    assert form["next_steps"].value() == "其他欄位的內容"
    assert form[field].value() == next(iter(typed.values()))
    assert f'id="id_{field}_error"><p>' in response.content.decode()
    # The other fields are saved, the wrong one is left as it was.
    update = QuarterlyUpdate.objects.get(case=case)
    assert (update.next_steps, update.light) == ("其他欄位的內容", "" if field == "light" else "green")
    assert "其餘各欄已存為草稿" in form.non_field_errors()[0]


def test_a_red_light_without_its_reasons_is_kept_as_a_draft_and_not_sent(liaison):
    case = tracked_case()
    response = liaison.post(page_of(case), FORM | {"light": "red", "submit": "1"})
    assert response.context["form"].errors["cause"] == ["紅燈須說明落後或風險的原因。"]
    assert response.context["form"].errors["remedy_due_on"] == ["紅燈須填寫預定改善日期。"]
    update = QuarterlyUpdate.objects.get(case=case)
    assert (update.state, update.light) == (UpdateState.DRAFT, "red")
    assert response.context["form"]["row_version"].value() == "1"


def test_a_figure_out_of_range_wants_a_word(liaison):
    case = tracked_case()
    figure = indicator(case, low=80, high=100)
    typed = FORM | {f"value-{figure.pk}-1": "75.5", "submit": "1"}
    response = liaison.post(page_of(case), typed)
    assert response.context["form"].errors[f"explanation-{figure.pk}-1"] == [
        "基隆市的「準點率」超出範圍 80～100，請說明原因。"
    ]
    liaison.post(page_of(case), typed | {"row_version": "1", f"explanation-{figure.pk}-1": "連日豪雨"})
    assert QuarterlyUpdate.objects.get(case=case).state == UpdateState.SUBMITTED


def test_the_second_of_two_savers_sees_both_versions_and_keeps_what_was_typed(liaison):
    case = tracked_case()
    draft(case)
    colleague = signed_in("liaison", "colleague", last_name="林")
    colleague.post(page_of(case), FORM | {"row_version": "1", "progress_text": "先存的人寫的", "save": "1"})
    response = liaison.post(page_of(case), FORM | {"row_version": "1", "progress_text": "後存的人寫的", "save": "1"})
    assert response.status_code == 409
    form = response.context["form"]
    assert "已被他人修改" in form.non_field_errors()[0]
    assert form.errors["progress_text"] == ["目前資料庫中的內容：先存的人寫的"]
    assert form["progress_text"].value() == "後存的人寫的"
    assert QuarterlyUpdate.objects.get(case=case).progress_text == "先存的人寫的"
    # Having read both, saving once more is a decision.
    version = form["row_version"].value()
    liaison.post(page_of(case), FORM | {"row_version": version, "progress_text": "後存的人寫的", "save": "1"})
    assert QuarterlyUpdate.objects.get(case=case).progress_text == "後存的人寫的"


def test_the_page_saves_by_itself_and_is_told_of_a_stale_version(liaison):
    case = tracked_case()
    url = reverse("reporting:autosave", args=[period().key, case.pk])
    answer = liaison.post(url, FORM | {"progress_text": "寫到一半"})
    assert (answer.status_code, answer.json()["version"]) == (200, 1)
    stale = liaison.post(url, FORM | {"progress_text": "另一個分頁"})
    # Nobody else changed anything, and the sentence does not say so.
    assert (stale.status_code, stale.json()["stale"][:6]) == (409, "您在另一個分")
    assert (stale.json()["version"], stale.json()["stored"]["progress_text"]) == (1, "寫到一半")
    colleague = signed_in("liaison", "colleague", last_name="林")
    others = colleague.post(url, FORM | {"progress_text": "同事的分頁"})
    assert (others.status_code, "已被他人修改（第1版，王小明）" in others.json()["stale"]) == (409, True)
    assert QuarterlyUpdate.objects.get(case=case).progress_text == "寫到一半"


def test_good_fields_are_saved_while_a_bad_one_is_marked(liaison):
    case = tracked_case()
    draft(case)
    url = reverse("reporting:autosave", args=[period().key, case.pk])
    typed = {"row_version": "1", "progress": "130", "progress_text": "新寫的", "cause": "長" * 5001}
    links = {"link-0": "www.gov.taipei/news", "link-1": "javascript:alert(1)", "link-label-2": "只有名稱"}
    answer = liaison.post(url, FORM | typed | links)
    assert answer.status_code == 200
    assert sorted(answer.json()["errors"]) == ["cause", "link-1", "link-2", "progress"]
    update = QuarterlyUpdate.objects.get(case=case)
    assert (update.version, update.progress, update.progress_text, update.cause) == (2, 40, "新寫的", "")
    assert [link.url for link in update.links.all()] == ["http://www.gov.taipei/news"]


def test_a_text_that_is_no_number_leaves_the_stored_one(liaison):
    case = tracked_case()
    figure = indicator(case)
    url = reverse("reporting:autosave", args=[period().key, case.pk])
    liaison.post(url, FORM | {f"value-{figure.pk}-1": "85.5"})
    wrong = {"row_version": "1", "progress": "四成", "remedy_due_on": "明年", f"value-{figure.pk}-1": "八十"}
    answer = liaison.post(url, FORM | wrong | {"next_steps": "照樣存下"})
    assert sorted(answer.json()["errors"]) == ["progress", "remedy_due_on", f"value-{figure.pk}-1"]
    update = QuarterlyUpdate.objects.get(case=case)
    assert (update.progress, update.next_steps) == (40, "照樣存下")
    assert str(update.values.get()) == "85.5"


def test_a_page_of_one_user_is_not_saved_by_another_who_signed_in_since(liaison):
    case = tracked_case()
    url = reverse("reporting:autosave", args=[period().key, case.pk])
    answer = liaison.post(url, FORM | {"typed_by": "999999"})
    assert (answer.status_code, "目前登入的帳號是「王小明」" in answer.json()["message"]) == (409, True)
    form = liaison.post(page_of(case), FORM | {"typed_by": "999999", "save": "1"}).context["form"]
    assert "因此沒有儲存" in form.non_field_errors()[0]
    assert not QuarterlyUpdate.objects.exists()


def test_a_remedy_date_that_has_passed_is_told_before_sending(liaison):
    case = tracked_case()
    red = {"light": "red", "cause": "地主異議", "remedy": "說明會", "remedy_due_on": "2001-03-01", "submit": "1"}
    response = liaison.post(page_of(case), FORM | red)
    assert "預定改善日期 90年3月1日已過，請確認是否須更新。" in response.content.decode()
    assert "仍要送出" in response.content.decode()
    assert QuarterlyUpdate.objects.get(case=case).state == UpdateState.DRAFT
    liaison.post(page_of(case), FORM | red | {"row_version": "1", "sure": "1"})
    assert QuarterlyUpdate.objects.get(case=case).state == UpdateState.SUBMITTED


def test_a_closed_quarter_takes_no_report_and_says_so(liaison, monkeypatch):
    case = tracked_case()
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: date(2001, 6, 2))
    response = liaison.post(page_of(case), FORM | {"save": "1"})
    assert "90年第1季已於 90年5月31日截止，不再受理填報" in response.context["form"].non_field_errors()[0]
    assert not QuarterlyUpdate.objects.filter(case=case).exists()
    # What was typed stands on the page, for it stands nowhere else.
    assert "完成協調會議。</textarea>" in response.content.decode()


def test_last_quarters_text_is_a_start_and_not_yet_saved(liaison, monkeypatch):
    case = tracked_case()
    filed(case, 1)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: date(2001, 7, 2))
    draft(case, 2, type(GREEN)(next_steps="已經寫好的"), today=date(2001, 7, 2))
    shown = liaison.get(page_of(case, 2)).content.decode()
    assert "帶入90年第1季內容" in shown
    assert "90年第1季填報內容" in shown
    form = liaison.get(page_of(case, 2) + "?copy=1").context["form"]
    assert form["progress_text"].value() == GREEN.progress_text
    # Only empty fields are filled.
    assert form["next_steps"].value() == "已經寫好的"
    assert QuarterlyUpdate.objects.get(case=case, period=period(2)).progress_text == ""


def test_all_ready_drafts_are_sent_at_once_and_the_others_named(liaison):
    ready, unready, unticked = tracked_case(), tracked_case(), tracked_case()
    first, second, third = draft(ready), draft(unready, content=type(GREEN)(progress_text="未完")), draft(unticked)
    url = reverse("reporting:submit-all", args=[period().key, group().pk])
    response = liaison.post(url, {"ticked": [f"{first.pk}-1", f"{second.pk}-1", "nonsense"]}, follow=True)
    shown = response.content.decode()
    assert "已送出1案。" in shown
    assert f"{unready.title}：" in shown
    states = [QuarterlyUpdate.objects.get(pk=row.pk).state for row in (first, second, third)]
    assert states == ["submitted", "draft", "draft"]


def test_the_secretariat_accepts_only_what_was_ticked_and_looked_at(secretary):
    ticked, other, changed = (filed(tracked_case()) for _ in range(3))
    preview = secretary.post(reverse("reporting:accept"), {"ticked": [f"{ticked.pk}-{ticked.version}"]})
    assert [row.pk for row, _ in preview.context["rows"]] == [ticked.pk]
    assert QuarterlyUpdate.objects.get(pk=ticked.pk).state == UpdateState.SUBMITTED
    confirmed = [f"{ticked.pk}-{ticked.version}", f"{changed.pk}-{changed.version - 1}"]
    response = secretary.post(reverse("reporting:accept"), {"ticked": confirmed, "confirm": "1"}, follow=True)
    assert "已採認1案。" in response.content.decode()
    states = [QuarterlyUpdate.objects.get(pk=row.pk).state for row in (ticked, other, changed)]
    assert states == ["accepted", "submitted", "submitted"]


def test_of_many_that_wait_the_oldest_are_listed(secretary, monkeypatch, django_assert_num_queries):
    updates = [filed(tracked_case())]
    with django_assert_num_queries(ACCEPT_QUERIES):
        secretary.get(reverse("reporting:accept"))
    updates += [filed(tracked_case()) for _ in range(2)]
    with django_assert_num_queries(ACCEPT_QUERIES):
        assert "案待採認，先列出" not in secretary.get(reverse("reporting:accept")).content.decode()
    monkeypatch.setattr("cases.reporting.pages.matrix.MOST_TO_TICK", 2)

    page = secretary.get(reverse("reporting:accept"))
    assert [row.pk for row, _ in page.context["rows"]] == [update.pk for update in updates[:2]]
    assert "共3案待採認，先列出季別最早的2案，採認後依序列出其餘。" in page.content.decode()


def test_sending_back_wants_a_comment_and_keeps_it(secretary, liaison):
    update = filed(tracked_case())
    url = reverse("reporting:return", args=[update.pk])
    refused = secretary.post(url, {"version": update.version, "comment": "  "})
    assert (refused.status_code, "請說明要補正什麼" in refused.content.decode()) == (400, True)
    stale = secretary.post(url, {"version": update.version - 1, "comment": "請補金額"})
    assert (stale.status_code, "請補金額</textarea>" in stale.content.decode()) == (409, True)
    secretary.post(url, {"version": update.version, "comment": "請補金額"})
    assert "請補金額" in liaison.get(page_of(update.case)).content.decode()


def test_a_correction_of_an_accepted_report_leaves_it_in_force(liaison):
    update = filed(tracked_case(), state=UpdateState.ACCEPTED)
    response = liaison.post(reverse("reporting:correct", args=[update.pk]), follow=True)
    assert "第2版（更正）" in response.content.decode()
    assert QuarterlyUpdate.objects.get(pk=update.pk).state == UpdateState.ACCEPTED


def test_a_file_is_told_by_its_content_and_comes_back_as_a_download(liaison):
    update = draft(tracked_case())
    url = reverse("reporting:attach", args=[update.pk])
    liar = SimpleUploadedFile("圖.png", b"<html><script>alert(1)</script>", content_type="image/png")
    assert "PDF" in liaison.post(url, {"file": liar}, follow=True).content.decode()
    assert not Attachment.objects.exists()
    pdf = SimpleUploadedFile("成果.pdf", b"%PDF-1.7\n%%EOF", content_type="text/html")
    liaison.post(url, {"file": pdf})
    attachment = Attachment.objects.get()
    response = liaison.get(reverse("reporting:download", args=[attachment.pk]))
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response.getvalue() == b"%PDF-1.7\n%%EOF"
    assert (
        "要移除附件「成果.pdf」嗎？" in liaison.post(reverse("reporting:detach", args=[attachment.pk])).content.decode()
    )
    assert Attachment.objects.exists()
    liaison.post(reverse("reporting:detach", args=[attachment.pk]), {"confirmed": "1"})
    assert not Attachment.objects.exists()


def test_a_file_of_50_mb_is_refused_with_its_limit(liaison):
    update = draft(tracked_case())
    huge = SimpleUploadedFile("大.pdf", b"%PDF-1.7\n" + b"0" * (50 * 1024 * 1024), content_type="application/pdf")
    response = liaison.post(reverse("reporting:attach", args=[update.pk]), {"file": huge}, follow=True)
    assert "10 MB" in response.content.decode()
    assert not Attachment.objects.exists()


def test_what_is_not_sent_is_the_groups_and_the_secretariats_only(liaison, secretary):
    update = draft(tracked_case(), content=RED)
    pdf = SimpleUploadedFile("成果.pdf", b"%PDF-1.7\n%%EOF", content_type="text/html")
    liaison.post(reverse("reporting:attach", args=[update.pk]), {"file": pdf})
    official, foreign = signed_in("official"), signed_in("liaison", "foreign", group="災防組")
    workspace = reverse("reporting:workspace", args=[period().key, group().pk])
    sheet = reverse("reporting:export", args=[period().key, group().pk, "ods"])
    pages = [page_of(update.case), workspace, update.case.get_absolute_url()]
    for client, reads in ((liaison, True), (secretary, True), (official, False), (foreign, False)):
        download = client.get(reverse("reporting:download", args=[Attachment.objects.get().pk]))
        assert download.status_code == (200 if reads else 404)
        download.getvalue()
        shown = [client.get(url).content.decode().replace("只看紅燈、黃燈", "") for url in pages]
        assert ["用地未取得。" in shown[0], "成果.pdf" in shown[0]] == [reads, reads]
        assert ["紅燈" in text for text in shown[1:]] == [reads, reads]
        assert ("地主異議" in str(read_tables(client.get(sheet).content, 100))) == reads
    assert "尚未送出" in official.get(workspace).content.decode()


def test_what_was_sent_back_is_hidden_again_and_never_ticked_beforehand(liaison):
    update = filed(tracked_case())
    return_(update, "請補金額", SECRETARY, version=update.version)
    other = draft(tracked_case())
    shown = liaison.get(reverse("reporting:workspace", args=[period().key, group().pk])).content.decode()
    update.refresh_from_db()
    assert f'value="{update.pk}-{update.version}" aria-label' in shown
    assert f'value="{other.pk}-1" checked aria-label' in shown
    assert GREEN.progress_text not in signed_in("official").get(page_of(update.case)).content.decode()


def test_nobody_but_the_groups_liaison_sends(secretary):
    update = draft(tracked_case())
    ticked = {"ticked": f"{update.pk}-1"}
    assert secretary.post(reverse("reporting:submit", args=[update.pk]), {"version": "1"}).status_code == 404
    bulk = reverse("reporting:submit-all", args=[period().key, group().pk])
    assert secretary.post(bulk, ticked).status_code == 404
    page = secretary.post(page_of(update.case), FORM | {"row_version": "1", "submit": "1"})
    assert "送出由交通組的聯絡人辦理" in page.context["form"].non_field_errors()[0]
    assert 'name="submit"' not in page.content.decode()
    assert QuarterlyUpdate.objects.get().state == UpdateState.DRAFT


def test_while_a_correction_is_written_others_see_the_version_in_force(liaison):
    update = filed(tracked_case(), state=UpdateState.ACCEPTED)
    liaison.post(reverse("reporting:correct", args=[update.pk]))
    typed = FORM | {"row_version": "1", "progress_text": "更正中的內容", "save": "1"}
    liaison.post(page_of(update.case), typed)
    assert "更正中的內容" in liaison.get(page_of(update.case)).content.decode()
    shown = signed_in("official").get(page_of(update.case)).content.decode()
    assert (GREEN.progress_text in shown, "更正中" in shown) == (True, False)


def test_a_correction_is_given_up_after_a_question(liaison):
    update = filed(tracked_case(), state=UpdateState.ACCEPTED)
    liaison.post(reverse("reporting:correct", args=[update.pk]))
    correction = QuarterlyUpdate.objects.get(replaces=update)
    pdf = SimpleUploadedFile("成果.pdf", b"%PDF-1.7\n%%EOF", content_type="text/html")
    liaison.post(reverse("reporting:attach", args=[correction.pk]), {"file": pdf})
    url = reverse("reporting:discard", args=[correction.pk])
    assert "已採認的版本仍然有效" in liaison.post(url, {"version": "1"}).content.decode()
    assert QuarterlyUpdate.objects.count() == 2
    stale = liaison.post(url, {"version": "0", "confirmed": "1"}, follow=True)
    assert "已被他人修改" in stale.content.decode()
    done = liaison.post(url, {"version": "1", "confirmed": "1"}, follow=True).content.decode()
    assert "已放棄更正，原版本仍然有效。" in done
    assert (list(QuarterlyUpdate.objects.all()), Attachment.objects.count()) == ([update], 0)
    # Another one may begin, and what is accepted can never be given up.
    liaison.post(reverse("reporting:correct", args=[update.pk]))
    url = reverse("reporting:discard", args=[update.pk])
    refused = liaison.post(url, {"version": update.version, "confirmed": "1"}, follow=True)
    assert "沒有可放棄的更正" in refused.content.decode()
    assert QuarterlyUpdate.objects.count() == 2


def writes():
    """Every address that writes, of a case of 災防組: foreign to the liaison of 交通組."""
    case = tracked_case("災防組")
    update = draft(case)
    sent = filed(tracked_case("災防組"))
    accepted = filed(tracked_case("災防組"), state=UpdateState.ACCEPTED)
    correction = revise(filed(tracked_case("災防組"), state=UpdateState.ACCEPTED), LIAISON)
    return {
        "update": (page_of(case), FORM | {"row_version": "1", "save": "1"}),
        "autosave": (reverse("reporting:autosave", args=[period().key, case.pk]), FORM | {"row_version": "1"}),
        "submit": (reverse("reporting:submit", args=[update.pk]), {"version": "1"}),
        "withdraw": (reverse("reporting:withdraw", args=[sent.pk]), {"version": sent.version, "confirmed": "1"}),
        "discard": (reverse("reporting:discard", args=[correction.pk]), {"version": "1", "confirmed": "1"}),
        "correct": (reverse("reporting:correct", args=[accepted.pk]), {}),
        "attach": (reverse("reporting:attach", args=[update.pk]), {}),
        "submit-all": (reverse("reporting:submit-all", args=[period().key, group("災防組").pk]), {}),
        "return": (reverse("reporting:return", args=[sent.pk]), {"version": sent.version, "comment": "補"}),
        "accept-one": (reverse("reporting:accept-one", args=[sent.pk]), {"version": sent.version}),
        "accept": (reverse("reporting:accept"), {"ticked": f"{sent.pk}-{sent.version}", "confirm": "1"}),
    }


def fingerprint():
    return list(QuarterlyUpdate.objects.order_by("pk").values_list("pk", "state", "version", "progress_text"))


@pytest.mark.parametrize("role", ["official", "liaison", "nobody"])
def test_who_does_not_own_a_report_can_write_nothing_of_it(role):
    client, addresses = signed_in(role), writes()
    before = fingerprint()
    answers = {name: client.post(url, data).status_code for name, (url, data) in addresses.items()}
    assert set(answers.values()) == {403 if role == "nobody" else 404}
    assert fingerprint() == before


def test_a_stranger_is_sent_to_the_login_from_every_address():
    client, addresses = signed_in("stranger"), writes()
    before = fingerprint()
    answers = {client.post(url, data).headers["Location"].split("?")[0] for url, data in addresses.values()}
    assert answers == {reverse("account_login")}
    assert fingerprint() == before


def test_a_liaison_decides_on_nothing_even_of_the_own_group(liaison):
    update = filed(tracked_case())
    data = {"version": update.version, "comment": "好"}
    assert liaison.post(reverse("reporting:return", args=[update.pk]), data).status_code == 404
    assert liaison.post(reverse("reporting:accept-one", args=[update.pk]), data).status_code == 404


@pytest.mark.parametrize("role", ["official", "liaison", "secretariat"])
def test_every_role_reads_every_groups_reports(role):
    case = tracked_case("災防組")
    filed(case, content=RED)
    client = signed_in(role)
    pages = [
        reverse("reporting:matrix"),
        reverse("reporting:late"),
        reverse("reporting:workspace", args=[period().key, group("災防組").pk]),
        page_of(case),
    ]
    assert [client.get(url).status_code for url in pages] == [200] * 4
    assert "用地未取得。" in client.get(page_of(case)).content.decode()


@pytest.mark.parametrize("path", ["/reports/9999/groups/1/", "/reports/901/cases/999999/"])
def test_what_is_not_there_is_a_chinese_404(liaison, path):
    period()
    response = liaison.get(path)
    assert response.status_code == 404
    assert "找不到" in response.content.decode()


@pytest.mark.parametrize("number", [1, 5])
def test_the_pages_take_as_many_queries_for_five_cases_as_for_one(secretary, django_assert_num_queries, number):
    cases = [tracked_case() for _ in range(number)]
    for case in cases:
        filed(case)
    with django_assert_num_queries(MATRIX_QUERIES):
        secretary.get(reverse("reporting:matrix"))
    with django_assert_num_queries(WORKSPACE_QUERIES):
        secretary.get(reverse("reporting:workspace", args=[period().key, group().pk]))
    with django_assert_num_queries(UPDATE_QUERIES):
        secretary.get(page_of(cases[0]))


def test_a_group_of_many_cases_is_paged_and_one_of_todays_is_not(secretary, monkeypatch, django_assert_num_queries):
    for number in range(1, 5):
        filed(tracked_case(title=f"第{number}案"), content=RED if number > 2 else GREEN)
    url = reverse("reporting:workspace", args=[period().key, group().pk])

    def shown(query=""):
        text = secretary.get(url + query).content.decode()
        return re.findall("第[0-9]+案(?=</a>)", text), 'class="pages"' in text, "cases/pages" in text, len(text)

    assert shown()[:3] == (["第1案", "第2案", "第3案", "第4案"], False, False)
    monkeypatch.setattr("cases.reporting.pages.workspace.PER_PAGE", 2)
    monkeypatch.setattr("cases.reporting.pages.workspace.FEW", 0)
    assert [shown(f"?page={number}")[:3] for number in (1, 2)] == [
        (["第1案", "第2案"], True, True),
        (["第3案", "第4案"], True, True),
    ]
    assert shown("?light=stuck")[:3] == (["第3案", "第4案"], False, False)
    assert "應填4案，已送出4案" in secretary.get(url).content.decode()
    # The first page that was asked for wrote its platform down.
    with django_assert_num_queries(WORKSPACE_QUERIES - 3):
        before = shown("?page=2")[3]
    for number in range(5, 11):
        filed(tracked_case(title=f"第{number}案"), content=RED)
    with django_assert_num_queries(WORKSPACE_QUERIES - 3):
        # The links to three more pages.
        assert abs(shown("?page=2")[3] - before) < 500
    assert shown("?light=stuck&page=4")[0] == ["第9案", "第10案"]


def test_the_matrix_says_in_words_what_its_colours_say(secretary):
    accept_me = filed(tracked_case(), content=RED)
    accept(accept_me, SECRETARY, version=accept_me.version)
    draft(tracked_case(), actor=LIAISON)
    shown = secretary.get(reverse("reporting:matrix")).content.decode()
    assert "1／2" in shown
    assert "未送出1" in shown
    assert "紅燈1" in shown
