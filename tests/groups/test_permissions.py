"""Object rules: question × role, with the meeting as draft and as final."""

import pytest
from django.contrib.auth.models import AnonymousUser, Permission

from cases.models import Case, Kind
from groups import permissions
from groups.models import City, IssueGroup, Membership
from meetings import permissions as meeting_permissions
from meetings.models import Meeting
from tests.factories import CaseFactory, MeetingFactory, record
from tests.meetings.circulation.rounds import draft, reviewer, sent
from tests.people import person

pytestmark = pytest.mark.django_db

ROLES = ["stranger", "nobody", "official", "liaison", "secretariat", "superuser"]
SECRETARIES = {"secretariat", "superuser"}
QUESTIONS = [
    ("is_secretariat", [], SECRETARIES),
    ("has_role", [], SECRETARIES | {"official", "liaison"}),
    ("can_record", [], SECRETARIES),
    ("can_edit_meeting", ["draft"], SECRETARIES),
    ("can_edit_meeting", ["final"], set()),
    ("can_finalise", ["draft"], SECRETARIES),
    ("can_finalise", ["final"], set()),
    ("can_explain_difference", ["final"], SECRETARIES),
    ("can_write_for_group", ["own group"], SECRETARIES | {"liaison"}),
    ("can_write_for_group", ["other group"], SECRETARIES),
    ("can_submit_for_group", ["own group"], {"liaison"}),
    ("can_submit_for_group", ["other group"], set()),
    ("can_read_record", ["draft"], SECRETARIES),
    ("can_read_record", ["final"], set(ROLES)),
    ("can_read_case", ["case on record"], set(ROLES)),
    ("can_read_case", ["case of a draft"], SECRETARIES),
    ("can_correct", ["draft"], set()),
    ("can_correct", ["final"], SECRETARIES),
    ("can_publish", [], SECRETARIES),
]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("question", "about", "allowed"), QUESTIONS)
def test_who_may(question, about, allowed, role):
    user = AnonymousUser() if role == "stranger" else person(role)
    rows = {
        "draft": MeetingFactory,
        "final": lambda: Meeting.objects.finalised().first(),
        "own group": lambda: IssueGroup.objects.get(name="交通組"),
        "other group": lambda: IssueGroup.objects.get(name="災防組"),
        "case on record": lambda: Case.objects.on_record().first(),
        "case of a draft": lambda: record(CaseFactory(), MeetingFactory(), Kind.ADDED).case,
    }

    asked = getattr(permissions, question, None) or getattr(meeting_permissions, question)
    assert asked(user, *(rows[name]() for name in about)) is (role in allowed)


def test_roles_alone_give_permissions_and_are_asked_for_once(django_assert_num_queries):
    user = person("official")
    user.user_permissions.add(Permission.objects.get(codename="change_meeting"))
    with django_assert_num_queries(1):
        assert (permissions.has_role(user), permissions.is_secretariat(user)) == (True, False)


def test_a_disabled_account_may_nothing():
    user = person("secretariat")
    user.is_active = False

    assert not permissions.is_secretariat(user)


def test_the_groups_of_a_liaison_come_in_order_and_in_one_query(django_assert_num_queries):
    user = person("liaison")

    with django_assert_num_queries(1):
        assert [group.name for group in permissions.liaison_groups(user)] == ["交通組"]


def test_who_was_asked_to_confirm_a_draft_reads_it_and_its_cases():
    asked, other = reviewer("asked", "基隆市"), reviewer("other", "臺北市")
    meeting = draft()
    case = record(CaseFactory(), meeting, Kind.ADDED).case
    sent(meeting, asked)

    assert [meeting_permissions.can_read_record(user, meeting) for user in (asked, other)] == [True, False]
    assert [meeting_permissions.can_read_case(user, case) for user in (asked, other)] == [True, False]


@pytest.mark.parametrize("role", ROLES)
def test_the_secretariat_needs_a_second_factor_where_the_setting_says_so(settings, role):
    user = AnonymousUser() if role == "stranger" else person(role)

    for required in (set(), {"secretariat"}):
        settings.MFA_REQUIRED_ROLES = required
        assert bool(permissions.needs_second_factor(user)) is (bool(required) and role in SECRETARIES)


def test_the_city_of_an_account_is_that_of_its_first_membership_with_one():
    user, city = person("liaison"), City.objects.order_by("pk").last()

    assert permissions.city_of(AnonymousUser()) is None
    assert permissions.city_of(user) is None
    Membership.objects.filter(user=user).update(city=city)
    Membership.objects.create(user=user, role="official", city=City.objects.order_by("pk").first())
    assert permissions.city_of(user) == city
