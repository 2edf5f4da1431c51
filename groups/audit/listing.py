"""The list of the trail: by person, day, kind of row, row, action, source and words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict

from groups.audit.models import Action, AuditEntry, Source
from groups.audit.reading import changes, kinds, name_references, subject
from groups.audit.tables import audited_models
from groups.models import Platform
from platform_site.shared.dates.fields import RocDateField
from platform_site.shared.lists.columns import ListColumn
from platform_site.shared.lists.conditions import MENU
from platform_site.shared.lists.listing import ListDefinition, batches
from platform_site.shared.roc import LOCAL_TIME, midnight_after, roc_date

CELLS = "groups/audit/{}.html"
TOO_LONG = "最多輸入%(limit_value)d個字，目前有%(show_value)d個字，請縮短。"


def _text(label: str, name: str = "", *, lookup: str = "icontains", method: str = "", hint: str = "") -> Any:
    return django_filters.CharFilter(
        label=label,
        field_name=name or None,
        lookup_expr=lookup,
        method=method or None,
        max_length=100,
        error_messages={"max_length": f"{label}{TOO_LONG}"},
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": hint}),
    )


class DayFilter(django_filters.Filter):
    """A day, typed in either calendar."""

    field_class = RocDateField


class AuditFilter(django_filters.FilterSet):
    """The rows of the trail; days are whole days in local time."""

    who = _text("人員", "actor_name", hint="姓名、帳號或指令名稱")
    since = DayFilter(label="起日", method="from_day")
    until = DayFilter(label="迄日", method="to_day")
    action = django_filters.ChoiceFilter(label="動作", choices=Action.choices, **MENU)
    table = django_filters.ChoiceFilter(label="資料種類", field_name="table_name", **MENU)
    row = _text("資料代碼", "row_id", lookup="exact", hint="例：12")
    source = django_filters.ChoiceFilter(label="來源", choices=Source.choices, **MENU)
    q = _text("內容", method="by_words", hint="變更前後的文字、網址")
    operation = _text("作業代碼", "operation", lookup="exact", hint="同一次作業的各筆相同")

    class Meta:
        model = AuditEntry
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = kinds()
        tables = {model._meta.db_table for model in audited_models()}
        self.filters["table"].extra["choices"] = sorted(
            ((table, names[table]) for table in tables), key=lambda choice: choice[1]
        )

    def from_day(self, queryset: QuerySet, name: str, value: date) -> QuerySet:
        """That day and later."""
        return queryset.filter(at__gte=datetime.combine(value, time.min, LOCAL_TIME))

    def to_day(self, queryset: QuerySet, name: str, value: date) -> QuerySet:
        """Until the end of that day."""
        return queryset.filter(at__lt=midnight_after(value))

    def by_words(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Those whose values, before or after, or whose address have the text."""
        found = Q(before__icontains=value) | Q(after__icontains=value) | Q(path__icontains=value)
        return queryset.filter(found)


def _filters(data: QueryDict, platform: Platform | None, as_of: date | None) -> AuditFilter:
    return AuditFilter(data, queryset=AuditEntry.objects.all())


def _rows(found: QuerySet, as_of: date | None) -> Iterator[AuditEntry]:
    for batch in batches(found):
        name_references(batch)
        yield from batch


def _moment(at: datetime) -> str:
    """To the second: the rows of a minute have an order."""
    return f"{roc_date(at)} {at.astimezone(LOCAL_TIME):%H:%M:%S}"


def _where(row: AuditEntry) -> str:
    # A command's name is its author's already.
    path = row.path if row.source != Source.COMMAND else ""
    return "\n".join(filter(None, [row.get_source_display(), row.address, path]))


AUDIT = ListDefinition(
    key="audit",
    title="稽核軌跡",
    unit="筆",
    url="audit:list",
    export_url="audit:export",
    filters=_filters,
    columns=(
        ListColumn("序號", "narrow", value=lambda row: row.number, is_number=True),
        ListColumn("時間", "short", value=lambda row: _moment(row.at)),
        ListColumn("人員", "medium", value=lambda row: row.actor_name),
        ListColumn("動作", "short", value=lambda row: row.get_action_display()),
        ListColumn("對象", "medium", value=subject, fragment=CELLS.format("_subject_cell")),
        ListColumn("內容", value=changes),
        ListColumn("來源", "medium", value=_where, fragment=CELLS.format("_where_cell")),
    ),
    rows=_rows,
)
