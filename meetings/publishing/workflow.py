"""The one write path of what is public: publishing, withdrawing, and a platform's switch. All of it stays on record.

Who may do it is the caller's question (`meetings/permissions.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from groups.actors import Actor
from groups.models import Platform
from meetings.models import Meeting, MinutesVersion, Publication, PublicSite
from platform_site.shared.locking.versions import locked, require_version
from platform_site.shared.refusals import Refusal

What = Publication.What
ALREADY = "「{}」已經公開，請重新整理頁面。"


@dataclass(frozen=True)
class SiteContent:
    """Whom the open data names as its provider."""

    provider: str
    contact_name: str
    contact_phone: str
    contact_email: str


@transaction.atomic
def publish_minutes(version: MinutesVersion, actor: Actor) -> Publication:
    """Publish a version of finalised minutes. Raises Refusal unless it is the one in force and not public yet.

    Earlier versions that are public stay so, and are linked from the newest one.
    """
    meeting = Meeting.objects.select_related("level__platform").get(pk=version.meeting_id)
    platform = _locked_platform(meeting.level.platform)
    if not meeting.is_final:
        raise Refusal(f"{meeting}尚未定稿，定稿後才能公開。")
    latest = meeting.versions.order_by("number").last()
    if latest is None or latest.pk != version.pk:
        raise Refusal(f"{version}不是目前有效的版本，請公開最新的版本。")
    if Publication.objects.standing().filter(minutes=version).exists():
        raise Refusal(ALREADY.format(version))
    return _publish(platform, What.MINUTES, actor, version)


@transaction.atomic
def publish_list(platform: Platform, what: str, actor: Actor) -> Publication:
    """Publish a platform's tally or list of cases. Raises Refusal where it is public already, or is no list."""
    platform = _locked_platform(platform)
    if what not in (What.TALLY, What.CASES):
        raise Refusal("請選擇列管統計或合作案清單。")
    if Publication.objects.standing().filter(platform=platform, what=what).exists():
        raise Refusal(ALREADY.format(What(what).label))
    return _publish(platform, what, actor)


@transaction.atomic
def withdraw(publication: Publication, actor: Actor, *, version: int | None) -> Publication:
    """Take something back from the public; its URL answers 410 from now on. Raises StaleRow, Refusal."""
    row = locked(Publication.objects.all(), publication.pk, version)
    if row.withdrawn_at is not None:
        raise Refusal(f"「{row}」已經撤回。")
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_by_name = timezone.now(), actor.user, actor.name
    row.version += 1
    row.save()
    return row


@transaction.atomic
def switch(platform: Platform, is_on: bool, *, version: int | None) -> PublicSite:
    """Switch a platform's public pages on or off. Raises StaleRow; `version` is 0 where there was no row yet."""
    site = _locked_site(platform, version)
    site.is_on = is_on
    site.save()
    return site


@transaction.atomic
def save_site(platform: Platform, content: SiteContent, *, version: int | None) -> PublicSite:
    """Save whom the open data names. Raises StaleRow, and Refusal with a sentence for each wrong field."""
    site = _locked_site(platform, version)
    for name, value in vars(content).items():
        setattr(site, name, value.strip())
    try:
        site.full_clean()
    except ValidationError as error:
        fields = {name: "".join(texts) for name, texts in error.message_dict.items()}
        raise Refusal("提供機關與聯絡資訊尚未儲存。", fields) from error
    site.save()
    return site


def _publish(platform: Platform, what: str, actor: Actor, version: MinutesVersion | None = None) -> Publication:
    return Publication.objects.create(
        platform=platform,
        what=what,
        minutes=version,
        published_at=timezone.now(),
        published_by=actor.user,
        published_by_name=actor.name,
    )


def _locked_platform(platform: Platform) -> Platform:
    # Two secretaries who publish the same at once: the second finds it public and is told so.
    return Platform.objects.select_for_update().order_by("pk").get(pk=platform.pk)


def _locked_site(platform: Platform, version: int | None) -> PublicSite:
    """The platform's row with the next version number, or a new one."""
    _locked_platform(platform)
    current = PublicSite.objects.filter(platform=platform).first()
    require_version(current, version)
    if current is None:
        return PublicSite(platform=platform)
    current.version += 1
    return current
