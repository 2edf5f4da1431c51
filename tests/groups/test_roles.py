"""Roles: memberships and Django's permission groups are written together, and exactly."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError

from groups.models import City, IssueGroup, Membership, Role
from groups.roles import NOT_FOR_SECRETARIAT, SECRETARIAT_AUTH, assign_role, sync_role_permissions, sync_user_groups

pytestmark = pytest.mark.django_db

PACKAGES = ("platform_site", "groups", "cases", "meetings")


def codenames(role):
    return set(Group.objects.get(name=role).permissions.values_list("codename", flat=True))


def test_sync_makes_the_three_groups_with_exactly_their_permissions_however_often_it_runs():
    sync_role_permissions()
    before = {role: codenames(role) for role in Role.values}
    Group.objects.get(name=Role.OFFICIAL).permissions.set(Group.objects.get(name=Role.SECRETARIAT).permissions.all())
    Group.objects.get(name=Role.SECRETARIAT).permissions.clear()

    sync_role_permissions()

    assert {role: codenames(role) for role in Role.values} == before
    assert before[Role.OFFICIAL] == before[Role.LIAISON]
    assert all(name.startswith("view_") for name in before[Role.OFFICIAL])
    assert {"add_statuschange", "change_meeting", "delete_case", "add_user"} <= before[Role.SECRETARIAT]


@pytest.mark.parametrize("codename", [*NOT_FOR_SECRETARIAT, "delete_user", "change_group", "change_permission"])
def test_the_secretariat_cannot(codename):
    sync_role_permissions()

    assert codename not in codenames(Role.SECRETARIAT)


def test_no_model_of_the_project_is_forgotten():
    sync_role_permissions()
    # Told by where a model's code lies, not by the list that the sync goes by.
    ours = [model for model in apps.get_models() if model.__module__.split(".")[0] in PACKAGES]
    # One without permissions is no page's and no role's.
    names = [model._meta.model_name for model in ours if model._meta.default_permissions]
    all_four = {f"{action}_{name}" for name in names for action in ("add", "change", "delete", "view")}

    assert {"meeting", "case", "issuegroup", "historicalcase"} <= set(names)
    assert {f"view_{name}" for name in names} == codenames(Role.OFFICIAL) == codenames(Role.LIAISON)
    assert codenames(Role.SECRETARIAT) == all_four - set(NOT_FOR_SECRETARIAT) | set(SECRETARIAT_AUTH)


def test_a_role_is_a_membership_and_a_permission_group_at_once():
    sync_role_permissions()
    user = User.objects.create_user("wang")

    membership = assign_role(user, Role.SECRETARIAT, city=City.objects.get(name="臺北市"))

    user = User.objects.get(pk=user.pk)
    assert (membership.role, membership.city.name) == ("secretariat", "臺北市")
    assert [group.name for group in user.groups.all()] == ["secretariat"]
    assert user.is_staff
    assert user.has_perm("meetings.change_meeting")


def test_assigning_a_role_twice_leaves_one_membership():
    sync_role_permissions()
    user, group = User.objects.create_user("wang"), IssueGroup.objects.get(name="交通組")

    assign_role(user, Role.LIAISON, group)
    assign_role(user, Role.LIAISON, group)

    assert Membership.objects.filter(user=user).count() == 1
    assert not User.objects.get(pk=user.pk).is_staff


@pytest.mark.parametrize(
    ("role", "group"), [(Role.LIAISON, None), (Role.OFFICIAL, "交通組"), (Role.SECRETARIAT, "交通組")]
)
def test_only_a_liaison_has_a_group_and_needs_one(role, group):
    sync_role_permissions()
    user = User.objects.create_user("wang")

    with pytest.raises(ValidationError, match="聯絡人必須指定議題小組，其他角色不可指定。"):
        assign_role(user, role, group and IssueGroup.objects.get(name=group))

    assert not Membership.objects.filter(user=user).exists()


def test_without_its_membership_a_user_loses_the_permissions_and_keeps_foreign_groups():
    sync_role_permissions()
    user = User.objects.create_user("wang")
    user.groups.add(Group.objects.create(name="another"))
    assign_role(user, Role.SECRETARIAT).delete()

    sync_user_groups(user)

    user = User.objects.get(pk=user.pk)
    assert [group.name for group in user.groups.all()] == ["another"]
    assert not user.is_staff
