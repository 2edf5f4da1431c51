"""Cases as a table in a file. A row is found by its group and title; the status is the ledger's and is not imported."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import tablib
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from import_export import fields
from import_export.widgets import ManyToManyWidget

from cases.admin.importing import STATUS_NONE, STATUSES, PlainRows, lines, split_topics, topics_of
from cases.models import Case, CaseTitle, CommonTopic
from cases.search.sources import index_cases
from groups.models import IssueGroup
from platform_site.shared.sheets.admin import SheetResource, TextField
from platform_site.shared.sheets.cells import NameCell, tidy_text


class ParentCell(NameCell):
    """The parent by its title; which group it is looked for in is on the same row."""

    def clean(self, value: Any, row: dict | None = None, **kwargs: Any) -> Case | None:
        title = tidy_text(value)
        if not title:
            return None
        group = tidy_text(row.get("議題小組"))
        found = list(Case.objects.filter(group__name=group, title=title)[:2])
        if len(found) != 1:
            many = "不只一件" if found else "沒有"
            raise ValueError(f"{group}{many}名為「{title}」的合作案，無法作為母案。")
        return found[0]


class TopicsCell(ManyToManyWidget):
    """Common topics by name, joined by 、."""

    def __init__(self) -> None:
        super().__init__(CommonTopic, separator="、", field="name")

    def clean(self, value: Any, row: dict | None = None, **kwargs: Any) -> list[CommonTopic]:
        names = split_topics(tidy_text(value))
        found = {topic.name: topic for topic in CommonTopic.objects.filter(name__in=names)}
        missing = [name for name in names if name not in found]
        if missing:
            raise ValidationError({"common_topics": f"沒有「{'、'.join(missing)}」這個共同議題，請先於管理頁新增。"})
        return list(found.values())

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else "、".join(topic.name for topic in value.all())


class CaseResource(SheetResource):
    """The columns of a case."""

    status_column = "列管狀態"

    group = fields.Field(attribute="group", column_name="議題小組", widget=NameCell(IssueGroup))
    title = TextField(attribute="title", column_name="案名")
    parent = fields.Field(attribute="parent", column_name="母案", widget=ParentCell(Case, "title"))
    common_topics = fields.Field(attribute="common_topics", column_name="共同議題", widget=TopicsCell())
    summary = TextField(attribute="summary", column_name="說明")
    status = fields.Field(column_name="列管狀態", readonly=True)

    class Meta:
        model = Case
        fields = ["group", "title", "parent", "common_topics", "summary", "status", "version"]
        import_id_fields = ["group", "title"]
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True
        store_row_values = True

    def get_instance(self, instance_loader: Any, row: dict) -> Case | None:
        """The case of that title in that group. Raises ValidationError where there are two."""
        group = tidy_text(row["議題小組"])
        title = tidy_text(row["案名"])
        if not group or not title:
            raise ValidationError("議題小組與案名不可空白。")
        found = list(self.locked(group__name=group, title=title)[:2])
        if len(found) > 1:
            raise ValidationError(f"{group}有不只一件名為「{title}」的合作案，請改於管理頁編輯。")
        return found[0] if found else None

    def plain_rows(self, rows: Sequence[dict], *, locking: bool) -> PlainRows:
        """What writes the rows that need no look at another row."""
        return PlainRows(rows, locking=locking)

    def export(self, queryset: QuerySet[Case] | None = None, **kwargs: Any) -> tablib.Dataset:
        """The cases in the order of the groups, out of plain values: a model a row takes ten times as long."""
        cases = (self.get_queryset() if queryset is None else queryset).order_by("group__order", "pk")
        rows = list(cases.values_list("pk", "group__name", "title", "parent__title", "summary", "status", "version"))
        topics = topics_of([row[0] for row in rows])
        cells = [
            [group, lines(title), parent or "", "、".join(topics.get(pk, ())), lines(summary), STATUSES[status],
             version]
            for pk, group, title, parent, summary, status, version in rows
        ]  # fmt: skip
        return tablib.Dataset(*cells, headers=self.get_export_headers())

    def dehydrate_status(self, instance: Case) -> str:
        return self.status_of(instance)

    def status_of(self, instance: Case) -> str:
        return instance.get_status_display() or STATUS_NONE

    def after_save_instance(self, instance: Case, row: dict, **kwargs: Any) -> None:
        """A case can be matched under the titles it has rows for."""
        CaseTitle.objects.get_or_create(case=instance, title=instance.title)
        index_cases([instance.pk])
