"""The dashboards and tallies as PDFs, from the templates of their pages."""

from groups.models import Platform
from meetings.models import Meeting
from meetings.pages.selectors import dashboard_of, level_tallies
from platform_site.shared.pdf import render_pdf


def dashboard_pdf(meeting: Meeting) -> bytes:
    """One meeting's tally as PDF."""
    return render_pdf(
        "meetings/pages/pdf/dashboard.html",
        {"platform": meeting.level.platform, "meeting": meeting, "dashboard": dashboard_of(meeting)},
    )


def tally_pdf(platform: Platform | None = None, *, final_only: bool = False) -> bytes:
    """The tally of all meetings of a platform as PDF; of the first one where none is named."""
    context = {"platform": platform, "levels": level_tallies(platform, final_only=final_only)}
    return render_pdf("meetings/pages/pdf/tally.html", context)
