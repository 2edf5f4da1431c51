"""A PDF's text, and what is wrong with it as a document: findings of pdfua, glyphs that its fonts lack."""

import io

import pdfplumber
import pikepdf
from pdfua import validate

# What a reader of paper cannot do.
NOT_ON_PAPER = ("點選", "按此", "下方按鈕", "選取可看")


def text_of_paper(content):
    """The text of each page without white space."""
    with pdfplumber.open(io.BytesIO(content)) as document:
        return ["".join((page.extract_text() or "").split()) for page in document.pages]


def faults(content, folder):
    """Findings of pdfua, missing glyphs and words that make no sense on paper."""
    path = folder / "document.pdf"
    path.write_bytes(content)
    found = [f"{finding.rule_id}: {finding.message}" for finding in validate(path).findings]
    with pikepdf.open(io.BytesIO(content)) as document:
        found += ["a missing glyph" for page in document.pages for glyph in _glyphs(page) if glyph == b"\0\0"]
    text = "".join(text_of_paper(content))
    return found + [f"the words {words}" for words in NOT_ON_PAPER if words in text]


def _glyphs(page):
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) in ("Tj", "TJ"):
            for operand in operands[0] if str(operator) == "TJ" else operands:
                if isinstance(operand, pikepdf.String):
                    content = bytes(operand)
                    yield from (content[i : i + 2] for i in range(0, len(content), 2))
