"""The page for what went wrong on the server: in words where the reason is no fault of the program."""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterator

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template.loader import render_to_string

# The disk is full, the quota is used up, the file would be larger than may be.
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
# SQLSTATE 53100 of PostgreSQL, and SQLite's words.
DISK_FULL, SQLITE_FULL = "53100", "database or disk is full"
# Classes of SQLSTATE: connection, resources, operator's intervention, rollback by the server, row in use.
PASSING = ("08", "53", "57", "40", "55")
SQLITE_PASSING = ("database is locked", "unable to open database file")
INSUFFICIENT_STORAGE, UNAVAILABLE = 507, 503
RETRY_AFTER = 10


def server_error(request: HttpRequest) -> HttpResponse:
    """What is answered to an exception that nothing caught; Django has logged it. No database is asked."""
    causes = list(_causes(sys.exc_info()[1]))
    if any(map(is_full_disk, causes)):
        return HttpResponse(render_to_string("507.html"), status=INSUFFICIENT_STORAGE)
    if any(map(is_unavailable, causes)):
        page = render_to_string("503.html")
        return HttpResponse(page, status=UNAVAILABLE, headers={"Retry-After": str(RETRY_AFTER)})
    return HttpResponseServerError(render_to_string("500.html"))


def is_full_disk(error: BaseException) -> bool:
    """Whether there was no room for a file or for the database."""
    if isinstance(error, OSError):
        return error.errno in NO_ROOM
    return isinstance(error, DatabaseError) and (_state(error) == DISK_FULL or SQLITE_FULL in str(error))


def is_unavailable(error: BaseException) -> bool:
    """Whether the database did not answer, or could not now, so that the same may work in a moment."""
    if isinstance(error, InterfaceError):
        return True
    if state := _state(error):
        return state.startswith(PASSING)
    if not isinstance(error, OperationalError):
        return False
    said = str(error)
    # Without a state psycopg could not reach the server; SQLite has none at all.
    return not _is_of_sqlite(error) or said.startswith(SQLITE_PASSING)


def _state(error: BaseException) -> str:
    """The SQLSTATE of the driver's exception or of the one behind Django's; "" where the database gave none.

    What ends while a cursor is closed comes from the driver itself: Django does not wrap that.
    """
    return getattr(error, "sqlstate", None) or getattr(error.__cause__, "sqlstate", None) or ""


def _is_of_sqlite(error: BaseException) -> bool:
    return type(error.__cause__).__module__ == "sqlite3"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """An exception and those it was raised from, newest first."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
