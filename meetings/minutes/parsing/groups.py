"""The groups' part of the resolutions: whose clauses begin where."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from meetings.minutes.document import Clause, GroupResolution
from meetings.minutes.numerals import number
from meetings.minutes.parsing.clauses import read_clause
from meetings.minutes.text.fragments import (
    CASES,
    COUNT,
    COUNTED,
    DECIDES,
    GOES_ON,
    LISTED_COUNT,
    NUMBER,
    OPENS_CHANGE,
    QUOTE,
)
from meetings.minutes.text.marks import (
    BULLETS,
    STOP,
    Mark,
    Reader,
    after_sentence,
    at_boundary,
    candidates,
    mark_at,
    numbered_placeholder,
    skip,
)
from meetings.minutes.text.names import group_named, group_pattern
from meetings.minutes.text.source import Source, fold

# What a clause begins with when it is certainly one.
_STRONG = re.compile(
    rf"{DECIDES}(?:{COUNTED}|[「『:])|同意{QUOTE}|{OPENS_CHANGE}|其餘|餘{NUMBER}|本組"
    rf"|(?:{COUNTED})?{GOES_ON}|無新增|無解列|無異動"
)
# A decision that may follow another one in the same sentence, without a mark of its own.
_DECISION = re.compile(rf"{DECIDES}{COUNTED}|同意{QUOTE}|(?:其餘|本組)[^。「『]{{0,12}}列管|{COUNTED}{GOES_ON}")
# What a change of cases begins with behind a sentence.
_OPENS_CHANGE = re.compile(rf"(?:同意)?{QUOTE}|{OPENS_CHANGE}")
# A mark whose verb tells that a clause begins, wherever it stands.
_INLINE = re.compile(
    r"(?:(?<![0-9])(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})[、.,)]|\([0-9]{1,2}\))"
    r"(?=同意|其餘|餘[0-9]|新增|解列|本組|[「『]|" + OPENS_CHANGE + ")"
)
# A decision behind the last words of another one, with neither mark nor full stop between them.
_NOTHING = re.compile(r"(?:本組)?無")
_BULLETS = re.compile(BULLETS)
_RUN_ON = re.compile(rf"(?<=[」管悉案])(?=同意(?:新增|解列){COUNTED}:|其餘{COUNTED})")
# Words that a clause ends with, where its full stop is missing.
_ENDED = re.compile(rf".*(?:列管|洽悉|提案|可行性|」|等{NUMBER}[案件項])", re.DOTALL)
_BEFORE_NAME = re.compile(rf"{BULLETS}\(?")
_BEHIND_NAME = re.compile(r"\)?:?")
_STOP_OR_COMMA = re.compile(r"[。.;,!?:)」]")
_BRACKETED = re.compile(r"[-*•]?\([0-9一二三四五六七八九十]{1,3}\)")
_BODY = re.compile(
    rf"[:]?(?:$|[-*•●(]|[0-9]{{1,2}}[、.,)]|[一二三四五六七八九十]{{1,2}}[、.,)]|{_STRONG.pattern}|無|「)"
)
_OPENS_CHILDREN = re.compile(rf"{COUNT}{CASES}[:,]?$")
# What stands before a group's name that is only mentioned: 移列至交通組, 更正第4次會議紀錄：災防組….
_MENTIONS = re.compile(rf"(?:[由自從至到入屬列請隸交]|紀錄[:,]?|第{NUMBER}次[^。]{{0,12}}會議[:,]?|[及與和、])$")


@dataclass(frozen=True, slots=True)
class GroupHead:
    """A group's head at [start, end): its name, and the position of the name."""

    start: int
    end: int
    name: str
    mark: Mark | None
    first: int
    last: int


@dataclass(slots=True)
class _Item:
    """A clause as found: where it begins, its mark, and its sub-clauses."""

    start: int
    mark: Mark | None
    children: list[_Item] = field(default_factory=list)


def find_groups(source: Source, start: int, end: int, groups: tuple[str, ...]) -> list[GroupHead]:
    """The heads of the groups in a span: known by name wherever they stand, others only behind a mark like (三)."""
    pattern = group_pattern(groups)
    heads: list[GroupHead] = []
    for at in sorted({start, *candidates(source, start, end, STOP, _BRACKETED)}):
        if heads and at < heads[-1].end:
            continue
        mark = mark_at(source, at, end)
        opening = _BEFORE_NAME.match(source.key, mark.end if mark else at, end)
        name = opening.end() if opening else at
        match = pattern.match(source.key, name, end)
        closing = _BEHIND_NAME.match(source.key, match.end(), end) if match else None
        if not match or not closing:
            continue
        body = closing.end()
        alone = bool(source.breaks[at]) and (body >= end or bool(source.breaks[body]))
        # A known name alone behind its mark is a head, whatever was made of its clauses.
        if not _BODY.match(source.key, body, end) and not (mark and alone and not match["other"]):
            continue
        if mark is None and not (at_boundary(source, at) and (alone or _starts_clause(source, body, end))):
            continue
        if mark is None and _MENTIONS.search(source.key, max(at - 24, start), at):
            continue
        if match["other"] and not _is_unknown_group(source, mark, body, end, alone):
            continue
        known = group_named(match, groups) or source.name(name, match.end())
        heads.append(GroupHead(at, body, known, mark, name, match.end()))
    return heads


def _is_unknown_group(source: Source, mark: Mark | None, body: int, end: int, alone: bool) -> bool:
    """Whether a name that isn't known, such as (三)數位治理組, is a head all the same: marked, with clauses below."""
    if mark is None:
        return False
    if not at_boundary(source, mark.start):
        clause = mark_at(source, body, end)
        return mark.style == "inner-zh" and clause is not None and bool(_STRONG.match(source.key, clause.end))
    if mark.style.startswith("outer") and not source.breaks[mark.start]:
        return False
    return alone or _starts_clause(source, body, end)


def _starts_clause(source: Source, at: int, end: int) -> bool:
    return mark_at(source, at, end) is not None or _STRONG.match(source.key, at, end) is not None


def read_group(reader: Reader, head: GroupHead, end: int, running: int) -> GroupResolution:
    """The resolution of one group, whose clauses reach up to `end`; `running` is the number it should have."""
    source = reader.source
    placeholders = numbered_placeholder(source, head.mark, running, "zh")
    if fold(head.name) and source.name(head.first, head.last) == head.name:
        placeholders.append((head.first, head.last, "{group}"))
    wording = source.wording(head.start, head.end, placeholders)
    clauses = _read_clauses(reader, head, end) if head.end < end else ()
    return GroupResolution(head.name, wording, clauses, line=source.line(head.start))


def _read_clauses(reader: Reader, head: GroupHead, end: int) -> tuple[Clause, ...]:
    clauses: list[Clause] = []
    items = _split(reader.source, head.end, end)
    running = 1
    for item, stop in _with_ends(items, end):
        head_end = item.children[0].start if item.children else None
        clause = read_clause(reader, item.start, item.mark, stop, running, group=head.name, head_end=head_end)
        running += "{n" in clause.wording
        below: list[Clause] = []
        for child, child_stop in _with_ends(item.children, stop):
            number_below = 1 + sum("{n" in before.wording for before in below)
            below.append(
                read_clause(reader, child.start, child.mark, child_stop, number_below, group=head.name, of=clause.kind)
            )
        clauses.append(replace(clause, children=tuple(below)))
    return tuple(clauses)


def _with_ends(items: list[_Item], end: int) -> list[tuple[_Item, int]]:
    """Each item with the position where the next one begins."""
    return list(zip(items, [*(item.start for item in items[1:]), end], strict=False))


def _split(source: Source, start: int, end: int) -> list[_Item]:
    """Where the clauses and sub-clauses of a group begin."""
    first = mark_at(source, start, end)
    items = [_Item(start, first)]
    last = first.number if first else 0
    for at in candidates(source, start, end, _STOP_OR_COMMA, _INLINE, _RUN_ON):
        current = items[-1]
        innermost = current.children[-1] if current.children else current
        body = innermost.mark.end if innermost.mark else innermost.start
        if at <= body:
            continue
        mark = mark_at(source, at, end)
        if mark is None:
            if _is_unmarked_clause(source, innermost, body, at, end):
                items.append(_Item(at, None))
            continue
        if _is_child(source, current, mark, body):
            current.children.append(_Item(at, mark))
        elif _is_clause(source, mark, last, body, end):
            items.append(_Item(at, mark))
            last = mark.number
    return items


def _is_child(source: Source, clause: _Item, mark: Mark, body: int) -> bool:
    """Whether the mark begins a sub-clause: the first behind "N案：", or the next one of a list not yet complete."""
    key = source.key
    if not clause.children:
        opened = _OPENS_CHILDREN.search(key, max(body, mark.start - 12), mark.start)
        return mark.number == 1 and opened is not None and opened.end() == mark.start
    before = clause.children[-1]
    if before.mark is None or mark.style != before.mark.style or mark.number != before.mark.number + 1:
        return False
    if not at_boundary(source, mark.start) and not _STRONG.match(source.key, mark.end):
        return False
    if clause.mark is None or clause.mark.style != mark.style or mark.number != clause.mark.number + 1:
        return True
    # Clauses and sub-clauses are marked alike: the sub-clauses go on until their counts make up the clause's.
    head = _OPENS_CHILDREN.search(key, clause.mark.end, clause.children[0].start)
    stated = number(head["count"]) if head else None
    listed = sum(number(text) or 0 for text in LISTED_COUNT.findall(key[clause.children[0].start : mark.start]))
    return stated is None or listed < stated


def _is_clause(source: Source, mark: Mark, last: int, body: int, end: int) -> bool:
    """Whether the mark begins the next clause: by its verb, or by its number where a clause may begin."""
    outside = source.depth(body, mark.start) <= 0
    on_line = bool(source.breaks[mark.start])
    ended = after_sentence(source, mark.start) or _ends_clause(source, mark.start)
    if _STRONG.match(source.key, mark.end, end):
        return outside or ended or on_line
    if mark.number == last + 1:
        return ended or (on_line and outside)
    # A note whose number skips: on a line of its own behind a sentence, or a quote behind either.
    quoted = source.key[mark.end : mark.end + 1] in ("「", "『")
    return outside and mark.number <= 30 and (ended + on_line + quoted >= 2)


def _ends_clause(source: Source, position: int) -> bool:
    """Whether what stands before can be a clause's last words without a full stop."""
    return _ENDED.fullmatch(source.key, max(position - 5, 0), position) is not None


def _is_unmarked_clause(source: Source, item: _Item, body: int, at: int, end: int) -> bool:
    """Whether a further clause begins without a mark: a decision behind another one, a line or quote behind its end."""
    key = source.key
    if source.depth(body, at) > 0 or _NOTHING.match(key, body) or key[at] in "。.;,、:!?)」』":
        return False
    if _MENTIONS.search(key, max(at - 24, body), at):
        return False
    behind = key[at - 1]
    on_line = bool(source.breaks[at])
    if _DECISION.match(key, skip(_BULLETS, key, at, end), end):
        before = _DECISION.match(key, body, end)
        begun = before is not None and before.end() < at - 1
        run_on = item.mark is None and _RUN_ON.match(key, at)
        return behind in "。.;,!?" or bool(run_on) or (on_line and (begun or _ends_clause(source, at)))
    if item.mark is not None:
        return False
    opens = _OPENS_CHANGE.match(key, at, end) is not None
    if behind == "." and opens and _ends_clause(source, at - 1):
        return True
    ended = behind in "。;!?" or (on_line and (behind != "」" or opens) and _ends_clause(source, at))
    return ended and (on_line or opens)
