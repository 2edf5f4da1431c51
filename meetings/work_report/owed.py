"""Why the minutes track so many cases and the groups owe reports on so many others: one count for every page.

The minutes name only what is added and delisted; "其餘 N 案" stand for the rest without their names (rule 6 of the
ledger). A report is owed for each case that is known by name; so are those of sub-cases, which the minutes count
within their parent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cases.models import Case, ReportingPeriod
from cases.reporting.obligations import current_period, owed_range, spans
from groups.models import Platform
from meetings.models import Meeting
from meetings.record.figures import MeetingFigures, all_figures


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
        final = [row for row in all_figures(platform) if row.meeting.is_final]
        figures = max(final, key=lambda row: row.meeting.timeline_key, default=None)
    if period is None or figures is None:
        return None
    owing = [span for span in spans(period.last_day, since=period.last_day) if owed_range(span, [period.last_day])]
    groups = set(platform.groups.values_list("pk", flat=True))
    owed = {span.case_id for span in owing if span.group_id in groups}
    subcases = Case.objects.filter(pk__in=owed, parent__isnull=False).count()
    totals = figures.totals
    return Reckoning(figures.meeting, period, totals.closing, totals.unnamed, subcases, len(owed))
