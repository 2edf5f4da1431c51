"""What the record holds about a difference, read as plain rows: only those that its rules ask for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from django.db.models import Q

from cases.matching import Candidate, match_title
from cases.models import GOING_ON, Case, Kind, StatusChange, StatusChangeQuerySet, Succession
from cases.normalising import normalise_title
from groups.models import IssueGroup
from meetings.differences.records import Difference
from meetings.minutes import anchors
from meetings.models import Clause, ClauseItem, Meeting
from meetings.record.compose import compose
from meetings.record.figures import figures_of_level

COLUMNS = (
    "case", "case__group", "meeting", "group", "from_group", "kind", "effect",
    "printed_title", "known_title", "case__title",
)  # fmt: skip


class Row(NamedTuple):
    """A row of the ledger by which a meeting decided on a case or named it; keys instead of models."""

    case: int
    case_group: int
    meeting: int
    group: int
    from_group: int | None
    kind: str
    effect: str
    printed_title: str
    known_title: str
    title: str

    @property
    def shown_title(self) -> str:
        """As of `StatusChange`."""
        return self.known_title or self.printed_title or self.title


class Titles:
    """The titles of rows to look for near ones among; of a case's several rows the last."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.by_case = {row.case: row for row in rows}
        self._candidates = [
            Candidate(case, row.shown_title, normalise_title(row.shown_title)) for case, row in self.by_case.items()
        ]

    def near(self, row: Row, first: int | None = None) -> list[Row]:
        """The rows of other cases, or of the `first` so many, whose title is near that of `row`; the best first."""
        others = [candidate for candidate in self._candidates[:first] if candidate.case_id != row.case]
        return [self.by_case[match.case_id] for match in match_title(row.shown_title, others)]


class Evidence:
    """The ledger's counted rows of finalised meetings and of the one that differs.

    Rows carried forward are left out: they name no case, and say of it only what an earlier row said.
    """

    def __init__(self, difference: Difference) -> None:
        self.meeting, self.group = difference.meeting, difference.group
        self.meetings = Meeting.objects.in_bulk()
        # Of every platform: a case may have been put into a group of another one since.
        self.groups = dict(IssueGroup.objects.values_list("pk", "name"))
        self.window, self._begins = _window(difference)
        self._clauses: dict[int, dict[str, str]] = {}

    @cached_property
    def here(self) -> dict[int, list[Row]]:
        """The histories of the cases that the group had at some time."""
        ours = StatusChange.objects.counted().said().filter(group=self.group, corrects__isnull=True)
        histories: dict[int, list[Row]] = defaultdict(list)
        for row in self._rows(self._ledger().filter(case__in=ours.values("case"))):
            histories[row.case].append(row)
        return {pk: rows for pk, rows in histories.items() if any(row.group == self.group.pk for row in rows)}

    @cached_property
    def on_list(self) -> list[list[Row]]:
        """The histories, up to the meeting, of the cases on the group's list when the meeting began."""
        before = [[row for row in rows if self.is_before(row)] for rows in self.here.values()]
        return [rows for rows in before if rows and rows[-1].kind in GOING_ON and rows[-1].group == self.group.pk]

    @cached_property
    def abroad(self) -> Titles:
        """What was known of cases of other groups when the meeting began."""
        return Titles(row for row in self._rows(self._ledger().exclude(group=self.group)) if self.is_before(row))

    def came(self) -> list[Row]:
        """Rows of other groups before the meeting, of cases that are the group's now."""
        rows = self._ledger().filter(case__group=self.group).exclude(group=self.group)
        return [row for row in self._rows(rows) if self.is_before(row)]

    def first_seen_abroad(self) -> Titles:
        """The cases that a meeting of the window was the first to name, in another group."""
        named = self._ledger().filter(meeting__in=self.window).exclude(group=self.group)
        first: dict[int, Row] = {}
        for row in self._rows(self._ledger().filter(case__in=named.values("case"))):
            first.setdefault(row.case, row)
        return Titles(row for row in first.values() if row.meeting in self.window and row.group != self.group.pk)

    def elsewhere(self) -> Iterator[Row]:
        """What meetings outside of this level's series decided on the group's cases, between the last compared meeting
        and this one."""
        between = [
            pk
            for pk, meeting in self.meetings.items()
            if self._begins < meeting.timeline_key < self.meeting.timeline_key and pk not in self.window
        ]
        ours = Q(group=self.group) | Q(from_group=self.group)
        return self._rows(self._ledger().filter(ours, meeting__in=between).exclude(kind=Kind.TRACKED))

    def unheard(self, most: int) -> list[int]:
        """The group's cases, at most so many, that no meeting decided on and no other case replaced."""
        silent = Case.objects.filter(group=self.group, changes__isnull=True, parent__isnull=True)
        replaced = Succession.objects.values("predecessor")
        return list(silent.exclude(pk__in=replaced).values_list("pk", flat=True)[:most])

    def named_by_clauses(self, cases: list[int]) -> dict[int, Meeting]:
        """The first meeting up to this one with a clause of the group that names or mentions each of the cases."""
        named: dict[int, Meeting] = {}
        for case, pk in chain.from_iterable(
            links.objects.filter(clause__group_resolution__group=self.group, case__in=cases)
            .order_by()
            .values_list("case", "clause__group_resolution__meeting")
            for links in (Clause.mentions.through, ClauseItem)
        ):
            meeting = self.meetings[pk]
            known = named.get(case)
            is_first = known is None or meeting.timeline_key < known.timeline_key
            if meeting.timeline_key <= self.meeting.timeline_key and is_first:
                named[case] = meeting
        return named

    def is_before(self, row: Row, other: Row | None = None) -> bool:
        """Whether its meeting was held before that of the other row, or before the one that differs."""
        meeting = self.meetings[other.meeting] if other else self.meeting
        return self.meetings[row.meeting].timeline_key < meeting.timeline_key

    def in_window(self, row: Row) -> bool:
        return row.meeting in self.window and row.group == self.group.pk

    def clause(self, meeting: int | None, case: int) -> str:
        """The anchor of the clause of a meeting that prints the case, or ""."""
        if meeting is None:
            return ""
        if meeting not in self._clauses:
            self._clauses[meeting] = anchors.of_cases(compose(self.meetings[meeting]))
        return self._clauses[meeting].get(str(case), "")

    def _ledger(self) -> StatusChangeQuerySet:
        rows = StatusChange.objects.counted().said().filter(group__platform=self.group.platform_id)
        return rows.filter(corrects__isnull=True).in_order()

    def _rows(self, rows: StatusChangeQuerySet) -> Iterator[Row]:
        for values in rows.values_list(*COLUMNS):
            row = Row(*values)
            if self.meetings[row.meeting].is_final or row.meeting == self.meeting.pk:
                yield row


def _window(difference: Difference) -> tuple[set[int], tuple]:
    """The meetings after the last one at which the group's number was compared, up to this one; and that one's key."""
    window: set[int] = set()
    meeting, begins = difference.meeting, difference.meeting.timeline_key
    for figures in figures_of_level(meeting.level_id, meeting.group_id):
        if not figures.meeting.is_final and figures.meeting.pk != meeting.pk:
            continue
        row = next(row for row in figures.groups if row.group == difference.group.name)
        window.add(figures.meeting.pk)
        if figures.meeting.pk == meeting.pk:
            break
        if row.difference is not None or figures.is_first:
            window, begins = set(), figures.meeting.timeline_key
    return window, begins
