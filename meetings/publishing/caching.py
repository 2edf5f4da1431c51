"""How public answers are cached: an ETag that is known before anything is composed, and no cookie in or out.

The ETag says in which state the rows are that public pages are made of, and which code makes them: one query. Caches
keep an answer for a minute and then ask again, so what was withdrawn is gone at once, or after that minute.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache, wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from cases.models import Case, Succession
from groups.models import City, IssueGroup, Platform
from meetings.models import MeetingLevel, Publication, PublicSite
from meetings.publishing.scope import public_scope

CACHED = "public, max-age=60, must-revalidate"
NOT_CACHED = "no-store"
# Rows that public pages print and that may change: what finalised meetings consist of is frozen.
PRINTED = (Publication, PublicSite, Platform, City, IssueGroup, MeetingLevel)
# These may change through drafts too, of whose time the public learns nothing: they count for the ETag alone.
RELATED = (Case, Succession)
# What answers are made by; a new release makes every ETag a new one.
MADE_BY = ("platform_site", "groups", "cases", "meetings", "templates", "requirements.txt")
View = Callable[..., HttpResponseBase]


class Gone(Exception):
    """What the URL names was public and has been withdrawn; the message is a Chinese sentence."""


@dataclass(frozen=True)
class State:
    """The state of everything that is public: its ETag, and when it last changed, as far as the public may know."""

    etag: str
    changed_at: datetime | None


def state_now() -> State:
    """The state of this moment, in one query."""
    newest = {
        f"{model._meta.model_name}_{column}": Subquery(
            model.history.model.objects.order_by("-history_id").values(f"history_{column}")[:1]
        )
        for model in (*PRINTED, *RELATED)
        for column in ("id", "date")
    }
    row = Platform.objects.order_by("pk").annotate(**newest).values(*newest).first() or {}
    moments = [row.get(f"{model._meta.model_name}_date") for model in PRINTED]
    marks = [code_digest(), *(row.get(f"{model._meta.model_name}_id") for model in (*PRINTED, *RELATED))]
    digest = hashlib.sha256(repr(marks).encode()).hexdigest()[:32]
    return State(f'"{digest}"', max((moment for moment in moments if moment), default=None))


@cache
def code_digest() -> str:
    """A digest of the code, templates and static files of this release; read once a process."""
    digest = hashlib.sha256()
    for name in MADE_BY:
        path = Path(settings.BASE_DIR) / name
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and file.suffix != ".pyc":
                digest.update(file.relative_to(settings.BASE_DIR).as_posix().encode() + file.read_bytes())
    return digest.hexdigest()


def public(view: View) -> View:
    """A public page: open to strangers, read only, cached. Its view is called only where no 304 answers.

    Http404 and Gone become answers that nobody caches. With no platform switched on, every such page is a 404.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not PublicSite.objects.filter(is_on=True).exists():
            raise Http404
        state = state_now()
        changed = int(state.changed_at.timestamp()) if state.changed_at else None
        response: HttpResponseBase | None = get_conditional_response(request, state.etag, changed)
        if response is None:
            try:
                response = view(request, *args, **kwargs)
            except Gone as error:
                return _nothing_here(request, 410, "已撤回公開", str(error))
            except Http404 as error:
                return _nothing_here(request, 404, "找不到這一頁", str(error))
        if response.status_code in (200, 304):
            response.headers.setdefault("ETag", state.etag)
            if changed is not None:
                response.headers["Last-Modified"] = http_date(changed)
            response.headers["Cache-Control"] = CACHED
        return response

    # A POST is refused as such, before anybody asks for its token.
    marked: View = csrf_exempt(login_not_required(require_safe(answer)))
    return marked


def _nothing_here(request: HttpRequest, status: int, heading: str, sentence: str) -> HttpResponse:
    """A 404 or 410 in the frame of the public pages; nobody may keep it."""
    context = {"scope": public_scope(), "heading": heading, "sentence": sentence}
    page = render_to_string("meetings/publishing/public/nothing_here.html", context, request)
    return HttpResponse(page, status=status, headers={"Cache-Control": NOT_CACHED})
