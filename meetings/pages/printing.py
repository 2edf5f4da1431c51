"""The dashboards and tallies as PDFs, from the templates of their pages."""

from dataclasses import replace
from typing import Any

from groups.models import Platform
from meetings.as_of.asking import AsOf
from meetings.models import Meeting
from meetings.pages.selectors import dashboard_of, stuck_at, tallies_page
from platform_site.shared.pdf.rendering import render_pdf

# Meetings beside each other on a sheet; where they are more, their table is parted.
COLUMNS = 10
DASHBOARD, TALLY = "meetings/pages/pdf/dashboard.html", "meetings/pages/pdf/tally.html"


def dashboard_context(meeting: Meeting) -> dict[str, Any]:
    """What DASHBOARD needs: one meeting's tally."""
    return {
        "platform": meeting.level.platform,
        "meeting": meeting,
        "dashboard": dashboard_of(meeting),
        "stuck": stuck_at(meeting),
    }


def tally_context(
    platform: Platform | None = None,
    *,
    final_only: bool = False,
    as_of: AsOf | None = None,
    page: str | None = None,
) -> dict[str, Any]:
    """What TALLY needs: a page of the tally, of the first platform where none is named; it says as of when."""
    tallies = tallies_page(platform, final_only=final_only, as_of=as_of.day if as_of else None, page=page)
    levels = tuple(replace(level, most_columns=COLUMNS) for level in tallies.levels)
    return {"platform": platform, "tallies": replace(tallies, levels=levels), "as_of": as_of}


def dashboard_pdf(meeting: Meeting) -> bytes:
    """One meeting's tally as PDF."""
    return render_pdf(DASHBOARD, dashboard_context(meeting))


def tally_pdf(platform: Platform | None = None, *, final_only: bool = False) -> bytes:
    """The newest meetings' tally of a platform as PDF."""
    return render_pdf(TALLY, tally_context(platform, final_only=final_only))
