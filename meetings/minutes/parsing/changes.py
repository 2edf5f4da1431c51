"""Clauses that change cases that there are already: a sub-case, a replacement, 更名, 整併 and 移列."""

from __future__ import annotations

import re
from dataclasses import dataclass

from meetings.minutes.document import ClauseKind
from meetings.minutes.parsing.titles import Draft, leading_list
from meetings.minutes.text.fragments import (
    COUNT,
    GOES_ON,
    MERGES,
    MOVES_IN,
    MOVES_TO,
    NUMBER,
    QUOTE,
    RENAMES,
    REPLACED,
    SUBCASE,
    TOTAL,
    UNIT,
)
from meetings.minutes.text.marks import Reader, skip
from meetings.minutes.text.names import group_named, group_pattern

# What may stand before the quote that opens a clause.
LEAD = re.compile(rf"(?:同意|有關|關於|針對|至於|另|本組|提案|將|原|案名由?|更名(?:{NUMBER}案)?:)*:?(?={QUOTE})")
_SUBCASE = re.compile(SUBCASE)
_REPLACED = re.compile(REPLACED)
_RENAMES = re.compile(rf"(?:{NUMBER}?案)?[之的,]?(?:案名)?{RENAMES}:?(?={QUOTE})")
_MERGE_LEAD = re.compile(rf"(?:本組)?(?:同意)?(?:整併|合併)(?:{COUNT}案:)?(?={QUOTE})")
_MERGES = re.compile(rf"(?:案|予以|均|皆|,)*{MERGES}(?P<one>(?:{NUMBER}案)?)(?:,?(?:案名|名稱)(?:訂|定)?為)?:?")
_MERGES_AS = re.compile(rf"(?:案)?[為成入](?P<one>(?:{NUMBER}案)?:?)")
_BEHIND_RESULT = re.compile(rf"(?:{NUMBER}?案)?(?:項下|內)?(?:{GOES_ON}|列管|續辦|辦理|續處)?")
_COUNT_BEHIND = re.compile(rf"(?:等{TOTAL}|{TOTAL}){COUNT}{UNIT}")
_MOVES_TO = re.compile(rf"(?:由本組|案|予以|均|皆|,)*{MOVES_TO}")
_MOVE_LEAD = re.compile(rf"(?:本組)?(?:同意)?移列(?:{COUNT}案)?(?:至|到)?")
_MOVES_FIRST = re.compile(rf"(?:本組)?(?:同意)?移列:?(?={QUOTE})")
_FROM = re.compile(r"案?(?:[由自從]|原屬)")
_IN_LEAD = re.compile(r"(?:本組)?(?:同意)?(?:移入|承接|接管)?[由自從]?")
_MOVES_IN = re.compile(rf"(?:{MOVES_IN}|[之的])(?:之|的)?(?:(?:至|到|入)?本組)?(?:{COUNT}案)?:?(?={QUOTE})")
_MOVED_IN = re.compile(rf"{MOVES_IN}(?:(?:至|到|入)?本組)?")
_INTO = re.compile(r"(?:至|到|入)?")
_BEHIND_GROUP = re.compile(rf"(?:{GOES_ON}|列管|續管|續辦|辦理|續處)?")


@dataclass(frozen=True, slots=True)
class Span:
    """The clause at [start, end) without its mark and its full stop: the brackets in it, and whose clause it is."""

    start: int
    end: int
    pairs: dict[int, int]
    group: str


def read_change(reader: Reader, span: Span, of: ClauseKind | None) -> Draft | None:
    """The change that the clause decides, or None; `of` is the kind of the clause above a sub-clause."""
    moves = _MOVES_FIRST.match(reader.source.key, span.start, span.end)
    return (
        _with_leading_titles(reader, span, of)
        or _merged(reader, span, _MERGE_LEAD)
        or (_moved_behind(reader, span, moves.end(), _INTO) if moves and moves.end() in span.pairs else None)
        or _moved(reader, span)
    )


def _with_leading_titles(reader: Reader, span: Span, of: ClauseKind | None) -> Draft | None:
    lead = LEAD.match(reader.source.key, span.start, span.end)
    if not lead or lead.end() not in span.pairs:
        return None
    quote = lead.end(), span.pairs[lead.end()] + 1
    return (
        _subcase(reader, span, quote)
        or _replaced(reader, span, quote, of)
        or _renamed(reader, span, quote)
        or _merged(reader, span, LEAD)
        or _moved_behind(reader, span, lead.end(), _MOVES_TO)
    )


def _subcase(reader: Reader, span: Span, quote: tuple[int, int]) -> Draft | None:
    """同意「都會空間治理」新增 1 子案「…」，並持續列管。 (meeting 1, 都會發展組 2.)"""
    match = _SUBCASE.match(reader.source.key, quote[1], span.end)
    if not match:
        return None
    draft = Draft(ClauseKind.SUBCASE)
    draft.take_parent(reader.source, *quote)
    draft.take_count(reader, match)
    draft.take_titles(reader, match.end(), span.end, span.pairs)
    return draft


def _replaced(reader: Reader, span: Span, quote: tuple[int, int], of: ClauseKind | None) -> Draft | None:
    """原「捷運路網擴建」改以「…」、「…」等4案。 (meeting 1, 交通組 1.(1))"""
    match = _REPLACED.match(reader.source.key, quote[1], span.end)
    if not match or group_pattern(reader.vocabulary.groups).match(reader.source.key, match.end(), span.end):
        return None
    draft = Draft(of or ClauseKind.ADDED)
    draft.take_parent(reader.source, *quote)
    draft.take_titles(reader, match.end(), span.end, span.pairs)
    return draft


def _renamed(reader: Reader, span: Span, quote: tuple[int, int]) -> Draft | None:
    """原「甲」更名為「乙」，並持續列管; 「甲」案名修正為「乙」. One case keeps one title: a list is left unread."""
    match = _RENAMES.match(reader.source.key, quote[1], span.end)
    if not match or match.end() not in span.pairs:
        return None
    found = leading_list(reader.source, match.end(), span.end, span.pairs)
    if len(found.titles) > 1:
        return None
    draft = Draft(ClauseKind.RENAMED)
    draft.take_parent(reader.source, *quote)
    draft.take_list(found)
    draft.end = skip(_BEHIND_RESULT, reader.source.key, draft.end, span.end)
    return draft


def _merged(reader: Reader, span: Span, leading: re.Pattern[str]) -> Draft | None:
    """「甲」、「乙」等2案整併為「丙」1案; 將「甲」併入「乙」; 整併「甲」及「乙」為「丙」."""
    key = reader.source.key
    lead = leading.match(key, span.start, span.end)
    if not lead or lead.end() not in span.pairs:
        return None
    draft = Draft(ClauseKind.MERGED)
    verb_first = leading is _MERGE_LEAD
    if verb_first:
        draft.take_count(reader, lead)
    draft.take_list(leading_list(reader.source, lead.end(), span.end, span.pairs))
    draft.take_listed(reader, _COUNT_BEHIND.match(key, draft.end, span.end))
    match = (_MERGES_AS if verb_first else _MERGES).match(key, draft.end, span.end)
    if not match:
        return None
    if match.end() in span.pairs:
        draft.take_parent(reader.source, match.end(), span.pairs[match.end()] + 1)
        draft.end = skip(_BEHIND_RESULT, key, draft.end, span.end)
    elif match["one"]:
        message = "這一款沒有寫整併後的案名，應如「整併為「丙」1案」；請補上整併後的案名。"
        reader.report(span.start, "result_missing", message)
        draft.end = match.end()
    else:
        return None
    return draft


def _moved_behind(reader: Reader, span: Span, at: int, verb: re.Pattern[str]) -> Draft | None:
    """「甲」1案移列至交通組; 「甲」移由交通組列管; 移列「甲」至交通組; 「甲」1案由都會發展組移入."""
    key = reader.source.key
    draft = Draft(ClauseKind.MOVED)
    draft.take_list(leading_list(reader.source, at, span.end, span.pairs))
    draft.take_listed(reader, _COUNT_BEHIND.match(key, draft.end, span.end))
    moves = verb.match(key, draft.end, span.end)
    if moves and _take_group(reader, span, draft, moves.end()):
        return draft
    origin = _FROM.match(key, draft.end, span.end)
    if not origin or not _take_group(reader, span, draft, origin.end()):
        return None
    moved = _MOVED_IN.match(key, draft.end, span.end)
    if not moved:
        return None
    draft.end, draft.incoming = moved.end(), True
    _take_target(reader, span, draft)
    return draft


def _take_target(reader: Reader, span: Span, draft: Draft) -> None:
    """由都會發展組移列至交通組: incoming for the second group, outgoing for the first."""
    key = reader.source.key
    into = skip(_INTO, key, draft.end, span.end)
    target = group_pattern(reader.vocabulary.groups).match(key, into, span.end)
    if not target:
        return
    name = group_named(target, reader.vocabulary.groups) or reader.source.name(*target.span())
    draft.end = skip(_BEHIND_GROUP, key, target.end(), span.end)
    if name == span.group:
        return
    if draft.other_group != span.group:
        message = f"這一款把案件由{draft.other_group}移列至{name}，都不是{span.group}；請核對組名，或移到該組之下。"
        reader.report(span.start, "moved_elsewhere", message)
        return
    # The other group is the one behind, so its placeholder replaces the first one's.
    draft.placeholders = [item for item in draft.placeholders if item[2] != "{other_group}"]
    draft.other_group, draft.incoming = name, False
    if reader.source.name(*target.span()) == name:
        draft.placeholders.append((*target.span(), "{other_group}"))


def _moved(reader: Reader, span: Span) -> Draft | None:
    """同意由都會發展組移列「甲」1案; 同意移列2案至交通組：「甲」及「乙」."""
    key = reader.source.key
    draft = Draft(ClauseKind.MOVED, incoming=True)
    lead = _IN_LEAD.match(key, span.start, span.end)
    match = None
    if lead and _take_group(reader, span, draft, lead.end()):
        match = _MOVES_IN.match(key, draft.end, span.end)
    if not match:
        draft = Draft(ClauseKind.MOVED)
        lead = _MOVE_LEAD.match(key, span.start, span.end)
        draft.take_count(reader, lead)
        if lead and _take_group(reader, span, draft, lead.end()):
            match = re.compile(rf"(?:{COUNT}案)?:?(?={QUOTE})").match(key, draft.end, span.end)
    if not match or match.end() not in span.pairs:
        return None
    draft.take_count(reader, match)
    draft.take_list(leading_list(reader.source, match.end(), span.end, span.pairs))
    draft.take_listed(reader, _COUNT_BEHIND.match(key, draft.end, span.end))
    draft.end = skip(_BEHIND_GROUP, key, draft.end, span.end)
    return draft


def _take_group(reader: Reader, span: Span, draft: Draft, at: int) -> bool:
    """Take the group's name at the position as the one that cases move to or from."""
    source = reader.source
    match = group_pattern(reader.vocabulary.groups).match(source.key, at, span.end)
    if not match:
        return False
    printed = source.name(*match.span())
    draft.other_group = group_named(match, reader.vocabulary.groups) or printed
    if printed == draft.other_group:
        draft.placeholders.append((*match.span(), "{other_group}"))
    draft.end = skip(_BEHIND_GROUP, source.key, match.end(), span.end)
    return True
