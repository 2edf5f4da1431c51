"""Who may do what to which row: plain questions that views, the admin and templates ask, answered in one place.

What a role may do at all is Django's permissions (`groups/roles.py`); here they are joined with the state of the
row. A superuser may do what the secretariat may. Rows are taken as they come, so that nothing is imported from the
apps above this one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from groups.models import IssueGroup, Role

if TYPE_CHECKING:
    from cases.models import Case
    from meetings.models import Meeting

User = AbstractBaseUser | AnonymousUser


def is_secretariat(user: User) -> bool:
    """Whether the user does the secretariat's work."""
    return user.has_perm("meetings.change_meeting")


def liaison_groups(user: User) -> list[IssueGroup]:
    """The issue groups the user is liaison of, in order; one query."""
    if not user.is_authenticated:
        return []
    return list(IssueGroup.objects.filter(membership__user=user, membership__role=Role.LIAISON))


def can_write_for_group(user: User, group: IssueGroup) -> bool:
    """Whether the user may file what `group` owes: its own liaison, or the secretariat on its behalf."""
    return is_secretariat(user) or group in liaison_groups(user)


def can_edit_meeting(user: User, meeting: Meeting) -> bool:
    """Whether the user may change what the minutes of `meeting` say: the secretariat, while it is a draft."""
    return is_secretariat(user) and not meeting.is_final


def can_record(user: User) -> bool:
    """Whether the user may write decisions into the ledger; the ledger itself says at which meeting."""
    return user.has_perm("cases.add_statuschange")


def can_finalise(user: User, meeting: Meeting) -> bool:
    """Whether the user may make the record of `meeting` final."""
    return can_edit_meeting(user, meeting) and can_record(user)


def can_edit_case(user: User, case: Case | None = None) -> bool:
    """Whether the user may change a case's own data, its status aside, which is the ledger's."""
    return user.has_perm("cases.change_case")


def can_explain_difference(user: User, meeting: Meeting) -> bool:
    """Whether the user may write an explanation of a difference; of a finalised meeting too, its record stays."""
    return user.has_perm("meetings.add_differencenote")
