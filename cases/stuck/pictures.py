"""The wall of lights, case by case and quarter by quarter, and how long each stuck case is stuck, ready to be drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone

from cases.models import Case, Light, QuarterlyUpdate, ReportingPeriod
from cases.stuck.lights import STUCK, Course, Report, courses, gap, period_of
from cases.stuck.selectors import StuckCase, StuckCases
from groups.models import IssueGroup, Platform
from platform_site.shared.charts.lights import LOOKS, Block, Cell, Look, Row, light_bars, light_wall

QUARTERS_SHOWN = 12
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
    """The newest quarters that have opened, oldest first, and the lights of every tracked case in them."""

    periods: tuple[ReportingPeriod, ...]
    groups: tuple[WallGroup, ...]

    @property
    def looks(self) -> list[Look]:
        """What the letters mean, for the legend."""
        return list(LOOKS.values())


def wall_of(platform: Platform | None, as_of: date | None = None) -> Wall:
    """The wall of a platform, of today or as of a day; seven queries, eight where a case moved."""
    issue_groups = IssueGroup.objects.filter(platform=platform).in_bulk()
    found = courses(platform, as_of, issue_groups.values())
    day = as_of or timezone.localdate()
    periods = tuple(ReportingPeriod.objects.opened_by(day).order_by("-key")[:QUARTERS_SHOWN])[::-1]
    cases = Case.objects.filter(pk__in=[course.case_id for course in found]).in_bulk()
    causes = _causes(found, {period.key for period in periods})
    groups = []
    for group in sorted(issue_groups.values(), key=lambda group: group.order):
        rows = tuple(
            WallRow(cases[course.case_id], tuple(_cell(course, cases[course.case_id], row, causes) for row in periods))
            for course in found
            if course.group_id == group.pk
        )
        if rows and periods:
            columns = [(str(period.roc_year), f"{period.quarter}季") for period in periods]
            blocks = light_wall(group.name, columns, [Row(row.case.title, row.cells) for row in rows])
            groups.append(WallGroup(group, rows, blocks))
    return Wall(periods, tuple(groups))


def bars_of(stuck: StuckCases) -> tuple[Block, ...]:
    """How many quarters each case has not been green, the longest first; no query of its own."""
    longest_first = sorted(stuck.cases, key=lambda row: -row.stuck_quarters)
    return light_bars(
        "連續未達綠燈季數",
        [Row(row.case.title, tuple(_segments(row)), f"{row.stuck_quarters}季") for row in longest_first],
    )


def _segments(row: StuckCase) -> list[Cell]:
    """The lights since the case was last green; a quarter without an accepted report is a segment without light."""
    cells: list[Cell] = []
    before: Report | None = None
    for report in row.course.stuck_run:
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


def _causes(found: list[Course], quarters: set[int]) -> dict[int, str]:
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
