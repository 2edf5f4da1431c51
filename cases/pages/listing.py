"""The list of cases: its filters, columns and rows, the same on the page and in every export."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.db.models import FilteredRelation, Q
from django.http import QueryDict

from cases.ledger.then import set_back
from cases.models import Case, CaseQuerySet, Kind, StatusChange
from cases.pages.filters import CaseFilter
from cases.pages.selectors import STATUS_WORDS, listed_cases, status_word
from groups.models import Platform
from meetings.models import Meeting
from meetings.models.meeting import NamedMeeting, named_fields, named_of
from platform_site.shared.bulk.statements import among
from platform_site.shared.lists.columns import ListColumn
from platform_site.shared.lists.listing import ListDefinition, batches
from platform_site.shared.sheets.writing import Value

# A meeting by its place in time, its name and its day; and none, which is before all of them.
PlacedMeeting = tuple[int, str, date | None]
NO_MEETING: PlacedMeeting = (-1, "", None)
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
    """The cells of `list_rows` in the order of the list's columns, without a model a row.

    Three queries, and one for each `MANY` cases.
    """
    ordered = enumerate(Meeting.objects.finalised().in_order().named())
    meetings = {one.pk: (place, one.name, one.held_on) for place, one in ordered}
    parents = dict(Case.objects.filter(subcases__isnull=False).values_list("pk", "title"))
    found = _with_last_meetings(cases, meetings)
    while batch := list(islice(found, MANY)):
        topics = _topics([row[0] for row in batch])
        for pk, title, parent, status, group, entered, left in batch:
            _, added, added_on = meetings.get(entered, NO_MEETING)
            _, delisted, delisted_on = meetings.get(left, NO_MEETING)
            yield (
                case_title(title, parents.get(parent)), STATUS_WORDS[status], group, added, added_on,
                delisted, delisted_on, "、".join(topics.get(pk, ())),
            )  # fmt: skip


def _with_last_meetings(cases: CaseQuerySet, meetings: Mapping[int, PlacedMeeting]) -> Iterator[tuple]:
    """Plain values of each case, at the end the keys of those of `meetings` that last added and delisted it.

    They are joined, which takes a third of the time that asking for them takes; so a case that entered or left more
    than once comes as several rows, one after another.
    """
    joined = cases.annotate(
        entered=FilteredRelation("changes", condition=Q(changes__kind=Kind.ADDED)),
        left=FilteredRelation("changes", condition=Q(changes__kind=Kind.DELISTED)),
    ).values_list("pk", "title", "parent", "status", "group__name", "entered__meeting", "left__meeting")

    def later(*keys: int | None) -> int | None:
        return max(keys, key=lambda key: meetings.get(key, NO_MEETING))

    rows = joined.iterator(chunk_size=MANY)
    last = next(rows, None)
    for row in rows:
        if row[0] == last[0]:
            last = (*row[:-2], later(last[-2], row[-2]), later(last[-1], row[-1]))
        else:
            yield last
            last = row
    if last is not None:
        yield last


def case_title(title: str, parent: str | None) -> str:
    """A case in the list, beside its parent's title where it is a sub-case."""
    return f"{title}（子案，母案：{parent}）" if parent else title


def _filters(data: QueryDict, platform: Platform | None, as_of: date | None) -> CaseFilter:
    return CaseFilter(data, queryset=listed_cases(platform, as_of), platform=platform, as_of=as_of)


def _title(row: ListedCase) -> str:
    return case_title(row.case.title, row.case.parent.title if row.case.parent else None)


def _meeting(meeting: NamedMeeting | None) -> str:
    return meeting.name if meeting else ""


def _day(meeting: NamedMeeting | None) -> date | None:
    return meeting.held_on if meeting else None


CASES = ListDefinition(
    key="cases",
    title="合作案",
    unit="案",
    url="cases:list",
    export_url="cases:export",
    filters=_filters,
    columns=(
        ListColumn("案名", value=_title, sort="title", fragment="cases/pages/_title_cell.html"),
        ListColumn(
            "現況",
            "short",
            value=lambda row: row.status,
            sort="status",
            fragment="cases/pages/_status_cell.html",
            is_only_words=True,
        ),
        ListColumn("議題小組", "short", value=lambda row: row.case.group.name, sort="group"),
        ListColumn("新增會議", "medium", value=lambda row: _meeting(row.added)),
        ListColumn("新增日期", "short", value=lambda row: _day(row.added), sort="added"),
        ListColumn("解列會議", "medium", value=lambda row: _meeting(row.delisted)),
        ListColumn("解列日期", "short", value=lambda row: _day(row.delisted), sort="delisted"),
        ListColumn("共同議題", "medium", value=lambda row: row.topics),
    ),
    rows=list_rows,
    cells=list_cells,
)
