"""The matrix of groups × quarters: how many reports are owed, filed and accepted, and their lights.

Five queries whatever the number of groups, quarters and cases, one more for corrections and one for cases delisted with
a draft begun. The database counts both the reports and what is owed, which are the cases on the list at the end of a
quarter: the kept lights have a row of each, made by `obligations.spans`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import reduce

from django.db.models import Count, Exists, FilteredRelation, OuterRef, Q, QuerySet, Value

from cases.models import (
    ENDED,
    KeptLight,
    Kind,
    Light,
    QuarterlyUpdate,
    ReportingPeriod,
    StatusChange,
    StatusChangeQuerySet,
    UpdateState,
)
from cases.reporting.obligations import SENT, state_of_report
from groups.models import IssueGroup, Platform
from groups.platforms import default_platform
from platform_site.shared.roc import midnight_after

DAY = timedelta(days=1)
# The kinds of rows after which a case owes its report no more, or in another group.
LEAVING = (*ENDED, Kind.MOVED)


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
    def has_open(self) -> bool:
        """Whether a report or a correction was begun and is not accepted yet."""
        return bool(self.draft + self.returned + self.submitted + self.corrections)

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
# By quarter a row for each case that owes its report.
Owed = Mapping[ReportingPeriod, QuerySet[KeptLight]]


def matrix(periods: Iterable[ReportingPeriod], groups: Iterable[IssueGroup] | None = None) -> Matrix:
    """Count these quarters, in the order given, of the first platform's groups unless others are named."""
    periods = tuple(periods)
    groups = tuple(IssueGroup.objects.filter(platform=default_platform()) if groups is None else groups)
    if not periods or not groups:
        return Matrix(periods, groups, {})
    platform = groups[0].platform
    owed = {period: KeptLight.objects.on(period.last_day, platform) for period in periods}
    counts: Counts = defaultdict(Counter)
    _count_owed(counts, owed)
    keys = [period.key for period in periods]
    _count_filed(counts, keys)
    _leave_out_corrected(counts, keys)
    _leave_out_not_owed(counts, owed)
    return Matrix(periods, groups, {key: Cell(**counter) for key, counter in counts.items()})


def matrix_and_late(
    periods: Iterable[ReportingPeriod], groups: Sequence[IssueGroup], today: date
) -> tuple[Matrix, int]:
    """The matrix of these quarters, and how many reports `obligations.late` has; a query more than the matrix alone."""
    shown, late = tuple(periods), ReportingPeriod.objects.due_before(today).open_on(today)
    counted = matrix({period.key: period for period in (*shown, *late)}.values(), groups)
    unsent = sum(counted.cell(group.pk, period.key).unsent for group in groups for period in late)
    return replace(counted, periods=shown), unsent


def matrix_as_of(periods: Iterable[ReportingPeriod], groups: Iterable[IssueGroup], day: date) -> Matrix:
    """The same at the end of a past day, by what was on the list then and the steps that were taken by then.

    Lights are those of what was accepted: what a report that was only sent said then is not kept. Three queries.
    """
    periods, groups = tuple(periods), tuple(groups)
    if not periods or not groups:
        return Matrix(periods, groups, {})
    counts: Counts = defaultdict(Counter)
    owed = {period: KeptLight.objects.on(min(period.last_day, day), groups[0].platform) for period in periods}
    _count_owed(counts, owed)
    _count_filed_by(counts, owed, day)
    return Matrix(periods, groups, {key: Cell(**counter) for key, counter in counts.items()})


def _count_filed_by(counts: Counts, owed: Owed, day: date) -> None:
    # Of a case's versions the last that was accepted by then stands; one begun after it is an open correction.
    accepted = QuarterlyUpdate.objects.filter(replaces__gt=0, accepted_at__lt=midnight_after(day)).order_by()
    of_each = []
    for period, rows in owed.items():
        report = FilteredRelation("case__updates", condition=Q(case__updates__period=period))
        replaced = Exists(accepted.filter(replaces=OuterRef("report")))
        # Annotated, not filtered by: a filter would join the reports anew.
        filed = rows.annotate(report=report, state=state_of_report(day), is_replaced=replaced)
        filed = filed.exclude(state=None).filter(is_replaced=False).order_by()
        values = filed.values_list("group_id", Value(period.key), "report__revision", "state", "report__light")
        of_each.append(values.annotate(number=Count("pk")))
    for group_id, key, revision, state, light, number in _together(of_each):
        is_accepted = state == UpdateState.ACCEPTED
        counter = counts[group_id, key]
        counter[state if revision == 1 or is_accepted else "corrections"] += number
        if is_accepted:
            counter[Light(light).value] += number


def _count_owed(counts: Counts, owed: Owed) -> None:
    of_each = [
        rows.order_by().values_list("group_id", Value(period.key)).annotate(number=Count("pk"))
        for period, rows in owed.items()
    ]
    for group_id, key, number in _together(of_each):
        counts[group_id, key]["owed"] += number


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
    # All corrections there ever were, which are few: by a range of ids, not by quarter and without a join, for else
    # SQLite looks for them among all reports. See QuarterlyUpdateQuerySet.standing for what stands.
    corrections = QuarterlyUpdate.objects.filter(replaces__gt=0).order_by()
    replaced = {}
    for group_id, key, state, light, replaces in corrections.values_list(
        "group_id", "period_id", "state", "light", "replaces_id"
    ):
        if key not in keys:
            continue
        if state == UpdateState.ACCEPTED:
            replaced[replaces] = group_id, key
        else:
            _add(counts, group_id, key, state, light, -1)
            counts[group_id, key]["corrections"] += 1
    if replaced:
        for pk, light in QuarterlyUpdate.objects.filter(pk__in=replaced).order_by().values_list("pk", "light"):
            _add(counts, *replaced[pk], UpdateState.ACCEPTED, light, -1)


def _leave_out_not_owed(counts: Counts, owed: Owed) -> None:
    # A draft begun for a case that the quarter's meeting then delisted, or moved to another group, is no report that
    # is owed. No draft is begun before the quarter, so only what was finalised since can have done that.
    of_each = []
    for period, rows in owed.items():
        # Joined from the few cases that left to their reports, of which most have none: left joins keep that order.
        report = FilteredRelation("case__updates", condition=Q(case__updates__period=period))
        still = rows.filter(case=OuterRef("case"), group=OuterRef("report__group"))
        left = _left_since(period).annotate(report=report).filter(~Exists(still))
        of_each.append(left.values_list("report", flat=True))
    not_owed = set(_together(of_each)) - {None}
    if not_owed:
        for update in QuarterlyUpdate.objects.standing().filter(pk__in=not_owed):
            _add(counts, update.group_id, update.period_id, update.state, update.light, -1)


def _left_since(period: ReportingPeriod) -> StatusChangeQuerySet:
    """The rows by which cases left the list, or a group, until the quarter's end, finalised since its beginning."""
    held = {
        "held_on__lte": period.last_day,
        "finalised_at__gte": midnight_after(min(period.opens_on, period.first_day) - DAY),
    }
    meetings = Platform.objects.filter(**{f"levels__meetings__{name}": value for name, value in held.items()})
    # Meetings and groups by their ids, for the index that has both before the kind.
    return StatusChange.objects.filter(
        meeting__in=meetings.order_by().values("levels__meetings"),
        group__in=IssueGroup.objects.order_by().values("pk"),
        kind__in=LEAVING,
    ).order_by()


def _together(queries: Sequence[QuerySet]) -> QuerySet:
    """The rows of all of them in one query."""
    return reduce(lambda found, other: found.union(other, all=True), queries)
