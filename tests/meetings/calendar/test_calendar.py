"""The calendar: read back by the icalendar package, secret addresses, revoked ones."""

import hashlib
import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from groups.models import Membership
from groups.roles import sync_user_groups
from meetings.agenda.particulars import save_particulars
from meetings.calendar.subscriptions import renew, revoke, subscriber
from meetings.models import CalendarSubscription, Meeting
from platform_site.shared.roc import LOCAL_TIME
from tests.factories import SECRETARY
from tests.meetings.agenda.rows import sixth
from tests.meetings.agenda.test_starting import particulars
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db


def events(response):
    calendar = Calendar.from_ical(response.content)
    return {str(event["uid"]): event for event in calendar.walk("VEVENT")}


def of_meeting(client, meeting):
    return events(client.get(reverse("calendar:meeting", args=[meeting.key])))[uid(meeting)]


def uid(meeting):
    return f"meeting-{meeting.pk}@cooperation-platform"


def feed(token):
    return Client().get(reverse("calendar:feed", args=[token]))


def test_a_meeting_comes_back_as_it_is_with_its_time_zone():
    reader, meeting = signed_in("official"), sixth()

    response = reader.get(reverse("calendar:meeting", args=[meeting.key]))

    event = events(response)[uid(meeting)]
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert str(event["summary"]) == "基北北桃合作交流平臺第6次副市長層級會議"
    assert event["dtstart"].dt == datetime(2026, 3, 5, 14, 30, tzinfo=LOCAL_TIME)
    assert event["dtstart"].dt.astimezone(UTC) == datetime(2026, 3, 5, 6, 30, tzinfo=UTC)
    assert event["dtend"].dt - event["dtstart"].dt == timedelta(hours=2)
    assert (str(event["location"]), str(event["status"]), event["sequence"]) == ("臺北市中山堂", "TENTATIVE", 1)
    assert str(event["url"]).startswith("http://testserver/meetings/")
    assert [str(zone["tzid"]) for zone in Calendar.from_ical(response.content).walk("VTIMEZONE")] == ["Asia/Taipei"]


def test_a_meeting_without_an_hour_is_an_all_day_event():
    event = of_meeting(signed_in("official"), sixth(starts_at=None))

    assert (event["dtstart"].dt, event["dtend"].dt) == (date(2026, 3, 5), date(2026, 3, 6))


def test_the_uid_stays_and_the_sequence_rises_when_the_meeting_is_moved():
    reader, meeting = signed_in("official"), sixth()
    before = of_meeting(reader, meeting)

    typed = particulars(meeting, held_on=date(2026, 4, 2), ends_at=time(16, 0))
    moved = save_particulars(meeting, typed, SECRETARY, version=1)

    after = of_meeting(reader, moved)
    assert (before["uid"], before["sequence"], after["sequence"]) == (after["uid"], 1, 2)
    assert after["dtend"].dt == datetime(2026, 4, 2, 16, 0, tzinfo=LOCAL_TIME)
    assert after["last-modified"].dt >= before["last-modified"].dt
    assert after["dtstamp"].dt == after["last-modified"].dt


def test_the_feed_has_every_meeting_and_needs_no_login():
    meeting, user = sixth(), person("liaison")

    response = feed(renew(user))

    found = events(response)
    assert (response.status_code, set(found)) == (200, {uid(row) for row in Meeting.objects.all()})
    assert str(found[uid(Meeting.objects.by_key("deputy-mayor-1").get())]["status"]) == "CONFIRMED"
    assert uid(meeting) in found
    assert "no-store" in response["Cache-Control"]


def test_only_the_hash_of_the_token_is_kept():
    token = renew(person("official"))

    row = CalendarSubscription.objects.get()
    assert row.token_sha256 == hashlib.sha256(token.encode()).hexdigest()
    assert token not in str(vars(row))
    assert len(token) == 43


def test_an_unknown_a_revoked_and_a_renewed_token_are_not_found():
    user = person("official")
    first = renew(user)
    second = renew(user)
    assert [feed(token).status_code for token in (first, second, "x")] == [404, 200, 404]

    assert revoke(user) and not revoke(user)
    assert feed(second).status_code == 404
    assert "已撤銷" in feed(second).content.decode()


def test_who_may_read_no_more_gets_nothing_more():
    user = person("official")
    token = renew(user)
    Membership.objects.filter(user=user).delete()
    sync_user_groups(user)
    assert subscriber(token) is None

    other = person("liaison")
    token = renew(other)
    other.is_active = False
    other.save()
    assert feed(token).status_code == 404


def test_the_page_shows_the_address_once():
    reader = signed_in("official")
    page = reverse("calendar:subscription")
    assert "目前沒有使用中的訂閱網址" in reader.get(page).content.decode()

    shown = reader.post(reverse("calendar:renew")).content.decode()

    address = re.search(r"http://testserver(/calendar/feed/[\w-]+\.ics)", shown)[1]
    assert Client().get(address).status_code == 200
    assert address not in reader.get(page).content.decode()
    gone = reader.post(reverse("calendar:revoke"), follow=True).content.decode()
    assert "已撤銷訂閱網址" in gone
    assert Client().get(address).status_code == 404
    assert "目前沒有使用中的訂閱網址" in reader.post(reverse("calendar:revoke"), follow=True).content.decode()


def test_the_feed_takes_as_many_queries_for_many_meetings_as_for_few(django_assert_num_queries):
    address = reverse("calendar:feed", args=[renew(person("official"))])
    client = Client()
    with django_assert_num_queries(4):
        client.get(address)
    sixth()
    sixth(number=7, held_on=date(2026, 9, 3))
    with django_assert_num_queries(4):
        client.get(address)
