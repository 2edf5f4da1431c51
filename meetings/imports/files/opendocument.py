"""ODT by odfdo: the text of the body as a reader sees it, with its automatic numbers.

odfdo opens the package and gives the elements; its own formatted text would put in deleted passages, notes and
marks of its making. Headers and footers live in another part.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

from odfdo import Document, Element, XmlPart
from odfdo.security import SecurityError

from meetings.imports.files.numbering import ODF_FORMATS, Counters, numeral
from meetings.imports.files.refusals import Refusal

# Deleted passages, comments, notes, the small print beside ruby, what a merged cell hides, lists of contents.
SKIPPED = {
    "text:tracked-changes",
    "office:annotation",
    "office:forms",
    "text:note",
    "text:ruby-text",
    "text:hidden-text",
    "text:number",
    "text:table-of-content",
    "table:covered-table-cell",
    "svg:title",
    "svg:desc",
}
PARAGRAPHS = ("text:p", "text:h")
MOST_SPACES = 100


def read(content: bytes) -> str:
    """The text of an ODT file, a line per paragraph. Raises Refusal, or what odfdo raises on a damaged file."""
    try:
        document = Document(io.BytesIO(content))
        reader = _Reader(document)
        reader.block(document.body)
    except SecurityError as error:
        raise Refusal("bomb") from error
    return "\n".join(reader.lines)


@dataclass(frozen=True)
class _Level:
    """One level of a list style: 一、 is Chinese numerals with the suffix 、."""

    numerals: Callable[[int], str] | None
    prefix: str
    suffix: str
    start: int
    shown: int

    @classmethod
    def read(cls, element: Element) -> _Level | None:
        """None for bullets and for levels that print no number."""
        shape = element.get_attribute_string("style:num-format")
        if not shape:
            return None
        return cls(
            numerals=ODF_FORMATS.get(shape[0]),
            prefix=element.get_attribute_string("style:num-prefix") or "",
            suffix=element.get_attribute_string("style:num-suffix") or "",
            start=_integer(element, "text:start-value", 1),
            shown=_integer(element, "text:display-levels", 1),
        )


@dataclass
class _List:
    """A list being read: its levels, its counters, and the number its next paragraph opens with, if any."""

    style: str
    depth: int
    counters: Counters
    opens_item: bool = False
    start: int | None = None


class _Reader:
    """Walks the body in document order and collects its lines."""

    def __init__(self, document: Document) -> None:
        self.lines: list[str] = []
        parts: tuple[XmlPart, ...] = (document.styles, document.content)
        self.styles = {
            style.get_attribute_string("style:name"): _levels(style)
            for part in parts
            for style in part.get_elements("//text:list-style")
        }
        outline = document.styles.get_elements("//text:outline-style")
        self.outline = _levels(outline[0]) if outline else {}
        self.headings = Counters()
        self.hidden = {
            style.get_attribute_string("style:name")
            for part in parts
            for style in part.get_elements("//*[style:text-properties/@text:display='none']")
        }
        self.paragraph_lists = {
            style.get_attribute_string("style:name"): style.get_attribute_string("style:list-style-name")
            for part in parts
            for style in part.get_elements("//style:style[@style:list-style-name]")
        }
        self.last_of_style: dict[str, Counters] = {}
        self.by_id: dict[str, Counters] = {}
        self.open: list[_List] = []

    def block(self, parent: Element) -> None:
        for child in parent.children:
            tag = child.tag
            if tag in SKIPPED or child.get_attribute_string("text:display") == "none":
                continue
            if tag in PARAGRAPHS:
                self.paragraph(child)
            elif tag == "text:list":
                self.list_of(child)
            elif tag in ("text:list-item", "text:list-header"):
                self.item(child, tag == "text:list-item")
            else:
                self.block(child)

    def list_of(self, element: Element) -> None:
        above = self.open[-1] if self.open else None
        style = element.get_attribute_string("text:style-name") or (
            above.style if above else self._style_inside(element)
        )
        if above and above.style == style:
            counters = above.counters
        elif continued := self.by_id.get(element.get_attribute_string("text:continue-list") or ""):
            counters = continued
        elif element.get_attribute_string("text:continue-numbering") == "true" and style in self.last_of_style:
            counters = self.last_of_style[style]
        else:
            counters = Counters()
        self.last_of_style[style] = counters
        if name := element.get_attribute_string("xml:id"):
            self.by_id[name] = counters
        self.open.append(_List(style, above.depth + 1 if above else 0, counters))
        self.block(element)
        self.open.pop()

    def item(self, element: Element, is_numbered: bool) -> None:
        current = self.open[-1]
        current.opens_item = is_numbered
        current.start = _integer(element, "text:start-value", 0) or None
        self.block(element)
        current.opens_item = False

    def paragraph(self, element: Element) -> None:
        if element.get_attribute_string("text:style-name") in self.hidden:
            return
        # A box stands inside the paragraph it is anchored to; its lines follow, and are no items of this list.
        frames: list[Element] = []
        text = self._inline(element, frames)
        self.lines.append(self._label(element) + text)
        outer, self.open = self.open, []
        for frame in frames:
            self.block(frame)
        self.open = outer

    def _inline(self, element: Element, frames: list[Element]) -> str:
        pieces = [element.text or ""]
        for child in element.children:
            tag = child.tag
            if tag == "text:s":
                pieces.append(" " * min(_integer(child, "text:c", 1), MOST_SPACES))
            elif tag == "text:tab":
                pieces.append("\t")
            elif tag == "text:line-break":
                pieces.append("\n")
            elif tag.startswith("draw:"):
                frames.append(child)
            elif tag not in SKIPPED and child.get_attribute_string("text:style-name") not in self.hidden:
                pieces.append(self._inline(child, frames))
            pieces.append(child.tail or "")
        return "".join(pieces)

    def _label(self, element: Element) -> str:
        if self.open:
            current = self.open[-1]
            if not current.opens_item:
                return ""
            current.opens_item = False
            return _count(self.styles.get(current.style, {}), current.counters, current.depth, current.start)
        if element.tag == "text:h" and element.get_attribute_string("text:is-list-header") != "true":
            return _count(self.outline, self.headings, _integer(element, "text:outline-level", 1) - 1, None)
        return ""

    def _style_inside(self, element: Element) -> str:
        """A list without a style of its own takes that of its first paragraph's style."""
        for paragraph in element.get_elements(".//text:p"):
            return self.paragraph_lists.get(paragraph.get_attribute_string("text:style-name")) or ""
        return ""


def _levels(style: Element) -> dict[int, _Level | None]:
    return {_integer(level, "text:level", 1) - 1: _Level.read(level) for level in style.children}


def _count(levels: dict[int, _Level | None], counters: Counters, depth: int, start: int | None) -> str:
    level = levels.get(depth)
    if level is None:
        return ""
    if start is not None:
        counters.values.pop(depth, None)
    for above in range(depth):
        # LibreOffice counts a level that was passed over as begun.
        if above not in counters.values and (passed := levels.get(above)):
            counters.values[above] = passed.start
    counters.next(depth, level.start if start is None else start)
    numbers = []
    for at in range(max(depth - level.shown + 1, 0), depth + 1):
        shown = levels.get(at)
        if shown is not None:
            numbers.append(numeral(counters.values.get(at, shown.start), shown.numerals))
    return f"{level.prefix}{'.'.join(numbers)}{level.suffix} "


def _integer(element: Element, name: str, otherwise: int) -> int:
    value = element.get_attribute_string(name)
    return int(value) if value and value.isdecimal() else otherwise
