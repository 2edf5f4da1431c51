"""What is recognised of an imported text, as one JSON document that is stored with the import.

It is written when the file comes in and after every edit of the text or of a value; pages only read it. Confirming
recognises once more and compares, so that a ledger that changed meanwhile is noticed before anything is written.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from difflib import SequenceMatcher
from typing import Any

from meetings.imports import corrections as fix
from meetings.imports.plan import ImportPlan, plan_import
from meetings.imports.titles import PARENT
from meetings.minutes import anchors
from meetings.minutes.document import Clause, MinutesDocument
from meetings.minutes.reading import Problem
from meetings.minutes.render import Block, blocks
from meetings.minutes.text.source import source_lines
from meetings.minutes.wording import WordingError

OTHER_BLOCKS = {"heading", "appendix", "section", "seat", "recorder", "resolution", "motion", "speaker"}


def recognise(text: str, as_read: str, corrections: fix.Corrections) -> tuple[ImportPlan, dict[str, Any]]:
    """The plan of `text` with the reviewer's corrections in it, and everything that a review shows of it.

    `as_read` is the text of the file itself, beside which edited lines are shown. Raises ImportRefused where `text`
    is no minutes of this platform. Writes nothing.
    """
    read: list[MinutesDocument] = []

    def amend(document: MinutesDocument) -> MinutesDocument:
        read.append(document)
        return fix.amended(document, corrections)

    plan = plan_import(text, amend=amend)
    printed = _printed(plan.recognised_document)
    problems = list(_problems(plan))
    groups = list(_groups(plan, plan.recognised_document, {block.key: block.text for block in printed}))
    shown = {
        "level": plan.recognised_document.level,
        "problems": problems,
        "warnings": [asdict(warning) for warning in plan.warnings],
        "facts": [asdict(fact) for fact in fix.facts_of(read[0])],
        "groups": groups,
        "carry_forward": [row.as_json() for row in plan.carry_forward],
        "corrected_counts": [asdict(count) for count in plan.corrected_counts],
        "others": [{"kind": b.kind, "text": b.text, "line": b.line} for b in printed if b.kind in OTHER_BLOCKS],
        "lines": list(_lines(text, as_read, _anchors(problems, groups))),
    }
    # As the database gives it back, so that two can be compared.
    return plan, json.loads(json.dumps(shown))


def digest(text: str) -> str:
    """A short name for a text, safe in URLs."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def fact_key(target: str) -> str:
    """The name of a correctable value in URLs and anchors."""
    return digest(f"fact|{target}")


def _problems(plan: ImportPlan) -> Iterator[dict]:
    seen: Counter[str] = Counter()
    for problem in sorted(plan.problems, key=lambda problem: problem.line):
        name = _problem_name(problem, plan.reading.lines)
        seen[name] += 1
        yield {"problem": asdict(problem), "key": digest(f"{name}|{seen[name]}")}


def _problem_name(problem: Problem, lines: tuple[str, ...]) -> str:
    """A name for a problem without its line number: an edit above it must not ask for the same reason again."""
    printed = lines[problem.line - 1] if 0 < problem.line <= len(lines) else ""
    message = re.sub(r"第\d+行", "", problem.message)
    return f"problem|{problem.code}|{''.join(printed.split())}|{message}"


def _groups(plan: ImportPlan, document: MinutesDocument, texts: dict[str, str]) -> Iterator[dict]:
    """Group by group and clause by clause: where its values are found, its titles, each with its match once."""
    matches = {match.key: match for match in plan.matches}
    for number, group in enumerate(document.group_resolutions, 1):
        clauses = []
        for (path, clause), (anchor, _) in zip(fix.placed_clauses(group), anchors.clauses(number, group), strict=True):
            label = path.rpartition("/")[2]
            titles = []
            for target, kind, title in _printed_titles(path, clause):
                match = matches.pop((group.group, kind, title.text), None)
                key = match and digest("|".join(("title", *match.key)))
                entry = {"target": target, "text": title.text, "line": title.line or clause.line}
                titles.append(entry | {"match": match and asdict(match), "key": key})
            numbers = {"label": label, "line": clause.line, "listed": len(clause.all_titles)}
            clauses.append(numbers | {"path": path, "text": texts.get(anchor, ""), "titles": titles})
        yield {"name": group.group, "line": group.line, "clauses": clauses}


def _printed_titles(path: str, clause: Clause) -> Iterator[tuple]:
    if clause.parent:
        yield f"{path}/parent", PARENT, clause.parent
    for number, title in enumerate(clause.titles, 1):
        yield f"{path}/title/{number}", clause.kind.value, title


def _printed(document: MinutesDocument) -> tuple[Block, ...]:
    try:
        return blocks(document)
    except WordingError:
        # That is one of the problems already.
        return ()


def _anchors(problems: list[dict], groups: list[dict]) -> dict[int, str]:
    """For each line the first item that stands on it."""
    anchors: dict[int, str] = {}
    for item in problems:
        anchors.setdefault(item["problem"]["line"], f"p-{item['key']}")
    for group in groups:
        anchors.setdefault(group["line"], f"g-{group['line']}")
        for clause in group["clauses"]:
            anchors.setdefault(clause["line"], f"c-{fact_key(clause['path'] + '/kind')}")
            for title in clause["titles"]:
                if title["match"] and not title["match"]["same_as"]:
                    anchors.setdefault(title["match"]["line"], f"t-{title['key']}")
    return anchors


def _lines(text: str, as_read: str, anchors: dict[int, str]) -> Iterator[dict]:
    lines = source_lines(text)
    before = _lines_before(source_lines(as_read), lines) if text != as_read else {}
    for number, line in enumerate(lines, 1):
        yield {"number": number, "text": line, "as_read": before.get(number), "anchor": anchors.get(number, "")}


def _lines_before(read: tuple[str, ...], now: tuple[str, ...]) -> dict[int, str]:
    """For each line that an edit changed, what was read there; empty where nothing was."""
    before: dict[int, str] = {}
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, read, now, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        changed = range(j1 + 1, max(j2, j1 + 1) + 1) if j1 < len(now) else range(len(now), len(now) + 1)
        for index, number in enumerate(changed):
            last = index == len(changed) - 1
            before[number] = "\n".join(read[i1 + index : i2 if last else i1 + index + 1]) if i1 + index < i2 else ""
    return before
