"""The step that lets a session last on, asked for by the warning before its end (static/session.js)."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from platform_site.shared.pages.sessions import renew


@require_POST
def extend_session(request: HttpRequest) -> JsonResponse:
    """Let the session of whoever is signed in begin anew; answers with the seconds it lasts."""
    return JsonResponse({"seconds": renew(request)})
