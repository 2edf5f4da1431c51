"""The ledger's rows of a whole history at once: the same rules and the same rows as `writing.py`, kept in memory.

For histories that are made up or moved in from elsewhere, into a database without any cases: nobody else writes and
nothing is locked. Meetings come in the order in which they were held and are final, so each row has its `known_title`
at once. Every transition is asked of the ledger's own table; what nobody decides on is carried forward (rule 6).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cases.ledger.standing import KIND_LABELS, TRANSITIONS, LedgerError
from cases.models import ENDED, Kind, StatusChange
from platform_site.shared.bulk import rows

COLUMNS = [
    "id", "case", "meeting", "group", "kind", "is_subcase", "from_group", "printed_title", "former_title",
    "known_title", "effect", "corrects", "note", "actor", "actor_name", "recorded_at",
]  # fmt: skip
Row = tuple[Any, ...]


@dataclass(slots=True)
class BulkCase:
    """A case as it stands after the meetings that were written: `kind` is that of its latest row, None before any."""

    pk: int
    group_id: int
    title: str
    kind: str | None = None


@dataclass(slots=True)
class BulkDecision:
    """What a meeting did with one case; as `writing.Decision`. The last two are known once the row is made."""

    case: BulkCase
    kind: str
    printed_title: str
    to_group_id: int | None = None
    into: BulkCase | None = None
    row: int = 0
    former_title: str = ""


@dataclass
class BulkLedger:
    """Makes the rows of meeting after meeting, numbered from `next_row` on; `group_order` maps group ids to places."""

    next_row: int
    actor_name: str
    group_order: dict[int, int]
    on_list: dict[int, BulkCase] = field(default_factory=dict)

    def rows_of(self, meeting_id: int, decisions: Sequence[BulkDecision], recorded_at: datetime) -> Iterator[Row]:
        """The rows of one meeting: those decided on in their order, then those carried forward by group and number.

        Raises LedgerError where a decision contradicts the case's last row, or a case is decided on twice.
        """
        decided: set[int] = set()
        tail = (None, "", None, self.actor_name, recorded_at)
        for decision in decisions:
            case = decision.case
            if case.pk in decided:
                raise LedgerError(f"「{case.title}」在同一會議只能登錄一筆。")
            decided.add(case.pk)
            yield self._decided(meeting_id, decision, tail)
        order, kind = self.group_order, Kind.TRACKED.value
        going_on = [case for case in self.on_list.values() if case.pk not in decided]
        going_on.sort(key=lambda case: (order[case.group_id], case.pk))
        for number, case in enumerate(going_on, self.next_row):
            case.kind = kind
            yield (number, case.pk, meeting_id, case.group_id, kind, False, None, "", "", case.title, "", *tail)
        self.next_row += len(going_on)

    def _decided(self, meeting_id: int, decision: BulkDecision, tail: tuple) -> Row:
        case, kind, title = decision.case, decision.kind, decision.printed_title
        if kind not in TRANSITIONS[case.kind]:
            raise LedgerError(f"「{case.title}」現為「{KIND_LABELS[case.kind]}」，不可登錄為「{KIND_LABELS[kind]}」。")
        from_group_id, former_title = None, ""
        if kind == Kind.MOVED:
            if decision.to_group_id in (None, case.group_id):
                raise LedgerError(f"「{case.title}」移列時須選擇另一個議題小組。")
            from_group_id, case.group_id = case.group_id, decision.to_group_id
        elif kind == Kind.RENAMED:
            if title == case.title:
                raise LedgerError(f"「{title}」就是現在的案名，更名須填寫新的案名。")
            former_title, case.title = case.title, title
            decision.former_title = former_title
        case.kind = kind
        if kind in ENDED:
            self.on_list.pop(case.pk, None)
        else:
            self.on_list[case.pk] = case
        decision.row = self.next_row
        self.next_row += 1
        head = (decision.row, case.pk, meeting_id, case.group_id, str(kind), False, from_group_id)
        return (*head, title, former_title, title, "", *tail)


def write_changes(changes: Iterable[Row]) -> int:
    """Insert rows that `BulkLedger` made, with the ledger's triggers put aside by the caller; returns how many."""
    return rows.insert(StatusChange, COLUMNS, changes)
