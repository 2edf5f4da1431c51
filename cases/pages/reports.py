"""What a case's page shows of its quarterly reporting: each quarter's report, and its indicators as charts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cases.models import Case, QuarterlyUpdate
from cases.reporting.indicator_charts import charts_of
from cases.reporting.indicators import series_of
from cases.reporting.reading import readable
from groups.permissions import AnyUser
from platform_site.shared.charts.lines import LineChart

QUARTERS_DRAWN = 12


@dataclass(frozen=True)
class CaseReporting:
    """The reports of a case that stand, newest quarter first, and a chart per indicator of the accepted figures."""

    updates: tuple[QuarterlyUpdate, ...]
    charts: tuple[LineChart, ...]


def reporting_of(case: Case, user: AnyUser, as_of: date | None = None) -> CaseReporting:
    """Everything filed on one case that the user may read; charts go back twelve quarters.

    With `as_of` what was accepted by the end of that day. Two queries where nothing was filed, seven otherwise; one
    fewer for the secretariat.
    """
    updates = tuple(
        readable(QuarterlyUpdate.objects.standing(as_of).filter(case=case), user)
        .select_related("period", "group")
        .order_by("-period__key")
    )
    if not updates:
        return CaseReporting((), ())
    periods = [update.period for update in updates[:QUARTERS_DRAWN]]
    return CaseReporting(updates, tuple(charts_of(series_of(case, periods, as_of=as_of))))
