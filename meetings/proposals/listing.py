"""The list of proposals: by state, kind, group and meeting."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import chain
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import QueryDict

from groups.models import IssueGroup, Platform
from meetings.models import Meeting, Proposal, ProposalKind, ProposalState
from platform_site.shared.lists.columns import ListColumn
from platform_site.shared.lists.conditions import MENU
from platform_site.shared.lists.listing import ListDefinition, batches
from platform_site.shared.roc import roc_datetime

CELLS = "meetings/proposals/{}.html"


class ProposalFilter(django_filters.FilterSet):
    """Proposals by state, kind, group and the meeting whose agenda they are on."""

    state = django_filters.ChoiceFilter(label="狀態", choices=ProposalState.choices, **MENU)
    kind = django_filters.ChoiceFilter(label="提案類別", choices=ProposalKind.choices, **MENU)
    group = django_filters.ModelChoiceFilter(
        label="議題小組", queryset=IssueGroup.objects.none(), to_field_name="name", **MENU
    )
    meeting = django_filters.ChoiceFilter(label="會議", method="by_meeting", **MENU)

    class Meta:
        model = Proposal
        fields: list[str] = []

    def __init__(self, *args: Any, platform: Platform | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["group"].queryset = IssueGroup.objects.filter(platform=platform)
        meetings = Meeting.objects.filter(level__platform=platform, proposals__isnull=False).distinct()
        self.meetings = {meeting.key: meeting for meeting in meetings.in_order().reverse().named()}
        self.filters["meeting"].extra["choices"] = [(key, one.name) for key, one in self.meetings.items()]

    def by_meeting(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Those on the agenda of one meeting."""
        return queryset.filter(meeting=self.meetings[value].pk)


def _filters(data: QueryDict, platform: Platform | None, as_of: date | None) -> ProposalFilter:
    rows = Proposal.objects.filter(group__platform=platform)
    rows = rows.select_related("group", "case", "meeting__level", "meeting__group")
    return ProposalFilter(data, queryset=rows, platform=platform)


def _title(row: Proposal) -> str:
    return f"{row}（{row.get_delist_reason_display()}）" if row.delist_reason else str(row)


def _rows(found: QuerySet, as_of: date | None) -> Iterator[Proposal]:
    return chain.from_iterable(batches(found))


PROPOSALS = ListDefinition(
    key="proposals",
    title="提案",
    unit="件",
    url="proposals:list",
    export_url="proposals:export",
    filters=_filters,
    columns=(
        ListColumn("提案", value=_title, fragment=CELLS.format("_title_cell")),
        ListColumn("議題小組", "short", value=lambda row: row.group.name),
        ListColumn("狀態", "short", value=lambda row: row.get_state_display(), fragment=CELLS.format("_state_cell")),
        ListColumn("會議", "medium", value=lambda row: str(row.meeting) if row.meeting else ""),
        ListColumn("提出者", "short", value=lambda row: row.proposed_by_name),
        ListColumn("提出時間", "medium", value=lambda row: roc_datetime(row.proposed_at)),
    ),
    rows=_rows,
)
