"""Who may do what to which meeting: the roles of `groups/permissions.py` joined with the state of the meeting."""

from __future__ import annotations

from groups.permissions import AnyUser, is_secretariat
from meetings.models import Meeting


def can_edit_meeting(user: AnyUser, meeting: Meeting) -> bool:
    """Whether the user may change what the minutes of `meeting` say: the secretariat, while it is a draft."""
    return is_secretariat(user) and not meeting.is_final


def can_record(user: AnyUser) -> bool:
    """Whether the user may write decisions into the ledger; the ledger itself says at which meeting."""
    return user.has_perm("cases.add_statuschange")


def can_finalise(user: AnyUser, meeting: Meeting) -> bool:
    """Whether the user may make the record of `meeting` final."""
    return can_edit_meeting(user, meeting) and can_record(user)


def can_correct(user: AnyUser, meeting: Meeting) -> bool:
    """Whether the user may write the next version of finalised minutes."""
    return meeting.is_final and is_secretariat(user) and can_record(user)


def can_explain_difference(user: AnyUser, meeting: Meeting) -> bool:
    """Whether the user may write an explanation of a difference; of a finalised meeting too, its record stays."""
    return user.has_perm("meetings.add_differencenote")


def can_publish(user: AnyUser) -> bool:
    """Whether the user may publish and withdraw, and switch the public pages on or off."""
    return user.has_perm("meetings.add_publication")
