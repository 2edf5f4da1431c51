"""決議事項: who announced them, the general resolutions, and the one that the groups' clauses stand under."""

from __future__ import annotations

import re

from meetings.minutes.document import GroupResolution, Headline, Person, Resolution, ResolutionsSection
from meetings.minutes.parsing.groups import GroupHead, find_groups, read_group
from meetings.minutes.parsing.heads import SectionHead, head_placeholders
from meetings.minutes.parsing.paragraphs import list_spans
from meetings.minutes.parsing.people import name_end, read_person
from meetings.minutes.parsing.sections import after_colon
from meetings.minutes.text.fragments import ADDS, CASES, COUNT, DELISTS, NUMBER, TOTAL
from meetings.minutes.text.marks import (
    Mark,
    Reader,
    after_sentence,
    mark_at,
    number_placeholder,
    numbered_placeholder,
    read_brackets,
)
from meetings.minutes.text.source import Placeholder

_HEADLINE = {
    "delisted": re.compile(rf"{DELISTS}{TOTAL}{COUNT}{CASES}"),
    "added": re.compile(rf"{ADDS}(?:提案)?{TOTAL}{COUNT}{CASES}"),
    "ongoing": re.compile(rf"(?:執行中|列管中|續列管|進行中)(?:之)?{TOTAL}{COUNT}{CASES}"),
}
# (林副市長代表), (林副市長(視訊)代表), or any other bracket.
_IN_BRACKET = re.compile(r"\((?:(?P<name>[^()]{1,24}(?:\([^()]*\))?)代表|(?:[^()]|\([^()]*\)){0,30})\):?")
_CARRIES_GROUPS = re.compile(r"(?:\([一二三四五六七八九十]\)|[一二三四五六七八九十][、.,])議題小組合作案")
_GROUP_CLAUSE = re.compile(rf"同意(?:新增|解列)|其餘|本組|新增|解列|{NUMBER}案")


def read_resolutions(reader: Reader, head: SectionHead, end: int, running: int) -> ResolutionsSection:
    """The section up to `end`; groups are found by their names, resolutions by their marks 一、二、."""
    source = reader.source
    representative, body, placeholders = _read_representative(reader, head, end)
    wording = source.wording(head.start, body, placeholders + head_placeholders(reader, head, running))
    heads = find_groups(source, body, end, reader.vocabulary.groups)
    first = heads[0].start if heads else end
    before = list_spans(source, body, first, opening=_CARRIES_GROUPS) or ([(first, first, None)] if heads else [])
    after = _after_groups(reader, heads[-1].end, end, before[-1][2]) if heads else []
    groups_end = after[0][0] if after else end
    resolutions: list[Resolution] = []
    number = 1
    for index, (start, stop, mark) in enumerate(before + after):
        carries_groups = bool(heads) and index == len(before) - 1
        groups = _read_groups(reader, heads, groups_end) if carries_groups else ()
        resolution = _read_resolution(reader, start, stop, mark, number, groups)
        number += "{n" in resolution.wording
        resolutions.append(resolution)
    return ResolutionsSection(wording, tuple(resolutions), representative, line=source.line(head.start))


def _read_resolution(
    reader: Reader, start: int, end: int, mark: Mark | None, number: int, groups: tuple[GroupResolution, ...]
) -> Resolution:
    source = reader.source
    read_brackets(reader, start, end, "這項決議")
    placeholders = numbered_placeholder(source, mark, number, "zh")
    headline = None
    if groups:
        headline, found = read_headline(reader, start, end)
        placeholders += found
    return Resolution(source.wording(start, end, placeholders), headline, groups, line=source.line(start))


def read_headline(reader: Reader, start: int, end: int) -> tuple[Headline | None, list[Placeholder]]:
    """同意解列15案、新增18案及確認執行中34案, in any order, with the placeholders; meeting 1 prints none."""
    found = {name: pattern.search(reader.source.key, start, end) for name, pattern in _HEADLINE.items()}
    matches = {name: match for name, match in found.items() if match}
    if not matches:
        return None, []
    if len(matches) < len(found):
        message = "各組合計應有解列、新增及執行中三個案數，這裡沒有讀全；請核對這項決議。"
        reader.report(start, "headline_unread", message)
        return None, []
    read = {name: number_placeholder(reader.source, *match.span("count"), name) for name, match in matches.items()}
    headline = Headline(**{name: value for name, (value, _) in read.items()})
    return headline, [found for _, found in read.values()]


def _read_groups(reader: Reader, heads: list[GroupHead], end: int) -> tuple[GroupResolution, ...]:
    groups: list[GroupResolution] = []
    running = 1
    for head, stop in zip(heads, [*(head.start for head in heads[1:]), end], strict=True):
        groups.append(read_group(reader, head, stop, running))
        running += "{n" in groups[-1].wording
    return tuple(groups)


def _after_groups(reader: Reader, start: int, end: int, last: Mark | None) -> list[tuple[int, int, Mark | None]]:
    """General resolutions behind the last group: the marks that go on from the one before the groups."""
    if last is None:
        return []
    source = reader.source
    clause = mark_at(source, start, end)
    if clause and clause.style == last.style:
        # The clauses are marked 一、 as well: nothing tells a further resolution from a clause.
        return []
    for at in source.starts:
        if not start < at < end or not after_sentence(source, at):
            continue
        mark = mark_at(source, at, end)
        if mark is None or mark.style != last.style or mark.number != last.number + 1:
            continue
        if not _GROUP_CLAUSE.match(source.key, mark.end, end):
            return list_spans(source, at, end)
    return []


def _read_representative(reader: Reader, head: SectionHead, end: int) -> tuple[Person | None, int, list[Placeholder]]:
    """決議事項（林副市長代表）: the person, where the section's line ends, and the person's placeholder."""
    source = reader.source
    at = head.label
    bracket = _IN_BRACKET.match(source.key, at, end)
    if not bracket or mark_at(source, at, end):
        return None, after_colon(source, at, end), []
    if bracket["name"]:
        stop = name_end(source, *bracket.span("name"))
        read = read_person(source, bracket.start("name"), stop)
        if read:
            return read[0], bracket.end(), [(read[1], stop, "{representative}")]
        message = "決議事項後的代表人無法辨識，應如「(林副市長代表)」；請核對姓名與職稱。"
        reader.report(at, "representative_unread", message)
    return None, bracket.end(), []
