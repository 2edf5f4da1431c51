"""The matrix of groups × quarters: how many reports are owed, filed and accepted, and their lights.

Six queries whatever the number of groups, quarters and cases, one more where a case was delisted with a draft begun.
The reports are counted by the database in one grouped query; what is owed comes from
`obligations.spans`, one pass over the rows of the ledger that matter.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Max, Min

from cases.models import Light, QuarterlyUpdate, ReportingPeriod, UpdateState
from cases.reporting.obligations import Span, obligations, owed_range, spans
from groups.models import IssueGroup
from groups.platforms import default_platform

SENT = (UpdateState.SUBMITTED, UpdateState.ACCEPTED)


@dataclass(frozen=True)
class Cell:
    """One group's quarter in numbers of cases. The lights are those of what was sent; `corrections` are open ones."""

    owed: int = 0
    draft: int = 0
    returned: int = 0
    submitted: int = 0
    accepted: int = 0
    green: int = 0
    yellow: int = 0
    red: int = 0
    corrections: int = 0

    def __add__(self, other: Cell) -> Cell:
        return Cell(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))

    @property
    def sent(self) -> int:
        """Cases whose report was sent, accepted ones included."""
        return self.submitted + self.accepted

    @property
    def missing(self) -> int:
        """Cases without any draft or report yet."""
        return self.owed - self.draft - self.returned - self.sent

    @property
    def unsent(self) -> int:
        """Cases whose report has not reached the secretariat: nothing written, a draft, or sent back."""
        return self.owed - self.sent

    @property
    def is_complete(self) -> bool:
        """Whether everything owed has been accepted; of a quarter that owes nothing too."""
        return self.accepted == self.owed


@dataclass(frozen=True)
class Matrix:
    """Groups in order × quarters, newest first as given."""

    periods: tuple[ReportingPeriod, ...]
    groups: tuple[IssueGroup, ...]
    cells: dict[tuple[int, int], Cell] = field(repr=False)

    def cell(self, group_id: int, period_key: int) -> Cell:
        """The cell of a group and a quarter; an empty one where nothing is owed."""
        return self.cells.get((group_id, period_key), Cell())

    @property
    def rows(self) -> list[tuple[IssueGroup, list[Cell]]]:
        """Each group with its cells, in the order of `periods`."""
        return [(group, [self.cell(group.pk, period.key) for period in self.periods]) for group in self.groups]

    @property
    def totals(self) -> list[Cell]:
        """The sums over the groups, quarter by quarter."""
        return [sum((self.cell(group.pk, period.key) for group in self.groups), Cell()) for period in self.periods]


Counts = defaultdict[tuple[int, int], Counter]


def matrix(periods: Iterable[ReportingPeriod], groups: Iterable[IssueGroup] | None = None) -> Matrix:
    """Count these quarters, in the order given, of the first platform's groups unless others are named."""
    periods = tuple(periods)
    groups = tuple(IssueGroup.objects.filter(platform=default_platform()) if groups is None else groups)
    if not periods:
        return Matrix(periods, groups, {})
    keys = sorted(period.key for period in periods)
    last_days = [period.last_day for period in sorted(periods, key=lambda period: period.key)]
    owed_spans = spans(last_days[-1], since=last_days[0])
    counts = _owed(owed_spans, keys, last_days)
    _count_filed(counts, keys)
    _leave_out_corrected(counts, keys)
    _leave_out_not_owed(counts, owed_spans, keys, last_days)
    return Matrix(periods, groups, {key: Cell(**counter) for key, counter in counts.items()})


def matrix_as_of(periods: Iterable[ReportingPeriod], groups: Iterable[IssueGroup], day: date) -> Matrix:
    """The same at the end of a past day, case by case out of `obligations`.

    Owed is what the meetings held by then had decided, sent and accepted what the steps taken by then say. Lights are
    those of what was accepted: what a report that was only sent said then is not kept.
    """
    periods, groups = tuple(periods), tuple(groups)
    counts: Counts = defaultdict(Counter)
    for row in obligations(periods, as_of=day):
        counter = counts[row.group_id, row.period.key]
        counter["owed"] += 1
        if row.update is not None:
            counter[UpdateState(row.state).value] += 1
            if row.update.is_accepted:
                counter[Light(row.update.light).value] += 1
        if row.correction is not None:
            counter["corrections"] += 1
    return Matrix(periods, groups, {key: Cell(**counter) for key, counter in counts.items()})


def _owed(owed_spans: Sequence[Span], keys: Sequence[int], last_days: Sequence) -> Counts:
    # Counted by where spans begin and end, then summed up from quarter to quarter.
    steps: Counter = Counter()
    for span in owed_spans:
        owed = owed_range(span, last_days)
        if owed:
            steps[span.group_id, owed.start] += 1
            steps[span.group_id, owed.stop] -= 1
    counts: Counts = defaultdict(Counter)
    for group_id in {group_id for group_id, _ in steps}:
        running = 0
        for index, key in enumerate(keys):
            running += steps[group_id, index]
            if running:
                counts[group_id, key]["owed"] = running
    return counts


def _add(counts: Counts, group_id: int, key: int, state: str, light: str, number: int) -> None:
    counter = counts[group_id, key]
    counter[state] += number
    if state in SENT:
        counter[Light(light).value] += number


def _count_filed(counts: Counts, keys: Sequence[int]) -> None:
    rows = (
        QuarterlyUpdate.objects.filter(period__in=keys)
        .values_list("group_id", "period_id", "state", "light")
        .annotate(number=Count("*"))
        .order_by()
    )
    for group_id, key, state, light, number in rows:
        _add(counts, group_id, key, state, light, number)


def _leave_out_corrected(counts: Counts, keys: Sequence[int]) -> None:
    # All corrections there ever were: they are few, and asked for by quarter they would be looked for among all
    # reports. See QuarterlyUpdateQuerySet.standing for what stands.
    corrections = (
        QuarterlyUpdate.objects.filter(replaces__isnull=False)
        .values_list("group_id", "period_id", "state", "light", "replaces__state", "replaces__light")
        .order_by()
    )
    shown = set(keys)
    for group_id, key, state, light, replaced_state, replaced_light in corrections:
        if key not in shown:
            continue
        if state == UpdateState.ACCEPTED:
            _add(counts, group_id, key, replaced_state, replaced_light, -1)
        else:
            _add(counts, group_id, key, state, light, -1)
            counts[group_id, key]["corrections"] += 1


def _leave_out_not_owed(counts: Counts, owed_spans: Sequence[Span], keys: Sequence[int], last_days: Sequence) -> None:
    # A draft begun for a case that the quarter's meeting then delisted is no report that is owed. The database says
    # between which quarters each case was reported; only where that is not within one span is it looked at closely.
    owed_indexes: dict[tuple[int, int], list[range]] = {}
    for span in owed_spans:
        owed_indexes.setdefault((span.case_id, span.group_id), []).append(owed_range(span, last_days))
    reported = (
        QuarterlyUpdate.objects.values_list("case_id", "group_id")
        .annotate(first=Min("period_id"), last=Max("period_id"))
        .order_by()
    )
    doubtful = []
    for case_id, group_id, first, last in reported:
        start, stop = bisect_left(keys, first), bisect_left(keys, last + 1)
        indexes = owed_indexes.get((case_id, group_id), [])
        if start < stop and not any(owed.start <= start and stop <= owed.stop for owed in indexes):
            doubtful.append(case_id)
    if not doubtful:
        return
    index_of = {key: index for index, key in enumerate(keys)}
    for update in QuarterlyUpdate.objects.standing().filter(case__in=doubtful, period__in=keys):
        indexes = owed_indexes.get((update.case_id, update.group_id), [])
        if not any(index_of[update.period_id] in owed for owed in indexes):
            _add(counts, update.group_id, update.period_id, update.state, update.light, -1)
