"""The list of differences: by state, group and meeting."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from django.http import QueryDict

from groups.models import Platform
from meetings.differences.records import differences
from meetings.record.explanations import DifferenceState
from platform_site.shared.lists.columns import ListColumn
from platform_site.shared.lists.conditions import MENU, Rows, RowsFilterSet
from platform_site.shared.lists.listing import ListDefinition
from platform_site.shared.numbers import signed

CELLS = "meetings/differences/{}.html"


class DifferenceFilter(RowsFilterSet):
    """Differences by state, group and meeting. Expects `Rows` of them, all that there are."""

    state = django_filters.ChoiceFilter(label="狀態", choices=DifferenceState.choices, method="by_state", **MENU)
    group = django_filters.ChoiceFilter(label="議題小組", method="by_group", **MENU)
    meeting = django_filters.ChoiceFilter(label="會議", method="by_meeting", **MENU)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = sorted({row.group for row in self.queryset}, key=lambda group: group.order)
        self.filters["group"].extra["choices"] = [(group.name, group.name) for group in groups]
        meetings = {row.meeting.key: str(row.meeting) for row in reversed(self.queryset)}
        self.filters["meeting"].extra["choices"] = list(meetings.items())

    def by_state(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.kept(row.state == value for row in rows)

    def by_group(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.kept(row.group.name == value for row in rows)

    def by_meeting(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.kept(row.meeting.key == value for row in rows)


def _filters(data: QueryDict, platform: Platform | None, as_of: date | None) -> DifferenceFilter:
    return DifferenceFilter(data, queryset=Rows(differences(platform, as_of)))


DIFFERENCES = ListDefinition(
    key="differences",
    title="差額",
    unit="筆",
    url="differences:list",
    export_url="differences:export",
    filters=_filters,
    columns=(
        ListColumn("會議", "medium", value=lambda row: str(row.meeting), fragment=CELLS.format("_meeting_cell")),
        ListColumn("議題小組", "short", value=lambda row: row.group.name),
        ListColumn("載明其餘", "short", value=lambda row: row.tally.stated_remaining, is_number=True),
        ListColumn("依前次推算", "short", value=lambda row: row.tally.computed_remaining, is_number=True),
        ListColumn(
            "差額",
            "short",
            value=lambda row: row.number,
            words=signed,
            is_number=True,
            fragment=CELLS.format("_number_cell"),
        ),
        ListColumn("尚待說明", "short", value=lambda row: row.left, words=signed, is_number=True),
        ListColumn(
            "狀態", "short", value=lambda row: DifferenceState(row.state).label, fragment=CELLS.format("_state_cell")
        ),
    ),
    rows=lambda found, as_of: found,
)
