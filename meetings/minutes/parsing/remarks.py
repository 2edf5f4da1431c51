"""Who said what: the chairs' remarks, the resolutions' representative, and the motions."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from meetings.minutes.document import Motion, MotionsSection, Person, PlainSection, Remark, RemarksSection, Seat, Title
from meetings.minutes.parsing.heads import SectionHead, head_placeholders
from meetings.minutes.parsing.paragraphs import list_spans, read_paragraphs
from meetings.minutes.parsing.people import BEHIND_NAME, TITLE_PATTERN, name_end, person_forms, read_person, same_person
from meetings.minutes.parsing.sections import read_plain
from meetings.minutes.parsing.titles import USUAL_JOINERS, quoted_spans, read_titles, report_no_count
from meetings.minutes.render import person_text
from meetings.minutes.text.fragments import LISTED_COUNT
from meetings.minutes.text.marks import (
    BULLETS,
    Reader,
    after_sentence,
    number_placeholder,
    numbered_placeholder,
    read_brackets,
    skip,
    text_end,
)
from meetings.minutes.text.names import city_pattern
from meetings.minutes.text.source import Placeholder, fold

_SPEAKER = re.compile(
    rf"{BULLETS}(?P<city>(?:[\u4e00-\u9fff]{{2}}[市縣]政府)?)"
    rf"(?P<name>[\u3400-\u9fff○〇]{{0,8}}{TITLE_PATTERN}[\u3400-\u9fff○〇]{{0,3}}){BEHIND_NAME}(?P<colon>:?)"
)
# What makes a title the name of an office or a meeting: 市長層級會議, 市長室.
_OFFICE_BEHIND = re.compile(r"層級|會議|室|辦公")
# What may follow the line of a speaker's name and belongs to it.
_BEHIND_SPEAKER = re.compile(r"(?:\([^()]{0,20}(?:代理|代表|視訊|線上)[^()]{0,10}\))?:?")
_GOES_ON = re.compile(r"[的之與及和等也所已將、,。提指表說補建在於向對就是]")
_MOTION_VERB = re.compile(
    r"(?P<proposer>[\u4e00-\u9fff]{2}[市縣](?:政府)?[^「『。:,]{0,12}?)(?:提出|提案|所提|提|建議)[:]?"
)


@dataclass(frozen=True, slots=True)
class _SpeakerHead:
    start: int
    end: int
    first: int
    last: int
    person: Person


def read_remarks(
    reader: Reader, head: SectionHead, end: int, running: int, seats: tuple[Seat, ...]
) -> RemarksSection | PlainSection:
    """主席結論暨指示: the section's line and what each speaker said; without any speaker a plain section."""
    source = reader.source
    speakers = _find_speakers(reader, head.label, end, seats)
    if not speakers:
        return read_plain(reader, SectionHead(head.start, "other", head.mark, head.label), end, running)
    wording = source.wording(head.start, speakers[0].start, head_placeholders(reader, head, running))
    remarks = []
    for speaker, stop in zip(speakers, [*(speaker.start for speaker in speakers[1:]), end], strict=True):
        read_brackets(reader, speaker.end, stop, "這段發言")
        printed = source.wording(speaker.start, speaker.end, [(speaker.first, speaker.last, "{speaker}")])
        paragraphs = read_paragraphs(source, speaker.end, stop)
        remarks.append(Remark(speaker.person, paragraphs, printed, line=source.line(speaker.start)))
    return RemarksSection(wording, tuple(remarks), line=source.line(head.start))


def _find_speakers(reader: Reader, start: int, end: int, seats: tuple[Seat, ...]) -> list[_SpeakerHead]:
    """The speakers' heads: alone on a line or two, before a colon, or a chair's name where a new sentence begins."""
    source = reader.source
    found: list[_SpeakerHead] = []
    starts = [at for at in source.starts if start <= at < end]
    ends = [*starts[1:], end][: len(starts)]
    for index, (at, stop) in enumerate(zip(starts, ends, strict=True)):
        if found and at < found[-1].end:
            continue
        if at > start and not (after_sentence(source, at) or source.key[at - 1] in ")」:"):
            continue
        head = _speaker_line(reader, at, stop)
        two = _speaker_line(reader, at, ends[index + 1]) if index + 1 < len(ends) else None
        if two and (head is None or _is_seat(two.person, seats)) and (head is None or two.person.given_name):
            head = two
        if head is None:
            colon = source.key.find(":", at, min(stop, at + 32))
            head = _speaker_line(reader, at, colon + 1) if colon > 0 else None
            if head and not _is_seat(head.person, seats):
                head = None
        if head:
            found.append(replace(head, end=skip(_BEHIND_SPEAKER, source.key, head.end, end)))
    missing = [seat for seat in seats if not any(same_person(seat.person, head.person) for head in found)]
    for seat in missing:
        inline = _speaker_inline(reader, start, end, seat.person, found)
        if inline:
            found.append(inline)
    return sorted(found, key=lambda head: head.start)


def _is_seat(person: Person, seats: tuple[Seat, ...]) -> bool:
    return any(same_person(seat.person, person) for seat in seats)


def _speaker_line(reader: Reader, start: int, end: int) -> _SpeakerHead | None:
    """A speaker's head that fills the span: 林副市長, 新北市政府 劉副市長和然："""
    source = reader.source
    match = _SPEAKER.fullmatch(source.key, start, end) if 3 <= end - start <= 40 else None
    if match is None:
        return None
    city = city_pattern(reader.vocabulary.cities).match(source.key, match.start("name"), match.end("name"))
    first = city.end() if city else match.start("name")
    last = name_end(source, first, match.end("name"))
    read = read_person(source, first, last)
    if read is None or len(read[0].given_name) > 2 or _OFFICE_BEHIND.match(source.key, end):
        return None
    return _SpeakerHead(start, end, read[1], last, read[0])


def _speaker_inline(
    reader: Reader, start: int, end: int, seat: Person, found: list[_SpeakerHead]
) -> _SpeakerHead | None:
    """The first place where a new sentence begins with a chair's name and doesn't go on about the chair."""
    source = reader.source
    cities = city_pattern(reader.vocabulary.cities).pattern
    for form in person_forms(seat):
        name = re.escape(fold(person_text(form)))
        if not name:
            # A seat whose name was lost: the empty text stands everywhere, even behind the last letter.
            continue
        for match in re.compile(rf"{BULLETS}(?:{cities})?(?P<name>{name}){BEHIND_NAME}(?P<colon>:?)").finditer(
            source.key, start, end
        ):
            at = match.start()
            begins = after_sentence(source, at) or source.breaks[at] or source.key[at - 1] in ")」:"
            inside = any(head.start <= at < head.end for head in found)
            person = read_person(source, *match.span("name"))
            goes_on = not match["colon"] and _GOES_ON.match(source.key, match.end(), end)
            if begins and person and not inside and not goes_on:
                return _SpeakerHead(at, match.end(), *match.span("name"), person[0])
    return None


def read_motions(reader: Reader, head: SectionHead, end: int, running: int) -> MotionsSection:
    """臨時動議: who raised which cases."""
    source = reader.source
    at = head.label
    while at < end and source.key[at] in ":,":
        at += 1
    if source.key[at:end].strip("。.()") in ("", "無", "略"):
        at = end
    wording = source.wording(head.start, at, head_placeholders(reader, head, running))
    motions: list[Motion] = []
    number = 1
    for start, stop, mark in list_spans(source, at, end):
        placeholders = numbered_placeholder(source, mark, number, "zh")
        number += bool(placeholders)
        motions.append(_read_motion(reader, mark.end if mark else start, start, stop, placeholders))
    return MotionsSection(wording, tuple(motions), line=source.line(head.start))


def _read_motion(reader: Reader, body: int, start: int, end: int, placeholders: list[Placeholder]) -> Motion:
    source = reader.source
    pairs = read_brackets(reader, body, end, "這項臨時動議")
    proposer = ""
    match = _MOTION_VERB.match(source.key, body, end)
    if match:
        proposer = source.name(*match.span("proposer"))
        placeholders.append((*match.span("proposer"), "{proposer}"))
    quoted = quoted_spans(source.key, body, end, pairs)
    stated, joiners = None, USUAL_JOINERS
    titles: tuple[Title, ...] = ()
    if quoted:
        listed = read_titles(source, quoted[0][0], text_end(source, body, end), None, pairs)
        titles, joiners = listed.titles, listed.joiners
        placeholders.append((listed.start, listed.end, "{titles}"))
        count = LISTED_COUNT.match(source.key, listed.end, end)
        if count:
            stated, found = number_placeholder(source, *count.span("count"), "count")
            placeholders.append(found)
    report_no_count(reader, body, end, list(pairs.items()))
    return Motion(source.wording(start, end, placeholders), proposer, stated, titles, joiners, line=source.line(start))
