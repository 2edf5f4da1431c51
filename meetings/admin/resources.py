"""Meetings as a table in a file. A row is found by level and number; a new one starts a draft, a final one stays."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from import_export import fields

from cases.ledger import writing as ledger
from cases.ledger.writing import LedgerError
from groups.actors import actor_of
from groups.models import City, IssueGroup
from meetings.models import Meeting, MeetingLevel
from meetings.record.drafts import fit_wordings, start_draft
from platform_site.shared.sheets.admin import SheetResource
from platform_site.shared.sheets.cells import (
    DateCell,
    NameCell,
    NumberCell,
    TextCell,
    TimeCell,
    tidy_text,
)


class OfLevelCell(NameCell):
    """A city or group by its name, of the platform of the row's level."""

    def offered(self, row: dict) -> QuerySet:
        level = tidy_text(row.get("層級"))
        return self.model._default_manager.filter(platform__levels__name=level)


class MeetingResource(SheetResource):
    """The columns of a meeting; what its minutes say besides is edited in the admin or imported as minutes."""

    status_column = "狀態"

    level = fields.Field(attribute="level", column_name="層級", widget=NameCell(MeetingLevel))
    group = fields.Field(attribute="group", column_name="議題小組", widget=OfLevelCell(IssueGroup))
    number = fields.Field(attribute="number", column_name="次別", widget=NumberCell())
    held_on = fields.Field(attribute="held_on", column_name="會議日期", widget=DateCell())
    sequence = fields.Field(attribute="sequence", column_name="同日順序", widget=NumberCell())
    starts_at = fields.Field(attribute="starts_at", column_name="開始時間", widget=TimeCell())
    ends_at = fields.Field(attribute="ends_at", column_name="散會時間", widget=TimeCell())
    venue = fields.Field(attribute="venue", column_name="會議地點", widget=TextCell())
    host_city = fields.Field(attribute="host_city", column_name="主辦市", widget=OfLevelCell(City))
    recorder = fields.Field(attribute="recorder", column_name="紀錄", widget=TextCell())
    appendix = fields.Field(attribute="appendix", column_name="附件標記", widget=TextCell())
    state = fields.Field(column_name="狀態", readonly=True)

    class Meta:
        model = Meeting
        fields = [
            "level",
            "group",
            "number",
            "held_on",
            "sequence",
            "starts_at",
            "ends_at",
            "venue",
            "host_city",
            "recorder",
            "appendix",
            "state",
            "version",
        ]
        import_id_fields = ["level", "number"]
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True
        store_row_values = True

    def get_instance(self, instance_loader: Any, row: dict) -> Meeting | None:
        """The meeting of that level, group and number. Raises ValidationError where either is missing or unknown."""
        try:
            level, number = self.fields["level"].clean(row), self.fields["number"].clean(row)
            group = self.fields["group"].clean(row) if "議題小組" in row else None
        except ValueError as error:
            raise ValidationError(str(error)) from error
        if level is None or not number:
            raise ValidationError("層級與次別不可空白，次別從1開始。")
        return self.locked(level=level, group=group, number=number).first()

    def filter_export(self, queryset: QuerySet[Meeting], **kwargs: Any) -> QuerySet[Meeting]:
        """Oldest first, in one query."""
        return queryset.select_related("host_city").in_order()

    def dehydrate_state(self, instance: Meeting) -> str:
        return self.status_of(instance)

    def status_of(self, instance: Meeting) -> str:
        return instance.get_state_display()

    def after_init_instance(self, instance: Meeting, new: bool, row: dict, **kwargs: Any) -> None:
        """Who imports is known here, and where the meeting stood before the row moves it."""
        self.actor = actor_of(kwargs["user"])
        self.key_before = None if new else instance.timeline_key

    def import_instance(self, instance: Meeting, row: dict, **kwargs: Any) -> None:
        """A new meeting without 同日順序 comes behind the others of its day."""
        super().import_instance(instance, row, **kwargs)
        if instance.pk is None and instance.held_on and not tidy_text(row.get("同日順序")):
            instance.sequence = Meeting.objects.next_sequence(instance.held_on)

    def before_save_instance(self, instance: Meeting, row: dict, **kwargs: Any) -> None:
        if instance.is_final:
            raise ValidationError("這次會議的紀錄已定稿，不可由匯入更改。")
        super().before_save_instance(instance, row, **kwargs)

    def do_instance_save(self, instance: Meeting, is_create: bool) -> None:
        """A new meeting starts as a draft by hand does; one that moves in time takes its ledger rows along."""
        try:
            if is_create:
                start_draft(instance, self.actor)
                return
            super().do_instance_save(instance, is_create)
            if instance.timeline_key != self.key_before:
                ledger.reconcile_after_move(instance, self.actor)
        except LedgerError as error:
            raise ValidationError(str(error)) from error
        fit_wordings(instance)
