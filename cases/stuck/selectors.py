"""Which cases are stuck, why and for how long: what the page, its PDF, the home page and a dashboard all show."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from django.db.models import Count, F, Max, Q, QuerySet
from django.db.models.functions import Least
from django.utils import timezone

from cases.models import Case, Change, KeptLight, KeptLightQuerySet, Light, QuarterlyUpdate, ReportingPeriod
from cases.stuck.lights import STUCK, gap, period_of
from groups.models import IssueGroup, Platform

TITLE = "落後及風險案件"
# So many cases of each light does the page name, and so many home or a dashboard; the list of cases has them all.
MOST, TOP = 36, 20
WORST_FIRST = ("-stuck_quarters", "-quarters", "waited_until", "group__order", "case")


@dataclass(frozen=True)
class StuckCase:
    """A tracked case with a red or yellow light, with the report that says why.

    `day` is the one by which dates have passed, `newest` the newest quarter of which any case has an accepted report.
    """

    kept: KeptLight
    case: Case
    group: IssueGroup
    update: QuarterlyUpdate
    day: date
    newest: int

    @property
    def period(self) -> ReportingPeriod:
        return period_of(self.kept.quarter)

    @property
    def light(self) -> str:
        return self.kept.light

    @property
    def behind(self) -> int:
        """How many quarters this report is older than the newest that any case has."""
        return gap(self.kept.quarter, self.newest) + 1

    @property
    def days_overdue(self) -> int:
        """How many days ago the remedy was due; 0 where its day is still to come."""
        due = self.kept.remedy_due_on
        return max(0, (self.day - due).days) if due else 0

    @property
    def is_overdue(self) -> bool:
        return self.days_overdue > 0

    @property
    def is_worse(self) -> bool:
        return self.kept.is_worse

    @property
    def is_better(self) -> bool:
        """From red to yellow: better, and still stuck."""
        return self.kept.change == Change.BETTER

    @property
    def quarters(self) -> int:
        """How many accepted reports in a row have this light."""
        return self.kept.quarters

    @property
    def stuck_quarters(self) -> int:
        """How many accepted reports in a row are not green, whichever of the two lights they have."""
        return self.kept.stuck_quarters

    @property
    def missing(self) -> int:
        """How many quarters among those have no accepted report."""
        return self.kept.missing

    @property
    def before(self) -> ReportingPeriod | None:
        """The quarter of the accepted report before; None where this is the first."""
        return period_of(self.kept.quarter_before) if self.kept.quarter_before else None

    @property
    def light_before(self) -> str:
        return self.kept.light_before


@dataclass(frozen=True)
class BetterCase:
    """A case whose newest light is better than the one before; it may still be yellow."""

    case: Case
    group: IssueGroup
    period: ReportingPeriod
    light: str
    light_before: str


@dataclass(frozen=True)
class SilentCase:
    """A tracked case without any accepted report."""

    case: Case
    group: IssueGroup


@dataclass(frozen=True)
class Counts:
    """Numbers of tracked cases. Every case has one of the four lights, of which `none` is no report accepted."""

    red: int = 0
    yellow: int = 0
    green: int = 0
    none: int = 0
    overdue: int = 0
    worse: int = 0
    better: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))

    @property
    def stuck(self) -> int:
        return self.red + self.yellow

    @property
    def tracked(self) -> int:
        return self.red + self.yellow + self.green + self.none


@dataclass(frozen=True)
class Narrowing:
    """Which cases are asked for: all where nothing is said."""

    group: IssueGroup | None = None
    light: str = ""
    overdue: bool = False
    worse: bool = False


@dataclass(frozen=True)
class StuckCases:
    """What is stuck on a platform as of `day`, which is today where nothing else was asked for (`is_current`).

    `newest` is the newest quarter of which any report was accepted. `groups` and `totals` count all tracked cases;
    `narrowed_to` says which of them the lists name, each the first `most`, and `numbers` counts those.
    """

    platform: Platform | None
    day: date
    is_current: bool
    newest: ReportingPeriod | None
    groups: tuple[tuple[IssueGroup, Counts], ...]
    narrowed_to: Narrowing = Narrowing()
    most: int = MOST

    @property
    def title(self) -> str:
        return TITLE

    @cached_property
    def totals(self) -> Counts:
        return sum((counts for _, counts in self.groups), Counts())

    @property
    def has_reports(self) -> bool:
        """Whether any report was accepted at all: without one no page but the own one has anything to say."""
        return self.newest is not None

    @cached_property
    def red(self) -> tuple[StuckCase, ...]:
        return self._worst(Light.RED)

    @cached_property
    def yellow(self) -> tuple[StuckCase, ...]:
        return self._worst(Light.YELLOW)

    @property
    def cases(self) -> tuple[StuckCase, ...]:
        """Both, the red ones first."""
        return self.red + self.yellow

    @cached_property
    def better(self) -> tuple[BetterCase, ...]:
        """What got better, by group; narrowed by group only."""
        rows = self._rows().filter(change=Change.BETTER).order_by("group__order", "case")
        return tuple(
            BetterCase(row.case, self._group(row), period_of(row.quarter), row.light, row.light_before)
            for row in rows.select_related("case")[: self.most]
        )

    @cached_property
    def silent(self) -> tuple[SilentCase, ...]:
        """What was never reported, by group; narrowed by group only."""
        rows = self._rows().filter(change=Change.NONE).order_by("group__order", "case")
        return tuple(SilentCase(row.case, self._group(row)) for row in rows.select_related("case")[: self.most])

    @cached_property
    def numbers(self) -> Counts:
        """The counts of what is asked for: of the stuck cases as narrowed, of the others of the group."""
        asked = self.narrowed_to
        of_group = sum((counts for group, counts in self.groups if asked.group in (None, group)), Counts())
        if asked == Narrowing(asked.group):
            return of_group
        return replace(of_group, **self._stuck().aggregate(**{light: _number(Q(light=light)) for light in STUCK}))

    def narrowed(
        self, group: IssueGroup | None = None, light: str = "", overdue: bool = False, worse: bool = False
    ) -> StuckCases:
        """The same with only the stuck cases that are asked for; what got better and what is silent by group only."""
        return replace(self, narrowed_to=Narrowing(group, light, overdue, worse))

    @property
    def more_red(self) -> int:
        """How many red cases there are besides those that are named."""
        return max(0, self.numbers.red - self.most)

    @property
    def more_yellow(self) -> int:
        return max(0, self.numbers.yellow - self.most)

    @cached_property
    def _groups(self) -> dict[int, IssueGroup]:
        return {group.pk: group for group, _ in self.groups}

    def _group(self, row: KeptLight) -> IssueGroup:
        return self._groups[row.group_id]

    def _rows(self) -> KeptLightQuerySet:
        rows = KeptLight.objects.on(self.day, self.platform)
        group = self.narrowed_to.group
        return rows if group is None else rows.filter(group=group)

    def _stuck(self) -> KeptLightQuerySet:
        rows, asked = self._rows().filter(light__in=STUCK), self.narrowed_to
        if asked.light:
            rows = rows.filter(light=asked.light)
        if asked.overdue:
            rows = rows.filter(_overdue(self.day))
        return rows.filter(is_worse=True) if asked.worse else rows

    def _worst(self, light: str) -> tuple[StuckCase, ...]:
        """The cases of a light, the longest stuck first, then those whose remedy is overdue for longest."""
        rows = self._stuck().filter(light=light).annotate(waited_until=Least(F("remedy_due_on"), self.day))
        newest = self.newest.key if self.newest else 0
        return tuple(
            StuckCase(row, row.case, self._group(row), row.update, self.day, newest)
            for row in rows.order_by(*WORST_FIRST).select_related("case", "update")[: self.most]
            if row.update is not None
        )


def stuck_cases(platform: Platform | None, as_of: date | None = None, most: int = MOST) -> StuckCases:
    """Tracked cases whose newest accepted report is red or yellow, the red ones first, then the longest stuck.

    Of today, or as of a day (see `lights.courses`), by which remedy dates have passed or not. Two queries, and one
    for each list that is asked for, with the first `most` of its cases.
    """
    day = as_of or timezone.localdate()
    groups = IssueGroup.objects.filter(platform=platform).order_by("order")
    counted = KeptLight.objects.on(day, platform).order_by().values("group", "light", "change", "is_worse")
    counts: dict[int, Counts] = {}
    newest = 0
    for row in counted.annotate(number=Count("*"), overdue=_number(_overdue(day)), newest=Max("quarter")):
        counts[row["group"]] = counts.get(row["group"], Counts()) + Counts(
            **{row["light"] or "none": row["number"]},
            overdue=row["overdue"],
            worse=row["number"] if row["is_worse"] else 0,
            better=row["number"] if row["change"] == Change.BETTER else 0,
        )
        newest = max(newest, row["newest"])
    return StuckCases(
        platform=platform,
        day=day,
        is_current=as_of is None,
        newest=period_of(newest) if newest else None,
        groups=tuple((group, counts.get(group.pk, Counts())) for group in groups),
        most=most,
    )


def cases_of_light(
    platform: Platform | None, lights: Collection[str], as_of: date | None = None
) -> QuerySet[KeptLight, int]:
    """The ids of the tracked cases whose light is one of these, now or as of a day; "" stands for no report."""
    rows = KeptLight.objects.on(as_of, platform).filter(light__in=lights)
    return rows.order_by().values_list("case_id", flat=True)


def _overdue(day: date) -> Q:
    """Only stuck cases have a day by which they are to be better."""
    return Q(remedy_due_on__lt=day)


def _number(condition: Q) -> Count:
    # Of a column that the index of counts holds.
    return Count("light", filter=condition)
