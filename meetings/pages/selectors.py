"""What the pages of the meetings show, as plain data; a page, its PDF and its export share these functions.

Every count comes from `meetings.record.figures`; here stand the names behind the counts and the sentences beside them.
The number of queries does not depend on how many meetings or cases there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from math import ceil

from django.core.paginator import Page, Paginator
from django.db.models import Count

from cases.ledger.tallies import GroupTally
from cases.models import Kind, StatusChange
from cases.stuck.selectors import TOP, StuckCases, stuck_cases
from groups.models import Platform
from groups.platforms import default_platform
from meetings.differences.records import Difference, open_differences
from meetings.flow import flow_of
from meetings.minutes import anchors
from meetings.minutes.document import ClauseKind, MinutesDocument
from meetings.minutes.render import blocks, person_text
from meetings.models import CountCorrection, DifferenceNote, Meeting, MeetingLevel
from meetings.pages.names import MOST_ROWS, MOVED, Names, first_of_each, names_of
from meetings.pages.outside_figures import OutsideFigures, outside_figures
from meetings.record.compose import person
from meetings.record.figures import (
    MeetingFigures,
    all_figures,
    figures_of,
    figures_of_level,
    figures_of_meetings,
    ledger_levels,
)
from meetings.record.versions import printed_document
from platform_site.shared.charts.flow import FlowChart

CHANGES = (Kind.ADDED, Kind.DELISTED)
# Pages show so many meetings of a level, and of so many the figures of each group.
NEWEST, MOST_PANELS = 20, 5


@dataclass(frozen=True)
class PrintedClause:
    """A decision in the minutes' own words, with its anchor there."""

    key: str
    text: str


@dataclass(frozen=True)
class GroupSheet:
    """One group at one meeting: the figures, the names behind them and what the minutes say besides."""

    anchor: str
    tally: GroupTally
    added: Names
    delisted: Names
    merged: Names
    moved_out: Names
    remaining: Names
    clauses: tuple[PrintedClause, ...]
    explanations: tuple[DifferenceNote, ...]


@dataclass(frozen=True)
class Seat:
    """A chair as the minutes print the name."""

    city: str
    person: str
    is_representative: bool


@dataclass(frozen=True)
class Dashboard:
    """Everything a meeting's dashboard shows."""

    meeting: Meeting
    figures: MeetingFigures
    previous: Meeting | None
    following: Meeting | None
    seats: tuple[Seat, ...]
    sheets: tuple[GroupSheet, ...]
    corrections: tuple[str, ...]

    @property
    def is_first(self) -> bool:
        """Nothing is carried into the first recorded meeting of a level, so nothing can differ."""
        return self.figures.is_first


@dataclass(frozen=True)
class GroupChanges:
    """The rows of one group, and how many more there are."""

    group: str
    rows: tuple[StatusChange, ...]
    more: int


@dataclass(frozen=True)
class Changes:
    """The cases that a meeting added, or delisted: their ledger rows, group by group in order."""

    kind: str
    label: str
    number: int
    groups: tuple[GroupChanges, ...]


@dataclass(frozen=True)
class Overview:
    """What the home page shows, of finalised meetings only; drafts are named, for they bind nobody."""

    latest: MeetingFigures | None
    changes: tuple[Changes, ...]
    sheets: tuple[tuple[str, GroupTally], ...]
    series: tuple[MeetingFigures, ...]
    chart: FlowChart | None
    drafts: tuple[Meeting, ...]
    differences: tuple[Difference, ...]
    number_of_differences: int


@dataclass(frozen=True)
class LevelTally:
    """The figures of one level's meetings, oldest first, with their chart and what they add up to.

    A table with a column for each meeting has no more of them than `most_columns`.
    """

    level: str
    series: tuple[MeetingFigures, ...]
    chart: FlowChart
    outside: tuple[OutsideFigures, ...]
    most_columns: int = NEWEST

    @property
    def tables(self) -> list[LevelTally]:
        """The level once for each such table: with as many meetings in the one as in the other, one more at most."""
        number = max(1, ceil(len(self.series) / self.most_columns))
        ends = [len(self.series) * table // number for table in range(number + 1)]
        return [replace(self, series=self.series[first:end]) for first, end in pairwise(ends)]

    @property
    def newest(self) -> tuple[MeetingFigures, ...]:
        """The meetings whose groups are shown figure by figure; those of the others stand on their dashboards."""
        return self.series[-MOST_PANELS:]

    @property
    def begins_late(self) -> bool:
        """See `MeetingFigures.begins_late`."""
        return self.series[0].begins_late


@dataclass(frozen=True)
class TalliesPage:
    """The levels with the meetings that a page shows, and which page of them that is."""

    levels: tuple[LevelTally, ...]
    page: Page


@dataclass(frozen=True)
class ListedMeeting:
    """A row of the list of meetings; `figures` is None where the level keeps no ledger."""

    meeting: Meeting
    figures: MeetingFigures | None


def overview(platform: Platform | None = None, as_of: date | None = None) -> Overview:
    """A platform's latest meeting, the trend of its level, and the differences that are open in the record.

    Here as in all lists the platform is the first one unless it is named, and with `as_of` it is as of the end of that
    day, without drafts.
    """
    recent = sorted(all_figures(platform, as_of, newest=NEWEST), key=lambda figures: figures.meeting.timeline_key)
    final = [figures for figures in recent if figures.meeting.is_final]
    latest = final[-1] if final else None
    series = tuple(f for f in final if f.meeting.level_id == latest.meeting.level_id)
    number, differences = open_differences(platform, as_of)
    return Overview(
        latest=latest,
        changes=tuple(changes_of(latest)) if latest else (),
        sheets=latest.anchored_groups if latest else (),
        series=series,
        chart=flow_of(series) if series else None,
        drafts=tuple(figures.meeting for figures in recent if not figures.meeting.is_final),
        differences=differences,
        number_of_differences=number,
    )


def changes_of(figures: MeetingFigures) -> list[Changes]:
    """What a meeting added and delisted, by name and group, without the sub-cases; two queries at most.

    Where there are too many names for a page, the first of each group.
    """
    rows = StatusChange.objects.filter(meeting=figures.meeting, kind__in=CHANGES, is_subcase=False)
    totals = figures.totals
    if totals.added + totals.delisted > MOST_ROWS:
        rows = rows.filter(pk__in=first_of_each(rows))
    by_group: dict[str, dict[str, list[StatusChange]]] = {kind: defaultdict(list) for kind in CHANGES}
    for row in rows.select_related("case", "group").order_by("group__order", "pk"):
        by_group[row.kind][row.group.name].append(row)
    counts = {(kind, row.group): getattr(row, kind) for row in figures.groups for kind in CHANGES}
    return [
        Changes(
            kind,
            Kind(kind).label,
            getattr(totals, kind),
            tuple(GroupChanges(name, tuple(found), counts[kind, name] - len(found)) for name, found in groups.items()),
        )
        for kind, groups in by_group.items()
    ]


def tallies_page(
    platform: Platform | None = None, *, final_only: bool = False, as_of: date | None = None, page: str | None = None
) -> TalliesPage:
    """The newest twenty meetings of every level of a platform that keeps a ledger, or an earlier page of them.

    With the drafts unless `final_only`.
    """
    meetings = Meeting.objects.finalised(as_of) if final_only or as_of else Meeting.objects.all()
    levels = list(ledger_levels(platform))
    numbers = meetings.filter(level__in=levels).order_by().values_list("level").annotate(number=Count("*"))
    counts: dict[int, int] = dict(numbers)
    pages = Paginator(range(max(counts.values(), default=0)), NEWEST)
    shown = pages.get_page(page)
    skip = (shown.number - 1) * NEWEST
    return TalliesPage(
        tuple(
            _level_tally(level, final_only=final_only, as_of=as_of, skip=skip)
            for level in levels
            if counts.get(level.pk, 0) > skip
        ),
        shown,
    )


def _level_tally(level: MeetingLevel, *, final_only: bool, as_of: date | None, skip: int) -> LevelTally:
    series = figures_of_level(level, as_of=as_of, final_only=final_only, newest=NEWEST, skip=skip)
    return LevelTally(level.name, tuple(series), flow_of(series), tuple(outside_figures(series, as_of)))


def meetings_page(
    platform: Platform | None = None, as_of: date | None = None, page: str | None = None
) -> Page[ListedMeeting]:
    """Twenty of a platform's meetings, newest first."""
    platform = platform or default_platform()
    every = Meeting.objects.all() if as_of is None else Meeting.objects.finalised(as_of)
    meetings = every.filter(level__platform=platform).in_order().reverse()
    found = Paginator(meetings.select_related("host_city"), NEWEST).get_page(page)
    shown = list(found.object_list)
    figures = figures_of_meetings(shown, as_of)
    found.object_list = [ListedMeeting(meeting, figures.get(meeting.pk)) for meeting in shown]
    return found


def dashboard_of(meeting: Meeting) -> Dashboard:
    """The figures of `meeting` and the names, clauses and explanations behind them."""
    figures = figures_of(meeting)
    others = Meeting.objects.filter(level=meeting.level_id, group=meeting.group_id).in_order()
    return Dashboard(
        meeting=meeting,
        figures=figures,
        previous=others.before(meeting.timeline_key).last(),
        following=others.after(meeting.timeline_key).first(),
        seats=_seats(meeting),
        sheets=_sheets(meeting, figures),
        corrections=tuple(_corrections(meeting)),
    )


def stuck_at(meeting: Meeting) -> StuckCases:
    """What is stuck as of a meeting's day, after its own decisions; of a meeting to come or a draft, as of today."""
    return stuck_cases(meeting.level.platform, meeting.held_on if meeting.is_final else None, most=TOP)


def _corrections(meeting: Meeting) -> Iterator[str]:
    """A sentence for each count that the meeting corrects, or that a later one corrects of it."""
    for row in CountCorrection.objects.shown_at(meeting):
        resolution = row.clause.group_resolution
        said = f"{resolution.group}{row.get_figure_display()}案數應為{row.count}案。"
        if resolution.meeting_id == meeting.pk:
            yield f"本次會議更正第{row.number}次會議紀錄：{said}"
        else:
            yield f"{resolution.meeting}更正本次會議紀錄：{said}"


def _sheets(meeting: Meeting, figures: MeetingFigures) -> tuple[GroupSheet, ...]:
    names, clauses = names_of(meeting), _printed_clauses(printed_document(meeting, figures))
    explanations = defaultdict(list)
    titles = {item.case_id: item.title for items in names.values() for item in items}
    for note in DifferenceNote.objects.filter(meeting=meeting).select_related("group", "case"):
        note.case_title = titles.get(note.case_id) or (note.case and note.case.title)
        explanations[note.group.name].append(note)
    return tuple(
        GroupSheet(
            anchor=anchor,
            tally=group,
            added=names.get((group.group, "added"), Names()),
            delisted=names.get((group.group, "delisted"), Names()),
            merged=names.get((group.group, "merged"), Names()),
            moved_out=names.get((group.group, MOVED), Names()),
            remaining=names.get((group.group, "tracked"), Names()),
            clauses=tuple(clauses[group.group]),
            explanations=tuple(explanations[group.group]),
        )
        for anchor, group in figures.anchored_groups
    )


def _printed_clauses(document: MinutesDocument) -> dict[str, list[PrintedClause]]:
    """What a group decided besides the titles it added and delisted: 其餘…, sub-cases and notes."""
    texts = {block.key: block.text for block in blocks(document)}
    printed = defaultdict(list)
    for g, group in enumerate(document.group_resolutions, 1):
        for c, clause in enumerate(group.clauses, 1):
            key = anchors.clause(g, c)
            if clause.kind not in (ClauseKind.ADDED, ClauseKind.DELISTED) and key in texts:
                printed[group.group].append(PrintedClause(key, texts[key]))
    return printed


def _seats(meeting: Meeting) -> tuple[Seat, ...]:
    seats = meeting.seats.select_related("city")
    return tuple(Seat(seat.city.name, person_text(person(seat, seat.form)), seat.is_representative) for seat in seats)
