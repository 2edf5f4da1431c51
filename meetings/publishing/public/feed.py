"""The Atom feed of what was published, newest first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from meetings.models import Publication
from meetings.publishing.scope import Scope, latin_key

MOST = 50


@dataclass(frozen=True)
class Entry:
    """One act of publishing that stands."""

    pk: int
    title: str
    text: str
    path: str
    at: datetime


class PublishedFeed(Feed):
    """The feed of a scope. An entry's id is a tag: URI of the host, the day and the act's number, and never changes."""

    feed_type = Atom1Feed
    language = "zh-Hant-TW"
    description_template = title_template = None

    def __init__(self, scope: Scope, absolute: Callable[[str], str]) -> None:
        self.scope, self.absolute = scope, absolute
        self.link = absolute(reverse("public:overview"))
        self.feed_url = absolute(reverse("public:feed"))
        self.host = urlsplit(self.link).hostname or "localhost"

    def title(self) -> str:
        return f"{self.scope.name}公開資訊"

    def subtitle(self) -> str:
        return "新公開的會議紀錄、列管統計與合作案清單"

    def feed_guid(self) -> str:
        return f"tag:{self.host},2023:public"

    def author_name(self) -> str:
        return self.scope.sites[0].provider or self.scope.name

    def items(self) -> list[Entry]:
        return entries(self.scope)

    def item_title(self, item: Entry) -> str:
        return item.title

    def item_description(self, item: Entry) -> str:
        return item.text

    def item_link(self, item: Entry) -> str:
        return self.absolute(item.path)

    def item_guid(self, item: Entry) -> str:
        return f"tag:{self.host},{item.at:%Y-%m-%d}:publication/{item.pk}"

    def item_pubdate(self, item: Entry) -> datetime:
        return item.at

    def item_updateddate(self, item: Entry) -> datetime:
        return item.at

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().__call__(request, *args, **kwargs)
        response["Content-Type"] = "application/atom+xml; charset=utf-8"
        return response


def entries(scope: Scope) -> list[Entry]:
    """The newest acts that stand, of platforms that are on."""
    rows = Publication.objects.standing().filter(platform__in=scope.platforms)
    rows = rows.select_related("platform", "minutes__meeting__level__platform", "minutes__meeting__group").defer(
        "minutes__document", "minutes__text", "minutes__answers"
    )
    return [_entry(row) for row in rows.order_by("-published_at", "-pk")[:MOST]]


def _entry(row: Publication) -> Entry:
    if row.minutes is None:
        path = reverse(f"public:{row.what}")
        title = f"{row.platform}{row.get_what_display()}"
        return Entry(row.pk, title, f"公開{title}。", path, row.published_at)
    meeting, number = row.minutes.meeting, row.minutes.number
    key = latin_key(meeting)
    title = f"{meeting.level.platform}{meeting}紀錄" + (f"（更正第{number}版）" if number > 1 else "")
    text = f"公開{title}，內容驗證碼{row.minutes.sha256}。"
    return Entry(row.pk, title, text, reverse("public:version", args=[key, number]), row.published_at)
