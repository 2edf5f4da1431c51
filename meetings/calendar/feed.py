"""Meetings as iCalendar events.

The UID is the meeting's for good, and SEQUENCE is its version, which grows with every save: so a calendar program
changes the event it has and never adds a second one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from icalendar import Calendar, Event

from groups.names import platform_name
from meetings.models import Meeting
from platform_site.shared.roc import LOCAL_TIME

PRODUCT = "-//cooperation-platform//meetings//ZH"
# How long a meeting is taken to last while its minutes do not say when it ended.
USUAL_LENGTH = timedelta(hours=2)
REFRESH = timedelta(hours=12)


def calendar_meetings() -> QuerySet[Meeting]:
    """Every meeting with the moment of its last change and its platform, in one query."""
    history = Meeting.history.model.objects.filter(id=OuterRef("pk")).order_by("-history_date")
    return (
        Meeting.objects.in_order()
        .select_related("level__platform", "group")
        .annotate(changed_at=Subquery(history.values("history_date")[:1]))
    )


def calendar_of(meetings: Iterable[Meeting], address: Callable[[Meeting], str]) -> bytes:
    """The meetings, as `calendar_meetings` gives them, as an .ics file; `address` is a meeting's page."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{platform_name()}會議")
    calendar.add("refresh-interval", REFRESH)
    for meeting in meetings:
        calendar.add_component(_event(meeting, address(meeting)))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _event(meeting: Meeting, address: str) -> Event:
    changed = getattr(meeting, "changed_at", None) or timezone.now()
    event = Event()
    event.add("uid", f"meeting-{meeting.pk}@cooperation-platform")
    event.add("sequence", meeting.version)
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("summary", f"{meeting.level.platform}{meeting}")
    event.add("status", "CONFIRMED" if meeting.is_final else "TENTATIVE")
    if meeting.venue:
        event.add("location", meeting.venue)
    event.add("url", address)
    if meeting.starts_at is None:
        event.add("dtstart", meeting.held_on)
        event.add("dtend", meeting.held_on + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        return event
    starts = datetime.combine(meeting.held_on, meeting.starts_at, LOCAL_TIME)
    ends = datetime.combine(meeting.held_on, meeting.ends_at, LOCAL_TIME) if meeting.ends_at else starts + USUAL_LENGTH
    event.add("dtstart", starts)
    event.add("dtend", ends)
    return event
