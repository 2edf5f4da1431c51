"""The check of a document's counts against the cases carried into its meeting, before anything is written.

The same figures as the tally gives once the meeting is recorded (`cases/ledger/tallies.py`), out of the text alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from cases.models import Case
from cases.normalising import normalise_title
from groups.models import IssueGroup
from meetings.imports.titles import PARENT, TitleMatch
from meetings.minutes import document as doc
from meetings.minutes.document import ClauseKind
from meetings.minutes.reading import Problem
from meetings.models import Meeting
from meetings.record.figures import figures_of
from meetings.record.write import TitleKey


@dataclass(frozen=True)
class CarriedForward:
    """One group's numbers of cases. `opening` is the closing of the meeting before; None where there is none.

    `computed_remaining` is what is left of the opening by this meeting's decisions: without the delisted cases, those
    moved away and those merged into another one, with those moved in. `stated_remaining` is what the text states.
    """

    group: str
    opening: int | None
    added: int
    delisted: int
    stated_remaining: int | None
    computed_remaining: int | None

    @property
    def difference(self) -> int | None:
        """Stated minus computed; None where one of them is missing."""
        if self.stated_remaining is None or self.computed_remaining is None:
            return None
        return self.stated_remaining - self.computed_remaining

    def as_json(self) -> dict:
        """One element of "carry_forward" in `import_minutes --format json`, with the keys of the tally."""
        return asdict(self) | {"difference": self.difference}


@dataclass(frozen=True)
class CorrectedCount:
    """What a meeting says an earlier one (`meeting`: its number) should have stated: `figure` is added, delisted or
    remaining.
    """

    group: str
    meeting: int
    figure: str
    count: int
    line: int


def carry_forward(
    document: doc.MinutesDocument, matches: Iterable[TitleMatch], timeline_key: tuple
) -> list[CarriedForward]:
    """The check of every group that the document names, in the groups' order."""
    closing = _closing_before(document.level, timeline_key)
    known = {match.key: match.best.case_id for match in matches if match.best}
    subcases = set(Case.objects.filter(pk__in=known.values(), parent__isnull=False).values_list("pk", flat=True))
    uncounted = {key for key, case_id in known.items() if case_id in subcases}
    resolutions = {resolution.group: resolution for resolution in document.group_resolutions}
    moves = _moves(document, uncounted)
    names = IssueGroup.objects.filter(platform__levels__name=document.level).values_list("name", flat=True)
    return [
        _of_group(resolutions[name], closing.get(name), known, uncounted, moves)
        for name in names
        if name in resolutions
    ]


def corrected_counts(document: doc.MinutesDocument) -> list[CorrectedCount]:
    """The counts of earlier meetings that the document corrects."""
    return [
        CorrectedCount(group.group, said.number, said.figure, said.count, clause.line)
        for group in document.group_resolutions
        for clause in group.clauses
        if (said := clause.correction)
    ]


def headline_problem(document: doc.MinutesDocument, carried: Sequence[CarriedForward]) -> list[Problem]:
    """The stated 執行中 against the groups' remainders, where one group states none and the ledger must say it."""
    section = document.section(doc.ResolutionsSection)
    stating = next((r for r in section.resolutions if r.headline), None) if section else None
    is_decided_by_text = all(row.stated_remaining is not None for row in carried)
    if stating is None or stating.headline is None or is_decided_by_text:
        return []
    total = 0
    for row in carried:
        remaining = row.computed_remaining if row.stated_remaining is None else row.stated_remaining
        if remaining is None:
            return []
        total += remaining
    if total == stating.headline.ongoing:
        return []
    stated = f"第{stating.line}行載明執行中{stating.headline.ongoing}案"
    message = f"{stated}，但各組其餘案數合計為{total}案（未載明的組依前次會議推算），請核對。"
    return [Problem(stating.line, "headline-ongoing", message)]


def _closing_before(level: str, timeline_key: tuple) -> dict[str, int]:
    """Each group's closing at the meeting of that level before `timeline_key`; empty where there is none."""
    before = Meeting.objects.filter(level__name=level).before(timeline_key).in_order().last()
    return {row.group: row.closing for row in figures_of(before).groups} if before else {}


def _moves(document: doc.MinutesDocument, uncounted: set[TitleKey]) -> set[tuple[str, str, str]]:
    """The moved cases as (group left, group entered, normalised title): once, whether one group or both print it."""
    return {
        (clause.other_group, group.group, normalise_title(title.text))
        if clause.incoming
        else (group.group, clause.other_group, normalise_title(title.text))
        for group in document.group_resolutions
        for clause in group.clauses
        if clause.kind is ClauseKind.MOVED
        for title in clause.titles
        if (group.group, clause.kind.value, title.text) not in uncounted
    }


def _of_group(
    resolution: doc.GroupResolution,
    opening: int | None,
    known: dict[TitleKey, int],
    uncounted: set[TitleKey],
    moves: set[tuple[str, str, str]],
) -> CarriedForward:
    parts = [part for clause in resolution.clauses for part in (clause, *clause.children)]

    def titles(kind: ClauseKind) -> int:
        printed = [title.text for part in parts if part.kind is kind for title in part.titles]
        return sum((resolution.group, kind.value, text) not in uncounted for text in printed)

    stated = [part.stated for part in parts if part.kind is ClauseKind.TRACKED and part.stated is not None]
    remaining = sum(stated) if stated else None
    delisted = titles(ClauseKind.DELISTED)
    gone = delisted + sum((left == resolution.group) - (entered == resolution.group) for left, entered, _ in moves)
    results = [part.parent for part in parts if _stays(resolution.group, part, known)]
    gone += titles(ClauseKind.MERGED) - len({normalise_title(result.text) for result in results if result})
    return CarriedForward(
        group=resolution.group,
        opening=opening,
        added=titles(ClauseKind.ADDED),
        delisted=delisted,
        stated_remaining=remaining,
        computed_remaining=None if opening is None else opening - gone,
    )


def _stays(group: str, clause: doc.Clause, known: dict[TitleKey, int]) -> bool:
    """Whether a merger leaves one case more than the list had without the merged ones: a new one, or one of them."""
    if clause.kind is not ClauseKind.MERGED or clause.parent is None:
        return False
    result = known.get((group, PARENT, clause.parent.text))
    return result is None or result in {known.get((group, ClauseKind.MERGED.value, t.text)) for t in clause.titles}
