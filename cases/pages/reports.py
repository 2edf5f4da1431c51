"""What a case's page shows of its quarterly reporting: each quarter's report, and its indicators as charts."""

from __future__ import annotations

from dataclasses import dataclass

from cases.models import Case, QuarterlyUpdate
from cases.reporting.indicator_charts import charts_of
from cases.reporting.indicators import series_of
from platform_site.shared.charts.lines import LineChart

QUARTERS_DRAWN = 12


@dataclass(frozen=True)
class CaseReporting:
    """The reports of a case that stand, newest quarter first, and a chart per indicator of the accepted figures."""

    updates: tuple[QuarterlyUpdate, ...]
    charts: tuple[LineChart, ...]


def reporting_of(case: Case) -> CaseReporting:
    """Everything filed on one case. One query where nothing was, six otherwise; charts go back twelve quarters."""
    updates = tuple(
        QuarterlyUpdate.objects.standing().filter(case=case).select_related("period", "group").order_by("-period__key")
    )
    if not updates:
        return CaseReporting((), ())
    periods = [update.period for update in updates[:QUARTERS_DRAWN]]
    return CaseReporting(updates, tuple(charts_of(series_of(case, periods))))
