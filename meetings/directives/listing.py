"""The lists of directives: all of them, and the register of requests to the central government."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.http import QueryDict

from groups.models import Platform
from meetings.directives.filters import CentralRequestFilter, DirectiveFilter
from meetings.directives.selectors import listed_directives, set_back
from meetings.models import Directive
from meetings.models.directives import DirectiveQuerySet
from platform_site.shared.lists.columns import ListColumn
from platform_site.shared.lists.listing import ListDefinition, batches

RECORD = "決議及動議"
CELLS = "meetings/directives/{}.html"
BEGINNING = (
    ListColumn("原文", value=lambda row: row.sentence, fragment=CELLS.format("_sentence_cell")),
    ListColumn("狀態", "short", value=lambda row: row.get_state_display(), fragment=CELLS.format("_state_cell")),
)
KIND = ListColumn("類別", "short", value=lambda row: row.get_kind_display())
REST = (
    ListColumn("辦理小組", "medium", value=lambda row: "、".join(map(str, row.groups.all())) or "各小組"),
    ListColumn("會議", "medium", value=lambda row: str(row.meeting), fragment=CELLS.format("_meeting_cell")),
    ListColumn("發言者", "short", value=lambda row: row.said_by or RECORD),
    ListColumn("應回復", "narrow", value=lambda row: f"第{row.due_number}次" if row.due_number else ""),
    ListColumn("回復", "narrow", value=lambda row: row.reply_count, is_number=True),
)


def _on_record(platform: Platform | None, as_of: date | None) -> DirectiveQuerySet:
    return Directive.objects.on_record(as_of).filter(meeting__level__platform=platform)


def _all(data: QueryDict, platform: Platform | None, as_of: date | None) -> DirectiveFilter:
    rows = listed_directives(_on_record(platform, as_of), as_of)
    return DirectiveFilter(data, queryset=rows, platform=platform, as_of=as_of)


def _central(data: QueryDict, platform: Platform | None, as_of: date | None) -> CentralRequestFilter:
    rows = listed_directives(_on_record(platform, as_of).central_requests(), as_of)
    return CentralRequestFilter(data, queryset=rows, platform=platform, as_of=as_of)


def _rows(found: DirectiveQuerySet, as_of: date | None) -> Iterator[Directive]:
    for batch in batches(found):
        yield from set_back(batch) if as_of else batch


DIRECTIVES = ListDefinition(
    key="directives",
    title="主席指示",
    unit="項",
    url="directives:list",
    export_url="directives:export",
    filters=_all,
    columns=(*BEGINNING, KIND, *REST),
    rows=_rows,
)
CENTRAL = ListDefinition(
    key="central",
    title="建請中央事項",
    unit="項",
    url="directives:central",
    export_url="directives:central-export",
    filters=_central,
    columns=(*BEGINNING, *REST),
    rows=_rows,
)
