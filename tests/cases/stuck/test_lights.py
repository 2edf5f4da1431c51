"""The lights of tracked cases: which report counts, for how many quarters, worse or better, what is missing."""

from datetime import date
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.models import Change, Kind
from cases.stuck.lights import Course, Report, courses, gap, last_day, missing_in, period_of
from tests.cases.reporting.rows import decided, filed, tracked_case
from tests.cases.stuck.rows import corrected, course_of, reported
from tests.factories import group

# The real record begins in 2023: as of this day nothing but a test's own cases is tracked.
AS_OF = date(2003, 12, 31)
LIGHTS = ["green", "yellow", "red"]


def course_now(case, as_of=AS_OF):
    return courses([case.pk], as_of)[case.pk]


def summary(course):
    return course.light, len(course.run), len(course.stuck_run), missing_in(course.stuck_run), course.change.value


def of(*lights, first=901):
    """A course by its lights alone."""
    quarters = [first] if lights else []
    while len(quarters) < len(lights):
        quarters.append(quarters[-1] + 7 if quarters[-1] % 10 == 4 else quarters[-1] + 1)
    reports = [Report(quarter, light, 0) for quarter, light in zip(quarters, lights, strict=True) if light]
    return Course(1, 1, date(2001, 1, 1), tuple(reports))


@pytest.mark.parametrize(
    ("lights", "expected"),
    [
        (["green"], ("green", 1, 0, 0, "first")),
        (["red"], ("red", 1, 1, 0, "first")),
        (["green", "yellow"], ("yellow", 1, 1, 0, "worse")),
        (["green", "red"], ("red", 1, 1, 0, "worse")),
        (["yellow", "red"], ("red", 1, 2, 0, "worse")),
        (["red", "yellow"], ("yellow", 1, 2, 0, "better")),
        (["yellow", "green"], ("green", 1, 0, 0, "better")),
        (["green", "yellow", "red", "red"], ("red", 2, 3, 0, "same")),
        # A quarter without a report neither lengthens nor breaks the run, and is told.
        (["green", "red", "", "red"], ("red", 2, 2, 1, "same")),
        (["yellow", "", "", "red", "", "red"], ("red", 2, 3, 3, "same")),
        # A gap before the run is none of it.
        (["green", "", "yellow"], ("yellow", 1, 1, 0, "worse")),
    ],
)
def test_a_run_is_of_reports_in_a_row(lights, expected):
    assert summary(of(*lights)) == expected


def test_a_case_without_reports_has_no_light_and_no_change():
    assert summary(of()) == ("", 0, 0, 0, "none")
    assert not of().is_stuck


@pytest.mark.parametrize(
    ("lights", "is_worse"),
    [
        (["red"], True),
        (["yellow"], False),
        (["green"], False),
        (["yellow", "red"], True),
        (["red", "red"], False),
        (["red", "yellow"], False),
    ],
)
def test_newly_red_is_worse_even_in_the_first_report(lights, is_worse):
    assert of(*lights).is_worse is is_worse


@given(st.lists(st.sampled_from([*LIGHTS, ""]), max_size=30), st.sampled_from([901, 904, 1123]))
def test_runs_changes_and_gaps_of_any_course(lights, first):
    course = of(*lights, first=first)
    known = [light for light in lights if light]
    blocks = [(light, len(list(rows))) for light, rows in groupby(known)]
    stuck = [(is_stuck, list(rows)) for is_stuck, rows in groupby(known, key=lambda light: light != "green")]

    assert course.light == (known[-1] if known else "")
    assert len(course.run) == (blocks[-1][1] if blocks else 0)
    assert len(course.stuck_run) == (len(stuck[-1][1]) if stuck and stuck[-1][0] else 0)
    assert missing_in(course.reports) == "".join(light[:1] or "-" for light in lights).strip("-").count("-")
    assert course.is_worse == (
        known == ["red"] or (len(known) > 1 and LIGHTS.index(known[-1]) > LIGHTS.index(known[-2]))
    )
    assert (course.change == Change.BETTER) == (len(known) > 1 and LIGHTS.index(known[-1]) < LIGHTS.index(known[-2]))


@given(st.integers(1, 400), st.integers(0, 40))
def test_gaps_are_counted_over_the_ends_of_years(ordinal, step):
    def key(number):
        return number // 4 * 10 + number % 4 + 1

    assert gap(key(ordinal), key(ordinal + step + 1)) == step


def test_a_quarter_has_its_name_and_last_day_by_its_key():
    assert str(period_of(1153)) == "115年第3季"
    assert last_day(1153) == date(2026, 9, 30)


pytestmark = pytest.mark.django_db


def test_only_accepted_reports_count():
    case = tracked_case()
    course_of(case, "green")
    filed(case, 2, state="submitted")
    assert summary(course_now(case)) == ("green", 1, 0, 0, "first")


def test_a_correction_counts_from_its_own_acceptance():
    case = tracked_case()
    first = reported(case, 901, "green", accepted_on=date(2001, 4, 15))
    corrected(first, "red", date(2001, 6, 1))
    assert course_now(case, date(2001, 5, 31)).light == "green"
    assert course_now(case, date(2001, 6, 1)).light == "red"
    assert len(course_now(case, date(2001, 6, 1)).reports) == 1


def test_a_report_counts_from_the_day_it_was_accepted():
    case = tracked_case()
    reported(case, 901, "yellow", accepted_on=date(2001, 4, 15))
    reported(case, 902, "red", accepted_on=date(2001, 7, 15))
    lights = {day: course_now(case, day).light for day in (date(2001, 4, 14), date(2001, 4, 15), date(2001, 7, 14))}
    assert lights == {date(2001, 4, 14): "", date(2001, 4, 15): "yellow", date(2001, 7, 14): "yellow"}
    assert course_now(case, date(2001, 7, 15)).light == "red"


def test_a_delisted_case_has_no_course_from_the_day_of_the_meeting():
    case = course_of(tracked_case(), "red")
    decided(case, date(2001, 8, 1), Kind.DELISTED)
    assert course_now(case, date(2001, 7, 31)).light == "red"
    assert courses([case.pk], date(2001, 8, 1)) == {}


def test_what_was_reported_before_a_case_was_delisted_is_forgotten_when_it_comes_back():
    case = course_of(tracked_case(), "red")
    decided(case, date(2001, 8, 1), Kind.DELISTED)
    decided(case, date(2002, 8, 1), Kind.ADDED)
    assert summary(course_now(case)) == ("", 0, 0, 0, "none")
    reported(case, 913, "yellow")
    assert summary(course_now(case)) == ("yellow", 1, 1, 0, "first")


def test_a_case_that_moved_keeps_its_reports_and_stands_in_its_new_group():
    case = course_of(tracked_case("交通組"), "yellow")
    decided(case, date(2001, 5, 1), Kind.MOVED, to_group=group("災防組"))
    reported(case, 902, "red")
    course = course_now(case)
    assert (course.group_id, len(course.stuck_run), course.change) == (group("災防組").pk, 2, Change.WORSE)


@pytest.mark.parametrize("number", [1, 6])
def test_it_takes_two_queries_whatever_the_number_of_cases(django_assert_num_queries, number):
    cases = [course_of(tracked_case(), "green", "red").pk for _ in range(number)]
    with django_assert_num_queries(2):
        assert len(courses(cases, AS_OF)) == number
