"""The dashboards and tallies as PDFs, from the templates of their pages."""

from meetings.models import Meeting
from meetings.pages.selectors import dashboard_of, level_tallies
from platform_site.shared.pdf import render_pdf


def dashboard_pdf(meeting: Meeting) -> bytes:
    """One meeting's tally as PDF."""
    return render_pdf("meetings/pages/pdf/dashboard.html", {"meeting": meeting, "dashboard": dashboard_of(meeting)})


def tally_pdf() -> bytes:
    """The tally of all meetings as PDF."""
    return render_pdf("meetings/pages/pdf/tally.html", {"levels": level_tallies()})
