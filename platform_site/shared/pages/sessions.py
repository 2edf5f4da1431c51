"""When a session ends, as far as the server knows: for the warning before it (static/session.js)."""

from __future__ import annotations

import time

from django.conf import settings
from django.http import HttpRequest

RENEWED_AT = "renewed_at"


def renew(request: HttpRequest) -> int:
    """Let the session begin anew, to last SESSION_COOKIE_AGE; returns the seconds it lasts."""
    request.session[RENEWED_AT] = int(time.time())
    return request.session.get_expiry_age()


def seconds_left(request: HttpRequest) -> int | None:
    """Seconds until the session ends; None where that is not known (no session, or made by an older version).

    With SESSION_SAVE_EVERY_REQUEST this very request renews it. Otherwise it ends that long after signing in or
    extending; whatever else was written into the session since only makes it last longer.
    """
    if settings.SESSION_SAVE_EVERY_REQUEST:
        return request.session.get_expiry_age()
    began = request.session.get(RENEWED_AT)
    if began is None:
        return None
    return max(0, began + request.session.get_expiry_age() - int(time.time()))
