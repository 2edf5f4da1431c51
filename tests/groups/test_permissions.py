"""Object rules: question × role, with the meeting as draft and as final."""

import pytest
from django.contrib.auth.models import AnonymousUser

from groups import permissions
from groups.models import IssueGroup
from meetings import permissions as meeting_permissions
from meetings.models import Meeting
from tests.factories import MeetingFactory
from tests.people import person

pytestmark = pytest.mark.django_db

SECRETARIES = {"secretariat", "superuser"}
QUESTIONS = [
    ("is_secretariat", [], SECRETARIES),
    ("can_record", [], SECRETARIES),
    ("can_edit_meeting", ["draft"], SECRETARIES),
    ("can_edit_meeting", ["final"], set()),
    ("can_finalise", ["draft"], SECRETARIES),
    ("can_finalise", ["final"], set()),
    ("can_explain_difference", ["final"], SECRETARIES),
    ("can_write_for_group", ["own group"], SECRETARIES | {"liaison"}),
    ("can_write_for_group", ["other group"], SECRETARIES),
]


@pytest.mark.parametrize("role", ["stranger", "nobody", "official", "liaison", "secretariat", "superuser"])
@pytest.mark.parametrize(("question", "about", "allowed"), QUESTIONS)
def test_who_may(question, about, allowed, role):
    user = AnonymousUser() if role == "stranger" else person(role)
    rows = {
        "draft": MeetingFactory,
        "final": lambda: Meeting.objects.finalised().first(),
        "own group": lambda: IssueGroup.objects.get(name="交通組"),
        "other group": lambda: IssueGroup.objects.get(name="災防組"),
    }

    asked = getattr(permissions, question, None) or getattr(meeting_permissions, question)
    assert asked(user, *(rows[name]() for name in about)) is (role in allowed)


def test_a_disabled_account_may_nothing():
    user = person("secretariat")
    user.is_active = False

    assert not permissions.is_secretariat(user)


def test_the_groups_of_a_liaison_come_in_order_and_in_one_query(django_assert_num_queries):
    user = person("liaison")

    with django_assert_num_queries(1):
        assert [group.name for group in permissions.liaison_groups(user)] == ["交通組"]
