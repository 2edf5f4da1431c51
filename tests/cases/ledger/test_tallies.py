"""The one place that counts, against a recount by hand and by the rules written out again naively."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.ledger import tallies
from cases.ledger import writing as ledger
from cases.ledger.tallies import GroupTally, MeetingTally, Statement, tally, total
from cases.models import Kind, StatusChange
from groups.models import IssueGroup
from tests.factories import SECRETARY, CaseFactory, MeetingFactory, freeze, group, record

GROUPS = {1: "甲組", 2: "乙組"}
COUNTS = st.fixed_dictionaries({(kind, ""): st.integers(0, 9) for kind in (Kind.ADDED, Kind.TRACKED, Kind.DELISTED)})
# Per group: what the ledger has, what is stated (None: nothing), whether a draft leaves it to the ledger, explained.
DECIDED = st.tuples(COUNTS, st.none() | st.integers(0, 30), st.booleans(), st.integers(-3, 3))
SERIES = st.lists(st.fixed_dictionaries(dict.fromkeys(GROUPS, DECIDED)), max_size=6)


def statement(meeting_id, decided):
    return Statement(
        meeting_id,
        remaining={number: stated for number, (_, stated, _, _) in decided.items() if stated is not None},
        left_to_ledger=frozenset(number for number, (_, _, left, _) in decided.items() if left),
        explained={number: explained for number, (_, _, _, explained) in decided.items()},
    )


def recount(series):
    """The documented rules, naively: per meeting and group (opening, computed, stated, difference, closing)."""
    closing, result = {}, []
    for index, decided in enumerate(series):
        rows = {}
        for number, (by_effect, stated, left, _) in decided.items():
            counts = {kind: count for (kind, _), count in by_effect.items()}
            if index == 0:
                shown = max(counts[Kind.TRACKED], stated or 0) if left else stated
                remaining = counts[Kind.TRACKED] if shown is None else shown
                opening, closing_here = counts[Kind.DELISTED] + remaining, remaining + counts[Kind.ADDED]
                rows[number] = (opening, remaining, shown, None, closing_here)
                continue
            computed = closing[number] - counts[Kind.DELISTED]
            shown = max(computed, stated or 0) if left else stated
            remaining = computed if shown is None else shown
            difference = None if shown is None else shown - computed
            rows[number] = (closing[number], computed, shown, difference, remaining + counts[Kind.ADDED])
        closing = {number: row[4] for number, row in rows.items()}
        result.append(rows)
    return result


@given(SERIES)
@settings(deadline=None)
def test_every_figure_is_what_the_rules_say(series):
    counts = {(index, number): dict(decided[number][0]) for index, decided in enumerate(series) for number in GROUPS}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tallies, "_counts", lambda meetings: counts)
        counted = tally([statement(index, decided) for index, decided in enumerate(series)], GROUPS)
    assert len(counted) == len(series)
    for meeting, decided, expected in zip(counted, series, recount(series), strict=True):
        for row, (number, name) in zip(meeting.groups, GROUPS.items(), strict=True):
            kinds, _, _, explained = decided[number]
            kinds = {kind: count for (kind, _), count in kinds.items()}
            assert row.group == name
            assert (row.added, row.delisted) == (kinds[Kind.ADDED], kinds[Kind.DELISTED])
            assert row.named == kinds[Kind.ADDED] + kinds[Kind.TRACKED]
            shown = (row.opening, row.computed_remaining, row.stated_remaining, row.difference, row.closing)
            assert shown == expected[number]
            assert row.remaining == row.closing - row.added
            assert row.unnamed == row.closing - row.named
            assert row.open_difference == (row.difference or 0) - explained
        assert meeting.totals.added == sum(row.added for row in meeting.groups)
        assert meeting.totals.closing == sum(row.closing for row in meeting.groups)
        assert meeting.differing == tuple(row for row in meeting.groups if row.difference not in (None, 0))


ROW = GroupTally("甲組", 10, 2, 3, 6, 7, -1, 8, 5, 0)


class TestTotals:
    def test_add_up_what_the_groups_have(self):
        rows = (ROW, replace(ROW, group="乙組", explained=-1))
        assert total(rows) == GroupTally("合計", 20, 4, 6, 12, 14, -2, 16, 10, -1)

    def test_leave_out_a_group_that_states_nothing(self):
        silent = replace(ROW, stated_remaining=None, difference=None)
        assert total([ROW, silent]).stated_remaining == 6
        assert total([ROW, silent]).difference == -1

    def test_are_none_where_no_group_has_the_figure(self):
        silent = replace(ROW, stated_remaining=None, difference=None)
        assert (total([silent, silent]).stated_remaining, total([silent, silent]).difference) == (None, None)

    def test_of_no_group_at_all_are_zero_or_none(self):
        assert total([]) == GroupTally("合計", 0, 0, 0, None, None, None, 0, 0, 0)

    def test_belong_to_a_meeting(self):
        assert MeetingTally(1, (ROW,)).totals == replace(ROW, group="合計")


def test_the_json_has_the_documented_keys_in_their_order():
    assert ROW.as_json() == {
        "group": "甲組",
        "opening": 10,
        "added": 2,
        "delisted": 3,
        "stated_remaining": 6,
        "computed_remaining": 7,
        "difference": -1,
        "closing": 8,
        "named": 5,
    }
    assert list(ROW.as_json()) == [
        "group", "opening", "added", "delisted", "stated_remaining", "computed_remaining", "difference", "closing",
        "named",
    ]  # fmt: skip


@pytest.mark.django_db
class TestOutOfTheLedger:
    def test_rows_are_counted_by_kind_and_group(self):
        first, second = MeetingFactory(), MeetingFactory()
        traffic, other = group("交通組"), group("災防組")
        cases = [CaseFactory(group=traffic) for _ in range(3)]
        for case in cases:
            record(case, first)
        record(CaseFactory(group=other), first, Kind.DELISTED)
        record(cases[0], second, Kind.DELISTED)
        counted = tally(
            [Statement(first.pk, {traffic.pk: 4, other.pk: 0}), Statement(second.pk, {traffic.pk: 5})],
            {traffic.pk: "交通組", other.pk: "災防組"},
        )
        assert [row for meeting in counted for row in meeting.groups] == [
            GroupTally("交通組", 4, 3, 0, 4, 4, None, 7, 3),
            GroupTally("災防組", 1, 0, 1, 0, 0, None, 0, 0),
            GroupTally("交通組", 7, 0, 1, 5, 6, -1, 5, 2),
            GroupTally("災防組", 0, 0, 0, None, 0, None, 0, 0),
        ]

    def test_a_sub_case_is_counted_within_its_parent(self):
        meeting, parent = MeetingFactory(), CaseFactory()
        record(parent, meeting, Kind.TRACKED)
        record(CaseFactory(parent=parent), meeting, Kind.TRACKED)
        (counted,) = tally([Statement(meeting.pk)], {parent.group_id: "交通組"})
        assert counted.groups == (GroupTally("交通組", 1, 0, 0, None, 1, None, 1, 1),)

    def test_a_row_counts_in_the_group_it_had_then(self):
        meeting, case = MeetingFactory(), CaseFactory(group=group("交通組"))
        record(case, meeting)
        type(case).objects.filter(pk=case.pk).update(group=group("災防組"))
        (counted,) = tally([Statement(meeting.pk)], {group("交通組").pk: "交通組", group("災防組").pk: "災防組"})
        assert [row.added for row in counted.groups] == [1, 0]

    def test_a_finalised_meeting_goes_on_from_the_finalised_one_before_it(self):
        first, draft, last = MeetingFactory(), MeetingFactory(), MeetingFactory()
        for meeting in (first, draft, last):
            record(CaseFactory(), meeting)
        series = [Statement(first.pk), Statement(draft.pk, is_draft=True), Statement(last.pk)]
        counted = tally(series, {group().pk: "交通組"})
        assert [(row.totals.opening, row.totals.closing) for row in counted] == [(0, 1), (1, 2), (1, 2)]
        counted = tally([*series[:2], Statement(last.pk, is_draft=True)], {group().pk: "交通組"})
        assert [(row.totals.opening, row.totals.closing) for row in counted] == [(0, 1), (1, 2), (2, 3)]

    def test_a_correction_counts_where_it_is_made_and_is_no_addition_or_delisting(self):
        first, second, third = MeetingFactory(), MeetingFactory(), MeetingFactory()
        back, gone = CaseFactory(), CaseFactory()
        wrong, added = record(back, first, Kind.DELISTED), record(gone, first)
        freeze(first)
        ledger.correct(wrong, second, Kind.TRACKED, "誤列", SECRETARY)
        ledger.correct(added, third, Kind.DELISTED, "誤列", SECRETARY)
        ledger.carry_forward(second, SECRETARY)
        series = [Statement(meeting.pk, is_draft=True) for meeting in (first, second, third)]
        counted = [one.totals for one in tally(series, {group().pk: "交通組"})]
        assert [(row.opening, row.added, row.delisted, row.closing, row.named) for row in counted] == [
            (1, 1, 1, 1, 1), (1, 0, 0, 2, 2), (2, 0, 0, 1, 1),
        ]  # fmt: skip
        assert [row.other_changes for row in counted] == [(), (("更正恢復", 1),), (("更正除列", -1),)]

    def test_a_group_without_any_row_is_there_with_zeros(self):
        meeting = MeetingFactory()
        (counted,) = tally([Statement(meeting.pk)], {group().pk: "交通組"})
        assert counted.groups == (GroupTally("交通組", 0, 0, 0, None, 0, None, 0, 0),)

    def test_no_meeting_gives_no_tally(self):
        assert tally([], {group().pk: "交通組"}) == []

    def test_one_query_counts_any_number_of_meetings(self, django_assert_num_queries):
        groups = {group().pk: "交通組"}
        for size in (1, 12):
            statements = []
            for _ in range(size):
                meeting = MeetingFactory()
                record(CaseFactory(), meeting)
                statements.append(Statement(meeting.pk))
            with django_assert_num_queries(1):
                tally(statements, groups)

    def test_the_count_agrees_with_the_rows_of_the_five_meetings(self):
        rows = StatusChange.objects.filter(meeting__level__name="副市長層級", meeting__number__lte=5)
        meetings = list(dict.fromkeys(rows.in_order().values_list("meeting", flat=True)))
        groups = dict(IssueGroup.objects.values_list("pk", "name"))
        counted = tally([Statement(meeting) for meeting in meetings], groups)
        assert [(one.totals.added, one.totals.delisted) for one in counted] == [
            (24, 21), (15, 12), (12, 24), (2, 15), (18, 15),
        ]  # fmt: skip


def test_what_came_and_what_went_leaves_out_what_changed_its_group_on_the_list():
    row = GroupTally("甲組", 50, 8, 5, 40, 44, -4, 48, 30, 0, 3, 2, 9, 7, 6, 4)

    assert (row.came, row.went, row.remaining) == (8 + 2 + 6, 5 + 3 + 4, 40)
