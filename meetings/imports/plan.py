"""From a text to a draft meeting: recognise, match, list what is undecided, and only then write.

`plan_import` writes nothing. `commit_plan` refuses while a suggestion or a problem is open that no decision covers.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from django.db import DatabaseError

from cases.ledger.writing import LedgerError
from cases.matching import EXACT
from cases.models import Case
from cases.normalising import normalise_title
from groups.actors import Actor
from groups.models import City, IssueGroup, Platform
from meetings.imports.carrying import CarriedForward, CorrectedCount, carry_forward, corrected_counts, headline_problem
from meetings.imports.checks import (
    BLOCKING_CODES,
    meeting_problems,
    series_of,
    skipped_number,
    too_many_titles,
    unwritable,
)
from meetings.imports.files import read_text
from meetings.imports.titles import TitleMatch, TitleMatcher
from meetings.minutes import document as doc
from meetings.minutes.checks import check
from meetings.minutes.document import ClauseKind
from meetings.minutes.meaning import meaning
from meetings.minutes.parsing.parse import parse
from meetings.minutes.reading import Level, Problem, Reading, Vocabulary, first_ones
from meetings.models import Meeting, MeetingLevel
from meetings.record.write import Identity, TitleKey, record_document

PROBLEM = "problem"
DECISION_COLUMNS = ["meeting", "group", "kind", "title", "case", "reason"]


class ImportRefused(Exception):
    """The plan has open points; `problems` says which, each with its line (0 where it has none)."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(problem.message for problem in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Decision:
    """What a person decided on a title (`case` None: a new case) or, with kind "problem", on the problem at a line."""

    meeting: str
    group: str
    kind: str
    title: str
    case: str | None
    reason: str


@dataclass(frozen=True)
class ImportPlan:
    """What an import would do. `warnings` are shown and need no decision."""

    reading: Reading
    matches: tuple[TitleMatch, ...] = ()
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    carry_forward: tuple[CarriedForward, ...] = ()

    @property
    def document(self) -> doc.MinutesDocument | None:
        return self.reading.document

    @property
    def recognised_document(self) -> doc.MinutesDocument:
        """The document. Raises ImportRefused with the problems where the text is no minutes."""
        if self.document is None:
            raise ImportRefused(self.problems)
        return self.document

    @property
    def corrected_counts(self) -> list[CorrectedCount]:
        """What the document corrects of earlier meetings' counts."""
        return corrected_counts(self.document) if self.document else []

    def as_json(self) -> dict:
        """What `import_minutes --format json` prints."""
        understood = meaning(self.document) if self.document else {"meeting": {}, "clauses": []}
        return {
            "meeting": understood["meeting"],
            "clauses": understood["clauses"],
            "matches": [match.as_json() for match in self.matches],
            "problems": [{"line": problem.line, "message": problem.message} for problem in self.problems],
            "warnings": [{"line": problem.line, "message": problem.message} for problem in self.warnings],
            "carry_forward": [row.as_json() for row in self.carry_forward],
            "corrected_counts": [asdict(count) for count in self.corrected_counts],
        }


def current_vocabulary(text: str = "") -> Vocabulary:
    """The names that minutes may print, out of the reference rows of the platform that `text` names first.

    The first platform's where the text names none, which the reader then reports.
    """
    platforms = list(Platform.objects.order_by("pk"))
    platform = platforms[0] if len(platforms) == 1 else _platform_named(text, platforms)
    levels = MeetingLevel.objects.filter(platform=platform)
    return Vocabulary(
        platforms=(platform.name,) if platform else (),
        levels=tuple(
            Level(name, name if name.endswith("會議") else f"{name}會議", keeps_ledger, per_group)
            for name, keeps_ledger, per_group in levels.values_list("name", "keeps_ledger", "numbered_per_group")
        ),
        cities=tuple(City.objects.filter(platform=platform).values_list("name", flat=True)),
        groups=tuple(IssueGroup.objects.filter(platform=platform).values_list("name", flat=True)),
    )


def _platform_named(text: str, platforms: list[Platform]) -> Platform | None:
    """The platform whose name stands first in the text, however 臺 and the like are written; else the first one."""
    printed = normalise_title(text)
    positions = {platform: printed.find(normalise_title(platform.name)) for platform in platforms}
    named = [platform for platform in platforms if positions[platform] >= 0]
    return min(named, key=lambda platform: positions[platform]) if named else next(iter(platforms), None)


Amend = Callable[[doc.MinutesDocument], doc.MinutesDocument]


def plan_import(text: str, vocabulary: Vocabulary | None = None, amend: Amend | None = None) -> ImportPlan:
    """Recognise a meeting's text and match its titles; writes nothing, never raises on any text.

    `amend` puts a reviewer's corrections into the document before it is checked and matched.
    """
    vocabulary = vocabulary or current_vocabulary(text)
    reading = parse(text, vocabulary)
    if amend is not None and reading.document is not None:
        reading = _amended(reading, reading.document, amend(reading.document), vocabulary)
    if reading.document is None:
        return ImportPlan(reading, problems=reading.problems)
    return _plan(reading, reading.document, vocabulary)


def _plan(reading: Reading, document: doc.MinutesDocument, vocabulary: Vocabulary) -> ImportPlan:
    problems = [*reading.problems, *unwritable(document)]
    when = document.section(doc.TimeSection)
    crowd = too_many_titles(document)
    if when is None or crowd:
        return ImportPlan(reading, problems=first_ones([*crowd, *problems]))
    problems += meeting_problems(document, vocabulary)
    timeline_key = _timeline_key(document, vocabulary, when)
    matcher = TitleMatcher(document, timeline_key)
    matches = matcher.matches()
    carried = carry_forward(document, matches, timeline_key)
    return ImportPlan(
        reading,
        matches=tuple(matches),
        problems=first_ones(problems + matcher.problems + headline_problem(document, carried)),
        warnings=tuple(matcher.warnings + skipped_number(document, vocabulary)),
        carry_forward=tuple(carried),
    )


def _amended(
    reading: Reading, read: doc.MinutesDocument, document: doc.MinutesDocument, vocabulary: Vocabulary
) -> Reading:
    """The reading with the corrected document and its problems, checked again."""
    if document == read:
        return reading
    before = set(check(read, vocabulary))
    kept = [problem for problem in reading.problems if problem not in before]
    # Loose quotes were reported by the reader with the line of the quote itself.
    now = [problem for problem in check(document, vocabulary) if not problem.code.startswith("quote_")]
    problems = sorted([*kept, *now], key=lambda problem: problem.line)
    return replace(reading, document=document, problems=tuple(problems))


def _timeline_key(document: doc.MinutesDocument, vocabulary: Vocabulary, when: doc.TimeSection) -> tuple:
    """The meeting's `timeline_key`: after the others of its day, or its own where it is on record already."""
    recorded = series_of(document, vocabulary).filter(number=document.number, held_on=when.date).first()
    return recorded.timeline_key if recorded else (when.date, Meeting.objects.next_sequence(when.date))


def read_decisions(path: Path) -> list[Decision]:
    """Decisions from a CSV file with the columns of DECISION_COLUMNS; an empty case means a new one.

    Spreadsheets of Taiwan's offices save CSV in Big5 as well: every encoding of a text file is read. Raises
    UnreadableFile, or ValueError with a Chinese sentence where a column or a value is missing.
    """
    rows = csv.DictReader(io.StringIO(read_text(path), newline=""), strict=True)
    try:
        missing = [column for column in DECISION_COLUMNS if column not in (rows.fieldnames or [])]
        if missing:
            raise ValueError(f"{path.name}缺少欄位：{'、'.join(missing)}。第一列須為 {','.join(DECISION_COLUMNS)}。")
        return [_decision(row, f"{path.name}第{rows.line_num}行") for row in rows]
    except csv.Error as error:
        where = f"{path.name}第{rows.reader.line_num}行"
        raise ValueError(f"{where}不是正確的 CSV（引號或欄位有誤），請更正後再試。") from error


def _decision(row: dict, where: str) -> Decision:
    values: dict[str, Any] = {column: (row[column] or "").strip() for column in DECISION_COLUMNS}
    for column in ("meeting", "kind", "title"):
        if not values[column]:
            raise ValueError(f"{where}沒有寫{column}，請補上後再試。")
    if not values["reason"]:
        raise ValueError(f"{where}沒有寫理由（reason），請補上後再試。")
    return Decision(**values | {"case": values["case"] or None})


def commit_plan(
    plan: ImportPlan, actor: Actor, decisions: Iterable[Decision] = (), *, accept_suggested: bool = False
) -> Meeting:
    """Write the plan as a draft meeting, in one transaction, and return the meeting.

    `decisions` of other meetings are passed over. Raises ImportRefused, with nothing written, while anything is open.
    """
    document = plan.recognised_document
    mine = [decision for decision in decisions if decision.meeting in _keys(document)]
    covered = {decision.title for decision in mine if decision.kind == PROBLEM}
    open_points = [p for p in plan.problems if p.code in BLOCKING_CODES or str(p.line) not in covered]
    decided = {(d.group, d.kind, d.title): d for d in mine if d.kind not in (PROBLEM, ClauseKind.NOTE)}
    open_points += _without_a_title(decided, plan.matches)
    identities: dict[TitleKey, Identity] = {}
    for match in plan.matches:
        decision, best = decided.get(match.key), match.best
        if decision is not None:
            identities[match.key] = _decided(decision, document.level, actor)
        elif match.same_as or best is None:
            continue
        elif best.how == EXACT or accept_suggested:
            reason = "" if best.how == EXACT else f"採納建議：{best.reason}"
            identities[match.key] = Identity(best.case_id, reason, actor.name if reason else "")
        else:
            message = (
                f"第{match.line}行「{match.title}」可能就是「{best.title}」（{best.reason}），尚待確認；"
                "請加上 --accept-suggested 採納建議，或以 --decisions 指定。"
            )
            open_points.append(Problem(match.line, "suggestion-open", message))
    if open_points:
        raise ImportRefused(open_points)
    return write_plan(plan, identities, _mentions(mine, document.level), actor)


def _keys(document: doc.MinutesDocument) -> set[str]:
    """Both forms of the meeting's key: 副市長層級-5 and deputy-mayor-5."""
    level = MeetingLevel.objects.filter(name=document.level).first()
    if level is None:
        return set()
    groups = level.platform.groups.values_list("name", flat=True) if level.numbered_per_group else ()
    number = "-".join(filter(None, [document.own_group(groups), str(document.number)]))
    return {f"{level.name}-{number}", f"{level.slug}-{number}"}


def _without_a_title(decided: dict[TitleKey, Decision], matches: Iterable[TitleMatch]) -> list[Problem]:
    """Decisions on titles that the text does not have: a typing error in the file must not make a new case."""
    keys = {match.key for match in matches}
    return [
        Problem(0, "decision", f"認定檔中{group}（{kind}）的「{title}」在這份紀錄裡找不到，請核對組別、類別與案名。")
        for group, kind, title in decided
        if (group, kind, title) not in keys
    ]


def write_plan(
    plan: ImportPlan, identities: dict[TitleKey, Identity], mentions: dict[tuple[str, str], list[int]], actor: Actor
) -> Meeting:
    """Write a plan whose every open point is settled, in one transaction. Raises ImportRefused; then nothing is."""
    followers = {match.key: identities[match.same_as] for match in plan.matches if match.same_as in identities}
    try:
        return record_document(plan.recognised_document, identities | followers, mentions, actor)
    except LedgerError as error:
        raise ImportRefused([Problem(0, "ledger", str(error))]) from error
    except DatabaseError as error:
        message = "資料庫拒絕寫入：會議或案件的內容與既有資料衝突，可能有人剛登錄了同一場會議。請重新檢視後再匯入。"
        raise ImportRefused([Problem(0, "database", message)]) from error


def _decided(decision: Decision, level: str, actor: Actor) -> Identity:
    if decision.case is None:
        return Identity(None)
    return Identity(_case_titled(decision, level).pk, decision.reason, actor.name)


def _case_titled(decision: Decision, level: str) -> Case:
    cases = Case.objects.filter(
        group__platform__levels__name=level, titles__normalised_title=normalise_title(decision.case or "")
    ).distinct()
    if decision.kind != ClauseKind.MOVED:
        cases = cases.filter(group__name=decision.group)
    if len(cases) != 1:
        found = "找不到" if not cases else "有不只一件"
        message = f"指定「{decision.title}」為「{decision.case}」，但{decision.group}{found}這個案名的合作案。"
        raise ImportRefused([Problem(0, "decision", message)])
    return cases[0]


def _mentions(decisions: Iterable[Decision], level: str) -> dict[tuple[str, str], list[int]]:
    mentions: dict[tuple[str, str], list[int]] = {}
    for decision in decisions:
        if decision.kind == ClauseKind.NOTE:
            mentions.setdefault((decision.group, decision.title), []).append(_case_titled(decision, level).pk)
    return mentions
