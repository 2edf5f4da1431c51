"""The charts of a case's indicators: one per indicator, a line per city."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from cases.reporting.indicators import Series
from platform_site.shared.charts.lines import LineChart, LineRow, line_chart


def charts_of(series: Iterable[Series]) -> list[LineChart]:
    """A chart per indicator that has any value, in the order of `series`; the range is drawn with it."""
    by_indicator: dict[int, list[Series]] = {}
    for row in series:
        by_indicator.setdefault(row.indicator.pk, []).append(row)
    return [_chart(rows) for rows in by_indicator.values() if any(row.latest for row in rows)]


def _chart(rows: list[Series]) -> LineChart:
    indicator = rows[0].indicator
    return line_chart(
        f"{indicator.name}（{indicator.unit}）",
        [f"{point.period.roc_year}年{point.period.quarter}季" for point in rows[0].points],
        [LineRow(row.city.name, tuple(_number(point.value) for point in row.points)) for row in rows],
        [_number(indicator.low), _number(indicator.high)],
    )


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
