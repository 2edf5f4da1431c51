"""Pages that are made once for each reader and each state of the data, and handed out again until anything changes.

The state of the data is the last entry of the audit trail: whatever writes an audited row adds an entry in the same
transaction, and entries come in the order in which transactions end. So nothing has to be told that it is out of date,
and a process may forget what it made at any time: the cache is no state.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.core.cache import caches
from django.db import DEFAULT_DB_ALIAS
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils import timezone

from groups.audit.models import AuditEntry
from groups.platforms import CHOSEN
from platform_site.shared.pages.sessions import seconds_at_most, seconds_left
from platform_site.shared.replica.routing import read_alias

View = Callable[..., HttpResponse]
PAGES = "pages"
# What differs from one answer to the next of the same page; each is written anew when the page is handed out.
VARYING: tuple[tuple[re.Pattern[bytes], Callable[[HttpRequest], object]], ...] = (
    (re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]*'), get_token),
    (re.compile(rb'(\bdata-seconds=")[^"]*'), seconds_left),
    (re.compile(rb'(\bdata-at-most=")[^"]*'), seconds_at_most),
)


def cached_page(view: View) -> View:
    """A view whose page says nothing but what the data, the reader, the address, the platform chosen and the day say.

    A page that tells a message, writes into the session, or is none (an error, a redirect) is made anew each time.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.CACHE_PAGES or len(get_messages(request)):
            return view(request, *args, **kwargs)
        key = _key(request)
        kept = caches[PAGES].get(key)
        if kept is not None:
            return HttpResponse(_up_to_date(kept, request))
        session = dict(request.session.items())
        response = view(request, *args, **kwargs)
        if response.status_code == 200 and not response.streaming and dict(request.session.items()) == session:
            caches[PAGES].set(key, response.content)
        return response

    return answer


def data_state() -> str:
    """The hash of the audit trail's last entry: another one wherever any audited row changed; "" before the first.

    Where a replica is read, of both servers: a page that says what the replica does not know yet is another page.
    """
    servers = dict.fromkeys((DEFAULT_DB_ALIAS, read_alias()))
    heads = (
        AuditEntry.objects.using(server).order_by("-number").values_list("sha256", flat=True) for server in servers
    )
    return " ".join(head.first() or "" for head in heads)


def _key(request: HttpRequest) -> str:
    parts = (
        data_state(),
        PROGRAM,
        request.build_absolute_uri(),
        str(request.user.pk),
        str(request.session.get(CHOSEN, "")),
        timezone.localdate().isoformat(),
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _up_to_date(page: bytes, request: HttpRequest) -> bytes:
    for pattern, value in VARYING:
        if pattern.search(page):
            page = pattern.sub(rb"\g<1>" + str(value(request)).encode(), page)
    return page


def _program() -> str:
    """When the newest file of the program was written: a new release makes all pages anew."""
    folders = [settings.BASE_DIR / name for name in ("templates", "platform_site", "groups", "cases", "meetings")]
    return str(max(path.stat().st_mtime_ns for folder in folders for path in folder.rglob("*.*")))


PROGRAM = _program()
