"""Where the sections begin, and the sections of few lines: time, venue, chairs, one-liners, adjournment."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from functools import lru_cache

from . import clock
from .document import (
    AdjournmentSection,
    ChairsSection,
    NameForm,
    Person,
    PlainSection,
    Seat,
    TimeSection,
    VenueSection,
)
from .marks import (
    BULLETS,
    END_MARKS,
    Mark,
    Reader,
    after_sentence,
    at_boundary,
    mark_at,
    match_brackets,
    numbered_place,
    text_end,
)
from .numerals import FORMAL_PATTERN, ZH_PATTERN, number
from .paragraphs import read_paragraphs
from .people import read_person
from .source import Source, fold

# Labels by the kind of section, tried in this order; they are matched on the folded text behind a section's mark.
_LABELS = (
    ("opening", r"主席(?:開場)?(?:致詞|致辭|開場白?)|(?:市長|來賓)?致詞|開場致詞"),
    (
        "remarks",
        r"(?:會議)?主席(?:結論|總結|指示|裁示|結語)(?:[暨及與和、](?:結論|指示|裁示|決定))?(?:事項)?|結論暨指示|綜合結論",
    ),
    ("chairs", r"(?:會議|共同)?(?:主席|主持人|主持)(?!團|致)"),
    ("time", r"(?:會議|開會)?(?:日期及)?時間|(?:會議|開會)日期"),
    ("venue", r"(?:會議|開會)?地點"),
    ("attendance", r"[出列]席[^:。「」壹貳參肆伍陸柒捌玖拾]{0,12}"),
    ("work_report", r"[^:。「」(]{0,20}工作報告"),
    ("resolutions", r"(?:會議)?決議(?:事項)?"),
    ("common_topic", r"共同議題"),
    ("motions", r"臨時動議|臨時提案"),
    ("adjournment", r"散會"),
    ("recorder", r"(?:會議)?[紀記]錄(?:人員|人)?(?=:)"),
)
_LABEL = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _LABELS))
_FORMAL_MARK = re.compile(rf"{BULLETS}\(?(?P<number>{FORMAL_PATTERN})(?P<point>[、.,:)]{{0,2}})")
_PLAIN_MARK = re.compile(rf"{BULLETS}(?P<number>{ZH_PATTERN}|[0-9]{{1,2}})(?P<point>[、.,])")
# Labels that no sentence goes on to by chance, so that they need no line of their own.
_UNMISTAKABLE = frozenset({"resolutions", "common_topic", "motions", "remarks", "adjournment"})
_RECORDER = re.compile(r"(?<!會議)[紀記]錄(?:人員|人)?:(?!確認|洽悉|略|無)")
_UNNUMBERED_END = re.compile(r"[:(]|$")
_ANSWER = re.compile(r"(?:略|無|洽悉|詳[^。]{0,20}|如附[^。]{0,10}|同意備查|准予備查)[。.]?")


@dataclass(frozen=True, slots=True)
class SectionHead:
    """A section's head at [start, ...): its kind and mark; `label` is where the label ends."""

    start: int
    kind: str
    mark: Mark | None
    label: int

    @property
    def number(self) -> int:
        """The printed number, 0 without one."""
        return self.mark.number if self.mark else 0


def find_sections(source: Source, start: int) -> list[SectionHead]:
    """The heads of the sections in order: those with 壹、, and labels without a number where one is missing."""
    heads = _in_sequence(source, _marked(source, start, _FORMAL_MARK))
    if len(heads) < 3:
        plain = _marked(source, start, _PLAIN_MARK)
        plain = _in_sequence(source, sorted([*heads, *plain], key=lambda head: head.start))
        if len({head.kind for head in plain}) >= 3 and len(plain) > len(heads):
            heads = plain
    heads += _unmarked(source, start, heads)
    heads += _recorder(source, start, heads)
    return sorted(heads, key=lambda head: head.start)


def _in_sequence(source: Source, heads: list[SectionHead]) -> list[SectionHead]:
    """The heads that are sections beyond doubt, and of the others those whose number goes on from the one before.

    In doubt are labels that aren't known where marks like 一、 belong to other lists too, and heads that neither
    begin a line nor follow a sentence.
    """
    found: list[SectionHead] = []
    following = _following_numbers(heads)
    for index, head in enumerate(heads):
        if not _is_certain(source, head):
            before = found[-1].number if found else 0
            if head.number != before + 1 or (head.kind == "other" and head.number >= following[index]):
                continue
        found.append(head)
    return found


def _following_numbers(heads: list[SectionHead]) -> list[int]:
    """For each head the number of the next one with a known label, 0 where none follows."""
    numbers, following = [], 0
    for head in reversed(heads):
        numbers.append(following)
        following = head.number if head.kind != "other" else following
    return numbers[::-1]


def _is_certain(source: Source, head: SectionHead) -> bool:
    formal = head.mark is not None and head.mark.style == "formal"
    if head.kind in _UNMISTAKABLE or (formal and head.kind != "other"):
        return True
    if head.kind == "other":
        return formal and at_boundary(source, head.start) and source.key[head.label - 1] in "、.,:)"
    return at_boundary(source, head.start)


def _stands_apart(source: Source, start: int, end: int) -> bool:
    """Whether a number without a point has a space behind it and the line before it: 玖 綜合討論."""
    return bool(source.breaks[start]) and end < len(source.key) and bool(source.gaps[end])


def _marked(source: Source, start: int, pattern: re.Pattern[str]) -> list[SectionHead]:
    """Whatever may be a section's head with a mark of that pattern; `_in_sequence` tells which ones are."""
    found: list[SectionHead] = []
    key = source.key
    formal = pattern is _FORMAL_MARK
    for match in pattern.finditer(key, start):
        inside = [at for at in range(match.start("number") + 1, match.end("number")) if source.breaks[at]]
        expected = found[-1].number + 1 if found else 1
        if inside and number(match["number"]) != expected:
            # 附件二 on the line above 一、: the number begins with the line.
            match = pattern.match(key, inside[-1]) or match
        value = number(match["number"])
        if not value:
            continue
        boundary = at_boundary(source, match.start()) or match.start() == start
        label = _LABEL.match(key, match.end())
        kind = label.lastgroup if label else None
        if label is not None:
            closed = key.startswith((":", "("), label.end()) or _ends_line(source, label.end())
            closed = closed or (kind in _UNMISTAKABLE and mark_at(source, label.end(), len(key)) is not None)
            told = boundary and (formal or kind == "common_topic")
            told = told or (formal and bool(match["point"]) and kind in _UNMISTAKABLE)
            if not closed and not told:
                continue
            if not match["point"] and not boundary and not closed:
                continue
        elif not (match["point"] or _stands_apart(source, match.start(), match.end())) or (
            found and source.depth(found[-1].start, match.start()) > 0
        ):
            continue
        mark = Mark(match.start(), match.end(), value, *match.span("number"), "formal" if formal else "zh")
        found.append(SectionHead(match.start(), kind or "other", mark, label.end() if label else match.end()))
    return found


def _ends_line(source: Source, position: int) -> bool:
    return position >= len(source.key) or bool(source.breaks[position])


def _unmarked(source: Source, start: int, heads: list[SectionHead]) -> list[SectionHead]:
    """Labels without a number at the start of a line, of the kinds that have no numbered section."""
    kinds = {head.kind for head in heads}
    labels = {head.mark.end for head in heads if head.mark}
    found: list[SectionHead] = []
    for at in [start, *source.starts]:
        if at < start or at in labels:
            continue
        label = _LABEL.match(source.key, at)
        kind = label.lastgroup if label else None
        if label is None or kind is None or kind in kinds or kind in ("work_report", "recorder"):
            continue
        end = label.end()
        if source.line_end(at) < end:
            continue
        ends = end >= len(source.key) or source.key[end] in ":(" or bool(source.breaks[end])
        if ends and _may_begin_unmarked(source, kind, at, start):
            kinds.add(kind)
            found.append(SectionHead(at, kind, None, end))
    return found


def _may_begin_unmarked(source: Source, kind: str, at: int, start: int) -> bool:
    """Whether a label without a number begins a section here, and isn't a word of a sentence that was wrapped."""
    if at == start:
        return True
    if kind in ("common_topic", "motions", "remarks", "resolutions"):
        return after_sentence(source, at) or source.key[at - 1] in ")略無悉表"
    return source.key[at - 1] not in "、,「『(-"


def _recorder(source: Source, start: int, heads: list[SectionHead]) -> list[SectionHead]:
    """紀錄：, which has no number and stands somewhere among the first sections."""
    if any(head.kind == "recorder" for head in heads):
        return []
    limit = min((head.start for head in heads if head.kind in ("resolutions", "remarks")), default=len(source.key))
    match = _RECORDER.search(source.key, start, limit)
    return [SectionHead(match.start(), "recorder", None, match.end() - 1)] if match else []


def head_places(reader: Reader, head: SectionHead, running: int) -> list[tuple[int, int, str]]:
    """The place of the section's number, see `marks.numbered_place`."""
    return numbered_place(reader.source, head.mark, running, "formal") if head.mark else []


def read_time(reader: Reader, head: SectionHead, end: int, running: int) -> TimeSection | PlainSection:
    """會議時間; kept word by word where there is no such date, which is reported."""
    source = reader.source
    match = clock.DATE.search(source.key, head.label, end)
    if match is None or match.start() - head.label > 4:
        reader.report(
            head.start, "date_missing", "會議時間裡找不到日期，應如「112年7月27日(星期四)下午2時」；請補上日期再匯入。"
        )
        return _kept(reader, head, end, running)
    day, places = clock.read_date(source, match)
    if day is None:
        reader.report(
            match.start(),
            "date_impossible",
            f"「{source.printed(*match.span())}」不是存在的日期；請核對年、月、日再匯入。",
        )
        return _kept(reader, head, end, running)
    at = match.end()
    weekday = clock.WEEKDAY.match(source.key, at, end)
    if weekday and (weekday[0].startswith("(") or weekday["whole"] != weekday["char"]):
        places += clock.read_weekday(source, weekday, day)
        at = weekday.end()
    hour = clock.CLOCK.match(source.key, at + (source.key[at : at + 1] in (",", ":")), end)
    found = None
    if hour:
        found, more = clock.read_clock(source, hour)
        places += more
        at = hour.end()
        _report_no_time(reader, hour, found)
    _report_rest(reader, at, end, "會議時間")
    wording = source.wording(head.start, end, places + head_places(reader, head, running))
    return TimeSection(wording, day, found, source.line(head.start))


def read_venue(reader: Reader, head: SectionHead, end: int, running: int) -> VenueSection:
    """會議地點."""
    source = reader.source
    at = _after_colon(source, head.label, end)
    places = head_places(reader, head, running)
    if at >= end:
        reader.report(head.start, "venue_missing", "會議地點是空的；請補上地點再匯入。")
    else:
        places.append((at, end, "{venue}"))
    return VenueSection(source.wording(head.start, end, places), source.name(at, end), source.line(head.start))


def read_adjournment(reader: Reader, head: SectionHead, end: int, running: int) -> AdjournmentSection:
    """散會, with its time where one is printed; what stands behind it is reported."""
    source = reader.source
    places = head_places(reader, head, running)
    found = None
    at = head.label
    match = re.compile(r"[:(,]{0,2}(?:時間:?)?").match(source.key, at, end)
    if match:
        hour = clock.CLOCK.match(source.key, match.end(), end)
        if hour:
            found, more = clock.read_clock(source, hour)
            places += more
            at = hour.end()
            _report_no_time(reader, hour, found)
    closing = re.compile(rf"[):]*[{END_MARKS}]*\)*").match(source.key, at, end)
    at = closing.end() if closing else at
    if at < end:
        reader.report(
            at,
            "text_after_end",
            f"散會之後還有「{source.printed(at, end)[:20]}」，無法歸入紀錄；請核對是否為附件或頁尾，移除後再匯入。",
        )
    return AdjournmentSection(source.wording(head.start, end, places), found, source.line(head.start))


def read_plain(reader: Reader, head: SectionHead, end: int, running: int) -> PlainSection:
    """A section of one line, or one that this parser has no own rule for: its line and its paragraphs, word by word."""
    source = reader.source
    places = head_places(reader, head, running)
    first = _head_end(source, head, end)
    topic = ""
    if head.kind == "common_topic":
        # 捌、共同議題—「氣候變遷因應及調適」合作方案報告：洽悉 (meeting 2)
        opening = re.compile(r"[^「『]{0,5}(?=[「『])").match(source.key, head.label, first)
        quote = opening.end() if opening else first
        pairs, _ = match_brackets(source.key, head.label, first)
        if quote in pairs:
            topic = source.name(quote + 1, pairs[quote])
            places.append((quote + 1, pairs[quote], "{topic}"))
    wording = source.wording(head.start, first, places)
    paragraphs = read_paragraphs(source, first, end)
    return PlainSection(head.kind, wording, topic, paragraphs, source.line(head.start))


def _kept(reader: Reader, head: SectionHead, end: int, running: int) -> PlainSection:
    wording = reader.source.wording(head.start, end, head_places(reader, head, running))
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


def _after_colon(source: Source, at: int, end: int) -> int:
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


@lru_cache(maxsize=64)
def city_pattern(cities: tuple[str, ...]) -> re.Pattern[str]:
    """Finds a member city, with 政府 or without, in folded text."""
    names = "|".join(re.escape(fold(city)) for city in sorted(cities, key=len, reverse=True))
    return re.compile(rf"(?P<city>{names or '(?!)'})(?:政府)?")


_OTHER_CITY = re.compile(r"(?P<city>[\u4e00-\u9fff]{2}[市縣])政府")
_LABEL_BETWEEN = re.compile(r"(?:共同主持人?|(?:共同|副)主席)[:、,]?")


def read_chairs(reader: Reader, head: SectionHead, end: int, running: int) -> ChairsSection:
    """主席 and the co-chairs, each with the city; 共同主持 is a bracket's label that lands between them."""
    source = reader.source
    first = _after_colon(source, head.label, end)
    label = _LABEL_BETWEEN.search(source.key, first, end)
    spans = _seat_spans(reader, first, end, label)
    seats: list[Seat] = []
    label_after = 0
    for start, stop in spans:
        if label and start >= label.end() and not label_after:
            label_after = len(seats)
        seat = _read_seat(reader, start, stop)
        if seat:
            seats.append(seat)
    if label and not label_after:
        label_after = len(seats)
    places = head_places(reader, head, running)
    if spans:
        places.append((*spans[0], "{seat}"))
    wording = source.wording(head.start, spans[0][1] if spans else end, places)
    printed = source.printed(*label.span()) if label else ""
    return ChairsSection(wording, tuple(seats), printed, label_after, source.line(head.start))


def _seat_spans(reader: Reader, start: int, end: int, label: re.Match[str] | None) -> list[tuple[int, int]]:
    """The spans of the seats: each begins with a city and ends where the next one or the label begins."""
    source = reader.source
    known = [match.span() for match in city_pattern(reader.vocabulary.cities).finditer(source.key, start, end)]
    covered = {at for span in known for at in range(*span)}
    others = [match.span() for match in _OTHER_CITY.finditer(source.key, start, end)]
    edges = {start, *(first for first, _ in known)}
    edges |= {first for first, last in others if covered.isdisjoint(range(first, last))}
    if label:
        edges.discard(label.start())
        edges |= {label.start(), label.end()}
    ordered = sorted(edges) + [end]
    spans = [(a, b) for a, b in zip(ordered, ordered[1:], strict=False) if a < b]
    return [span for span in spans if label is None or span[0] != label.start()]


def _read_seat(reader: Reader, start: int, end: int) -> Seat | None:
    source = reader.source
    stop = end
    while stop > start and source.key[stop - 1] in "、,;。.":
        stop -= 1
    match = city_pattern(reader.vocabulary.cities).match(source.key, start, stop) or _OTHER_CITY.match(
        source.key, start, stop
    )
    at = match.end() if match else start
    while at < stop and source.key[at] in ":、,":
        at += 1
    person = read_person(source, at, stop)
    if person is None:
        if stop > start:
            text = source.printed(start, stop)[:20]
            reader.report(
                start,
                "chair_unread",
                f"「{text}」看不出是哪一位主席，應如「新北市政府 劉副市長和然」；請核對姓名與職稱。",
            )
            nobody = Person("", source.name(at, stop), "", NameForm.TITLE_AFTER)
            return _seat(reader, source, start, end, match, nobody, at, stop)
        return None
    return _seat(reader, source, start, end, match, person[0], person[1], stop)


def _seat(
    reader: Reader,
    source: Source,
    start: int,
    end: int,
    match: re.Match[str] | None,
    person: Person,
    first: int,
    last: int,
) -> Seat:
    """The seat with its wording; a city that is printed otherwise (台北市) stays in the wording as it is."""
    city, places = "", [(first, last, "{person}")]
    if match:
        printed = source.name(*match.span("city"))
        known = [name for name in reader.vocabulary.cities if fold(name) == fold(printed)]
        city = known[0] if known else printed
        if city == printed:
            places.append((*match.span("city"), "{city}"))
    return Seat(city, person, source.wording(start, end, places), source.line(start))
