"""/healthz, which a load balancer asks: may requests be sent here?

It is answered before hosts, sessions and accounts are looked at: a load balancer asks by IP address, over HTTP, every
few seconds. The answer names the part that fails and nothing else.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse

logger = logging.getLogger(__name__)
ADDRESS = "/healthz"


def answer_health(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer /healthz: 200 while everything works, else 503 with the parts that do not."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path != ADDRESS:
            return get_response(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        failed = failing_parts()
        answer = {"status": "unavailable", "failed": failed} if failed else {"status": "ok"}
        return JsonResponse(answer, status=503 if failed else 200, headers={"Cache-Control": "no-store"})

    return middleware


def failing_parts() -> list[str]:
    """Which of "database", "migrations" and "disk" fail; one query."""
    failed = []
    try:
        # Not applied_migrations(), which looks for the table first.
        applied = set(MigrationRecorder(connection).migration_qs.values_list("app", "name"))
        if not migrations_of_code() <= applied:
            failed.append("migrations")
    except DatabaseError:
        logger.exception("The database does not answer")
        # The next question gets a connection of its own, whatever became of this one.
        connection.close()
        failed.append("database")
    if min(map(_free_bytes, _folders())) < settings.HEALTH_MIN_FREE_MB * 1024 * 1024:
        failed.append("disk")
    return failed


@cache
def migrations_of_code() -> frozenset[tuple[str, str]]:
    """Every migration of the installed code; read once a process, since the code stays as it is."""
    return frozenset(MigrationLoader(None).disk_migrations)


def _folders() -> list[Path]:
    """Where the platform writes: stored files, and the database if it is a file."""
    folders = [Path(settings.MEDIA_ROOT)]
    if connection.vendor == "sqlite":
        folders.append(Path(connection.settings_dict["NAME"]).parent)
    return folders


def _free_bytes(folder: Path) -> int:
    """What is free for this folder, which may not have been made yet."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free
