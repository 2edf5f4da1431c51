"""How a printed line stands on the sheet, the same in page, PDF, ODT and DOCX: number, indent, what stays together.

As the official form has it each level begins a step further in: 壹、 一、 (一) 1. (1). A number hangs: the lines below
it are flush with the text behind it, whatever the width of the number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from meetings.minutes.render import Block
from meetings.minutes.wording import Run

FONT_POINTS, HEADING_POINTS = 14, 20

# Where the lines of each kind begin, in quarters of an em.
INDENTS = {
    "section": 0,
    "recorder": 8,
    "seat": 20,
    # The bracket's label, to the right of the seats between which it stands.
    "label": 56,
    "resolution": 8,
    "group": 16,
    "clause": 20,
    "subclause": 24,
    "motion": 8,
    "speaker": 8,
    "paragraph": 8,
}
# How far the first line of an unnumbered paragraph goes in, in quarters of an em.
FIRST_LINE = {"motion": 8, "paragraph": 8}

# 壹、 一、 1. 1、 (一) (1), and the dash that the second meeting prints before some.
_NUMBER = re.compile(
    r"(?:[-–]\s*)?(?:[(（][\d一二三四五六七八九十]+[)）]|\d+\s*[.．、](?!\d)|[一二三四五六七八九十]+、)\s*"
)
_SECTION_NUMBER = re.compile(r"[壹貳參肆伍陸柒捌玖拾]+、\s*")
_DASHED = re.compile(r"[-–]\s*[(（\d一二三四五六七八九十]")
# Widths in quarters of an em, with digits and Latin in a Times-like face; everything else takes four.
_WIDTHS = dict.fromkeys("0123456789", 2.0) | dict.fromkeys("(),;:-", 4 / 3) | dict.fromkeys(". ", 1.0)
# What may not begin a line, and so is no company for a character that stands alone on one.
_CLOSING = frozenset("」』）)〕】》〉、，。；：！？,.;:!?…～~%％ \u3000")
_TOGETHER = 2
# The widest number that the style sheets know.
WIDEST = 16


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line; `ref` as in `Run`. No line may break inside where `is_kept`."""

    text: str
    ref: str = ""
    is_kept: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line on the sheet: its number with the space behind it, the quarters of an em that hang, and the rest.

    `runs` is the rest for a page, whose titles are links; `pieces` the same cut so that its end stays together.
    """

    block: Block
    number: str
    hang: int
    runs: tuple[Run, ...]
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The text behind the number."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def lead(self) -> str:
        """The number as an office file has it: with a tab to where the text begins, unless 、 ends just there."""
        number = self.number.strip()
        return number if number.endswith("、") or not number else f"{number}\t"

    @property
    def indent(self) -> int:
        """Where the line begins, in quarters of an em."""
        return INDENTS.get(self.block.kind, 0) if not self.is_section_like else 0

    @property
    def first_line(self) -> int:
        """How far the first line goes in; negative where a number hangs."""
        return -self.hang if self.number else FIRST_LINE.get(self.block.kind, 0)

    @property
    def is_section_like(self) -> bool:
        """A recorder's line that is numbered as the sections are."""
        return self.block.kind == "recorder" and self.number != ""


def line_of(block: Block) -> Line:
    """The block with its number apart."""
    text = block.text
    pattern = _SECTION_NUMBER if block.kind in ("section", "recorder") else _NUMBER
    match = pattern.match(text) if block.kind in INDENTS and block.kind not in ("seat", "speaker") else None
    number = match[0] if match else ""
    pieces = _pieces(block.runs, len(number))
    return Line(block, number, _width(number.strip()), _runs(pieces), pieces)


def is_dashed(block: Block) -> bool:
    """Whether the block's number has a dash before it that belongs to no list."""
    return _DASHED.match(block.text) is not None


def _width(number: str) -> int:
    """The width of a number in whole quarters of an em; a little air behind those that end without 、."""
    width = sum(_WIDTHS.get(character, 4.0) for character in number)
    return min(ceil(width) + (1 if number.endswith((".", ")")) else 0), WIDEST)


def _pieces(runs: tuple[Run, ...], start: int) -> tuple[Piece, ...]:
    """The runs from `start` on, cut where what stays together at the end of each paragraph begins and ends."""
    kept = _kept_ranges("".join(run.text for run in runs), start)
    borders = {start}.union(*kept)
    pieces: list[Piece] = []
    at = 0
    for run in runs:
        end = at + len(run.text)
        cuts = sorted({at, end} | {border for border in borders if at < border < end})
        for begin, stop in pairwise(cuts):
            if begin >= start:
                is_kept = any(first <= begin < last for first, last in kept)
                pieces.append(Piece(run.text[begin - at : stop - at], run.ref, is_kept))
        at = end
    return tuple(pieces)


def _runs(pieces: tuple[Piece, ...]) -> tuple[Run, ...]:
    """The pieces as the runs that they were cut from."""
    runs: list[Run] = []
    for piece in pieces:
        if runs and runs[-1].ref == piece.ref:
            runs[-1] = Run(runs[-1].text + piece.text, piece.ref)
        else:
            runs.append(Run(piece.text, piece.ref))
    return tuple(runs)


def _kept_ranges(text: str, start: int) -> list[tuple[int, int]]:
    """For each paragraph of the text the range of its last two characters with what may not begin a line."""
    ranges = []
    at = start
    for paragraph in text[start:].split("\n"):
        end, found, begin = at + len(paragraph), 0, at + len(paragraph)
        while begin > at and found < _TOGETHER:
            begin -= 1
            found += text[begin] not in _CLOSING
        if end - begin > 1:
            ranges.append((begin, end))
        at = end + 1
    return ranges
