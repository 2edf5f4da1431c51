"""Digits that text recognition took for letters or signs (1〇案, l1案), corrected where one number is possible."""

from __future__ import annotations

import re
from dataclasses import dataclass

from meetings.minutes.text.fragments import OPENS_CHANGE, UNIT

_READ_AS = str.maketrans("OoQ〇○Il|", "00000111")
_RUN = re.compile(r"(?<![A-Za-z0-9〇○|])[0-9OoQ〇○Il|]{1,4}(?![A-Za-z0-9〇○|])")
_UNIT = re.compile(rf"{UNIT}|[年月日時點分次號]")
# A number's letters alone are a number where one must stand; O alone may be a draft's blank or a lost digit.
_LETTERS = re.compile(r"[Il|][Il|Oo〇○]?")
_ASKS = re.compile(r"(?:[第增列餘等共計組中及年月午時提管]|國)$")
_MARK = re.compile(rf"[.、)](?=同意|其餘|餘|新增|解列|本組|[「『]|{OPENS_CHANGE})")


@dataclass(frozen=True, slots=True)
class Misread:
    """The characters at [start, end) of the stream, printed as `printed`, that were read as `digits`."""

    start: int
    end: int
    printed: str
    digits: str


def misread_digits(key: str, depths: list[int]) -> list[Misread]:
    """The misread numbers of a stream; what stands in quotes, such as O2O in a title, is left alone."""
    found = []
    for match in _RUN.finditer(key):
        text, before, after = match[0], key[max(match.start() - 2, 0) : match.start()], match.end()
        digits = text.translate(_READ_AS)
        if digits == text or depths[match.start()] > 0:
            continue
        mixed = any(char.isdecimal() for char in text)
        unit = _UNIT.match(key, after) and (mixed or (_LETTERS.fullmatch(text) and _ASKS.search(before)))
        begins = not before or before[-1] in "。.;:(組"
        if unit or ((mixed or _LETTERS.fullmatch(text)) and begins and _MARK.match(key, after)):
            found.append(Misread(match.start(), after, text, digits))
    return found
