"""What the pages of the cases show, as plain data, in a number of queries that does not grow with the cases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q
from django.db.models import Value as Constant
from django.urls import reverse

from cases.ledger.then import known_then, set_back
from cases.models import Case, CaseCity, CaseQuerySet, CaseTitle, Kind, QuarterlyUpdate, StatusChange, Succession
from cases.pages.filters import STATUSES, UNRECORDED
from cases.pages.history import Edit, edits_of
from cases.pages.lifeline import Lifeline, lifeline
from groups.models import Platform
from meetings.minutes import anchors
from meetings.minutes.document import ClauseKind
from meetings.models import Clause, ClauseItem, Meeting, Motion, MotionOutcome
from meetings.models.narrative import CLAUSE_KINDS

CLAUSE_WORDS = dict(CLAUSE_KINDS)
# A case that was on the list at more meetings has a life line of those that decided on it and of the newest.
MOST_MEETINGS, NEWEST = 40, 20
NO_STATUS = dict(STATUSES)[UNRECORDED]
STATUS_WORDS = {"": NO_STATUS, **dict(Kind.choices)}


@dataclass(frozen=True)
class PrintedTitle:
    """A title as printed, the meetings that printed it, and why it was taken for this case ("" where it is exact)."""

    title: str
    meetings: tuple[Meeting, ...]
    reason: str
    decided_by: str


@dataclass(frozen=True)
class Mention:
    """Where the minutes name the case: the URL of the clause and what kind of clause it is."""

    meeting: Meeting
    url: str
    label: str


@dataclass(frozen=True)
class CaseSheet:
    """Everything a case's page shows besides the case itself."""

    status: str
    drafts: tuple[Meeting, ...]
    subcases: tuple[Case, ...]
    predecessors: tuple[Succession, ...]
    successors: tuple[Succession, ...]
    life: Lifeline
    titles: tuple[PrintedTitle, ...]
    mentions: tuple[Mention, ...]
    origins: tuple[Mention, ...]
    corrections: tuple[StatusChange, ...]
    edits: tuple[Edit, ...]


def listed_cases(platform: Platform | None = None, as_of: date | None = None) -> CaseQuerySet:
    """Cases on record, all or one platform's. With `as_of` those known at the end of that day, as `known_then` says."""
    cases = Case.objects.on_record()
    if platform is not None:
        cases = cases.filter(group__platform=platform)
    if as_of is not None:
        cases = known_then(cases, as_of)
    return cases.select_related("group", "parent")


def status_word(case: Case) -> str:
    """新增, 持續列管, 解列 or 無列管紀錄."""
    return STATUS_WORDS[case.status]


def sheet_of(case: Case, as_of: date | None = None, reports: Sequence[QuarterlyUpdate] = ()) -> CaseSheet:
    """What the record holds about one case: finalised meetings, and drafts by name only where no other knows it.

    With `as_of` what it held at the end of that day, of a case that `set_back` made what it was; drafts and edits are
    left out then. `reports` are the accepted ones that stand, by quarter: their lights are the same for whoever looks.
    """
    has = _what_there_is(case)
    timeline = _timeline(as_of)
    on_record = CaseTitle.objects.on_record(as_of).filter(pk=OuterRef("pk"))
    titles = list(case.titles.annotate(is_drafted=~Exists(on_record)))
    # In the ledger's order.
    entries = [
        _Entry(*values)
        for values in StatusChange.objects.finalised(as_of)
        .filter(case=case)
        .in_order()
        .values_list("pk", "meeting_id", "kind", "printed_title", "corrects_id")
    ]
    # Of a long life the meetings that said nothing of the case are not read one by one.
    is_long = len(entries) > MOST_MEETINGS
    places = [*_clauses(case), *_motions(case, titles)]
    places = [place for place in places if place.meeting in timeline]
    origins = [place for place in _origins(case) if place.meeting in timeline] if has.origins else []
    named_at = {entry.meeting for entry in entries if entry.is_said or not is_long} | {one.meeting for one in places}
    shown, left_out = _meetings_of_life(timeline, named_at, entries)
    related = _related(case, as_of) if has.successions else []
    wanted = {*named_at, *shown, *(place.meeting for place in origins)}
    wanted |= {link.change.meeting_id for link in related if link.change}
    meetings = Meeting.objects.in_bulk(wanted)
    for link in related:
        if link.change:
            link.change.meeting = meetings[link.change.meeting_id]
    of_life = {entry.pk for entry in entries if entry.is_said or not is_long or entry.meeting in shown}
    rows = _rows([entry for entry in entries if entry.pk in of_life], meetings)
    successors = tuple(link for link in related if link.predecessor_id == case.pk)
    predecessors = tuple(link for link in related if link.successor_id == case.pk)
    subcases = _subcases(case, as_of) if has.subcases else []
    if as_of is not None:
        others = [link.predecessor for link in predecessors] + [link.successor for link in successors]
        set_back([*subcases, *others], as_of)
    drafted = [title.title for title in titles if title.is_drafted]
    return CaseSheet(
        status=status_word(case),
        drafts=() if case.status or as_of else tuple(Meeting.objects.drafts().filter(changes__case=case).in_order()),
        subcases=tuple(subcases),
        predecessors=predecessors,
        successors=successors,
        life=lifeline([meetings[pk] for pk in shown], rows, successors, reports, left_out),
        titles=_printed_titles([title for title in titles if not title.is_drafted], rows),
        mentions=_mentions(places, meetings),
        origins=tuple(_mention(place, meetings) for place in origins),
        corrections=tuple(row for row in rows if row.corrects_id),
        edits=() if as_of else edits_of(case, rows, drafted if has.title_edits else None, with_cities=has.city_edits),
    )


class _Has(NamedTuple):
    """What most cases have none of."""

    successions: bool
    subcases: bool
    origins: bool
    title_edits: bool
    city_edits: bool


class _Entry(NamedTuple):
    """A row of the ledger, as far as it says where the case's life goes."""

    pk: int
    meeting: int
    kind: str
    printed_title: str
    corrects: int | None

    @property
    def is_said(self) -> bool:
        """See `StatusChangeQuerySet.said`."""
        return self.kind != Kind.TRACKED or bool(self.printed_title)


class _Held(NamedTuple):
    """A finalised meeting in time."""

    held_on: date
    sequence: int
    level: int
    group: int | None


class _Place(NamedTuple):
    """Where the minutes of a meeting name the case."""

    meeting: int
    anchor: str
    label: str


def _what_there_is(case: Case) -> _Has:
    """One query in the place of those that would find nothing."""
    mine = OuterRef("pk")
    successions = Succession.objects.filter(Q(predecessor=mine) | Q(successor=mine))
    subcases, outcomes = Case.objects.filter(parent=mine), MotionOutcome.objects.filter(case=mine)
    edits = (CaseTitle.history.filter(case_id=mine), CaseCity.history.filter(case_id=mine))
    asked = [Exists(rows.order_by()) for rows in (successions, subcases, outcomes, *edits)]
    return _Has(*Case.objects.order_by().values_list(*asked).get(pk=case.pk))


def _timeline(as_of: date | None) -> dict[int, _Held]:
    """Every finalised meeting by its id, in order."""
    held = Meeting.objects.finalised(as_of).in_order().values_list("pk", "held_on", "sequence", "level_id", "group_id")
    return {pk: _Held(*values) for pk, *values in held}


def _meetings_of_life(
    timeline: dict[int, _Held], named_at: Iterable[int], entries: Sequence[_Entry]
) -> tuple[list[int], int]:
    """The meetings that a case's life line shows, and how many of its life it leaves out: none where they are few.

    Of many: those that decided on the case, the newest of its life, and the one after.
    """
    levels = {timeline[pk].level for pk in named_at}
    groups = {None, *(timeline[pk].group for pk in named_at)}
    of_levels = [pk for pk, held in timeline.items() if held.level in levels and held.group in groups]
    if len(of_levels) <= MOST_MEETINGS:
        return of_levels, 0
    if not entries:
        return of_levels[-NEWEST:], 0
    first, last = timeline[entries[0].meeting], timeline[entries[-1].meeting]
    life = [pk for pk in of_levels if first.held_on <= timeline[pk].held_on <= last.held_on]
    kept = {entry.meeting for entry in entries if entry.printed_title} | set(life[-NEWEST:])
    shown = [pk for pk in of_levels if pk in kept]
    after = [pk for pk in of_levels if timeline[pk][:2] > last[:2]][:1]
    return [*shown, *after], len(life) - len(shown)


def _rows(entries: Sequence[_Entry], meetings: dict[int, Meeting]) -> list[StatusChange]:
    """The rows of these entries, in their order, with their meetings and with what those that say more refer to."""
    rows = StatusChange.objects.all()
    if any(entry.kind == Kind.MOVED for entry in entries):
        rows = rows.select_related("group", "from_group")
    if any(entry.corrects for entry in entries):
        rows = rows.select_related("corrects__meeting__level", "corrects__meeting__group")
    found = rows.in_bulk([entry.pk for entry in entries])
    for row in found.values():
        row.meeting = meetings[row.meeting_id]
    return [found[entry.pk] for entry in entries]


def _related(case: Case, as_of: date | None) -> list[Succession]:
    """What the case went on as, and what it came from."""
    related = Succession.objects.on_record(as_of).filter(Q(predecessor=case) | Q(successor=case))
    return list(related.select_related("predecessor", "successor", "change"))


def _subcases(case: Case, as_of: date | None) -> list[Case]:
    subcases = case.subcases.on_record()
    return list(subcases if as_of is None else known_then(subcases, as_of))


def _printed_titles(titles: Sequence[CaseTitle], rows: Sequence[StatusChange]) -> tuple[PrintedTitle, ...]:
    printed_at = defaultdict(list)
    for row in rows:
        if row.printed_title:
            printed_at[row.printed_title].append(row.meeting)
    known = [
        PrintedTitle(row.title, tuple(printed_at.pop(row.title, [])), row.reason, row.decided_by) for row in titles
    ]
    return (*known, *(PrintedTitle(title, tuple(meetings), "", "") for title, meetings in printed_at.items()))


def _mentions(places: Iterable[_Place], meetings: dict[int, Meeting]) -> tuple[Mention, ...]:
    mentions = [_mention(place, meetings) for place in places]
    return tuple(sorted(mentions, key=lambda mention: mention.meeting.timeline_key))


def _clauses(case: Case) -> Iterable[_Place]:
    """The clauses that decide on the case, print it as a parent or as replaced, or mention it; one query or two."""
    items, mentions = ClauseItem.objects.order_by(), Clause.mentions.through.objects.order_by()
    found = items.filter(change__case=case).values_list("clause", Constant("decided"))
    found = found.union(items.filter(case=case).values_list("clause", Constant("replaced")))
    found = found.union(mentions.filter(case=case).values_list("clause", Constant("mentioned")))
    how: dict[int, set[str]] = defaultdict(set)
    for pk, word in found:
        how[pk].add(word)
    if not how:
        return
    clauses = Clause.objects.filter(pk__in=how).order_by("group_resolution", "parent__position", "position")
    of_group = ("meeting_id", "position", "group__name")
    for pk, kind, parent, position, meeting, number, group in clauses.values_list(
        "pk", "kind", "parent__position", "position", *(f"group_resolution__{name}" for name in of_group)
    ):
        numbers = (position,) if parent is None else (parent, position)
        word = CLAUSE_WORDS[kind] if how[pk] - {"mentioned"} else "提及"
        # An addition that has the case's words and no row of it prints the case that others replace (原「…」改以…).
        is_replaced = "replaced" in how[pk] and "decided" not in how[pk]
        if is_replaced and kind in (ClauseKind.ADDED, ClauseKind.DELISTED):
            word = "原案"
        yield _Place(meeting, anchors.clause(number, *numbers), f"{group}　{word}")


def _motions(case: Case, titles: Iterable[CaseTitle]) -> Iterable[_Place]:
    """The motions that raised the case under one of its titles before any group took it up; one query."""
    known = {case.normalised_title, *(title.normalised_title for title in titles)}
    motions = Motion.objects.filter(items__normalised_text__in=known).order_by("meeting_id", "position").distinct()
    for meeting, position in motions.values_list("meeting_id", "position"):
        yield _Place(meeting, anchors.motion(position), "臨時動議")


def _origins(case: Case) -> Iterable[_Place]:
    """The motions of which the case came, by what the secretariat wrote of their items; one query."""
    outcomes = case.motion_outcomes.order_by("item__motion__meeting__held_on", "pk")
    for meeting, position in outcomes.values_list("item__motion__meeting_id", "item__motion__position"):
        yield _Place(meeting, anchors.motion(position), "臨時動議")


def _mention(place: _Place, meetings: dict[int, Meeting]) -> Mention:
    meeting = meetings[place.meeting]
    return Mention(meeting, f"{reverse('meetings:minutes', args=[meeting])}#{place.anchor}", place.label)
