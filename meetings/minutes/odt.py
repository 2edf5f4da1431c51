"""The minutes as an OpenDocument text, for those who go on editing them (government files are to be ODF)."""

from __future__ import annotations

import io

from odfdo import Document, Element, Header, Paragraph, Style

from meetings.minutes.document import MinutesDocument
from meetings.minutes.render import Block, blocks

# 標楷體 is what offices have; LibreOffice takes the next one where it is missing.
CHINESE_FONT = "標楷體"
LATIN_FONT = "Times New Roman"
HEADING_LEVELS = {"heading": 1, "section": 2, "group": 3}
# Left margin and hanging indent in cm, so that a marker stands out as it does in the printed minutes.
INDENTS = {
    "section": (1.2, -1.2),
    "seat": (3.6, 0.0),
    "label": (9.0, 0.0),
    "resolution": (2.0, -1.0),
    "group": (2.4, -1.2),
    "clause": (3.0, -0.6),
    "subclause": (3.8, -0.8),
    "motion": (1.2, 0.0),
    "speaker": (1.2, 0.0),
    "paragraph": (2.2, -1.0),
}


def to_odt(document: MinutesDocument) -> bytes:
    """The content of an .odt file whose text is `render(document)`, paragraph by paragraph."""
    lines = blocks(document)
    odt = prepared(lines[0].text)
    for block in lines:
        odt.body.append(_element(block))
    file = io.BytesIO()
    odt.save(file)
    return file.getvalue()


def prepared(title: str) -> Document:
    """An empty A4 document with the styles of the minutes (minutes-heading, minutes-section, minutes-body…)."""
    odt = Document("text")
    odt.body.clear()
    odt.meta.title = title
    odt.meta.language = "zh-TW"
    _page(odt)
    for kind in {"body", *INDENTS, "heading"}:
        odt.insert_style(_style(kind), automatic=True)
    return odt


def _element(block: Block) -> Element:
    style = f"minutes-{block.kind}" if block.kind in INDENTS or block.kind == "heading" else "minutes-body"
    level = HEADING_LEVELS.get(block.kind)
    if level:
        return Header(level, block.text, style=style)
    return Paragraph(block.text, style=style)


def _style(kind: str) -> Style:
    style = Style("paragraph", name=f"minutes-{kind}", parent_style="Standard")
    margin, indent = INDENTS.get(kind, (0.0, 0.0))
    paragraph = {
        "fo:margin-left": f"{margin}cm",
        "fo:text-indent": f"{indent}cm",
        "fo:line-height": "150%",
        "fo:text-align": "center" if kind == "heading" else "justify",
        "fo:margin-bottom": "0.4cm" if kind == "heading" else "0cm",
    }
    if kind in HEADING_LEVELS:
        paragraph["fo:keep-with-next"] = "always"
    size, weight = ("18pt", "bold") if kind == "heading" else ("14pt", "normal")
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


def _page(odt: Document) -> None:
    """A4 with even margins; and no numbers before headings, which have their own."""
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
