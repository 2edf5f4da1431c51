"""The list of cases: its filters, columns and rows, the same on the page and in every export."""

from __future__ import annotations

from datetime import date

from django.http import QueryDict

from cases.pages.filters import CaseFilter
from cases.pages.selectors import ListedCase, case_title, list_cells, list_rows, listed_cases
from groups.models import Platform
from meetings.models.meeting import NamedMeeting
from platform_site.shared.lists.columns import ListColumn
from platform_site.shared.lists.listing import ListDefinition


def _filters(data: QueryDict, platform: Platform | None, as_of: date | None) -> CaseFilter:
    return CaseFilter(data, queryset=listed_cases(platform, as_of), platform=platform, as_of=as_of)


def _title(row: ListedCase) -> str:
    return case_title(row.case.title, row.case.parent.title if row.case.parent else None)


def _meeting(meeting: NamedMeeting | None) -> str:
    return meeting.name if meeting else ""


def _day(meeting: NamedMeeting | None) -> date | None:
    return meeting.held_on if meeting else None


CASES = ListDefinition(
    key="cases",
    title="合作案",
    unit="案",
    url="cases:list",
    export_url="cases:export",
    filters=_filters,
    columns=(
        ListColumn("案名", value=_title, sort="title", fragment="cases/pages/_title_cell.html"),
        ListColumn(
            "現況",
            "short",
            value=lambda row: row.status,
            sort="status",
            fragment="cases/pages/_status_cell.html",
            is_only_words=True,
        ),
        ListColumn("議題小組", "short", value=lambda row: row.case.group.name, sort="group"),
        ListColumn("新增會議", "medium", value=lambda row: _meeting(row.added)),
        ListColumn("新增日期", "short", value=lambda row: _day(row.added), sort="added"),
        ListColumn("解列會議", "medium", value=lambda row: _meeting(row.delisted)),
        ListColumn("解列日期", "short", value=lambda row: _day(row.delisted), sort="delisted"),
        ListColumn("共同議題", "medium", value=lambda row: row.topics),
    ),
    rows=list_rows,
    cells=list_cells,
)
