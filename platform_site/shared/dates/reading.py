"""Reading a date as people write it, in either calendar; what cannot be one day is refused with both readings.

114/12/22, 114.12.22, 114-12-22, 114年12月22日, 民國114年…, 1141222, 2025-12-22, 2025年12月22日, full-width digits, and
any of these with its weekday or, in brackets, the same day in the other calendar.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta

from django.core.exceptions import ValidationError

from platform_site.shared.roc import ROC_OFFSET, WEEKDAYS, roc_date

FIRST_YEAR, LAST_YEAR = ROC_OFFSET + 1, 2199
EXAMPLE = "請寫成「114年12月22日」、「114/12/22」或「2025-12-22」。"
LONGEST = 100

_ERA = r"(?P<era>中華民國|民國|西元|公元)?\s*"
_DATE = re.compile(
    rf"{_ERA}(?<![0-9])(?:(?P<year>[0-9]{{1,4}})\s*(?P<sign>[年/.-])\s*(?P<month>[0-9]{{1,2}})\s*[月/.-]\s*"
    r"(?P<day>[0-9]{1,2})\s*[日號]?|(?P<compact>[0-9]{7,8}))(?![0-9])"
)
_WEEKDAY = re.compile(r"(?:星期|禮拜|週|周)\s*(?P<char>[一二三四五六日天])|\((?P<bare>[一二三四五六日])\)")
_JOINING = re.compile(r"[\s()\[\],、;即=:]*")


def read_date(text: str) -> date:
    """The day that `text` writes. Raises ValidationError: a Chinese sentence with what is wrong and what to write."""
    typed = text.replace("\0", "").strip()
    plain = unicodedata.normalize("NFKC", typed)
    matches = list(_DATE.finditer(plain)) if len(plain) <= LONGEST else []
    if not matches or not _JOINING.fullmatch(_WEEKDAY.sub("", _DATE.sub("", plain))):
        raise ValidationError(f"「{typed[:30]}」不是看得懂的日期。{EXAMPLE}", code="invalid")
    days = [(match[0].strip(), _day(match)) for match in matches]
    written, day = days[0]
    for other, other_day in days[1:]:
        if other_day != day:
            raise ValidationError(
                f"兩個日期不是同一天：「{written}」是{both(day)}，「{other}」是{both(other_day)}。請留下正確的一個。",
                code="disagree",
            )
    for char in _weekdays(plain):
        if char != WEEKDAYS[day.weekday()]:
            meant = _nearest(day, char)
            raise ValidationError(
                f"「{written}」（{both(day)}）是星期{WEEKDAYS[day.weekday()]}，不是星期{char}；"
                f"最近的星期{char}是{both(meant)}。請更正日期或星期。",
                code="weekday",
            )
    return day


def both(day: date) -> str:
    """民國114年12月22日，西元2025-12-22: a day in both calendars, for a sentence that has to leave no doubt."""
    return f"民國{roc_date(day)}，西元{day:%Y-%m-%d}"


def _weekdays(plain: str) -> Iterator[str]:
    for match in _WEEKDAY.finditer(plain):
        yield (match["char"] or match["bare"]).replace("天", "日")


def _nearest(day: date, char: str) -> date:
    ahead = (WEEKDAYS.index(char) - day.weekday()) % 7
    return day + timedelta(days=ahead if ahead <= 3 else ahead - 7)


def _day(match: re.Match[str]) -> date:
    """The day of one match. Raises ValidationError."""
    written = match[0].strip()
    if match["compact"]:
        compact = match["compact"]
        year, month, day = compact[:-4], int(compact[-4:-2]), int(compact[-2:])
    else:
        year, month, day = match["year"], int(match["month"]), int(match["day"])
    western = _year(written, year, match["era"] or "", match["sign"] or "")
    if not 1 <= month <= 12:
        raise ValidationError(f"「{written}」的月份是{month}，月份只有1到12。{EXAMPLE}", code="month")
    last = calendar.monthrange(western, month)[1]
    if not 1 <= day <= last:
        raise ValidationError(
            f"「{written}」沒有這一天：民國{western - ROC_OFFSET}年（西元{western}年）{month}月只有{last}天。"
            "請更正日期。",
            code="day",
        )
    return date(western, month, day)


def _year(written: str, digits: str, era: str, sign: str) -> int:
    """The Gregorian year. Raises ValidationError where it may be one of either calendar, or contradicts its era."""
    year = int(digits)
    is_western = era in ("西元", "公元") if era else len(digits) == 4
    if era and is_western != (len(digits) == 4):
        raise ValidationError(_contradiction(written, year, is_western), code="era")
    if not era and len(digits) < 3 and sign != "年":
        raise ValidationError(_either(written, year), code="ambiguous")
    western = year if is_western else year + ROC_OFFSET
    if not FIRST_YEAR <= western <= LAST_YEAR:
        raise ValidationError(
            f"「{written}」的年份超出範圍：可填民國1年到{LAST_YEAR - ROC_OFFSET}年"
            f"（西元{FIRST_YEAR}到{LAST_YEAR}年）。{EXAMPLE}",
            code="range",
        )
    return western


def _contradiction(written: str, year: int, is_western: bool) -> str:
    if is_western:
        meant = f"民國{year}年（西元{year + ROC_OFFSET}年）"
        return f"「{written}」寫的是西元，西元{year}年早於民國；若是{meant}，請改寫「民國」。"
    meant = f"西元{year}年" + (f"（民國{year - ROC_OFFSET}年）" if year > ROC_OFFSET else "")
    return f"「{written}」寫的是民國，民國{year}年即西元{year + ROC_OFFSET}年；若是{meant}，請改寫「西元」。"


def _either(written: str, year: int) -> str:
    century = 2000 + year
    return (
        f"「{written}」的年份可以是民國{year}年（西元{year + ROC_OFFSET}年），"
        f"也可以是西元{century}年（民國{century - ROC_OFFSET}年）。請寫明「民國{year}年」或「西元{century}年」。"
    )
