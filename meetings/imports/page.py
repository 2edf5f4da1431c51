"""What a review shows: what was recognised, with the corrections and decisions beside it. Nothing here writes.

The page, the functions that decide (`review.py`) and the confirmation all look at the same `ReviewPage`, so that what
is written is what was shown: equal pages have equal fingerprints.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import models

from cases.matching import EXACT, NEW, SUGGESTED, Match
from cases.models import Case, CaseQuerySet, CaseTitle
from cases.normalising import normalise_search
from meetings.imports import corrections as fix
from meetings.imports.checks import BLOCKING_CODES
from meetings.imports.corrections import Fact
from meetings.imports.recognition import digest, fact_key
from meetings.imports.titles import PARENT, TitleMatch
from meetings.minutes.reading import Problem
from meetings.models import ImportCorrection, ImportDecision, ImportText, MinutesImport
from platform_site.shared.http import whole_number

MOST_CHOICES = 50
Subject = ImportDecision.Subject
Decisions = dict[tuple[str, str], ImportDecision]


@dataclass(frozen=True)
class FactItem:
    """A recognised value: as read in `fact`, as it is taken now in `value`.

    `is_read` is False for a title that only a corrected kind gave its clause: the text as read does not have it.
    """

    fact: Fact
    correction: ImportCorrection | None
    is_read: bool = True

    @property
    def key(self) -> str:
        return fact_key(self.fact.target)

    @property
    def value(self) -> str:
        """The value as a page prints it, corrected where it was."""
        return fix.shown(self.fact.kind, self.typed)

    @property
    def typed(self) -> str:
        """The value as it is stored."""
        return self.correction.corrected if self.correction else self.fact.value


@dataclass(frozen=True)
class Option:
    """One answer to which case a title is. `value` is what the form sends: "new" or "case:12"."""

    value: str
    how: str
    label: str
    title: str = ""
    reason: str = ""
    status: str = ""
    group: str = ""


@dataclass(frozen=True)
class DecidedItem:
    """Something that awaits a decision, with the one that was made."""

    key: str
    decision: ImportDecision | None

    @property
    def version(self) -> int:
        """The decision's version, as its form sends it back; 0 where there is none."""
        return self.decision.version if self.decision else 0


@dataclass(frozen=True)
class TitleItem(DecidedItem):
    """A printed title, the cases it may mean and what a person decided."""

    match: TitleMatch
    item: FactItem
    clashes: bool = False

    @property
    def basis(self) -> str:
        """What is suggested now; a decision made on another basis has to be made again."""
        best, like = self.match.best, self.match.resembles
        return f"{self.match.how}:{best.case_id if best else ''}:{like.case_id if like else ''}"

    @property
    def is_changed(self) -> bool:
        """The ledger suggests something else than when the person decided."""
        return self.decision is not None and self.decision.basis != self.basis

    @property
    def is_settled(self) -> bool:
        return self.decision is not None and not self.is_changed and not self.clashes

    @property
    def choice(self) -> str:
        """The option that stands now, as the form sends it: "new", "case:12", "" for none yet."""
        if self.decision is None:
            return ""
        return f"case:{self.decision.case_id}" if self.decision.case_id else NEW

    @property
    def likely(self) -> str:
        """The option that is offered as chosen: what stands, else an exact or a wholly new case, no likeness."""
        return self.choice or (self.options[0].value if self.is_clear else "")

    @property
    def is_clear(self) -> bool:
        """Exactly a case that it can be about, or like no case at all: may be confirmed together with others."""
        return self.match.how != SUGGESTED and self.match.resembles is None

    @property
    def options(self) -> list[Option]:
        """The suggestions, a case chosen elsewhere, and a new case."""
        options = [
            Option(f"case:{m.case_id}", m.how, "相同" if m.how == EXACT else f"建議 {m.score:g}分", m.title, m.reason)
            for m in self.match.suggestions
        ]
        like = self.match.resembles
        if like:
            options.append(Option(f"case:{like.case_id}", "like", f"相近 {like.score:g}分", like.title, like.reason))
        chosen = self.decision.case if self.decision else None
        if chosen and self.suggestion(chosen.pk) is None and not (like and like.case_id == chosen.pk):
            options.append(Option(f"case:{chosen.pk}", "chosen", "另選", chosen.title, chosen.group.name))
        return [*options, Option(NEW, NEW, "新案", reason="登錄為新的合作案")]

    def suggestion(self, case_id: int | None) -> Match | None:
        """The suggestion of that case, if it is one."""
        return next((match for match in self.match.suggestions if match.case_id == case_id), None)


@dataclass(frozen=True)
class ProblemItem(DecidedItem):
    """A problem, and why it was accepted if it was."""

    problem: Problem

    @property
    def is_blocking(self) -> bool:
        """Cannot be accepted with a reason."""
        return self.problem.code in BLOCKING_CODES

    @property
    def is_settled(self) -> bool:
        return self.decision is not None and not self.is_blocking


@dataclass(frozen=True)
class ClauseItem:
    """A clause: its kind and count, its titles; `others` are titles that need no decision: (title, same case as)."""

    label: str
    line: int
    text: str
    listed: int
    kind: FactItem
    stated: FactItem
    titles: tuple[TitleItem, ...]
    others: tuple[tuple[FactItem, str], ...]


@dataclass(frozen=True)
class GroupItem:
    """An issue group's part."""

    name: str
    line: int
    clauses: tuple[ClauseItem, ...]

    @property
    def titles(self) -> list[TitleItem]:
        return [title for clause in self.clauses for title in clause.titles]

    @property
    def open(self) -> int:
        """How many titles await a decision."""
        return sum(not title.is_settled for title in self.titles)


@dataclass(frozen=True)
class ReviewPage:
    """Everything a review shows. `recognised` is what `recognition.py` stored: its lines, warnings and counts."""

    minutes_import: MinutesImport
    edition: ImportText | None
    recognised: dict[str, Any]
    problems: tuple[ProblemItem, ...]
    facts: dict[str, FactItem] = field(repr=False)
    groups: tuple[GroupItem, ...]
    lost_corrections: tuple[ImportCorrection, ...]

    @property
    def meeting_facts(self) -> list[FactItem]:
        """The values that belong to no group."""
        return [item for target, item in self.facts.items() if "/" not in target or target.startswith("headline/")]

    @cached_property
    def titles(self) -> list[TitleItem]:
        return [title for group in self.groups for title in group.titles]

    @property
    def open_problems(self) -> int:
        return sum(not item.is_settled for item in self.problems)

    @property
    def open_points(self) -> int:
        return self.open_problems + sum(not item.is_settled for item in self.titles)

    @property
    def is_ready(self) -> bool:
        """Nothing stands in the way of confirming."""
        return self.minutes_import.is_open and not self.open_points

    def undecided(self, how: str) -> list[TitleItem]:
        """The clear titles that match in that way and that nobody has decided."""
        return [item for item in self.titles if item.match.how == how and item.is_clear and item.decision is None]

    @property
    def undecided_exact(self) -> int:
        return len(self.undecided(EXACT))

    @property
    def undecided_new(self) -> int:
        return len(self.undecided(NEW))

    @property
    def undecided_alike(self) -> int:
        """How many titles are like a case without being clearly it: each one needs a look of its own."""
        return sum(not item.is_clear and item.decision is None for item in self.titles)

    @cached_property
    def fingerprint(self) -> str:
        """Changes with whatever anybody changes of what is shown."""
        return digest(json.dumps([self.minutes_import.version, self.recognised], sort_keys=True))

    def fact(self, key: str) -> FactItem | None:
        """The recognised value with that key, or None."""
        return next((item for item in self.facts.values() if item.key == key), None)

    def title(self, key: str) -> TitleItem | None:
        """The title with that key, or None."""
        return next((item for item in self.titles if item.key == key), None)

    def problem(self, key: str) -> ProblemItem | None:
        """The problem with that key, or None."""
        return next((item for item in self.problems if item.key == key), None)


def current_text(minutes_import: MinutesImport) -> tuple[str, ImportText | None]:
    """The text that is recognised: the newest edition, or the text as read."""
    edition = minutes_import.texts.order_by("-number").first()
    return (edition.text, edition) if edition else (minutes_import.text_as_read, None)


def review_page(minutes_import: MinutesImport) -> ReviewPage:
    """The review of `minutes_import` as it stands now, in three queries whatever its size."""
    stored = minutes_import.recognised
    corrections = {row.target: row for row in minutes_import.corrections.all()}
    decisions = {(row.subject, row.key): row for row in minutes_import.decisions.select_related("case__group")}
    facts = {fact["target"]: _fact_item(Fact(**fact), corrections) for fact in stored["facts"]}
    holding = {item.correction for item in facts.values()}
    return ReviewPage(
        minutes_import=minutes_import,
        edition=minutes_import.texts.order_by("-number").first(),
        recognised=stored,
        problems=tuple(
            ProblemItem(entry["key"], decisions.get((Subject.PROBLEM, entry["key"])), Problem(**entry["problem"]))
            for entry in stored["problems"]
        ),
        facts=facts,
        groups=tuple(_groups(stored["groups"], facts, decisions)),
        lost_corrections=tuple(row for row in corrections.values() if row not in holding),
    )


def _fact_item(fact: Fact, corrections: dict[str, ImportCorrection]) -> FactItem:
    correction = corrections.get(fact.target)
    holds = correction is not None and correction.as_read == fact.value
    return FactItem(fact, correction if holds else None)


def _groups(groups: list[dict], facts: dict[str, FactItem], decisions: Decisions) -> Iterator[GroupItem]:
    titles = [title for group in groups for clause in group["clauses"] for title in clause["titles"]]
    chosen = Counter(_deciding_case(title, decisions) for title in titles)
    for group in groups:
        clauses = []
        for clause in group["clauses"]:
            decided, others = [], []
            for title in clause["titles"]:
                unread = FactItem(Fact(title["target"], "案名", "title", title["text"], title["line"]), None, False)
                item = facts.get(title["target"], unread)
                match = title["match"] and TitleMatch.from_stored(title["match"])
                if not match or match.same_as:
                    others.append((item, match.same_as[2] if match and match.same_as else ""))
                    continue
                case_id = _deciding_case(title, decisions)
                decision = decisions.get((Subject.TITLE, title["key"]))
                clashes = case_id is not None and chosen[case_id] > 1
                decided.append(TitleItem(title["key"], decision, match, item, clashes))
            kind, stated = (facts[f"{clause['path']}/{name}"] for name in ("kind", "stated"))
            parts = {name: clause[name] for name in ("label", "line", "text", "listed")}
            clauses.append(ClauseItem(**parts, kind=kind, stated=stated, titles=tuple(decided), others=tuple(others)))
        yield GroupItem(group["name"], group["line"], tuple(clauses))


def _deciding_case(title: dict, decisions: Decisions) -> int | None:
    """The case that was chosen for a title of a decision; a case is decided once a meeting, a parent case is not."""
    decision = decisions.get((Subject.TITLE, title["key"]))
    return decision.case_id if decision and title["match"] and title["match"]["kind"] != PARENT else None


def cases_of(minutes_import: MinutesImport) -> CaseQuerySet:
    """The cases of the platform whose minutes these are: a title of theirs can mean no other."""
    return Case.objects.filter(group__platform__levels__name=minutes_import.recognised["level"])


def case_choices(minutes_import: MinutesImport, group: str, query: str, chosen: str = "") -> list[Option]:
    """The cases that a title of `group` may be said to be: those found by `query`, the group's own first.

    Without a query, the group's cases that are tracked now. The one of `chosen` ("case:12") is always among them.
    """
    own_first = models.Case(models.When(group__name=group, then=0), default=1)
    cases = cases_of(minutes_import).select_related("group").annotate(is_other=own_first)
    wanted = normalise_search(query)
    if wanted:
        titles = CaseTitle.objects.filter(normalised_title__contains=wanted)
        asked = models.Q(normalised_title__contains=wanted) | models.Q(pk__in=titles.values("case"))
    else:
        asked = models.Q(group__name=group, pk__in=Case.objects.tracked().values("pk"))
    options = [
        _case_option(case)
        for case in cases.filter(asked).order_by("is_other", "group__order", "title", "pk")[:MOST_CHOICES]
    ]
    pk = chosen_case(chosen)
    if pk and chosen not in {option.value for option in options}:
        options = [*(_case_option(case) for case in cases.filter(pk=pk)), *options]
    return options


def chosen_case(choice: str) -> int | None:
    """The case's key in a choice as the form sends it ("case:12"); None for anything else."""
    kind, _, pk = choice.partition(":")
    return whole_number(pk) if kind == "case" else None


def _case_option(case: Case) -> Option:
    return Option(f"case:{case.pk}", "chosen", "", case.title, status=case.status, group=case.group.name)
