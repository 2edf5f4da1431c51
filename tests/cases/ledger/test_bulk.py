"""The bulk path writes the rows that the usual path writes, and refuses what it refuses."""

from datetime import UTC, datetime

import pytest

from cases.ledger import writing as ledger
from cases.ledger.bulk import COLUMNS, BulkCase, BulkDecision, BulkLedger
from cases.ledger.writing import LedgerError, carry_forward
from cases.models import Kind, StatusChange
from groups.models import IssueGroup
from tests.factories import SECRETARY, CaseFactory, MeetingFactory, freeze, group, record

NOW = datetime(2001, 1, 1, tzinfo=UTC)
COMPARED = [name for name in COLUMNS if name not in ("id", "recorded_at")]
NUMBERS = {"case", "meeting", "group", "from_group", "corrects", "actor"}


def usual_rows(meetings):
    columns = [f"{name}_id" if name in NUMBERS else name for name in COMPARED]
    return list(StatusChange.objects.filter(meeting__in=meetings).order_by("pk").values_list(*columns))


def bulk_rows(bulk, meeting, decisions):
    at = [COLUMNS.index(name) for name in COMPARED]
    return [tuple(row[place] for place in at) for row in bulk.rows_of(meeting.pk, decisions, NOW)]


def test_bulk_rows_are_those_of_the_usual_path(db):
    first, second, third, fourth = (CaseFactory(title=f"合作案{n}") for n in "甲乙丙丁")
    elsewhere = group("災防組")
    meetings = [MeetingFactory()]
    for case in (first, second, third, fourth):
        record(case, meetings[0])
    freeze(meetings[0])
    # One after the other: what is recorded is carried into drafts that are there already.
    meetings.append(MeetingFactory())
    record(first, meetings[1], Kind.MOVED, to_group=elsewhere)
    record(second, meetings[1], Kind.RENAMED, "合作案乙之二")
    result = ledger.record_result(third, meetings[1], "合作案丙", SECRETARY)
    ledger.merge(fourth, result, "合作案丁", SECRETARY)
    freeze(meetings[1])
    meetings.append(MeetingFactory())
    record(first, meetings[2], Kind.DELISTED)
    carry_forward(meetings[2], SECRETARY)
    freeze(meetings[2])

    order = {pk: place for place, pk in enumerate(IssueGroup.objects.values_list("pk", flat=True))}
    bulk = BulkLedger(1, SECRETARY.name, order)
    one, two, three, four = (BulkCase(case.pk, group().pk, case.title) for case in (first, second, third, fourth))
    made = bulk_rows(
        bulk, meetings[0], [BulkDecision(case, Kind.ADDED, case.title) for case in (one, two, three, four)]
    )
    made += bulk_rows(
        bulk,
        meetings[1],
        [
            BulkDecision(one, Kind.MOVED, one.title, to_group_id=elsewhere.pk),
            BulkDecision(two, Kind.RENAMED, "合作案乙之二"),
            BulkDecision(three, Kind.TRACKED, three.title),
            BulkDecision(four, Kind.MERGED, four.title, into=three),
        ],
    )
    made += bulk_rows(bulk, meetings[2], [BulkDecision(one, Kind.DELISTED, one.title)])

    assert made == usual_rows(meetings)
    assert (len(made), bulk.next_row) == (11, 12)


@pytest.mark.parametrize(
    ("before", "decision", "sentence"),
    [
        (Kind.ADDED, {"kind": Kind.ADDED}, "現為「新增」，不可登錄為「新增」"),
        (Kind.DELISTED, {"kind": Kind.TRACKED}, "現為「解列」，不可登錄為「持續列管」"),
        (Kind.ADDED, {"kind": Kind.MOVED, "to_group_id": 5}, "另一個議題小組"),
        (Kind.ADDED, {"kind": Kind.RENAMED}, "就是現在的案名"),
    ],
)
def test_what_the_table_of_transitions_refuses_is_refused_in_bulk_too(before, decision, sentence):
    case = BulkCase(1, 5, "合作案甲", before)
    with pytest.raises(LedgerError, match=sentence):
        list(
            BulkLedger(1, "測試幕僚", {5: 0}).rows_of(
                1, [BulkDecision(case, printed_title="合作案甲", **decision)], NOW
            )
        )


def test_a_case_is_decided_on_once_at_a_meeting():
    case = BulkCase(1, 5, "合作案甲")
    twice = [BulkDecision(case, Kind.ADDED, "合作案甲"), BulkDecision(case, Kind.DELISTED, "合作案甲")]
    with pytest.raises(LedgerError, match="只能登錄一筆"):
        list(BulkLedger(1, "測試幕僚", {5: 0}).rows_of(1, twice, NOW))
