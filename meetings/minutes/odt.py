"""The minutes as an OpenDocument text, for those who go on editing them (government files are to be ODF)."""

from __future__ import annotations

import io

from odfdo import Document, Element, Header, Paragraph, Style, StyleMasterPage

from meetings.minutes.document import MinutesDocument
from meetings.minutes.files.layout import FIRST_LINE, FONT_POINTS, HEADING_POINTS, INDENTS, Line, line_of
from meetings.minutes.render import blocks

# 標楷體 is what offices have; LibreOffice takes the next one where it is missing.
CHINESE_FONT = "標楷體"
LATIN_FONT = "Times New Roman"
HEADING_LEVELS = {"heading": 1, "section": 2, "group": 3}
ALIGNMENTS = {"heading": "center", "foot": "center", "mark": "end", "appendix": "end"}
# What page numbers are fields for; 第N頁，共M頁 stands at the foot of every page.
_PAGE_NUMBER = (
    '<text:p text:style-name="minutes-foot">第<text:page-number text:select-page="current">1</text:page-number>頁，'
    "共<text:page-count>1</text:page-count>頁</text:p>"
)
_QUARTER_CM = FONT_POINTS / 4 * 2.54 / 72


def to_odt(document: MinutesDocument, mark: str = "") -> bytes:
    """The content of an .odt file whose text is `render(document)`, paragraph by paragraph.

    `mark`, such as 草稿, is printed at the head of every page and is no part of the text.
    """
    lines = [line_of(block) for block in blocks(document)]
    odt = prepared(lines[0].block.text, mark)
    hanging = {_style_name(line): line for line in lines if line.number}
    for name, line in hanging.items():
        odt.insert_style(_style(name, line.block.kind, line.indent + line.hang, line.first_line), automatic=True)
    for line in lines:
        odt.body.append(_element(line))
    file = io.BytesIO()
    odt.save(file)
    return file.getvalue()


def prepared(title: str, mark: str = "") -> Document:
    """An empty A4 document with the styles of the minutes (minutes-heading, minutes-section, minutes-body…)."""
    odt = Document("text")
    odt.body.clear()
    odt.meta.title = title
    odt.meta.language = "zh-TW"
    _page(odt, mark)
    for kind in ("body", "heading", "appendix", *INDENTS):
        style = _style(f"minutes-{kind}", kind, INDENTS.get(kind, 0), FIRST_LINE.get(kind, 0))
        odt.insert_style(style, automatic=True)
    return odt


def heading(level: int, text: str, style: str) -> Header:
    """A heading of a level from 1 on, in one of the document's styles."""
    element = Header(level)
    # Not in the call: odfdo's Header takes a style there and drops it.
    element.style = style
    element.append_plain_text(text)
    return element


def _element(line: Line) -> Element:
    level = HEADING_LEVELS.get(line.block.kind)
    style = _style_name(line)
    text = line.lead + line.text
    if level:
        return heading(level, text, style)
    element = Paragraph(style=style)
    element.append_plain_text(text)
    return element


def _style_name(line: Line) -> str:
    return f"minutes-{line.block.kind}" + (f"-{line.indent}-{line.hang}" if line.number else "")


def _style(name: str, kind: str, margin: float, first_line: float) -> Style:
    """A paragraph style; `margin` and `first_line` are in quarters of an em."""
    style = Style("paragraph", name=name, parent_style="Standard")
    paragraph = {
        "fo:margin-left": f"{margin * _QUARTER_CM:.3f}cm",
        "fo:text-indent": f"{first_line * _QUARTER_CM:.3f}cm",
        "fo:line-height": "150%" if kind != "foot" else "100%",
        "fo:text-align": ALIGNMENTS.get(kind, "justify"),
        "fo:margin-bottom": "0.4cm" if kind == "heading" else "0cm",
    }
    if kind in HEADING_LEVELS:
        paragraph["fo:keep-with-next"] = "always"
    size, weight = (f"{HEADING_POINTS}pt", "bold") if kind == "heading" else (f"{FONT_POINTS}pt", "normal")
    if kind == "foot":
        size = "10pt"
    text = {
        "fo:font-family": LATIN_FONT,
        "style:font-family-asian": CHINESE_FONT,
        "fo:font-size": size,
        "style:font-size-asian": size,
        "fo:language": "en",
        "fo:country": "US",
        "style:language-asian": "zh",
        "style:country-asian": "TW",
        "fo:font-weight": weight,
        "style:font-weight-asian": weight,
        "fo:font-style": "normal",
    }
    for name, properties in (("paragraph", paragraph), ("text", text)):
        element = Element.from_tag(f"style:{name}-properties")
        for key, value in properties.items():
            element.set_attribute(key, value)
        style.append(element)
    return style


def _page(odt: Document, mark: str) -> None:
    """A4 with even margins, page numbers in the middle of the foot; no numbers put before headings."""
    for level in odt.styles.get_elements("//text:outline-level-style"):
        level.delete()
    for layout in odt.get_styles("page-layout"):
        properties = layout.get_element("style:page-layout-properties")
        if properties is None:
            continue
        for key, value in {"fo:page-width": "21cm", "fo:page-height": "29.7cm"}.items():
            properties.set_attribute(key, value)
        for side in ("top", "bottom", "left", "right"):
            properties.set_attribute(f"fo:margin-{side}", "2.5cm")
        properties.set_attribute("fo:margin-bottom", "1.5cm")
        if (footer := layout.get_element("style:footer-style")) is not None:
            foot = Element.from_tag("style:header-footer-properties")
            foot.set_attribute("fo:min-height", "1cm")
            footer.append(foot)
    for kind in ("foot", "mark"):
        odt.insert_style(_style(f"minutes-{kind}", kind, 0, 0))
    for master in odt.get_styles("master-page"):
        if not isinstance(master, StyleMasterPage):
            continue
        if mark:
            master.set_page_header(Paragraph(mark, style="minutes-mark"))
        master.set_page_footer(Element.from_tag(_PAGE_NUMBER))
