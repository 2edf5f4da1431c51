"""What people type or paste, and the wordings that are stored of it: numbers are the system's, braces are escaped.

Pure functions. A wording is what `meetings/minutes/wording.py` says; nobody ever sees or types one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from itertools import pairwise

from meetings.minutes.numerals import FORMAL_PATTERN, number
from meetings.minutes.text.source import is_cjk
from meetings.minutes.wording import Value, escape, fill

# More is no text of minutes; the pages refuse it instead of working on it for minutes.
LONGEST = 30_000

_HEAD = re.compile(r"\s*[-–]?\s*[(（]?\{n(?::[a-z-]+)?\}[)）]?\s*[、.．,，:：)）]?\s*")
_SHORT = rf"(?:[0-9０-９]{{1,3}}|[一二三四五六七八九十百零]{{1,5}}|{FORMAL_PATTERN})"
# A number as it stands before an item: 一、 1. (1) （一） ① 壹、 with or without a dash or a dot before it.
_MARK = re.compile(
    r"\s*(?:[-–•●◆■▪*]\s*)?"
    rf"(?:(?P<inner>[(（]\s*{_SHORT}\s*[)）])[、.．]?|(?P<outer>{_SHORT})\s*(?P<point>[、.．)）])|(?P<circled>[①-⑳⑴-⒇]))\s*"
)
_BULLET = re.compile(r"\A\s*[-–•●◆■▪*]\s+")
# 三、四級毒品 begins with no number of a list, and 1.5億 neither.
_NO_MARK = re.compile(r"(?:[一二三四五六七八九十]、)*[一二三四五六七八九十](?:級|類|等親|樓|期)")
_QUOTED = re.compile(r"「([^「」]*(?:「[^「」]*」[^「」]*)*)」")
_QUOTED_LIST = re.compile(rf"{_QUOTED.pattern}(?:\s*[、，,及和與]*\s*{_QUOTED.pattern})*[。；;、，,]?")
_ENDS = "。！？!?；;…」』）)：:"
_GOES_ON = tuple("，、,（(「『—")
_FULL_LINE = 25


def tidy(text: str) -> str:
    """The text as it is kept: line ends alike, no control or invisible characters, nothing at its ends."""
    text = re.sub(r"\r\n?|[\v\f\u2028\u2029]", "\n", text).replace("\t", " ")
    return "".join(char for char in text if char == "\n" or unicodedata.category(char) not in ("Cc", "Cf")).strip()


def squashed(text: str) -> str:
    """The text without white space and invisible characters, which carry no meaning."""
    return "".join(tidy(text).split())


def one_line(text: str) -> str:
    """The text as one line; a line end between ideographs stood for nothing, between words for a space."""
    lines = [line.strip() for line in tidy(text).split("\n") if line.strip()]
    return joined(lines)


def joined(lines: Iterable[str]) -> str:
    """Lines that were wrapped, put together."""
    text = ""
    for line in lines:
        gap = " " if text and not is_cjk(text[-1]) and not is_cjk(line[0]) else ""
        text += gap + line
    return text


def without_number(text: str) -> str:
    """A sentence without the number or the dot that was pasted before it."""
    mark = _mark(text)
    return text[mark.end() :].strip() if mark else _BULLET.sub("", text, count=1).strip()


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text that was typed or pasted, without their numbers: one a line, wrapped lines joined.

    In a numbered text a line without a number goes on with the one before. A line goes on where it ends in a comma or
    the like, or is a full one without an end of sentence.
    """
    lines = [line.strip() for line in tidy(text).split("\n") if line.strip()]
    marks = [_mark(line) for line in lines]
    first = next((mark for mark in marks if mark), None)
    longest = max(map(len, lines), default=0)
    found: list[list[str]] = []
    last = 0
    for at, (line, mark) in enumerate(zip(lines, marks, strict=True)):
        begins = mark is not None and first is not None and _style(mark) == _style(first)
        behind_mark = first is not None and marks.index(first) < at
        if not found or begins or not (behind_mark or _goes_on(lines[at - 1], longest)):
            found.append([])
        pieces = [line]
        if begins and mark:
            last = _value(mark)
            pieces = _split_inline(line[mark.end() :], mark, last)
            last += len(pieces) - 1
        found[-1].append(pieces[0])
        found += [[piece] for piece in pieces[1:]]
    texts = [joined(filter(None, (piece.strip() for piece in pieces))) for pieces in found]
    # Bullets without numbers go as well.
    return [body for text in texts if (body := _BULLET.sub("", text, count=1).strip())]


def titles_in(text: str) -> list[str]:
    """Titles that were typed or pasted, one a line, or quoted one after the other, without numbers and quotes."""
    found: list[str] = []
    for line in filter(None, map(without_number, tidy(text).split("\n"))):
        quoted = _QUOTED_LIST.fullmatch(line)
        found += _QUOTED.findall(line) if quoted else [line.rstrip("。；;")]
    return [title.strip() for title in found if title.strip()]


def head_of(wording: str) -> str:
    """The part of a wording that prints its running number; empty where it has none."""
    match = _HEAD.match(wording)
    return match[0] if match else ""


def body_of(wording: str) -> str:
    """A wording without the part that prints its running number."""
    return wording[len(head_of(wording)) :]


def shown(wording: str, element: str, values: Mapping[str, Value] | None = None) -> str:
    """What a wording prints behind its number, as people see and change it. Raises WordingError."""
    return "".join(run.text for run in fill(body_of(wording), values or {}, element))


def numbered(texts: Iterable[str], before: Iterable[str], element: str, head: str = "{n}、") -> list[str]:
    """The wordings of texts; one that `before` prints already stays as it is, whatever its number looks like.

    `head` is the part with the number that new ones get.
    """
    kept: dict[str, list[str]] = {}
    for wording in before:
        kept.setdefault(squashed(shown(wording, element)), []).append(wording)
    result = []
    for text in texts:
        same = kept.get(squashed(text))
        stays = same.pop(0) if same else ""
        fits = bool(stays) and bool(head_of(stays)) == bool(head)
        result.append(stays if fits else head + escape(text))
    return result


def _goes_on(line: str, longest: int) -> bool:
    if line.endswith(_GOES_ON):
        return True
    return line[-1] not in _ENDS and len(line) >= _FULL_LINE and len(line) >= longest - 2


def _mark(line: str) -> re.Match[str] | None:
    match = _MARK.match(line)
    if match is None or match.end() == len(line) or _NO_MARK.match(line.lstrip()):
        return None
    outer = match["outer"]
    if outer and number(outer) is not None and outer[0] in "0123456789０１２３４５６７８９":
        behind = line[match.end("point") :]
        # 1.5億 and 112、113年 are figures; 2.2025世壯運 is the second item.
        is_item = match["point"] in ".．" and len(outer) < 3 and re.match(r"\d{3,4}(?!\d)", behind)
        if behind[:1].isdigit() and not is_item:
            return None
    return match


def _style(mark: re.Match[str]) -> str:
    text = mark["inner"] or mark["outer"] or "①"
    kind = (
        "arabic" if re.search(r"[0-9０-９]", text) else "zh" if re.search(r"[一二三四五六七八九十]", text) else "other"
    )
    return f"{'inner' if mark['inner'] else 'outer'}-{kind}"


def _value(mark: re.Match[str]) -> int:
    text = (mark["inner"] or mark["outer"] or "").strip("()（） ")
    return (number(unicodedata.normalize("NFKC", text)) or 0) if text else 0


def _split_inline(text: str, mark: re.Match[str], last: int) -> list[str]:
    """一、甲。二、乙。 on one line: the items behind the first, told by their running numbers."""
    cuts = [(0, 0)]
    for stop in re.finditer(r"[。！？!?；;]\s*(?=\S)", text):
        following = _mark(text[stop.end() :])
        if following and _style(following) == _style(mark) and _value(following) == last + len(cuts):
            cuts.append((stop.end(), stop.end() + following.end()))
    ends = [start for start, _ in cuts[1:]] + [len(text)]
    return [text[body:end] for (_, body), end in zip(cuts, ends, strict=True)]


def changes_of_joiners(separators: list[str]) -> tuple[str, str] | None:
    """The two joiners of a list by what stands between its titles; None where they vary within the list."""
    if len(separators) < 2:
        return ("、", separators[0] if separators else "及")
    usual, last = separators[:-1], separators[-1]
    return (usual[0], last) if all(one == other for one, other in pairwise(usual)) else None
