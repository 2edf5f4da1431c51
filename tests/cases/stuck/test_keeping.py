"""What is kept of the lights, day by day, is what the rule says of that day, whatever came before it."""

from datetime import date, timedelta
from random import Random

import pytest

from cases.models import STILL, Case, KeptLight, Kind
from cases.reporting.workflow import UpdateError, accept
from cases.stuck.keeping import keep_lights, lights_of, wrongly_kept_lights
from cases.stuck.lights import courses, missing_in
from groups.platforms import default_platform
from meetings.record.verifying import verify_ledger
from tests.cases.reporting.rows import SECRETARY, decided, filed, tracked_case
from tests.cases.stuck.rows import corrected, course_of, reported
from tests.factories import MeetingFactory, freeze, group, record

pytestmark = pytest.mark.django_db
LIGHTS = ["green", "yellow", "red"]
FIRST, LAST = date(2001, 1, 9), date(2003, 12, 31)


def days_of(case):
    rows = KeptLight.objects.filter(case=case).order_by("from_day")
    return [(row.from_day, row.until_day, row.light, row.stuck_quarters) for row in rows]


def kept_on(day, cases):
    """By case what pages read of that day."""
    rows = KeptLight.objects.on(day, default_platform()).filter(case__in=cases)
    return {row.case_id: (row.group_id, row.light, row.quarters, row.missing, row.change) for row in rows}


def said_of(day, cases):
    """The same by the rule."""
    return {
        case_id: (row.group_id, row.light, len(row.run), missing_in(row.stuck_run), row.change)
        for case_id, row in courses(cases, day).items()
    }


def test_a_light_holds_from_its_acceptance_to_the_next():
    case = tracked_case(since=date(2001, 1, 10))
    first = reported(case, 901, "yellow", accepted_on=date(2001, 4, 15))
    reported(case, 902, "red", accepted_on=date(2001, 7, 15))
    assert days_of(case) == [
        (date(2001, 1, 10), date(2001, 4, 15), "", 0),
        (date(2001, 4, 15), date(2001, 7, 15), "yellow", 1),
        (date(2001, 7, 15), STILL, "red", 2),
    ]
    corrected(first, "green", date(2001, 8, 1))
    assert days_of(case)[2:] == [(date(2001, 7, 15), date(2001, 8, 1), "red", 2), (date(2001, 8, 1), STILL, "red", 1)]


def test_of_two_on_one_day_the_day_ends_with_both():
    case = tracked_case(since=date(2001, 1, 10))
    reported(case, 901, "green", accepted_on=date(2001, 8, 1))
    reported(case, 902, "red", accepted_on=date(2001, 8, 1))
    assert [light for _, _, light, _ in days_of(case)] == ["", "red"]


def test_a_case_that_comes_and_goes_on_one_day_is_tracked_at_the_end_of_none():
    case = tracked_case(since=date(2001, 1, 10))
    decided(case, date(2001, 1, 10), Kind.DELISTED)
    assert days_of(case) == []


def test_a_draft_changes_nothing_until_it_is_final():
    case = tracked_case(since=date(2001, 1, 10))
    row = record(case, MeetingFactory(held_on=date(2002, 1, 1)), Kind.DELISTED)
    assert [until for _, until, *_ in days_of(case)] == [STILL]
    freeze(row.meeting)
    assert [until for _, until, *_ in days_of(case)] == [date(2002, 1, 1)]


def test_a_meeting_that_is_finalised_late_changes_the_days_after_it():
    case = course_of(tracked_case(since=date(2001, 1, 10)), "red")
    decided(case, date(2001, 3, 1), Kind.MOVED, to_group=group("災防組"))
    assert [row.group.name for row in KeptLight.objects.filter(case=case).order_by("from_day")] == [
        "交通組",
        "災防組",
        "災防組",
    ]


@pytest.mark.parametrize("seed", range(4))
def test_what_is_kept_of_any_day_is_what_the_rule_says_of_it(seed):
    chance = Random(seed)
    cases = [tracked_case(since=FIRST + timedelta(days=chance.randrange(3))) for _ in range(3)]
    for quarter in (901, 902, 903, 904, 911, 912, 913, 914, 921):
        for case in cases:
            deal_with(case, quarter, chance)
    ids = [case.pk for case in cases]
    days = {FIRST, LAST} | {
        day for row in KeptLight.objects.filter(case__in=ids) for day in (row.from_day, row.until_day)
    } - {STILL}
    for day in sorted(days | {day - timedelta(days=1) for day in days}):
        assert kept_on(day, ids) == said_of(day, ids), day
    assert list(wrongly_kept_lights()) == []


def deal_with(case, quarter, chance):
    """Leave the case alone, report on it, correct that, move it, or let it go and come back."""
    day = date(quarter // 10 + 1911, quarter % 10 * 3, 28) + timedelta(days=20)
    case.refresh_from_db()
    what = chance.choice(["report", "report", "correct", "none", "move", "end"])
    if case.status in (Kind.DELISTED, Kind.MERGED):
        decided(case, day, Kind.ADDED)
    elif what in ("report", "correct"):
        try:
            update = reported(case, quarter, chance.choice(LIGHTS), accepted_on=day)
        except UpdateError:
            return
        if what == "correct":
            corrected(update, chance.choice(LIGHTS), day + timedelta(days=chance.randrange(40)))
    elif what == "move":
        other = next(name for name in ("交通組", "災防組") if group(name).pk != case.group_id)
        decided(case, day, Kind.MOVED, to_group=group(other))
    elif what == "end":
        decided(case, day, Kind.DELISTED)


class TestProof:
    def test_the_ledgers_check_names_a_case_whose_light_was_changed(self):
        case = course_of(tracked_case(title="某案"), "red")
        assert list(wrongly_kept_lights()) == []
        KeptLight.objects.filter(case=case, light="red").update(light="green")
        assert list(wrongly_kept_lights()) == [case.pk]
        assert "「某案」的留存燈號與依帳冊及採認進度重新計算者不符。" in list(verify_ledger())

    @pytest.mark.parametrize("lost", ["red", ""])
    def test_a_lost_row_is_named_too(self, lost):
        case = course_of(tracked_case(), "red")
        KeptLight.objects.filter(case=case, light=lost).delete()
        assert list(wrongly_kept_lights()) == [case.pk]
        keep_lights([case.pk])
        assert list(wrongly_kept_lights()) == []


def test_an_acceptance_that_fails_keeps_nothing(monkeypatch):
    case = tracked_case()
    update = filed(case, 1, state="submitted")
    before = days_of(case)

    def fail(cases):
        lights_of(cases)
        raise RuntimeError("down")

    monkeypatch.setattr("cases.stuck.keeping.lights_of", fail)
    with pytest.raises(RuntimeError):
        accept(update, SECRETARY, version=update.version)
    assert (days_of(case), Case.objects.get(pk=case.pk).updates.get().state) == (before, "submitted")


@pytest.mark.parametrize("number", [1, 6])
def test_it_takes_as_many_queries_for_six_cases_as_for_one(django_assert_num_queries, number):
    cases = [course_of(tracked_case(), "green", "red").pk for _ in range(number)]
    # The savepoint's two, the lock, what was kept, and two each to read and to write.
    with django_assert_num_queries(7):
        keep_lights(cases)
