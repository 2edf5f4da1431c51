"""Where the sections of minutes begin: 壹、會議時間 … 玖、散會, by their marks and labels."""

from __future__ import annotations

import re
from dataclasses import dataclass

from meetings.minutes.numerals import FORMAL_PATTERN, ZH_PATTERN, number
from meetings.minutes.text.marks import (
    BULLETS,
    Mark,
    Reader,
    after_sentence,
    at_boundary,
    mark_at,
    numbered_placeholder,
)
from meetings.minutes.text.source import Placeholder, Source

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
# Labels that hardly occur inside a sentence, so they need no line of their own.
_UNMISTAKABLE = frozenset({"resolutions", "common_topic", "motions", "remarks", "adjournment"})
_RECORDER = re.compile(r"(?<!會議)[紀記]錄(?:人員|人)?:(?!確認|洽悉|略|無)")


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
    """The heads that are certainly sections, and of the others those whose number goes on from the one before.

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
            certain = boundary and (formal or kind == "common_topic")
            certain = certain or (formal and bool(match["point"]) and kind in _UNMISTAKABLE)
            if not closed and not certain:
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
        if (_ends_line(source, end) or source.key[end] in ":(") and _may_begin_unmarked(source, kind, at, start):
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


def head_placeholders(reader: Reader, head: SectionHead, running: int) -> list[Placeholder]:
    """The placeholder of the section's number, see `marks.numbered_placeholder`."""
    return numbered_placeholder(reader.source, head.mark, running, "formal")
