"""The matrix counts what stands of what is owed, whatever happened to a case in between."""

from dataclasses import replace
from datetime import date

import pytest

from cases.models import Kind
from cases.reporting.matrix import Cell, matrix, matrix_and_late
from cases.reporting.obligations import unsent
from cases.reporting.workflow import accept, revise, save_draft, submit
from tests.cases.reporting.rows import (
    GREEN,
    IN_TIME,
    LIAISON,
    RED,
    SECRETARY,
    decided,
    draft,
    filed,
    period,
    tracked_case,
)
from tests.factories import group

pytestmark = pytest.mark.django_db


def cell(quarter=1, name="交通組"):
    return matrix([period(1), period(2), period(3)]).cell(group(name).pk, period(quarter).key)


def test_a_cell_counts_the_states_and_the_lights_of_what_was_sent():
    filed(tracked_case(), state="accepted")
    filed(tracked_case(), content=RED)
    draft(tracked_case(), content=replace(GREEN, light="yellow"))
    tracked_case()
    tracked_case("災防組")
    found = cell()
    assert found == Cell(owed=4, draft=1, submitted=1, accepted=1, green=1, red=1)
    assert (found.sent, found.missing, found.unsent, found.is_complete) == (2, 1, 2, False)
    assert cell(name="災防組") == Cell(owed=1)
    assert cell(quarter=2) == Cell(owed=4)


def test_rows_and_totals_follow_the_quarters_and_groups_as_given():
    tracked_case(since=date(2001, 4, 5))
    tracked_case("災防組")
    found = matrix([period(2), period(1)], [group("災防組"), group("交通組")])
    assert [(row.name, [cell.owed for cell in cells]) for row, cells in found.rows] == [
        ("災防組", [1, 1]),
        ("交通組", [1, 0]),
    ]
    assert [total.owed for total in found.totals] == [2, 1]
    assert matrix([]).rows[0][1] == []


def test_a_correction_counts_for_itself_only_once_it_is_accepted():
    accepted = filed(tracked_case(), state="accepted")
    correction = revise(accepted, LIAISON)
    assert cell() == Cell(owed=1, accepted=1, green=1, corrections=1)
    correction = save_draft(accepted.case, period(), RED, LIAISON, version=1, today=IN_TIME)
    accept(submit(correction, LIAISON, version=2, today=IN_TIME), SECRETARY, version=3)
    assert cell() == Cell(owed=1, accepted=1, red=1)


def test_a_draft_of_a_case_that_the_quarter_then_delisted_is_not_counted():
    case = tracked_case()
    filed(case, 1)
    filed(case, 2)
    decided(case, date(2001, 6, 30), Kind.DELISTED)
    assert [cell(quarter) for quarter in (1, 2, 3)] == [Cell(owed=1, submitted=1, green=1), Cell(), Cell()]


def test_a_draft_of_a_case_that_the_quarter_then_moved_is_not_counted_in_the_group_it_left():
    case = tracked_case()
    draft(case)
    decided(case, date(2001, 3, 31), Kind.MOVED, to_group=group("災防組"))
    assert (cell(), cell(name="災防組")) == (Cell(), Cell(owed=1))


@pytest.mark.parametrize("today", [date(2001, 4, 15), date(2001, 4, 16), date(2001, 5, 31), date(2001, 6, 1)])
def test_the_late_reports_are_counted_as_they_are_listed(today):
    filed(tracked_case())
    draft(tracked_case())
    draft(gone := tracked_case())
    decided(gone, date(2001, 3, 31), Kind.DELISTED)
    tracked_case("災防組")
    groups = [group("交通組"), group("災防組")]

    counted, late = matrix_and_late([period(3), period(2)], groups, today)

    assert late == len(unsent(groups, today)) == (2 if date(2001, 4, 15) < today < date(2001, 6, 1) else 0)
    assert counted == replace(matrix([period(3), period(2)], groups), cells=counted.cells)
    assert [cell.owed for cell in counted.totals] == [3, 3]


def test_it_takes_the_same_queries_for_one_case_and_for_eight(django_assert_num_queries):
    quarters = [period(1), period(2), period(3)]
    filed(tracked_case())
    for _ in range(2):
        with django_assert_num_queries(7):
            matrix(quarters)
        for name in ("交通組", "災防組", "教育文化組", "都會發展組"):
            filed(tracked_case(name), state="accepted")
            draft(tracked_case(name))
