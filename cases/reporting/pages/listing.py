"""The list of late reports: by group, quarter and state."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import django_filters
from django.http import QueryDict
from django.utils import timezone

from cases.ledger.then import set_back
from cases.models import Case, UpdateState
from cases.reporting.obligations import Unsent, unsent
from groups.models import IssueGroup, Platform
from platform_site.shared.lists.columns import ListColumn
from platform_site.shared.lists.conditions import MENU, Rows, RowsFilterSet
from platform_site.shared.lists.listing import BATCH, ListDefinition

CELLS = "cases/reporting/{}.html"
NOTHING = "none"
# What is late has not been sent.
STATES = [
    (NOTHING, "未填報"),
    *((state, UpdateState(state).label) for state in (UpdateState.DRAFT, UpdateState.RETURNED)),
]


@dataclass(frozen=True)
class LateReport:
    """A report that is owed and was not sent, with its case, and since how many days."""

    case: Case
    unsent: Unsent
    days: int

    @property
    def state(self) -> str:
        return self.unsent.state or NOTHING


def list_rows(found: Sequence[Unsent], as_of: date | None = None) -> Iterator[LateReport]:
    """These reports with their cases, as of a day as they were then; a query for each `BATCH`, then three more."""
    today = as_of or timezone.localdate()
    for start in range(0, len(found), BATCH):
        some = found[start : start + BATCH]
        cases = Case.objects.select_related("group").in_bulk([row.case_id for row in some])
        if as_of:
            set_back(cases.values(), as_of)
        for row in some:
            yield LateReport(cases[row.case_id], row, (today - row.period.closes_on).days)


class LateFilter(RowsFilterSet):
    """Late reports by group, quarter and state. Expects `Rows` of `Unsent`, all that there are."""

    group = django_filters.ChoiceFilter(label="議題小組", method="by_group", **MENU)
    period = django_filters.ChoiceFilter(label="季別", method="by_period", **MENU)
    state = django_filters.ChoiceFilter(label="狀態", choices=STATES, method="by_state", **MENU)

    def __init__(self, *args: Any, groups: Iterable[IssueGroup], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["group"].extra["choices"] = [(group.name, group.name) for group in groups]
        periods = {row.period.key: str(row.period) for row in self.queryset}
        self.filters["period"].extra["choices"] = sorted(periods.items(), reverse=True)

    def by_group(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.kept(row.group.name == value for row in rows)

    def by_period(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.kept(str(row.period.key) == value for row in rows)

    def by_state(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.kept((row.state or NOTHING) == value for row in rows)


def _filters(data: QueryDict, platform: Platform | None, as_of: date | None) -> LateFilter:
    groups = list(IssueGroup.objects.filter(platform=platform))
    return LateFilter(data, queryset=Rows(unsent(groups, as_of or timezone.localdate(), as_of)), groups=groups)


LATE = ListDefinition(
    key="late",
    title="逾期未填報清單",
    unit="案",
    url="reporting:late",
    export_url="reporting:late-export",
    filters=_filters,
    columns=(
        ListColumn("合作案", value=lambda row: row.case.title, fragment=CELLS.format("_late_case_cell")),
        ListColumn("議題小組", "short", value=lambda row: row.unsent.group.name),
        ListColumn("季別", "short", value=lambda row: str(row.unsent.period)),
        ListColumn("期限", "short", value=lambda row: row.unsent.period.closes_on),
        ListColumn("逾期天數", "short", value=lambda row: row.days, is_number=True),
        ListColumn(
            "狀態", "short", value=lambda row: dict(STATES)[row.state], fragment=CELLS.format("_late_state_cell")
        ),
    ),
    rows=list_rows,
)
