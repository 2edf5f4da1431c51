"""A draft's minutes beside those of the meeting before, part by part: the same part stands on the same level."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from meetings.minutes import document as doc
from meetings.minutes.files.layout import Line, line_of
from meetings.minutes.render import Block, blocks
from meetings.models import Meeting
from meetings.record.compose import compose

# Put before the anchors of the meeting before, which the page has beside the draft's own.
BEFORE = "before-"


@dataclass(frozen=True)
class Piece:
    """A part of minutes that is edited on one page: a section, a group's clauses, or a line by itself.

    `key` is the same for the same part of two meetings: its kind, with the topic or the group.
    """

    key: tuple[str, str]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Row:
    """A part of the draft and of the meeting before; either may lack it. `part` is what is edited, `name` its group."""

    key: tuple[str, str]
    draft: tuple[Line, ...] = ()
    before: tuple[Line, ...] = field(default=())

    @property
    def part(self) -> str:
        return self.key[0]

    @property
    def name(self) -> str:
        return self.key[1]


def previous_of(meeting: Meeting) -> Meeting | None:
    """The meeting of the same level, or group, before this one."""
    rows = Meeting.objects.filter(level=meeting.level_id, group=meeting.group_id, number__lt=meeting.number)
    return rows.select_related("level__platform").order_by("-number").first()


def side_by_side(meeting: Meeting, before: Meeting | None) -> list[Row]:
    """The draft's parts in their order, each with the same part of `before`; what only that has stands between."""
    mine = list(pieces(meeting))
    theirs = list(pieces(before)) if before else []
    by_key = {piece.key: piece for piece in theirs}
    order = [piece.key for piece in mine]
    for index, piece in enumerate(theirs):
        if piece.key not in order:
            above = next((other.key for other in reversed(theirs[:index]) if other.key in order), None)
            order.insert(order.index(above) + 1 if above else 0, piece.key)
    own = {piece.key: piece.lines for piece in mine}
    return [Row(key, own.get(key, ()), _apart(by_key[key].lines) if key in by_key else ()) for key in order]


def pieces(meeting: Meeting) -> Iterator[Piece]:
    """The minutes of a meeting in parts. Raises WordingError."""
    document = compose(meeting)
    key: tuple[str, str] | None = None
    lines: list[Line] = []
    seen: dict[tuple[str, str], int] = {}
    for block in blocks(document):
        following = _key(block, document)
        if following is not None or key is None:
            if key is not None:
                yield Piece(_once(key, seen), tuple(lines))
            key, lines = following or (block.kind, ""), []
        lines.append(line_of(block))
    if key is not None:
        yield Piece(_once(key, seen), tuple(lines))


def _key(block: Block, document: doc.MinutesDocument) -> tuple[str, str] | None:
    """The key of the part that begins with a block; None where it goes on with the one before."""
    if block.kind == "section":
        return _section_key(document.sections[_number(block) - 1])
    if block.kind == "group":
        return ("group", document.group_resolutions[_number(block) - 1].group)
    return (block.kind, "") if block.kind in ("heading", "appendix", "recorder") else None


def _number(block: Block) -> int:
    """The number that the anchor of a section or a group ends with."""
    return int(block.key.rpartition("-")[2])


def _section_key(section: doc.Section) -> tuple[str, str]:
    kinds = {
        doc.TimeSection: "time",
        doc.VenueSection: "venue",
        doc.ChairsSection: "chairs",
        doc.ResolutionsSection: "resolutions",
        doc.MotionsSection: "motions",
        doc.RemarksSection: "remarks",
        doc.AdjournmentSection: "adjournment",
    }
    if isinstance(section, doc.PlainSection):
        return (section.kind, section.topic)
    return (kinds[type(section)], "")


def _once(key: tuple[str, str], seen: dict[tuple[str, str], int]) -> tuple[str, str]:
    """The key, told from an equal one before it (two sections of another kind)."""
    seen[key] = seen.get(key, 0) + 1
    return key if seen[key] == 1 else (key[0], f"{key[1]}#{seen[key]}")


def _apart(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    return tuple(replace(line, block=replace(line.block, key=BEFORE + line.block.key)) for line in lines)
