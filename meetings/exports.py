"""One meeting's minutes in every format that can be exported; page, command and download share it."""

from __future__ import annotations

import json
from collections.abc import Callable

from meetings.minutes.compose import compose
from meetings.minutes.meaning import meaning
from meetings.minutes.odt import to_odt
from meetings.minutes.render import render
from meetings.models import Meeting
from meetings.printing import minutes_html, minutes_pdf

EXPORTS: dict[str, Callable[[Meeting], bytes]] = {
    "text": lambda meeting: render(compose(meeting)).encode(),
    "html": lambda meeting: minutes_html(meeting).encode(),
    "pdf": lambda meeting: minutes_pdf(meeting),
    "odt": lambda meeting: to_odt(compose(meeting)),
    "json": lambda meeting: (json.dumps(meaning(compose(meeting)), ensure_ascii=False, indent=2) + "\n").encode(),
}
FORMATS = tuple(EXPORTS)


def export(meeting: Meeting, file_format: str) -> bytes:
    """The file's content; `file_format` is one of FORMATS (KeyError for any other)."""
    return EXPORTS[file_format](meeting)
