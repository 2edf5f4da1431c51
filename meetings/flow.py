"""The flow of cases between the meetings of a level as a chart: one drawing for home, the tally and the public."""

from __future__ import annotations

from collections.abc import Iterable

from meetings.record.figures import MeetingFigures
from platform_site.shared.charts.flow import FlowChart, Stage, flow_chart
from platform_site.shared.roc import roc_short


def flow_of(series: Iterable[MeetingFigures]) -> FlowChart:
    """期末 of each meeting, oldest first, and below it what came in and went out."""
    return flow_chart("歷次會議合作案的增減", [_stage(figures) for figures in series])


def _stage(figures: MeetingFigures) -> Stage:
    totals, when = figures.totals, roc_short(figures.meeting.held_on)
    return Stage(
        label=f"第{figures.meeting.number}次",
        note=when if figures.meeting.is_final else f"{when} 草稿",
        stock=None if totals.group in figures.unknown_closings else totals.closing,
        came=totals.came,
        went=totals.went,
        difference=None if totals.group in figures.unknown_openings else totals.difference,
    )
