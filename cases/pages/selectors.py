"""What the pages of the cases show, as plain data, in a number of queries that does not grow with the cases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.db.models import F, Q
from django.urls import reverse

from cases.ledger.then import known_then, set_back
from cases.models import Case, CaseQuerySet, Kind, QuarterlyUpdate, StatusChange, StatusChangeQuerySet, Succession
from cases.pages.filters import STATUSES, UNRECORDED
from cases.pages.history import Edit, edits_of
from cases.pages.lifeline import Lifeline, lifeline
from groups.models import Platform
from meetings.minutes import anchors
from meetings.minutes.document import ClauseKind
from meetings.models import Clause, Meeting
from meetings.models.meeting import MeetingQuerySet, NamedMeeting, named_fields, named_of
from platform_site.shared.bulk.statements import among
from platform_site.shared.lists.listing import batches
from platform_site.shared.sheets.writing import Value

# A case that was on the list at more meetings has a life line of those that decided on it and of the newest.
MOST_MEETINGS, NEWEST = 40, 20
NO_STATUS = dict(STATUSES)[UNRECORDED]
STATUS_WORDS = {"": NO_STATUS, **dict(Kind.choices)}
NO_MEETING = ("", None)
# Rows of plain values that an export reads at a time.
MANY = 2_000


@dataclass(frozen=True)
class ListedCase:
    """A row of the list: the case, its status in words, the meetings by which it last entered and left, its topics."""

    case: Case
    status: str
    added: NamedMeeting | None
    delisted: NamedMeeting | None
    topics: str


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


def list_rows(cases: CaseQuerySet, as_of: date | None = None) -> Iterator[ListedCase]:
    """The rows of these cases, in their order; per batch two queries besides the cases' own, with `as_of` five."""
    for found in batches(cases):
        keys = [case.pk for case in found]
        added, delisted = _last_decided(keys, as_of)
        topics = _topics(keys)
        for case in set_back(found, as_of) if as_of else found:
            pk = case.pk
            yield ListedCase(case, status_word(case), added.get(pk), delisted.get(pk), "、".join(topics[pk]))


def _last_decided(cases: Sequence[int], as_of: date | None) -> tuple[dict[int, NamedMeeting], dict[int, NamedMeeting]]:
    """The meetings that last added and that last delisted these cases, by the case's id; one query."""
    rows = StatusChange.objects.finalised(as_of).filter(kind__in=[Kind.ADDED, Kind.DELISTED]).in_order()
    found = among(rows, "case", cases).values_list("case_id", "kind", "meeting_id", *named_fields("meeting__"))
    last: dict[str, dict[int, NamedMeeting]] = {Kind.ADDED: {}, Kind.DELISTED: {}}
    # Many rows name a few meetings.
    meetings: dict[int, NamedMeeting] = {}
    for case, kind, meeting, *about in found:
        if meeting not in meetings:
            meetings[meeting] = named_of(meeting, *about)
        last[kind][case] = meetings[meeting]
    return last[Kind.ADDED], last[Kind.DELISTED]


def _topics(cases: Sequence[int]) -> dict[int, list[str]]:
    """The names of the common topics of these cases, by the case's id; one query."""
    links = among(Case.common_topics.through.objects.order_by("commontopic__name"), "case", cases)
    names: dict[int, list[str]] = defaultdict(list)
    for case, name in links.values_list("case_id", "commontopic__name"):
        names[case].append(name)
    return names


def list_cells(cases: CaseQuerySet) -> Iterator[tuple[Value, ...]]:
    """The cells of `list_rows` in the order of the list's columns (`cases/pages/listing.py`), without a model a row."""
    meetings = {
        meeting.pk: (str(meeting), meeting.held_on) for meeting in Meeting.objects.select_related("level", "group")
    }
    decisions = StatusChange.objects.finalised().filter(kind__in=[Kind.ADDED, Kind.DELISTED]).in_order()
    links = Case.common_topics.through.objects.order_by("commontopic__name")
    words = {"": NO_STATUS, **dict(Kind.choices)}
    found = cases.values_list("pk", "title", "parent__title", "status", "group__name").iterator(chunk_size=MANY)
    while batch := list(islice(found, MANY)):
        keys = [row[0] for row in batch]
        decided = {Kind.ADDED.value: {}, Kind.DELISTED.value: {}}
        for case, kind, meeting in among(decisions, "case", keys).values_list("case_id", "kind", "meeting_id"):
            decided[kind][case] = meetings[meeting]
        added, delisted = decided.values()
        topics: dict[int, str] = {}
        for case, name in among(links, "case", keys).values_list("case_id", "commontopic__name"):
            topics[case] = f"{topics[case]}、{name}" if case in topics else name
        for pk, title, parent, status, group in batch:
            yield (
                case_title(title, parent), words[status], group, *added.get(pk, NO_MEETING),
                *delisted.get(pk, NO_MEETING), topics.get(pk, ""),
            )  # fmt: skip


def case_title(title: str, parent: str | None) -> str:
    """A case in the list, beside its parent's title where it is a sub-case."""
    return f"{title}（子案，母案：{parent}）" if parent else title


def status_word(case: Case) -> str:
    """新增, 持續列管, 解列 or 無列管紀錄."""
    return STATUS_WORDS[case.status]


def sheet_of(case: Case, as_of: date | None = None) -> CaseSheet:
    """What the record holds about one case: finalised meetings, and drafts by name only where no other knows it.

    With `as_of` what it held at the end of that day, of a case that `set_back` made what it was; drafts and edits are
    left out then.
    """
    every = StatusChange.objects.finalised(as_of).filter(case=case).in_order()
    # Of a long life the meetings that said nothing of the case are not read one by one.
    is_long = every.count() > MOST_MEETINGS
    rows = list(
        (every.said() if is_long else every).select_related(
            "meeting__level",
            "meeting__group",
            "group",
            "from_group",
            "corrects__meeting__level",
            "corrects__meeting__group",
        )
    )
    related = Succession.objects.on_record(as_of).select_related(
        "predecessor", "successor", "change__meeting__level", "change__meeting__group"
    )
    successors = tuple(related.filter(predecessor=case))
    mentions = _mentions(case, as_of)
    named_at = [row.meeting for row in rows] + [mention.meeting for mention in mentions]
    meetings = (
        Meeting.objects.finalised(as_of)
        .filter(
            Q(group__isnull=True) | Q(group__in={meeting.group_id for meeting in named_at}),
            level__in={meeting.level_id for meeting in named_at},
        )
        .in_order()
    )
    shown, left_out = _meetings_of_life(meetings, every, rows)
    if is_long:
        carried = every.carried().filter(meeting__in=shown).select_related("meeting__level", "meeting__group", "group")
        rows = sorted([*rows, *carried], key=lambda row: (*row.meeting.timeline_key, row.pk))
    drafts = Meeting.objects.drafts().filter(changes__case=case).in_order()
    predecessors = tuple(related.filter(successor=case))
    subcases = list(case.subcases.on_record() if as_of is None else known_then(case.subcases.on_record(), as_of))
    if as_of is not None:
        others = [link.predecessor for link in predecessors] + [link.successor for link in successors]
        set_back([*subcases, *others], as_of)
    return CaseSheet(
        status=status_word(case),
        drafts=() if case.status or as_of else tuple(drafts),
        subcases=tuple(subcases),
        predecessors=predecessors,
        successors=successors,
        life=lifeline(shown, rows, successors, _reports(case, as_of), left_out),
        titles=_titles(case, rows, as_of),
        mentions=mentions,
        origins=_origins(case, as_of),
        corrections=tuple(row for row in rows if row.corrects_id),
        edits=() if as_of else edits_of(case, rows),
    )


def _meetings_of_life(
    meetings: MeetingQuerySet, every: StatusChangeQuerySet, rows: Sequence[StatusChange]
) -> tuple[list[Meeting], int]:
    """The meetings that a case's life line shows, and how many of its life it leaves out: none where they are few.

    Of many: those that decided on the case, the newest of its life, and the one after.
    """
    if meetings.count() <= MOST_MEETINGS:
        return list(meetings), 0
    first, last = every.first(), every.last()
    if first is None or last is None:
        return list(meetings.reverse()[:NEWEST])[::-1], 0
    life = meetings.filter(held_on__range=(first.meeting.held_on, last.meeting.held_on))
    decided = {row.meeting_id for row in rows if row.printed_title}
    newest = set(life.reverse().values_list("pk", flat=True)[:NEWEST])
    after = meetings.after(last.meeting.timeline_key)[:1]
    shown = list(meetings.filter(pk__in=decided | newest))
    return [*shown, *after], life.count() - len(shown)


def _reports(case: Case, as_of: date | None) -> list[QuarterlyUpdate]:
    """The accepted reports that stand, by quarter: what their lights say is the same for whoever looks."""
    return list(case.updates.accepted().standing(as_of).select_related("period").order_by("period__key"))


def _titles(case: Case, rows: Sequence[StatusChange], as_of: date | None) -> tuple[PrintedTitle, ...]:
    printed_at = defaultdict(list)
    for row in rows:
        if row.printed_title:
            printed_at[row.printed_title].append(row.meeting)
    known = [
        PrintedTitle(row.title, tuple(printed_at.pop(row.title, [])), row.reason, row.decided_by)
        for row in case.titles.on_record(as_of)
    ]
    return (*known, *(PrintedTitle(title, tuple(meetings), "", "") for title, meetings in printed_at.items()))


def _mentions(case: Case, as_of: date | None) -> tuple[Mention, ...]:
    mentions = [*_clauses(case, as_of), *_motions(case, as_of)]
    return tuple(sorted(mentions, key=lambda mention: mention.meeting.timeline_key))


def _clauses(case: Case, as_of: date | None) -> Iterable[Mention]:
    """The clauses that decide on the case, print it as a parent or as replaced, or mention it."""
    decided = set(Clause.objects.filter(items__change__case=case).values_list("pk", flat=True))
    replaced = set(Clause.objects.filter(items__case=case).values_list("pk", flat=True))
    clauses = Clause.objects.filter(Q(pk__in=decided | replaced) | Q(mentions=case)).distinct()
    clauses = clauses.filter(group_resolution__meeting__in=Meeting.objects.finalised(as_of))
    clauses = clauses.select_related(
        "parent", "group_resolution__group", "group_resolution__meeting__level", "group_resolution__meeting__group"
    )
    for clause in clauses.order_by("group_resolution", "parent__position", "position"):
        resolution = clause.group_resolution
        numbers = (clause.parent.position, clause.position) if clause.parent else (clause.position,)
        anchor = anchors.clause(resolution.position, *numbers)
        word = "提及" if clause.pk not in decided | replaced else clause.get_kind_display()
        # An addition that has the case's words and no row of it prints the case that others replace (原「…」改以…).
        if clause.pk in replaced - decided and clause.kind in (ClauseKind.ADDED, ClauseKind.DELISTED):
            word = "原案"
        yield _mention(resolution.meeting, anchor, f"{resolution.group}　{word}")


def _motions(case: Case, as_of: date | None) -> Iterable[Mention]:
    """The motions that raised the case under one of its titles before any group took it up."""
    titles = case.titles.values("normalised_title")
    raised = Meeting.objects.finalised(as_of).filter(
        Q(motions__items__normalised_text__in=titles) | Q(motions__items__normalised_text=case.normalised_title)
    )
    for meeting in raised.annotate(motion=F("motions__position")).distinct():
        yield _mention(meeting, anchors.motion(meeting.motion), "臨時動議")


def _origins(case: Case, as_of: date | None) -> tuple[Mention, ...]:
    """The motions of which the case came, by what the secretariat wrote of their items."""
    outcomes = case.motion_outcomes.filter(item__motion__meeting__in=Meeting.objects.finalised(as_of))
    outcomes = outcomes.select_related("item__motion__meeting__level", "item__motion__meeting__group")
    motions = [outcome.item.motion for outcome in outcomes.order_by("item__motion__meeting__held_on", "pk")]
    return tuple(_mention(one.meeting, anchors.motion(one.position), "臨時動議") for one in motions)


def _mention(meeting: Meeting, anchor: str, label: str) -> Mention:
    return Mention(meeting, f"{reverse('meetings:minutes', args=[meeting])}#{anchor}", label)
