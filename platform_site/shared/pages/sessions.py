"""How long a session lasts: until nobody has done anything for a while, and in any case a fixed time after the sign-in.

What counts as somebody doing something is a request that a person caused and the server answered without an error.
Pages ask for nothing by timers; autosave follows typing, and the warning (static/session.js) extends by itself only
where somebody typed, clicked or scrolled since. So a page left open does not keep its session.

A session without the two marks was made by an older version or a test: it lasts SESSION_COOKIE_AGE, and nothing warns.
"""

from __future__ import annotations

import time
from enum import StrEnum

from django.conf import settings
from django.http import HttpRequest

SIGNED_IN_AT, ACTIVE_AT = "signed_in_at", "active_at"
# Why the session before this one ended: said on the sign-in page.
ENDED = "ended"
# Seconds; one write into the session for what happens within.
GRAIN = 60


class End(StrEnum):
    """Which of the two times is over."""

    IDLE = "idle"
    LONGEST = "longest"


def begin(request: HttpRequest) -> None:
    """Mark a session that somebody signed in to."""
    request.session[SIGNED_IN_AT] = request.session[ACTIVE_AT] = int(time.time())
    request.session.pop(ENDED, None)


def renew(request: HttpRequest) -> int:
    """Note that the person is there; returns the seconds the session lasts from now on."""
    request.session[ACTIVE_AT] = int(time.time())
    request.session.setdefault(SIGNED_IN_AT, request.session[ACTIVE_AT])
    return seconds_left(request) or 0


def touch(request: HttpRequest) -> None:
    """Note that the person is there, unless that was noted within the last minute or the session has no marks."""
    active_at = request.session.get(ACTIVE_AT)
    if active_at is not None and time.time() - active_at >= GRAIN:
        request.session[ACTIVE_AT] = int(time.time())


def seconds_left(request: HttpRequest) -> int | None:
    """Seconds until the session ends if nobody does anything; None for a session without marks."""
    ends = _ends(request)
    return None if ends is None else max(0, min(ends.values()) - int(time.time()))


def seconds_at_most(request: HttpRequest) -> int | None:
    """Seconds until it ends whatever anybody does; None for a session without marks."""
    ends = _ends(request)
    return None if ends is None else max(0, ends[End.LONGEST] - int(time.time()))


def over(request: HttpRequest) -> End | None:
    """Which time is over, the longest first; None while the session lasts."""
    ends = _ends(request) or {}
    return next((end for end in (End.LONGEST, End.IDLE) if end in ends and ends[end] <= time.time()), None)


def _ends(request: HttpRequest) -> dict[End, int] | None:
    signed_in_at, active_at = request.session.get(SIGNED_IN_AT), request.session.get(ACTIVE_AT)
    if signed_in_at is None or active_at is None:
        return None
    return {
        End.IDLE: active_at + settings.SESSION_IDLE_SECONDS,
        End.LONGEST: signed_in_at + settings.SESSION_COOKIE_AGE,
    }
