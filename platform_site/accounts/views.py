"""The step that lets a session last on, asked for by the warning before its end (static/session.js)."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from platform_site.shared.pages.sessions import renew, seconds_at_most


@require_POST
def extend_session(request: HttpRequest) -> JsonResponse:
    """Note that whoever is signed in is there; answers with the seconds until the session ends, and at most."""
    return JsonResponse({"seconds": renew(request), "at_most": seconds_at_most(request)})
