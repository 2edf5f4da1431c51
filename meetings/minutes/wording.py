"""Wordings: printed lines with named placeholders, how a placeholder is filled, and the wordings of new meetings.

A wording is a line as a meeting prints it, such as "{n}. 同意新增{count}案：{titles}。". A placeholder may name the
numeral style of its number ({n:formal}, {count:zh}, {minute:padded}; see `numerals`); without one the element's
usual style is taken. A literal brace is doubled.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from string import Formatter
from types import MappingProxyType

from meetings.minutes.document import ClauseKind
from meetings.minutes.numerals import STYLES, written


class WordingError(ValueError):
    """A wording with an unknown placeholder, an unknown numeral style or a single brace; the message says which."""


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line; `ref` is the address that the composer gave its title, or empty."""

    text: str
    ref: str = ""


Value = str | int | tuple[Run, ...]

_DATE = dict.fromkeys(("roc_year", "year", "month", "day"), "arabic") | {"weekday": "", "weekday_char": ""}
_CLOCK = {"half": ""} | dict.fromkeys(("hour", "hour12", "hour24", "minute"), "arabic")
_CASES = {"count": "arabic", "listed": "arabic", "titles": ""}
_SECTION = {"n": "formal"}

# The placeholders that each element's wording may have, with the usual numeral style of those that are numbers.
ELEMENTS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "heading": {"platform": "", "number": "arabic", "level": "", "appendix": ""},
        "recorder": _SECTION | {"recorder": ""},
        "time": _SECTION | _DATE | _CLOCK,
        "venue": _SECTION | {"venue": ""},
        "chairs": _SECTION | {"seat": ""},
        "seat": {"city": "", "person": ""},
        "plain": _SECTION | {"topic": ""},
        "resolutions": _SECTION | {"representative": ""},
        "motions": _SECTION,
        "remarks": _SECTION,
        "adjournment": _SECTION | _CLOCK,
        "resolution": {"n": "zh", "delisted": "arabic", "added": "arabic", "ongoing": "arabic"},
        "group": {"n": "zh", "group": ""},
        "clause": {"n": "arabic"} | _CASES | {"parent": "", "topic": "", "other_group": ""},
        "motion": {"n": "zh", "proposer": ""} | _CASES,
        "remark": {"speaker": ""},
        "paragraph": {"n": "zh"},
    }
)

NOT_YET = "○"

# Wordings of a new meeting, after the fifth meeting's (the latest) minutes; its clauses go 解列, 新增, 其餘.
HEADING = "{platform}第{number}次{level}會議紀錄"
RECORDER = "紀錄：{recorder}"
TIME = "{n}、會議時間：{roc_year}年{month}月{day}日({weekday}){half}{hour}時"
VENUE = "{n}、會議地點：{venue}"
CHAIRS = "{n}、主席：{seat}"
ATTENDANCE = "{n}、出席單位及人員：詳簽到表"
OPENING = "{n}、主席致詞：略"
WORK_REPORT = "{n}、幕僚單位及議題小組工作報告：洽悉"
RESOLUTIONS = "{n}、決議事項({representative}代表)"
GROUPS_RESOLUTION = (
    "{n}、議題小組合作案件，請依決議持續辦理：同意解列{delisted}案、新增{added}案及確認執行中{ongoing}案。"
)
GROUP = "({n}){group}"
COMMON_TOPIC = "{n}、共同議題—「{topic}」合作方案報告：洽悉"
MOTIONS = "{n}、臨時動議："
REMARKS = "{n}、主席結論暨指示(依發言順序)"
ADJOURNMENT = "{n}、散會({half}{hour}時)"

CLAUSE_ORDER = (
    ClauseKind.DELISTED,
    ClauseKind.ADDED,
    ClauseKind.SUBCASE,
    ClauseKind.MERGED,
    ClauseKind.MOVED,
    ClauseKind.RENAMED,
    ClauseKind.NOTE,
    ClauseKind.TRACKED,
)

_CLAUSES = {
    ClauseKind.ADDED: "同意新增{count}案：{titles}。",
    ClauseKind.DELISTED: "同意解列{count}案：{titles}。",
    ClauseKind.TRACKED: "其餘{count}案持續列管。",
    ClauseKind.SUBCASE: "同意{parent}新增{count}子案{titles}，並持續列管。",
    ClauseKind.MERGED: "同意{titles}等{count}案整併為{parent}1案，並持續列管。",
    ClauseKind.MOVED: "同意{titles}等{count}案移列至{other_group}持續列管。",
    ClauseKind.RENAMED: "原{parent}更名為{titles}，並持續列管。",
    ClauseKind.NOTE: "{titles}待四市有共識後再行提案。",
}


def default_clause(kind: ClauseKind, *, alone: bool = False) -> str:
    """The wording of a new clause of that kind.

    `alone`: a TRACKED clause that is the only one of its group, and has no number (meeting 1, 災防組).
    """
    return "{count}案持續列管。" if alone else "{n}. " + _CLAUSES[kind]


def motion(count: int, decided: str) -> str:
    """The wording of a new motion with that many titles, after the first meeting's; `decided` is how it ends."""
    titles = "{titles}等{count}案" if count > 1 else "{titles}" if count else ""
    return f"{{proposer}}提出{titles}臨時動議，{decided}"


def escape(text: str) -> str:
    """A text that stands for itself in a wording: its braces doubled."""
    return text.replace("{", "{{").replace("}", "}}")


@lru_cache(maxsize=4096)
def split(wording: str) -> tuple[tuple[str, str, str], ...]:
    """The wording as (literal text, placeholder name, style) triples; an empty name ends it. Raises WordingError."""
    try:
        pieces = tuple(Formatter().parse(wording))
    except ValueError:
        raise WordingError(f"「{wording}」的大括號不成對；大括號本身請寫成 {{{{ 或 }}}}。") from None
    if any(name == "" or conversion for _, name, _, conversion in pieces):
        raise WordingError(f"「{wording}」裡有沒有名稱的位置；大括號本身請寫成 {{{{ 或 }}}}。")
    return tuple((text, name or "", style or "") for text, name, style, _ in pieces)


def placeholders(wording: str) -> tuple[str, ...]:
    """The names of the wording's placeholders in order. Raises WordingError."""
    return tuple(name for _, name, _ in split(wording) if name)


def validate(wording: str, element: str) -> None:
    """Raise WordingError where the wording has a placeholder or a style that an element of that name can't fill."""
    known = ELEMENTS[element]
    for _, name, style in split(wording):
        if not name:
            continue
        if name not in known:
            raise WordingError(f"「{wording}」裡的 {{{name}}} 無法填入，可用的有：{_listed(known)}。")
        if style and (not known[name] or style not in STYLES):
            raise WordingError(f"「{wording}」裡的 {{{name}:{style}}} 無法填入，數字樣式有：{'、'.join(STYLES)}。")


def fill(wording: str, values: Mapping[str, Value], element: str) -> tuple[Run, ...]:
    """The wording with its placeholders filled, as runs of text; neighbours without a ref are joined.

    A placeholder that such an element has and `values` doesn't yet, like the hour of a draft, is printed as ○, the way
    drafts are written. Raises WordingError for an unknown placeholder, or a style that doesn't fit its value.
    """
    usual = ELEMENTS[element]
    runs: list[Run] = []
    for text, name, style in split(wording):
        if text:
            runs.append(Run(text))
        if not name:
            continue
        if name not in values:
            if name in usual:
                runs.append(Run(NOT_YET))
                continue
            raise WordingError(f"「{wording}」裡的 {{{name}}} 無法填入，可用的有：{_listed(values)}。")
        value = values[name]
        if isinstance(value, int):
            try:
                runs.append(Run(written(value, style or usual.get(name) or "arabic")))
            except ValueError as error:
                raise WordingError(f"「{wording}」裡的 {{{name}}}：{error}") from None
        elif style:
            raise WordingError(f"「{wording}」裡的 {{{name}:{style}}} 不是數字，不能有數字樣式。")
        elif isinstance(value, str):
            runs.append(Run(value))
        else:
            runs.extend(value)
    return joined(runs)


def joined(runs: Iterable[Run]) -> tuple[Run, ...]:
    """The runs with empty ones dropped and neighbours of the same ref put together."""
    result: list[Run] = []
    for run in runs:
        if not run.text:
            continue
        if result and result[-1].ref == run.ref == "":
            result[-1] = Run(result[-1].text + run.text)
        else:
            result.append(run)
    return tuple(result)


def _listed(names: Iterable[str]) -> str:
    return "、".join(f"{{{name}}}" for name in names)
