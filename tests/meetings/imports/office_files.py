"""Minutes as the files that offices send, made from a text without any office software."""

from __future__ import annotations

import codecs
import html
import io
import logging
from functools import cache

from docx import Document as Word
from odfdo import Document as Odt
from odfdo import Paragraph
from weasyprint import HTML

STYLE = "@page { size: A4; margin: 2.5cm } body { font: 14pt 'TW-Kai', 'Noto Serif CJK TC', serif } p { margin: 4pt 0 }"


@cache
def pdf(text: str) -> bytes:
    """A PDF with a text layer, lines broken and pages turned where they are full."""
    # The making of font subsets is talkative.
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    lines = "".join(f"<p>{html.escape(line)}</p>" for line in text.splitlines())
    return HTML(string=f"<html lang='zh-TW'><style>{STYLE}</style>{lines}").write_pdf()


@cache
def odt(text: str) -> bytes:
    """An ODT with a paragraph per line."""
    document = Odt("text")
    document.body.clear()
    for line in text.splitlines():
        document.body.append(Paragraph(line))
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


@cache
def docx(text: str) -> bytes:
    """A DOCX with a paragraph per line."""
    document = Word()
    for line in text.splitlines():
        document.add_paragraph(line)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def plain_texts(text: str) -> dict[str, bytes]:
    """The text in every encoding that is read and that has all its characters."""
    files = {
        "utf-8": text.encode(),
        "utf-8 with a mark": codecs.BOM_UTF8 + text.encode(),
        "utf-8 of Windows": text.replace("\n", "\r\n").encode(),
        "utf-16 with a mark": text.encode("utf-16"),
        "utf-16 big-endian with a mark": codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
        "utf-16-le": text.encode("utf-16-le"),
        "utf-16-be": text.encode("utf-16-be"),
    }
    for encoding in ("cp950", "big5hkscs"):
        try:
            files[encoding] = text.encode(encoding)
        except UnicodeEncodeError:
            continue
    return files
