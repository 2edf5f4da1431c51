"""One line in the log for each request, and the number under which all lines of a request can be found."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from uuid import uuid4

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse

from platform_site.operations.logs import logged_path, request_id

logger = logging.getLogger(__name__)
HEADER = "X-Request-ID"
# nginx's $request_id; nothing else gets into the log by way of a header.
PROXY_GAVE = re.compile(r"[0-9a-f]{32}")


def log_requests(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Log method, address, status, duration and the account's number; static files and the health check only if
    they fail. The request's number, the proxy's if it gave one, is in the answer's X-Request-ID too.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        number = given if PROXY_GAVE.fullmatch(given) else uuid4().hex
        token, began = request_id.set(number), time.monotonic()
        try:
            response = get_response(request)
            response.headers[HEADER] = number
            if request.resolver_match or response.status_code >= 400:
                facts = {
                    "method": request.method if request.method in ("GET", "HEAD", "POST") else "other",
                    "path": logged_path(request),
                    "status": response.status_code,
                    "duration_ms": round((time.monotonic() - began) * 1000),
                    "user": _account(request),
                }
                logger.info("request", extra={"facts": facts})
        finally:
            request_id.reset(token)
        return response

    return middleware


def _account(request: HttpRequest) -> int | None:
    """The number of the account that is signed in, where the page asked for that; no query is made to find out."""
    session = getattr(request, "session", None)
    if session is None or not session.accessed:
        return None
    signed_in = session.get(SESSION_KEY)
    return int(signed_in) if signed_in else None
