"""What a search finds, as plain data for the page, in a number of queries that does not depend on how much it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from cases.models import Case, QuarterlyUpdate, SearchEntry, SearchKind
from cases.search.index import Hit, matching
from cases.search.sources import FORMER
from groups.models import Platform
from meetings.models import Directive, Meeting, MotionItem
from meetings.search.passages import Passage, Piece, passage, pieces_of
from platform_site.shared.roc import roc_date

Passages = tuple[Passage, ...]

# As many are counted and can be turned over; whoever finds more is asked for another word.
MOST = 1_000
FIRST = 5
PER_PAGE = 20


@dataclass(frozen=True)
class Result:
    """One thing that was found: its page, its name, what else tells it apart, and the passages with the words."""

    url: str
    name: tuple[Piece, ...]
    about: str
    passages: Passages


@dataclass(frozen=True)
class Found:
    """What was found of one kind: the hits, newest first, at most MOST."""

    kind: SearchKind
    hits: tuple[Hit, ...]
    is_cut: bool

    @property
    def slug(self) -> str:
        """The kind in URLs."""
        return self.kind.name.lower()

    @property
    def count(self) -> str:
        """How many, in words where there are more than are counted."""
        return f"{MOST:,}筆以上" if self.is_cut else f"{len(self.hits):,}筆"

    @property
    def has_more(self) -> bool:
        """Whether the page of all kinds leaves some of these out."""
        return len(self.hits) > FIRST


def find(platform: Platform | None, words: Sequence[str]) -> list[Found]:
    """What holds every word, kind by kind; one query a kind. Words are folded."""
    if platform is None:
        return []
    found = []
    for kind in SearchKind:
        hits = matching(kind, platform.pk, words, MOST + 1)
        kept = sorted(hits[:MOST], key=_newest_first)
        found.append(Found(kind, tuple(kept), len(hits) > MOST))
    return found


def results_of(hits: Sequence[Hit], words: Sequence[str]) -> list[Result]:
    """The hits as results, in their order; one query for the entries and one or two a kind for where they lead."""
    entries = SearchEntry.objects.in_bulk([hit.pk for hit in hits])
    rows = [entries[hit.pk] for hit in hits if hit.pk in entries]
    results = []
    targets = {kind: _targets(kind, rows) for kind in {row.kind for row in rows}}
    for row in rows:
        target = targets[row.kind].get(row.source_id)
        if target is not None:
            passages = [passage(label, anchor, text, words) for label, anchor, text in row.parts]
            results.append(_DESCRIBE[SearchKind(row.kind)](target, tuple(one for one in passages if one), words))
    return results


def _newest_first(hit: Hit) -> tuple:
    return (-hit.dated_on.toordinal() if hit.dated_on else 0, hit.source_id, hit.position)


def _targets(kind: int, rows: Sequence[SearchEntry]) -> dict[int, Any]:
    return _ROWS[SearchKind(kind)]().in_bulk({row.source_id for row in rows if row.kind == kind})


_ROWS: dict[SearchKind, Callable[[], QuerySet[Any]]] = {
    SearchKind.TITLE: lambda: Case.objects.select_related("group"),
    SearchKind.MINUTES: lambda: Meeting.objects.all(),
    SearchKind.MOTION: lambda: MotionItem.objects.select_related("motion__meeting__level", "motion__meeting__group"),
    SearchKind.DIRECTIVE: lambda: Directive.objects.select_related("meeting__level", "meeting__group"),
    SearchKind.UPDATE: lambda: QuarterlyUpdate.objects.select_related("case", "period", "group"),
}


def _case(case: Any, passages: Passages, words: Sequence[str]) -> Result:
    """The title itself is the name, so only former ones are shown below it."""
    about = f"{case.group}・{case.get_status_display() or '無列管紀錄'}"
    former = tuple(one for one in passages if one.label == FORMER)
    return Result(case.get_absolute_url(), pieces_of(case.title, words), about, former)


def _line(meeting: Any, passages: Passages, words: Sequence[str]) -> Result:
    """The head that a line stands under is named beside the date, not in front of the line."""
    about = "・".join([roc_date(meeting.held_on), *(one.label for one in passages if one.label)])
    unlabelled = tuple(replace(one, label="") for one in passages)
    return _result(reverse("meetings:minutes", args=[meeting.key]), f"{meeting}紀錄", about, unlabelled)


def _motion(item: Any, passages: Passages, words: Sequence[str]) -> Result:
    meeting = item.motion.meeting
    url = reverse("meetings:minutes", args=[meeting.key])
    return _result(url, f"{meeting}臨時動議", roc_date(meeting.held_on), passages)


def _directive(directive: Any, passages: Passages, words: Sequence[str]) -> Result:
    who = [directive.said_by] if directive.said_by else []
    about = "・".join([directive.get_kind_display(), *who, directive.get_state_display()])
    url = reverse("directives:detail", args=[directive.pk])
    return _result(url, f"{directive.meeting}主席指示", about, passages)


def _update(update: Any, passages: Passages, words: Sequence[str]) -> Result:
    url = reverse("reporting:update", args=[update.period_id, update.case_id])
    return _result(url, update.case.title, f"{update.group}・{update.period}", passages)


_DESCRIBE: dict[SearchKind, Callable[[Any, Passages, Sequence[str]], Result]] = {
    SearchKind.TITLE: _case,
    SearchKind.MINUTES: _line,
    SearchKind.MOTION: _motion,
    SearchKind.DIRECTIVE: _directive,
    SearchKind.UPDATE: _update,
}


def _result(url: str, name: str, about: str, passages: Passages) -> Result:
    """A result that leads to the first passage that was found."""
    anchor = passages[0].anchor if passages else ""
    return Result(f"{url}#{anchor}" if anchor else url, (Piece(name),), about, passages)
