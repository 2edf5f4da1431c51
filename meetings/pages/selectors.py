"""What the pages of the meetings show, as plain data; a page, its PDF and its export share these functions.

Every count comes from `meetings.record.figures`; here stand the names behind the counts and the sentences beside them.
The number of queries does not depend on how many meetings or cases there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch

from cases.ledger.tallies import GroupTally
from cases.models import GOING_ON, Effect, Kind, StatusChange
from cases.stuck.selectors import StuckCases, stuck_cases
from groups.models import Platform
from groups.platforms import default_platform
from meetings.flow import flow_of
from meetings.minutes import anchors
from meetings.minutes.document import ClauseKind, MinutesDocument
from meetings.minutes.render import blocks, person_text
from meetings.models import CountCorrection, DifferenceNote, Meeting, MeetingSeat
from meetings.pages.outside_figures import OutsideFigures, outside_figures
from meetings.record.compose import person
from meetings.record.figures import MeetingFigures, all_figures, figures_of_level
from meetings.record.versions import printed_document
from platform_site.shared.charts.flow import FlowChart

# The names that a group lost to another one stand under this beside the ledger's kinds.
MOVED_OUT = "moved_out"
CHANGES = (Kind.ADDED, Kind.DELISTED)


@dataclass(frozen=True)
class NamedCase:
    """A case that a meeting's number counts, or a sub-case, which is counted within its parent.

    `title` is as that meeting prints it, or the case's own where it is not printed. `clause` is the anchor in the
    minutes. `is_new_here`: no earlier recorded meeting has it, although it was not added here (rule 5).
    """

    case_id: int
    title: str
    is_subcase: bool
    is_new_here: bool
    note: str
    change: str
    clause: str


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
    added: tuple[NamedCase, ...]
    delisted: tuple[NamedCase, ...]
    merged: tuple[NamedCase, ...]
    moved_out: tuple[NamedCase, ...]
    remaining: tuple[NamedCase, ...]
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
class OpenDifference:
    """A stated remainder that is not what the ledger carries forward, not or not wholly explained yet."""

    meeting: Meeting
    anchor: str
    tally: GroupTally


@dataclass(frozen=True)
class Changes:
    """The cases that a meeting added, or delisted: their ledger rows, group by group in order."""

    kind: str
    label: str
    groups: tuple[tuple[str, tuple[StatusChange, ...]], ...]

    @property
    def number(self) -> int:
        return sum(len(rows) for _, rows in self.groups)


@dataclass(frozen=True)
class Overview:
    """What the home page shows, of finalised meetings only; drafts are named, for they bind nobody."""

    latest: MeetingFigures | None
    changes: tuple[Changes, ...]
    sheets: tuple[tuple[str, GroupTally], ...]
    series: tuple[MeetingFigures, ...]
    chart: FlowChart | None
    drafts: tuple[Meeting, ...]
    differences: tuple[OpenDifference, ...]


@dataclass(frozen=True)
class LevelTally:
    """The figures of one level's meetings, oldest first, with their chart and what they add up to."""

    level: str
    series: tuple[MeetingFigures, ...]
    chart: FlowChart
    outside: tuple[OutsideFigures, ...]

    @property
    def begins_late(self) -> bool:
        """See `MeetingFigures.begins_late`."""
        return self.series[0].begins_late

    @property
    def group_rows(self) -> list[tuple[str, list[tuple[MeetingFigures, GroupTally]]]]:
        """Group by group, the figures of each meeting with the group's row in them."""
        rows = zip(*(figures.groups for figures in self.series), strict=True)
        return [(row[0].group, list(zip(self.series, row, strict=True))) for row in rows]


@dataclass(frozen=True)
class ListedMeeting:
    """A row of the list of meetings; `figures` is None where the level keeps no ledger."""

    meeting: Meeting
    seats: tuple[Seat, ...]
    figures: MeetingFigures | None


def overview(platform: Platform | None = None, as_of: date | None = None) -> Overview:
    """A platform's latest meeting, the trend of its level, and the differences that are open in the record.

    Here as in all lists the platform is the first one unless it is named, and with `as_of` it is as of the end of that
    day, without drafts.
    """
    everything = all_figures(platform, as_of)
    in_time = sorted(everything, key=lambda figures: figures.meeting.timeline_key)
    final = [figures for figures in in_time if figures.meeting.is_final]
    latest = final[-1] if final else None
    series = tuple(f for f in final if f.meeting.level_id == latest.meeting.level_id)
    return Overview(
        latest=latest,
        changes=tuple(changes_of(latest.meeting)) if latest else (),
        sheets=latest.anchored_groups if latest else (),
        series=series,
        chart=flow_of(series) if series else None,
        drafts=tuple(figures.meeting for figures in in_time if not figures.meeting.is_final),
        differences=tuple(open_differences(f for f in everything if f.meeting.is_final)),
    )


def changes_of(meeting: Meeting) -> list[Changes]:
    """What a meeting added and delisted, by name and group, without the sub-cases; one query."""
    rows = StatusChange.objects.filter(meeting=meeting, kind__in=CHANGES, is_subcase=False)
    by_group: dict[str, dict[str, list[StatusChange]]] = {kind: defaultdict(list) for kind in CHANGES}
    for row in rows.select_related("case", "group").order_by("group__order", "pk"):
        by_group[row.kind][row.group.name].append(row)
    return [
        Changes(kind, Kind(kind).label, tuple((name, tuple(found)) for name, found in groups.items()))
        for kind, groups in by_group.items()
    ]


def open_differences(series: Iterable[MeetingFigures]) -> Iterable[OpenDifference]:
    """Group by group, what is left unexplained."""
    for figures in series:
        for anchor, group in figures.anchored_groups:
            if group.open_difference and group.group not in figures.unknown_openings:
                yield OpenDifference(figures.meeting, anchor, group)


def level_tallies(
    platform: Platform | None = None, *, final_only: bool = False, as_of: date | None = None
) -> list[LevelTally]:
    """Every meeting of every level of a platform that keeps a ledger, with the drafts unless `final_only`."""
    levels: dict[str, list[MeetingFigures]] = defaultdict(list)
    for figures in all_figures(platform, as_of):
        if final_only and not figures.meeting.is_final:
            continue
        levels[figures.meeting.level.name].append(figures)
    return [
        LevelTally(level, tuple(series), flow_of(series), tuple(outside_figures(series)))
        for level, series in levels.items()
    ]


def listed_meetings(platform: Platform | None = None, as_of: date | None = None) -> list[ListedMeeting]:
    """A platform's meetings, newest first."""
    platform = platform or default_platform()
    figures = {row.meeting.pk: row for row in all_figures(platform, as_of)}
    seats = Prefetch("seats", MeetingSeat.objects.select_related("city"))
    every = Meeting.objects.all() if as_of is None else Meeting.objects.finalised(as_of)
    meetings = every.filter(level__platform=platform).in_order().reverse()
    meetings = meetings.select_related("host_city").prefetch_related(seats)
    return [ListedMeeting(meeting, _seats(meeting), figures.get(meeting.pk)) for meeting in meetings]


def dashboard_of(meeting: Meeting) -> Dashboard:
    """The figures of `meeting` and the names, clauses and explanations behind them."""
    series = figures_of_level(meeting.level_id, meeting.group_id)
    index = next(index for index, figures in enumerate(series) if figures.meeting.pk == meeting.pk)
    figures = series[index]
    return Dashboard(
        meeting=meeting,
        figures=figures,
        previous=series[index - 1].meeting if index else None,
        following=series[index + 1].meeting if index + 1 < len(series) else None,
        seats=_seats(meeting),
        sheets=_sheets(meeting, figures),
        corrections=tuple(_corrections(meeting)),
    )


def stuck_at(meeting: Meeting) -> StuckCases:
    """What is stuck as of a meeting's day, after its own decisions; of a meeting to come or a draft, as of today."""
    return stuck_cases(meeting.level.platform, meeting.held_on if meeting.is_final else None)


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
    document = printed_document(meeting, figures)
    names = _names(meeting, anchors.of_cases(document))
    clauses = _printed_clauses(document)
    explanations = defaultdict(list)
    titles = {item.case_id: item.title for items in names.values() for item in items}
    for note in DifferenceNote.objects.filter(meeting=meeting).select_related("group", "case"):
        note.case_title = titles.get(note.case_id) or (note.case and note.case.title)
        explanations[note.group.name].append(note)
    return tuple(
        GroupSheet(
            anchor=anchor,
            tally=group,
            added=tuple(names[group.group, Kind.ADDED]),
            delisted=tuple(names[group.group, Kind.DELISTED]),
            merged=tuple(names[group.group, Kind.MERGED]),
            moved_out=tuple(names[group.group, MOVED_OUT]),
            remaining=tuple(name for kind in GOING_ON if kind != Kind.ADDED for name in names[group.group, kind]),
            clauses=tuple(clauses[group.group]),
            explanations=tuple(explanations[group.group]),
        )
        for anchor, group in figures.anchored_groups
    )


def _names(meeting: Meeting, clause_keys: dict[str, str]) -> dict[tuple[str, str], list[NamedCase]]:
    earlier = StatusChange.objects.filter(case=OuterRef("case")).before(meeting.timeline_key)
    if meeting.is_final:
        earlier = earlier.finalised()
    rows = (
        StatusChange.objects.filter(meeting=meeting)
        .select_related("case", "group", "from_group")
        .annotate(was_known=Exists(earlier))
        .order_by("is_subcase", "pk")
    )
    names = defaultdict(list)
    for row in rows:
        name = NamedCase(
            case_id=row.case_id,
            title=row.shown_title,
            is_subcase=row.is_subcase,
            is_new_here=row.kind != Kind.ADDED and not row.was_known,
            note=row.note,
            change=_other_change(row),
            clause=clause_keys.get(str(row.case_id), ""),
        )
        names[row.group.name, row.kind].append(name)
        if row.from_group:
            names[row.from_group.name, MOVED_OUT].append(replace(name, change=f"移列至{row.group}"))
    return names


def _other_change(row: StatusChange) -> str:
    """What the meeting did with a case that its list of names does not say."""
    if row.kind == Kind.MOVED:
        return f"自{row.from_group}移入"
    if row.kind == Kind.RENAMED:
        return f"原名「{row.former_title}」"
    return row.get_effect_display() if row.effect == Effect.RESULT else ""


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
    seats = meeting.seats.all()
    return tuple(Seat(seat.city.name, person_text(person(seat, seat.form)), seat.is_representative) for seat in seats)
