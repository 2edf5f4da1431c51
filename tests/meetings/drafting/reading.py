"""What the tests of drafting read of a draft."""

from meetings.drafting.editing import Seen
from meetings.minutes.render import render
from meetings.models import Meeting
from meetings.record.compose import compose


def now(meeting):
    """What a page would send back that was filled from the meeting as it is now."""
    return Seen(Meeting.objects.get(pk=meeting.pk).version)


def text_of(meeting):
    """The minutes without white space."""
    return "".join(render(compose(Meeting.objects.get(pk=meeting.pk))).split())


def lines_of(meeting):
    """The minutes line by line."""
    return render(compose(Meeting.objects.get(pk=meeting.pk))).splitlines()
