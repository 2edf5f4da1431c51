"""The sixth meeting as a draft, and what comes onto its agenda."""

from datetime import date, time

from groups.models import City
from meetings.agenda.starting import NextMeeting, start_meeting
from meetings.models import Directive, Meeting, MeetingLevel
from meetings.proposals.workflow import ProposalContent, propose, schedule
from tests.factories import SECRETARY, group

DAY = date(2026, 3, 5)


def level():
    return MeetingLevel.objects.get(slug="deputy-mayor")


def wanted(**fields):
    usual = {"number": 6, "host": City.objects.get(name="臺北市"), "held_on": DAY, "starts_at": time(14, 30)}
    return NextMeeting(level(), None, **usual | {"venue": "臺北市中山堂"} | fields)


def sixth(**fields):
    return start_meeting(wanted(**fields), SECRETARY)[0]


def proposed(meeting, title, name="交通組"):
    row = propose(group(name), ProposalContent("new", "四市均有需求。", title=title), SECRETARY)
    return schedule(row, meeting, SECRETARY, version=1)


def directive(sentence="請於下次會議提出方案。", number=5, due=6, **fields):
    meeting = Meeting.objects.by_key(f"deputy-mayor-{number}").get()
    return Directive.objects.create(
        meeting=meeting, sentence=sentence, anchor="remarks", due_number=due, confirmed_by_name="測試幕僚", **fields
    )
