"""Who may do what to which row: the permission checks of views, the admin and templates.

What a role may do at all is Django's permissions (`groups/roles.py`); here they are joined with the state of the
row, and so are the questions about a meeting in `meetings/permissions.py`. A superuser may do what the secretariat may.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User

from groups.models import City, IssueGroup, Membership, Role

AnyUser = User | AnonymousUser


def has_role(user: AnyUser) -> bool:
    """Whether the account may use the platform: by a role, or as a superuser.

    Asks for the permissions that a role brings and not for the membership: Django keeps them for the whole request.
    """
    return user.is_superuser or bool(user.get_group_permissions())


def may(user: AnyUser, permission: str) -> bool:
    """Whether a role gives the user a permission, by Django's name of it: `app.action_model`.

    `User.has_perm` without the permissions of one account alone, which nobody has here: it asks for them by a query.
    """
    return user.is_active and (user.is_superuser or permission in user.get_group_permissions())


def is_secretariat(user: AnyUser) -> bool:
    """Whether the user does the secretariat's work."""
    return may(user, "meetings.change_meeting")


def needs_second_factor(user: AnyUser) -> bool:
    """Whether the account must have a second factor, by MFA_REQUIRED_ROLES; superusers with the secretariat.

    `is_staff` follows the secretariat's role (groups/roles.py) and comes with the user; the other roles take a query.
    """
    required = settings.MFA_REQUIRED_ROLES
    if user.is_staff and Role.SECRETARIAT in required:
        return True
    others = required - {Role.SECRETARIAT}
    return bool(others) and user.is_authenticated and Membership.objects.filter(user=user, role__in=others).exists()


def liaison_groups(user: AnyUser) -> list[IssueGroup]:
    """The issue groups the user is liaison of, in order; one query."""
    if not user.is_authenticated:
        return []
    return list(IssueGroup.objects.filter(membership__user=user, membership__role=Role.LIAISON))


def city_of(user: AnyUser) -> City | None:
    """The city the user works for, by the first membership that names one; one query."""
    if not user.is_authenticated:
        return None
    return City.objects.filter(membership__user=user).order_by("membership__pk").first()


def can_submit_for_group(user: AnyUser, group: IssueGroup) -> bool:
    """Whether the user may send what `group` owes: its own liaison alone, for whoever accepts does not send."""
    return group in liaison_groups(user)


def can_write_for_group(user: AnyUser, group: IssueGroup) -> bool:
    """Whether the user may file what `group` owes: its own liaison, or the secretariat on its behalf."""
    return is_secretariat(user) or group in liaison_groups(user)
