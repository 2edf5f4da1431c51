"""A case's life line: every meeting of its levels in order, with what became of the case there, ready to be drawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cases.models import GOING_ON, Effect, Kind, StatusChange, Succession
from meetings.models import Meeting

# Sizes in the drawing's own units.
STEP, MARGIN, AXIS = 116, 62, 40
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

    `x` is the middle of the mark, `line` how the line from the step before is drawn: "on", "unknown" or "".
    """

    meeting: Meeting
    what: str
    change: StatusChange | None
    x: int
    line: str

    @property
    def word(self) -> str:
        return WORDS[self.what]

    @property
    def line_from(self) -> int:
        """Where the line to this step begins."""
        return self.x - STEP

    @property
    def status(self) -> str:
        """The kind for the status fragment; "" where the case is not on the list."""
        if self.what in (CARRIED, SUBCASE):
            return Kind.TRACKED
        return self.what if self.what in Kind.values else ""


@dataclass(frozen=True)
class Lifeline:
    """The steps, oldest first, and how wide they are drawn. `origin` says why the beginning is not known, or ""."""

    steps: tuple[Step, ...]
    origin: str

    @property
    def width(self) -> int:
        return 2 * MARGIN + STEP * max(len(self.steps) - 1, 0)

    @property
    def height(self) -> int:
        return 2 * AXIS + 28

    @property
    def axis(self) -> int:
        return AXIS

    @property
    def summary(self) -> str:
        """The drawing in words, for screen readers."""
        return "；".join(f"{step.meeting}：{step.word}" for step in self.steps)


def lifeline(
    meetings: Sequence[Meeting], rows: Iterable[StatusChange], successions: Iterable[Succession] = ()
) -> Lifeline:
    """The life line over `meetings` (in order) of the case with these ledger rows and the cases it went on as."""
    by_meeting = {row.meeting_id: row for row in rows}
    replaced_at = {succession.change.meeting_id for succession in successions if succession.change}
    steps: list[Step] = []
    standing = BEFORE
    for index, meeting in enumerate(meetings):
        row = by_meeting.get(meeting.pk)
        what = _what(row, meeting.pk in replaced_at, standing)
        steps.append(Step(meeting, what, row, MARGIN + STEP * index, _line(standing, what)))
        standing = what
    first = next((step for step in steps if step.change), None)
    # What others were merged into enters by that.
    is_known = first is None or first.change.effect == Effect.RESULT
    return Lifeline(tuple(steps), "" if is_known else UNKNOWN_ORIGIN.get(first.what, ""))


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
