"""Where the lines of a small chart run; `templates/_fragments/_lines.html` draws what this module lays out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

WIDTH, HEIGHT, SIDE, TOP, BOTTOM = 360, 120, 44, 12, 22
# What a name under the chart takes; where points stand closer, not every one has its name.
NAME_WIDTH = 60
# Told apart by dash and by the name at the line's end as well as by colour.
STYLES = (("#1d5284", "none"), ("#1a6b45", "6 3"), ("#8a5a46", "2 3"), ("#5b3f8c", "8 3 2 3"), ("#4d5b69", "1 2"))


@dataclass(frozen=True)
class LineRow:
    """One row of numbers in order; None where there is none."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class Stroke:
    """A row drawn: its runs without gaps as SVG points, its dots, its look."""

    name: str
    colour: str
    dash: str
    runs: tuple[str, ...]
    dots: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class LineChart:
    """A chart laid out. `bounds` are the lines of a standard range: (y, number)."""

    title: str
    labels: tuple[tuple[float, str], ...]
    strokes: tuple[Stroke, ...]
    scale: tuple[tuple[float, str], ...]
    bounds: tuple[tuple[float, str], ...]
    rows: tuple[LineRow, ...]
    names: tuple[str, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = SIDE
    right: int = WIDTH - 8
    label_y: int = HEIGHT - 6

    @property
    def summary(self) -> str:
        """The chart in one sentence, for screen readers."""
        return f"{self.title}：{'、'.join(row.name for row in self.rows)}各期數值，數字列於下表。"


def line_chart(
    title: str, names: Sequence[str], rows: Sequence[LineRow], bounds: Sequence[float | None] = ()
) -> LineChart:
    """Lay out one line per row over the points `names`; `bounds` are the range's ends, None for none."""
    limits = [bound for bound in bounds if bound is not None]
    numbers = [value for row in rows for value in row.values if value is not None] + limits
    low, high = min(numbers, default=0), max(numbers, default=1)
    spread = (high - low) or 1
    # The first point stands 8 from the scale, the last leaves room for its name.
    step = (WIDTH - SIDE - 8 - NAME_WIDTH / 2) / max(len(names) - 1, 1)

    # Counted from the newest, which always has its name.
    every = max(1, ceil(NAME_WIDTH / step))
    named = [index for index in range(len(names)) if (len(names) - 1 - index) % every == 0]

    def x(index: int) -> float:
        return round(SIDE + 8 + index * step, 1)

    def y(value: float) -> float:
        return round(HEIGHT - BOTTOM - (value - low) / spread * (HEIGHT - BOTTOM - TOP), 1)

    def stroke(index: int, row: LineRow) -> Stroke:
        points = [None if value is None else (x(i), y(value)) for i, value in enumerate(row.values)]
        colour, dash = STYLES[index % len(STYLES)]
        return Stroke(row.name, colour, dash, tuple(_runs(points)), tuple(point for point in points if point))

    return LineChart(
        title=title,
        labels=tuple((x(index), names[index]) for index in named),
        strokes=tuple(stroke(index, row) for index, row in enumerate(rows)),
        scale=tuple((y(value), f"{value:g}") for value in sorted({low, high})) if numbers else (),
        bounds=tuple((y(bound), f"{bound:g}") for bound in limits),
        rows=tuple(rows),
        names=tuple(names),
    )


def _runs(points: Sequence[tuple[float, float] | None]) -> list[str]:
    runs: list[list[str]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(f"{point[0]},{point[1]}")
    return [" ".join(run) for run in runs if len(run) > 1]
