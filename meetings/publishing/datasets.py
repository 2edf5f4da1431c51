"""The records of each data set out of a scope, one by one, and the files they are written as: CSV and JSON, streamed.

A record has exactly the fields of the dictionary, in their order. Nothing here reads a row of a meeting that is not in
the scope; the titles are those that the ledger fixed when the meeting was finalised.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse

from cases.models import Case, Kind, StatusChange
from cases.models.case import StatusChangeQuerySet
from meetings.models import Publication
from meetings.publishing.dictionary import (
    CASES,
    DATA_SETS,
    FLAG,
    HISTORY,
    LICENCE_URL,
    MEETINGS,
    TALLY,
    DataSet,
)
from meetings.publishing.scope import PublicMeeting, Scope, latin_key
from meetings.record.figures import MeetingFigures, all_figures
from platform_site.shared.sheets.writing import stream_csv

What = Publication.What
Record = dict[str, Any]
# An absolute URL out of a path.
Absolute = Callable[[str], str]
# Rows that are held in memory at once.
CHUNK = 500


# -- Meetings ---------------------------------------------------------------------------------------------------------


def meeting_records(scope: Scope, absolute: Absolute) -> Iterator[Record]:
    """The published meetings, oldest first."""
    for row in scope.meetings:
        meeting, version, key = row.meeting, row.latest.version, latin_key(row.meeting)
        files = {form: absolute(reverse("public:minutes-file", args=[key, form])) for form in row.latest.formats}
        yield _record(
            MEETINGS,
            meeting.level.platform.name,
            key,
            str(meeting),
            meeting.level.name,
            meeting.number,
            meeting.held_on.isoformat(),
            meeting.venue,
            meeting.host_city.name if meeting.host_city else None,
            version.number,
            version.sha256,
            absolute(reverse("public:minutes", args=[key])),
            files.get("pdf"),
            files.get("odt"),
            absolute(reverse("public:minutes-file", args=[key, "txt"])),
        )


# -- Tally ------------------------------------------------------------------------------------------------------------


def public_figures(scope: Scope) -> list[MeetingFigures]:
    """The figures of the published meetings, level by level, oldest first.

    They are computed over the whole record, since each opening is the closing of the meeting before; shown are those
    of the published meetings.
    """
    shown = {row.meeting.pk for row in scope.meetings_of(What.TALLY)}
    platforms = [platform for platform in scope.platforms if platform.pk in scope.tally]
    return [row for platform in platforms for row in all_figures(platform) if row.meeting.pk in shown]


def tally_records(scope: Scope, absolute: Absolute) -> Iterator[Record]:
    """A record for each group at each meeting; what the record does not say is None. There are no sums among them."""
    for figures in public_figures(scope):
        meeting = scope.by_id[figures.meeting.pk].meeting
        for row in figures.groups:
            is_known, closing_known = (
                row.group not in figures.unknown_openings,
                row.group not in figures.unknown_closings,
            )
            yield _record(
                TALLY,
                meeting.level.platform.name,
                latin_key(meeting),
                str(meeting),
                meeting.held_on.isoformat(),
                row.group,
                row.opening if is_known else None,
                row.added,
                row.delisted,
                row.merged,
                row.results,
                row.moved_out,
                row.moved_in,
                row.restored,
                row.struck,
                row.stated_remaining,
                row.computed_remaining if is_known else None,
                row.difference if is_known else None,
                row.closing if closing_known else None,
                row.named,
            )


# -- Cases ------------------------------------------------------------------------------------------------------------


def public_changes(scope: Scope) -> StatusChangeQuerySet:
    """The ledger's rows of the published meetings, as far as the cases are published."""
    return StatusChange.objects.finalised().filter(meeting__in=list(_case_meetings(scope)))


def public_cases(scope: Scope) -> QuerySet[Any]:
    """The cases that a published meeting has a row of, by their number, each with the key of its `last_change`."""
    changes = public_changes(scope)
    last = changes.filter(case=OuterRef("pk")).latest_first().values("pk")[:1]
    # Not filtered by the annotation, so that counting the cases leaves it out.
    return Case.objects.filter(pk__in=changes.values("case")).annotate(last_change=Subquery(last)).order_by("pk")


def last_changes(cases: Iterable[Case]) -> dict[int, StatusChange]:
    """{case id: the row of the last published meeting that dealt with it}; one query."""
    keys = [case.last_change for case in cases]  # type: ignore[attr-defined]  # annotated by public_cases
    rows = StatusChange.objects.filter(pk__in=keys).select_related("group__platform", "from_group")
    return {row.case_id: row for row in rows}


def title_then(change: StatusChange) -> str:
    """The case's title as of the meeting; never the one of today, which may have been edited since."""
    return change.known_title or change.printed_title


def case_records(scope: Scope, absolute: Absolute) -> Iterator[Record]:
    """The cases, in the order of their numbers."""
    known = set(public_cases(scope).values_list("pk", flat=True))
    meetings = _case_meetings(scope)
    for cases in _chunks(public_cases(scope)):
        changes = last_changes(cases)
        for case in cases:
            yield case_record(case, changes[case.pk], meetings[changes[case.pk].meeting_id], known, absolute)


def case_record(case: Case, change: StatusChange, at: PublicMeeting, known: set[int], absolute: Absolute) -> Record:
    """One case by its last published row; `known` are the cases that may be named as parents."""
    parent = case.parent_id if change.is_subcase and case.parent_id in known else None
    return _record(
        CASES,
        at.meeting.level.platform.name,
        case.pk,
        change.group.name,
        title_then(change),
        change.kind,
        Kind(change.kind).label,
        at.meeting.held_on.isoformat(),
        change.is_subcase,
        parent,
        absolute(reverse("public:case", args=[case.pk])),
    )


def history_records(scope: Scope, absolute: Absolute) -> Iterator[Record]:
    """A record for each case at each meeting, case by case, oldest meeting first."""
    rows = public_changes(scope).select_related("group", "from_group")
    rows = rows.order_by("case_id", "meeting__held_on", "meeting__sequence", "pk")
    meetings = _case_meetings(scope)
    for change in rows.iterator(CHUNK):
        yield history_record(change, meetings[change.meeting_id])


def history_record(change: StatusChange, at: PublicMeeting) -> Record:
    """What one published meeting did with one case. Who recorded it, and any note, is not public."""
    return _record(
        HISTORY,
        at.meeting.level.platform.name,
        change.case_id,
        latin_key(at.meeting),
        str(at.meeting),
        at.meeting.held_on.isoformat(),
        change.group.name,
        change.kind,
        Kind(change.kind).label,
        title_then(change),
        bool(change.printed_title),
        change.former_title,
        change.from_group.name if change.from_group else None,
        change.is_subcase,
        change.effect or None,
    )


# -- Files ------------------------------------------------------------------------------------------------------------

RECORDS: dict[str, Callable[[Scope, Absolute], Iterator[Record]]] = {
    MEETINGS.name: meeting_records,
    TALLY.name: tally_records,
    CASES.name: case_records,
    HISTORY.name: history_records,
}


def is_public(scope: Scope, name: str) -> bool:
    """Whether the data set of that name is there for the public."""
    return name in DATA_SETS and scope.has(DATA_SETS[name].what)


def csv_file(scope: Scope, data_set: DataSet, absolute: Absolute) -> Iterator[bytes]:
    """The data set as CSV, line by line: UTF-8 with a byte order mark, nothing in it runs in a spreadsheet."""
    flags = {field.name for field in data_set.fields if field.kind == FLAG}
    records = RECORDS[data_set.name](scope, absolute)
    rows = ([int(value) if name in flags else value for name, value in record.items()] for record in records)
    return stream_csv(_after(data_set.heads, rows))


def json_file(scope: Scope, data_set: DataSet, absolute: Absolute) -> Iterator[bytes]:
    """The data set as JSON, record by record, as its schema says."""
    head = {
        "dataset": data_set.name,
        "title": data_set.title,
        "schema": absolute(reverse("public:schema", args=[data_set.name])),
        "license": LICENCE_URL,
        "as_of": as_of(scope, data_set),
    }
    yield json.dumps(head, ensure_ascii=False)[:-1].encode() + b', "records": ['
    between = b"\n"
    for record in RECORDS[data_set.name](scope, absolute):
        yield between + json.dumps(record, ensure_ascii=False).encode()
        between = b",\n"
    yield b"\n]}\n"


def as_of(scope: Scope, data_set: DataSet) -> str | None:
    """The day of the last published meeting that the data set knows."""
    meetings = scope.meetings if data_set.what == What.MINUTES else scope.meetings_of(data_set.what)
    return meetings[-1].meeting.held_on.isoformat() if meetings else None


def _case_meetings(scope: Scope) -> dict[int, PublicMeeting]:
    return {row.meeting.pk: row for row in scope.meetings_of(What.CASES)}


def _record(data_set: DataSet, *values: Any) -> Record:
    return {field.name: value for field, value in zip(data_set.fields, values, strict=True)}


def _chunks(cases: QuerySet[Any]) -> Iterator[list[Case]]:
    """The cases some hundred at a time, each time those after the last number: an offset would have to be counted."""
    after = 0
    while found := list(cases.filter(pk__gt=after)[:CHUNK]):
        yield found
        if len(found) < CHUNK:
            break
        after = found[-1].pk


def _after(head: Sequence[Any], rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    yield head
    yield from rows
