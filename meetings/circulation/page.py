"""What the draft's page shows: the minutes as printed, with the comments and a box at each paragraph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from django.db.models import QuerySet

from meetings.circulation.comments import ShownComment, Written, shown
from meetings.circulation.forms import BoxForm
from meetings.circulation.reading import Draft, not_printable
from meetings.minutes.wording import WordingError
from meetings.models import Meeting, ReviewComment
from meetings.record.documents import Line, minutes_context
from meetings.record.versions import edition_of


@dataclass(frozen=True)
class ReviewLine(Line):
    """A printed line with its comments, and a box for another one where comments are taken."""

    comments: tuple[ShownComment, ...] = ()
    box: BoxForm | None = None


@dataclass(frozen=True)
class DraftPage:
    """What the minutes' templates need, all comments, and what was typed at paragraphs that are gone."""

    context: dict[str, Any]
    draft: Draft
    comments: list[ShownComment]
    lost: list[Written]

    @property
    def gone(self) -> list[ShownComment]:
        return [row for row in self.comments if row.present is None]

    @property
    def open_number(self) -> int:
        return sum(row.comment.state == ReviewComment.State.OPEN for row in self.comments)


def draft_page(
    meeting: Meeting,
    comments: Sequence[ReviewComment] | QuerySet[ReviewComment],
    *,
    takes_comments: bool,
    typed: Sequence[Written] = (),
    errors: Mapping[str, str] | None = None,
) -> DraftPage:
    """Put comments, boxes and what was typed at the paragraphs; `errors` has a sentence for some anchors.

    What was typed stays to be seen, even where comments are taken no more. Raises CirculationError where the minutes
    can't be printed.
    """
    try:
        context = minutes_context(edition_of(meeting))
    except WordingError as error:
        raise not_printable(meeting, error) from error
    printed = [line.block for part in context["parts"] for line in (part.head, *part.lines)]
    draft = Draft(tuple(printed))
    placed = shown(comments, draft)
    boxes, lost = _boxes(draft, takes_comments, typed, errors or {})
    at: dict[str, list[ShownComment]] = {}
    for row in placed:
        if row.present:
            at.setdefault(row.present.key, []).append(row)

    def reviewed(line: Line) -> ReviewLine:
        key, printed_as = line.block.key, {field.name: getattr(line, field.name) for field in fields(line)}
        return ReviewLine(**printed_as, comments=tuple(at.get(key, ())), box=boxes.get(key))

    context["parts"] = [
        replace(part, head=reviewed(part.head), lines=tuple(reviewed(line) for line in part.lines))
        for part in context["parts"]
    ]
    return DraftPage(context, draft, placed, lost)


def _boxes(
    draft: Draft, takes_comments: bool, typed: Sequence[Written], errors: Mapping[str, str]
) -> tuple[dict[str, BoxForm], list[Written]]:
    boxes = {}
    if takes_comments:
        boxes = {key: BoxForm(block) for key, block in draft.paragraphs.items()}
    lost = []
    for row in typed:
        block = draft.seen_as(row.anchor, row.mark) or draft.paragraphs.get(row.anchor)
        if block is None or block.key in boxes and boxes[block.key].is_bound:
            lost.append(row)
            continue
        box = BoxForm(block, row)
        if sentence := errors.get(row.anchor):
            box.add_error("text", sentence)
        boxes[block.key] = box
    return boxes, lost
