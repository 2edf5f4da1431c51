"""The sentences of minutes that may be directives, each with its place: plain data, no Django.

Resolutions, the groups' clauses, motions and what the chairs said are cut into sentences; the headings, the list of
chairs and the resolution that only opens the groups' part are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from meetings.minutes import anchors
from meetings.minutes.document import MinutesDocument, RemarksSection, ResolutionsSection
from meetings.minutes.render import Block, blocks, person_text

PLACES = ("resolution", "clause", "subclause", "motion", "paragraph")
_ENDS = "。！？；!?;"
_OPENING, _CLOSING = "「『（(《", "」』）)》"
# The number of a paragraph: - 一、, (1) or 2.; a year or a count has no such point behind it.
_NUMBER = r"(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})"
_MARK = re.compile(rf"[-*•●]?\s*(?:[（(]{_NUMBER}[)）]|{_NUMBER}[、.．])\s*")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the minutes as printed, without the mark of its paragraph.

    `place` is the kind of its paragraph (one of PLACES), `anchor` where the minutes' page shows it. `speaker` is who
    said it (林副市長), empty outside of remarks; `group` the issue group in whose part it stands, empty outside.
    """

    text: str
    place: str
    anchor: str
    speaker: str = ""
    group: str = ""

    @property
    def key(self) -> str:
        """The sentence without white space, which carries no meaning: equal keys are the same sentence."""
        return sentence_key(self.text)


def sentence_key(text: str) -> str:
    """A sentence in the form in which two readings of it are compared."""
    return _SPACE.sub("", text)


def sentences(document: MinutesDocument) -> tuple[Sentence, ...]:
    """Every sentence of resolutions, clauses, motions and remarks, in printed order."""
    speakers, groups, opening = _places(document)
    return tuple(
        Sentence(text, block.kind, block.key, speakers.get(block.key, ""), groups.get(block.key, ""))
        for block in blocks(document)
        if block.kind in PLACES and block.key not in opening
        for text in split(_without_mark(block))
    )


def split(text: str) -> Iterator[str]:
    """Cut a paragraph behind each 。！？； that stands outside of quotes and brackets."""
    depth, start = 0, 0
    for at, char in enumerate(text):
        if char in _OPENING:
            depth += 1
        elif char in _CLOSING:
            depth = max(0, depth - 1)
        elif char in _ENDS and depth == 0:
            yield text[start : at + 1].strip()
            start = at + 1
    if rest := text[start:].strip():
        yield rest


def _places(document: MinutesDocument) -> tuple[dict[str, str], dict[str, str], set[str]]:
    """Who said which paragraph, which clause is whose, and the resolution that opens the groups' part."""
    speakers: dict[str, str] = {}
    groups: dict[str, str] = {}
    opening: set[str] = set()
    for position, section in enumerate(document.sections, 1):
        if isinstance(section, RemarksSection):
            for number, remark in enumerate(section.remarks, 1):
                for index in range(1, len(remark.paragraphs) + 1):
                    speakers[anchors.paragraph(anchors.remark(number), index)] = person_text(remark.speaker)
        if isinstance(section, ResolutionsSection):
            numbered = enumerate(section.resolutions, 1)
            opening |= {anchors.resolution(position, number) for number, one in numbered if one.groups}
    for number, group in enumerate(document.group_resolutions, 1):
        groups |= {anchor: group.group for anchor, _ in anchors.clauses(number, group)}
    return speakers, groups, opening


def _without_mark(block: Block) -> str:
    text = block.text.strip()
    return text[mark.end() :] if (mark := _MARK.match(text)) else text
