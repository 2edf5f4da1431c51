"""The numbers that word processors write by themselves: an outline's counters, and a value in the list's numerals.

DOCX and ODT keep "一、" or "(1)" as a rule of the list and not as text. The rule is in the file; this applies it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from meetings.minutes.numerals import written

STEMS = "甲乙丙丁戊己庚辛壬癸"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
ROMAN = [(1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL")]
ROMAN += [(10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")]
DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
# A list that counts further, or a start value that is no number, is a damaged file's.
LARGEST = 9_999


def _roman(value: int) -> str:
    result = ""
    for step, letters in ROMAN:
        while value >= step:
            result, value = result + letters, value - step
    return result


def _letters(value: int) -> str:
    """A … Z, AA, BB … as Word counts."""
    count, letter = divmod(value - 1, 26)
    return chr(ord("A") + letter) * min(count + 1, 10)


def _chosen(signs: str) -> Callable[[int], str]:
    return lambda value: signs[value - 1] if value <= len(signs) else str(value)


def _block(first: str, count: int) -> Callable[[int], str]:
    return lambda value: chr(ord(first) + value - 1) if value <= count else str(value)


def _chinese(value: int) -> str:
    return written(value, "zh")


def _formal(value: int) -> str:
    return written(value, "formal")


# Word's w:numFmt.
WORD_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": lambda value: f"{value:02d}",
    "decimalFullWidth": lambda value: written(value, "wide"),
    "decimalFullWidth2": lambda value: written(value, "wide"),
    "upperRoman": _roman,
    "lowerRoman": lambda value: _roman(value).lower(),
    "upperLetter": _letters,
    "lowerLetter": lambda value: _letters(value).lower(),
    "taiwaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
    "ideographDigital": lambda value: str(value).translate(DIGITS),
    "taiwaneseDigital": lambda value: str(value).translate(DIGITS),
    "ideographLegalTraditional": _formal,
    "chineseLegalSimplified": _formal,
    "ideographTraditional": _chosen(STEMS),
    "ideographZodiac": _chosen(BRANCHES),
    "ideographEnclosedCircle": _block("㊀", 10),
    "decimalEnclosedCircle": _block("①", 20),
    "decimalEnclosedCircleChinese": _block("①", 20),
    "decimalEnclosedParen": _block("⑴", 20),
    "decimalEnclosedFullstop": _block("⒈", 20),
}
# ODF's style:num-format begins with the first number: "一, 二, 三, ...".
ODF_FORMATS: dict[str, Callable[[int], str]] = {
    "1": str,
    "１": WORD_FORMATS["decimalFullWidth"],
    "A": _letters,
    "a": WORD_FORMATS["lowerLetter"],
    "I": _roman,
    "i": WORD_FORMATS["lowerRoman"],
    "一": _chinese,
    "壹": _formal,
    "甲": WORD_FORMATS["ideographTraditional"],
    "子": WORD_FORMATS["ideographZodiac"],
    "①": WORD_FORMATS["decimalEnclosedCircle"],
    "㊀": WORD_FORMATS["ideographEnclosedCircle"],
}


def numeral(value: int, numerals: Callable[[int], str] | None) -> str:
    """`value` in those numerals; Arabic where they are not known or do not go that far."""
    return numerals(value) if numerals and 0 < value <= LARGEST else str(value)


@dataclass
class Counters:
    """The running numbers of one outline, level by level (0 is the outermost)."""

    values: dict[int, int] = field(default_factory=dict)

    def next(self, level: int, start: int) -> None:
        """Count one more at `level`, from `start` on where it has none yet; deeper levels begin anew."""
        self.values[level] = self.values[level] + 1 if level in self.values else start
        self.values = {depth: value for depth, value in self.values.items() if depth <= level}
