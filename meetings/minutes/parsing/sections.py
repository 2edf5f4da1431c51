"""The sections of few lines: time, venue, adjournment, and those that are kept word by word."""

from __future__ import annotations

import re
from datetime import time

from meetings.minutes import clock
from meetings.minutes.document import AdjournmentSection, PlainSection, TimeSection, VenueSection
from meetings.minutes.parsing.heads import SectionHead, head_placeholders
from meetings.minutes.parsing.paragraphs import read_paragraphs
from meetings.minutes.text.marks import END_MARKS, Reader, match_brackets, skip, text_end
from meetings.minutes.text.source import Source

_BEFORE_CLOCK = re.compile(r"[:(,]{0,2}(?:時間:?)?")
_CLOSING = re.compile(rf"[):]*[{END_MARKS}]*\)*")
_BEFORE_TOPIC = re.compile(r"[^「『]{0,5}(?=[「『])")
_ANSWER = re.compile(r"(?:略|無|洽悉|詳[^。]{0,20}|如附[^。]{0,10}|同意備查|准予備查)[。.]?")


def read_time(reader: Reader, head: SectionHead, end: int, running: int) -> TimeSection | PlainSection:
    """會議時間; kept word by word where there is no such date, which is reported."""
    source = reader.source
    match = clock.DATE.search(source.key, head.label, end)
    if match is None or match.start() - head.label > 4:
        message = "會議時間裡找不到日期，應如「112年7月27日(星期四)下午2時」；請補上日期再匯入。"
        reader.report(head.start, "date_missing", message)
        return _kept(reader, head, end, running)
    day, placeholders = clock.read_date(source, match)
    if day is None:
        message = f"「{source.printed(*match.span())}」不是存在的日期；請核對年、月、日再匯入。"
        reader.report(match.start(), "date_impossible", message)
        return _kept(reader, head, end, running)
    at = match.end()
    weekday = clock.WEEKDAY.match(source.key, at, end)
    if weekday and (weekday[0].startswith("(") or weekday["whole"] != weekday["char"]):
        placeholders += clock.read_weekday(source, weekday, day)
        at = weekday.end()
    hour = clock.CLOCK.match(source.key, at + (source.key[at : at + 1] in (",", ":")), end)
    found = None
    if hour:
        found, more = clock.read_clock(source, hour)
        placeholders += more
        at = hour.end()
        _report_no_time(reader, hour, found)
    _report_rest(reader, at, end, "會議時間")
    wording = source.wording(head.start, end, placeholders + head_placeholders(reader, head, running))
    return TimeSection(wording, day, found, line=source.line(head.start))


def read_venue(reader: Reader, head: SectionHead, end: int, running: int) -> VenueSection:
    """會議地點."""
    source = reader.source
    at = after_colon(source, head.label, end)
    placeholders = head_placeholders(reader, head, running)
    if at >= end:
        reader.report(head.start, "venue_missing", "會議地點是空的；請補上地點再匯入。")
    else:
        placeholders.append((at, end, "{venue}"))
    return VenueSection(
        source.wording(head.start, end, placeholders), source.name(at, end), line=source.line(head.start)
    )


def read_adjournment(reader: Reader, head: SectionHead, end: int, running: int) -> AdjournmentSection:
    """散會, with its time where one is printed; what stands behind it is reported."""
    source = reader.source
    placeholders = head_placeholders(reader, head, running)
    found = None
    at = head.label
    hour = clock.CLOCK.match(source.key, skip(_BEFORE_CLOCK, source.key, at, end), end)
    if hour:
        found, more = clock.read_clock(source, hour)
        placeholders += more
        at = hour.end()
        _report_no_time(reader, hour, found)
    at = skip(_CLOSING, source.key, at, end)
    if at < end:
        text = source.printed(at, end)[:20]
        message = f"散會之後還有「{text}」，無法歸入紀錄；請核對是否為附件或頁尾，移除後再匯入。"
        reader.report(at, "text_after_end", message)
    return AdjournmentSection(source.wording(head.start, end, placeholders), found, line=source.line(head.start))


def read_plain(reader: Reader, head: SectionHead, end: int, running: int) -> PlainSection:
    """A section of one line, or one that this parser has no own rule for: its line and its paragraphs, word by word."""
    source = reader.source
    placeholders = head_placeholders(reader, head, running)
    first = _head_end(source, head, end)
    topic = ""
    if head.kind == "common_topic":
        # 捌、共同議題—「氣候變遷因應及調適」合作方案報告：洽悉 (meeting 2)
        quote = skip(_BEFORE_TOPIC, source.key, head.label, first)
        pairs, _ = match_brackets(source.key, head.label, first)
        if quote in pairs:
            topic = source.name(quote + 1, pairs[quote])
            placeholders.append((quote + 1, pairs[quote], "{topic}"))
    wording = source.wording(head.start, first, placeholders)
    paragraphs = read_paragraphs(source, first, end)
    return PlainSection(head.kind, wording, topic, paragraphs, line=source.line(head.start))


def _kept(reader: Reader, head: SectionHead, end: int, running: int) -> PlainSection:
    wording = reader.source.wording(head.start, end, head_placeholders(reader, head, running))
    return PlainSection("other", wording, line=reader.source.line(head.start))


def _head_end(source: Source, head: SectionHead, end: int) -> int:
    """Where a plain section's own line ends: behind a short answer, a colon, or with the printed line."""
    colon = source.key.find(":", head.label, min(end, head.label + 40))
    if colon >= 0 and source.key.count("。", head.label, colon) == 0:
        rest = colon + 1
        if _ANSWER.fullmatch(source.key, rest, end) or (end - rest <= 30 and "。" not in source.key[rest : end - 1]):
            return end
        return rest
    return min(source.line_end(head.label - 1), end)


def after_colon(source: Source, at: int, end: int) -> int:
    """The position behind a colon at the position, or the position itself."""
    return at + 1 if at < end and source.key[at] == ":" else at


def _report_no_time(reader: Reader, match: re.Match[str], found: time | None) -> None:
    if found is None:
        text = reader.source.printed(*match.span())
        reader.report(match.start(), "time_impossible", f"「{text}」不是存在的時間；請核對時、分再匯入。")


def _report_rest(reader: Reader, at: int, end: int, where: str) -> None:
    at = min(at, end)
    rest = text_end(reader.source, at, end)
    if rest > at and reader.source.key[at:rest] not in (")",):
        text = reader.source.printed(at, rest)[:20]
        reader.report(at, "leftover", f"{where}裡的「{text}」無法辨識；請核對這一行是否有缺字或少了下一項的編號。")
