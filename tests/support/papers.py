"""What is checked of every PDF: PDF/UA, glyphs that fonts lack, words that make sense on a screen only."""

import io
import re
from collections import defaultdict

import pdfplumber
import pikepdf
from fontTools.pens.recordingPen import RecordingPen
from fontTools.ttLib import TTFont
from pdfua import validate

# Names of people that common fonts lack; the last one is outside of the Basic Multilingual Plane.
RARE = "堃喆𠮷"
# Paper is not clicked; `按` alone stands in words such as 按季.
OF_A_SCREEN = ("點選", "點擊", "按此", "按一下", "下方按鈕", "連結", "可左右捲動", "捲動", "點按")


def pdfua_findings(content, tmp_path):
    """What pdfua finds against PDF/UA-1, a line per finding."""
    path = tmp_path / "document.pdf"
    path.write_bytes(content)
    return [f"{finding.rule_id}: {finding.message}" for finding in validate(path).findings]


def missing_glyphs(content):
    """The characters that are drawn as the box of a missing glyph, or as nothing at all.

    WeasyPrint gives a character that no font has a glyph number which its font does not use, so the number alone tells
    nothing: what is missing is a number the embedded font has no outline for, white space aside.
    """
    missing = set()
    with pikepdf.open(io.BytesIO(content)) as document:
        drawn = defaultdict(set)
        fonts = {}
        for page in document.pages:
            for font, glyph in glyphs(page):
                drawn[font.objgen].add(glyph)
                fonts[font.objgen] = font
        for key, numbers in drawn.items():
            characters, outlines = _characters(fonts[key]), _Outlines(fonts[key])
            missing |= {characters.get(number, "?") for number in numbers if not outlines.has(number)}
    return sorted(character for character in missing if character.strip("\u200b\ufe0e\ufe0f \u3000"))


def glyphs(page):
    """What a page draws: font and glyph number; all fonts here are Identity-H, so two bytes a glyph."""
    font = None
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            font = page.Resources.Font[str(operands[0])]
        elif str(operator) in ("Tj", "TJ"):
            for operand in operands[0] if str(operator) == "TJ" else operands:
                if isinstance(operand, pikepdf.String):
                    content = bytes(operand)
                    yield from ((font, int.from_bytes(content[i : i + 2])) for i in range(0, len(content), 2))


def _characters(font):
    """The text that each glyph number stands for."""
    lines = re.findall(rb"<([0-9a-f]{4})> <([0-9a-f]*)>", font.ToUnicode.read_bytes(), re.IGNORECASE)
    return {int(number, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for number, text in lines}


class _Outlines:
    """The glyphs of an embedded font that draw something."""

    def __init__(self, font):
        descriptor = font.DescendantFonts[0].FontDescriptor
        stream = descriptor.get("/FontFile3") or descriptor.FontFile2
        self.font = TTFont(io.BytesIO(stream.read_bytes()))
        self.order, self.glyphs = self.font.getGlyphOrder(), self.font.getGlyphSet()

    def has(self, number):
        if not 0 < number < len(self.order):
            return False
        pen = RecordingPen()
        self.glyphs[self.order[number]].draw(pen)
        return any(step != "endPath" for step, _ in pen.value)


def text_of_pdf(content):
    """The text layer without white space, in the order in which it is drawn."""
    with pdfplumber.open(io.BytesIO(content)) as document:
        return re.sub(r"\s", "", "".join(character["text"] for page in document.pages for character in page.chars))


def words_of_a_screen(content):
    """The words on the paper that only a screen can mean."""
    text = text_of_pdf(content)
    return [word for word in OF_A_SCREEN if word in text]


def text_of_paper(content):
    """The text of each page without white space."""
    with pdfplumber.open(io.BytesIO(content)) as document:
        return ["".join((page.extract_text() or "").split()) for page in document.pages]


def faults(content, folder):
    """Everything that is checked of a PDF, a line per finding."""
    found = pdfua_findings(content, folder)
    found += [f"a missing glyph: {character}" for character in missing_glyphs(content)]
    return found + [f"the words {words}" for words in words_of_a_screen(content)]
