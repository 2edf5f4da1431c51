"""The ledger's one write path: what it allows, what it refuses and in which words, and the status it keeps."""

import threading
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from cases.ledger import writing as ledger
from cases.ledger.standing import TRANSITIONS
from cases.ledger.writing import LedgerError
from cases.models import Case, Kind, StatusChange, Succession
from meetings.models import Meeting
from tests.factories import SECRETARY, CaseFactory, MeetingFactory, finally_record, freeze, record

pytestmark = pytest.mark.django_db

ADDED, TRACKED, DELISTED = Kind.ADDED, Kind.TRACKED, Kind.DELISTED


def kinds(case):
    """The case's rows, oldest meeting first; a carried one in brackets."""
    rows = StatusChange.objects.filter(case=case).in_order()
    return [str(row.kind) if row.printed_title else f"({row.kind})" for row in rows]


def status(case):
    """What counts: by finalised meetings."""
    return Case.objects.get(pk=case.pk).status


def then(case):
    """What the latest meeting, be it a draft, says."""
    return Case.objects.filter(pk=case.pk).with_status(before=(date.max, 0)).get().kind_then or ""


def after(meeting, days=1, **fields):
    return MeetingFactory(held_on=meeting.held_on + timedelta(days=days), **fields)


class TestTransitions:
    """Every pair of what stood before and what is to be recorded."""

    BEFORE = {
        "nothing": [],
        "added": [ADDED],
        "tracked": [TRACKED],
        "delisted": [DELISTED],
    }
    GOING_ON = ("added", "tracked", "moved", "renamed")
    ALLOWED = {
        *(("nothing", kind) for kind in Kind),
        *((before, kind) for before in GOING_ON for kind in ("tracked", "delisted", "merged", "moved", "renamed")),
        ("delisted", ADDED), ("merged", ADDED),
    }  # fmt: skip
    WORDS = {"added": "新增", "tracked": "持續列管", "delisted": "解列"}

    @pytest.mark.parametrize("kind", [ADDED, TRACKED, DELISTED])
    @pytest.mark.parametrize("before", BEFORE)
    def test_is_allowed_or_refused_by_the_table(self, before, kind):
        first, second = MeetingFactory(), MeetingFactory()
        case = CaseFactory()
        for earlier in self.BEFORE[before]:
            record(case, first, earlier)
        if (before, kind) in self.ALLOWED:
            row = record(case, second, kind)
            assert (row.kind, row.meeting, row.actor_name) == (kind, second, "測試幕僚")
            assert then(case) == kind
        else:
            with pytest.raises(LedgerError) as refused:
                record(case, second, kind)
            assert str(refused.value) == (
                f"「{case.title}」在{second}之前的狀態是「{self.WORDS[before]}」，不可登錄為「{Kind(kind).label}」。"
            )
            assert not StatusChange.objects.filter(case=case, meeting=second).exclude(printed_title="").exists()

    def test_the_table_itself_is_the_one_tested(self):
        table = {(str(before or "nothing"), kind) for before, kinds in TRANSITIONS.items() for kind in kinds}
        assert table == self.ALLOWED

    def test_a_delisted_case_may_come_back(self):
        case, meetings = CaseFactory(), [MeetingFactory() for _ in range(4)]
        for meeting, kind in zip(meetings, [ADDED, DELISTED, ADDED, DELISTED], strict=True):
            record(case, meeting, kind)
        assert kinds(case) == ["added", "delisted", "added", "delisted"]

    def test_an_unknown_kind_is_refused_in_words(self):
        with pytest.raises(LedgerError, match="沒有「closed」這種列管異動"):
            record(CaseFactory(), MeetingFactory(), "closed")

    @pytest.mark.parametrize("title", ["", "  ", "　"])
    @pytest.mark.parametrize("kind", [ADDED, DELISTED])
    def test_an_added_or_delisted_case_needs_its_printed_title(self, kind, title):
        with pytest.raises(LedgerError, match=f"登錄「{Kind(kind).label}」時須填寫紀錄所載案名。"):
            record(CaseFactory(), MeetingFactory(), kind, title)

    def test_the_row_carries_the_group_and_whether_it_is_a_sub_case_as_of_then(self):
        case, meeting = CaseFactory(), MeetingFactory()
        sub_case = CaseFactory(parent=case)
        row = record(sub_case, meeting, TRACKED)
        Case.objects.filter(pk=sub_case.pk).update(parent=None, group_id=case.group_id + 1)
        row.refresh_from_db()
        assert (row.group_id, row.is_subcase) == (case.group_id, True)


class TestOneRowPerCaseAndMeeting:
    def test_a_second_row_is_refused(self):
        case, meeting = CaseFactory(), MeetingFactory()
        record(case, meeting)
        with pytest.raises(LedgerError, match=f"「{case.title}」在{meeting}已有列管異動，同一會議只能登錄一筆。"):
            record(case, meeting, DELISTED)
        assert kinds(case) == ["added"]

    def test_a_row_carried_forward_gives_way_to_a_named_one(self):
        case, first, second = CaseFactory(), MeetingFactory(), MeetingFactory()
        record(case, first)
        assert kinds(case) == ["added", "(tracked)"]
        record(case, second, TRACKED)
        assert kinds(case) == ["added", "tracked"]

    def test_a_refused_record_leaves_the_carried_row_alone(self):
        case, first, second = CaseFactory(), MeetingFactory(), MeetingFactory()
        record(case, first)
        with pytest.raises(LedgerError):
            record(case, second, ADDED)
        assert kinds(case) == ["added", "(tracked)"]


class TestOrder:
    """Order is the meeting's date and sequence, never the time of recording."""

    def test_meetings_of_one_day_are_told_apart_by_their_sequence(self):
        morning = MeetingFactory()
        afternoon = MeetingFactory(held_on=morning.held_on, sequence=2)
        case = CaseFactory()
        record(case, afternoon, DELISTED)
        record(case, morning)
        assert kinds(case) == ["added", "delisted"]
        assert then(case) == DELISTED

    def test_an_older_meeting_recorded_last_does_not_become_the_latest(self):
        first, second = MeetingFactory(), MeetingFactory()
        case = CaseFactory()
        record(case, second, DELISTED)
        record(case, first)
        assert then(case) == DELISTED

    def test_an_older_row_that_contradicts_a_later_one_is_refused(self):
        first, second = MeetingFactory(), MeetingFactory()
        case = CaseFactory()
        record(case, second, ADDED)
        with pytest.raises(LedgerError) as refused:
            record(case, first, ADDED)
        assert str(refused.value) == f"「{case.title}」在{first}之後的會議已登錄為「新增」，與本次「新增」前後矛盾。"
        record(case, first, DELISTED)
        assert kinds(case) == ["delisted", "added"]

    def test_a_delisting_before_a_finalised_meeting_that_carried_the_case_is_refused(self):
        first, second, third = MeetingFactory(), MeetingFactory(), MeetingFactory()
        case = CaseFactory()
        record(case, first)
        ledger.carry_forward(third, SECRETARY)
        freeze(third)
        with pytest.raises(LedgerError, match="已登錄為「持續列管」，與本次「解列」前後矛盾"):
            record(case, second, DELISTED)

    def test_the_status_as_of_a_meeting_leaves_that_meeting_out(self):
        first, second, third = MeetingFactory(), MeetingFactory(), MeetingFactory()
        case = CaseFactory()
        record(case, first)
        record(case, second, DELISTED)

        def kind_then(meeting):
            return Case.objects.filter(pk=case.pk).with_status(before=meeting.timeline_key).get().kind_then

        assert [kind_then(meeting) for meeting in (first, second, third)] == [None, ADDED, DELISTED]


class TestDraftAndFinal:
    def test_nothing_is_recorded_at_a_finalised_meeting(self):
        case, meeting = CaseFactory(), freeze(MeetingFactory())
        with pytest.raises(LedgerError) as refused:
            record(case, meeting)
        assert str(refused.value) == f"{meeting}的紀錄已定稿，不可再更動。如有錯誤，請於後續會議登錄更正。"

    def test_a_stale_copy_of_the_meeting_does_not_help(self):
        case, meeting = CaseFactory(), MeetingFactory()
        freeze(Meeting.objects.get(pk=meeting.pk))
        assert not meeting.is_final
        with pytest.raises(LedgerError, match="已定稿"):
            record(case, meeting)

    @pytest.mark.parametrize(
        "change",
        [
            lambda row: ledger.withdraw(row, SECRETARY),
            lambda row: ledger.retitle(row, "另一案名"),
            lambda row: ledger.carry_forward(row.meeting, SECRETARY),
            lambda row: ledger.reconcile_after_move(row.meeting, SECRETARY),
        ],
        ids=["withdraw", "retitle", "carry_forward", "reconcile_after_move"],
    )
    def test_no_other_way_changes_it_either(self, change):
        row = record(CaseFactory(), MeetingFactory())
        freeze(row.meeting)
        with pytest.raises(LedgerError, match="已定稿"):
            change(row)
        assert kinds(row.case) == ["added"]


class TestCarryForward:
    def test_later_drafts_are_settled_whatever_the_order_of_recording(self):
        first, second, third = MeetingFactory(), MeetingFactory(), MeetingFactory()
        case = CaseFactory()
        record(case, first)
        assert kinds(case) == ["added", "(tracked)", "(tracked)"]
        record(case, second, DELISTED)
        assert kinds(case) == ["added", "delisted"]
        record(case, third, ADDED)
        assert kinds(case) == ["added", "delisted", "added"]

    def test_every_tracked_case_that_the_meeting_is_silent_about_gets_a_row_once(self):
        first = MeetingFactory()
        cases = CaseFactory.create_batch(3)
        for case in cases:
            record(case, first)
        second = MeetingFactory()
        record(cases[0], second, DELISTED)
        assert ledger.carry_forward(second, SECRETARY) == 2
        assert ledger.carry_forward(second, SECRETARY) == 0
        assert [kinds(case) for case in cases] == [["added", "delisted"], *[["added", "(tracked)"]] * 2]
        assert [then(case) for case in cases] == [DELISTED, TRACKED, TRACKED]

    def test_its_number_of_queries_does_not_grow_with_the_cases(self, django_assert_num_queries):
        first = MeetingFactory()
        for size in (2, 9):
            for case in CaseFactory.create_batch(size):
                record(case, first)
            second = MeetingFactory()
            with django_assert_num_queries(CARRY_QUERIES):
                ledger.carry_forward(second, SECRETARY)
            second.changes.all().delete()
            second.delete()

    def test_sub_cases_are_carried_as_sub_cases(self):
        first = MeetingFactory()
        parent = CaseFactory()
        record(CaseFactory(parent=parent), first, TRACKED)
        second = MeetingFactory()
        ledger.carry_forward(second, SECRETARY)
        assert list(second.changes.values_list("is_subcase", "kind")) == [(True, "tracked")]

    def test_carried_rows_that_lost_their_ground_go_and_the_status_follows(self):
        """As when a draft's date is moved before the meeting that added the case."""
        first, second = MeetingFactory(days=5_000), MeetingFactory(days=5_001)
        case = CaseFactory()
        record(case, first)
        assert then(case) == TRACKED
        Meeting.objects.filter(pk=second.pk).update(held_on=first.held_on - timedelta(days=5))
        second.refresh_from_db()
        ledger.carry_forward(second, SECRETARY)
        assert kinds(case) == ["added"]
        assert then(case) == ADDED


# The lock on the meeting, rows that lost their ground (read, deleted), cases without a row, the rows themselves,
# the savepoints.
CARRY_QUERIES = 7


class TestWithdraw:
    def test_takes_the_row_the_carried_ones_after_it_and_the_status_back(self):
        case, first = CaseFactory(), MeetingFactory()
        row = record(case, first)
        MeetingFactory()
        ledger.withdraw(row, SECRETARY)
        assert kinds(case) == []
        assert then(case) == ""

    def test_a_case_tracked_before_goes_on_again(self):
        case, first, second = CaseFactory(), MeetingFactory(), MeetingFactory()
        after(second)
        record(case, first)
        row = record(case, second, DELISTED)
        ledger.withdraw(row, SECRETARY)
        assert kinds(case) == ["added", "(tracked)", "(tracked)"]
        assert then(case) == TRACKED

    def test_is_refused_where_a_later_row_would_contradict_what_is_left(self):
        case, first, second, third = CaseFactory(), MeetingFactory(), MeetingFactory(), MeetingFactory()
        record(case, first)
        row = record(case, second, DELISTED)
        record(case, third, ADDED)
        with pytest.raises(LedgerError, match="已登錄為「新增」"):
            ledger.withdraw(row, SECRETARY)
        assert kinds(case) == ["added", "delisted", "added"]

    def test_takes_the_succession_that_rests_on_it_along(self):
        first = MeetingFactory()
        row = record(CaseFactory(), first)
        Succession.objects.create(predecessor=CaseFactory(), successor=row.case, kind="split", change=row)
        ledger.withdraw(row, SECRETARY)
        assert not Succession.objects.filter(successor=row.case).exists()


class TestKnownTitle:
    def test_is_kept_when_the_meeting_is_finalised_and_follows_the_case_before(self):
        case, first, second = CaseFactory(title="原案名"), MeetingFactory(), MeetingFactory()
        record(case, first, ADDED, "紀錄所載案名")
        Case.objects.filter(pk=case.pk).update(title="新案名")
        assert [row.shown_title for row in StatusChange.objects.filter(case=case).in_order()] == [
            "紀錄所載案名",
            "新案名",
        ]
        freeze(first)
        freeze(second)
        Case.objects.filter(pk=case.pk).update(title="更新的案名")
        assert [row.shown_title for row in StatusChange.objects.filter(case=case).in_order()] == [
            "紀錄所載案名",
            "新案名",
        ]


class TestRetitle:
    def test_changes_how_a_draft_prints_the_title_and_nothing_else(self):
        row = record(CaseFactory(), MeetingFactory())
        ledger.retitle(row, "另一案名")
        row.refresh_from_db()
        assert (row.printed_title, row.kind, row.case.title) == ("另一案名", ADDED, row.case.title)

    @pytest.mark.parametrize("title", ["", " ", "　"])
    def test_refuses_a_blank_title(self, title):
        row = record(CaseFactory(), MeetingFactory())
        with pytest.raises(LedgerError, match="案名不可空白。"):
            ledger.retitle(row, title)


class TestCorrect:
    @pytest.fixture
    def wrong(self):
        """A finalised meeting that delisted a case by mistake."""
        case, first, second = CaseFactory(), MeetingFactory(), MeetingFactory()
        record(case, first)
        row = record(case, second, DELISTED)
        freeze(first)
        freeze(second)
        return row

    def test_puts_a_finalised_row_right_at_a_later_meeting_whatever_the_transition(self, wrong):
        meeting = after(wrong.meeting)
        row = ledger.correct(wrong, meeting, TRACKED, " 第二次會議誤列解列 ", SECRETARY)
        assert (row.corrects, row.note, row.printed_title) == (wrong, "第二次會議誤列解列", wrong.printed_title)
        assert row.effect == "restored"
        assert kinds(wrong.case) == ["added", "delisted", "tracked"]
        assert then(wrong.case) == TRACKED

    def test_is_carried_on_from_there(self, wrong):
        meeting = after(wrong.meeting, 1)
        after(wrong.meeting, 2)
        ledger.correct(wrong, meeting, TRACKED, "誤列", SECRETARY)
        assert kinds(wrong.case) == ["added", "delisted", "tracked", "(tracked)"]

    def test_refuses_a_decision_between_that_leaves_it_nothing_to_correct(self, wrong):
        between, meeting = after(wrong.meeting, 1), after(wrong.meeting, 3)
        ledger.correct(wrong, meeting, TRACKED, "誤列", SECRETARY)
        with pytest.raises(LedgerError, match="已登錄為「持續列管」，與本次「新增」前後矛盾"):
            record(wrong.case, between, ADDED)
        assert kinds(wrong.case) == ["added", "delisted", "tracked"]

    def test_that_changes_nothing_is_refused(self, wrong):
        with pytest.raises(LedgerError, match=f"{wrong.meeting}原本登錄的就是「解列」，更正後並無不同。"):
            ledger.correct(wrong, after(wrong.meeting), DELISTED, "誤列", SECRETARY)

    def test_to_an_addition_is_refused(self, wrong):
        with pytest.raises(LedgerError, match="更正只決定是否列管，請選「持續列管」或「解列」"):
            ledger.correct(wrong, after(wrong.meeting), ADDED, "誤列", SECRETARY)

    def test_that_a_later_decision_has_overtaken_is_refused(self, wrong):
        record(wrong.case, after(wrong.meeting), ADDED)
        with pytest.raises(LedgerError) as refused:
            ledger.correct(wrong, after(wrong.meeting, 2), TRACKED, "誤列", SECRETARY)
        assert str(refused.value) == (
            f"「{wrong.case.title}」在{wrong.meeting}之後另有決議，現為「新增」，請就較近的決議更正。"
        )

    @pytest.mark.parametrize(("was", "now", "effect"), [(ADDED, DELISTED, "struck"), (ADDED, TRACKED, "restated")])
    def test_the_reverse_takes_the_case_off_and_a_mere_wording_changes_no_list(self, was, now, effect):
        row = finally_record(CaseFactory(), was)
        correction = ledger.correct(row, after(row.meeting), now, "誤列", SECRETARY)
        assert (correction.kind, correction.effect) == (now, effect)

    def test_needs_a_reason(self, wrong):
        with pytest.raises(LedgerError, match="請說明更正的理由。"):
            ledger.correct(wrong, after(wrong.meeting), TRACKED, " ", SECRETARY)

    def test_needs_a_later_meeting(self, wrong):
        earlier = MeetingFactory(held_on=wrong.meeting.held_on - timedelta(days=9000))
        with pytest.raises(LedgerError, match=f"更正須登錄於{wrong.meeting}之後的會議。"):
            ledger.correct(wrong, earlier, TRACKED, "誤列", SECRETARY)

    def test_needs_a_draft_meeting(self, wrong):
        with pytest.raises(LedgerError, match="已定稿"):
            ledger.correct(wrong, freeze(after(wrong.meeting)), TRACKED, "誤列", SECRETARY)

    def test_of_a_draft_row_is_refused_since_it_can_be_withdrawn(self):
        row = record(CaseFactory(), MeetingFactory())
        with pytest.raises(LedgerError, match="尚未定稿的異動請直接撤回後重新登錄，不必更正。"):
            ledger.correct(row, MeetingFactory(), TRACKED, "誤列", SECRETARY)

    def test_withdrawn_leaves_the_row_it_corrected_standing(self, wrong):
        row = ledger.correct(wrong, after(wrong.meeting), TRACKED, "誤列", SECRETARY)
        ledger.withdraw(row, SECRETARY)
        assert kinds(wrong.case) == ["added", "delisted"]
        assert then(wrong.case) == DELISTED


class TestResettle:
    """A draft whose date was changed."""

    def moved(self, meeting, days):
        Meeting.objects.filter(pk=meeting.pk).update(held_on=meeting.held_on + timedelta(days=days))
        meeting.refresh_from_db()
        return meeting

    def test_moves_the_carried_rows_and_the_status_with_it(self):
        first, second = MeetingFactory(days=5_000), MeetingFactory(days=5_010)
        case = CaseFactory()
        record(case, first)
        ledger.reconcile_after_move(self.moved(first, 20), SECRETARY)
        assert kinds(case) == ["added"]
        assert then(case) == ADDED
        assert not second.changes.exists()
        ledger.reconcile_after_move(self.moved(first, -20), SECRETARY)
        assert kinds(case) == ["added", "(tracked)"]
        assert then(case) == TRACKED

    def test_refuses_a_place_where_its_rows_contradict_their_neighbours(self):
        first, second, third = (MeetingFactory(days=days) for days in (5_000, 5_010, 5_020))
        case = CaseFactory()
        for meeting, kind in zip((first, second, third), (ADDED, DELISTED, ADDED), strict=True):
            record(case, meeting, kind)
        with pytest.raises(LedgerError) as refused, transaction.atomic():
            ledger.reconcile_after_move(self.moved(second, 20), SECRETARY)
        assert str(refused.value) == (
            f"移動後，「{case.title}」在{third}之前的狀態是「新增」，與該次登錄的「新增」矛盾。"
            "請改用其他日期，或先撤回該筆異動。"
        )
        assert kinds(case) == ["added", "delisted", "added"]


class TestCachedStatus:
    def test_a_draft_binds_nobody(self):
        case, first = CaseFactory(), MeetingFactory()
        record(case, first)
        assert (status(case), then(case)) == ("", ADDED)
        freeze(first)
        second = MeetingFactory()
        record(case, second, DELISTED)
        assert (status(case), then(case)) == (ADDED, DELISTED)
        assert Case.objects.tracked().filter(pk=case.pk).exists()
        freeze(second)
        assert status(case) == DELISTED

    def test_a_case_that_only_drafts_know_is_not_on_record(self):
        meeting, known = MeetingFactory(), CaseFactory()
        row = record(CaseFactory(), meeting)
        replaced, kept = CaseFactory(), CaseFactory()
        Succession.objects.create(predecessor=replaced, successor=row.case, kind="split", change=row)
        mine = Case.objects.filter(pk__in=[known.pk, row.case_id, replaced.pk, kept.pk])
        assert set(mine.on_record()) == {known, kept}
        freeze(meeting)
        assert set(mine.on_record()) == {known, row.case, replaced, kept}

    def test_a_tampered_status_is_found_and_refreshed(self):
        case = CaseFactory()
        freeze(record(case, MeetingFactory()).meeting)
        Case.objects.filter(pk=case.pk).update(status=DELISTED)
        mine = Case.objects.filter(pk=case.pk)
        assert ledger.stale_statuses(mine) == {"added": [case.pk]}
        ledger.refresh_status([case.pk])
        assert ledger.stale_statuses(mine) == {}
        assert status(case) == ADDED

    def test_the_whole_record_has_none_that_is_stale(self):
        assert ledger.stale_statuses(Case.objects.all()) == {}

    def test_is_written_without_a_history_row(self):
        case = CaseFactory()
        freeze(record(case, MeetingFactory()).meeting)
        assert case.history.count() == 1


def race(*writers):
    """Run the writers at once, each on a connection of its own; what each returned or raised, in their order."""
    results = [None] * len(writers)
    barrier = threading.Barrier(len(writers))

    def run(index, writer):
        try:
            barrier.wait(timeout=10)
            results[index] = writer()
        except (LedgerError, IntegrityError) as refused:
            results[index] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


@pytest.mark.django_db(transaction=True)
class TestConcurrency:
    def test_of_two_who_record_one_case_at_once_one_wins_and_the_other_is_told(self):
        meeting = MeetingFactory()
        for case in CaseFactory.create_batch(5):
            results = race(
                lambda case=case: record(case, meeting, ADDED),
                lambda case=case: record(case, meeting, DELISTED),
            )
            (row,) = [result for result in results if isinstance(result, StatusChange)]
            (refused,) = [result for result in results if not isinstance(result, StatusChange)]
            assert str(refused) == f"「{case.title}」在{meeting}已有列管異動，同一會議只能登錄一筆。"
            assert list(StatusChange.objects.filter(case=case)) == [row]
            assert then(case) == row.kind

    def test_writers_at_neighbouring_meetings_wait_for_each_other_in_turn(self):
        first, second = MeetingFactory(), MeetingFactory()
        for case in CaseFactory.create_batch(5):
            race(
                lambda case=case: record(case, first, ADDED),
                lambda case=case: record(case, second, DELISTED),
                lambda: ledger.carry_forward(second, SECRETARY),
            )
            assert kinds(case) == ["added", "delisted"]
            assert then(case) == DELISTED

    def test_nothing_slips_into_a_meeting_that_is_being_finalised(self):
        for _ in range(5):
            case, meeting = CaseFactory(), MeetingFactory()

            def finalise(meeting=meeting):
                with transaction.atomic():
                    ledger.refuse_final(meeting)
                    number = meeting.changes.count()
                    freeze(meeting)
                    return number

            number, row = race(finalise, lambda case=case, meeting=meeting: record(case, meeting))
            assert number == meeting.changes.count()
            assert isinstance(row, StatusChange) == bool(number)


@pytest.mark.parametrize("size", [2, 30])
def test_many_decisions_take_as_many_queries_as_few(django_assert_num_queries, size):
    first, second, later = MeetingFactory.create_batch(3)
    cases = CaseFactory.create_batch(2 * size)
    added = [ledger.Decision(case, ADDED, case.title) for case in cases[:size]]
    ledger.record_all(added, first, SECRETARY)
    into = cases[-1]
    decisions = [
        ledger.Decision(into, TRACKED, into.title, effect="result"),
        *(ledger.Decision(case, Kind.MERGED, case.title, into=into) for case in cases[1:size]),
        ledger.Decision(cases[0], Kind.RENAMED, "新案名"),
        *(ledger.Decision(case, DELISTED, case.title) for case in cases[size:-1]),
    ]
    with django_assert_num_queries(28):
        rows = ledger.record_all(decisions, second, SECRETARY)
    assert [(row.case, row.kind) for row in rows] == [(one.case, one.kind) for one in decisions]
    assert rows[0].effect == "result"
    assert kinds(into) == ["tracked", "(tracked)"]
    assert kinds(cases[1]) == ["added", "merged"]
    assert kinds(cases[0]) == ["added", "renamed", "(tracked)"]
    assert Succession.objects.filter(successor=into).count() == size - 1
    assert Succession.history.filter(successor_id=into.pk).count() == size - 1
    assert StatusChange.objects.filter(meeting=later).count() == 2


def test_of_many_decisions_one_refused_leaves_nothing_written():
    meeting = MeetingFactory()
    one, other = CaseFactory.create_batch(2)
    decisions = [ledger.Decision(case, ADDED, case.title) for case in (one, other, one)]
    with pytest.raises(LedgerError, match=f"^「{one.title}」在{meeting}已有列管異動，同一會議只能登錄一筆。$"):
        ledger.record_all(decisions, meeting, SECRETARY)
    assert not StatusChange.objects.filter(meeting=meeting).exists()
