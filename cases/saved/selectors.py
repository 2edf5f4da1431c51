"""Which saved filters a user sees, and those of one list as its page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from cases.models import SavedFilter, Sharing
from groups.names import person_name
from groups.permissions import AnyUser
from platform_site.shared.lists.listing import Listing


@dataclass(frozen=True)
class SavedLink:
    """A saved filter as a link. `by` names who shared it, "" for one's own; `is_current`: the list shows it now."""

    saved: SavedFilter
    by: str
    is_current: bool


@dataclass(frozen=True)
class SavedOfList:
    """The saved filters of a list that a user sees there, and where to save what the list is narrowed to."""

    links: tuple[SavedLink, ...]
    new_url: str


def visible(user: AnyUser) -> QuerySet[SavedFilter]:
    """The user's own and those shared with everybody: what lists of them show."""
    return SavedFilter.objects.filter(Q(owner=user.pk) | Q(sharing=Sharing.EVERYBODY)).select_related("owner")


def openable(user: AnyUser) -> QuerySet[SavedFilter]:
    """Those whose link works for the user: nobody else's private ones."""
    return SavedFilter.objects.filter(Q(owner=user.pk) | ~Q(sharing=Sharing.PRIVATE)).select_related("platform")


def own(user: AnyUser) -> QuerySet[SavedFilter]:
    """Those that the user may change."""
    return SavedFilter.objects.filter(owner=user.pk).select_related("platform")


def saved_of(user: User, listing: Listing) -> SavedOfList:
    """The saved filters of a list, the user's own first; one query."""
    found = visible(user).filter(platform=listing.platform, list_key=listing.definition.key)
    rows: Sequence[SavedFilter] = sorted(found, key=lambda row: (row.owner_id != user.pk, row.name))
    now = listing.query if listing.is_valid else None
    links = tuple(
        SavedLink(row, "" if row.owner_id == user.pk else person_name(row.owner), row.query == now) for row in rows
    )
    asked = urlencode({"list": listing.definition.key, "query": listing.query})
    return SavedOfList(links, f"{reverse('saved:new')}?{asked}")
