"""The log for machines: one JSON object a line, without personal data.

A line says what happened, in which request, at which address and how long it took; who, only by the account's number.
Never written: query strings, what people typed, names, e-mail and IP addresses, secret parts of addresses, the values
of variables and the text of exceptions (a database quotes the row in its). What other packages log keeps its wording
and loses its values, since nobody here decides what they put in.
"""

from __future__ import annotations

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from traceback import extract_tb
from typing import Any

from django.conf import settings
from django.http import HttpRequest

OWN = ("platform_site.", "groups.", "cases.", "meetings.")
# Parts of a route whose values are numbers and keys of rows. Others, such as a calendar's secret, are not written.
PLAIN_PART = re.compile(r"<(?:int|meeting):(\w+)>")
UNKNOWN_ADDRESS = "(no such page)"
# The request that this thread answers.
request_id: ContextVar[str] = ContextVar("request_id", default="")


class JsonLines(logging.Formatter):
    """A log record as one line of JSON. A record may carry `facts`, further keys of the line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
        }
        if number := request_id.get():
            line["request_id"] = number
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest):
            line["path"] = logged_path(request)
        line |= getattr(record, "facts", {})
        if record.exc_info and record.exc_info[1]:
            line["exception"] = _trace(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def logged_path(request: HttpRequest) -> str:
    """The address of a request as its route says it, with the numbers and keys of rows and nothing else filled in."""
    match = request.resolver_match
    if match is None:
        return UNKNOWN_ADDRESS
    return "/" + PLAIN_PART.sub(lambda part: str(match.kwargs.get(part[1], part[0])), match.route)


def _message(record: logging.LogRecord) -> str:
    # What gunicorn says at INFO is of its own life, not of requests.
    is_of_server = record.name == "gunicorn.error" and record.levelno <= logging.INFO
    if record.name.startswith(OWN) or is_of_server:
        return record.getMessage()
    if hasattr(record, "request"):
        # Django puts the whole text of an exception or address into what it logs about a request.
        return record.name
    # gunicorn puts address and text of a broken request into its wording itself.
    return record.msg.split(" from ip=")[0] if isinstance(record.msg, str) else type(record.msg).__name__


def _trace(error: BaseException | None) -> list[dict[str, Any]]:
    """The exception and what it came of, the last first: kind, and where in the code it passed."""
    found: list[dict[str, Any]] = []
    while error is not None and len(found) < 10:
        kind = type(error)
        passed = [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in extract_tb(error.__traceback__)]
        found.append({"type": f"{kind.__module__}.{kind.__qualname__}", "frames": passed})
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return found


def _short(file_name: str) -> str:
    """The file by its place in the project or among the packages."""
    _, is_package, within = file_name.rpartition("/site-packages/")
    if is_package:
        return within
    path = Path(file_name)
    return path.relative_to(settings.BASE_DIR).as_posix() if path.is_relative_to(settings.BASE_DIR) else path.name
