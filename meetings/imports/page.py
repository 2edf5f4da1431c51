"""What stands in a review: the plan made anew from the text, with the corrections in it and the decisions beside it.

Nothing here writes. The page, the functions that decide (`review.py`) and the confirmation all look at the same
`ReviewPage`, so that what is written is what was shown: its `fingerprint` says whether two are the same.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from django.db import models

from cases.models import Case, CaseTitle
from cases.normalising import normalise_search
from meetings.imports import corrections as fix
from meetings.imports.corrections import Fact
from meetings.imports.items import (
    ClauseItem,
    FactItem,
    GroupItem,
    Option,
    ProblemItem,
    ReviewPage,
    TextLine,
    TitleItem,
    digest,
)
from meetings.imports.plan import PARENT, ImportPlan, TitleMatch, plan_import
from meetings.minutes.document import ClauseKind, MinutesDocument
from meetings.minutes.reading import Problem
from meetings.minutes.render import Block, blocks
from meetings.minutes.text.source import source_lines
from meetings.minutes.wording import WordingError
from meetings.models import ImportCorrection, ImportDecision, ImportText, MinutesImport

OTHER_BLOCKS = {"heading", "appendix", "section", "seat", "recorder", "resolution", "motion", "speaker"}
MOST_CHOICES = 50

Subject = ImportDecision.Subject


def fact_key(target: str) -> str:
    """The name of a correctable value in addresses and anchors."""
    return digest(f"fact|{target}")


def current_text(record: MinutesImport) -> tuple[str, ImportText | None]:
    """The text that is recognised: the newest edition, or the text as read."""
    edition = record.texts.order_by("-number").first()
    return (edition.text, edition) if edition else (record.text_as_read, None)


def review_page(record: MinutesImport) -> ReviewPage:
    """The review of `record` as it stands now. Writes nothing; the number of queries does not grow with the cases."""
    text, edition = current_text(record)
    corrections = {row.target: row for row in record.corrections.all()}
    decisions = {(row.subject, row.key): row for row in record.decisions.select_related("case__group")}
    values = {target: (row.as_read, row.corrected) for target, row in corrections.items()}
    read: list[MinutesDocument] = []

    def amend(document: MinutesDocument) -> MinutesDocument:
        read.append(document)
        return fix.amended(document, values)

    plan = plan_import(text, amend=amend)
    facts = {fact.target: _fact_item(fact, corrections) for document in read for fact in fix.facts_of(document)}
    holding = {item.correction.target for item in facts.values() if item.correction}
    problems = tuple(_problem_items(plan, decisions))
    groups = tuple(_groups(plan, facts, decisions)) if plan.document else ()
    return ReviewPage(
        record=record,
        text=text,
        edition=edition,
        plan=plan,
        lines=tuple(_lines(record, text, edition, problems, groups)),
        problems=problems,
        facts=tuple(item for target, item in facts.items() if "/" not in target or target.startswith("headline/")),
        groups=groups,
        others=tuple(block for block in _printed(plan.document) if block.kind in OTHER_BLOCKS),
        lost_corrections=tuple(row for target, row in corrections.items() if target not in holding),
        all_facts={item.key: item for item in facts.values()},
    )


def _fact_item(fact: Fact, corrections: dict[str, ImportCorrection]) -> FactItem:
    correction = corrections.get(fact.target)
    holds = correction is not None and correction.as_read == fact.value
    return FactItem(fact, fact_key(fact.target), correction if holds else None)


def _unread_title(target: str, text: str, line: int) -> FactItem:
    return FactItem(Fact(target, "案名", "title", text, line), fact_key(target), None, is_read=False)


def _problem_items(plan: ImportPlan, decisions: dict) -> Iterator[ProblemItem]:
    seen: Counter[str] = Counter()
    for problem in sorted(plan.problems, key=lambda problem: problem.line):
        name = _problem_name(problem, plan.reading.lines)
        seen[name] += 1
        key = digest(f"{name}|{seen[name]}")
        yield ProblemItem(problem, key, decisions.get((Subject.PROBLEM, key)))


def _problem_name(problem: Problem, lines: tuple[str, ...]) -> str:
    """What a problem is called whatever its line number: an edit above it must not ask for the same word again."""
    printed = lines[problem.line - 1] if 0 < problem.line <= len(lines) else ""
    message = re.sub(r"第\d+行", "", problem.message)
    return f"problem|{problem.code}|{''.join(printed.split())}|{message}"


def _groups(plan: ImportPlan, facts: dict[str, FactItem], decisions: dict) -> Iterator[GroupItem]:
    matches = {match.key: match for match in plan.matches}
    texts = {block.key: block.text for block in _printed(plan.document)}
    chosen = _chosen(plan.matches, decisions)
    shown: set[str] = set()
    for number, group in enumerate(plan.document.group_resolutions, 1):
        clauses = []
        for path, clause in fix.placed_clauses(group):
            label = path.rpartition("/")[2]
            block = ("subclause" if "." in label else "clause") + f"-{number}-{label.replace('.', '-')}"
            titles, others = [], []
            for target, kind, title in _printed_titles(path, clause):
                match = matches.get((group.group, kind, title.text))
                fact = facts.get(target) or _unread_title(target, title.text, title.line)
                key = title_key(match) if match else ""
                if not key or key in shown:
                    others.append(fact)
                else:
                    shown.add(key)
                    decision = decisions.get((Subject.TITLE, key))
                    clash = bool(decision and decision.case_id and len(chosen[decision.case_id]) > 1)
                    titles.append(TitleItem(match, key, fact, decision, clash and kind != PARENT))
            clauses.append(
                ClauseItem(
                    label=label,
                    line=clause.line,
                    text=texts.get(block, ""),
                    kind=facts[f"{path}/kind"],
                    stated=facts[f"{path}/stated"],
                    listed=len(clause.all_titles),
                    titles=tuple(titles),
                    others=tuple(others),
                )
            )
        yield GroupItem(group.group, group.line, tuple(clauses))


def title_key(match: TitleMatch) -> str:
    """The name of a printed title in addresses and decisions: its group, kind and words."""
    return digest("|".join(("title", *match.key)))


def _printed_titles(path: str, clause) -> Iterator[tuple]:
    if clause.parent:
        yield f"{path}/parent", PARENT, clause.parent
    for number, title in enumerate(clause.titles, 1):
        yield f"{path}/title/{number}", clause.kind.value, title


def _chosen(matches: Iterable[TitleMatch], decisions: dict) -> dict[int, set[str]]:
    """Which titles each case was chosen for: a case is decided once a meeting."""
    chosen: dict[int, set[str]] = defaultdict(set)
    for match in matches:
        decision = decisions.get((Subject.TITLE, title_key(match)))
        if decision and decision.case_id and match.kind != PARENT:
            chosen[decision.case_id].add(decision.key)
    return chosen


def _printed(document: MinutesDocument | None) -> tuple[Block, ...]:
    if document is None:
        return ()
    try:
        return blocks(document)
    except WordingError:
        # That is one of the problems already.
        return ()


def _lines(
    record: MinutesImport,
    text: str,
    edition: ImportText | None,
    problems: Iterable[ProblemItem],
    groups: Iterable[GroupItem],
) -> Iterator[TextLine]:
    lines = source_lines(text)
    before = _lines_before(source_lines(record.text_as_read), lines) if edition else {}
    anchors: dict[int, str] = {}
    for item in problems:
        anchors.setdefault(item.problem.line, f"p-{item.key}")
    for group in groups:
        anchors.setdefault(group.line, f"g-{group.line}")
        for clause in group.clauses:
            anchors.setdefault(clause.line, f"c-{clause.kind.key}")
            for title in clause.titles:
                anchors.setdefault(title.match.line, f"t-{title.key}")
    for number, line in enumerate(lines, 1):
        yield TextLine(number, line, before.get(number), anchors.get(number, ""))


def _lines_before(read: tuple[str, ...], now: tuple[str, ...]) -> dict[int, str]:
    """For each line that an edit changed, what was read there; empty where nothing was."""
    before: dict[int, str] = {}
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, read, now, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        changed = range(j1 + 1, max(j2, j1 + 1) + 1) if j1 < len(now) else range(len(now), len(now) + 1)
        for place, number in enumerate(changed):
            last = place == len(changed) - 1
            before[number] = "\n".join(read[i1 + place : i2 if last else i1 + place + 1]) if i1 + place < i2 else ""
    return before


def case_choices(group: str, query: str, chosen: str = "") -> list[Option]:
    """The cases that a title of `group` may be said to be: those found by `query`, the group's own first.

    Without a query, the group's cases that are tracked now. The one of `chosen` ("case:12") is always among them.
    """
    own_first = models.Case(models.When(group__name=group, then=0), default=1)
    cases = Case.objects.select_related("group").annotate(is_other=own_first)
    wanted = normalise_search(query)
    if wanted:
        titles = CaseTitle.objects.filter(normalised_title__contains=wanted)
        found = cases.filter(models.Q(normalised_title__contains=wanted) | models.Q(pk__in=titles.values("case")))
    else:
        found = cases.tracked().filter(group__name=group)
    options = [case_option(case) for case in found.order_by("is_other", "group__order", "title", "pk")[:MOST_CHOICES]]
    pk = chosen.removeprefix("case:")
    if pk != chosen and pk.isdecimal() and chosen not in {option.value for option in options}:
        options = [*(case_option(case) for case in cases.filter(pk=int(pk[:18]))), *options]
    return options


def case_option(case: Case) -> Option:
    """A case as an answer."""
    return Option(f"case:{case.pk}", "chosen", "", case.title, status=case.status, group=case.group.name)


def kind_choices() -> list[tuple[str, str]]:
    """The kinds a clause may be given."""
    return [(kind.value, fix.KIND_LABELS[kind]) for kind in ClauseKind]
