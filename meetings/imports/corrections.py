"""The values of a recognised document that a reviewer may correct, and the document with the corrections applied.

A fact is one recognised value with a name of its own, the target: "number", "date", "交通組/2/kind",
"交通組/2.1/title/3" (clause 2, sub-clause 1, third title). A correction holds only while the text still gives what
was read there when the reviewer corrected it; so after an edit of the text none is applied to another clause.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, time

from meetings.imports.checks import HIGHEST_NUMBER, LONGEST_NAME, LONGEST_TITLE, LONGEST_VENUE
from meetings.minutes import document as doc
from meetings.minutes.document import ClauseKind
from meetings.models.narrative import CLAUSE_KINDS
from platform_site.shared.roc import ROC_OFFSET, roc_date

KIND_LABELS = dict(CLAUSE_KINDS)
# The others need more than titles: the case that others are merged into, the group that cases go to, a former title.
CHOSEN_KINDS = (ClauseKind.ADDED, ClauseKind.DELISTED, ClauseKind.TRACKED, ClauseKind.SUBCASE, ClauseKind.NOTE)
HEADLINES = {"delisted": "解列", "added": "新增", "ongoing": "執行中"}

_DATE = re.compile(r"(?:民國)?(\d{2,4})[年./-](\d{1,2})[月./-](\d{1,2})日?")
_TIME = re.compile(r"(\d{1,2}):(\d{2})")
_QUOTED = r"「(?:[^「」]|「[^「」]*」)*」"
_JOINER = r"(?:、|，|,)?(?:以及|及|與|和)|[、，,]"
_LIST = re.compile(rf"{_QUOTED}(?:(?:{_JOINER}){_QUOTED})*")


@dataclass(frozen=True)
class Fact:
    """One recognised value: `kind` says how it is typed and shown, `line` where it stands in the text."""

    target: str
    label: str
    kind: str
    value: str
    line: int

    @property
    def shown(self) -> str:
        """The value as a page prints it."""
        return shown(self.kind, self.value)


# Each target's correction: what was read there when it was made, and what it should be.
Corrections = Mapping[str, tuple[str, str]]
# Gives a fact's value as it should be: the corrected one where a correction holds.
Take = Callable[[str, object], str]


def facts_of(document: doc.MinutesDocument) -> list[Fact]:
    """Every value of a document that can be corrected, in the order of the page."""
    return [*_meeting_facts(document), *(fact for group in document.group_resolutions for fact in _group_facts(group))]


def amended(document: doc.MinutesDocument, corrections: Corrections) -> doc.MinutesDocument:
    """The document with every correction that still holds."""

    def take(target: str, read: object) -> str:
        text = written(read)
        as_read, corrected = corrections.get(target, (None, ""))
        return corrected if as_read == text else text

    return replace(
        document,
        number=int(take("number", document.number)),
        recorder=take("recorder", document.recorder),
        sections=tuple(_section(section, take) for section in document.sections),
    )


def clean(fact: Fact, text: str) -> str:
    """What was typed, in the form in which it is stored. Raises ValueError with a Chinese sentence."""
    text = unicodedata.normalize("NFKC", text).strip() if fact.kind in ("number", "count", "date", "time") else text
    return _CLEANERS[fact.kind](" ".join(text.split()), fact)


def kind_choices(fact: Fact) -> list[tuple[str, str]]:
    """The kinds that the clause of a fact may be given, with their labels; the one that was read is among them."""
    return [(kind, label) for kind, label in CLAUSE_KINDS if kind in CHOSEN_KINDS or kind == fact.value]


def written(value: object) -> str:
    """A value as it is stored and compared: 2025-08-07, 14:30, "" for None."""
    if value is None:
        return ""
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)


def shown(kind: str, value: str) -> str:
    """A stored value as a page prints it: 114年8月7日, 解列, 未載明."""
    if kind == "clause_kind":
        return KIND_LABELS[ClauseKind(value)]
    if not value:
        return "未載明"
    if kind == "date":
        return roc_date(date.fromisoformat(value))
    return f"{value}案" if kind == "count" else value


# -- The facts --------------------------------------------------------------------------------------------------------


def _meeting_facts(document: doc.MinutesDocument) -> Iterator[Fact]:
    yield Fact("number", "次別", "number", written(document.number), 1)
    when, venue = document.section(doc.TimeSection), document.section(doc.VenueSection)
    end, resolutions = document.section(doc.AdjournmentSection), document.section(doc.ResolutionsSection)
    if when:
        yield Fact("date", "會議日期", "date", written(when.date), when.line)
        yield Fact("starts_at", "開始時間", "time", written(when.time), when.line)
    if venue:
        yield Fact("venue", "會議地點", "venue", venue.venue, venue.line)
    if document.recorder:
        yield Fact("recorder", "紀錄", "name", document.recorder, 0)
    if end:
        yield Fact("ends_at", "散會時間", "time", written(end.time), end.line)
    for resolution in resolutions.resolutions if resolutions else ():
        for name, label in HEADLINES.items() if resolution.headline else ():
            value = written(getattr(resolution.headline, name))
            yield Fact(f"headline/{name}", f"載明總數：{label}", "sum", value, resolution.line)


def _group_facts(group: doc.GroupResolution) -> Iterator[Fact]:
    for path, clause in placed_clauses(group):
        where = f"{group.group}第{path.rpartition('/')[2]}款"
        yield Fact(f"{path}/kind", f"{where}的類別", "clause_kind", clause.kind.value, clause.line)
        yield Fact(f"{path}/stated", f"{where}載明的案數", "count", written(clause.stated), clause.line)
        if clause.parent:
            line = clause.parent.line or clause.line
            yield Fact(f"{path}/parent", f"{where}的原案名", "title", clause.parent.text, line)
        for number, title in enumerate(clause.titles, 1):
            line = title.line or clause.line
            yield Fact(f"{path}/title/{number}", f"{where}的案名", "title", title.text, line)


def placed_clauses(group: doc.GroupResolution) -> Iterator[tuple[str, doc.Clause]]:
    """Every clause of a group and every sub-clause below it, with the beginning of its targets."""
    for number, clause in enumerate(group.clauses, 1):
        yield f"{group.group}/{number}", clause
        for below, child in enumerate(clause.children, 1):
            yield f"{group.group}/{number}.{below}", child


# -- The document with its corrections --------------------------------------------------------------------------------


def _section(section: doc.Section, take: Take) -> doc.Section:
    match section:
        case doc.TimeSection():
            day = date.fromisoformat(take("date", section.date))
            return replace(section, date=day, time=_clock(take("starts_at", section.time)))
        case doc.VenueSection():
            return replace(section, venue=take("venue", section.venue))
        case doc.AdjournmentSection():
            return replace(section, time=_clock(take("ends_at", section.time)))
        case doc.ResolutionsSection():
            return replace(section, resolutions=tuple(_resolution(item, take) for item in section.resolutions))
    return section


def _resolution(resolution: doc.Resolution, take: Take) -> doc.Resolution:
    headline = resolution.headline
    if headline:
        headline = doc.Headline(**{name: int(take(f"headline/{name}", getattr(headline, name))) for name in HEADLINES})
    return replace(resolution, headline=headline, groups=tuple(_group(group, take) for group in resolution.groups))


def _group(group: doc.GroupResolution, take: Take) -> doc.GroupResolution:
    clauses = []
    for number, clause in enumerate(group.clauses, 1):
        path = f"{group.group}/{number}"
        children = tuple(_clause(child, f"{path}.{below}", take) for below, child in enumerate(clause.children, 1))
        clauses.append(replace(_clause(clause, path, take), children=children))
    return replace(group, clauses=tuple(clauses))


def _clause(clause: doc.Clause, path: str, take: Take) -> doc.Clause:
    stated = take(f"{path}/stated", clause.stated)
    titles = (
        replace(title, text=take(f"{path}/title/{number}", title.text)) for number, title in enumerate(clause.titles, 1)
    )
    parent = clause.parent and replace(clause.parent, text=take(f"{path}/parent", clause.parent.text))
    changed = replace(clause, stated=int(stated) if stated else None, titles=tuple(titles), parent=parent)
    kind = ClauseKind(take(f"{path}/kind", clause.kind.value))
    if kind is not clause.kind and not changed.all_titles and kind is not ClauseKind.NOTE:
        changed = _with_quoted_titles(changed)
    return replace(changed, kind=kind)


def _with_quoted_titles(clause: doc.Clause) -> doc.Clause:
    """A clause read as a note, whose quoted words are the titles it decides on."""
    found = _LIST.search(clause.wording)
    if found is None:
        return clause
    texts = re.findall(_QUOTED, found[0])
    separators = re.split(_QUOTED, found[0])[1:-1]
    titles = [doc.Title(text[1:-1].replace("{{", "{").replace("}}", "}"), line=clause.line) for text in texts]
    usual, last = (separators[0] if len(separators) > 1 else "、"), (separators[-1] if separators else "及")
    if any(separator != usual for separator in separators[:-1]):
        # Joiners that vary go with the titles, as the reader itself does it.
        titles = [replace(title, after=s) for title, s in zip(titles, [*separators, ""], strict=True)]
        usual = last = ""
    wording = clause.wording[: found.start()] + "{titles}" + clause.wording[found.end() :]
    return replace(clause, wording=wording, titles=tuple(titles), joiners=(usual, last))


def _clock(text: str) -> time | None:
    return time.fromisoformat(text) if text else None


# -- What was typed ---------------------------------------------------------------------------------------------------


def _number(text: str, fact: Fact) -> str:
    if not text.isdecimal() or not 1 <= int(text) <= HIGHEST_NUMBER:
        raise ValueError(f"「{fact.label}」須為1以上的整數，例如：5。")
    return str(int(text))


def _sum(text: str, fact: Fact) -> str:
    text = text.removesuffix("案").strip()
    if not text.isdecimal() or int(text) > HIGHEST_NUMBER:
        raise ValueError(f"「{fact.label}」須為0以上的整數，例如：12。")
    return str(int(text))


def _count(text: str, fact: Fact) -> str:
    return _sum(text, fact) if text else ""


def _date(text: str, fact: Fact) -> str:
    found = _DATE.fullmatch(text.replace(" ", ""))
    year, month, day = map(int, found.groups()) if found else (0, 0, 0)
    try:
        return date(year + ROC_OFFSET if year < ROC_OFFSET else year, month, day).isoformat()
    except ValueError:
        raise ValueError(f"「{fact.label}」無法辨識，請寫成 114年8月7日 或 2025-08-07。") from None


def _time(text: str, fact: Fact) -> str:
    if not text:
        return ""
    found = _TIME.fullmatch(text)
    hour, minute = map(int, found.groups()) if found else (24, 0)
    try:
        return f"{time(hour, minute):%H:%M}"
    except ValueError:
        raise ValueError(f"「{fact.label}」無法辨識，請用24小時制寫成 14:30。") from None


def _text(longest: int, required: bool) -> Callable[[str, Fact], str]:
    def check(text: str, fact: Fact) -> str:
        if required and not text:
            raise ValueError(f"「{fact.label}」不可空白。")
        if len(text) > longest:
            raise ValueError(f"「{fact.label}」有{len(text)}字，最多{longest}字；請縮短後再儲存。")
        return text

    return check


def _clause_kind(text: str, fact: Fact) -> str:
    if text not in dict(kind_choices(fact)):
        raise ValueError(f"「{fact.label}」請由清單中選擇。")
    return text


_CLEANERS: dict[str, Callable[[str, Fact], str]] = {
    "number": _number,
    "sum": _sum,
    "count": _count,
    "date": _date,
    "time": _time,
    "venue": _text(LONGEST_VENUE, True),
    "name": _text(LONGEST_NAME, True),
    "title": _text(LONGEST_TITLE, True),
    "clause_kind": _clause_kind,
}
