"""One meeting's minutes as documents: what page and PDF are both made of, the stored copies, every exported format.

Of a draft each is made anew. Of finalised minutes the files are made once, when a version is written, and afterwards
served as they were stored.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

from meetings.minutes.files.docx import to_docx
from meetings.minutes.files.layout import Line, is_dashed, line_of
from meetings.minutes.meaning import meaning
from meetings.minutes.odt import to_odt
from meetings.minutes.render import Block, blocks
from meetings.models import Meeting, StoredDocument
from meetings.record.versions import Edition, edition_of, printed_document
from platform_site.shared.kept_files import keep, sha256_of
from platform_site.shared.pdf.rendering import render_pdf
from platform_site.shared.uploads import read_stored

DRAFT_MARK = "草稿"
Copy, Format = StoredDocument.Copy, StoredDocument.Format
Form = tuple[str, str]


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


def minutes_context(edition: Edition, *, dispatch: bool = False) -> dict[str, Any]:
    """What the minutes' templates need; the copy for dispatch has nothing of the platform's beside the minutes."""
    printed = blocks(edition.document)
    return {
        "platform": edition.meeting.level.platform,
        "meeting": edition.meeting,
        "edition": edition,
        "dispatch": dispatch,
        "heading": printed[0].text,
        "parts": parts(printed),
        "has_dashes": any(is_dashed(block) for block in printed),
    }


def parts(printed: tuple[Block, ...]) -> list[Part]:
    """The blocks section by section, in printed order."""
    grouped: list[list[Block]] = []
    for block in printed:
        if not grouped or block.kind in ("section", "recorder", "appendix") or grouped[-1][0].kind != "section":
            grouped.append([block])
        else:
            grouped[-1].append(block)
    return [Part(line_of(head), tuple(line_of(block) for block in rest)) for head, *rest in grouped]


MINUTES_PDF = "meetings/pages/pdf/minutes.html"


def minutes_html(edition: Edition) -> str:
    """The minutes as an HTML document that stands alone."""
    return render_to_string(MINUTES_PDF, minutes_context(edition) | {"paper": True})


def minutes_pdf(edition: Edition, *, dispatch: bool = False) -> bytes:
    """The minutes as PDF: the platform's copy with the 內容驗證碼, or the one for dispatch with page numbers only."""
    return render_pdf(MINUTES_PDF, minutes_context(edition, dispatch=dispatch))


def _mark(edition: Edition) -> str:
    return DRAFT_MARK if edition.is_draft else ""


# The copies that are stored with each version, and how each is made.
COPIES: Mapping[Form, Callable[[Edition], bytes]] = {
    (Copy.PLATFORM, Format.PDF): lambda edition: minutes_pdf(edition),
    (Copy.DISPATCH, Format.PDF): lambda edition: minutes_pdf(edition, dispatch=True),
    (Copy.DISPATCH, Format.ODT): lambda edition: to_odt(edition.document, _mark(edition)),
    (Copy.DISPATCH, Format.DOCX): lambda edition: to_docx(edition.document, _mark(edition)),
}


def store_copies(edition: Edition) -> list[StoredDocument]:
    """Make every copy of `edition` and put it on the disk; returns their rows, not saved yet."""
    made = []
    for (copy, file_format), make in COPIES.items():
        content = make(edition)
        name = keep(content, "minutes", file_format)
        made.append(
            StoredDocument(copy=copy, file_format=file_format, file=name, sha256=sha256_of(content), size=len(content))
        )
    return made


def stored(meeting: Meeting, copy: str, file_format: str, number: int | None = None) -> StoredDocument | None:
    """The stored copy of a version, the latest by default; None where there is none."""
    files = StoredDocument.objects.filter(minutes__meeting=meeting, copy=copy, file_format=file_format)
    if number is not None:
        files = files.filter(minutes__number=number)
    return files.order_by("minutes__number").last()


def copy_of(meeting: Meeting, copy: str, file_format: str) -> bytes:
    """A copy of the minutes as stored, or made now where none is: of a draft.

    Raises KeyError for a form that there isn't, MissingFile where the disk does not have the stored one.
    """
    make = COPIES[copy, file_format]
    row = stored(meeting, copy, file_format) if meeting.is_final else None
    if row is None:
        return make(edition_of(meeting))
    return read_stored(row.file, f"{meeting}紀錄（{row.get_copy_display()} {file_format.upper()}）")


EXPORTS: dict[str, Callable[[Meeting], bytes]] = {
    "text": lambda meeting: edition_of(meeting).text.encode(),
    "html": lambda meeting: minutes_html(edition_of(meeting)).encode(),
    "pdf": lambda meeting: copy_of(meeting, Copy.PLATFORM, Format.PDF),
    "odt": lambda meeting: copy_of(meeting, Copy.DISPATCH, Format.ODT),
    "docx": lambda meeting: copy_of(meeting, Copy.DISPATCH, Format.DOCX),
    "json": lambda meeting: (
        json.dumps(meaning(printed_document(meeting)), ensure_ascii=False, indent=2) + "\n"
    ).encode(),
}
FORMATS = tuple(EXPORTS)


def export(meeting: Meeting, file_format: str) -> bytes:
    """The file's content; `file_format` is one of FORMATS (KeyError for any other)."""
    return EXPORTS[file_format](meeting)
