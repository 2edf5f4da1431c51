"""Mergers, moves and new titles in the ledger: rows, cases, counts."""

import pytest

from cases.ledger import writing as ledger
from cases.ledger.tallies import Statement, tally
from cases.ledger.writing import LedgerError
from cases.models import Case, Kind, StatusChange, Succession
from cases.pages.selectors import sheet_of
from tests.factories import SECRETARY, CaseFactory, MeetingFactory, finally_record, freeze, group, record

pytestmark = pytest.mark.django_db


def now(case):
    return Case.objects.get(pk=case.pk)


def counted(*meetings):
    """The figures of 交通組 and 災防組 at each meeting."""
    groups = {group(name).pk: name for name in ("交通組", "災防組")}
    return [one.groups for one in tally([Statement(meeting.pk) for meeting in meetings], groups)]


def figures(row):
    return row.opening, row.added, row.delisted, row.computed_remaining, row.closing, row.named, row.other_changes


class TestMerger:
    @pytest.fixture
    def three(self):
        """Three cases of 交通組 and the final meeting that added them."""
        first, cases = MeetingFactory(), CaseFactory.create_batch(3)
        for case in cases:
            record(case, first)
        return cases, freeze(first)

    def test_into_a_new_case_ends_the_old_ones_and_brings_the_new_one(self, three):
        cases, first = three
        meeting, new = MeetingFactory(), CaseFactory()
        result = ledger.record_result(new, meeting, new.title, SECRETARY)
        for case in cases[:2]:
            row = ledger.merge(case, result, case.title, SECRETARY)
            assert Succession.objects.get(change=row).successor == new
        ledger.carry_forward(meeting, SECRETARY)
        freeze(meeting)
        assert [now(case).status for case in (*cases, new)] == ["merged", "merged", "tracked", "tracked"]
        before, after = (groups[0] for groups in counted(first, meeting))
        assert figures(before) == (0, 3, 0, 0, 3, 3, ())
        assert figures(after) == (3, 0, 0, 2, 2, 2, (("整併", -2), ("整併結果", 1)))
        assert [step.word for step in sheet_of(now(cases[0])).life.steps] == ["新增", "整併"]
        assert sheet_of(now(new)).life.origin == ""

    def test_into_a_case_on_the_list_adds_nothing(self, three):
        cases, first = three
        meeting = MeetingFactory()
        ledger.merge(cases[0], ledger.record_result(cases[1], meeting, "甲", SECRETARY), "乙", SECRETARY)
        ledger.carry_forward(meeting, SECRETARY)
        assert figures(counted(first, meeting)[1][0]) == (3, 0, 0, 2, 2, 2, (("整併", -1),))

    def test_into_itself_is_refused(self, three):
        (case, *_), _ = three
        result = ledger.record_result(case, MeetingFactory(), "甲", SECRETARY)
        with pytest.raises(LedgerError, match=f"「{case.title}」不能併入自己。"):
            ledger.merge(case, result, "甲", SECRETARY)

    def test_is_taken_back_before_its_result_is(self, three):
        cases, _ = three
        result = ledger.record_result(cases[1], MeetingFactory(), "甲", SECRETARY)
        row = ledger.merge(cases[0], result, "乙", SECRETARY)
        with pytest.raises(LedgerError, match="「乙」已於.*併入本案，請先撤回該筆整併。"):
            ledger.withdraw(result, SECRETARY)
        ledger.withdraw(row, SECRETARY)
        ledger.withdraw(result, SECRETARY)
        assert not Succession.objects.filter(predecessor=cases[0]).exists()


class TestMove:
    def test_counts_out_of_one_group_and_into_the_other_and_is_carried_on_there(self):
        case = CaseFactory()
        first = finally_record(case).meeting
        meeting = MeetingFactory()
        row = record(case, meeting, Kind.MOVED, to_group=group("災防組"))
        assert (row.group.name, row.from_group.name) == ("災防組", "交通組")
        last = MeetingFactory()
        ledger.carry_forward(last, SECRETARY)
        assert last.changes.get(case=case).group.name == "災防組"
        assert now(case).group.name == "交通組"
        (_, second, third) = counted(first, meeting, last)
        assert [figures(one) for one in second] == [
            (1, 0, 0, 0, 0, 0, (("移出", -1),)),
            (0, 0, 0, 1, 1, 1, (("移入", 1),)),
        ]
        assert [figures(one)[4:] for one in third] == [(0, 0, ()), (1, 1, ())]
        freeze(meeting)
        assert (now(case).group.name, now(case).status) == ("災防組", "moved")
        assert Case.objects.tracked().filter(pk=case.pk).exists()

    def test_taken_back_takes_the_carried_rows_back_to_the_old_group(self):
        case = CaseFactory()
        finally_record(case)
        row = record(case, MeetingFactory(), Kind.MOVED, to_group=group("災防組"))
        last = MeetingFactory()
        ledger.carry_forward(last, SECRETARY)
        ledger.withdraw(row, SECRETARY)
        assert last.changes.get(case=case).group.name == "交通組"

    @pytest.mark.parametrize("name", [None, "交通組"])
    def test_goes_to_another_group(self, name):
        with pytest.raises(LedgerError, match="移列時須選擇另一個議題小組。"):
            record(CaseFactory(), MeetingFactory(), Kind.MOVED, to_group=name and group(name))


class TestRenaming:
    def test_takes_effect_when_the_meeting_is_finalised_and_keeps_the_old_title(self):
        case = CaseFactory(title="舊案名")
        first = finally_record(case).meeting
        meeting = MeetingFactory()
        row = record(case, meeting, Kind.RENAMED, "新案名")
        assert (row.former_title, now(case).title) == ("舊案名", "舊案名")
        assert figures(counted(first, meeting)[1][0]) == (1, 0, 0, 1, 1, 1, ())
        freeze(meeting)
        assert (now(case).title, now(case).status) == ("新案名", "renamed")
        assert set(case.titles.values_list("title", flat=True)) == {"舊案名", "新案名"}
        rows = StatusChange.objects.filter(case=case).in_order()
        assert [row.shown_title for row in rows] == ["舊案名", "新案名"]

    def test_to_the_title_it_has_is_refused(self):
        with pytest.raises(LedgerError, match="「舊案名」就是現在的案名，更名須填寫新的案名。"):
            record(CaseFactory(title="舊案名"), MeetingFactory(), Kind.RENAMED, "舊案名")
