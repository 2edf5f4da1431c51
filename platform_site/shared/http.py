"""Values out of requests, where a malformed one reads as missing and raises nothing; files as responses."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpResponse, QueryDict
from django.utils.http import content_disposition_header

# Whatever has so many fits a database's 64-bit integer.
MOST_DIGITS = 18


def whole_number(text: str | None) -> int | None:
    """The number that `text` writes in at most 18 ASCII digits; None for anything else, a sign or a space included."""
    if text and len(text) <= MOST_DIGITS and text.isascii() and text.isdigit():
        return int(text)
    return None


def shows_only_stuck(data: Mapping[str, str]) -> bool:
    """Whether a report page is asked for its red and yellow cases alone, by `?light=stuck`."""
    return data.get("light") == "stuck"


def posted_int(data: Mapping[str, str], name: str) -> int | None:
    """The whole number sent as `name`; None where it is missing or something else."""
    return whole_number(data.get(name))


def posted_versions(data: QueryDict, name: str) -> dict[int, int]:
    """{row id: version seen} of the boxes ticked, each sent as `id-version`, without what is no such pair."""
    pairs = (text.partition("-") for text in data.getlist(name))
    numbers = ((whole_number(row), whole_number(version)) for row, _, version in pairs)
    return {row: version for row, version in numbers if row is not None and version is not None}


def posted_text(data: Mapping[str, str], name: str) -> str:
    """The text sent as `name`, without NUL, which PostgreSQL stores in no column; "" where it is missing."""
    return data.get(name, "").replace("\0", "")


def file_response(content: bytes, content_type: str, name: str, *, as_attachment: bool = True) -> HttpResponse:
    """A file that the browser saves under `name`, or shows where `as_attachment` is off."""
    disposition = content_disposition_header(as_attachment, name)
    return HttpResponse(content, content_type=content_type, headers={"Content-Disposition": disposition})
