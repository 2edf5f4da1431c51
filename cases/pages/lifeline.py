"""A case's life line: the meetings of its levels and the lights of its quarters on one time axis, ready to be drawn.

Days stand to scale: two meetings half a year apart are twice as far from each other as two a quarter apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from cases.models import GOING_ON, Effect, Kind, QuarterlyUpdate, StatusChange, Succession
from meetings.models import Meeting
from platform_site.shared.charts.timeline import TimeAxis, YearTick, label_rows

NO_DAY = date(1912, 1, 1)
# Heights in the drawing's own units: words in two rows above the axis, meetings in two below, then the lights.
AXIS, ROW, LIGHTS, LIGHT_HEIGHT, HEIGHT = 66, 18, 124, 20, 172
# How wide a character of a word and a meeting's short date are drawn.
CHARACTER, DATE_WIDTH = 13, 58
LIGHT_MARKS = {"green": "綠", "yellow": "黃", "red": "紅"}
BEFORE, AFTER, CARRIED, SUBCASE, REPLACED = "before", "after", "carried", "subcase", "replaced"
WORDS = {
    BEFORE: "未見紀錄",
    AFTER: "已不列管",
    CARRIED: "持續列管（其餘）",
    SUBCASE: "新增子案",
    REPLACED: "改以他案",
    **dict(Kind.choices),
}
ON_THE_LIST = (*GOING_ON, CARRIED, SUBCASE)
UNKNOWN_ORIGIN = {
    kind: f"首次出現即為{kind.label}：列管起點早於或不在已登錄的會議。" for kind in Kind if kind != Kind.ADDED
}


@dataclass(frozen=True)
class Step:
    """What a meeting did with the case. `what` is a key of WORDS; `change` is None where the ledger has no row.

    `x` is the middle of the mark, `line_from` where the line to it begins, `line` how that is drawn: "on", "unknown"
    or "". `word_y` and `name_y` are where its word and its meeting stand, None where there is no room for them.
    """

    meeting: Meeting
    what: str
    change: StatusChange | None
    x: float
    line: str
    line_from: float
    word_y: int | None
    name_y: int | None

    @property
    def word(self) -> str:
        return WORDS[self.what]

    @property
    def status(self) -> str:
        """The kind for the status fragment; "" where the case is not on the list."""
        if self.what in (CARRIED, SUBCASE):
            return Kind.TRACKED
        return self.what if self.what in Kind.values else ""


@dataclass(frozen=True)
class LightSpan:
    """The light of one quarter, drawn from the quarter's first day to its last. `text` is empty where it is narrow."""

    update: QuarterlyUpdate
    x: float
    width: float
    text: str

    @property
    def middle(self) -> float:
        """Where the text stands."""
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True)
class Lifeline:
    """The steps and the lights, oldest first, on their axis. `origin` says why the beginning is not known, or "".

    `left_out` is how many meetings of the case's life are not among the steps.
    """

    steps: tuple[Step, ...]
    origin: str
    lights: tuple[LightSpan, ...]
    axis: TimeAxis
    left_out: int = 0

    height, axis_y, lights_y, light_height = HEIGHT, AXIS, LIGHTS, LIGHT_HEIGHT

    @property
    def width(self) -> int:
        return self.axis.width

    @property
    def goes_on_from(self) -> float | None:
        """Where the line to the end begins, of a case still on the list after the last meeting."""
        return self.steps[-1].x if self.steps and self.steps[-1].what in ON_THE_LIST else None

    @property
    def years(self) -> list[YearTick]:
        return self.axis.years

    @property
    def summary(self) -> str:
        """The drawing in words, for screen readers."""
        told = [f"{step.meeting}：{step.word}" for step in self.steps]
        told += [f"{span.update.period}：{span.update.get_light_display()}" for span in self.lights]
        return "；".join(told)


def lifeline(
    meetings: Sequence[Meeting],
    rows: Iterable[StatusChange],
    successions: Iterable[Succession] = (),
    reports: Sequence[QuarterlyUpdate] = (),
    left_out: int = 0,
) -> Lifeline:
    """The life line over `meetings` (in order) of the case with these ledger rows and the cases it went on as.

    `reports` are the accepted ones that stand, in order of their quarters; `left_out` as in Lifeline.
    """
    by_meeting = {row.meeting_id: row for row in rows}
    replaced_at = {succession.change.meeting_id for succession in successions if succession.change}
    kinds: list[tuple[Meeting, str, StatusChange | None, str]] = []
    standing = BEFORE
    for meeting in meetings:
        row = by_meeting.get(meeting.pk)
        what = _what(row, meeting.pk in replaced_at, standing)
        kinds.append((meeting, what, row, _line(standing, what)))
        standing = what
    axis = _axis(meetings, reports)
    steps = _placed(kinds, axis)
    first = next((step for step in steps if step.change), None)
    # What others were merged into enters by that.
    is_known = first is None or first.change.effect == Effect.RESULT
    origin = "" if is_known else UNKNOWN_ORIGIN.get(first.what, "")
    return Lifeline(steps, origin, tuple(_span(report, axis) for report in reports if report.light), axis, left_out)


def _axis(meetings: Sequence[Meeting], reports: Sequence[QuarterlyUpdate]) -> TimeAxis:
    days = [meeting.held_on for meeting in meetings]
    days += [day for report in reports for day in (report.period.first_day, report.period.last_day)]
    return TimeAxis(min(days, default=NO_DAY), max(days, default=NO_DAY))


def _placed(kinds: Sequence[tuple[Meeting, str, StatusChange | None, str]], axis: TimeAxis) -> tuple[Step, ...]:
    xs = [axis.x(meeting.held_on) for meeting, *_ in kinds]
    words = label_rows(xs, [float(CHARACTER * len(WORDS[what])) for _, what, _, _ in kinds], rows=2)
    names = label_rows(xs, [float(DATE_WIDTH)] * len(xs), rows=1)
    steps = []
    for index, (meeting, what, row, line) in enumerate(kinds):
        word, name = words[index], names[index]
        steps.append(
            Step(
                meeting=meeting,
                what=what,
                change=row,
                x=xs[index],
                line=line,
                line_from=xs[index - 1] if index else 0,
                word_y=None if word is None else AXIS - 20 - ROW * word,
                name_y=None if name is None else AXIS + 28,
            )
        )
    return tuple(steps)


def _span(report: QuarterlyUpdate, axis: TimeAxis) -> LightSpan:
    begin, end = axis.x(report.period.first_day), axis.x(report.period.last_day)
    width = max(end - begin - 2, 3)
    return LightSpan(report, begin + 1, round(width, 1), LIGHT_MARKS[report.light] if width >= CHARACTER else "")


def _what(row: StatusChange | None, is_replaced: bool, standing: str) -> str:
    if row is not None and row.kind == Kind.TRACKED:
        if not row.printed_title:
            return CARRIED
        # The ledger knows no addition of a sub-case, since the official counts leave it out of 新增.
        return SUBCASE if row.is_subcase and standing == BEFORE else Kind.TRACKED
    if row is not None:
        return Kind(row.kind)
    if is_replaced:
        return REPLACED
    return BEFORE if standing == BEFORE else AFTER


def _line(standing: str, what: str) -> str:
    if what in (CARRIED, REPLACED) or (what in Kind.values and what != Kind.ADDED):
        return "unknown" if standing == BEFORE else "on" if standing in ON_THE_LIST else ""
    return ""
