"""The list of late reports: by group, quarter and state."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import django_filters
from django.http import QueryDict
from django.utils import timezone

from cases.ledger.then import set_back
from cases.models import UpdateState
from cases.reporting.obligations import Obligation, late
from groups.models import IssueGroup, Platform
from platform_site.shared.lists.columns import ListColumn
from platform_site.shared.lists.conditions import MENU, Rows, RowsFilterSet
from platform_site.shared.lists.listing import ListDefinition

CELLS = "cases/reporting/{}.html"
NOTHING = "none"
# What is late has not been sent.
STATES = [
    (NOTHING, "未填報"),
    *((state, UpdateState(state).label) for state in (UpdateState.DRAFT, UpdateState.RETURNED)),
]


@dataclass(frozen=True)
class LateReport:
    """A report that is owed and was not sent, and since how many days."""

    owed: Obligation
    days: int

    @property
    def state(self) -> str:
        return self.owed.state or NOTHING


def late_reports(groups: Iterable[IssueGroup], today: date, as_of: date | None = None) -> list[LateReport]:
    """What these groups should have sent before `today` and have not.

    With `as_of` (then `today` is that day) what they had not sent by the end of it, of the cases as they were then.
    """
    ours = {group.pk for group in groups}
    rows = [owed for owed in late(today, as_of=as_of) if owed.group_id in ours]
    if as_of:
        set_back([owed.case for owed in rows], as_of)
    return [LateReport(owed, (today - owed.period.closes_on).days) for owed in rows]


class LateFilter(RowsFilterSet):
    """Late reports by group, quarter and state. Expects `Rows` of them, all that there are."""

    group = django_filters.ChoiceFilter(label="議題小組", method="by_group", **MENU)
    period = django_filters.ChoiceFilter(label="季別", method="by_period", **MENU)
    state = django_filters.ChoiceFilter(label="狀態", choices=STATES, method="by_state", **MENU)

    def __init__(self, *args: Any, groups: Iterable[IssueGroup], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["group"].extra["choices"] = [(group.name, group.name) for group in groups]
        periods = {row.owed.period.key: str(row.owed.period) for row in self.queryset}
        self.filters["period"].extra["choices"] = sorted(periods.items(), reverse=True)

    def by_group(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.kept(row.owed.group.name == value for row in rows)

    def by_period(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.kept(str(row.owed.period.key) == value for row in rows)

    def by_state(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.kept(row.state == value for row in rows)


def _filters(data: QueryDict, platform: Platform | None, as_of: date | None) -> LateFilter:
    groups = list(IssueGroup.objects.filter(platform=platform))
    return LateFilter(data, queryset=Rows(late_reports(groups, as_of or timezone.localdate(), as_of)), groups=groups)


LATE = ListDefinition(
    key="late",
    title="逾期未填報清單",
    unit="案",
    url="reporting:late",
    export_url="reporting:late-export",
    filters=_filters,
    columns=(
        ListColumn("合作案", value=lambda row: row.owed.case.title, fragment=CELLS.format("_late_case_cell")),
        ListColumn("議題小組", "short", value=lambda row: row.owed.group.name),
        ListColumn("季別", "short", value=lambda row: str(row.owed.period)),
        ListColumn("期限", "short", value=lambda row: row.owed.period.closes_on),
        ListColumn("逾期天數", "short", value=lambda row: row.days, is_number=True),
        ListColumn(
            "狀態", "short", value=lambda row: dict(STATES)[row.state], fragment=CELLS.format("_late_state_cell")
        ),
    ),
    rows=lambda found, as_of: found,
)
