"""What the minutes state, tallied by `cases.ledger.tallies`; the one source of every page's figures.

Those of finalised meetings are kept when they are finalised (`keep_figures`), so no page counts over all history.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.ledger.kept import NOTHING, Kept, keep, kept_of, kept_tallies, wrongly_kept
from cases.ledger.tallies import TOTAL, GroupTally, MeetingTally, Statement, tally
from groups.models import IssueGroup, Platform
from groups.platforms import default_platform
from meetings.minutes import anchors
from meetings.minutes.document import ClauseKind
from meetings.models import Clause, DifferenceNote, Meeting, MeetingLevel, Resolution
from meetings.models.meeting import MeetingQuerySet
from platform_site.shared.roc import midnight_after


@dataclass(frozen=True)
class Headline:
    """One of the sums over all groups that a meeting prints: 解列, 新增 or 確認執行中; `key` is its placeholder."""

    key: str
    label: str
    stated: int
    counted: int

    @property
    def difference(self) -> int:
        return self.stated - self.counted


@dataclass(frozen=True)
class MeetingFigures:
    """A meeting with its tally and, from meeting 2 on, the sums its minutes state.

    `unknown_openings` and `unknown_closings` name the groups (and 合計, where any group is among them) whose number
    no record says, since the meetings before the first one on record are not there. The tally has figures for them
    all the same, as documented for the first meeting; pages must not claim them.
    """

    meeting: Meeting
    tally: MeetingTally
    headlines: tuple[Headline, ...]
    is_first: bool = False
    unknown_openings: frozenset[str] = frozenset()
    unknown_closings: frozenset[str] = frozenset()

    @property
    def differing(self) -> tuple[GroupTally, ...]:
        """The groups whose stated remainder is not what was carried forward, as far as that is known."""
        return tuple(row for row in self.tally.differing if row.group not in self.unknown_openings)

    @property
    def begins_late(self) -> bool:
        """The first meeting on record is not the level's first: nobody knows what was carried into it."""
        return self.is_first and self.meeting.number > 1

    @property
    def groups(self) -> tuple[GroupTally, ...]:
        return self.tally.groups

    @property
    def anchored_groups(self) -> tuple[tuple[str, GroupTally], ...]:
        """The groups, each with its anchor on the meeting's dashboard."""
        return tuple((anchors.sheet(number), group) for number, group in enumerate(self.groups, 1))

    @property
    def totals(self) -> GroupTally:
        return self.tally.totals

    @cached_property
    def url(self) -> str:
        """The meeting's dashboard."""
        return self.meeting.get_absolute_url()

    @property
    def no_opening(self) -> bool:
        """No record says what all groups together began with."""
        return TOTAL in self.unknown_openings

    @property
    def no_closing(self) -> bool:
        """No record says what all groups together ended with."""
        return TOTAL in self.unknown_closings

    @property
    def rows(self) -> list[tuple[str, GroupTally, bool, bool]]:
        """Of each group its anchor, its figures, and whether its opening and its closing are in no record."""
        return [
            (anchor, row, row.group in self.unknown_openings, row.group in self.unknown_closings)
            for anchor, row in self.anchored_groups
        ]

    def as_json(self) -> dict:
        """One element of the list in `tally --format json`."""
        return {
            "meeting": self.meeting.key,
            "date": self.meeting.held_on.isoformat(),
            "groups": [group.as_json() for group in self.groups],
            "totals": {key: value for key, value in self.totals.as_json().items() if key != "group"},
        }


def figures_of_level(
    level: int | MeetingLevel,
    group: int | IssueGroup | None = None,
    as_of: date | None = None,
    *,
    final_only: bool = False,
    newest: int | None = None,
    skip: int = 0,
) -> list[MeetingFigures]:
    """The figures of the meetings of one level, oldest first, in a fixed number of queries.

    `group` for a level that is numbered per group; rows or ids. Counted are the groups of the level's platform. With
    `as_of` those of the finalised meetings held by the end of that day, with what was explained by then. With `newest`
    no more than so many, without the `skip` last ones.
    """
    every = _meetings_of_level(level, group, as_of)
    if final_only:
        every = every.finalised()
    if newest is None:
        return _series(list(every), as_of, begins=True)
    return _following(list(every.reverse()[skip : skip + newest])[::-1], every, as_of)


def all_figures(
    platform: Platform | None = None, as_of: date | None = None, *, newest: int | None = None
) -> list[MeetingFigures]:
    """The figures of every level of a platform that keeps a ledger, level by level, oldest meeting first.

    The platform is the first one unless it is named: figures of two bodies never stand in one list. `as_of` and
    `newest` (of each level) as above.
    """
    levels = ledger_levels(platform)
    return [figures for level in levels for figures in figures_of_level(level, as_of=as_of, newest=newest)]


def ledger_levels(platform: Platform | None = None) -> QuerySet[MeetingLevel]:
    """The levels of a platform, the first one unless it is named, that keep a ledger and have met."""
    met = Exists(Meeting.objects.filter(level=OuterRef("pk")))
    return MeetingLevel.objects.filter(met, platform=platform or default_platform(), keeps_ledger=True)


def figures_of(meeting: Meeting) -> MeetingFigures:
    """The figures of one meeting; a draft's opening comes out of the meetings since the last finalised one."""
    of_level = _meetings_of_level(meeting.level_id, meeting.group_id, None)
    return _following([meeting], of_level, None)[0]


def figures_of_meetings(meetings: Iterable[Meeting], as_of: date | None = None) -> dict[int, MeetingFigures]:
    """The figures of meetings that follow each other in time, by their ids; of those whose level keeps a ledger."""
    by_level: dict[int, list[Meeting]] = defaultdict(list)
    for meeting in sorted(meetings, key=lambda meeting: meeting.timeline_key):
        if meeting.level.keeps_ledger:
            by_level[meeting.level_id].append(meeting)
    return {
        figures.meeting.pk: figures
        for level, of_level in by_level.items()
        for figures in _following(of_level, _meetings_of_level(level, None, as_of), as_of)
    }


def _following(meetings: list[Meeting], of_level: MeetingQuerySet, as_of: date | None) -> list[MeetingFigures]:
    """The figures of some meetings that follow each other among those `of_level`, oldest first.

    A finalised meeting's figures are kept; a draft's chain is counted from the last finalised meeting before it.
    """
    if not meetings:
        return []
    before = of_level.before(meetings[0].timeline_key)
    if meetings[0].is_final:
        return _series(meetings, as_of, begins=not before.finalised().exists())
    since = before.finalised().last()
    drafts = before if since is None else before.after(since.timeline_key)
    chain = [*([since] if since else []), *drafts, *meetings]
    return _series(chain, as_of, begins=since is None)[-len(meetings) :]


def keep_figures(meeting: Meeting) -> None:
    """Keep the figures of a meeting that has just been finalised, in the same transaction, and of those after it."""
    finalised = _meetings_of_level(meeting.level_id, meeting.group_id, None).finalised()
    before = finalised.before(meeting.timeline_key).last()
    anew = [finalised.get(pk=meeting.pk), *finalised.after(meeting.timeline_key)]
    series = _series([before, *anew] if before else anew, None, begins=before is None, anew=anew)
    keep(_to_keep(series[-len(anew) :]))


def wrongly_kept_figures(level: int, group: int | None) -> Iterator[tuple[Meeting, IssueGroup]]:
    """Count the finalised meetings of a level again, and yield where the figures that are kept differ."""
    meetings = list(_meetings_of_level(level, group, None).finalised())
    series = _series(meetings, None, begins=True, anew=meetings)
    by_id, groups = {meeting.pk: meeting for meeting in meetings}, IssueGroup.objects.in_bulk()
    for meeting_id, group_id in wrongly_kept(_to_keep(series)):
        yield by_id[meeting_id], groups[group_id]


def _to_keep(series: Sequence[MeetingFigures]) -> dict[int, dict[int, Kept]]:
    ids = counted_groups(series[0].meeting.level_id, series[0].meeting.group_id)
    return {
        figures.meeting.pk: {
            pk: kept_of(row, row.group not in figures.unknown_openings)
            for pk, row in zip(ids, figures.groups, strict=True)
        }
        for figures in series
    }


def _series(
    meetings: Sequence[Meeting], as_of: date | None, *, begins: bool, anew: Collection[Meeting] = ()
) -> list[MeetingFigures]:
    """The figures of meetings that follow each other; unless the level `begins` there, the first one is final.

    What is kept is read, save of those to count `anew`; the others are counted.
    """
    if not meetings:
        return []
    groups = counted_groups(meetings[0].level_id, meetings[0].group_id)
    counted = {meeting.pk for meeting in anew}
    kept = kept_tallies([meeting.pk for meeting in meetings if meeting.is_final and meeting.pk not in counted])
    stated = statements(meetings, as_of, kept)
    known = {
        said.meeting_id: tuple(
            kept[said.meeting_id].get(pk, NOTHING).tally(name, said.explained.get(pk, 0)) for pk, name in groups.items()
        )
        for said in stated
        if said.meeting_id in kept
    }
    headlines = _headlines(meetings)
    series: list[MeetingFigures] = []
    final: MeetingFigures | None = None
    for meeting, meeting_tally in zip(meetings, tally(stated, groups, known), strict=True):
        before = final if meeting.is_final else series[-1] if series else None
        if meeting.pk in kept:
            of_group = kept[meeting.pk]
            openings = _and_total(name for pk, name in groups.items() if not of_group.get(pk, NOTHING).opening_known)
        else:
            openings = before.unknown_closings if before else _openings_before_the_record(meeting, meeting_tally)
        closings = _and_total(row.group for row in meeting_tally.groups if _closing_is_unknown(row, openings))
        rows = _headline_rows(headlines.get(meeting.pk), meeting_tally.totals)
        series.append(MeetingFigures(meeting, meeting_tally, rows, begins and before is None, openings, closings))
        final = series[-1] if meeting.is_final else final
    return series


def counted_groups(level: int, group: int | None) -> dict[int, str]:
    """The groups that a level's meetings decide about, ids and names in printed order."""
    counted = IssueGroup.objects.filter(**({"pk": group} if group else {"platform__levels": level}))
    return dict(counted.values_list("pk", "name"))


def _meetings_of_level(
    level: int | MeetingLevel, group: int | IssueGroup | None, as_of: date | None
) -> MeetingQuerySet:
    every = Meeting.objects.all() if as_of is None else Meeting.objects.finalised(as_of)
    return every.filter(level=level, group=group).in_order().select_related("host_city")


def _openings_before_the_record(first: Meeting, meeting_tally: MeetingTally) -> frozenset[str]:
    return _and_total(row.group for row in meeting_tally.groups) if first.number > 1 else frozenset()


def _closing_is_unknown(row: GroupTally, unknown_openings: frozenset[str]) -> bool:
    # A remainder that the minutes state holds whatever came before.
    return row.group in unknown_openings and row.stated_remaining is None


def _and_total(groups: Iterable[str]) -> frozenset[str]:
    names = frozenset(groups)
    return names | {TOTAL} if names else names


def counting_clauses(clauses: Iterable[Clause]) -> list[Clause]:
    """Those among a group's clauses that state how many cases go on, or leave that to the ledger."""
    return [clause for clause in clauses if clause.kind == ClauseKind.TRACKED and "{count" in clause.wording]


def left_over(group: GroupTally, counting: Iterable[Clause]) -> int:
    """What the clause prints that leaves its number to the ledger: the rest after those that state theirs."""
    return (group.stated_remaining or 0) - sum(clause.stated_count or 0 for clause in counting)


def statements(meetings: Sequence[Meeting], as_of: date | None = None, kept: Collection[int] = ()) -> list[Statement]:
    """The numbers of 其餘 N 案持續列管 and the like, meeting by meeting, with the differences explained (by then).

    Those meetings whose figures are `kept` (ids) are not asked for their numbers again.
    """
    remaining: dict[int, Counter[int]] = defaultdict(Counter)
    left_to_ledger: dict[int, set[int]] = defaultdict(set)
    explained: dict[int, Counter[int]] = defaultdict(Counter)
    asked = [meeting for meeting in meetings if meeting.pk not in kept]
    clauses = Clause.objects.filter(
        group_resolution__meeting__in=asked, kind=ClauseKind.TRACKED, wording__contains="{count"
    ).values_list("group_resolution__meeting_id", "group_resolution__group_id", "stated_count")
    for meeting_id, group_id, stated in clauses if asked else ():
        if stated is None:
            left_to_ledger[meeting_id].add(group_id)
        else:
            remaining[meeting_id][group_id] += stated
    notes = DifferenceNote.objects.filter(meeting__in=meetings)
    if as_of is not None:
        notes = notes.filter(written_at__lt=midnight_after(as_of))
    for meeting_id, group_id, number in notes.values_list("meeting_id", "group_id", "cases_explained"):
        explained[meeting_id][group_id] += number
    return [
        Statement(
            meeting.pk,
            remaining[meeting.pk],
            frozenset(left_to_ledger[meeting.pk]),
            explained[meeting.pk],
            is_draft=not meeting.is_final,
        )
        for meeting in meetings
    ]


def _headlines(meetings: Sequence[Meeting]) -> dict[int, Resolution]:
    stating = Q(wording__contains="{delisted") | Q(wording__contains="{added") | Q(wording__contains="{ongoing")
    return {row.meeting_id: row for row in Resolution.objects.filter(stating, meeting__in=meetings)}


def _headline_rows(resolution: Resolution | None, totals: GroupTally) -> tuple[Headline, ...]:
    if resolution is None:
        return ()
    rows = [
        ("delisted", "解列", resolution.stated_delisted, totals.delisted),
        ("added", "新增", resolution.stated_added, totals.added),
        ("ongoing", "確認執行中", resolution.stated_ongoing, totals.remaining),
    ]
    return tuple(
        Headline(key, label, counted if stated is None else stated, counted)
        for key, label, stated, counted in rows
        if f"{{{key}" in resolution.wording
    )
