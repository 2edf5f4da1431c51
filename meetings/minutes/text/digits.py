"""Digits taken for letters or signs (1〇案, l1案) or set in unlike forms (①⓪案, 4７案), read as the number meant."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from meetings.minutes.numerals import written_wide
from meetings.minutes.text.fragments import OPENS_CHANGE, UNIT

_READ_AS = str.maketrans("OoQ〇○Il|", "00000111")
_RUN = re.compile(r"(?<![A-Za-z0-9〇○|])[0-9OoQ〇○Il|]{1,4}(?![A-Za-z0-9〇○|])")
_UNIT = re.compile(rf"{UNIT}|[年月日時點分次號]")
# A number's letters alone are a number where one must stand; O alone may be a draft's blank or a lost digit.
_LETTERS = re.compile(r"[Il|][Il|Oo〇○]?")
_ASKS = re.compile(r"(?:[第增列餘等共計組中及年月午時提管]|國)$")
# Circled digits within a number; at a line's start or behind a stop they are list marks: ① 5案.
_CIRCLED = re.compile(rf"(?<=[^\s\d⓪①-⑨。.;；:：(（、,，])[\d⓪①-⑨]{{2,4}}(?=\s*(?:{UNIT}))")
_MARK = re.compile(rf"[.、)](?=同意|其餘|餘|新增|解列|本組|[「『]|{OPENS_CHANGE})")


@dataclass(frozen=True, slots=True)
class Misread:
    """The characters at [start, end) of the stream, printed as `printed`, that were read as `digits`."""

    start: int
    end: int
    printed: str
    digits: str


def circled_digits(line: str) -> dict[int, str]:
    """The circled digits of a printed line that belong to a number, by their positions in it, each as a plain digit."""
    runs = (match.span() for match in _CIRCLED.finditer(line))
    return {at: str(unicodedata.digit(line[at])) for run in runs for at in range(*run) if not line[at].isdecimal()}


def misread_digits(key: str, raw: list[str], depths: list[int]) -> list[Misread]:
    """The misread numbers of a stream; what stands in quotes, such as O2O in a title, is left alone."""
    found = []
    for match in _RUN.finditer(key):
        text, before, after = match[0], key[max(match.start() - 2, 0) : match.start()], match.end()
        digits, printed = text.translate(_READ_AS), "".join(raw[match.start() : after])
        # ⒈ and ① alone are list marks: one printed character for several of the stream.
        is_mark = "" in raw[match.start() : after + 1]
        if printed in (digits, written_wide(digits)) or is_mark or depths[match.start()] > 0:
            continue
        mixed = any(char.isdecimal() for char in text)
        unit = _UNIT.match(key, after) and (mixed or (_LETTERS.fullmatch(text) and _ASKS.search(before)))
        begins = not before or before[-1] in "。.;:(組"
        if unit or ((mixed or _LETTERS.fullmatch(text)) and begins and _MARK.match(key, after)):
            found.append(Misread(match.start(), after, printed, digits))
    return found
