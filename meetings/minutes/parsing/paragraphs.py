"""Paragraphs: the items 一、二、 of a list, or what line ends behind a sentence tell apart."""

from __future__ import annotations

import re
from bisect import bisect_left

from meetings.minutes.document import Paragraph
from meetings.minutes.text.marks import (
    STOP,
    Mark,
    after_sentence,
    at_boundary,
    candidates,
    mark_at,
    numbered_placeholder,
)
from meetings.minutes.text.source import PAGE_BREAK, Source


def read_paragraphs(source: Source, start: int, end: int) -> tuple[Paragraph, ...]:
    """The paragraphs of a span, word by word, with their numbers as placeholders."""
    paragraphs: list[Paragraph] = []
    running = 1
    for first, last, mark in list_spans(source, start, end):
        placeholders = numbered_placeholder(source, mark, running, "zh")
        running += bool(placeholders)
        paragraphs.append(Paragraph(source.wording(first, last, placeholders), line=source.line(first)))
    return tuple(paragraphs)


def list_spans(
    source: Source, start: int, end: int, *, opening: re.Pattern[str] | None = None
) -> list[tuple[int, int, Mark | None]]:
    """The items of a span as (start, end, mark); without marks, the paragraphs that their line ends tell apart.

    `opening` are words with which an item begins for sure, so that its mark needs no boundary before it.
    """
    if start >= end:
        return []
    first = mark_at(source, start, end)
    if first is None:
        cuts: list[tuple[int, Mark | None]] = [(start, None)]
        cuts += [(at, None) for at in source.line_starts(start + 1, end) if _ends_paragraph(source, at)]
    else:
        cuts = [(start, first), *_following(source, first, end, opening)]
    stops = [cut for cut, _ in cuts[1:]] + [end]
    return [(at, stop, mark) for (at, mark), stop in zip(cuts, stops, strict=True)]


def _following(source: Source, first: Mark, end: int, opening: re.Pattern[str] | None) -> list[tuple[int, Mark | None]]:
    """The further items of a list: marks of the first one's style, by number, or by line where a number is wrong."""
    found: list[tuple[int, Mark | None]] = []
    last = first
    for at in candidates(source, first.end, end, STOP, *([opening] if opening else [])):
        if at < last.end:
            continue
        mark = mark_at(source, at, end)
        if mark is None or mark.style != first.style:
            continue
        if not at_boundary(source, at) and not (opening and opening.match(source.key, at)):
            continue
        on_line = bool(source.breaks[at]) and after_sentence(source, at)
        if mark.number == last.number + 1:
            accepted = on_line or after_sentence(source, at) or source.depth(last.end, at) <= 0
        else:
            accepted = on_line and mark.number <= 30
        if accepted:
            found.append((at, mark))
            last = mark
    return found


def _ends_paragraph(source: Source, at: int) -> bool:
    """Whether the line that begins here begins a paragraph: behind a sentence, and not where lines are just full."""
    if not after_sentence(source, at - 1 if source.key[at - 1] in "」』)" else at):
        return False
    if source.breaks[at] == PAGE_BREAK or not source.width:
        return True
    before = source.starts[bisect_left(source.starts, at) - 1]
    return at - before < source.width - 3
