"""The parts of a review as its page shows them: plain frozen dataclasses, filled by `meetings/imports/page.py`."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field

from cases.matching import EXACT, NEW, SUGGESTED, Match
from meetings.imports import corrections as fix
from meetings.imports.checks import BLOCKING_CODES
from meetings.imports.corrections import Fact
from meetings.imports.plan import ImportPlan, TitleMatch
from meetings.minutes.reading import Problem
from meetings.minutes.render import Block
from meetings.models import ImportCorrection, ImportDecision, ImportText, MinutesImport


@dataclass(frozen=True)
class FactItem:
    """A recognised value: as read in `fact`, as it is taken now in `value`.

    `is_read` is False for a title that only a corrected kind gave its clause: the text as read has no place for it.
    """

    fact: Fact
    key: str
    correction: ImportCorrection | None
    is_read: bool = True

    @property
    def value(self) -> str:
        """The value as a page prints it, corrected where it was."""
        return fix.shown(self.fact.kind, self.correction.corrected) if self.correction else self.fact.shown


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
class TitleItem:
    """A printed title, the cases it may mean and what a person said of it."""

    match: TitleMatch
    key: str
    item: FactItem
    decision: ImportDecision | None
    clashes: bool = False

    @property
    def basis(self) -> str:
        """What is suggested now; a decision made on another basis is asked for anew."""
        best, like = self.match.best, self.match.resembles
        return f"{self.match.how}:{best.case_id if best else ''}:{like.case_id if like else ''}"

    @property
    def is_changed(self) -> bool:
        """The ledger says something else than when the person decided."""
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

    @property
    def version(self) -> int:
        return self.decision.version if self.decision else 0

    def suggestion(self, case_id: int | None) -> Match | None:
        """The suggestion of that case, if it is one."""
        return next((match for match in self.match.suggestions if match.case_id == case_id), None)


@dataclass(frozen=True)
class ProblemItem:
    """A problem, and why it was accepted if it was."""

    problem: Problem
    key: str
    decision: ImportDecision | None

    @property
    def must_be_mended(self) -> bool:
        return self.problem.code in BLOCKING_CODES

    @property
    def is_settled(self) -> bool:
        return self.decision is not None and not self.must_be_mended

    @property
    def version(self) -> int:
        return self.decision.version if self.decision else 0


@dataclass(frozen=True)
class ClauseItem:
    """A clause: its kind and count, its titles; `others` are titles that are only mentioned."""

    label: str
    line: int
    text: str
    kind: FactItem
    stated: FactItem
    listed: int
    titles: tuple[TitleItem, ...]
    others: tuple[FactItem, ...]

    @property
    def kind_now(self) -> str:
        return self.kind.correction.corrected if self.kind.correction else self.kind.fact.value


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
        """How many titles wait for a word."""
        return sum(not title.is_settled for title in self.titles)


@dataclass(frozen=True)
class TextLine:
    """A line of the text as it is recognised; `as_read` where an edit changed it, `anchor` of the first item on it."""

    number: int
    text: str
    as_read: str | None
    anchor: str


@dataclass(frozen=True)
class ReviewPage:
    """Everything a review shows, in the order of the page."""

    record: MinutesImport
    text: str
    edition: ImportText | None
    plan: ImportPlan
    lines: tuple[TextLine, ...]
    problems: tuple[ProblemItem, ...]
    facts: tuple[FactItem, ...]
    groups: tuple[GroupItem, ...]
    others: tuple[Block, ...]
    lost_corrections: tuple[ImportCorrection, ...]
    all_facts: dict[str, FactItem] = field(repr=False)

    @property
    def titles(self) -> list[TitleItem]:
        return [title for group in self.groups for title in group.titles]

    @property
    def open_problems(self) -> int:
        return sum(not item.is_settled for item in self.problems)

    @property
    def open_titles(self) -> int:
        return sum(not item.is_settled for item in self.titles)

    @property
    def open_points(self) -> int:
        return self.open_problems + self.open_titles

    @property
    def is_ready(self) -> bool:
        """Nothing stands in the way of confirming."""
        return self.record.is_open and self.plan.document is not None and not self.open_points

    def undecided(self, how: str) -> list[TitleItem]:
        """The clear titles that match in that way and that nobody has said anything of."""
        return [item for item in self.titles if item.match.how == how and item.is_clear and item.decision is None]

    @property
    def undecided_exact(self) -> int:
        return len(self.undecided(EXACT))

    @property
    def undecided_new(self) -> int:
        return len(self.undecided(NEW))

    @property
    def undecided_alike(self) -> int:
        """How many titles are like a case without being clearly it: each one wants a look of its own."""
        return sum(not item.is_clear and item.decision is None for item in self.titles)

    @property
    def fingerprint(self) -> str:
        """Changes with whatever anybody or the ledger changes of what is shown."""
        shown = [
            self.record.version,
            [item.key for item in self.problems],
            [(item.key, item.basis, item.choice) for item in self.titles],
            [problem.message for problem in self.plan.warnings],
        ]
        return digest(json.dumps(shown))

    def title(self, key: str) -> TitleItem | None:
        """The title with that key, or None."""
        return next((item for item in self.titles if item.key == key), None)

    def problem(self, key: str) -> ProblemItem | None:
        """The problem with that key, or None."""
        return next((item for item in self.problems if item.key == key), None)


def digest(text: str) -> str:
    """A short name for a text, safe in addresses."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]
