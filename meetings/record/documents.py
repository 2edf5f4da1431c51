"""One meeting's minutes as documents: what page and PDF are both made of, and every format that can be exported."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

from meetings.minutes.meaning import meaning
from meetings.minutes.odt import to_odt
from meetings.minutes.render import Block, blocks, render
from meetings.models import Meeting
from meetings.record.compose import compose
from platform_site.shared.pdf import render_pdf

# A line's own number, which hangs before its text: 1. (1) (一) 一、 and the dash that meeting 2 has before some.
_NUMBER = re.compile(r"[-–]?\s*([(（][\d一二三四五六七八九十]+[)）]|\d+\s*[.．、]|[一二三四五六七八九十]+、)")


@dataclass(frozen=True)
class Line:
    """A printed line and whether it begins with a number."""

    block: Block
    is_numbered: bool


@dataclass(frozen=True)
class Part:
    """A section with the lines below it, or a line that stands by itself; `chairs` has a bracket beside its lines."""

    head: Line
    lines: tuple[Line, ...]

    @property
    def is_chairs(self) -> bool:
        return any(line.block.kind == "label" for line in self.lines)

    @property
    def groups(self) -> list[Block]:
        """The lines that open an issue group, for the list of contents."""
        return [line.block for line in self.lines if line.block.kind == "group"]


def minutes_context(meeting: Meeting) -> dict[str, Any]:
    """What the minutes' templates need."""
    printed = blocks(compose(meeting))
    return {"platform": meeting.level.platform, "meeting": meeting, "heading": printed[0].text, "parts": parts(printed)}


def parts(printed: tuple[Block, ...]) -> list[Part]:
    """The blocks section by section, in printed order."""
    grouped: list[list[Block]] = []
    for block in printed:
        if not grouped or block.kind in ("section", "recorder", "appendix") or grouped[-1][0].kind != "section":
            grouped.append([block])
        else:
            grouped[-1].append(block)
    return [Part(as_line(head), tuple(as_line(block) for block in rest)) for head, *rest in grouped]


def minutes_html(meeting: Meeting) -> str:
    """The minutes as an HTML document that stands alone."""
    return render_to_string("meetings/pages/pdf/minutes.html", minutes_context(meeting) | {"paper": True})


def minutes_pdf(meeting: Meeting) -> bytes:
    """The minutes as PDF."""
    return render_pdf("meetings/pages/pdf/minutes.html", minutes_context(meeting))


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


def as_line(block: Block) -> Line:
    """The block with whether it begins with a number."""
    return Line(block, _NUMBER.match(block.text) is not None)
