"""What the draft's page shows: the minutes as printed, with the comments and a box at each paragraph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from meetings.circulation.comments import ShownComment, Written
from meetings.circulation.forms import BoxForm
from meetings.circulation.reading import NOT_COMMENTED, Draft
from meetings.record.documents import Line, Part, parts


@dataclass(frozen=True)
class ReviewLine(Line):
    """A printed line with its comments, and a box for another one where comments are taken."""

    comments: tuple[ShownComment, ...] = ()
    box: BoxForm | None = None


@dataclass(frozen=True)
class DraftPage:
    """The draft's parts, the comments whose paragraph is gone, and typed comments that no paragraph can take."""

    parts: list[Part]
    gone: list[ShownComment]
    lost: list[Written]


def draft_page(
    draft: Draft,
    comments: Iterable[ShownComment],
    *,
    takes_comments: bool,
    typed: Sequence[Written] = (),
    errors: Mapping[str, str] | None = None,
) -> DraftPage:
    """Put comments, boxes and what was typed at the paragraphs; `errors` has a sentence for some anchors.

    What was typed stays to be seen, even where comments are taken no more.
    """
    at: dict[str, list[ShownComment]] = {}
    gone = []
    for comment in comments:
        if comment.present is None:
            gone.append(comment)
        else:
            at.setdefault(comment.present.key, []).append(comment)
    boxes, lost = _boxes(draft, takes_comments, typed, errors or {})

    def reviewed(line: Line) -> ReviewLine:
        key = line.block.key
        return ReviewLine(line.block, line.is_numbered, tuple(at.get(key, ())), boxes.get(key))

    shown = [
        replace(part, head=reviewed(part.head), lines=tuple(reviewed(line) for line in part.lines))
        for part in parts(draft.printed)
    ]
    return DraftPage(shown, gone, lost)


def _boxes(
    draft: Draft, takes_comments: bool, typed: Sequence[Written], errors: Mapping[str, str]
) -> tuple[dict[str, BoxForm], list[Written]]:
    boxes = {}
    if takes_comments:
        boxes = {key: BoxForm(block) for key, block in draft.paragraphs.items() if block.kind != NOT_COMMENTED}
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
