"""Plain text in the encodings that Taiwan's offices use: UTF-8, UTF-16 and Big5, with a mark or without."""

from __future__ import annotations

import codecs
import re

from meetings.imports.files.refusals import Refusal

# Big5 comes last: nearly any bytes are some Big5 text, while UTF-8 is recognised for certain. HKSCS holds cp950's
# characters and more; where the two differ cp950, Windows's own, is right.
ENCODINGS = ("utf-8", "cp950", "big5hkscs")
# What a program never writes into a text; tab, line ends and form feed are left out.
CONTROLS = re.compile(r"[\x01-\x08\x0e-\x1f\x7f]")
# Chinese, Latin, digits and the punctuation of both.
EXPECTED = re.compile(
    r"[\t\n\r\f -~\u00a0-\u00ff\u2000-\u206f\u2460-\u24ff\u3000-\u303f\u3105-\u312f\u4e00-\u9fff\uff00-\uffef]"
)
SAMPLE = 4000
ENOUGH = 0.95


def decode(content: bytes) -> str:
    """The text of a plain text file. Raises Refusal where the bytes are no text in any of the encodings."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _checked(_strictly(content, "utf-16"))
    if b"\x00" in content:
        # Line ends, digits and spaces have a zero byte in UTF-16 and nowhere else.
        return _checked(_unmarked_utf16(content))
    content = content.removeprefix(codecs.BOM_UTF8)
    for encoding in ENCODINGS:
        try:
            return _checked(content.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise Refusal("encoding")


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Refusal("encoding") from error


def _unmarked_utf16(content: bytes) -> str:
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        sample = text[:SAMPLE]
        if len(EXPECTED.findall(sample)) >= ENOUGH * len(sample):
            return text
    raise Refusal("nul")


def _checked(text: str) -> str:
    # MS-DOS editors end a file with Ctrl-Z.
    text = text.rstrip("\x1a")
    if "\x00" in text:
        raise Refusal("nul")
    if CONTROLS.search(text):
        raise Refusal("encoding")
    return text
