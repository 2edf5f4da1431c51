"""Which cases are stuck, why and for how long: what the page, its PDF, the home page and a dashboard all show."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone

from cases.models import Case, Light, QuarterlyUpdate, ReportingPeriod
from cases.stuck.lights import WEIGHT, Change, Course, courses, gap, missing_in, period_of
from groups.models import IssueGroup, Platform

TITLE = "落後及風險案件"


@dataclass(frozen=True)
class StuckCase:
    """A tracked case with a red or yellow light, with the report that says why.

    `day` is the one by which dates have passed, `newest` the newest quarter of which any case has an accepted report.
    """

    case: Case
    group: IssueGroup
    update: QuarterlyUpdate
    course: Course
    day: date
    newest: int

    @property
    def light(self) -> str:
        return self.update.light

    @property
    def behind(self) -> int:
        """How many quarters this report is older than the newest that any case has."""
        return gap(self.update.period_id, self.newest) + 1

    @property
    def days_overdue(self) -> int:
        """How many days ago the remedy was due; 0 where its day is still to come."""
        due = self.update.remedy_due_on
        return max(0, (self.day - due).days) if due else 0

    @property
    def is_overdue(self) -> bool:
        return self.days_overdue > 0

    @property
    def is_worse(self) -> bool:
        return self.course.is_worse

    @property
    def is_better(self) -> bool:
        """From red to yellow: better, and still stuck."""
        return self.course.change == Change.BETTER

    @property
    def quarters(self) -> int:
        """How many accepted reports in a row have this light."""
        return len(self.course.run)

    @property
    def stuck_quarters(self) -> int:
        """How many accepted reports in a row are not green, whichever of the two lights they have."""
        return len(self.course.stuck_run)

    @property
    def missing(self) -> int:
        """How many quarters among those have no accepted report."""
        return missing_in(self.course.stuck_run)

    @property
    def before(self) -> ReportingPeriod | None:
        """The quarter of the accepted report before; None where this is the first."""
        return period_of(self.course.before.quarter) if self.course.before else None

    @property
    def light_before(self) -> str:
        return self.course.before.light if self.course.before else ""


@dataclass(frozen=True)
class BetterCase:
    """A case whose newest light is better than the one before; it may still be yellow."""

    case: Case
    group: IssueGroup
    course: Course

    @property
    def period(self) -> ReportingPeriod:
        return period_of(self.course.reports[-1].quarter)

    @property
    def light(self) -> str:
        return self.course.light

    @property
    def light_before(self) -> str:
        return self.course.before.light if self.course.before else ""


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
class StuckCases:
    """What is stuck on a platform as of `day`, which is today where nothing else was asked for (`is_current`).

    `newest` is the newest quarter of which any report was accepted. The counts are always of all tracked cases;
    `cases`, `better` and `silent` may be narrowed.
    """

    platform: Platform | None
    day: date
    is_current: bool
    newest: ReportingPeriod | None
    cases: tuple[StuckCase, ...]
    better: tuple[BetterCase, ...]
    silent: tuple[SilentCase, ...]
    groups: tuple[tuple[IssueGroup, Counts], ...]

    @property
    def title(self) -> str:
        return TITLE

    @property
    def totals(self) -> Counts:
        return sum((counts for _, counts in self.groups), Counts())

    @property
    def has_reports(self) -> bool:
        """Whether any report was accepted at all: without one no page but the own one has anything to say."""
        return self.newest is not None

    @property
    def red(self) -> tuple[StuckCase, ...]:
        return tuple(row for row in self.cases if row.light == Light.RED)

    @property
    def yellow(self) -> tuple[StuckCase, ...]:
        return tuple(row for row in self.cases if row.light == Light.YELLOW)

    def narrowed(
        self, group: IssueGroup | None = None, light: str = "", overdue: bool = False, worse: bool = False
    ) -> StuckCases:
        """The same with only the stuck cases that are asked for; what got better and what is silent by group only."""
        return replace(
            self,
            cases=tuple(
                row
                for row in self.cases
                if group in (None, row.group)
                and light in ("", row.light)
                and (row.is_overdue or not overdue)
                and (row.is_worse or not worse)
            ),
            better=tuple(row for row in self.better if group in (None, row.group)),
            silent=tuple(row for row in self.silent if group in (None, row.group)),
        )


def stuck_cases(platform: Platform | None, as_of: date | None = None) -> StuckCases:
    """Tracked cases whose newest accepted report is red or yellow, the red ones first, then the longest stuck.

    Of today, or as of a day (see `lights.courses`), by which remedy dates have passed or not. Six queries whatever
    the number of cases and quarters.
    """
    day = as_of or timezone.localdate()
    groups = IssueGroup.objects.filter(platform=platform).in_bulk()
    found = courses(platform, as_of, groups.values())
    newest = max((course.newest.quarter for course in found if course.newest), default=0)
    named = [course for course in found if course.light != Light.GREEN or course.change == Change.BETTER]
    cases = Case.objects.filter(pk__in=[course.case_id for course in named]).in_bulk()
    reports = [course.newest.pk for course in found if course.newest and course.is_stuck]
    updates = {row.case_id: row for row in QuarterlyUpdate.objects.filter(pk__in=reports).select_related("period")}
    stuck = [
        StuckCase(cases[course.case_id], groups[course.group_id], updates[course.case_id], course, day, newest)
        for course in named
        if course.is_stuck
    ]
    return StuckCases(
        platform=platform,
        day=day,
        is_current=as_of is None,
        newest=period_of(newest) if newest else None,
        cases=tuple(sorted(stuck, key=_worst_first)),
        better=tuple(
            BetterCase(cases[course.case_id], groups[course.group_id], course)
            for course in named
            if course.change == Change.BETTER
        ),
        silent=tuple(
            SilentCase(cases[course.case_id], groups[course.group_id]) for course in named if course.newest is None
        ),
        groups=tuple(
            (group, _counts([course for course in found if course.group_id == group.pk], stuck))
            for group in sorted(groups.values(), key=lambda group: group.order)
        ),
    )


def cases_of_light(platform: Platform | None, lights: Collection[str], as_of: date | None = None) -> list[int]:
    """The ids of the tracked cases whose light is one of these, now or as of a day; "" stands for no report."""
    return [course.case_id for course in courses(platform, as_of) if course.light in lights]


def _worst_first(row: StuckCase) -> tuple:
    return (
        -WEIGHT[Light(row.light)],
        -row.stuck_quarters,
        -row.quarters,
        -row.days_overdue,
        row.group.order,
        row.case.pk,
    )


def _counts(found: list[Course], stuck: list[StuckCase]) -> Counts:
    overdue = {row.case.pk for row in stuck if row.is_overdue}
    return Counts(
        red=sum(course.light == Light.RED for course in found),
        yellow=sum(course.light == Light.YELLOW for course in found),
        green=sum(course.light == Light.GREEN for course in found),
        none=sum(course.newest is None for course in found),
        overdue=sum(course.case_id in overdue for course in found),
        worse=sum(course.is_worse for course in found),
        better=sum(course.change == Change.BETTER for course in found),
    )
