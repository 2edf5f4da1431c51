"""The wall of lights, case by case and quarter by quarter, and how long each stuck case is stuck, ready to be drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils import timezone

from cases.models import Case, KeptLight, Light, QuarterlyUpdate, ReportingPeriod
from cases.stuck.lights import STUCK, Course, Report, courses, gap, period_of
from cases.stuck.selectors import StuckCase, StuckCases
from groups.models import IssueGroup, Platform
from platform_site.shared.charts.lights import LOOKS, Block, Cell, Look, Row, light_bars, light_wall

QUARTERS_SHOWN = 12
# So many cases stand on a page of the wall.
PER_PAGE = 60
# As much of a cause as a tooltip can hold.
WORDS = 40
NONE = "none"


@dataclass(frozen=True)
class WallRow:
    """A case with a cell for each quarter."""

    case: Case
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class WallGroup:
    """One issue group's cases, as drawings and as the rows of the table."""

    group: IssueGroup
    rows: tuple[WallRow, ...]
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Wall:
    """The newest quarters that have opened, oldest first, and the lights of a page of the tracked cases in them."""

    periods: tuple[ReportingPeriod, ...]
    groups: tuple[WallGroup, ...]
    page: Page

    @property
    def looks(self) -> list[Look]:
        """What the letters mean, for the legend."""
        return list(LOOKS.values())


def wall_of(platform: Platform | None, as_of: date | None = None, page: str | None = None) -> Wall:
    """A page of the wall of a platform, of today or as of a day; six queries, one more where a case moved."""
    day = as_of or timezone.localdate()
    tracked = KeptLight.objects.on(day, platform).select_related("case", "group").order_by("group__order", "case")
    shown = Paginator(tracked, PER_PAGE).get_page(page)
    rows = list(shown.object_list)
    periods = tuple(ReportingPeriod.objects.opened_by(day).order_by("-key")[:QUARTERS_SHOWN])[::-1]
    found = courses([row.case_id for row in rows], day)
    causes = _causes(found.values(), {period.key for period in periods})
    columns = [(str(period.roc_year), f"{period.quarter}季") for period in periods]
    groups = []
    for group, of_group in groupby(rows, key=lambda row: row.group):
        cells = tuple(
            WallRow(row.case, tuple(_cell(found[row.case_id], row.case, period, causes) for period in periods))
            for row in of_group
        )
        if periods:
            blocks = light_wall(group.name, columns, [Row(row.case.title, row.cells) for row in cells])
            groups.append(WallGroup(group, cells, blocks))
    return Wall(periods, tuple(groups), shown)


def bars_of(stuck: StuckCases) -> tuple[Block, ...]:
    """How many quarters each case that the lists name has not been green, the longest first; two queries."""
    found = courses([row.case.pk for row in stuck.cases], stuck.day)
    longest_first = sorted(stuck.cases, key=lambda row: -row.stuck_quarters)
    return light_bars(
        "連續未達綠燈季數",
        [
            Row(row.case.title, tuple(_segments(row, found[row.case.pk])), f"{row.stuck_quarters}季")
            for row in longest_first
        ],
    )


def _segments(row: StuckCase, course: Course) -> list[Cell]:
    """The lights since the case was last green; a quarter without an accepted report is a segment without light."""
    cells: list[Cell] = []
    before: Report | None = None
    for report in course.stuck_run:
        if before is not None:
            cells += [Cell(NONE)] * gap(before.quarter, report.quarter)
        words = f"{period_of(report.quarter)}{LOOKS[report.light].name}"
        cells.append(Cell(report.light, reverse("reporting:update", args=[report.quarter, row.case.pk]), words))
        before = report
    return cells


def _cell(course: Course, case: Case, period: ReportingPeriod, causes: dict[int, str]) -> Cell:
    report = next((report for report in reversed(course.reports) if report.quarter == period.key), None)
    if report is None:
        return Cell(NONE if course.since <= period.last_day else "")
    if report.light == Light.GREEN:
        return Cell(report.light)
    words = f"{period}{LOOKS[report.light].name}：{_short(causes[report.pk])}"
    return Cell(report.light, reverse("reporting:update", args=[period.key, case.pk]), words)


def _causes(found: Iterable[Course], quarters: set[int]) -> dict[int, str]:
    shown = [
        report.pk
        for course in found
        for report in course.reports
        if report.light in STUCK and report.quarter in quarters
    ]
    return dict(QuarterlyUpdate.objects.filter(pk__in=shown).values_list("pk", "cause"))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= WORDS else line[: WORDS - 1] + "…"
