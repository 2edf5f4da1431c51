"""The draft as reviewers read it: its paragraphs, which of them a comment is about now, and what changed in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from hashlib import sha256

from rapidfuzz import fuzz

from meetings.circulation.refusals import CirculationError
from meetings.minutes.render import Block, blocks
from meetings.minutes.wording import WordingError
from meetings.models import Meeting
from meetings.record.compose import compose

# A paragraph less like the commented one than this (of 100) is another paragraph, not a changed one.
SAME_PARAGRAPH = 60
# The shared bracket of the chairs, which is no paragraph.
NOT_COMMENTED = "label"

SAME, REMOVED, ADDED = "same", "removed", "added"
# Numbers and Latin words are not taken apart; Chinese has no spaces, so each of its characters is a word.
_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[A-Za-z]+|\s+|.", re.DOTALL)
# What is the same between two changes and shorter than this reads better as a part of the change.
_SHORTEST_SAME = 2


@dataclass(frozen=True)
class Draft:
    """The minutes of a meeting as composed now, line by line."""

    printed: tuple[Block, ...]

    @cached_property
    def text(self) -> str:
        """The minutes as plain text, one block a line."""
        return "".join(f"{block.text}\n" for block in self.printed)

    @property
    def mark(self) -> str:
        """Tells this text of the draft from any other."""
        return mark_of(self.text)

    @cached_property
    def paragraphs(self) -> dict[str, Block]:
        """{anchor: paragraph}, of what can be commented."""
        return {block.key: block for block in self.printed if block.kind != NOT_COMMENTED}

    def seen_as(self, anchor: str, mark: str) -> Block | None:
        """The paragraph that somebody saw at `anchor` with that mark, wherever it stands now; None if it changed."""
        at_anchor = self.paragraphs.get(anchor)
        if at_anchor is not None and mark_of(at_anchor.text) == mark:
            return at_anchor
        elsewhere = [block for block in self.paragraphs.values() if mark_of(block.text) == mark]
        return elsewhere[0] if len(elsewhere) == 1 else None

    def present(self, anchor: str, quoted: str) -> Block | None:
        """The paragraph that was quoted from `anchor`, as it stands now; None where it is gone.

        Anchors are positions, so they shift: the paragraph with the same words is taken first, then the one most
        like it.
        """
        at_anchor = self.paragraphs.get(anchor)
        if at_anchor is not None and at_anchor.text == quoted:
            return at_anchor
        same = next((block for block in self.paragraphs.values() if block.text == quoted), None)
        if same is not None:
            return same
        ranked = [(fuzz.ratio(quoted, block.text), block.key == anchor, block) for block in self.paragraphs.values()]
        score, _, best = max(ranked, key=lambda row: row[:2], default=(0.0, False, None))
        return best if score >= SAME_PARAGRAPH else None


@dataclass(frozen=True)
class Piece:
    """A stretch of a difference; `kind` is SAME, REMOVED or ADDED."""

    kind: str
    text: str


def draft_of(meeting: Meeting) -> Draft:
    """The minutes of `meeting` as they would be printed now. Raises CirculationError where they can't be."""
    try:
        return Draft(blocks(compose(meeting)))
    except WordingError as error:
        raise not_printable(meeting, error) from error


def not_printable(meeting: Meeting, error: WordingError) -> CirculationError:
    """What is said where a wording of the draft asks for what its rows don't have."""
    return CirculationError(f"{meeting}的紀錄目前無法印出，請幕僚單位先修正：{error}")


def mark_of(text: str) -> str:
    """A short mark of a text, which a form carries to say what its user saw."""
    return sha256(text.encode()).hexdigest()[:16]


def difference(before: str, after: str) -> list[Piece]:
    """What was removed and added between two texts, in reading order; joined without either it gives the other."""
    pieces: list[Piece] = []
    for kind, old, new in _joined(_words(before), _words(after)):
        if kind == SAME:
            pieces.append(Piece(SAME, old))
        else:
            pieces += [Piece(name, text) for name, text in ((REMOVED, old), (ADDED, new)) if text]
    return pieces


def changed_lines(before: str, after: str) -> Iterator[list[Piece]]:
    """The lines that differ between two texts of minutes, each as a difference; a line replaced by one is compared."""
    old, new = before.splitlines(), after.splitlines()
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        pairs = min(i2 - i1, j2 - j1)
        for offset in range(pairs):
            yield difference(old[i1 + offset], new[j1 + offset])
        yield from ([Piece(REMOVED, line)] for line in old[i1 + pairs : i2])
        yield from ([Piece(ADDED, line)] for line in new[j1 + pairs : j2])


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _joined(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, str, str]]:
    """(SAME or REMOVED, old text, new text) by turns; short same stretches between two changes are taken into them."""
    steps: list[tuple[str, str, str]] = []
    opcodes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for number, (tag, i1, i2, j1, j2) in enumerate(opcodes):
        inside = 0 < number < len(opcodes) - 1
        is_same = tag == "equal" and not (inside and i2 - i1 < _SHORTEST_SAME)
        kind, before, after = (SAME if is_same else REMOVED), "".join(old[i1:i2]), "".join(new[j1:j2])
        if steps and steps[-1][0] == kind:
            _, earlier_before, earlier_after = steps.pop()
            before, after = earlier_before + before, earlier_after + after
        steps.append((kind, before, after))
    return steps
