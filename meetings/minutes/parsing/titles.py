"""Lists of case titles: 「…」、「…」及「…」, with or without quotes, with what stands outside of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from meetings.minutes.document import ClauseKind, CountCorrection, Title
from meetings.minutes.numerals import number
from meetings.minutes.reading import WARNING
from meetings.minutes.text.fragments import ADDS, DELISTS, JOINER, LISTED_COUNT, QUOTE, UNIT
from meetings.minutes.text.marks import QUOTES, Reader, number_placeholder
from meetings.minutes.text.source import Placeholder, Source

USUAL_JOINERS = ("、", "及")

_SEPARATOR = rf"(?:[、,;]{{0,2}}(?:{JOINER}|暨|並)|[、,;])"
# Between two quoted titles: what belongs to the first one, the separator, what belongs to the second one.
_BETWEEN = re.compile(rf"(?P<after>(?:\([^「」]*\)|\(.*\))?)(?P<separator>{_SEPARATOR})(?P<before>[^、,;]*)")
_UNQUOTED_BETWEEN = re.compile(rf"(?P<first>{_SEPARATOR})(?P<middle>.+?)(?P<second>{_SEPARATOR})")
_NEXT_QUOTE = re.compile(rf"(?:[、,]?{JOINER}|[、,])(?={QUOTE})")
_LEADING_VERB = 2
# What stands where a count is expected and is none: a letter, a sign, a character that looks like a numeral.
_NO_COUNT = re.compile(
    rf"(?:{ADDS}|{DELISTS}|提案|[餘等共計組中]|^)(?P<odd>[^\u3400-\u9fff「」『』(),、。:;]{{1,4}}|[士土入人匹仇干千〇零])"
    rf"{UNIT}"
)


@dataclass(frozen=True, slots=True)
class TitleList:
    """Titles read from [start, end); `stray` is a position of text between titles that fits no rule, or -1.

    `guessed`: the titles have no quotes, and only their number tells where one ends.
    """

    titles: tuple[Title, ...]
    joiners: tuple[str, str]
    start: int
    end: int
    stray: int = -1
    guessed: bool = False


@dataclass(slots=True)
class Draft:
    """A clause while its parts are found; `placeholders` are what its wording leaves open, `end` how far it was read.

    `stray` is a position of text between titles that fits no rule, or -1.
    """

    kind: ClauseKind
    stated: int | None = None
    titles: tuple[Title, ...] = ()
    parent: Title | None = None
    joiners: tuple[str, str] = USUAL_JOINERS
    topic: str = ""
    other_group: str = ""
    incoming: bool = False
    correction: CountCorrection | None = None
    placeholders: list[Placeholder] = field(default_factory=list)
    end: int = 0
    stray: int = -1

    def take_count(self, reader: Reader, match: re.Match[str] | None) -> None:
        """Take the match's `count`, where it has one, as the stated number; the first one counts."""
        if match and self.stated is None:
            self.take_number(reader, *match.span("count"))

    def take_number(self, reader: Reader, start: int, end: int) -> None:
        """Take the number at the span, if there is one, as the stated count."""
        if start < end:
            self.stated, found = number_placeholder(reader.source, start, end, "count")
            self.placeholders.append(found)

    def take_parent(self, source: Source, start: int, end: int) -> None:
        """Take the quote as the case that `{parent}` stands for."""
        self.parent, self.end = title_of(source, start, end), end
        self.placeholders.append((start, end, "{parent}"))

    def take_list(self, found: TitleList) -> None:
        """Take a list of titles; an empty one leaves no placeholder."""
        self.titles, self.joiners, self.end = found.titles, found.joiners, found.end
        self.stray = found.stray
        if found.titles:
            self.placeholders.append((found.start, found.end, "{titles}"))

    def take_titles(self, reader: Reader, start: int, end: int, pairs: dict[int, int]) -> None:
        """Read the rest of the clause as its titles, maybe with 等N案 behind them."""
        self.end = start
        if start < end:
            found = read_titles(reader.source, start, end, self.stated, pairs)
            self.take_list(found)
            self.take_listed(reader, LISTED_COUNT.match(reader.source.key, self.end, end))
            if found.guessed:
                message = f"這{self.stated}個案名沒有引號，是依「、」和「及」分開的；請核對，並加上引號。"
                reader.report(start, "titles_unquoted", message, WARNING)

    def take_listed(self, reader: Reader, match: re.Match[str] | None, *, states: bool = True) -> None:
        """Take 等N案 behind the titles: the stated count, or where there is one already the number listed."""
        if not match:
            return
        value, found = number_placeholder(reader.source, *match.span("count"), "listed")
        if states and self.stated is None:
            self.take_count(reader, match)
        elif value == len(self.titles):
            self.placeholders.append(found)
        self.end = match.end()


def leading_list(source: Source, start: int, end: int, pairs: dict[int, int]) -> TitleList:
    """The quoted titles that begin at the position, up to the last quote that a joiner leads to and its bracket."""
    stop, match = start, None
    while stop == start or (match and match.end() in pairs):
        stop = pairs[match.end() if match else start] + 1
        if source.key[stop : stop + 1] == "(" and stop in pairs:
            stop = pairs[stop] + 1
        match = _NEXT_QUOTE.match(source.key, stop, end)
    return read_titles(source, start, stop, None, pairs)


def read_titles(source: Source, start: int, end: int, stated: int | None, pairs: dict[int, int]) -> TitleList:
    """The titles of a span that holds nothing but a list, maybe followed by 等N案 or a further sentence.

    `pairs` are the span's brackets. A single title may be unquoted and have quotes inside (meeting 3, 教育文化組 1.);
    a verb before the quote belongs to its title (meeting 1, 觀光文創組 2.: 共推「…」), as does a bracket behind it.
    """
    quoted = quoted_spans(source.key, start, end, pairs)
    if not quoted or _is_one_unquoted(source, start, end, stated, quoted, pairs):
        return _unquoted(source, start, end, stated, quoted)
    return _quoted(source, start, end, stated, quoted)


def quoted_spans(key: str, start: int, end: int, pairs: dict[int, int]) -> list[tuple[int, int]]:
    """The outermost quotes of a span as (opening position, position after the closing quote).

    What stands in round brackets is passed over, unless the bracket opens the span.
    """
    spans, at = [], start
    while at < end:
        closing = pairs.get(at)
        if closing is None or closing >= end:
            at += 1
            continue
        if key[at] in QUOTES:
            spans.append((at, closing + 1))
        at = closing + 1
    return spans


def title_of(source: Source, start: int, end: int, before: str = "", after: str = "") -> Title:
    """The title inside the quotes at [start, end); quotes of another form than 「」 are kept as text around it."""
    text = source.name(start + 1, end - 1)
    opening, closing = source.raw[start], source.raw[end - 1]
    line = source.line(start)
    if (opening, closing) == ("「", "」"):
        return Title(text, True, before, after, line=line)
    return Title(text, False, before + opening, closing + after, line=line)


def _plain_title(source: Source, start: int, end: int) -> Title:
    return Title(source.name(start, end), False, line=source.line(start))


def _is_one_unquoted(
    source: Source, start: int, end: int, stated: int | None, quoted: list[tuple[int, int]], pairs: dict[int, int]
) -> bool:
    """Whether the quotes are inside of one title that has none around it."""
    if stated not in (None, 1):
        return False
    before = quoted[0][0] - start
    after = source.key[quoted[-1][1] : end]
    bracketed = after.startswith("(") and pairs.get(quoted[-1][1]) == end - 1
    if len(quoted) == 1:
        goes_on = bool(after) and not bracketed and not re.match(r"[,;。.並及、]|等", after)
        return before > _LEADING_VERB or (goes_on and stated == 1)
    between = source.key[quoted[0][1] : quoted[1][0]]
    return before > _LEADING_VERB and not re.fullmatch(_SEPARATOR, between)


def _quoted(source: Source, start: int, end: int, stated: int | None, quoted: list[tuple[int, int]]) -> TitleList:
    """A list whose titles stand in quotes; one between them may be without."""
    key = source.key
    spans: list[tuple[int, int, int, int]] = []  # title with what belongs to it: [before, start) quotes [end, after)
    separators: list[tuple[int, int]] = []
    plain: set[int] = set()
    stray = -1
    first = quoted[0]
    spans.append((start, first[0], first[1], first[1]))
    lead = re.fullmatch(rf"(.+?)({_SEPARATOR})", key[start : first[0]])
    if lead and len(lead[1]) > 1:
        # A、「B」: the first one is unquoted.
        spans = [(start, start, start + lead.end(1), start + lead.end(1)), (first[0], *first, first[1])]
        separators, plain = [(start + lead.start(2), first[0])], {0}
    for (_, left), (right, stop) in zip(quoted, quoted[1:], strict=False):
        between = key[left:right]
        inner = _UNQUOTED_BETWEEN.fullmatch(between)
        if inner:
            a, b = left + inner.start("middle"), left + inner.end("middle")
            separators += [(left, a), (b, right)]
            plain.add(len(spans))
            spans += [(a, a, b, b), (right, right, stop, stop)]
            continue
        match = _BETWEEN.fullmatch(between)
        if match:
            after, before = left + match.end("after"), left + match.start("before")
            spans[-1] = (*spans[-1][:3], after)
            separators.append((after, before))
            spans.append((before, right, stop, stop))
        else:
            if between:
                stray = left
            separators.append((left, right))
            spans.append((right, right, stop, stop))
    last = quoted[-1][1]
    if last < end and key[last] == "(":
        closing = _closing_bracket(key, last, end)
        if closing:
            last = closing
            spans[-1] = (*spans[-1][:3], last)
    tail = re.match(rf"({_SEPARATOR})([^、,;]+)", key[last:end])
    if (
        tail
        and not LISTED_COUNT.match(tail[2])
        and stated == len(spans) + 1
        and not key[last:end].startswith((",並", "並"))
    ):
        # 「A」及B: the last one is unquoted.
        separators.append((last, last + tail.end(1)))
        plain.add(len(spans))
        listed = LISTED_COUNT.search(key, last + tail.end(1), end)
        stop = listed.start() if listed else last + tail.end(2)
        spans.append((last + tail.end(1), last + tail.end(1), stop, stop))
        last = stop
    titles = []
    for index, (before, left, right, after) in enumerate(spans):
        if index in plain:
            titles.append(_plain_title(source, left, right))
        else:
            around = source.printed(before, left), source.printed(right, after)
            titles.append(title_of(source, left, right, *around))
    printed = [source.squashed(*separator) for separator in separators]
    return _with_joiners(tuple(titles), printed, start, last, stray)


def _closing_bracket(key: str, start: int, end: int) -> int:
    depth = 0
    for at in range(start, end):
        depth += (key[at] == "(") - (key[at] == ")")
        if not depth:
            return at + 1
    return 0


def _unquoted(source: Source, start: int, end: int, stated: int | None, quoted: list[tuple[int, int]]) -> TitleList:
    """A single title without quotes; several are taken apart where their number is the stated one, and `guessed`."""
    listed = LISTED_COUNT.search(source.key, start, end)
    stop = listed.start() if listed else end
    if stop <= start:
        return TitleList((), USUAL_JOINERS, start, start)
    if stated and stated > 1:
        for pattern in (r"[、,;]{0,1}(?:以及|及)|[、;]", r"[、;]"):
            cuts = [
                match
                for match in re.finditer(pattern, source.key[start:stop])
                if not any(left <= start + match.start() < right for left, right in quoted)
            ]
            if len(cuts) == stated - 1:
                edges = [start, *(start + edge for match in cuts for edge in match.span()), stop]
                spans = list(zip(edges[::2], edges[1::2], strict=True))
                if all(left < right for left, right in spans):
                    titles = tuple(_plain_title(source, *span) for span in spans)
                    printed = [source.squashed(start + match.start(), start + match.end()) for match in cuts]
                    return replace(_with_joiners(titles, printed, start, stop, -1), guessed=True)
    return TitleList((_plain_title(source, start, stop),), USUAL_JOINERS, start, stop)


def _with_joiners(titles: tuple[Title, ...], separators: list[str], start: int, end: int, stray: int) -> TitleList:
    """The titles with their two joiners; where the printed separators vary otherwise, they go with the titles."""
    if not separators:
        return TitleList(titles, USUAL_JOINERS, start, end, stray)
    usual = separators[0] if len(separators) > 1 else USUAL_JOINERS[0]
    if all(separator == usual for separator in separators[:-1]):
        return TitleList(titles, (usual, separators[-1]), start, end, stray)
    moved = (replace(title, after=title.after + sign) for title, sign in zip(titles, [*separators, ""], strict=True))
    return TitleList(tuple(moved), ("", ""), start, end, stray)


def report_no_count(reader: Reader, start: int, end: int, titles: list[tuple[int, int]]) -> None:
    """Report what stands where a count is expected and is no number, outside of the spans of titles and brackets."""
    for match in _NO_COUNT.finditer(reader.source.key[start:end]):
        first, last = start + match.start("odd"), start + match.end()
        if number(match["odd"]) and match["odd"] != "千" or any(left <= first < right for left, right in titles):
            continue
        text = reader.source.printed(first, last)
        reader.report(first, "count_unread", f"案數的位置讀到「{text}」，不是數字；請核對原文並改為正確的案數。")
