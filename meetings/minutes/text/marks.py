"""Small recognisers that the others share: list marks, boundaries, brackets, numbers and their placeholders."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from meetings.minutes.numerals import FORMAL_PATTERN, number, style_of, written
from meetings.minutes.reading import ERROR, Problem, Vocabulary
from meetings.minutes.text.source import Placeholder, Source

END_MARKS = "。.;；!！?？…"
BOUNDARY = "。.;!?:)」』…"
# Where an item of a list may end.
STOP = re.compile(r"[。.;!?:)」]")
BULLETS = r"[-*•●◆■◎○▪◦➢>#]{0,3}"
_SHORT = r"(?:[0-9]{1,2}|[一二三四五六七八九十廿]{1,3}|" + FORMAL_PATTERN + r")"
MARK = re.compile(rf"(?P<bullet>{BULLETS})(?:\((?P<inner>{_SHORT})\)[、.]?|(?P<outer>{_SHORT})(?P<point>[、.,):]))")
_COUNT_OR_YEAR = re.compile(r"\d{1,3}[案件項]|\d{3,4}(?!\d)")

QUOTES = {"「": "」", "『": "』"}
_BRACKETS = QUOTES | {"(": ")"}
_CLOSING = {closing: opening for opening, closing in _BRACKETS.items()}


@dataclass(frozen=True, slots=True)
class Mark:
    """A list mark: "- 一、", "(三)", "2." at [start, end); its number is printed at [first, last)."""

    start: int
    end: int
    number: int
    first: int
    last: int
    style: str


@dataclass(slots=True)
class Reader:
    """The input of the recognisers (the stream and the names), and the problems they found."""

    source: Source
    vocabulary: Vocabulary
    problems: list[Problem] = field(default_factory=list)

    def report(self, position: int, code: str, message: str, severity: str = ERROR) -> None:
        """Note a problem at the line of a position."""
        self.problems.append(Problem(self.source.line(position), code, message, severity))


def mark_at(source: Source, position: int, end: int) -> Mark | None:
    """The list mark that begins at the position, or None."""
    match = MARK.match(source.key, position, end)
    if match is None:
        return None
    name = "inner" if match["inner"] else "outer"
    value = number(match[name])
    if not value:
        return None
    after = match.end()
    joined = match[name].isdigit() and after < end and source.key[after].isdigit() and not source.gaps[after]
    # 2.0 or 10:30 or 1,200 is a figure, not a mark; 2.2025 at the start of a line and 1.8案持續列管 are marks.
    if joined and match["point"] in (".", ",", ":") and not _COUNT_OR_YEAR.match(source.key, after):
        return None
    kind = "arabic" if match[name].isdigit() else "zh"
    return Mark(position, after, value, match.start(name), match.end(name), f"{name}-{kind}")


def skip(pattern: re.Pattern[str], key: str, at: int, end: int) -> int:
    """The position behind what the pattern finds at the position, or the position itself where it finds nothing."""
    match = pattern.match(key, at, end)
    return match.end() if match else at


def candidates(source: Source, start: int, end: int, behind: re.Pattern[str], *at: re.Pattern[str]) -> list[int]:
    """Where an element may begin in a span: at line starts, behind what one pattern finds, and at what others find."""
    found = set(source.line_starts(start, end))
    found.update(match.end() for match in behind.finditer(source.key, start, end))
    for pattern in at:
        found.update(match.start() for match in pattern.finditer(source.key, start, end))
    return sorted(position for position in found if position < end)


def at_boundary(source: Source, position: int) -> bool:
    """Whether a new element may begin here: at the start, on a new line, or after the end of a sentence."""
    return position == 0 or bool(source.breaks[position]) or source.key[position - 1] in BOUNDARY


def after_sentence(source: Source, position: int) -> bool:
    """Whether a sentence ended just before."""
    return position == 0 or source.key[position - 1] in "。.;!?…"


def numbered_placeholder(source: Source, mark: Mark | None, running: int, default: str) -> list[Placeholder]:
    """The placeholder of a mark's number, or none without a mark or where the printed number isn't the running one.

    A number that skips or repeats stays as it was printed; `checks` finds it there.
    """
    if mark is None or mark.number != running:
        return []
    style = style_of(source.squashed(mark.first, mark.last), default)
    return [] if style is None else [(mark.first, mark.last, placeholder("n", style, default))]


def number_placeholder(source: Source, start: int, end: int, name: str) -> tuple[int, Placeholder]:
    """A printed number and its placeholder; where no style gives it back exactly, the nearest one is named."""
    text = source.key[start:end]
    value = number(text) or 0
    style = style_of(source.squashed(start, end)) or style_of(text) or ("arabic" if text.isdigit() else "zh")
    try:
        written(value, style)
    except ValueError:
        style = "arabic"
    return value, (start, end, placeholder(name, style, "arabic"))


def placeholder(name: str, style: str, default: str) -> str:
    """A placeholder as it stands in a wording; the usual style is left out."""
    return f"{{{name}}}" if style == default else f"{{{name}:{style}}}"


def match_brackets(key: str, start: int, end: int) -> tuple[dict[int, int], list[int]]:
    """The brackets of a span: opening position → closing position, and the positions without a partner."""
    pairs: dict[int, int] = {}
    loose: list[int] = []
    stack: list[int] = []
    open_count = dict.fromkeys(_BRACKETS, 0)
    for at in range(start, end):
        char = key[at]
        if char in _BRACKETS:
            stack.append(at)
            open_count[char] += 1
        elif char in _CLOSING:
            wanted = _CLOSING[char]
            if not open_count[wanted]:
                loose.append(at)
                continue
            while key[stack[-1]] != wanted:
                lost = stack.pop()
                open_count[key[lost]] -= 1
                loose.append(lost)
            pairs[stack.pop()] = at
            open_count[wanted] -= 1
    return pairs, sorted(loose + stack)


def quote_problem(char: str, line: int, where: str) -> Problem | None:
    """The problem of a quote without a partner; None for another bracket."""
    if char in QUOTES:
        message = f"{where}的引號「{char}」沒有結尾，應有相配的「{QUOTES[char]}」；請補上引號再匯入。"
        return Problem(line, "quote_open", message)
    if char in QUOTES.values():
        message = f"{where}多了一個「{char}」，前面沒有開頭的引號；請補上或刪去引號再匯入。"
        return Problem(line, "quote_closed", message)
    return None


def read_brackets(reader: Reader, start: int, end: int, where: str) -> dict[int, int]:
    """The pairs of `match_brackets`; reports each quote of the span that has no partner."""
    pairs, loose = match_brackets(reader.source.key, start, end)
    found = (quote_problem(reader.source.key[at], reader.source.line(at), where) for at in loose)
    reader.problems += [problem for problem in found if problem]
    return pairs


def text_end(source: Source, start: int, end: int) -> int:
    """The end of a span without its closing full stop or the like."""
    while end > start and source.key[end - 1] in END_MARKS:
        end -= 1
    return end
