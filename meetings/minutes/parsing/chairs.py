"""主席 and the co-chairs, each with the city."""

from __future__ import annotations

import re
from functools import lru_cache

from meetings.minutes.document import ChairsSection, NameForm, Person, Seat
from meetings.minutes.parsing.heads import SectionHead, head_placeholders
from meetings.minutes.parsing.people import read_person
from meetings.minutes.parsing.sections import after_colon
from meetings.minutes.text.marks import Reader
from meetings.minutes.text.source import Source, fold

_OTHER_CITY = re.compile(r"(?P<city>[\u4e00-\u9fff]{2}[市縣])政府")
_LABEL_BETWEEN = re.compile(r"(?:共同主持人?|(?:共同|副)主席)[:、,]?")


@lru_cache(maxsize=64)
def city_pattern(cities: tuple[str, ...]) -> re.Pattern[str]:
    """Finds a member city, with 政府 or without, in folded text."""
    names = "|".join(re.escape(fold(city)) for city in sorted(cities, key=len, reverse=True))
    return re.compile(rf"(?P<city>{names or '(?!)'})(?:政府)?")


def read_chairs(reader: Reader, head: SectionHead, end: int, running: int) -> ChairsSection:
    """主席 and the co-chairs, each with the city; 共同主持 is a bracket's label that lands between them."""
    source = reader.source
    first = after_colon(source, head.label, end)
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
    placeholders = head_placeholders(reader, head, running)
    if spans:
        placeholders.append((*spans[0], "{seat}"))
    wording = source.wording(head.start, spans[0][1] if spans else end, placeholders)
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
    city, placeholders = "", [(first, last, "{person}")]
    if match:
        printed = source.name(*match.span("city"))
        known = [name for name in reader.vocabulary.cities if fold(name) == fold(printed)]
        city = known[0] if known else printed
        if city == printed:
            placeholders.append((*match.span("city"), "{city}"))
    return Seat(city, person, source.wording(start, end, placeholders), source.line(start))
