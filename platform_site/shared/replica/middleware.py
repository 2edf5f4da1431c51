"""Where each request reads: see the package."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse

from platform_site.settings_machines import REPLICA
from platform_site.shared.replica.positions import UNKNOWN, number_of, standing, written_by_now
from platform_site.shared.replica.routing import Route, route_at_work, routed

READING = ("GET", "HEAD")
# Longer than any lag that a replica may have and still be asked: after that it holds what was written, or is not read.
SECONDS_KEPT = 60


class ReplicaReads:
    """Stands before everything that reads the database; without a replica Django leaves it out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if REPLICA not in settings.DATABASES:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_reading = request.method in READING
        route = Route(from_replica=is_reading and standing.may_be_read(_written(request)))
        with routed(route):
            response = self.get_response(request)
        if not is_reading or route.has_written:
            _note(response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Make the page again from the primary where the replica failed; it only reads, so nothing happens twice."""
        route = route_at_work()
        match = request.resolver_match
        if match is None or route is None or not route.from_replica or not connections[REPLICA].errors_occurred:
            return None
        standing.leave()
        route.from_replica = False
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        # The exception may be one of rendering, after which Django renders no more.
        if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
            response.render()
        return response


def _cookie_name() -> str:
    return f"{settings.COOKIE_PREFIX}written"


def _written(request: HttpRequest) -> int:
    """How far the reader has written, as the cookie says; whoever changes it reads older pages, or the primary."""
    try:
        return number_of(request.COOKIES.get(_cookie_name(), "0/0"))
    except ValueError:
        return number_of(UNKNOWN)


def _note(response: HttpResponse) -> None:
    response.set_cookie(
        _cookie_name(),
        written_by_now(),
        max_age=SECONDS_KEPT,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
