"""Admin of the cases: titles, relations, search in normalised form; the status is not to be typed."""

import pytest
from django.urls import reverse

from cases.cities.writing import confirm
from cases.models import Case, CaseCity, CaseTitle, Kind, Succession
from groups.actors import Actor
from groups.models import IssueGroup, Platform
from tests.cases.cities.rows import KEELUNG, TAIPEI, city, reported, roles
from tests.cases.reporting.rows import tracked_case
from tests.factories import CaseFactory, CityFactory, MeetingFactory, freeze, record
from tests.people import form_data, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return signed_in("secretariat")


def page_of(case):
    return reverse("admin:cases_case_change", args=[case.pk])


def test_a_case_made_by_hand_has_a_title_to_be_matched_by_and_no_status(client):
    group = IssueGroup.objects.get(name="交通組")

    client.post(reverse("admin:cases_case_add"), {"group": group.pk, "title": "手動新增的案", "status": "added"})

    case = Case.objects.get(title="手動新增的案")
    assert case.status == ""
    assert [title.title for title in case.titles.all()] == ["手動新增的案"]


def test_titles_and_predecessors_are_edited_on_the_case(client):
    case, before = CaseFactory(), CaseFactory()
    data = form_data(client.get(page_of(case)))
    data |= {
        "titles-TOTAL_FORMS": "1",
        "titles-0-title": "另一種寫法",
        "titles-0-reason": "第2次紀錄如此印出",
        "preceded_by-TOTAL_FORMS": "1",
        "preceded_by-0-predecessor": before.pk,
        "preceded_by-0-kind": "split",
    }

    response = client.post(page_of(case), data)

    assert response.status_code == 302
    assert CaseTitle.objects.get(case=case).reason == "第2次紀錄如此印出"
    assert Succession.objects.get(successor=case).predecessor == before


def test_the_cities_are_edited_on_the_case_and_rest_on_who_edited_them(client):
    case = tracked_case()
    reported(case, taipei="召開會議。")
    confirm([(case.pk, city(TAIPEI).pk, 901)], Actor("林嘉慧"))
    data = form_data(client.get(page_of(case)))
    data |= {
        "cities-TOTAL_FORMS": "2",
        "cities-0-role": "leads",
        "cities-1-city": city(KEELUNG).pk,
        "cities-1-role": "apart",
    }

    response = client.post(page_of(case), data)
    stale = client.post(page_of(case), data | {"cities-0-role": "apart"})

    assert (response.status_code, stale.status_code) == (302, 200)
    assert roles(case) == {TAIPEI: ("leads", "secretariat", None), KEELUNG: ("apart", "secretariat", None)}
    taipei = CaseCity.objects.get(case=case, role="leads")
    assert (taipei.version, taipei.updated_by_name) == (2, "王小明")


def test_a_city_of_another_platform_and_a_doubled_one_are_refused_in_words(client):
    case, foreign = CaseFactory(), CityFactory(platform=Platform.objects.create(name="另一個平臺"))
    data = form_data(client.get(page_of(case))) | {"cities-TOTAL_FORMS": "2", "cities-0-role": "leads"}

    wrong = client.post(page_of(case), data | {"cities-TOTAL_FORMS": "1", "cities-0-city": foreign.pk})
    doubled = {"cities-0-city": city(TAIPEI).pk, "cities-1-city": city(TAIPEI).pk, "cities-1-role": "apart"}
    twice = client.post(page_of(case), data | doubled)

    assert "宜蘭縣不屬於另一個平臺" not in wrong.content.decode()
    assert f"宜蘭縣不屬於{case.group.platform}，請改選該平臺的市。" in wrong.content.decode()
    assert twice.status_code == 200
    assert roles(case) == {}


def test_a_status_written_by_the_ledger_meanwhile_survives_the_save_of_an_older_form(client):
    case = CaseFactory()
    data = form_data(client.get(page_of(case)))
    freeze(record(case, MeetingFactory(), Kind.ADDED).meeting)

    response = client.post(page_of(case), {**data, "summary": "說明"})

    case.refresh_from_db()
    assert response.status_code == 302
    assert (case.status, case.summary) == ("added", "說明")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda case: CaseFactory(group=IssueGroup.objects.get(name="災防組")), "母案屬於災防組"),
        (lambda case: CaseFactory(parent=CaseFactory()), "本身是子案，不可作為母案"),
        (lambda case: CaseFactory(parent=case).parent and CaseFactory(), "這一案已有子案"),
        (lambda case: case, "合作案不可作為自己的母案。"),
    ],
)
def test_a_parent_that_cannot_be_is_refused(client, make, message):
    case = CaseFactory()
    parent = make(case)

    response = client.post(page_of(case), {**form_data(client.get(page_of(case))), "parent": parent.pk})

    assert message in response.content.decode()
    assert Case.objects.get(pk=case.pk).parent is None


def test_a_succession_that_a_meeting_decided_is_not_changed_by_hand(client):
    succession = Succession.objects.filter(change__isnull=False).first()
    case = succession.successor
    data = form_data(client.get(page_of(case)))

    response = client.post(page_of(case), {**data, "preceded_by-0-kind": "merged"})

    assert "這項承接關係來自會議決議，不可更改。" in response.content.decode()
    assert Succession.objects.get(pk=succession.pk).kind == succession.kind


def test_a_case_with_ledger_rows_is_not_deleted(client):
    case = Case.objects.tracked().first()
    page = reverse("admin:cases_case_delete", args=[case.pk])

    client.get(page)
    client.post(page, {"post": "yes"})

    assert Case.objects.filter(pk=case.pk).exists()


def test_the_group_of_a_case_is_open_until_a_meeting_decides_on_it(client):
    one, other = CaseFactory(), CaseFactory()
    record(other, MeetingFactory())
    group = IssueGroup.objects.get(name="災防組")
    for case in (one, other):
        client.post(page_of(case), {**form_data(client.get(page_of(case))), "group": group.pk})
    assert [Case.objects.get(pk=case.pk).group.name for case in (one, other)] == ["災防組", "交通組"]


def test_typed_words_meet_titles_in_their_normalised_form(client):
    CaseFactory(title="臺北市汙水處理廠（一期）案")

    found = client.get(reverse("admin:cases_case_changelist"), {"q": "台北市污水 (一期)"})

    assert [case.title for case in found.context["cl"].result_list] == ["臺北市汙水處理廠（一期）案"]


def test_autocomplete_finds_a_case_by_any_title_it_was_printed_under(client):
    case = CaseFactory(title="現在的案名")
    CaseTitle.objects.create(case=case, title="從前印出的寫法")
    field = {"app_label": "cases", "model_name": "statuschange", "field_name": "case"}

    found = client.get(reverse("admin:autocomplete"), {**field, "term": "從前印出"}).json()

    assert [row["text"] for row in found["results"]] == ["現在的案名"]


def test_the_list_takes_as_many_queries_for_many_cases_as_for_few(client, django_assert_num_queries):
    page = reverse("admin:cases_case_changelist")
    with django_assert_num_queries(8):
        client.get(page)
    for number in range(200):
        CaseFactory(title=f"案{number}")

    with django_assert_num_queries(8):
        client.get(page)
