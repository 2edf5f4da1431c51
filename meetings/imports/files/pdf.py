"""PDF by pdfplumber: the text layer, page by page."""

from __future__ import annotations

import io
import re
import unicodedata
import zlib
from dataclasses import dataclass
from itertools import islice

import pdfplumber
from pdfminer import pdftypes
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfpage import PDFPage
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import PdfminerException

from meetings.imports.files.limits import LONGEST_TEXT, MOST_NAMELESS, MOST_PAGES
from meetings.imports.files.refusals import Refusal

# What pdfminer prints for a glyph whose font does not say which character it is.
NAMELESS = re.compile(r"\(cid:\d+\)")
# Radicals and compatibility forms look like the common ideograph and stand for it: some fonts' tables name those.
LOOK_ALIKES = re.compile(r"[\u2e80-\u2fdf\uf900-\ufaff]")
# Bullets of symbol fonts are private characters at a line's beginning.
PRIVATE_BULLET = re.compile(r"^[ \t]*[\ue000-\uf8ff][ \t]*", re.M)
# A picture that fills this much of a page without text is a scan of it.
SCAN_COVERS = 0.5
# Text of a page that was scanned askew is less steep; steeper text is a watermark.
STEEPEST = 0.15
# Headers and footers stand in this share of a page's height at its top and its bottom.
MARGIN = 0.09
ZLIB_HEADER, ZLIB_CHECKSUM = 2, 4
# A line that decides something is no header, even where two pages have one at the same height.
DECIDES = re.compile("列管|新增|解列|同意|洽悉|[「」『』]")


def read(content: bytes) -> str:
    """The text of a PDF, pages parted by form feeds. Raises Refusal, or what pdfplumber raises on a damaged file."""
    try:
        # Not in the order of the content stream: headings and boxes are often written last.
        with pdfplumber.open(io.BytesIO(content), unicode_norm=None) as pdf:
            return _read(pdf)
    except (PdfminerException, PDFPasswordIncorrect, PDFEncryptionError) as error:
        for cause in (error, *error.args):
            if isinstance(cause, PDFPasswordIncorrect | PDFEncryptionError):
                raise Refusal("encrypted") from error
            if isinstance(cause, Refusal):
                raise cause from error
        raise


def _inflate(data: bytes) -> bytes:
    """The content of a packed stream that zlib refuses: whole where only its checksum was cut off, or not at all.

    pdfminer's own way is to go on with what comes out, byte by byte, or with nothing: passages would be missing
    without a word.
    """
    stream = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
    try:
        content = stream.decompress(data[ZLIB_HEADER:])
    except zlib.error as error:
        raise Refusal("damaged") from error
    if not stream.eof or len(stream.unused_data) >= ZLIB_CHECKSUM:
        raise Refusal("damaged")
    return content


# This process reads one file and ends; nothing else uses pdfminer in it.
pdftypes.decompress_corrupted = _inflate


def _read(pdf: pdfplumber.PDF) -> str:
    if len(list(islice(PDFPage.create_pages(pdf.doc), MOST_PAGES + 1))) > MOST_PAGES:
        raise Refusal("too-many-pages", limit=MOST_PAGES)
    pages, scans, length = [], [], 0
    for page in pdf.pages:
        lines = _lines(page)
        if not lines and _is_scan(page):
            scans.append(page.page_number)
        pages.append(lines)
        length += sum(len(line.text) for line in lines)
        if length > LONGEST_TEXT:
            raise Refusal("too-long", limit=LONGEST_TEXT)
        page.close()
    with_text = [number for number, lines in enumerate(pages, 1) if lines]
    if not with_text:
        raise Refusal("scanned" if scans else "no-text")
    # A scan behind the last text is an appendix, such as the list of signatures; before it, part of the minutes.
    if missing := [number for number in scans if number < with_text[-1]]:
        raise Refusal("scanned-page", page=missing[0])
    furniture = _furniture([lines for lines in pages if lines])
    texts = ("\n".join(line.text for line in lines if line.key not in furniture) for lines in pages)
    return _named("\f".join(texts))


@dataclass(frozen=True)
class _Line:
    """A printed line; `top` in points from the page's top, `in_margin` where a header or footer stands."""

    text: str
    top: float
    in_margin: bool

    @property
    def key(self) -> tuple[str, int]:
        """Equal for a header or footer from page to page, its page number aside."""
        return re.sub(r"\d+", "#", "".join(self.text.split())), round(self.top)


def _furniture(pages: list[list[_Line]]) -> set[tuple[str, int]]:
    """The keys of lines that every page, from the second on where there are more, prints at one height in a margin."""
    if len(pages) < 2:
        return set()
    regular = pages[1:] if len(pages) > 2 else pages
    in_margins = [{line.key for line in lines if line.in_margin and not DECIDES.search(line.text)} for lines in regular]
    return set.intersection(*in_margins)


def _lines(page: Page) -> list[_Line]:
    if any(_is_body(char) for char in page.chars):
        page = page.filter(_is_body)
    printed = {(char["text"], round(char["x0"]), round(char["top"])) for char in page.chars}
    if len(printed) < len(page.chars):
        # Bold, made by printing each character twice. To look for those takes as long as a third of the reading.
        page = page.dedupe_chars()
    top, bottom = MARGIN * page.height, (1 - MARGIN) * page.height
    return [
        _Line(line["text"], line["top"], line["bottom"] < top or line["top"] > bottom)
        for line in page.extract_text_lines(return_chars=False)
    ]


def _is_body(item: dict) -> bool:
    """Whether an object is no character of a slanted watermark, nor one that the file itself marks as furniture."""
    if item["object_type"] != "char":
        return True
    along, up, *_ = item["matrix"]
    return abs(up) <= STEEPEST * abs(along) and item.get("tag") != "Artifact"


def _is_scan(page: Page) -> bool:
    whole = page.width * page.height
    return any(image["width"] * image["height"] >= SCAN_COVERS * whole for image in page.images)


def _named(text: str) -> str:
    nameless = len(NAMELESS.findall(text))
    if nameless > MOST_NAMELESS * len(text):
        raise Refusal("nameless")
    text = NAMELESS.sub("\ufffd", text)
    text = PRIVATE_BULLET.sub("", text)
    return LOOK_ALIKES.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
