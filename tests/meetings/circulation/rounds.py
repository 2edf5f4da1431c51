"""A draft with minutes, and people of four cities to review it."""

from datetime import date, timedelta

from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from groups.actors import Actor
from groups.models import City, Role
from groups.platforms import default_platform
from groups.roles import assign_role
from meetings.circulation.comments import Written, write
from meetings.circulation.reading import draft_of, mark_of
from meetings.circulation.rounds import start
from meetings.models import Meeting, MeetingLevel, Paragraph, Section
from meetings.record.drafts import start_draft
from tests.people import BACKEND, person

SECRETARY = Actor("林秘書")
TODAY = timezone.localdate()
DUE = TODAY + timedelta(days=10)


def draft():
    """A draft of a level without a ledger: heading, time, venue, and two paragraphs of a report."""
    level, _ = MeetingLevel.objects.get_or_create(
        platform=default_platform(),
        name="審閱層級",
        defaults={"slug": "review-level", "order": 900, "keeps_ledger": False},
    )
    number = level.meetings.count() + 1
    meeting = start_draft(
        Meeting(level=level, number=number, held_on=date(2001, 3, number), venue="市政大樓十樓"), SECRETARY
    )
    section = Section.objects.get(meeting=meeting, kind="work_report")
    for position, text in enumerate(["{n}、各組第1季執行情形良好，請持續辦理。", "{n}、感謝各市的協助。"], 1):
        Paragraph.objects.create(section=section, position=position, wording=text)
    return meeting


def reviewer(username, city, role=Role.OFFICIAL, name="陳"):
    """A user of a city with that role."""
    user = person(str(role), username)
    User.objects.filter(pk=user.pk).update(last_name=name, email=f"{username}@example.org")
    assign_role(user, role, city=City.objects.get(name=city))
    return User.objects.get(pk=user.pk)


def four():
    """A reviewer of each city, in the cities' order."""
    cities = {"基隆市": "陳", "臺北市": "林", "新北市": "黃", "桃園市": "李"}
    return [reviewer(f"r{number}", city, name=name) for number, (city, name) in enumerate(cities.items(), 1)]


def sent(meeting, *users, due_on=DUE, message="", today=TODAY):
    """A round of the meeting's draft for these users."""
    return start(meeting, {user.pk for user in users}, due_on, message, SECRETARY, today=today)


def seen(meeting, anchor, text, suggested=""):
    """What somebody typed at a paragraph of the draft as it is."""
    return Written(anchor, mark_of(draft_of(meeting).paragraphs[anchor].text), text, suggested)


def comment(meeting, user, anchor="section-2", text="請加註樓層。", suggested=""):
    """A comment of a user."""
    return write(meeting, [seen(meeting, anchor, text, suggested)], user)[0]


def change_report(meeting, wording, position=1):
    """Change a paragraph of the work report."""
    paragraph = Paragraph.objects.get(section__meeting=meeting, section__kind="work_report", position=position)
    paragraph.wording = wording
    paragraph.save()


def signed(user):
    """A client signed in as that user."""
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client
