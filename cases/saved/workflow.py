"""Saving, changing and removing a filter. Each is its owner's alone."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from cases.models import SavedFilter, Sharing
from cases.models.saved import NAME_LIMIT, QUERY_LIMIT
from groups.models import Platform
from platform_site.shared.lists.listing import Listing
from platform_site.shared.locking.versions import locked
from platform_site.shared.refusals import Refusal

# Nobody finds their way among more of them.
MOST_PER_LIST = 50
NOTHING_TO_SAVE = "清單目前沒有任何條件或排序，沒有可儲存的內容。請先篩選清單再儲存。"
NOT_VALID = "這組條件有一項已無法使用，無法儲存。請回清單依欄位旁的說明修正後再儲存。"
TOO_LONG = "條件太長，無法儲存。請減少條件後再儲存。"


@dataclass(frozen=True)
class SavedContent:
    """What its owner decides of a saved filter."""

    name: str
    sharing: str = Sharing.PRIVATE


@transaction.atomic
def save(owner: User, platform: Platform, listing: Listing, content: SavedContent) -> SavedFilter:
    """Keep what the list is narrowed to under a name.

    Of the query string only what the list's FilterSet knows is kept. Raises Refusal where there is nothing to keep, the
    conditions are wrong, the name is taken or missing, or there are too many.
    """
    if why := why_not_saved(listing):
        raise Refusal(why)
    # The owner's row stands for all their filters: two saved at once are counted and named one after the other.
    User.objects.select_for_update().get(pk=owner.pk)
    mine = SavedFilter.objects.filter(owner=owner, platform=platform, list_key=listing.definition.key)
    _check(content, mine)
    if mine.count() >= MOST_PER_LIST:
        raise Refusal(f"每個清單最多儲存 {MOST_PER_LIST} 組篩選，請先刪除不再使用的。")
    return SavedFilter.objects.create(
        owner=owner,
        platform=platform,
        list_key=listing.definition.key,
        name=content.name,
        query=listing.query,
        words="；".join(map(str, listing.conditions)),
        sharing=content.sharing,
        key=_new_key(),
    )


@transaction.atomic
def change(saved: SavedFilter, content: SavedContent, *, version: int | None) -> SavedFilter:
    """Give it another name or share it otherwise. Made private, its old link leads nowhere any more.

    Raises StaleRow where somebody changed it since, Refusal where the name is taken or missing.
    """
    User.objects.select_for_update().get(pk=saved.owner_id)
    row = locked(SavedFilter.objects.all(), saved.pk, version)
    others = SavedFilter.objects.filter(owner=row.owner_id, platform=row.platform_id, list_key=row.list_key)
    _check(content, others.exclude(pk=row.pk))
    if content.sharing == Sharing.PRIVATE and row.sharing != Sharing.PRIVATE:
        row.key = _new_key()
    row.name, row.sharing, row.version = content.name, content.sharing, row.version + 1
    row.save()
    return row


@transaction.atomic
def remove(saved: SavedFilter, *, version: int | None) -> None:
    """Remove it for good. Raises StaleRow where somebody changed it since."""
    locked(SavedFilter.objects.all(), saved.pk, version).delete()


def why_not_saved(listing: Listing) -> str:
    """Why what the list is narrowed to cannot be saved, as a Chinese sentence; empty where it can."""
    if not listing.is_valid:
        return NOT_VALID
    if not listing.query:
        return NOTHING_TO_SAVE
    return TOO_LONG if len(listing.query) > QUERY_LIMIT else ""


def _check(content: SavedContent, others: QuerySet[SavedFilter]) -> None:
    errors: dict[str, str] = {}
    if not content.name:
        errors["name"] = "請填寫名稱。"
    elif len(content.name) > NAME_LIMIT:
        errors["name"] = f"名稱最多 {NAME_LIMIT} 字，目前 {len(content.name)} 字，請縮短。"
    elif others.filter(name=content.name).exists():
        errors["name"] = f"您在這個清單已有名為「{content.name}」的篩選，請換一個名稱。"
    if content.sharing not in Sharing.values:
        errors["sharing"] = "請選擇要不要分享。"
    if errors:
        raise Refusal("沒有儲存。", errors)


def _new_key() -> str:
    """Not to be guessed: whoever has the link of a shared filter may open it."""
    return secrets.token_urlsafe(16)
