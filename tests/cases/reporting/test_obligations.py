"""Which report is owed, by whom and for which quarter."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from cases.ledger import writing as ledger
from cases.models import Case, Kind, ReportingPeriod, StatusChange
from cases.reporting.obligations import (
    Span,
    current_period,
    default_dates,
    late,
    obligations,
    open_periods,
    owed_range,
    owing_group,
    quarter_of,
    spans,
)
from cases.reporting.workflow import revise
from meetings.models import Meeting
from tests.cases.reporting.rows import LIAISON, SECRETARY, decided, draft, filed, meeting_on, period, tracked_case
from tests.factories import CaseFactory, freeze, group, record

pytestmark = pytest.mark.django_db


def owed_quarters(case, year=90):
    return [quarter for quarter in (1, 2, 3, 4) if owing_group(case, period(quarter, year))]


def test_a_quarter_opens_in_its_last_month_and_takes_late_reports_until_the_next_one_opens():
    assert default_dates(114, 3) == {
        "opens_on": date(2025, 9, 1),
        "closes_on": date(2025, 10, 15),
        "late_until": date(2025, 11, 30),
    }
    assert default_dates(114, 4) == {
        "opens_on": date(2025, 12, 1),
        "closes_on": date(2026, 1, 15),
        "late_until": date(2026, 2, 28),
    }


def test_quarters_are_made_ahead_once_and_keep_the_dates_that_were_moved():
    made = open_periods(date(2001, 11, 5), ahead=2)
    assert [str(row) for row in made] == ["90年第3季", "90年第4季", "91年第1季", "91年第2季"]
    assert made[1].last_day == date(2001, 12, 31)
    ReportingPeriod.objects.filter(key=904).update(closes_on=date(2002, 1, 20))
    assert open_periods(date(2001, 11, 5), ahead=2) == []
    assert ReportingPeriod.objects.get(key=904).closes_on == date(2002, 1, 20)


def test_the_quarter_being_reported_is_the_newest_that_has_opened():
    open_periods(date(2001, 1, 1), ahead=3)
    assert current_period(date(2000, 11, 30)) is None
    assert str(current_period(date(2001, 2, 28))) == "89年第4季"
    assert str(current_period(date(2001, 3, 1))) == "90年第1季"
    assert str(current_period(date(2001, 8, 31))) == "90年第2季"


@pytest.mark.parametrize(
    ("day", "quarter"), [((2001, 1, 1), (90, 1)), ((2001, 3, 31), (90, 1)), ((2001, 12, 31), (90, 4))]
)
def test_a_day_lies_in_its_quarter(day, quarter):
    assert quarter_of(date(*day)) == quarter


@pytest.mark.parametrize(
    ("added", "quarters"), [(date(2001, 3, 31), [1, 2, 3, 4]), (date(2001, 4, 1), [2, 3, 4]), (date(2001, 12, 31), [4])]
)
def test_a_case_added_inside_a_quarter_owes_it(added, quarters):
    assert owed_quarters(tracked_case(since=added)) == quarters


@pytest.mark.parametrize(
    ("delisted", "quarters"), [(date(2001, 6, 30), [1]), (date(2001, 7, 1), [1, 2]), (date(2001, 12, 31), [1, 2, 3])]
)
def test_a_case_delisted_inside_a_quarter_owes_it_no_more(delisted, quarters):
    case = tracked_case()
    decided(case, delisted, Kind.DELISTED)
    assert owed_quarters(case) == quarters


def test_the_order_is_that_of_the_meetings_never_of_the_insertion():
    case = CaseFactory()
    decided(case, date(2001, 7, 5), Kind.DELISTED)
    decided(case, date(2001, 1, 5), Kind.ADDED)
    assert owed_quarters(case) == [1, 2]


def test_of_two_meetings_on_the_last_day_the_later_in_sequence_decides():
    day = date(2001, 3, 31)
    case = tracked_case(since=date(2001, 2, 1))
    decided(case, day, Kind.DELISTED)
    decided(case, day, Kind.ADDED)
    assert owed_quarters(case) == [1, 2, 3, 4]


def test_a_case_first_named_when_it_is_delisted_owes_nothing():
    case = CaseFactory()
    decided(case, date(2001, 5, 1), Kind.DELISTED)
    assert owed_quarters(case) == []


def test_a_draft_neither_begins_nor_ends_a_duty():
    begun, ended = CaseFactory(), tracked_case()
    record(begun, meeting_on(date(2001, 2, 1)))
    record(ended, meeting_on(date(2001, 2, 1)), Kind.DELISTED)
    assert (owed_quarters(begun), owed_quarters(ended)) == ([], [1, 2, 3, 4])


def test_a_sub_case_owes_beside_its_parent():
    parent = tracked_case()
    child = tracked_case(parent=parent)
    assert [row.case for row in obligations([period()], group().pk)] == [parent, child]


def test_the_group_of_the_latest_meeting_owes_even_if_the_case_moved_since():
    case = tracked_case("交通組")
    decided(case, date(2001, 5, 1), Kind.MOVED, to_group=group("災防組"))
    assert [owing_group(case, period(quarter)) for quarter in (1, 2)] == [group("交通組").pk, group("災防組").pk]
    decided(case, date(2001, 8, 1), Kind.MOVED, to_group=group("交通組"))
    assert owing_group(case, period(3)) == group("交通組").pk


def test_a_delisting_that_was_corrected_owes_again_from_the_correction_on():
    case = tracked_case()
    wrong = decided(case, date(2001, 2, 1), Kind.DELISTED)
    freeze(ledger.correct(wrong, meeting_on(date(2001, 8, 1)), Kind.TRACKED, "誤列", SECRETARY).meeting)
    assert owed_quarters(case) == [3, 4]


def test_what_is_owed_comes_with_what_was_filed_and_with_an_open_correction():
    first, second, third = tracked_case(), tracked_case(), tracked_case()
    accepted = filed(first, state="accepted")
    correction = revise(accepted, LIAISON)
    begun = draft(second)
    rows = obligations([period()])
    assert [(row.case, row.update, row.correction, row.editable, row.is_sent) for row in rows] == [
        (first, accepted, correction, correction, True),
        (second, begun, None, begun, False),
        (third, None, None, None, False),
    ]


def test_late_is_what_was_not_sent_while_late_reports_are_taken():
    draft(tracked_case())
    filed(tracked_case())
    nothing = tracked_case()
    assert late(period().closes_on) == []
    assert [row.case for row in late(period().closes_on + timedelta(days=1))][-1] == nothing
    assert len(late(period().late_until)) == 2
    assert late(period().late_until + timedelta(days=1)) == []


def test_obligations_take_the_same_queries_for_one_case_and_for_five(django_assert_num_queries):
    quarters = [period(1), period(2)]
    draft(tracked_case())
    for _ in range(2):
        with django_assert_num_queries(5):
            obligations(quarters)
        for _ in range(4):
            filed(tracked_case())


def test_the_real_record_owes_one_report_for_each_case_that_is_tracked_now():
    open_periods(date(2026, 9, 30), ahead=0)
    rows = obligations(ReportingPeriod.objects.filter(key=1153))
    assert {row.case.pk for row in rows} == set(Case.objects.tracked().values_list("pk", flat=True))


KINDS = [Kind.ADDED, Kind.TRACKED, Kind.DELISTED]


@pytest.mark.slow
class EveryLedger(TestCase):
    """Whatever the ledger says: the spans agree with the status that a quarter's end finds."""

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        steps=st.lists(
            st.tuples(st.integers(0, 3), st.sampled_from(KINDS), st.integers(0, 360), st.sampled_from([0, 1])),
            max_size=12,
            unique_by=lambda step: (step[0], step[2]),
        )
    )
    def test_spans_agree_with_the_status_at_the_end_of_every_quarter(self, steps):
        cases = [CaseFactory() for _ in range(4)]
        groups = [group("交通組"), group("災防組")]
        delisted: set[int] = set()
        for place, kind, days, which in sorted(steps, key=lambda step: step[2]):
            # The ledger lets nothing but an addition follow a delisting.
            kind = Kind.ADDED if place in delisted else kind
            delisted = delisted | {place} if kind == Kind.DELISTED else delisted - {place}
            StatusChange.objects.create(
                case=cases[place],
                meeting=meeting_on(date(2001, 1, 1) + timedelta(days=days)),
                group=groups[which],
                kind=kind,
                printed_title="案",
                actor_name="測試",
            )
        for meeting in Meeting.objects.filter(changes__case__in=cases).distinct():
            freeze(meeting)
        quarters = [period(quarter) for quarter in (1, 2, 3, 4)]
        last_days = [quarter.last_day for quarter in quarters]
        found = {
            (span.case_id, quarters[place].key)
            for span in spans(last_days[-1], [case.pk for case in cases])
            for place in owed_range(span, last_days)
        }
        expected = {
            (case.pk, quarter.key)
            for quarter in quarters
            for case in Case.objects.filter(pk__in=[case.pk for case in cases]).with_status(
                (quarter.last_day + timedelta(days=1), 0)
            )
            if case.kind_then in (Kind.ADDED, Kind.TRACKED)
        }
        assert found == expected


def test_owed_quarters_are_those_whose_last_day_the_span_covers():
    last_days = [date(2001, 3, 31), date(2001, 6, 30)]
    assert list(owed_range(Span(1, 1, date(2001, 3, 31), None), last_days)) == [0, 1]
    assert list(owed_range(Span(1, 1, date(2001, 4, 1), date(2001, 6, 30)), last_days)) == []
    assert list(owed_range(Span(1, 1, date(2001, 1, 1), date(2001, 7, 1)), last_days)) == [0, 1]
