"""Cases by city, on rows made for one point beside the real record, of which no case knows its cities."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from cases.cities.matrix import city_matrix
from cases.cities.overview import cities_of_case, newest_period, overview, sheet_of_city
from cases.cities.sums import Sum
from cases.models import Case, CaseCity, Kind
from cases.reporting.workflow import accept, revise, submit
from groups.models import Platform
from groups.platforms import default_platform
from tests.cases.cities.rows import KEELUNG, NEW_TAIPEI, TAIPEI, TAOYUAN, city, listed, reported
from tests.cases.reporting.rows import GREEN, IN_TIME, LIAISON, RED, SECRETARY, decided, period, tracked_case
from tests.factories import CaseFactory, CityFactory, GroupFactory

pytestmark = pytest.mark.django_db


def counts():
    return {
        row.city.name: (row.leads, row.takes_part, row.reported, row.yellow, row.red)
        for row in overview(default_platform()).rows
    }


def test_each_city_counts_what_it_leads_takes_part_in_and_reported_and_the_lights():
    red, green, silent = tracked_case(), tracked_case(), tracked_case()
    reported(red, 1, content=RED, taipei="召開會議。")
    reported(green, 1, content=GREEN, new_taipei="派員參加。")
    listed(red, TAIPEI)
    listed(red, NEW_TAIPEI, "takes_part")
    listed(green, NEW_TAIPEI)
    listed(green, TAOYUAN, "apart")
    listed(silent, TAIPEI, "takes_part")

    assert counts() == {
        KEELUNG: (0, 0, 0, 0, 0),
        TAIPEI: (1, 1, 1, 0, 1),
        NEW_TAIPEI: (1, 1, 1, 0, 1),
        TAOYUAN: (0, 0, 0, 0, 0),
    }
    found = overview(default_platform())
    # The real record's 42 cases on the list do not know their cities.
    assert (found.period, found.tracked, found.unknown) == (period(1), 45, 42)


def test_the_newest_accepted_light_counts_and_no_other():
    case = tracked_case()
    listed(case)
    reported(case, 1, content=RED)
    reported(case, 2, content=GREEN)
    reported(case, 3, "submitted", content=RED)

    assert counts()[TAIPEI] == (1, 0, 0, 0, 0)
    assert newest_period(default_platform()) == period(2)


def test_a_delisted_case_is_counted_apart():
    case = tracked_case()
    listed(case)
    decided(case, date(2001, 5, 1), Kind.DELISTED)

    sheet = sheet_of_city(city(TAIPEI))

    assert (sheet.rows, sheet.delisted, counts()[TAIPEI]) == ((), 1, (0, 0, 0, 0, 0))


def test_a_citys_sheet_begins_with_the_worst_lights_and_has_its_newest_words():
    green, red, late = tracked_case(title="綠"), tracked_case(title="紅"), tracked_case(title="無燈號")
    for case in (green, red, late):
        listed(case, TAIPEI, "takes_part" if case == green else "leads")
    reported(green, 1, taipei="綠一。", new_taipei="他市。")
    reported(red, 1, content=RED, taipei="紅一。")
    reported(red, 2, content=RED, new_taipei="他市。")
    reported(late, 1, "submitted", content=RED, taipei="未採認。")

    sheet = sheet_of_city(city(TAIPEI))

    assert [
        (row.case.title, row.row.role, row.light, row.contribution and row.contribution.text, row.remedy_due_on)
        for row in sheet.rows
    ] == [
        ("紅", "leads", "red", "紅一。", RED.remedy_due_on),
        ("綠", "takes_part", "green", "綠一。", None),
        ("無燈號", "leads", "", None, None),
    ]
    assert (sheet.leads, sheet.takes_part, sheet.lights["red"], sheet.unknown) == (2, 1, 1, 42)


def test_a_correction_replaces_the_light_once_it_is_accepted():
    case = tracked_case()
    listed(case)
    update = reported(case, 1, content=RED, taipei="召開會議。")
    correction = revise(update, LIAISON)
    type(correction).objects.filter(pk=correction.pk).update(light="yellow")

    assert counts()[TAIPEI] == (1, 0, 1, 0, 1)

    sent = submit(correction, LIAISON, version=correction.version, today=IN_TIME)
    accept(sent, SECRETARY, version=sent.version)

    assert counts()[TAIPEI] == (1, 0, 1, 1, 0)


def test_as_of_a_day_the_list_and_the_reports_are_those_of_its_end():
    case = tracked_case(since=date(2001, 1, 10))
    listed(case)
    reported(case, 1, content=RED, taipei="召開會議。")
    decided(case, date(2001, 5, 1), Kind.DELISTED)
    before = overview(default_platform(), as_of=date(2001, 4, 30))

    assert (before.tracked, before.unknown, before.rows[1].leads, before.rows[1].red) == (1, 0, 1, 0)
    assert overview(default_platform(), as_of=date(2001, 5, 1)).tracked == 0
    assert sheet_of_city(city(TAIPEI), as_of=date(2001, 5, 1)).delisted == 1
    today = timezone.localdate()
    assert newest_period(default_platform(), today - timedelta(days=1)) is None
    assert newest_period(default_platform(), today) == period(1)


def test_a_case_knows_its_cities_and_what_reports_propose():
    case = tracked_case()
    listed(case, TAIPEI)
    listed(case, KEELUNG, "takes_part")
    listed(case, TAOYUAN, "apart")
    reported(case, new_taipei="派員參加。")

    found = cities_of_case(case, with_proposals=True)

    assert ([row.city.name for row in found.leads], [row.city.name for row in found.takes_part]) == (
        [TAIPEI],
        [KEELUNG],
    )
    assert [row.city.name for row in found.proposed] == [NEW_TAIPEI]
    assert cities_of_case(case, with_proposals=False).proposed == ()


# -- Matrix ---------------------------------------------------------------------------------------------------------


def marks(case, quarter=1, **options):
    """{city: (role, what)} of a case in the matrix of a quarter."""
    (row,) = [row for row in city_matrix(default_platform(), period(quarter), **options).rows if row.case == case]
    return {mark.city.name: (mark.role_word, mark.what) for mark in row.marks}


def test_a_cell_says_what_the_city_is_and_whether_it_reported():
    case = tracked_case()
    listed(case, KEELUNG)
    listed(case, TAIPEI, "takes_part")
    listed(case, TAOYUAN, "apart")
    reported(case, keelung="完成盤點。", new_taipei="派員參加。")

    assert marks(case) == {
        KEELUNG: ("主辦", "reported"),
        TAIPEI: ("參與", "missing"),
        NEW_TAIPEI: ("", "reported"),
        TAOYUAN: ("", "none"),
    }


def test_of_a_case_without_known_cities_every_silent_city_has_not_reported():
    case = tracked_case()
    reported(case, keelung="完成盤點。")

    assert marks(case) == {
        KEELUNG: ("", "reported"),
        **dict.fromkeys([TAIPEI, NEW_TAIPEI, TAOYUAN], ("", "missing")),
    }


@pytest.mark.parametrize("state", ["draft", "submitted"])
def test_a_report_that_is_not_accepted_counts_for_nobody(state):
    case = tracked_case()
    listed(case, KEELUNG)
    reported(case, state=state, keelung="完成盤點。")

    assert marks(case)[KEELUNG] == ("主辦", "waiting")
    assert marks(case)[TAIPEI] == ("", "none")


def test_groups_and_totals_add_up():
    first, second, other = tracked_case(), tracked_case(), tracked_case("災防組")
    listed(first, TAIPEI)
    listed(second, TAIPEI, "takes_part")
    listed(other, KEELUNG)
    reported(first, taipei="召開會議。")
    reported(second, keelung="完成盤點。")

    found = city_matrix(default_platform(), period(1))

    assert [(part.group.name, part.numbers.owed, part.numbers.accepted) for part in found.groups] == [
        ("交通組", 2, 2),
        ("災防組", 1, 0),
    ]
    assert [sums for _, sums in found.groups[0].totals] == [Sum(1, 0, 0, 0), Sum(1, 1, 1, 1), Sum(), Sum()]
    assert [sums for _, sums in found.totals] == [Sum(1, 0, 1, 0), Sum(1, 1, 1, 1), Sum(), Sum()]
    assert (found.numbers.owed, found.numbers.accepted, found.numbers.unknown) == (3, 2, 0)


def test_the_cases_are_those_that_owed_the_quarter():
    stayed, left, later = tracked_case(), tracked_case(), tracked_case(since=date(2001, 6, 1))
    decided(left, date(2001, 3, 1), Kind.DELISTED)

    def cases(quarter, **options):
        return [row.case for row in city_matrix(default_platform(), period(quarter), **options).rows]

    assert cases(1) == [stayed]
    assert cases(2) == [stayed, later]
    assert cases(2, as_of=date(2001, 5, 31)) == [stayed]
    assert cases(1, as_of=date(2001, 2, 1)) == [stayed, left]


@pytest.fixture
def small_pages(monkeypatch):
    monkeypatch.setattr("cases.cities.matrix.PER_PAGE", 2)
    monkeypatch.setattr("cases.cities.matrix.FEW", 1)


def test_many_cases_come_page_by_page_with_the_sums_of_whole_groups(small_pages):
    cases = [tracked_case() for _ in range(3)] + [tracked_case("災防組") for _ in range(3)]
    reported(cases[2], taipei="召開會議。")
    reported(cases[5], keelung="完成盤點。")

    def shown(number, **options):
        found = city_matrix(default_platform(), period(1), page=number, **options)
        parts = [
            (part.group.name, [cases.index(row.case) for row in part.rows], part.is_continued) for part in found.groups
        ]
        return found, [part for part in parts if part[1]]

    first, second, third = shown("1"), shown("2"), shown("3")
    assert first[1] == [("交通組", [0, 1], False)]
    assert second[1] == [("交通組", [2], True), ("災防組", [3], False)]
    assert third[1] == [("災防組", [4, 5], True)]
    for found, _ in (first, second, third):
        assert (found.numbers.owed, found.numbers.accepted, found.numbers.unknown) == (6, 2, 6)
        assert [(part.page, part.numbers.owed) for part in found.groups] == [(1, 3), (2, 3)]
    assert [sums for _, sums in first[0].groups[0].totals] == [Sum(0, 1), Sum(1, 0), Sum(0, 1), Sum(0, 1)]
    assert (first[0].groups[1].totals, first[0].totals, second[0].totals) == (None, None, None)
    assert [sums for _, sums in third[0].totals] == [Sum(1, 1), Sum(1, 1), Sum(0, 2), Sum(0, 2)]
    assert shown("9")[1] == third[1]
    assert shown("x")[1] == first[1]
    whole = shown("2", whole_up_to=6)
    assert whole[1] == [("交通組", [0, 1, 2], False), ("災防組", [3, 4, 5], False)]
    assert whole[0].totals == third[0].totals
    assert shown("2", whole_up_to=5)[1] == second[1]


def test_a_citys_many_cases_come_page_by_page_with_the_numbers_of_all(small_pages, monkeypatch):
    monkeypatch.setattr("cases.cities.overview.PER_PAGE", 2)
    monkeypatch.setattr("cases.cities.overview.FEW", 0)
    for title, role, content in [("丁", "takes_part", None), ("甲", "leads", RED), ("丙", "takes_part", GREEN)]:
        case = tracked_case(title=title)
        listed(case, TAIPEI, role)
        if content:
            reported(case, content=content, taipei="召開會議。")

    pages = [sheet_of_city(city(TAIPEI), page=number) for number in ("1", "2", "x")]

    assert [[row.case.title for row in page.rows] for page in pages] == [["甲", "丙"], ["丁"], ["甲", "丙"]]
    for page in pages:
        assert (page.leads, page.takes_part, page.lights) == (1, 2, {"red": 1, "green": 1, "": 1})


def test_where_the_last_page_would_have_few_they_stand_on_the_one_before(small_pages):
    for _ in range(3):
        tracked_case()
    assert len(city_matrix(default_platform(), period(1)).rows) == 3


def test_the_sums_are_those_of_the_marks_whatever_the_roles_and_corrections():
    roles = ("leads", "takes_part", "apart", None)
    for role in roles:
        for words in ({}, {"taipei": "召開會議。"}, {"keelung": "完成盤點。"}, None):
            case = tracked_case()
            if role:
                listed(case, TAIPEI, role)
            if words is not None:
                reported(case, **words)
            if words and role == "leads":
                sent = revise(case.updates.get(), LIAISON)
                submitted = submit(sent, LIAISON, version=sent.version, today=IN_TIME)
                accept(submitted, SECRETARY, version=submitted.version)
    for day in (None, timezone.localdate(), timezone.localdate() - timedelta(days=1)):
        found = city_matrix(default_platform(), period(1), day)
        for city_of_totals, sums in found.totals:
            marks = [mark for row in found.rows for mark in row.marks if mark.city == city_of_totals]
            whats, roles_of = [mark.what for mark in marks], [mark.role for mark in marks]
            assert sums == Sum(*map(whats.count, ("reported", "missing")), *map(roles_of.count, roles[:2]))
        assert found.numbers.accepted == sum(row.is_accepted for row in found.rows)
    assert found.numbers.accepted == 0


@pytest.mark.parametrize("number", [1, 5])
def test_the_queries_do_not_grow_with_the_cases(number, django_assert_num_queries):
    for _ in range(number):
        case = tracked_case()
        listed(case)
        reported(case, taipei="召開會議。")
    platform, taipei, quarter = default_platform(), city(TAIPEI), period(1)
    assert taipei.platform == platform

    with django_assert_num_queries(7):
        overview(platform)
    with django_assert_num_queries(6):
        sheet_of_city(taipei)
    with django_assert_num_queries(9):
        city_matrix(platform, quarter)


def test_another_platforms_cases_are_not_counted():
    group = GroupFactory(platform=Platform.objects.create(name="另一個平臺"))
    Case.objects.filter(pk=CaseFactory(group=group).pk).update(status="tracked")

    assert overview(default_platform()).tracked == 42
    assert overview(group.platform).tracked == 1


def test_a_city_of_another_platform_adds_to_no_sum():
    case = tracked_case()
    reported(case, taipei="召開會議。")
    listed(case)
    foreign = CityFactory(platform=Platform.objects.create(name="另一個平臺"))
    CaseCity.objects.create(case=case, city=foreign, role="takes_part", updated_by_name="測試幕僚")

    found = city_matrix(default_platform(), period(1))

    assert [sums for city, sums in found.totals if city.name == TAIPEI] == [Sum(reported=1, leads=1)]
    assert foreign not in [city for city, _ in found.totals]
