"""Dates and times of day as minutes print them: 112年7月27日(星期四)下午2時30分, 2023/7/27 14:30, 民國一一二年…"""

from __future__ import annotations

import re
from datetime import date, time

from meetings.minutes.numerals import COUNT_PATTERN, number, style_of
from meetings.minutes.text.marks import placeholder
from meetings.minutes.text.source import Placeholder, Source
from platform_site.shared.roc import ROC_OFFSET, WEEKDAYS, half_day

_YEAR = r"(?:[0-9]{2,4}|[〇○零一二三四五六七八九十百千]{2,8})"
DATE = re.compile(
    rf"(?:中華民國|民國|西元|公元)?(?P<year>{_YEAR})年(?P<month>{COUNT_PATTERN})月(?P<day>{COUNT_PATTERN})[日號]"
    r"|(?:中華民國|民國|西元|公元)?(?P<year2>[0-9]{2,4})(?P<sign>[./-])(?P<month2>[0-9]{1,2})(?P=sign)(?P<day2>[0-9]{1,2})"
)
WEEKDAY = re.compile(r"\(?(?P<whole>(?:星期|週|周|禮拜)?(?P<char>[一二三四五六日天]))\)?")
_HALVES = ["上午", "下午", "中午", "晚上", "晚間", "早上", "凌晨", "傍晚", "清晨"]
CLOCK = re.compile(
    rf"(?P<half>{'|'.join(_HALVES)})?(?P<hour>{COUNT_PATTERN})(?:[時點](?:(?P<minute>{COUNT_PATTERN})分|(?P<exact>[半整許]))?"
    r"|:(?P<minute2>[0-9]{2}))"
)


def read_date(source: Source, match: re.Match[str]) -> tuple[date | None, list[Placeholder]]:
    """The date of a DATE match (None where there is no such day) and the placeholders of its numbers."""
    behind = "2" if match["year2"] else ""
    year, month, day = (number(match[name + behind]) or 0 for name in ("year", "month", "day"))
    western = match[0].startswith(("西元", "公元")) or year >= ROC_OFFSET
    try:
        found = date(year if western else year + ROC_OFFSET, month, day)
    except ValueError:
        return None, []
    names = {"year": "year" if western else "roc_year", "month": "month", "day": "day"}
    return found, [number_of(source, *match.span(name + behind), target) for name, target in names.items()]


def read_weekday(source: Source, match: re.Match[str], day: date) -> list[Placeholder]:
    """The placeholder of a weekday, or none where the printed one isn't the date's: then it stays as it is printed."""
    char = WEEKDAYS[day.weekday()]
    if match["char"] != char or source.squashed(*match.span("char")) != char:
        return []
    if source.squashed(*match.span("whole")) == f"星期{char}":
        return [(*match.span("whole"), "{weekday}")]
    return [(*match.span("char"), "{weekday_char}")]


def read_clock(source: Source, match: re.Match[str]) -> tuple[time | None, list[Placeholder]]:
    """The time of day of a CLOCK match (None where there is no such time) and the placeholders of its parts."""
    name = "minute" if match["minute"] else "minute2"
    hour, minute = number(match["hour"]) or 0, number(match[name] or "0") or 0
    if match["exact"] == "半":
        minute = 30
    half = match["half"] or ""
    printed_hour = hour
    if half in ("下午", "晚上", "晚間", "傍晚") and hour < 12 or half == "中午" and hour < 3:
        hour += 12
    elif half == "凌晨" and hour == 12:
        hour = 0
    try:
        found = time(hour, minute)
    except ValueError:
        return None, []
    placeholders: list[Placeholder] = []
    right_half, twelve = half_day(found)
    usual_half = half == right_half and source.squashed(*match.span("half")) == half
    if usual_half:
        placeholders.append((*match.span("half"), "{half}"))
    if printed_hour == (twelve if usual_half else hour):
        target = "hour"
    else:
        target = "hour12" if printed_hour == twelve else "hour24"
    placeholders.append(number_of(source, *match.span("hour"), target))
    if match[name]:
        placeholders.append(number_of(source, *match.span(name), "minute"))
    return found, placeholders


def number_of(source: Source, start: int, end: int, name: str) -> Placeholder:
    """The placeholder of a number, with its style where that isn't arabic."""
    style = style_of(source.squashed(start, end)) or style_of(source.key[start:end]) or "arabic"
    return start, end, placeholder(name, style, "arabic")


def weekday_of(text: str) -> str | None:
    """The weekday's character that a literal text prints, as 一 in 星期一 or (一); None where there is none."""
    match = re.search(r"(?:星期|週|周|禮拜)([一二三四五六日天])|[(（]([一二三四五六日])[)）]", text)
    return (match[1] or match[2]).replace("天", "日") if match else None
