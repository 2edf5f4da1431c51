"""A time axis to scale: where days, quarters and years stand, and which labels have room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from platform_site.shared.roc import ROC_OFFSET

WIDTH, MARGIN = 960, 48
# The widest a label may be before the next one in its row.
GAP = 8


@dataclass(frozen=True)
class YearTick:
    """Where a year begins; `text` is empty where there is no room for it."""

    x: float
    text: str


@dataclass(frozen=True)
class TimeAxis:
    """Days from `first` to `last` on a line of `width` units, with a margin at both ends for labels."""

    first: date
    last: date
    width: int = WIDTH

    def x(self, day: date) -> float:
        """Where a day stands; days outside of the axis stand at its ends."""
        days = (self.last - self.first).days
        part = (day - self.first).days / days if days else 0.5
        return round(MARGIN + (self.width - 2 * MARGIN) * min(max(part, 0), 1), 1)

    @property
    def years(self) -> list[YearTick]:
        """The first days of the years within the axis, in ROC years."""
        days = [date(year, 1, 1) for year in range(self.first.year + 1, self.last.year + 1)]
        xs = [self.x(day) for day in days]
        kept = label_rows(xs, [36.0] * len(xs), rows=1)
        return [
            YearTick(x, "" if row is None else f"{day.year - ROC_OFFSET}年")
            for x, day, row in zip(xs, days, kept, strict=True)
        ]


def label_rows(middles: Sequence[float], widths: Sequence[float], rows: int) -> list[int | None]:
    """For labels centred at `middles`, from left to right, the row each fits into, None where there is no room.

    The last label is placed first, so that the newest is never the one left out.
    """
    ends: list[float | None] = [None] * rows
    placed: list[int | None] = [None] * len(middles)
    for index in reversed(range(len(middles))):
        left, right = middles[index] - widths[index] / 2, middles[index] + widths[index] / 2
        for row, begin in enumerate(ends):
            if begin is None or right + GAP <= begin:
                ends[row], placed[index] = left, row
                break
    return placed
