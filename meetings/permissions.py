"""Who may do what to which meeting: the roles of `groups/permissions.py` joined with the state of the meeting."""

from __future__ import annotations

from cases.models import Case
from groups.permissions import AnyUser, is_secretariat, may
from meetings.models import Meeting, Reviewer


def can_read_record(user: AnyUser, meeting: Meeting) -> bool:
    """Whether the user may read what `meeting` decided and its minutes.

    Everybody once they are final; of a draft the secretariat, and whoever was asked to confirm it in any round. What
    prepares a meeting (notice, agenda, papers) is for everybody before.
    """
    asked = Reviewer.objects.filter(circulation__meeting=meeting, user=user.pk)
    return meeting.is_final or is_secretariat(user) or asked.exists()


def can_read_case(user: AnyUser, case: Case) -> bool:
    """Whether the user may read of `case`: everybody once it is on record, else by a draft that they may read."""
    if case.status or is_secretariat(user) or Case.objects.on_record().filter(pk=case.pk).exists():
        return True
    drafts = Meeting.objects.drafts().filter(changes__case=case.pk)
    return Reviewer.objects.filter(circulation__meeting__in=drafts, user=user.pk).exists()


def can_edit_meeting(user: AnyUser, meeting: Meeting) -> bool:
    """Whether the user may change what the minutes of `meeting` say: the secretariat, while it is a draft."""
    return is_secretariat(user) and not meeting.is_final


def can_record(user: AnyUser) -> bool:
    """Whether the user may write decisions into the ledger; the ledger itself says at which meeting."""
    return may(user, "cases.add_statuschange")


def can_finalise(user: AnyUser, meeting: Meeting) -> bool:
    """Whether the user may make the record of `meeting` final."""
    return can_edit_meeting(user, meeting) and can_record(user)


def can_correct(user: AnyUser, meeting: Meeting) -> bool:
    """Whether the user may write the next version of finalised minutes."""
    return meeting.is_final and is_secretariat(user) and can_record(user)


def can_explain_difference(user: AnyUser, meeting: Meeting) -> bool:
    """Whether the user may write an explanation of a difference; of a finalised meeting too, its record stays."""
    return may(user, "meetings.add_differencenote")


def can_publish(user: AnyUser) -> bool:
    """Whether the user may publish and withdraw, and switch the public pages on or off."""
    return may(user, "meetings.add_publication")
