"""A stand-in for the drawing process, and what is drawn."""

import hashlib

from meetings.models import MeetingLevel
from platform_site.shared.pdf.rendering import TYPESETTER
from tests.factories import CaseFactory, MeetingFactory, print_in_clause, record


def drawn_pdfs(monkeypatch):
    """The HTML of each document that is drawn from now on; each content gives a file of its own."""
    drawn = []

    def pdf(html, most_seconds=None):
        drawn.append(html)
        return b"%PDF-" + hashlib.sha256(html.encode()).digest()

    monkeypatch.setattr(TYPESETTER, "pdf", pdf)
    return drawn


def draft():
    """The draft of the sixth meeting, with one case."""
    meeting = MeetingFactory(level=MeetingLevel.objects.get(slug="deputy-mayor"), number=6, held_on="2026-12-01")
    print_in_clause(record(CaseFactory(), meeting))
    return meeting
