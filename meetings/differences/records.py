"""Every difference of the record with its notes and its state."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from cases.ledger.kept import FIGURES, Kept
from cases.ledger.tallies import GroupTally
from cases.models import KeptTally
from groups.models import IssueGroup, Platform
from groups.platforms import default_platform
from meetings.minutes import anchors
from meetings.models import DifferenceNote, Meeting
from meetings.record.explanations import DifferenceState, state_of
from meetings.record.figures import MeetingFigures, all_figures, figures_of, ledger_levels
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


def open_differences(
    platform: Platform | None = None, as_of: date | None = None, most: int = 20
) -> tuple[int, tuple[Difference, ...]]:
    """How many differences are not wholly explained, and the newest of them, oldest first within each level.

    As `differences`, without their notes, and in a number of queries that no meeting adds to.
    """
    notes = DifferenceNote.objects.filter(meeting=OuterRef("meeting"), group=OuterRef("group")).order_by()
    if as_of is not None:
        notes = notes.filter(written_at__lt=midnight_after(as_of))
    said = notes.values("meeting").annotate(number=Sum("cases_explained")).values("number")
    meetings = Meeting.objects.finalised(as_of).filter(level__in=ledger_levels(platform))
    found = (
        KeptTally.objects.filter(meeting__in=meetings, difference__isnull=False, opening_known=True)
        .annotate(said=Coalesce(Subquery(said), 0))
        .exclude(difference=F("said"))
    )
    newest = found.order_by("-meeting__held_on", "-meeting__sequence", "-group__order")
    rows = list(newest.values_list("meeting", "group", "said", *FIGURES)[:most])
    if not rows:
        return 0, ()
    meetings_of = Meeting.objects.select_related("level__platform", "group").in_bulk({meeting for meeting, *_ in rows})
    groups = {group.pk: group for group in IssueGroup.objects.filter(platform=platform or default_platform())}
    anchor = {pk: anchors.sheet(number) for number, pk in enumerate(groups, 1)}
    shown = [
        Difference(
            meetings_of[meeting], groups[group], anchor[group], Kept(tuple(figures)).tally(groups[group].name, said)
        )
        for meeting, group, said, *figures in reversed(rows)
    ]
    number = len(rows) if len(rows) < most else found.count()
    return number, tuple(sorted(shown, key=lambda row: row.meeting.level.order))


def difference_of(meeting: Meeting, group: IssueGroup) -> Difference | None:
    """The difference of one group at one meeting, a draft's too; None where there is none."""
    found = _of([figures_of(meeting)])
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
