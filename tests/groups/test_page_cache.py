"""A page is made once for each reader and each state of the data; nothing that changed is ever shown as it was."""

import re

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import Case, CommonTopic
from groups import page_cache
from groups.models import IssueGroup, Membership, Platform, Role
from groups.roles import assign_role, sync_user_groups
from meetings.differences.records import differences
from meetings.models import Meeting, MeetingLevel
from platform_site.shared.pages.messages import MessageStorage
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

VARYING = re.compile(rb'(name="csrfmiddlewaretoken" value="|data-seconds="|data-at-most=")[^"]*')


@pytest.fixture(autouse=True)
def cached(settings):
    settings.CACHE_PAGES = True
    caches[page_cache.PAGES].clear()
    yield
    caches[page_cache.PAGES].clear()


@pytest.fixture
def reader():
    return signed_in("official", "reader")


def pages():
    meeting, case = (
        Meeting.objects.get(level__name="副市長層級", number=5),
        Case.objects.filter(status="tracked").first(),
    )
    difference = differences()[-1]
    return [
        reverse("home"),
        reverse("meetings:list"),
        reverse("meetings:tally"),
        meeting.get_absolute_url(),
        reverse("meetings:minutes", args=[meeting]),
        reverse("cases:list") + "?status=tracked",
        case.get_absolute_url(),
        reverse("stuck:page"),
        reverse("stuck:wall"),
        reverse("cities:index"),
        reverse("cities:matrix"),
        reverse("reporting:matrix"),
        reverse("reporting:late"),
        reverse("differences:list"),
        reverse("differences:detail", args=[difference.meeting, difference.group.pk]),
        reverse("compare:page"),
        reverse("work-report:coming"),
        reverse("work-report:meeting", args=[meeting]),
        reverse("work-report:topic", args=[CommonTopic.objects.first().pk]),
        reverse("upcoming:page"),
        reverse("directives:list"),
        reverse("directives:central"),
        reverse("directives:meeting", args=[meeting]),
    ]


def same(one, other):
    return VARYING.sub(b"", one.content) == VARYING.sub(b"", other.content)


def test_the_second_answer_is_the_page_that_is_made_without_the_cache(reader, settings):
    for url in pages():
        reader.get(url)
        with CaptureQueriesContext(connection) as queries:
            kept = reader.get(url)
        settings.CACHE_PAGES = False
        made = reader.get(url)
        settings.CACHE_PAGES = True
        assert (made.status_code, same(kept, made), len(queries) < 8) == (200, True, True), url
        assert kept.headers["Content-Type"] == made.headers["Content-Type"]
        assert kept.headers["Cache-Control"] == made.headers["Cache-Control"]


def test_the_pages_of_a_secretary_alone_are_kept_too(settings):
    secretary, url = signed_in("secretariat", "writer"), reverse("handover:contents")
    secretary.get(url)
    with CaptureQueriesContext(connection) as queries:
        kept = secretary.get(url)
    settings.CACHE_PAGES = False
    assert (same(kept, secretary.get(url)), len(queries) < 8) == (True, True)


def test_a_change_of_any_audited_row_makes_the_page_anew(reader):
    case = Case.objects.filter(status="tracked").first()
    before = reader.get(case.get_absolute_url()).content.decode()
    Case.objects.filter(pk=case.pk).update(summary="改寫後的說明")
    assert "改寫後的說明" not in before
    assert "改寫後的說明" in reader.get(case.get_absolute_url()).content.decode()


def test_two_readers_never_share_a_page(reader):
    secretary = signed_in("secretariat", "writer")
    for url in pages():
        for client, name in ((reader, "reader"), (secretary, "writer")):
            client.get(url)
            assert client.get(url).context is None, (url, name)
    assert "新增會議" in secretary.get(reverse("meetings:list")).content.decode()
    assert "新增會議" not in reader.get(reverse("meetings:list")).content.decode()


def test_a_role_that_is_taken_away_is_asked_for_again():
    user = person("secretariat", "writer")
    client = signed_in("official", "other")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "新增會議" in client.get(reverse("meetings:list")).content.decode()
    assign_role(user, Role.OFFICIAL)
    Membership.objects.filter(user=user).exclude(role=Role.OFFICIAL).delete()
    sync_user_groups(user)
    assert "新增會議" not in client.get(reverse("meetings:list")).content.decode()


def test_each_answer_has_a_token_of_its_own_that_the_form_is_taken_with(reader):
    tokens = set()
    for _ in range(3):
        page = reader.get(reverse("home")).content.decode()
        tokens.add(re.search('name="csrfmiddlewaretoken" value="([^"]+)"', page)[1])
    assert len(tokens) == 3
    assert {len(token) for token in tokens} == {64}


def test_the_seconds_until_the_session_ends_are_those_of_this_answer(rf, monkeypatch):
    monkeypatch.setattr(page_cache, "VARYING", ((page_cache.VARYING[1][0], lambda request: 77),))
    assert (
        page_cache._up_to_date(b'<dialog data-seconds="5" id="x">', rf.get("/")) == b'<dialog data-seconds="77" id="x">'
    )


def test_a_message_is_told_once_and_kept_in_no_page(rf, reader):
    url, cookies = reverse("meetings:list"), MessageStorage.storage_classes[0](rf.get("/"))
    reader.get(url)
    reader.cookies[cookies.cookie_name] = cookies._encode([Message(constants.SUCCESS, "已送出")])
    assert ["已送出" in reader.get(url).content.decode() for _ in range(3)] == [True, False, False]


def test_a_page_of_another_platform_is_remembered_each_time(reader):
    other = Platform.objects.create(name="另一平臺")
    level = MeetingLevel.objects.create(platform=other, name="另一層級", slug="other-level", order=1)
    IssueGroup.objects.create(platform=other, name="另一組", order=1)
    meeting = Meeting.objects.create(level=level, number=1, held_on="2001-01-01")
    first = Platform.objects.order_by("pk").first()
    ours = Meeting.objects.get(level__name="副市長層級", number=5)
    for _ in range(2):
        reader.get(reverse("agenda:hub", args=[meeting]))
        reader.get(meeting.get_absolute_url())
        assert reader.session["platform"] == other.pk
        reader.get(ours.get_absolute_url())
        assert reader.session["platform"] == first.pk


def test_an_error_is_not_kept(reader):
    url = reverse("cases:detail", args=[987654])
    assert reader.get(url).status_code == 404
    assert list(caches[page_cache.PAGES]._cache) == []


def test_without_the_setting_nothing_is_kept(reader, settings):
    settings.CACHE_PAGES = False
    reader.get(reverse("home"))
    assert list(caches[page_cache.PAGES]._cache) == []
