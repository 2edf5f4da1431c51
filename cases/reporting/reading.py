"""Who reads what of an update: what is not sent yet is its group's and the secretariat's only.

Everybody else sees what was sent; while a correction is under way, the version in force.
"""

from __future__ import annotations

from django.db.models import Q

from cases.models import QuarterlyUpdate, QuarterlyUpdateQuerySet
from cases.models.reporting import WITH_LIAISON
from cases.reporting.obligations import Obligation
from groups.permissions import AnyUser, can_write_for_group, is_secretariat, liaison_groups


def version_for(user: AnyUser, obligation: Obligation) -> QuarterlyUpdate | None:
    """The version of a report that the user sees; None where there is none for them."""
    if can_write_for_group(user, obligation.group):
        return obligation.editable or obligation.update
    return obligation.update if obligation.is_sent else None


def may_read(user: AnyUser, update: QuarterlyUpdate) -> bool:
    """Whether the user may read this version and its attachments."""
    return not update.is_with_liaison or can_write_for_group(user, update.group)


def readable(updates: QuarterlyUpdateQuerySet, user: AnyUser) -> QuarterlyUpdateQuerySet:
    """Those of the updates that the user may read; one query more at most."""
    if is_secretariat(user):
        return updates
    own = [group.pk for group in liaison_groups(user)]
    return updates.exclude(Q(state__in=WITH_LIAISON) & ~Q(group__in=own))
