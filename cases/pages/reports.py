"""What a case's page shows of its quarterly reporting: each quarter's report, and its indicators as charts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cases.models import Case, QuarterlyUpdate, UpdateState
from cases.reporting.indicator_charts import charts_of
from cases.reporting.indicators import series_of
from cases.reporting.reading import readable
from groups.permissions import AnyUser
from platform_site.shared.charts.lines import LineChart

QUARTERS_DRAWN = 12


@dataclass(frozen=True)
class CaseReporting:
    """The reports of a case that stand and that the user may read, newest quarter first, with a chart per indicator.

    The charts show accepted figures only; `accepted` are the accepted reports that stand, oldest quarter first.
    """

    updates: tuple[QuarterlyUpdate, ...]
    charts: tuple[LineChart, ...]
    accepted: tuple[QuarterlyUpdate, ...]


def reporting_of(case: Case, user: AnyUser, as_of: date | None = None) -> CaseReporting:
    """Everything filed on one case that the user may read; charts go back twelve quarters.

    With `as_of` what was accepted by the end of that day. One query where nothing was filed, three otherwise and two
    more where the case has indicators; two more where something is not sent yet.
    """
    standing = QuarterlyUpdate.objects.standing(as_of).filter(case=case)
    standing = standing.select_related("period", "group").order_by("-period__key")
    updates = tuple(standing)
    accepted = tuple(update for update in updates[::-1] if update.state == UpdateState.ACCEPTED)
    if any(update.is_with_liaison for update in updates):
        updates = tuple(readable(standing, user))
    if not updates:
        return CaseReporting((), (), accepted)
    periods = [update.period for update in updates[:QUARTERS_DRAWN]]
    return CaseReporting(updates, tuple(charts_of(series_of(case, periods, as_of=as_of))), accepted)
