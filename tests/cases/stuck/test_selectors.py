"""Which cases are stuck, in what order, and every count of them."""

from dataclasses import replace
from datetime import date
from random import Random

import pytest

from cases.pages.filters import CaseFilter
from cases.pages.selectors import listed_cases
from cases.stuck.selectors import MOST, Counts, cases_of_light, stuck_cases
from groups.models import IssueGroup
from groups.platforms import default_platform
from tests.cases.reporting.rows import decided, tracked_case
from tests.cases.stuck.rows import course_of, reported
from tests.factories import group

pytestmark = pytest.mark.django_db
AS_OF = date(2002, 1, 20)


def stuck(as_of=AS_OF):
    return stuck_cases(default_platform(), as_of)


def titles(rows):
    return [row.case.title for row in rows]


@pytest.fixture
def six():
    """A red case of two quarters, a newly red one, three yellow ones and a green one, and one without a report."""
    cases = {
        name: tracked_case(where, title=name)
        for name, where in [
            ("紅二季", "災防組"),
            ("新紅", "交通組"),
            ("黃轉好", "交通組"),
            ("黃惡化", "災防組"),
            ("黃缺報", "交通組"),
            ("綠轉好", "交通組"),
            ("無填報", "災防組"),
        ]
    }
    course_of(cases["紅二季"], "yellow", "red", "red", due=date(2001, 12, 31))
    course_of(cases["新紅"], "", "", "red", due=date(2002, 1, 20))
    course_of(cases["黃轉好"], "", "red", "yellow", due=date(2002, 3, 31))
    course_of(cases["黃惡化"], "", "green", "yellow", due=date(2002, 1, 19))
    course_of(cases["黃缺報"], "yellow", "", "yellow", due=date(2002, 3, 31))
    course_of(cases["綠轉好"], "red", "green")
    return cases


def test_red_comes_first_and_then_the_longest_stuck(six):
    assert titles(stuck().cases) == ["紅二季", "新紅", "黃缺報", "黃轉好", "黃惡化"]
    assert titles(stuck().red) == ["紅二季", "新紅"]


def test_each_case_says_why_for_how_long_and_whether_it_is_overdue(six):
    found = {row.case.title: row for row in stuck().cases}
    first = found["紅二季"]
    assert (first.update.cause, first.update.remedy, str(first.update.period)) == (
        "地主異議",
        "召開說明會",
        "90年第3季",
    )
    assert (first.quarters, first.stuck_quarters, first.missing, first.days_overdue) == (2, 3, 0, 20)
    assert (found["黃惡化"].days_overdue, found["黃惡化"].is_worse, str(found["黃惡化"].before)) == (
        1,
        True,
        "90年第2季",
    )
    assert (found["新紅"].days_overdue, found["新紅"].is_worse, found["新紅"].before) == (0, True, None)
    assert (found["黃轉好"].is_better, found["黃轉好"].light_before, found["黃轉好"].stuck_quarters) == (True, "red", 2)
    assert (found["黃缺報"].quarters, found["黃缺報"].missing, found["黃缺報"].is_worse) == (2, 1, False)


def test_what_got_better_and_what_was_never_reported_have_lists_of_their_own(six):
    assert titles(stuck().better) == ["黃轉好", "綠轉好"]
    assert titles(stuck().silent) == ["無填報"]


def test_groups_and_totals_count_every_tracked_case_once(six):
    by_group = {str(group): counts for group, counts in stuck().groups}
    assert by_group["交通組"] == Counts(red=1, yellow=2, green=1, none=0, overdue=0, worse=1, better=2)
    assert by_group["災防組"] == Counts(red=1, yellow=1, green=0, none=1, overdue=2, worse=1, better=0)
    assert by_group["教育文化組"] == Counts()
    assert stuck().totals == Counts(red=2, yellow=3, green=1, none=1, overdue=2, worse=2, better=2)
    assert (stuck().totals.stuck, stuck().totals.tracked) == (5, 7)


def test_a_case_whose_report_is_older_than_the_newest_says_by_how_many_quarters(six):
    course_of(tracked_case(title="舊紅"), "red")
    assert {row.case.title: row.behind for row in stuck().red} == {"紅二季": 0, "新紅": 0, "舊紅": 2}


def test_a_missing_report_is_not_green(six):
    assert six["無填報"].pk in cases_of_light(default_platform(), [""])
    assert six["無填報"].pk not in cases_of_light(default_platform(), ["green"])


def test_as_of_a_day_only_what_was_accepted_and_decided_by_then_counts(six):
    decided(six["新紅"], date(2002, 1, 20), "delisted")
    assert titles(stuck(date(2001, 4, 15)).cases) == ["綠轉好", "黃缺報", "紅二季"]
    assert titles(stuck(date(2002, 1, 19)).red) == ["紅二季", "新紅"]
    assert titles(stuck(date(2002, 1, 20)).red) == ["紅二季"]


def test_without_any_accepted_report_nothing_is_stuck_and_nothing_is_green():
    tracked_case()
    found = stuck()
    assert (found.cases, found.newest, found.has_reports) == ((), None, False)
    assert found.totals == Counts(none=1)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, ["紅二季", "新紅", "黃缺報", "黃轉好", "黃惡化"]),
        ({"light": "yellow"}, ["黃缺報", "黃轉好", "黃惡化"]),
        ({"overdue": True}, ["紅二季", "黃惡化"]),
        ({"worse": True}, ["新紅", "黃惡化"]),
        ({"overdue": True, "worse": True}, ["黃惡化"]),
        ({"group": "交通組"}, ["新紅", "黃缺報", "黃轉好"]),
        ({"group": "交通組", "light": "red", "overdue": True}, []),
    ],
)
def test_it_is_narrowed_as_asked_and_keeps_its_counts(six, asked, expected):
    if "group" in asked:
        asked = asked | {"group": group(asked["group"])}
    narrowed = stuck().narrowed(**asked)
    assert titles(narrowed.cases) == expected
    assert narrowed.totals == stuck().totals


def test_the_filter_of_the_case_list_finds_the_same_cases(six):
    def found(light):
        cases = CaseFilter({"light": light}, queryset=listed_cases(default_platform()), platform=default_platform())
        return {case.title for case in cases.qs if case.title in six}

    assert found("red") == {"紅二季", "新紅"}
    assert found("yellow") == {"黃轉好", "黃缺報", "黃惡化"}
    assert found("stuck") == {"紅二季", "新紅", "黃轉好", "黃缺報", "黃惡化"}
    assert found("green") == {"綠轉好"}
    assert found("none") == {"無填報"}


def test_as_of_a_day_the_filter_of_the_case_list_goes_by_the_lights_of_then(six):
    platform, day = default_platform(), date(2001, 6, 30)

    def found(light):
        rows = listed_cases(platform, day)
        return titles_of(CaseFilter({"light": light}, queryset=rows, platform=platform, as_of=day).qs)

    def titles_of(cases):
        return {case.title for case in cases if case.title in six}

    assert found("red") == {row.case.title for row in stuck(day).red} == {"綠轉好"}
    assert found("yellow") == {row.case.title for row in stuck(day).yellow} == {"紅二季", "黃缺報"}
    assert found("green") == set()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_of_any_reports_every_count_is_that_of_a_plain_reckoning(seed):
    """Random lights, gaps and groups; each figure counted anew from the lights as they were written."""
    chance = Random(seed)
    names = list(IssueGroup.objects.filter(platform=default_platform()).values_list("name", flat=True))[:3]
    written = {}
    for number in range(12):
        case = tracked_case(chance.choice(names), title=f"案{number}")
        lights = [chance.choice(["green", "yellow", "red", ""]) for _ in range(4)]
        due = date(2002, 1, chance.randrange(10, 31))
        course_of(case, *lights, due=due)
        written[case.title] = (case.group.name, [light for light in lights if light], due)

    found = stuck()
    weight = ["green", "yellow", "red"].index
    newest = {title: lights[-1] if lights else "" for title, (_, lights, _) in written.items()}
    worse = {
        title
        for title, (_, lights, _) in written.items()
        if lights == ["red"] or (len(lights) > 1 and weight(lights[-1]) > weight(lights[-2]))
    }
    late = {title for title in written if newest[title] in ("red", "yellow") and written[title][2] < AS_OF}
    assert {row.case.title for row in found.red} == {title for title, light in newest.items() if light == "red"}
    assert {row.case.title for row in found.yellow} == {title for title, light in newest.items() if light == "yellow"}
    assert {row.case.title for row in found.silent} == {title for title, light in newest.items() if not light}
    assert {row.case.title for row in found.cases if row.is_worse} == worse
    assert {row.case.title for row in found.cases if row.is_overdue} == late
    for group_row, counts in found.groups:
        own = {title for title in written if written[title][0] == group_row.name}
        assert (counts.tracked, counts.worse, counts.overdue) == (len(own), len(own & worse), len(own & late))
        assert counts.green == sum(newest[title] == "green" for title in own)


def test_each_list_is_by_group_and_case():
    later, first, second = tracked_case("災防組"), tracked_case("交通組"), tracked_case("交通組")
    assert [row.case for row in stuck().silent] == [first, second, later]


@pytest.mark.parametrize("number", [MOST + 1, MOST + 2])
def test_a_list_names_the_first_cases_and_counts_them_all(number):
    cases = [tracked_case(title=f"第{n}案") for n in range(number)]
    for case in cases[1:]:
        reported(case, 901, "red")
    reported(cases[0], 901, "yellow")
    assert (len(stuck().red), stuck().numbers.red, stuck().numbers.yellow) == (min(number - 1, MOST), number - 1, 1)
    assert stuck().narrowed(light="red").numbers == replace(stuck().numbers, yellow=0)


@pytest.mark.parametrize("number", [1, 6])
def test_it_takes_two_queries_and_one_for_each_list_whatever_the_number_of_cases(django_assert_num_queries, number):
    for _ in range(number):
        course_of(tracked_case(), "yellow", "red")
        tracked_case()
    platform = default_platform()
    with django_assert_num_queries(4):
        assert len(stuck_cases(platform, AS_OF).cases) == number


def test_a_report_of_another_platforms_case_is_none_of_this_one(six):
    assert stuck_cases(None, AS_OF).cases == ()
    assert reported(tracked_case(), 901, "red").light == "red"
