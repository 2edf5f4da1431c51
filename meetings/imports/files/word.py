"""DOCX by python-docx: the text of the body as a reader sees it, with its automatic numbers.

python-docx opens the package and reads the runs; `Paragraph.text` alone would leave out tracked insertions,
content controls and text boxes, so the runs are chosen here. Headers, footers, notes and comments are other parts.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.text.run import CT_R
from docx.oxml.xmlchemy import BaseOxmlElement

from meetings.imports.files.numbering import WORD_FORMATS, Counters, numeral
from meetings.imports.files.refusals import Refusal

PARAGRAPH, TABLE_OF_CONTENTS = qn("w:p"), "Table of Contents"
TEXT_BOX, CONTROL, FOREIGN = qn("w:txbxContent"), qn("w:sdt"), qn("w:altChunk")
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# Deleted or moved away by a tracked change; repeated for old programs; the small print beside ruby.
SKIPPED = {qn(name) for name in ("w:del", "w:moveFrom", "w:pPr", "w:rPr", "w:sdtPr", "w:tblPr", "w:rt")} | {FALLBACK}
LEVELS = 9
# Styles and lists point at each other; a file whose links run in a circle is read without that number.
LONGEST_CHAIN = 20
NO = ("0", "false", "off")


def read(content: bytes) -> str:
    """The text of a DOCX file, a line per paragraph. Raises Refusal, or what python-docx raises on a damaged file."""
    document = Document(io.BytesIO(content))
    reader = _Reader(_Numbering(document))
    reader.blocks(document.element.body)
    return "\n".join(reader.lines)


class _Reader:
    """Walks the body in document order and collects its lines."""

    def __init__(self, numbering: _Numbering) -> None:
        self.numbering = numbering
        self.lines: list[str] = []
        self.joins_previous = False

    def blocks(self, parent: BaseOxmlElement) -> None:
        for child in parent:
            if child.tag == FOREIGN:
                raise Refusal("embedded")
            if child.tag in SKIPPED or child.tag == CONTROL and _is_contents(child):
                continue
            if child.tag == PARAGRAPH:
                self.paragraph(child)
            else:
                self.blocks(child)

    def paragraph(self, paragraph: BaseOxmlElement) -> None:
        boxes: list[BaseOxmlElement] = []
        text = "".join(_inline(paragraph, boxes))
        merges = paragraph.find(f"./{qn('w:pPr')}/{qn('w:rPr')}/{qn('w:del')}") is not None
        if self.joins_previous:
            self.lines[-1] += text
        elif text or not merges:
            self.lines.append(self.numbering.label(paragraph) + text)
        # The paragraph mark itself was deleted: what follows is the same paragraph.
        self.joins_previous = merges and bool(self.lines) and (bool(text) or self.joins_previous)
        for box in boxes:
            self.joins_previous = False
            self.blocks(box)


def _inline(parent: BaseOxmlElement, boxes: list[BaseOxmlElement]) -> Iterator[str]:
    """The texts of the runs below `parent`; text boxes are put into `boxes`, to be read after the paragraph."""
    for child in parent:
        if child.tag in SKIPPED:
            continue
        if child.tag == TEXT_BOX:
            boxes.append(child)
        elif isinstance(child, CT_R):
            if not _is_hidden(child):
                yield child.text
                yield from _inline(child, boxes)
        else:
            yield from _inline(child, boxes)


def _is_hidden(run: CT_R) -> bool:
    vanish = run.find(f"./{qn('w:rPr')}/{qn('w:vanish')}")
    return vanish is not None and vanish.get(qn("w:val")) not in NO


def _is_contents(control: BaseOxmlElement) -> bool:
    gallery = control.find(f".//{qn('w:sdtPr')}//{qn('w:docPartGallery')}")
    return gallery is not None and gallery.get(qn("w:val")) == TABLE_OF_CONTENTS


@dataclass(frozen=True)
class _Level:
    """One level of a list: 一、 is `text` "%1、" with Chinese numerals."""

    start: int
    numerals: Callable[[int], str] | None
    text: str
    gap: str
    style: str | None
    legal: bool

    @classmethod
    def read(cls, level: BaseOxmlElement) -> _Level:
        kind = _value(level, "w:numFmt") or "decimal"
        return cls(
            start=_number(_value(level, "w:start"), 1),
            numerals=WORD_FORMATS.get(kind),
            # A bullet carries no number, and its sign is often a private character of a symbol font.
            text="" if kind in ("bullet", "none") else _value(level, "w:lvlText") or "",
            gap="" if _value(level, "w:suff") == "nothing" else " ",
            style=_value(level, "w:pStyle"),
            legal=level.find(qn("w:isLgl")) is not None,
        )


class _Numbering:
    """The lists of a document with their counters; asked for each paragraph in order."""

    def __init__(self, document: WordDocument) -> None:
        self.styles = {
            style.get(qn("w:styleId")): style for style in document.styles.element.iterchildren(qn("w:style"))
        }
        self.default_style = next(
            (key for key, s in self.styles.items() if s.get(qn("w:type")) == "paragraph" and s.get(qn("w:default"))),
            None,
        )
        self.lists: dict[str, BaseOxmlElement] = {}
        self.outlines: dict[str, BaseOxmlElement] = {}
        part = next(
            (r.target_part for r in document.part.rels.values() if r.reltype == RELATIONSHIP_TYPE.NUMBERING), None
        )
        if part is not None:
            self.lists = {n.get(qn("w:numId")): n for n in part.element.findall(qn("w:num"))}
            self.outlines = {a.get(qn("w:abstractNumId")): a for a in part.element.findall(qn("w:abstractNum"))}
        self.levels: dict[str, dict[int, _Level]] = {}
        self.counters: dict[str, Counters] = {}
        self.begun: set[tuple[str, int]] = set()

    def label(self, paragraph: BaseOxmlElement) -> str:
        """The number printed before `paragraph`, or "" where it has none; counts it."""
        list_id, depth, style = self._level_of(paragraph)
        outline = self._outline(list_id)
        if list_id is None or outline is None:
            return ""
        levels = self._levels(list_id, outline)
        if depth is None:
            depth = next((at for at, level in levels.items() if level.style and level.style == style), 0)
        level = levels.get(depth)
        if level is None:
            return ""
        counters = self.counters.setdefault(outline.get(qn("w:abstractNumId")), Counters())
        override = self._start_override(list_id, depth)
        if override is not None and (list_id, depth) not in self.begun:
            counters.values.pop(depth, None)
        counters.next(depth, level.start if override is None else override)
        self.begun.add((list_id, depth))

        def counter(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            known = levels.get(at)
            value = counters.values.get(at, known.start if known else 1)
            return numeral(value, None if level.legal or known is None else known.numerals)

        text = re.sub("%([1-9])", counter, level.text)
        return text + level.gap if text else ""

    def _level_of(self, paragraph: BaseOxmlElement) -> tuple[str | None, int | None, str | None]:
        """List, level and the style that sets them: the paragraph's own properties go before its styles'."""
        properties = paragraph.find(qn("w:pPr"))
        list_id, depth = _list_level(properties)
        style = properties is not None and _value(properties, "w:pStyle") or self.default_style
        if list_id is None:
            list_id, style_depth, style = self._level_by_style(style)
            depth = style_depth if depth is None else depth
        return list_id, depth, style

    def _level_by_style(self, style: str | None) -> tuple[str | None, int | None, str | None]:
        for _ in range(LONGEST_CHAIN):
            if style not in self.styles:
                break
            list_id, depth = _list_level(self.styles[style].find(qn("w:pPr")))
            if list_id is not None:
                return list_id, depth, style
            style = _value(self.styles[style], "w:basedOn")
        return None, None, None

    def _outline(self, list_id: str | None) -> BaseOxmlElement | None:
        """The outline behind a list, which may stand for a list style's."""
        for _ in range(LONGEST_CHAIN):
            if list_id not in self.lists:
                return None
            outline = self.outlines.get(_value(self.lists[list_id], "w:abstractNumId") or "")
            link = None if outline is None else _value(outline, "w:numStyleLink")
            if link is None or link not in self.styles:
                return outline
            list_id, _ = _list_level(self.styles[link].find(qn("w:pPr")))
        return None

    def _levels(self, list_id: str, outline: BaseOxmlElement) -> dict[int, _Level]:
        if list_id not in self.levels:
            own = (override.find(qn("w:lvl")) for override in self.lists[list_id].findall(qn("w:lvlOverride")))
            levels = [*outline.findall(qn("w:lvl")), *(level for level in own if level is not None)]
            self.levels[list_id] = {_number(level.get(qn("w:ilvl")), 0): _Level.read(level) for level in levels}
        return self.levels[list_id]

    def _start_override(self, list_id: str, depth: int) -> int | None:
        for override in self.lists[list_id].findall(qn("w:lvlOverride")):
            if override.get(qn("w:ilvl")) == str(depth):
                start = _value(override, "w:startOverride")
                return None if start is None else _number(start, 1)
        return None


def _list_level(properties: BaseOxmlElement | None) -> tuple[str | None, int | None]:
    numbered = None if properties is None else properties.find(qn("w:numPr"))
    if numbered is None:
        return None, None
    depth = _value(numbered, "w:ilvl")
    return _value(numbered, "w:numId"), None if depth is None else min(_number(depth, 0), LEVELS - 1)


def _value(parent: BaseOxmlElement, name: str) -> str | None:
    child = parent.find(qn(name))
    return None if child is None else child.get(qn("w:val"))


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() else otherwise
