"""Says who is behind what a page writes, and notes what is refused."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from groups.audit.context import of_request
from groups.audit.models import Action
from groups.audit.recording import note

logger = logging.getLogger(__name__)
GetResponse = Callable[[HttpRequest], HttpResponse]


def audit_trail(get_response: GetResponse) -> GetResponse:
    """Stands behind AuthenticationMiddleware: it asks for `request.user`, and only when something is written."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with of_request(request):
            response = get_response(request)
            if _is_refusal(request, response.status_code):
                _note_refusal(response.status_code)
        return response

    return middleware


def _is_refusal(request: HttpRequest, status: int) -> bool:
    """403 to anybody (a role that is missing, a form without its CSRF token); 404 to a user for a row of a page that
    there is, since rows of others are answered so. Addresses of no page at all are typing errors."""
    if status == 403:
        return True
    user = getattr(request, "_cached_user", None)
    return status == 404 and request.resolver_match is not None and user is not None and user.is_authenticated


def _note_refusal(status: int) -> None:
    try:
        note(Action.REFUSED, about={"status": status})
    except DatabaseError:
        # The answer is a refusal with or without its note.
        logger.exception("A refusal could not be noted in the audit trail.")
