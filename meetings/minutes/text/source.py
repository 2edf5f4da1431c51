"""The text as the recognisers see it: one stream of characters without white space, each with its origin.

Files break lines where the page ends and not where the sentence does, put spaces around digits or none, and print
half-width or full-width forms. So `read_source` drops white space and page furniture once, and keeps for every
character what was printed (`raw`), a folded form to recognise by (`key`, the same length), the line it came from
and whether a line or a page broke before it. Recognisers match on `key` and take their texts from `raw`.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from itertools import pairwise

from meetings.minutes.numerals import WIDE_DIGITS, written_wide
from meetings.minutes.text.digits import Misread, circled_digits, misread_digits
from meetings.minutes.text.furniture import page_furniture
from meetings.minutes.wording import escape
from platform_site.shared.folding import DASHES, QUOTES, plain

LINE_BREAK, PAGE_BREAK = 1, 2
# A span of the stream and what stands for it in a wording, such as "{count}".
Placeholder = tuple[int, int, str]

# Forms beyond NFKC that mean the same to a reader of minutes.
_SAME = str.maketrans(
    dict(zip("台｡﹒．﹑､〝〞〟━−〔〕【】[]∶︰‧《》〈〉", "臺。..、、「」」--()()()::.『』『』", strict=True))
    | QUOTES
    | dict.fromkeys(DASHES, "-")
)
# ① to ⒛ and ㈠ to ㈩: one printed character that means a whole marker.
_MARKERS = re.compile(r"[①-⒛㈠-㈩]")


class _Folding(dict[str, str]):
    """Printed character → what it is recognised by; "" for characters that print nothing."""

    def __missing__(self, char: str) -> str:
        folded = plain(char)
        if unicodedata.category(char) in {"Cf", "Cc", "Mn", "Cs"} and not char.isspace():
            folded = ""
        elif "①" <= char <= "⑳":
            folded = f"({folded})"
        elif len(folded) != 1 and not _MARKERS.match(char):
            folded = char
        folded = folded.translate(_SAME)
        self[char] = folded
        return folded


FOLD = _Folding()


def fold(text: str) -> str:
    """The text without white space, in the folded form of `Source.key`."""
    return "".join([FOLD[char] for char in text if not char.isspace()])


def key_of(text: str) -> str:
    """The text in the form of `Source.key`."""
    return _resolve_straight_quotes(fold(text))


def is_cjk(char: str) -> bool:
    """Whether the character is set without spaces around it: ideographs, their punctuation, full-width forms."""
    ranges = (("\u2e80", "\u9fff"), ("\uf900", "\ufaff"), ("\ufe30", "\uffef"))
    return char > "\U0001ffff" or any(first <= char <= last for first, last in ranges)


@dataclass(frozen=True, slots=True)
class Source:
    """The stream. All lists have the length of `key`; positions are indexes into it.

    `gaps[p]` is the white space that a page should show before the character: one space or none.
    `breaks[p]` is LINE_BREAK or PAGE_BREAK (a blank line, a form feed or page furniture lay between) or 0.
    `depths[p]` counts the quotes that opened minus those that closed before p. `furniture` are the lines passed over
    as page numbers and running headers. `misread` are numbers that were corrected in `key` and `raw`,
    and those set in digits of unlike widths.
    """

    key: str
    raw: list[str]
    gaps: list[str]
    origins: list[int]
    breaks: bytearray
    depths: list[int]
    starts: list[int] = field(default_factory=list)
    width: int = 0
    furniture: tuple[int, ...] = ()
    misread: tuple[Misread, ...] = ()

    def line(self, position: int) -> int:
        """The line (1-based) from which the character at the position came."""
        if not self.origins:
            return 1
        return self.origins[min(max(position, 0), len(self.origins) - 1)]

    def printed(self, start: int, end: int) -> str:
        """The text of a span with its spaces, as printed."""
        return "".join([self._space(at, start) + char for at, char in enumerate(self.raw[start:end], start)])

    def squashed(self, start: int, end: int) -> str:
        """The text of a span without any space."""
        return "".join(self.raw[start:end])

    def name(self, start: int, end: int) -> str:
        """The text of a span for a title or a name: stray spaces between ideographs go, others stay."""
        pieces, before = [], ""
        for at, char in enumerate(self.raw[start:end], start):
            pieces.append(char if is_cjk(before[:1]) and is_cjk(char[:1]) else self._space(at, start) + char)
            before = char
        return "".join(pieces)

    def wording(self, start: int, end: int, placeholders: list[Placeholder]) -> str:
        """The span as a wording: each placeholder (start, end, "{name}") replaces its span, braces doubled."""
        result, at = [], start
        for first, last, placeholder in sorted(placeholders):
            if first < at or last > end:
                continue
            result += [self._space(at, start), escape(self.printed(at, first))] if at < first else []
            result += [self._space(first, start), placeholder]
            at = max(last, first)
        if at < end:
            result += [self._space(at, start), escape(self.printed(at, end))]
        return "".join(result).strip()

    def depth(self, start: int, position: int) -> int:
        """How many quotes opened between the two positions are still open."""
        return self.depths[position] - self.depths[start]

    def line_end(self, position: int) -> int:
        """The position after the last character of the printed line that the position is on."""
        following = bisect_right(self.starts, position)
        return self.starts[following] if following < len(self.starts) else len(self.key)

    def line_starts(self, start: int, end: int) -> list[int]:
        """The positions of a span at which a printed line begins."""
        return self.starts[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def _space(self, position: int, start: int) -> str:
        return " " if position > start and position < len(self.gaps) and self.gaps[position] else ""


def source_lines(text: str) -> tuple[str, ...]:
    """The lines of a text, as editors count them."""
    return tuple(re.split(r"\r\n|\n|\r", text))


def read_source(lines: tuple[str, ...], heading: re.Pattern[str], platforms: tuple[str, ...]) -> Source:
    """The stream of the lines; running headers repeat what `heading` finds, or one of the platforms' names."""
    folded = [fold(line) for line in lines]
    skipped = page_furniture(lines, folded, heading, frozenset(map(fold, platforms)))
    spaced = _is_letterspaced(lines)
    key: list[str] = []
    raw: list[str] = []
    gaps: list[str] = []
    origins: list[int] = []
    breaks = bytearray()
    pending = 0
    for number, line in enumerate(lines, 1):
        if number - 1 in skipped or not folded[number - 1]:
            pending = PAGE_BREAK if key else 0
            continue
        broken = PAGE_BREAK if pending == PAGE_BREAK else LINE_BREAK
        space = False
        circled = circled_digits(line)
        for at, char in enumerate(line):
            if char.isspace():
                space = True
                if char in "\f\v\x1c\x1d\x1e\x85\u2028\u2029":
                    broken = PAGE_BREAK
                continue
            folded_char = circled.get(at) or FOLD[char]
            if not folded_char:
                continue
            if not key:
                gap = ""
            elif broken:
                gap = " " if _needs_space(raw[-1], char, space) else ""
            else:
                gap = " " if space and not spaced else ""
            for offset, part in enumerate(folded_char):
                key.append(part)
                raw.append("" if offset else char)
                gaps.append("" if offset else gap)
                origins.append(number)
                breaks.append(0 if offset else broken)
            broken, space = 0, False
        # White space at the line's end counts for the gap only between words, see _needs_space.
        pending = LINE_BREAK
    joined = _resolve_straight_quotes("".join(key))
    depths = _quote_depths(joined)
    misread = misread_digits(joined, raw, depths)
    for item in misread:
        if fold(item.printed) == item.digits:
            # Digits of unlike widths: the running text keeps them as printed.
            continue
        wide = any(char in WIDE_DIGITS for char in raw[item.start : item.end])
        raw[item.start : item.end] = written_wide(item.digits) if wide else item.digits
        joined = joined[: item.start] + item.digits + joined[item.end :]
    starts = [position for position, broken in enumerate(breaks) if broken]
    return Source(
        key=joined,
        raw=raw,
        gaps=gaps,
        origins=origins,
        breaks=breaks,
        depths=depths,
        starts=starts,
        width=_wrap_width(starts, len(joined)),
        furniture=tuple(sorted(index + 1 for index in skipped)),
        misread=tuple(misread),
    )


def _needs_space(before: str, after: str, printed_space: bool) -> bool:
    """Whether a line break between the two stood for a space: between words it did, beside ideographs not."""
    last = before[-1:] or "　"
    if is_cjk(last) or is_cjk(after):
        return False
    return printed_space or (last.isalpha() and after.isalpha())


def _is_letterspaced(lines: tuple[str, ...]) -> bool:
    """Whether (nearly) every character stands alone, so that spaces say nothing about words."""
    pairs = spaces = 0
    for line in lines:
        inner = line.strip()
        spaces += len(re.findall(r"\S[^\S\n](?=\S)", inner))
        pairs += max(len("".join(inner.split())) - 1, 0)
    return pairs > 40 and spaces > pairs * 0.6


def _wrap_width(starts: list[int], length: int) -> int:
    """The number of characters at which lines were wrapped, or 0 where lines end with their paragraphs."""
    lengths = sorted(end - start for start, end in pairwise([*starts, length]))
    if len(lengths) < 12:
        return 0
    longest = lengths[-max(len(lengths) // 50, 1)]
    full = sum(1 for item in lengths if item >= longest - 3)
    return longest if longest <= 80 and full >= max(len(lengths) // 6, 4) else 0


# What stands before an opening straight quote, and behind a closing one, in a list of titles.
_OPENS_BEHIND = re.compile(r"[:、,(;。及與和以原由將合提推之新增議題意餘-]")
_CLOSES_BEFORE = re.compile(
    r'$|["、,。.;:()」』\-]|及|與|和|以及|等|改|新增|待|合作方案|並|項下|為|更[名正]|整併|合併|併|移|[由之]|修正|案名|案[:。.]'
)
_QUOTED_SENTENCE = re.compile(r'。|[.;](?=\d{1,2}[.、]|\()|(?<!\d)(?=\d{1,2}[.、)](?:同意|其餘|新增|解列|本組|"))')


def _resolve_straight_quotes(key: str) -> str:
    """Straight quotes as 「」, sentence by sentence."""
    if '"' not in key:
        return key
    result = list(key)
    edges = [0, *(match.end() for match in _QUOTED_SENTENCE.finditer(key)), len(key)]
    for start, end in zip(edges, edges[1:], strict=False):
        positions = [at for at in range(start, end) if key[at] == '"']
        nested = _nested_quotes(key, positions)
        # Quotes that don't nest to an end are taken by turns.
        for index, at in enumerate(positions):
            result[at] = nested[index] if nested else "「」"[index % 2]
    return "".join(result)


def _nested_quotes(key: str, positions: list[int]) -> str:
    """「 or 」 for each quote; empty where they don't come out even.

    Within a quote another one opens where neither what follows nor the quote after it looks as if this one had closed.
    """
    signs, depth = [], 0
    for index, at in enumerate(positions):
        following = positions[index + 1] if index + 1 < len(positions) else 0
        closes = _CLOSES_BEFORE.match(key, at + 1) or (following and _OPENS_BEHIND.match(key, following - 1))
        if depth == 0 or (depth == 1 and not closes):
            signs.append("「")
            depth += 1
        else:
            signs.append("」")
            depth -= 1
    return "" if depth else "".join(signs)


def _quote_depths(key: str) -> list[int]:
    depths, depth = [0], 0
    for char in key:
        if char in "「『":
            depth += 1
        elif char in "」』":
            depth -= 1
        depths.append(depth)
    return depths
