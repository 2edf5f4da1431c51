"""Figures that are quoted outside of the minutes, each with its formula: how many cases were delisted so far, how many
were ever on the list, how many a meeting dealt with.

A number after the first meeting depends on what one takes for the closing: as the minutes state it, without the
difference of that meeting, or without the differences of all meetings so far (as far as nobody has explained them).
After the fourth meeting the three give 120, 122 and 117 cases ever listed: both 120 and 122 have been in the press.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, Sum

from cases.ledger.tallies import TOTAL
from cases.models import KeptTally
from meetings.models import DifferenceNote, Meeting
from meetings.record.figures import MeetingFigures
from platform_site.shared.roc import midnight_after


@dataclass(frozen=True)
class Reading:
    """The figures under one way to take the closing; numbers of cases, None where no record says."""

    closing: int | None
    ever_listed: int | None
    handled: int | None


@dataclass(frozen=True)
class OutsideFigures:
    """What one meeting adds up to. `open_difference` is its own, `open_so_far` that of all meetings up to it."""

    meeting: Meeting
    url: str
    cumulative_delisted: int
    cumulative_gone: int
    open_difference: int
    open_so_far: int
    as_stated: Reading
    without_own: Reading
    without_all: Reading

    @property
    def numbers(self) -> list[int | None]:
        """What was ever listed, then what the meeting dealt with, by each of the three readings."""
        readings = (self.as_stated, self.without_own, self.without_all)
        return [*(one.ever_listed for one in readings), *(one.handled for one in readings)]


def outside_figures(series: Sequence[MeetingFigures], as_of: date | None = None) -> list[OutsideFigures]:
    """The figures of a level's meetings, oldest first, out of their tallies and the sums of those before the first.

    `as_of` is the day up to which differences count as explained.

    - cumulative delisted: the delistings of all meetings so far.
    - ever listed: closing + all that left the list so far, by delisting, merger or correction. A case that came back
      counts once more.
    - handled at the meeting: added + delisted + remaining, which is closing + delisted.
    """
    rows = []
    delisted, gone, open_so_far = _sums_before(series[0].meeting, as_of) if series else (0, 0, 0)
    for figures in series:
        totals = figures.totals
        delisted += totals.delisted
        gone += totals.went - totals.restored
        own = 0 if TOTAL in figures.unknown_openings else totals.open_difference
        open_so_far += own
        closing = None if TOTAL in figures.unknown_closings else totals.closing
        rows.append(
            OutsideFigures(
                figures.meeting,
                figures.url,
                delisted,
                gone,
                own,
                open_so_far,
                *(_reading(closing, less, gone, totals.delisted) for less in (0, own, open_so_far)),
            )
        )
    return rows


def _sums_before(first: Meeting, as_of: date | None) -> tuple[int, int, int]:
    """What the finalised meetings of its level before `first` delisted, took off the list, and left unexplained."""
    meetings = Meeting.objects.filter(level=first.level_id, group=first.group_id).finalised()
    before = meetings.before(first.timeline_key).values("pk")
    notes = DifferenceNote.objects.filter(meeting__in=before)
    if as_of is not None:
        notes = notes.filter(written_at__lt=midnight_after(as_of))
    explained = dict(notes.order_by().values_list("meeting").annotate(Sum("cases_explained")))
    gone = F("delisted") + F("merged") + F("struck") - F("restored")
    rows = KeptTally.objects.filter(meeting__in=before).order_by()
    sums = rows.values_list("meeting").annotate(
        of_delisted=Sum("delisted"),
        of_gone=Sum(gone),
        of_difference=Sum("difference"),
        unknown=Count("pk", filter=Q(opening_known=False)),
    )
    all_delisted = all_gone = unexplained = 0
    for meeting, of_delisted, of_gone, difference, unknown in sums:
        all_delisted += of_delisted
        all_gone += of_gone
        # What was carried into the first meetings on record may be unknown, and so is their difference.
        if not unknown:
            unexplained += (difference or 0) - explained.get(meeting, 0)
    return all_delisted, all_gone, unexplained


def _reading(closing: int | None, less: int, gone: int, delisted: int) -> Reading:
    if closing is None:
        return Reading(None, None, None)
    return Reading(closing - less, closing - less + gone, closing - less + delisted)
