"""Numbers as minutes print them: 三, 參, 3 and ３, read and written.

A numeral style is named in a wording's placeholder ({count:zh}). The styles:

- "zh"      一 … 十 … 二十一 … 九十九 (group and resolution numbers)
- "formal"  壹 … 拾 … 拾貳 … 玖拾玖 (section numbers)
- "arabic"  1, 12
- "wide"    １, １２ (full-width digits)
- "padded"  05, 12 (minutes of a clock)
- "digits"  一一二 (years that are read digit by digit)
- "wide-padded" ０５
- "zh-alt", "formal-alt"  兩, 廿, 廿一 and 叁, 拾叁: the other way to write the same numbers
"""

from __future__ import annotations

ZH_DIGITS = "〇一二三四五六七八九"
FORMAL_DIGITS = "零壹貳參肆伍陸柒捌玖"
WIDE_DIGITS = "０１２３４５６７８９"
STYLES = ("arabic", "zh", "formal", "wide", "padded", "wide-padded", "digits", "zh-alt", "formal-alt")

# How one number may look inside a regular expression over folded text (full-width digits already half-width).
ARABIC_PATTERN = r"[0-9]{1,4}"
ZH_PATTERN = r"[一二三四五六七八九十廿卅百兩零〇]{1,7}"
FORMAL_PATTERN = r"(?:[壹貳參叁肆伍陸柒捌玖]?拾[壹貳參叁肆伍陸柒捌玖]?|[壹貳參叁肆伍陸柒捌玖])"
COUNT_PATTERN = rf"(?:{ARABIC_PATTERN}|{ZH_PATTERN}|{FORMAL_PATTERN})"

_VALUES = {char: value for value, char in enumerate(ZH_DIGITS)}
_VALUES |= {char: value for value, char in enumerate(FORMAL_DIGITS)}
_VALUES |= {"○": 0, "兩": 2, "贰": 2, "貮": 2, "叁": 3, "叄": 3, "参": 3, "陆": 6}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_TENS = {"廿": 20, "卅": 30}


def number(text: str) -> int | None:
    """The number that `text` writes in any style, or None where it is no number."""
    text = "".join(text.split())
    if not text or len(text) > 9:
        return None
    if text.isdecimal():
        return int(text)
    if len(text) > 1 and all(char in _VALUES for char in text):
        return int("".join(str(_VALUES[char]) for char in text))
    return _with_units(text)


def written(value: int, style: str = "arabic") -> str:
    """`value` in a style of `STYLES`; Chinese styles write 1 to 9999, others any number.

    Raises ValueError for an unknown style or a number that the style can't write.
    """
    if style == "arabic":
        return str(value)
    if style in ("padded", "wide-padded"):
        return written_wide(f"{value:02d}") if style == "wide-padded" else f"{value:02d}"
    if style == "wide":
        return written_wide(str(value))
    if style == "digits":
        return "".join(ZH_DIGITS[int(char)] for char in str(value))
    if style == "zh":
        return _chinese(value, ZH_DIGITS, "十百千")
    if style == "formal":
        return _chinese(value, FORMAL_DIGITS, "拾佰仟")
    if style == "formal-alt":
        return _chinese(value, FORMAL_DIGITS, "拾佰仟").replace("參", "叁")
    if style == "zh-alt":
        plain = _chinese(value, ZH_DIGITS, "十百千")
        return "兩" if value == 2 else "廿" + plain[2:] if 20 <= value < 30 else plain
    raise ValueError(f"未知的數字樣式「{style}」，可用的有：{'、'.join(STYLES)}。")


def written_wide(digits: str) -> str:
    """Digits in their full-width forms."""
    return "".join(WIDE_DIGITS[int(char)] for char in digits)


def style_of(text: str, default: str = "arabic") -> str | None:
    """The style in which `text` is written, the default one first; None where no style gives it back exactly."""
    value = number(text)
    if value is None:
        return None
    printed = "".join(text.split())
    for style in (default, *STYLES):
        try:
            if written(value, style) == printed:
                return style
        except ValueError:
            continue
    return None


def _with_units(text: str) -> int | None:
    """十二, 二十, 廿三, 一百十二: digits before units, added up."""
    total, pending, smallest = 0, None, 10_000
    for char in text:
        if char in _TENS:
            if pending is not None or smallest <= 10:
                return None
            total, smallest = total + _TENS[char], 10
        elif char in _UNITS:
            unit = _UNITS[char]
            if unit >= smallest:
                return None
            total, pending, smallest = total + unit * (1 if pending is None else pending), None, unit
        elif char in _VALUES:
            if pending:
                return None
            pending = _VALUES[char]
        else:
            return None
    return total + (pending or 0)


def _chinese(value: int, digits: str, units: str) -> str:
    if not 1 <= value <= 9999:
        raise ValueError(f"中文數字只寫 1 至 9999，不能寫 {value}。")
    parts: list[str] = []
    gap = False
    for power in (3, 2, 1, 0):
        digit = value // 10**power % 10
        if not digit:
            gap = bool(parts)
            continue
        if gap:
            parts.append("零")
            gap = False
        # Ten to nineteen go without their leading one: 十二, not 一十二.
        parts.append("" if power == 1 and digit == 1 and value < 20 else digits[digit])
        parts.append(units[power - 1] if power else "")
    return "".join(parts)
