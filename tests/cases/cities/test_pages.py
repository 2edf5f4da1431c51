"""The pages by city: who reads, who writes, what a stale or hostile form is answered, how many queries they take."""

import html
import re

import pytest
from django.urls import reverse

from cases.cities.writing import save_cities
from cases.models import Case, CaseCity
from groups.actors import Actor
from groups.models import Membership, Platform
from platform_site.shared.lists.exports import MOST_ROWS, PDF
from tests.cases.cities.rows import KEELUNG, NEW_TAIPEI, TAIPEI, TAOYUAN, city, listed, reported, roles
from tests.cases.reporting.rows import GREEN, RED, tracked_case
from tests.factories import CityFactory
from tests.people import person, signed_in
from tests.support.papers import faults, text_of_paper

pytestmark = pytest.mark.django_db

# Session, user and permissions, the platforms, the user's city; the rest is the page's own.
INDEX_QUERIES = 13
CITY_QUERIES = 13
MATRIX_QUERIES = 17
PROPOSED_QUERIES = 7
EDIT_QUERIES = 9


@pytest.fixture
def official():
    return signed_in("official")


@pytest.fixture
def secretary():
    return signed_in("secretariat")


def text_of(response):
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", response.content.decode()))


def key(case, name, quarter=901):
    return f"{case.pk}-{city(name).pk}-{quarter}"


def confirm(client, *keys, **fields):
    return client.post(reverse("cities:confirm"), {"proposal": keys, **fields}, follow=True)


# -- Reading --------------------------------------------------------------------------------------------------------


def test_the_four_cities_with_their_counts(official):
    case = tracked_case()
    listed(case)
    reported(case, content=RED, taipei="召開會議。")

    text = text_of(official.get("/cities/"))

    assert "列管中43案，各市主辦、參與及填報情形；填報以90年第1季已採認的季進度為準" in text
    assert "基隆市00000臺北市101 0■1新北市00000桃園市00000".replace(" ", "") in text
    assert "另有42案尚未登錄主辦與參與的市，未計入各市。列出這42案" in text
    assert "季進度提及" not in text


def test_a_citys_page_names_cases_lights_words_and_passed_remedy_dates(official):
    case = tracked_case(title="捷運延伸")
    listed(case)
    reported(case, content=RED, taipei="召開會議。")

    text = text_of(official.get(f"/cities/{city(TAIPEI).pk}/"))

    assert "臺北市合作案列管中：主辦1案、參與0案；■紅燈1▲黃燈0" in text
    assert "捷運延伸交通組主辦■紅燈90年第1季召開會議。90年第1季90年6月30日已過" in text
    assert "目前沒有登錄為基隆市主辦或參與的列管案。" in text_of(official.get(f"/cities/{city(KEELUNG).pk}/"))


def test_the_matrix_as_page_and_as_pdf(official, tmp_path):
    case = tracked_case(title="捷運延伸")
    tracked_case(title="未填報案")
    listed(case, TAOYUAN)
    reported(case, taipei="召開會議。")

    text = text_of(official.get("/cities/matrix/"))

    assert "90年第1季應填2案，已採認1案。其中1案尚未登錄主辦與參與的市" in text
    assert "捷運延伸—未參與●已報未登錄—未參與主辦○未報" in text
    assert "未填報案△尚無採認進度" in text
    assert "合計2案已報0、未報0主辦0、參與0已報1、未報0主辦0、參與0" in text
    answer = official.get("/cities/matrix.pdf?quarter=901")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    (paper,) = text_of_paper(answer.content)
    assert "90年第1季四市填報情形" in paper and "應填2案，已採認1案" in paper and "未填報案△尚無採認進度" in paper
    assert "列出這" not in paper
    assert faults(answer.content, tmp_path) == []


def test_a_long_matrix_has_pages_that_its_groups_lead_to_and_its_pdf_is_all_of_it(official, monkeypatch):
    monkeypatch.setattr("cases.cities.matrix.PER_PAGE", 2)
    monkeypatch.setattr("cases.cities.matrix.FEW", 0)
    for name in ("甲案", "乙案", "丙案"):
        reported(tracked_case(title=name), taipei="召開會議。")
    tracked_case("災防組", title="丁案")

    answer = official.get("/cities/matrix/", {"quarter": 901})
    first, second = text_of(answer), text_of(official.get("/cities/matrix/", {"quarter": 901, "page": 2}))

    assert "交通組3案已採認3案" in first and "甲案" in first and "丙案" not in first and "合計" not in first
    assert "第1至2案，共4案" in first and "應填4案，已採認3案" in first
    assert "交通組（續）3案已採認3案" in second and "丙案" in second and "丁案" in second and "合計4案" in second
    links = re.findall(r'href="([^"]*)#group-', answer.content.decode())
    assert [html.unescape(link) for link in links] == ["", "?quarter=901&page=2"]
    assert 'href="?quarter=901"' in official.get("/cities/matrix/?quarter=901&page=2").content.decode()

    def paper():
        return "".join(text_of_paper(official.get("/cities/matrix.pdf?quarter=901&page=2").content))

    whole = paper()
    assert "甲案" in whole and "丁案" in whole and "合計4案" in whole and "本頁" not in whole
    monkeypatch.setitem(MOST_ROWS, PDF, 3)
    one_page = paper()
    assert "甲案" not in one_page and "丙案" in one_page and "本頁為第3至4案" in one_page


@pytest.mark.parametrize("quarter", ["", "x", "9" * 25, "-1", "999", "１"])
def test_an_unknown_quarter_shows_the_newest(official, quarter):
    reported(tracked_case(), taipei="召開會議。")

    assert "90年第1季各合作案由哪些市填報" in text_of(official.get("/cities/matrix/", {"quarter": quarter}))


def test_without_reports_or_quarters_the_pages_say_so(official):
    assert "這一季沒有應填報的合作案" in text_of(official.get("/cities/matrix/"))
    assert "目前沒有登錄為" in text_of(official.get(f"/cities/{city(TAIPEI).pk}/"))
    assert official.get("/cities/matrix.pdf").status_code == 200


def test_mine_leads_to_the_own_city_and_to_all_of_them_without_one():
    own = person("official", "own")
    Membership.objects.filter(user=own).update(city=city(NEW_TAIPEI))
    client = signed_in("official", "none")

    assert client.get("/cities/mine/").url == "/cities/"
    client.force_login(own, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/cities/mine/").url == f"/cities/{city(NEW_TAIPEI).pk}/"


@pytest.mark.parametrize("role", ["official", "liaison"])
def test_home_offers_the_own_city_or_else_all_four(role):
    user = person(role, "own")
    client = signed_in(role, "none")

    assert "各市合作案基隆市臺北市新北市桃園市" in text_of(client.get("/"))
    Membership.objects.filter(user=user).update(city=city(TAOYUAN))
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "本市合作案（桃園市）" in text_of(client.get("/"))


def test_a_city_of_another_platform_shows_its_own_cases_and_an_unknown_one_is_not_found(official):
    foreign = CityFactory(platform=Platform.objects.create(name="另一個平臺"), name="臺中市")
    listed(tracked_case())

    assert "目前沒有登錄為臺中市主辦或參與的列管案" in text_of(official.get(f"/cities/{foreign.pk}/"))
    assert official.get("/cities/99999/").status_code == 404


def test_the_case_list_is_narrowed_by_city(official):
    case = tracked_case(title="捷運延伸")
    listed(case, TAIPEI)
    listed(case, TAOYUAN, "apart")

    def found(name):
        return text_of(official.get("/cases/", {"city": name, "status": "listed"}))

    assert "符合條件共1案" in found(TAIPEI) and "捷運延伸" in found(TAIPEI)
    assert "沒有符合條件的合作案" in found(TAOYUAN)
    assert "符合條件共42案" in found("none") and "捷運延伸" not in found("none")
    assert "沒有「高雄市」這個選項" in found("高雄市")


def test_a_cases_page_names_its_cities_and_their_changes(official):
    case = tracked_case()
    assert "主辦市尚未登錄參與市尚未登錄" in text_of(official.get(case.get_absolute_url()))
    save_cities(case, {city(TAIPEI).pk: "leads", city(KEELUNG).pk: "takes_part"}, Actor("林嘉慧"), case.version)
    save_cities(case, {city(KEELUNG).pk: ""}, Actor("林嘉慧"), case.version + 1)

    text = text_of(official.get(case.get_absolute_url()))

    assert "主辦市臺北市參與市尚未登錄" in text
    assert "林嘉慧登錄臺北市為「主辦」" in text
    assert "移除基隆市的「參與」" in text
    assert "登錄各市" not in text


# -- Writing --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["official", "liaison"])
def test_others_neither_see_the_forms_nor_write(role):
    client, case = signed_in(role), tracked_case()
    reported(case, taipei="召開會議。")

    assert client.get("/cities/proposed/").status_code == 403
    assert client.get(f"/cities/cases/{case.pk}/").status_code == 403
    assert client.post(f"/cities/cases/{case.pk}/", {}).status_code == 403
    assert confirm(client, key(case, TAIPEI)).status_code == 403
    assert "待確認" not in text_of(client.get(case.get_absolute_url()))
    assert roles(case) == {}


def test_an_unknown_case_is_not_found(secretary):
    assert secretary.get("/cities/cases/99999/").status_code == 404


def test_a_secretary_sees_what_reports_propose_and_confirms_one(secretary):
    case = tracked_case(title="捷運延伸")
    reported(case, 1, taipei="召開會議。", new_taipei="派員參加。並發函。")
    reported(case, 2, taipei="辦理說明會。")

    assert "季進度提及、合作案尚未登錄的市有2筆" in text_of(secretary.get("/cities/"))
    assert "待確認臺北市：「辦理說明會。」90年第2季臺北市辦理內容，共2季提及" in text_of(
        secretary.get(case.get_absolute_url())
    )
    assert "新北市「派員參加。」90年第1季新北市辦理內容" in text_of(secretary.get("/cities/proposed/"))

    answer = confirm(secretary, key(case, NEW_TAIPEI), case=case.pk)

    assert answer.redirect_chain == [(f"/cities/cases/{case.pk}/", 302)]
    assert "已確認1筆，登錄為「參與」；如為主辦，請於該案修改。" in text_of(answer)
    assert roles(case) == {NEW_TAIPEI: ("takes_part", "contribution", 901)}
    assert "待確認的參與市已採認的季進度載有該市辦理內容、合作案尚未登錄該市，共1筆" in text_of(
        secretary.get("/cities/proposed/")
    )


def test_all_that_the_page_shows_are_confirmed_together(secretary):
    case, other = tracked_case(), tracked_case()
    reported(case, taipei="召開會議。", new_taipei="派員參加。")
    reported(other, keelung="完成盤點。")
    page = secretary.get("/cities/proposed/").content.decode()
    (all_of_them,) = [
        form for form in page.split("<form")[1:] if "全部確認為參與（本頁3筆）" in form.split("</form>")[0]
    ]

    answer = confirm(secretary, *re.findall(r'name="proposal" value="([^"]+)"', all_of_them.split("</form>")[0]))

    assert "已確認3筆" in text_of(answer) and "沒有待確認的市" in text_of(answer)
    assert (set(roles(case)), set(roles(other))) == ({TAIPEI, NEW_TAIPEI}, {KEELUNG})


@pytest.mark.parametrize("keys", [(), ("x",), ("1-2",), ("9" * 30 + "-1-1",), ("１-1-1",)])
def test_a_form_that_names_no_proposal_is_told_so(secretary, keys):
    assert "沒有送出要確認的項目" in text_of(confirm(secretary, *keys))


def test_one_that_was_settled_meanwhile_is_told_and_nothing_is_written(secretary):
    case = tracked_case()
    reported(case, taipei="召開會議。", new_taipei="派員參加。")
    listed(case, TAIPEI)

    answer = confirm(secretary, key(case, NEW_TAIPEI), key(case, TAIPEI))

    assert "的市已由他人登錄，或所依據的季進度已更正，全部未儲存。" in text_of(answer)
    assert set(roles(case)) == {TAIPEI}


def fields(case, **chosen):
    """The form of a case's cities with these chosen: taipei="leads"."""
    names = {"taipei": TAIPEI, "keelung": KEELUNG}
    return {"row_version": case.version} | {f"city-{city(names[name]).pk}": role for name, role in chosen.items()}


def test_a_secretary_edits_the_cities_of_a_case(secretary):
    case = tracked_case()
    address = f"/cities/cases/{case.pk}/"

    answer = secretary.post(address, fields(case, taipei="leads", keelung="apart"), follow=True)

    assert answer.redirect_chain == [(case.get_absolute_url(), 302)]
    assert "已儲存主辦與參與的市。" in text_of(answer)
    assert {name: role for name, (role, *_) in roles(case).items()} == {TAIPEI: "leads", KEELUNG: "apart"}
    assert CaseCity.objects.filter(case=case, updated_by_name="王小明").count() == 2
    assert CaseCity.history.filter(case_id=case.pk, history_user__username="secretariat").count() == 2
    case.refresh_from_db()
    assert "內容沒有變更。" in text_of(
        secretary.post(address, fields(case, taipei="leads", keelung="apart"), follow=True)
    )


def test_a_stale_save_shows_what_is_stored_keeps_what_was_chosen_and_succeeds_once_more(secretary):
    case = tracked_case()
    address = f"/cities/cases/{case.pk}/"
    save_cities(case, {city(TAIPEI).pk: "leads"}, Actor("林嘉慧"), case.version)

    stale = secretary.post(address, fields(case, taipei="takes_part", keelung="leads"))

    assert stale.status_code == 409
    assert "這筆資料在您編輯期間已被他人修改" in text_of(stale)
    assert "目前資料庫中的內容：主辦" in text_of(stale) and "目前資料庫中的內容：未登錄" in text_of(stale)
    assert stale.context["form"][f"city-{city(KEELUNG).pk}"].value() == "leads"
    assert roles(case) == {TAIPEI: ("leads", "secretariat", None)}

    again = fields(case, taipei="takes_part", keelung="leads") | {
        "row_version": stale.context["form"]["row_version"].value()
    }
    assert secretary.post(address, again).status_code == 302
    assert {name: role for name, (role, *_) in roles(case).items()} == {TAIPEI: "takes_part", KEELUNG: "leads"}


def test_a_role_that_is_none_and_a_missing_version_are_told(secretary):
    case = tracked_case()
    address = f"/cities/cases/{case.pk}/"

    wrong = secretary.post(address, fields(case, taipei="host"))
    without = secretary.post(address, fields(case, taipei="leads") | {"row_version": ""})

    assert (wrong.status_code, without.status_code) == (400, 400)
    assert "請由選單選取「未登錄」、「主辦」、「參與」或「未參與」。" in text_of(wrong)
    assert "表單不完整，請重新整理後再試一次。" in text_of(without)
    assert roles(case) == {}


# -- Queries --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 5])
def test_the_pages_take_as_many_queries_for_five_cases_as_for_one(number, django_assert_num_queries, subtests):
    official, secretary = signed_in("official"), signed_in("secretariat")
    for _ in range(number):
        case = tracked_case()
        listed(case)
        reported(case, content=GREEN, taipei="召開會議。", new_taipei="派員參加。")

    for client, address, queries in [
        (official, "/cities/", INDEX_QUERIES),
        (official, f"/cities/{city(TAIPEI).pk}/", CITY_QUERIES),
        (official, "/cities/matrix/", MATRIX_QUERIES),
        (secretary, "/cities/proposed/", PROPOSED_QUERIES),
        (secretary, f"/cities/cases/{Case.objects.last().pk}/", EDIT_QUERIES),
    ]:
        with subtests.test(page=address), django_assert_num_queries(queries):
            assert client.get(address).status_code == 200
