"""Titles pasted as lines: what each line means, what stands in its way, and the record of all of them in one step."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cases.ledger.standing import KIND_LABELS
from cases.matching import EXACT, Match
from cases.models import Kind
from cases.normalising import normalise_title
from groups.actors import Actor
from groups.models import IssueGroup
from meetings.models import Meeting, SittingStep
from meetings.sitting.book import TITLE_LIMIT, Book, SittingError
from meetings.sitting.decisions import decide
from meetings.sitting.register import KnownCase, Register

MOST_LINES = 500
KINDS = (Kind.ADDED, Kind.DELISTED)
SKIP, NEW, KNOWN = "skip", "new", "case-"

# A line that only says what the lines below it are: 新增, 解列2案：, 2. 同意新增3案：
_HEADING = re.compile(r"(?:同意)?(?P<kind>新增|解列)(?:提案)?(?:[0-9一二三四五六七八九十]+案)?[:：。]?")
# The number or mark before a title: 1. (2) 三、 - ‧ 第4案： — but not the digits of 1999 or of 3.5公里.
_NUMBER = re.compile(
    r"(?:[-–—•‧·●○◎※*＊▪■□]|第?[(（]?[0-9０-９]{1,3}[)）]?(?:案[:：]|[、．]|[.](?![0-9])|(?<=[)）])|(?=「))"
    r"|[(（][一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}、)\s*"
)
_QUOTED = re.compile(r"「((?:[^「」]|「[^「」]*」)+)」")
_QUOTED_LIST = re.compile(r"(?:「(?:[^「」]|「[^「」]*」)+」(?:、|及|與|和|，|,)?)+")
_TRAILING = "。．.；;，,、:： \t　"


@dataclass(frozen=True)
class Line:
    """A title as cleaned, with the number of the line it was typed on and what is to be done with it."""

    number: int
    kind: str
    title: str

    @property
    def kind_label(self) -> str:
        return KIND_LABELS[self.kind]


@dataclass(frozen=True)
class Choice:
    """What a person may say that a line means: `value` is what the form sends."""

    value: str
    label: str


@dataclass(frozen=True)
class Finding:
    """What is known of a line. One choice, or a `default`, needs nobody; several without one await a person."""

    line: Line
    sentence: str
    choices: tuple[Choice, ...]
    default: str = ""
    reasons: tuple[tuple[str, str], ...] = ()

    @property
    def state(self) -> str:
        """ready, open or skipped."""
        if not self.default:
            return "open"
        return "skipped" if self.default == SKIP else "ready"

    @property
    def name(self) -> str:
        """The name of its field."""
        return f"choice-{self.line.number}"


@dataclass(frozen=True)
class Examined:
    """All lines of a paste. `seal` changes with whatever was found, so that a record can tell that it is as shown."""

    findings: tuple[Finding, ...]
    blank: tuple[int, ...]

    @property
    def seal(self) -> str:
        said = "\n".join(
            f"{f.line.number} {f.line.title} {f.default} {[c.value for c in f.choices]}" for f in self.findings
        )
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    def count(self, state: str) -> int:
        """How many lines are in that state."""
        return sum(1 for finding in self.findings if finding.state == state)

    @property
    def ready(self) -> int:
        return self.count("ready")

    @property
    def open(self) -> int:
        return self.count("open")

    @property
    def skipped(self) -> int:
        return self.count("skipped")


def read(text: str, kind: str) -> tuple[list[Line], list[int]]:
    """The titles of a pasted text, cleaned, and the numbers of its blank lines.

    `kind` is what the lines are until a line says 新增 or 解列 by itself. Several quoted titles on one line are
    several titles. Raises SittingError for more than 500 lines.
    """
    lines: list[Line] = []
    blank: list[int] = []
    for number, raw in enumerate(text.splitlines(), 1):
        cleaned = _clean(raw)
        if not cleaned:
            blank.append(number)
        elif heading := _HEADING.fullmatch(cleaned):
            kind = Kind.ADDED if heading["kind"] == "新增" else Kind.DELISTED
        else:
            lines += [Line(number, kind, title) for title in _titles(cleaned)]
    if len(lines) > MOST_LINES:
        raise SittingError(f"一次最多貼上 {MOST_LINES} 個案名，目前 {len(lines)} 個，請分次貼上。")
    return _numbered_apart(lines), blank


def examine(text: str, kind: str, register: Register) -> Examined:
    """What each line of a paste means at the meeting of the register. Raises SittingError as `read` does."""
    lines, blank = read(text, kind)
    seen: dict[str, Line] = {}
    findings = []
    for line in lines:
        first = seen.setdefault(normalise_title(line.title), line)
        if first is not line:
            findings.append(_skipped(line, f"與第{first.number}行的案名相同。"))
        elif len(line.title) > TITLE_LIMIT:
            findings.append(
                _skipped(line, f"案名最多 {TITLE_LIMIT} 字，這一行 {len(line.title)} 字，請修正後再檢查一次。")
            )
        else:
            findings.append(_finding(line, register))
    return Examined(tuple(findings), tuple(blank))


def record(
    meeting: Meeting,
    group: IssueGroup,
    actor: Actor,
    *,
    text: str,
    kind: str,
    choices: Mapping[str, str],
    seal: str,
) -> SittingStep:
    """Record a paste as it was examined, in one step. `choices` are the values chosen by the findings' names.

    Raises SittingError, with a sentence for each line that still awaits a choice, where the list has changed since
    `seal`, or nothing is left to record; LedgerError where the ledger refuses a row. Then nothing was written.
    """

    def fill(book: Book) -> None:
        found = examine(text, kind, book.register)
        if found.seal != seal:
            raise SittingError("檢查之後名單或內容有變動，還沒有登錄；請看過下方重新檢查的結果，再登錄一次。")
        chosen = {finding: finding.default or choices.get(finding.name, "") for finding in found.findings}
        missing = {
            finding.name: "請選擇這一行的意思。"
            for finding, value in chosen.items()
            if value not in [choice.value for choice in finding.choices]
        }
        if missing:
            raise SittingError(f"還有 {len(missing)} 行須選擇，尚未登錄。", missing)
        for finding, value in chosen.items():
            _enter(book, finding, value)
        if not book.decisions:
            raise SittingError("沒有可以登錄的案名：每一行都略過了。")

    return decide(meeting, group, actor, fill)


def _enter(book: Book, finding: Finding, value: str) -> None:
    line = finding.line
    if value == SKIP:
        return
    if value == NEW:
        if line.kind == Kind.ADDED:
            book.add(line.title, is_new=True)
        else:
            book.delist_unknown(line.title)
        return
    known = book.register.cases[int(value.removeprefix(KNOWN))]
    reason = dict(finding.reasons).get(value, "")
    if line.kind == Kind.ADDED:
        book.add(line.title, known, reason)
    else:
        book.delist(known, line.title, reason)


def _finding(line: Line, register: Register) -> Finding:
    matches = register.match(line.title)
    if matches and matches[0].how == EXACT:
        return _exact(line, register.cases[matches[0].case_id], matches[0])
    if not matches:
        return _unknown(line)
    return _near(line, matches, register)


def _exact(line: Line, known: KnownCase, match: Match) -> Finding:
    why = known.why_not_added() if line.kind == Kind.ADDED else known.why_not_changed()
    if why:
        return _skipped(line, why)
    value = f"{KNOWN}{known.case.pk}"
    if line.kind == Kind.DELISTED:
        same = "" if match.reason == "案名相同" else f"（{match.reason}）"
        return Finding(line, f"列管中的既有案{same}", (_as(known),), value)
    if known.standing.kind is None:
        return Finding(line, "既有案，尚無列管紀錄", (_as(known),), value)
    ended = KIND_LABELS[known.standing.kind]
    choices = (Choice(value, f"重新列管「{known.title}」"), Choice(NEW, "新案"), Choice(SKIP, "略過"))
    return Finding(line, f"與先前已{ended}的「{known.title}」同名，請選擇。", choices)


def _unknown(line: Line) -> Finding:
    if line.kind == Kind.ADDED:
        return Finding(line, "新案", (Choice(NEW, "新案"),), NEW)
    choices = (Choice(NEW, "確有此案，先前未列名（一併建立）"), Choice(SKIP, "略過"))
    return Finding(line, "列管中的合作案沒有這個案名，請選擇。", choices)


def _near(line: Line, matches: Sequence[Match], register: Register) -> Finding:
    """Near titles: each one that the decision can be about may be chosen; of the others it is said what they are."""
    said, choices, reasons = [], [], []
    for match in matches:
        known = register.cases[match.case_id]
        said.append(f"「{match.title}」（{match.score:.0f}分，{match.reason}，{_now(known)}）")
        why = known.why_not_added() if line.kind == Kind.ADDED else known.why_not_changed()
        if not why:
            choices.append(_as(known))
            reasons.append((f"{KNOWN}{known.case.pk}", match.reason))
    new = "新案" if line.kind == Kind.ADDED else "另一案，先前未列名（一併建立）"
    choices += [Choice(NEW, new), Choice(SKIP, "略過")]
    return Finding(line, f"與{'、'.join(said)}相近，請選擇。", tuple(choices), reasons=tuple(reasons))


def _now(known: KnownCase) -> str:
    if known.here is not None:
        return f"本次已登錄{known.here.get_kind_display()}"
    return "列管中" if known.standing.is_on_list else f"已{KIND_LABELS[known.standing.kind]}"


def _as(known: KnownCase) -> Choice:
    return Choice(f"{KNOWN}{known.case.pk}", f"認定為「{known.title}」")


def _skipped(line: Line, sentence: str) -> Finding:
    return Finding(line, sentence, (Choice(SKIP, "不登錄"),), SKIP)


def _clean(raw: str) -> str:
    """A line without its number, its surrounding marks and doubled white space."""
    # A number in a column of its own, as spreadsheets are copied.
    raw = re.sub(r"^\s*[0-9]{1,3}\t", "", raw)
    text = " ".join(raw.replace("\ufeff", "").replace("\u200b", "").split())
    text = _NUMBER.sub("", text, count=1) if _NUMBER.match(text) else text
    return text.strip(_TRAILING)


def _titles(cleaned: str) -> Iterator[str]:
    if _QUOTED_LIST.fullmatch(cleaned):
        yield from (found.strip() for found in _QUOTED.findall(cleaned))
    else:
        yield cleaned


def _numbered_apart(lines: list[Line]) -> list[Line]:
    """Several titles of one line stand under numbers of their own: the number names a form's field."""
    if len({line.number for line in lines}) == len(lines):
        return lines
    return [Line(number, line.kind, line.title) for number, line in enumerate(lines, 1)]
