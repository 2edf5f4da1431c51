"""What the minutes state, tallied by `cases.ledger.tallies`; the one source of every page's figures."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from cases.ledger.tallies import TOTAL, GroupTally, MeetingTally, Statement, tally
from groups.models import IssueGroup, Platform
from groups.platforms import default_platform
from meetings.minutes import anchors
from meetings.minutes.document import ClauseKind
from meetings.models import Clause, DifferenceNote, Meeting, MeetingLevel, Resolution
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

    def as_json(self) -> dict:
        """One element of the list in `tally --format json`."""
        return {
            "meeting": self.meeting.key,
            "date": self.meeting.held_on.isoformat(),
            "groups": [group.as_json() for group in self.groups],
            "totals": {key: value for key, value in self.totals.as_json().items() if key != "group"},
        }


def figures_of_level(
    level: int | MeetingLevel, group: int | IssueGroup | None = None, as_of: date | None = None
) -> list[MeetingFigures]:
    """The figures of every meeting of one level, oldest first, in a fixed number of queries.

    `group` for a level that is numbered per group; rows or ids. Counted are the groups of the level's platform. With
    `as_of` those of the finalised meetings held by the end of that day, with what was explained by then.
    """
    every = Meeting.objects.all() if as_of is None else Meeting.objects.finalised(as_of)
    meetings = list(every.filter(level=level, group=group).in_order().select_related("host_city"))
    counted = IssueGroup.objects.filter(**({"pk": group} if group else {"platform__levels": level}))
    tallies = tally(statements(meetings, as_of), dict(counted.values_list("pk", "name")))
    headlines = _headlines(meetings)
    series: list[MeetingFigures] = []
    for meeting, meeting_tally in zip(meetings, tallies, strict=True):
        openings = series[-1].unknown_closings if series else _openings_before_the_record(meeting, meeting_tally)
        closings = _and_total(row.group for row in meeting_tally.groups if _closing_is_unknown(row, openings))
        rows = _headline_rows(headlines.get(meeting.pk), meeting_tally.totals)
        series.append(MeetingFigures(meeting, meeting_tally, rows, not series, openings, closings))
    return series


def all_figures(platform: Platform | None = None, as_of: date | None = None) -> list[MeetingFigures]:
    """The figures of every level of a platform that keeps a ledger, level by level, oldest meeting first.

    The platform is the first one unless it is named: figures of two bodies never stand in one list. `as_of` as above.
    """
    levels = MeetingLevel.objects.filter(
        platform=platform or default_platform(), keeps_ledger=True, meetings__isnull=False
    )
    return [figures for level in levels.distinct() for figures in figures_of_level(level, as_of=as_of)]


def figures_of(meeting: Meeting) -> MeetingFigures:
    """The figures of one meeting; its opening comes out of the meetings before it."""
    return next(
        figures for figures in figures_of_level(meeting.level_id, meeting.group_id) if figures.meeting.pk == meeting.pk
    )


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


def statements(meetings: Sequence[Meeting], as_of: date | None = None) -> list[Statement]:
    """The numbers of 其餘 N 案持續列管 and the like, meeting by meeting, with the differences explained (by then)."""
    remaining: dict[int, Counter[int]] = defaultdict(Counter)
    left_to_ledger: dict[int, set[int]] = defaultdict(set)
    explained: dict[int, Counter[int]] = defaultdict(Counter)
    clauses = Clause.objects.filter(
        group_resolution__meeting__in=meetings, kind=ClauseKind.TRACKED, wording__contains="{count"
    ).values_list("group_resolution__meeting_id", "group_resolution__group_id", "stated_count")
    for meeting_id, group_id, stated in clauses:
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
