"""Why the minutes track so many cases and the groups owe reports on so many others: one count for every page.

The minutes name only what is added and delisted; "其餘 N 案" stand for the rest without their names (rule 6 of the
ledger). A report is owed for each case that is known by name; so are those of sub-cases, which the minutes count
within their parent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cases.models import Case, KeptLight, ReportingPeriod
from cases.reporting.obligations import current_period
from groups.models import Platform
from meetings.models import Meeting
from meetings.record.figures import MeetingFigures, figures_of_level, ledger_levels


@dataclass(frozen=True)
class Reckoning:
    """From what the latest final meeting tracks to what is owed for a quarter, in numbers of cases."""

    meeting: Meeting
    period: ReportingPeriod
    tracked: int
    unnamed: int
    subcases: int
    owed: int

    @property
    def more(self) -> int:
        """How many more are known by name than the minutes count; 0 as a rule."""
        return max(0, -self.unnamed)

    @property
    def others(self) -> int:
        """What changed between the meeting and the quarter's end; 0 for the quarter being reported as a rule."""
        return self.owed - (self.tracked - self.unnamed + self.subcases)


def reckoning(platform: Platform, today: date, figures: MeetingFigures | None = None) -> Reckoning | None:
    """The reckoning for the quarter being reported; None without one, or without a final meeting.

    `figures` are those of the latest final meeting where the caller has them.
    """
    period = current_period(today)
    if figures is None:
        levels = ledger_levels(platform)
        final = [row for level in levels for row in figures_of_level(level, final_only=True, newest=1)]
        figures = max(final, key=lambda row: row.meeting.timeline_key, default=None)
    if period is None or figures is None:
        return None
    owing = KeptLight.objects.on(period.last_day, platform)
    owed = owing.count()
    subcases = owing.filter(case__in=Case.objects.filter(parent__isnull=False).values("pk")).count()
    totals = figures.totals
    return Reckoning(figures.meeting, period, totals.closing, totals.unnamed, subcases, owed)
