"""Every difference of the record with its notes and its state."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from cases.ledger.tallies import GroupTally
from groups.models import IssueGroup, Platform
from meetings.models import DifferenceNote, Meeting
from meetings.record.explanations import DifferenceState, state_of
from meetings.record.figures import MeetingFigures, all_figures, figures_of_level
from platform_site.shared.roc import midnight_after


@dataclass(frozen=True)
class Difference:
    """One group's stated remainder at one meeting that is not what the ledger carries forward.

    `anchor` is the group's sheet on the meeting's dashboard.
    """

    meeting: Meeting
    group: IssueGroup
    anchor: str
    tally: GroupTally
    notes: tuple[DifferenceNote, ...] = ()

    @property
    def state(self) -> DifferenceState:
        return state_of(self.number, self.notes)

    @property
    def is_open(self) -> bool:
        return self.state == DifferenceState.OPEN

    @property
    def number(self) -> int:
        """Stated minus computed, never 0."""
        return self.tally.difference or 0

    @property
    def left(self) -> int:
        """What the notes leave unexplained."""
        return self.tally.open_difference


def differences(platform: Platform | None = None, as_of: date | None = None) -> list[Difference]:
    """The differences of a platform's finalised meetings, oldest first within each level.

    The first platform's where none is named; with `as_of` those of the meetings held by the end of that day, with the
    notes written by then. Two queries besides those of `all_figures`.
    """
    return _of([figures for figures in all_figures(platform, as_of) if figures.meeting.is_final], as_of)


def difference_of(meeting: Meeting, group: IssueGroup) -> Difference | None:
    """The difference of one group at one meeting, a draft's too; None where there is none."""
    series = figures_of_level(meeting.level_id, meeting.group_id)
    found = _of([figures for figures in series if figures.meeting.pk == meeting.pk])
    return next((row for row in found if row.group.pk == group.pk), None)


def _of(series: list[MeetingFigures], as_of: date | None = None) -> list[Difference]:
    differing = [figures for figures in series if figures.differing]
    if not differing:
        return []
    platform = differing[0].meeting.level.platform_id
    groups = {group.name: group for group in IssueGroup.objects.filter(platform=platform)}
    notes: dict[tuple[int, str], list[DifferenceNote]] = defaultdict(list)
    meetings = [figures.meeting.pk for figures in differing]
    written = DifferenceNote.objects.filter(meeting__in=meetings)
    if as_of is not None:
        written = written.filter(written_at__lt=midnight_after(as_of))
    for note in written.select_related("case__group", "group__platform"):
        notes[note.meeting_id, note.group.name].append(note)
    return [
        Difference(figures.meeting, groups[row.group], anchor, row, tuple(notes[figures.meeting.pk, row.group]))
        for figures in differing
        for anchor, row in figures.anchored_groups
        if row in figures.differing
    ]
