"""Where the columns of a chart stand; `templates/_fragments/_chart.html` draws what this module lays out.

Charts are SVG made on the server, the same on the page and in the PDF, with the numbers as a table under them.
Presentation is by SVG attributes: the Content-Security-Policy allows no style attribute, and WeasyPrint gives the
page's style sheet no say inside an SVG.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

TOP, BOTTOM, LEFT, RIGHT = 24, 44, 36, 8
# Of a category's width, how much its columns fill.
FILLED = 0.84


@dataclass(frozen=True)
class Series:
    """One row of numbers, a number per category, None where it is not known.

    `mark` is the shape that tells it apart without its colour.
    """

    name: str
    mark: str
    fill: str
    values: tuple[int | None, ...]


@dataclass(frozen=True)
class Column:
    """A column and where its number is written; lengths in the SVG's own units."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    text: str
    middle: float
    text_y: float


@dataclass(frozen=True)
class Line:
    """A horizontal line of the scale with its number."""

    y: float
    text_y: float
    value: int


@dataclass(frozen=True)
class Label:
    """What a category is called, under its columns; `note` is a second, smaller line."""

    x: float
    text: str
    note: str


@dataclass(frozen=True)
class Chart:
    """A chart laid out, and its numbers once more as the rows of a table."""

    title: str
    width: int
    height: int
    left: int
    right: int
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    labels: tuple[Label, ...]
    series: tuple[Series, ...]

    @property
    def label_y(self) -> int:
        """Where the labels' lines stand."""
        return self.height - BOTTOM + 18

    @property
    def note_y(self) -> int:
        """Where the labels' second lines stand."""
        return self.height - BOTTOM + 35

    @property
    def summary(self) -> str:
        """The chart in one sentence, for screen readers."""
        names = "、".join(series.name for series in self.series)
        return f"{self.title}：{len(self.labels)}個時點的{names}，數字列於下表。"


def column_chart(
    title: str, categories: Sequence[tuple[str, str]], series: Sequence[Series], width: int = 600, height: int = 250
) -> Chart:
    """Lay out a column chart: for each category (label, note) one column per series. Numbers are zero or more."""
    largest = max((value or 0 for row in series for value in row.values), default=0)
    step = _step(largest)
    top_value = max(step * (1 + largest // step), step)
    base = height - BOTTOM
    unit = (base - TOP) / top_value
    room = (width - LEFT - RIGHT) / max(len(categories), 1)
    columns = []
    for category in range(len(categories)):
        start = LEFT + room * category + room * (1 - FILLED) / 2
        thick = room * FILLED / max(len(series), 1)
        for index, row in enumerate(series):
            value = row.values[category]
            tall = (value or 0) * unit
            x = start + thick * index
            columns.append(
                Column(
                    x=round(x + 1, 1),
                    y=round(base - tall, 1),
                    width=round(thick - 2, 1),
                    height=round(tall, 1),
                    fill=row.fill,
                    text=f"{row.mark}{'不詳' if value is None else value}",
                    middle=round(x + thick / 2, 1),
                    text_y=round(base - tall - 5, 1),
                )
            )
    return Chart(
        title=title,
        width=width,
        height=height,
        left=LEFT,
        right=width - RIGHT,
        columns=tuple(columns),
        lines=tuple(
            Line(round(base - value * unit, 1), round(base - value * unit + 4, 1), value)
            for value in range(0, top_value + 1, step)
        ),
        labels=tuple(
            Label(round(LEFT + room * (index + 0.5), 1), text, note) for index, (text, note) in enumerate(categories)
        ),
        series=tuple(series),
    )


def _step(largest: int) -> int:
    """A round distance between the scale's lines, so that there are about five of them."""
    step = 1
    while largest / step > 5:
        step = step * 2 if str(step)[0] in "15" else step * 5 // 2
    return step
