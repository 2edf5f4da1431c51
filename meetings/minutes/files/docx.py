"""The minutes as a Word document, for the offices that go on with one."""

from __future__ import annotations

import io
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from meetings.minutes.document import MinutesDocument
from meetings.minutes.files.layout import FONT_POINTS, HEADING_POINTS, Line, line_of
from meetings.minutes.odt import CHINESE_FONT, HEADING_LEVELS, LATIN_FONT
from meetings.minutes.render import blocks

_CENTRE, _RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
_ALIGNMENTS = {"heading": _CENTRE, "appendix": _RIGHT}


def to_docx(document: MinutesDocument, mark: str = "") -> bytes:
    """The content of a .docx file whose text is `render(document)`, paragraph by paragraph.

    `mark`, such as 草稿, is printed at the head of every page and is no part of the text.
    """
    lines = [line_of(block) for block in blocks(document)]
    word = Document()
    _prepare(word, lines[0].block.text, document.platform)
    for line in lines:
        _add(word, line)
    _page(word, mark)
    file = io.BytesIO()
    word.save(file)
    return file.getvalue()


def _add(word: Any, line: Line) -> None:
    kind = line.block.kind
    paragraph = word.add_paragraph()
    run = paragraph.add_run(line.lead + line.text)
    form = paragraph.paragraph_format
    form.left_indent = _quarters(line.indent + line.hang)
    form.first_line_indent = _quarters(line.first_line)
    form.alignment = _ALIGNMENTS.get(kind, WD_ALIGN_PARAGRAPH.JUSTIFY)
    if level := HEADING_LEVELS.get(kind):
        form.keep_with_next = True
        # A heading to those who read by ear or by the list of contents, without Word's own look of one.
        outline = OxmlElement("w:outlineLvl")
        outline.set(qn("w:val"), str(level - 1))
        paragraph._p.get_or_add_pPr().append(outline)
    if kind == "heading":
        form.space_after = Pt(11)
        run.font.size, run.font.bold = Pt(HEADING_POINTS), True


def _prepare(word: Any, title: str, author: str) -> None:
    properties = word.core_properties
    properties.title, properties.author, properties.comments, properties.language = title, author, "", "zh-TW"
    style = word.styles["Normal"]
    style.font.name, style.font.size = LATIN_FONT, Pt(FONT_POINTS)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), CHINESE_FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-US")
    language.set(qn("w:eastAsia"), "zh-TW")
    style.element.rPr.append(language)
    form = style.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule = WD_LINE_SPACING.ONE_POINT_FIVE


def _page(word: Any, mark: str) -> None:
    """A4 with even margins, the page number in the middle of the foot."""
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2.5)
    if mark:
        head = section.header.paragraphs[0]
        head.alignment = _RIGHT
        head.add_run(mark)
    foot = section.footer.paragraphs[0]
    foot.alignment = _CENTRE
    foot.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    for text, field in (("第", "PAGE"), ("頁，共", "NUMPAGES"), ("頁", "")):
        foot.add_run(text).font.size = Pt(10)
        if field:
            _add_field(foot, field)


def _add_field(paragraph: Any, name: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run = paragraph.add_run("1")
    run.font.size = Pt(10)
    field.append(run._r)
    paragraph._p.append(field)


def _quarters(number: float) -> Pt:
    return Pt(number * FONT_POINTS / 4)
