"""The sixth meeting of the deputy mayors as a draft, as the admin or the next-meeting page starts it."""

from datetime import date

from meetings.models import Meeting, MeetingLevel
from meetings.record.drafts import fit_wordings, next_host, start_draft
from tests.factories import SECRETARY


def sixth(**fields):
    """A draft with chairs and sections that decides nothing yet; without end, recorder and agreement."""
    level = MeetingLevel.objects.get(name="副市長層級")
    usual = {"number": 6, "held_on": date(2026, 3, 5), "starts_at": "14:30", "venue": "市政大樓"}
    meeting = start_draft(Meeting(level=level, host_city=next_host(level), **usual | fields), SECRETARY)
    meeting = Meeting.objects.select_related("level__platform").get(pk=meeting.pk)
    fit_wordings(meeting)
    return meeting
