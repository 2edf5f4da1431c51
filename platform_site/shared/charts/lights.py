"""Where the cells of a light wall and of the bars of stuck cases stand.

`templates/_fragments/_light_wall.html` and `_light_bars.html` draw what this module lays out. A row's name stands above
its cells, so that twelve quarters fit the width of a phone, and two columns of a page of paper. What has many rows is
cut into blocks, each a drawing of its own with its own head: a drawing cannot go over two pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

WIDTH, CELL, STEP = 312, 24, 26
NAME_SIZE, NAME_ROOM, HEAD, BETWEEN = 12, 18, 36, 8
ROWS_PER_BLOCK = 14
# A bar leaves room at its end for the number; below this width a segment has no letter.
BAR_END, SEGMENT, LETTER_ROOM = 84, 24, 14
LETTER_SIZE = 13


@dataclass(frozen=True)
class Look:
    """How a state is drawn: always with its letter, never by the colour alone."""

    name: str
    letter: str
    fill: str
    stroke: str
    ink: str
    dash: str = "none"


LOOKS = {
    "red": Look("紅燈", "紅", "#a3231c", "#a3231c", "#ffffff"),
    "yellow": Look("黃燈", "黃", "#ffd24d", "#8a5a00", "#1c2733"),
    "green": Look("綠燈", "綠", "#e3f2ea", "#1a6b3f", "#1a5533"),
    "none": Look("尚無採認進度", "－", "#ffffff", "#6b7885", "#4d5b69", "3 2"),
}


@dataclass(frozen=True)
class Cell:
    """One state of a row: a key of LOOKS, or "" for an empty place; where it leads and what it says of itself."""

    state: str
    url: str = ""
    words: str = ""

    @property
    def letter(self) -> str:
        """What stands for the state in a table."""
        return LOOKS[self.state].letter if self.state else ""


@dataclass(frozen=True)
class Row:
    """A row's name with its cells in order; `note` stands behind a bar."""

    name: str
    cells: tuple[Cell, ...]
    note: str = ""


@dataclass(frozen=True)
class LaidCell:
    """A cell in the drawing's own units."""

    x: float
    y: int
    width: float
    middle: float
    text_y: int
    letter: str
    look: Look
    url: str
    words: str

    @property
    def box(self) -> str:
        """The cell as a path."""
        return f"M{self.x:g} {self.y:g}h{self.width:g}v{CELL}h-{self.width:g}z"

    @property
    def letter_x(self) -> float:
        """Where its letter begins."""
        return self.middle - LETTER_SIZE / 2


@dataclass(frozen=True)
class LaidRow:
    """A row: its name as far as it fits, where that stands, its cells, and where its note stands."""

    name: str
    name_y: int
    cells: tuple[LaidCell, ...]
    note: str
    note_x: float
    note_y: int


@dataclass(frozen=True)
class Layer:
    """All cells of one look: those without a link as one path, those with one, and every letter, a line per row.

    Drawn so and not cell by cell, a wall of many cases is a fraction of the size. `everything` is the path of all.
    """

    look: Look
    everything: str
    plain: str
    links: tuple[tuple[str, str, str], ...]
    letters: tuple[tuple[int, str, str], ...]


@dataclass(frozen=True)
class Block:
    """One drawing: what it is called, the heads of its columns as (x, text), its rows."""

    title: str
    years: tuple[tuple[float, str], ...]
    heads: tuple[tuple[float, str], ...]
    rows: tuple[LaidRow, ...]
    height: int
    width: int = WIDTH
    cell: int = CELL

    @property
    def summary(self) -> str:
        """The drawing in one sentence, for screen readers."""
        return f"{self.title}{len(self.rows)}案，各格燈號列於下表。"

    @property
    def layers(self) -> list[Layer]:
        """The cells by their looks, as they are drawn."""
        return [layer for layer in map(self._layer, LOOKS.values()) if layer.everything]

    def _layer(self, look: Look) -> Layer:
        rows = [[cell for cell in row.cells if cell.look == look] for row in self.rows]
        cells = [cell for row in rows for cell in row]
        lines = [[cell for cell in row if cell.letter] for row in rows]
        return Layer(
            look,
            "".join(cell.box for cell in cells),
            "".join(cell.box for cell in cells if not cell.url),
            tuple((cell.url, cell.words, cell.box) for cell in cells if cell.url),
            tuple(
                (line[0].text_y, " ".join(f"{cell.letter_x:g}" for cell in line), look.letter * len(line))
                for line in lines
                if line
            ),
        )


def light_wall(title: str, columns: Sequence[tuple[str, str]], rows: Sequence[Row]) -> tuple[Block, ...]:
    """Rows × columns of lights; a column is (year, quarter), and the year is written where it begins."""
    heads = tuple((STEP * index + CELL / 2, quarter) for index, (_, quarter) in enumerate(columns))
    years = tuple(
        (STEP * index, _year(columns, index))
        for index, (year, _) in enumerate(columns)
        if index == 0 or columns[index - 1][0] != year
    )
    return tuple(
        Block(title + more, years, heads, tuple(laid), HEAD + len(laid) * (NAME_ROOM + CELL + BETWEEN))
        for more, laid in _blocks(rows, HEAD, [STEP] * len(columns), CELL)
    )


def light_bars(title: str, rows: Sequence[Row]) -> tuple[Block, ...]:
    """A bar for each row, a segment for each of its cells, as wide as the longest bar allows."""
    longest = max((len(row.cells) for row in rows), default=1)
    width = min(SEGMENT, (WIDTH - BAR_END) / longest)
    return tuple(
        Block(title + more, (), (), tuple(laid), len(laid) * (NAME_ROOM + CELL + BETWEEN))
        for more, laid in _blocks(rows, 0, [width] * longest, width)
    )


def _year(columns: Sequence[tuple[str, str]], index: int) -> str:
    """The year, with 年 where it has the room of two columns."""
    year = columns[index][0]
    has_room = index + 1 < len(columns) and columns[index + 1][0] == year
    return f"{year}年" if has_room else year


def _blocks(rows: Sequence[Row], top: int, steps: Sequence[float], width: float) -> list[tuple[str, list[LaidRow]]]:
    """The rows of each block, laid out, with what its title says besides; the blocks are of about one length."""
    size = ceil(len(rows) / ceil(len(rows) / ROWS_PER_BLOCK)) if rows else 1
    cut = [rows[start : start + size] for start in range(0, len(rows), size)]
    return [
        (
            "（續）" if number else "",
            [_row(row, top + index * (NAME_ROOM + CELL + BETWEEN), steps, width) for index, row in enumerate(part)],
        )
        for number, part in enumerate(cut)
    ]


def _row(row: Row, y: int, steps: Sequence[float], width: float) -> LaidRow:
    top = y + NAME_ROOM
    cells = []
    x = 0.0
    for cell, step in zip(row.cells, steps, strict=False):
        if cell.state:
            look = LOOKS[cell.state]
            letter = look.letter if width >= LETTER_ROOM else ""
            cells.append(
                LaidCell(
                    round(x, 1),
                    top,
                    round(width, 1),
                    round(x + width / 2, 1),
                    top + 17,
                    letter,
                    look,
                    cell.url,
                    cell.words,
                )
            )
        x += step
    return LaidRow(fitting(row.name), y + 13, tuple(cells), row.note, round(x_end(cells) + 8, 1), top + 17)


def x_end(cells: Sequence[LaidCell]) -> float:
    """Where the last cell ends."""
    return cells[-1].x + cells[-1].width if cells else 0


def fitting(text: str, room: int = WIDTH, size: int = NAME_SIZE) -> str:
    """The text as far as the room allows, with … where it goes on; ASCII is a little over half as wide."""
    width = 0.0
    for index, letter in enumerate(text):
        width += size * (0.6 if letter.isascii() else 1)
        if width > room:
            return text[: index - 1] + "…"
    return text
