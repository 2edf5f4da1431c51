"""PDF by pdfplumber: the text layer, page by page."""

from __future__ import annotations

import io
import re
import unicodedata
from itertools import islice

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfpage import PDFPage
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import PdfminerException

from meetings.files.limits import LONGEST_TEXT, MOST_NAMELESS, MOST_PAGES
from meetings.files.refusals import Refusal

# What pdfminer prints for a glyph whose font does not say which character it is.
NAMELESS = re.compile(r"\(cid:\d+\)")
# Radicals and compatibility forms look like the common ideograph and stand for it: some fonts' tables name those.
LOOK_ALIKES = re.compile(r"[\u2e80-\u2fdf\uf900-\ufaff]")
# Bullets of symbol fonts are private characters at a line's beginning.
PRIVATE_BULLET = re.compile(r"^[ \t]*[\ue000-\uf8ff][ \t]*", re.M)
# A picture that fills this much of a page without text is a scan of it.
SCAN_COVERS = 0.5
# Text that a copying machine took in askew climbs less.
STEEPEST = 0.15


def read(content: bytes) -> str:
    """The text of a PDF, pages parted by form feeds. Raises Refusal, or what pdfplumber raises on a damaged file."""
    try:
        # Not in the order of the content stream: headings and boxes are often written last.
        with pdfplumber.open(io.BytesIO(content), unicode_norm=None) as pdf:
            return _read(pdf)
    except (PdfminerException, PDFPasswordIncorrect, PDFEncryptionError) as error:
        causes = {type(error), *(type(cause) for cause in error.args)}
        if {PDFPasswordIncorrect, PDFEncryptionError} & causes:
            raise Refusal("encrypted") from error
        raise


def _read(pdf: pdfplumber.PDF) -> str:
    if len(list(islice(PDFPage.create_pages(pdf.doc), MOST_PAGES + 1))) > MOST_PAGES:
        raise Refusal("too-many-pages", limit=MOST_PAGES)
    texts, scans, length = [], [], 0
    for page in pdf.pages:
        text = _page_text(page)
        if not text.strip() and _is_scan(page):
            scans.append(page.page_number)
        texts.append(text)
        length += len(text)
        if length > LONGEST_TEXT:
            raise Refusal("too-long", limit=LONGEST_TEXT)
        page.close()
    with_text = [number for number, text in enumerate(texts, 1) if text.strip()]
    if not with_text:
        raise Refusal("scanned" if scans else "no-text")
    # A scan behind the last text is an appendix, such as the list of signatures; before it, part of the minutes.
    if missing := [number for number in scans if number < with_text[-1]]:
        raise Refusal("scanned-page", page=missing[0])
    return _named("\f".join(texts))


def _page_text(page: Page) -> str:
    if any(_is_level(char) for char in page.chars):
        page = page.filter(_is_level)
    places = {(char["text"], round(char["x0"]), round(char["top"])) for char in page.chars}
    if len(places) < len(page.chars):
        # Bold, made by printing each character twice. To look for those takes as long as a third of the reading.
        page = page.dedupe_chars()
    return page.extract_text()


def _is_level(item: dict) -> bool:
    """Whether an object is no character of a watermark, which climbs."""
    if item["object_type"] != "char":
        return True
    along, up, *_ = item["matrix"]
    return abs(up) <= STEEPEST * abs(along)


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
