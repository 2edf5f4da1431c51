"""Cases as of a day: today's equal the cache, a meeting's equal its tally, over the record and over made histories."""

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest
from django.db.models import F
from django.db.models.functions import Coalesce

from cases.ledger import writing as ledger
from cases.ledger.then import known_then, listed_then, set_back, titles_then
from cases.models import GOING_ON, Case, CaseTitle, Effect, Kind, StatusChange, Succession
from groups.models import IssueGroup
from groups.platforms import default_platform
from meetings.record.figures import all_figures, figures_of_level
from tests.factories import SECRETARY, CaseFactory, LevelFactory, MeetingFactory, finally_record, freeze, group, record

pytestmark = pytest.mark.django_db

FIRST = date(2001, 1, 1)
LAST = date(2199, 12, 31)


def listed(day):
    """How many counted cases each group had on its list, by the groups' names."""
    cases = Case.objects.counted().with_status(as_of=day).filter(kind_then__in=GOING_ON)
    names = dict(IssueGroup.objects.values_list("pk", "name"))
    return {names[pk]: number for pk, number in Counter(cases.values_list("group_then", flat=True)).items()}


def named(figures):
    return {row.group: row.named for row in figures.groups if row.named}


def stale(day):
    """The cases whose status, group or title as of `day` is not the one they have now."""
    then = Case.objects.with_status(as_of=day).annotate(now=Coalesce("kind_then", "status"))
    wrong = list(then.exclude(status=F("now")).values_list("title", "status", "kind_then"))
    cases = known_then(Case.objects.all(), day)
    return wrong + list(cases.exclude(title_then=F("title")) | cases.exclude(group_then=F("group")))


def by_whole_lives(day):
    """{case: what its latest row by `day` says: kind, group and the group's order}, of all that have one."""
    rows = Case.objects.with_status(as_of=day).filter(kind_then__isnull=False)
    orders = dict(IssueGroup.objects.values_list("pk", "order"))
    return {pk: (kind, at, orders[at]) for pk, kind, at in rows.values_list("pk", "kind_then", "group_then")}


def by_aliases(day):
    """The same as `known_then` says it."""
    rows = known_then(Case.objects.exclude(status=""), day)
    rows = rows.annotate(is_then=F("status_then"), was_in=F("group_then"), place=F("order_then"))
    return {pk: tuple(values) for pk, *values in rows.values_list("pk", "is_then", "was_in", "place")}


@pytest.fixture
def case():
    return CaseFactory(title="跨市自行車道")


def meeting(day):
    return MeetingFactory(held_on=FIRST + timedelta(days=day))


def status(case, day):
    return Case.objects.with_status(as_of=FIRST + timedelta(days=day)).get(pk=case.pk).kind_then


class TestTheRecord:
    def test_as_of_each_meeting_the_list_is_what_its_tally_names(self):
        for figures in all_figures():
            assert listed(figures.meeting.held_on) == named(figures), figures.meeting
            assert by_aliases(figures.meeting.held_on) == by_whole_lives(figures.meeting.held_on)

    def test_the_lists_of_the_five_meetings(self):
        days = [figures.meeting.held_on for figures in all_figures()]

        assert [sum(listed(day).values()) for day in days] == [figures.totals.named for figures in all_figures()]
        assert [sum(listed(day - timedelta(days=1)).values()) for day in days][0] == 0

    @pytest.mark.parametrize("day", [date(2025, 8, 7), date(2026, 11, 26), LAST])
    def test_as_of_the_last_meeting_and_later_it_is_today(self, day):
        assert stale(day) == []
        assert set(known_then(Case.objects.on_record(), day)) == set(Case.objects.on_record())

    def test_nobody_knew_a_case_before_a_meeting_named_it(self):
        day = date(2023, 7, 26)

        assert set(known_then(Case.objects.on_record(), day)) == set(Case.objects.known_from_topics())


class TestOneCase:
    def test_delisted_and_added_again(self, case):
        for day, kind in ((1, Kind.ADDED), (3, Kind.DELISTED), (5, Kind.ADDED)):
            freeze(record(case, meeting(day), kind).meeting)

        assert [status(case, day) for day in range(7)] == [
            None, "added", "added", "delisted", "delisted", "added", "added",
        ]  # fmt: skip

    def test_a_draft_counts_on_no_day(self, case):
        record(case, meeting(1))

        assert status(case, 9) is None
        assert not known_then(Case.objects.on_record(), LAST).filter(pk=case.pk).exists()

    def test_moved(self, case):
        freeze(record(case, meeting(1)).meeting)
        freeze(record(case, meeting(4), Kind.MOVED, to_group=group("災防組")).meeting)
        case.refresh_from_db()

        then = [set_back([Case.objects.get(pk=case.pk)], FIRST + timedelta(days=day))[0] for day in (1, 3, 4)]
        assert [row.group.name for row in then] == ["交通組", "交通組", "災防組"]
        assert [row.status for row in then] == ["added", "added", "moved"]

    def test_renamed_twice(self, case):
        freeze(record(case, meeting(1)).meeting)
        for day, title in ((4, "跨市自行車路網"), (6, "都會自行車路網")):
            case.refresh_from_db()
            freeze(record(case, meeting(day), Kind.RENAMED, title).meeting)

        known = {day: known_then(Case.objects.all(), FIRST + timedelta(days=day)) for day in (1, 5, 6)}
        assert {day: rows.annotate(then=F("title_then")).get(pk=case.pk).then for day, rows in known.items()} == {
            1: "跨市自行車道", 5: "跨市自行車路網", 6: "都會自行車路網",
        }  # fmt: skip
        assert titles_then([case.pk], FIRST + timedelta(days=5)) == {case.pk: "跨市自行車路網"}
        printed = CaseTitle.objects.filter(case=case).on_record(FIRST + timedelta(days=5))
        assert {row.title for row in printed} == {"跨市自行車道", "跨市自行車路網"}

    def test_merged_into_another(self, case):
        freeze(record(case, meeting(1)).meeting)
        other, at = CaseFactory(), meeting(3)
        ledger.merge(case, ledger.record_result(other, at, other.title, SECRETARY), case.title, SECRETARY)
        freeze(at)

        assert [status(case, day) for day in (2, 3)] == ["added", "merged"]
        assert [status(other, day) for day in (2, 3)] == [None, "tracked"]
        assert [
            Succession.objects.on_record(FIRST + timedelta(days=day)).filter(successor=other).count() for day in (2, 3)
        ] == [0, 1]

    def test_a_correction_counts_from_the_meeting_that_corrects(self, case):
        freeze(record(case, meeting(1)).meeting)
        wrong = record(case, meeting(3), Kind.DELISTED)
        freeze(wrong.meeting)
        wrong.refresh_from_db()
        right = ledger.correct(wrong, meeting(6), Kind.TRACKED, "誤列為解列", SECRETARY)
        freeze(right.meeting)

        assert right.effect == Effect.RESTORED
        assert [status(case, day) for day in (2, 3, 5, 6)] == ["added", "delisted", "delisted", "tracked"]

    def test_a_meeting_recorded_late_counts_from_the_day_it_was_held(self, case):
        freeze(record(CaseFactory(), meeting(5)).meeting)
        finally_record(case, meeting=meeting(2))

        assert [status(case, day) for day in (1, 2)] == [None, "added"]

    def test_two_meetings_of_one_day_both_count(self, case):
        day = FIRST + timedelta(days=2)
        freeze(record(case, MeetingFactory(held_on=day, sequence=1)).meeting)
        freeze(record(case, MeetingFactory(held_on=day, sequence=2), Kind.DELISTED).meeting)

        assert status(case, 2) == "delisted"
        assert by_aliases(day)[case.pk] == ("delisted", case.group_id, case.group.order)

    def test_one_that_was_never_named_is_known_from_the_meeting_that_replaced_it(self, case):
        change = record(CaseFactory(), meeting(4))
        Succession.objects.create(predecessor=case, successor=change.case, kind="replaced", change=change)
        freeze(change.meeting)

        known = [
            known_then(Case.objects.on_record(), FIRST + timedelta(days=day)).filter(pk=case.pk).exists()
            for day in (3, 4)
        ]
        assert known == [False, True]


class History:
    """A made history: meetings of two levels, each doing something allowed with some of the cases."""

    def __init__(self, seed):
        self.random = Random(seed)
        self.groups = list(IssueGroup.objects.filter(platform=default_platform()))
        self.levels = [LevelFactory(), LevelFactory(name="另一層級", slug="other-level", order=901)]
        self.cases = []
        self.named = {}
        self.meetings = []

    def make(self, meetings):
        for number in range(1, meetings + 1):
            level = self.random.choice(self.levels)
            row = MeetingFactory(level=level, number=number, held_on=FIRST + timedelta(days=30 * number))
            ledger.carry_forward(row, SECRETARY)
            self.decide(row)
            freeze(row)
            self.meetings.append(row)
            self.named[row.pk] = named(next(f for f in figures_of_level(level) if f.meeting.pk == row.pk))
        return self

    def decide(self, row):
        for case in self.random.sample(self.cases, len(self.cases) // 3):
            case.refresh_from_db()
            now = Case.objects.with_status().get(pk=case.pk).kind_then
            wrong = StatusChange.objects.finalised().filter(case=case).latest_first().first()
            if now not in GOING_ON:
                if self.random.random() < 0.5:
                    record(case, row)
                else:
                    ledger.correct(wrong, row, Kind.TRACKED, "誤列", SECRETARY)
                continue
            what = self.random.choice(["delisted", "moved", "renamed", "merged", "struck", "tracked"])
            if what == "moved":
                others = [one for one in self.groups if one.pk != case.group_id]
                record(case, row, Kind.MOVED, to_group=self.random.choice(others))
            elif what == "renamed":
                record(case, row, Kind.RENAMED, f"{case.title}續")
            elif what == "merged" and case.parent_id is None:
                into = CaseFactory(group=case.group)
                self.cases.append(into)
                ledger.merge(case, ledger.record_result(into, row, into.title, SECRETARY), case.title, SECRETARY)
            elif what == "struck":
                ledger.correct(wrong, row, Kind.DELISTED, "誤列", SECRETARY)
            elif what != "merged":
                record(case, row, Kind(what))
        for _ in range(self.random.randint(1, 3)):
            parents = [case for case in self.cases if case.parent_id is None and case.status in GOING_ON]
            parent = self.random.choice(parents) if parents and self.random.random() < 0.2 else None
            case = CaseFactory(group=parent.group if parent else self.random.choice(self.groups), parent=parent)
            record(case, row, self.random.choice([Kind.ADDED, Kind.ADDED, Kind.TRACKED, Kind.DELISTED]))
            self.cases.append(case)


@pytest.mark.parametrize("seed", range(8))
def test_made_histories_are_looked_back_at_as_they_were(seed):
    history = History(seed).make(meetings=7)

    assert stale(LAST) == []
    for row in history.meetings:
        assert listed(row.held_on) == history.named[row.pk], row
        for day in (row.held_on, row.held_on - timedelta(days=1)):
            assert by_aliases(day) == by_whole_lives(day)
            on_list = Case.objects.with_status(as_of=day).filter(kind_then__in=GOING_ON)
            assert set(listed_then(day)) == set(on_list.values_list("pk", flat=True))


def test_looking_back_takes_as_many_queries_for_many_cases_as_for_few(django_assert_num_queries):
    for number in (1, 20):
        for _ in range(number):
            finally_record(CaseFactory())
        cases = list(Case.objects.select_related("parent", "group"))
        with django_assert_num_queries(3):
            set_back(cases, LAST)
