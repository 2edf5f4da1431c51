"""The one place that counts. Pages, PDFs, exports and commands all show what `tally` returns.

The figures of finalised meetings are counted once and kept (`kept.py`); drafts are counted whenever they are shown.

How a meeting's figures follow from the record (rules 4 to 6 of the ledger):

- opening: closing of the meeting before, for a finalised meeting that of the finalised one before; at the first
  recorded one, delisted + remaining.
- stated_remaining: the N of 其餘 N 案持續列管 or its equal; None where the meeting prints none for the group.
- computed_remaining: opening - delisted - merged + results - moved_out + moved_in + restored - struck.
- merged, results: cases that ended in another one, and those that others were merged into and that are new on the
  list; moved_out, moved_in: cases that went on in another group, in the group left and in the one entered.
- restored, struck: cases that a correction of an earlier meeting brings back onto the list, or takes off it. They
  count at the meeting that corrects and are no addition and no delisting of it (see `writing.correct`).
- difference: stated - computed; None at the first meeting and where none is stated. Never forced to fit.
- closing: remaining (stated, or computed where none is stated) + added.
- named: how many of closing the ledger knows by name.

Sub-cases are counted within their parent (meeting 1, 都會發展組 2., is the case in point).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from types import MappingProxyType
from typing import Any

from django.db.models import Count

from cases.models import GOING_ON, Effect, Kind, StatusChange


@dataclass(frozen=True)
class GroupTally:
    """The figures of one group at one meeting, or with `group` 合計 their sums. All are numbers of cases.

    `explained` is how much of the difference the secretariat has accounted for.
    """

    group: str
    opening: int
    added: int
    delisted: int
    stated_remaining: int | None
    computed_remaining: int | None
    difference: int | None
    closing: int
    named: int
    explained: int = 0
    merged: int = 0
    results: int = 0
    moved_out: int = 0
    moved_in: int = 0
    restored: int = 0
    struck: int = 0

    @property
    def remaining(self) -> int:
        """The cases that went on: as stated, or as the ledger carries forward where none is stated."""
        return self.closing - self.added

    @property
    def came(self) -> int:
        """What came onto the list; a case that changes its group comes into that group only."""
        return self.added + self.results + self.restored

    @property
    def went(self) -> int:
        """What left the list; a case that changes its group leaves that group only."""
        return self.delisted + self.merged + self.struck

    @cached_property
    def other_changes(self) -> tuple[tuple[str, int], ...]:
        """What changed the list besides additions and delistings, in words and with its sign; no zeros."""
        changes = [(label, sign * getattr(self, name)) for name, (label, sign) in OTHER_CHANGES.items()]
        return tuple((label, number) for label, number in changes if number)

    @property
    def unnamed(self) -> int:
        """How many of closing are not known by name; negative where more are known than were stated."""
        return self.closing - self.named

    @property
    def open_difference(self) -> int:
        """What is left of the difference after the secretariat's explanations; 0 where there is none."""
        return (self.difference or 0) - self.explained

    def as_json(self) -> dict[str, str | int | None]:
        """The keys of `tally --format json`, in their documented order."""
        return {name: getattr(self, name) for name in JSON_KEYS}


JSON_KEYS = [
    "group", "opening", "added", "delisted", "stated_remaining", "computed_remaining", "difference", "closing", "named",
]  # fmt: skip
OTHER_CHANGES = {
    "merged": ("整併", -1),
    "results": ("整併結果", 1),
    "moved_out": ("移出", -1),
    "moved_in": ("移入", 1),
    "restored": ("更正恢復", 1),
    "struck": ("更正除列", -1),
}
SUMMED = [f.name for f in fields(GroupTally) if f.name != "group"]
TOTAL = "合計"


@dataclass(frozen=True)
class Statement:
    """What one meeting's minutes state, as `tally` needs it: ids and numbers, so that no meeting is imported here.

    `remaining` maps a group's id to the stated number; a group that states none is absent. A group in
    `left_to_ledger` (of a draft) prints the computed number itself, or what is left of it beside the stated one.
    """

    meeting_id: int
    remaining: Mapping[int, int] = field(default_factory=dict)
    left_to_ledger: frozenset[int] = frozenset()
    explained: Mapping[int, int] = field(default_factory=dict)
    is_draft: bool = False


@dataclass(frozen=True)
class MeetingTally:
    """The figures of one meeting, group by group in order, with their totals."""

    meeting_id: int
    groups: tuple[GroupTally, ...]

    @cached_property
    def totals(self) -> GroupTally:
        """The sums; a figure that no group has is None."""
        return total(self.groups)

    @cached_property
    def has_other_changes(self) -> bool:
        """Whether some group's list changed otherwise than by additions and delistings."""
        return any(group.other_changes for group in self.groups)

    @property
    def differing(self) -> tuple[GroupTally, ...]:
        """The groups whose stated remainder is not what the ledger carries forward."""
        return tuple(group for group in self.groups if group.difference)


def total(groups: Iterable[GroupTally]) -> GroupTally:
    """Sum over groups, figure by figure, leaving None out; a figure that is None throughout stays None."""
    groups = list(groups)
    sums: dict[str, Any] = {}
    for name in SUMMED:
        values = [value for group in groups if (value := getattr(group, name)) is not None]
        sums[name] = sum(values) if values or name not in OPTIONAL else None
    return GroupTally(group=TOTAL, **sums)


OPTIONAL = {"stated_remaining", "computed_remaining", "difference"}


def tally(
    statements: Sequence[Statement],
    groups: Mapping[int, str],
    known: Mapping[int, tuple[GroupTally, ...]] = MappingProxyType({}),
) -> list[MeetingTally]:
    """The figures of a series of meetings of one level, oldest first, counted in one grouped query, two after a move.

    `groups` maps group ids to names in printed order. `known` has the figures of meetings, by id, that need no
    counting, in that order. The chain starts at the first statement given: it has to be the level's first meeting, or
    one that is known. A draft goes on from whatever meeting is before it, a finalised meeting from the finalised one
    before it.
    """
    counts = _counts([statement.meeting_id for statement in statements if statement.meeting_id not in known])
    closing: dict[int, int] = {}
    final_closing: dict[int, int] = {}
    result = []
    for statement in statements:
        before = closing if statement.is_draft else final_closing
        rows = known.get(statement.meeting_id) or tuple(
            _group_tally(statement, group_id, name, counts.get((statement.meeting_id, group_id), {}), before)
            for group_id, name in groups.items()
        )
        closing = {group_id: row.closing for group_id, row in zip(groups, rows, strict=True)}
        if not statement.is_draft:
            final_closing = closing
        result.append(MeetingTally(statement.meeting_id, rows))
    return result


MOVED_OUT = ("moved_out", "")
# How many rows there are of a kind and effect; of those that moved away, in the group they left.
Counts = Mapping[tuple[str, str], int]


def _counts(meeting_ids: Sequence[int]) -> dict[tuple[int, int], dict[tuple[str, str], int]]:
    if not meeting_ids:
        return {}
    rows = (
        StatusChange.objects.counted()
        .filter(meeting__in=meeting_ids)
        .values_list("meeting_id", "group_id", "kind", "effect")
        .annotate(number=Count("pk"))
        .order_by()
    )
    counts: dict[tuple[int, int], dict[tuple[str, str], int]] = {}
    for meeting_id, group_id, kind, effect, number in rows:
        counts.setdefault((meeting_id, group_id), {})[kind, effect] = number
    if any((Kind.MOVED, "") in of_group for of_group in counts.values()):
        moved = StatusChange.objects.counted().filter(meeting__in=meeting_ids, kind=Kind.MOVED)
        left = moved.values_list("meeting_id", "from_group_id").annotate(number=Count("pk")).order_by()
        for meeting_id, group_id, number in left:
            counts.setdefault((meeting_id, group_id), {})[MOVED_OUT] = number
    return counts


def _group_tally(
    statement: Statement, group_id: int, name: str, counts: Counts, closing_before: dict[int, int]
) -> GroupTally:
    added, delisted = counts.get((Kind.ADDED, ""), 0), counts.get((Kind.DELISTED, ""), 0)
    tracked = sum(number for (kind, _), number in counts.items() if kind in GOING_ON) - added
    others = {
        "merged": counts.get((Kind.MERGED, ""), 0),
        "results": counts.get((Kind.TRACKED, Effect.RESULT), 0),
        "moved_out": counts.get(MOVED_OUT, 0),
        "moved_in": counts.get((Kind.MOVED, ""), 0),
        "restored": counts.get((Kind.TRACKED, Effect.RESTORED), 0),
        "struck": counts.get((Kind.DELISTED, Effect.STRUCK), 0),
    }
    gone = delisted - sum(OTHER_CHANGES[name][1] * number for name, number in others.items())
    stated = statement.remaining.get(group_id)
    if closing_before:
        opening = closing_before[group_id]
        computed = opening - gone
        if group_id in statement.left_to_ledger:
            stated = max(computed, stated or 0)
        difference = None if stated is None else stated - computed
        remaining = computed if stated is None else stated
    else:
        # Nothing is carried into the first recorded meeting: its own words are all there is. Where it states no
        # number, the cases it names as going on are the remainder (meeting 1, 都會發展組).
        if group_id in statement.left_to_ledger:
            stated = max(tracked, stated or 0)
        remaining = tracked if stated is None else stated
        opening, computed, difference = gone + remaining, remaining, None
    return GroupTally(
        group=name,
        opening=opening,
        added=added,
        delisted=delisted,
        stated_remaining=stated,
        computed_remaining=computed,
        difference=difference,
        closing=remaining + added,
        named=tracked + added,
        explained=statement.explained.get(group_id, 0),
        **others,
    )
