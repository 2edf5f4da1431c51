"""What is on a list from meeting to meeting, and what came in and went out; `_fragments/_flow.html` draws it.

Two panels over the same meetings, each with a scale of its own: above the stock, below what changed it, in above and
out below a zero line, so that what leaves never looks like growth. A difference between what was stated and what the
changes come to is drawn beside them in outline: it is neither.
Presentation is by SVG attributes, as everywhere (the Content-Security-Policy allows no style attribute, and WeasyPrint
gives the page's style sheet no say inside an SVG).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

LEFT, RIGHT = 44, 8
# A bar of each kind with its number.
RECT = '<rect x="{}" y="{}" width="{}" height="{}"'
TEXT_AT = '/><text x="{}" y="{}" font-size='
SMALL = '"12" text-anchor="middle" fill="#1c2733">{}</text>'
DRAWN = {
    "stock": f'{RECT} fill="#1d5284"{TEXT_AT}"15" font-weight="700" text-anchor="middle" fill="#1c2733">{{}}</text>',
    "came": f'{RECT} fill="#1a6b45"{TEXT_AT}{SMALL}',
    "went": f'{RECT} fill="#8a5a46"{TEXT_AT}{SMALL}',
    "difference": f'{RECT} fill="none" stroke="#8a4700" stroke-width="1.5" stroke-dasharray="3 2"{TEXT_AT}'
    '"12" text-anchor="middle" fill="#8a4700">{}</text>',
}
ROOM, LEAST_WIDTH = 96, 600
STOCK_TOP, STOCK_HEIGHT = 46, 110
LABELS = 46
FLOW_TOP, FLOW_HEIGHT = STOCK_TOP + STOCK_HEIGHT + LABELS + 24, 150
HEIGHT = FLOW_TOP + FLOW_HEIGHT + 12
# Room for the numbers above and below the flow's bars.
TEXT = 18


@dataclass(frozen=True)
class Stage:
    """One meeting: what it is called, the stock after it (None: not known) and the changes, all numbers of cases.

    `came` and `went` are zero or more; `difference` has its sign, None or 0 where there is none.
    """

    label: str
    note: str
    stock: int | None
    came: int
    went: int
    difference: int | None = None


@dataclass(frozen=True)
class Bar:
    """A bar and where its number stands; lengths in the drawing's own units. `kind`: stock, came, went, difference."""

    kind: str
    x: float
    y: float
    width: float
    height: float
    middle: float
    text: str
    text_y: float

    @property
    def drawn(self) -> SafeString:
        """The bar as SVG."""
        box = (self.x, self.y, self.width, self.height)
        return format_html(DRAWN[self.kind], *box, self.middle, self.text_y, self.text)


@dataclass(frozen=True)
class Label:
    """What a meeting is called between the panels."""

    x: float
    text: str
    note: str


@dataclass(frozen=True)
class FlowChart:
    """The drawing, and the sentence that tells it to screen readers."""

    title: str
    width: int
    height: int
    left: int
    right: int
    stock_base: float
    zero: float
    label_y: int
    note_y: int
    bars: tuple[Bar, ...]
    labels: tuple[Label, ...]
    has_differences: bool
    left_out: int
    summary: str


def flow_chart(title: str, stages: Sequence[Stage], most: int = 12) -> FlowChart:
    """Lay out the newest `most` of the stages, oldest first; `left_out` says how many stand in the table only."""
    shown = list(stages)[-most:]
    width = max(LEAST_WIDTH, LEFT + RIGHT + ROOM * len(shown))
    room = (width - LEFT - RIGHT) / max(len(shown), 1)
    stock_unit = (
        STOCK_HEIGHT / max((stage.stock or 0 for stage in shown), default=0)
        if any(stage.stock for stage in shown)
        else 0
    )
    up = max((max(stage.came, stage.difference or 0) for stage in shown), default=0)
    down = max((max(stage.went, -(stage.difference or 0)) for stage in shown), default=0)
    flow_unit = (FLOW_HEIGHT - 2 * TEXT) / ((up + down) or 1)
    zero = FLOW_TOP + TEXT + up * flow_unit
    bars: list[Bar] = []
    labels = []
    for index, stage in enumerate(shown):
        middle = LEFT + room * (index + 0.5)
        bars.append(_stock(stage, middle, room, stock_unit))
        bars += _changes(stage, middle, room, flow_unit, zero)
        labels.append(Label(round(middle, 1), stage.label, stage.note))
    return FlowChart(
        title=title,
        width=round(width),
        height=HEIGHT,
        left=LEFT,
        right=round(width) - RIGHT,
        stock_base=STOCK_TOP + STOCK_HEIGHT,
        zero=round(zero, 1),
        label_y=STOCK_TOP + STOCK_HEIGHT + 20,
        note_y=STOCK_TOP + STOCK_HEIGHT + 37,
        bars=tuple(bars),
        labels=tuple(labels),
        has_differences=any(stage.difference for stage in shown),
        left_out=len(stages) - len(shown),
        summary=f"{title}：" + "；".join(_sentence(stage) for stage in shown) + "。數字列於下表。",
    )


def _stock(stage: Stage, middle: float, room: float, unit: float) -> Bar:
    tall, wide = (stage.stock or 0) * unit, room * 0.44
    y = STOCK_TOP + STOCK_HEIGHT - tall
    text = "不詳" if stage.stock is None else str(stage.stock)
    return _bar("stock", middle, y, wide, tall, text, y - 6)


def _changes(stage: Stage, middle: float, room: float, unit: float, zero: float) -> list[Bar]:
    """In and out on one line under the meeting, the difference to their right."""
    wide, aside = room * 0.3, room * 0.3
    came, went = stage.came * unit, stage.went * unit
    centre = middle - aside / 2 if stage.difference else middle
    bars = [
        _bar("came", centre, zero - came, wide, came, f"＋{stage.came}", zero - came - 5),
        _bar("went", centre, zero, wide, went, f"－{stage.went}", zero + went + 14),
    ]
    if stage.difference:
        tall = abs(stage.difference) * unit
        y = zero - tall if stage.difference > 0 else zero
        text_y = y - 5 if stage.difference > 0 else zero + tall + 14
        sign = "＋" if stage.difference > 0 else "－"
        bars.append(_bar("difference", centre + aside, y, wide * 0.6, tall, f"差{sign}{abs(stage.difference)}", text_y))
    return bars


def _bar(kind: str, middle: float, y: float, width: float, height: float, text: str, text_y: float) -> Bar:
    return Bar(
        kind, round(middle - width / 2, 1), round(y, 1), round(width, 1), round(height, 1), round(middle, 1), text,
        round(text_y, 1),
    )  # fmt: skip


def _sentence(stage: Stage) -> str:
    stock = "期末不詳" if stage.stock is None else f"期末{stage.stock}案"
    difference = f"，差額{stage.difference:+d}" if stage.difference else ""
    return f"{stage.label}進{stage.came}案、出{stage.went}案{difference}，{stock}"
