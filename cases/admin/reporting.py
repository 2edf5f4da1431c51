"""Admin of reporting: quarters' dates and indicators are set here; updates and reminders are shown and never written.

An update goes its way on the pages, by `cases/reporting/workflow.py`; here it can be looked up with all its steps.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from cases.models import (
    Attachment,
    CityContribution,
    Indicator,
    IndicatorValue,
    Link,
    QuarterlyUpdate,
    ReminderSent,
    ReportingPeriod,
    UpdateStep,
)
from platform_site.shared.admin import PlatformAdmin, ReadOnly


class ContributionInline(ReadOnly, admin.TabularInline):
    model = CityContribution
    fields = ["city", "text"]
    extra = 0


class ValueInline(ReadOnly, admin.TabularInline):
    model = IndicatorValue
    fields = ["indicator", "city", "value", "explanation"]
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[IndicatorValue]:
        return super().get_queryset(request).select_related("indicator", "city")


class AttachmentInline(ReadOnly, admin.TabularInline):
    model = Attachment
    # The file itself is handed out by its own page, which asks who wants it.
    fields = ["name", "content_type", "size", "sha256", "uploaded_by_name", "uploaded_at"]
    extra = 0


class LinkInline(ReadOnly, admin.TabularInline):
    model = Link
    fields = ["label", "url"]
    extra = 0


class StepInline(ReadOnly, admin.TabularInline):
    model = UpdateStep
    fields = ["at", "actor_name", "from_state", "to_state", "comment"]
    extra = 0


@admin.register(ReportingPeriod)
class ReportingPeriodAdmin(PlatformAdmin):
    """The days on which a quarter takes reports; quarters themselves are made by `open_periods`."""

    fields = ["period", "opens_on", "closes_on", "late_until"]
    readonly_fields = ["period"]
    list_display = ["period", "opens_on", "closes_on", "late_until"]
    list_filter = ["roc_year"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    @admin.display(description="季別", ordering="key")
    def period(self, obj: ReportingPeriod) -> str:
        return str(obj)


@admin.register(Indicator)
class IndicatorAdmin(PlatformAdmin):
    """What every city reports in the same way; once reported, the name and unit stay."""

    fieldsets = [
        (None, {"fields": ["case", "common_topic"], "description": "合作案與共同議題擇一填寫。"}),
        ("定義", {"fields": ["name", "unit", "standard", "low", "high", "is_retired"]}),
    ]
    autocomplete_fields = ["case", "common_topic"]
    list_display = ["name", "unit", "case", "common_topic", "low", "high", "is_retired"]
    list_filter = ["is_retired", "case__group", "common_topic"]
    list_select_related = ["case", "common_topic"]
    search_fields = ["name", "standard", "case__normalised_title"]
    search_help_text = "以指標名稱、一致標準或案名搜尋"

    def get_readonly_fields(self, request: HttpRequest, obj: Indicator | None = None) -> list[str]:
        """What was reported keeps its meaning; another meaning is another indicator."""
        readonly = super().get_readonly_fields(request, obj)
        if obj is not None and obj.values.exists():
            return [*readonly, "case", "common_topic", "name", "unit"]
        return readonly

    def has_delete_permission(self, request: HttpRequest, obj: Indicator | None = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or not obj.values.exists())


@admin.register(QuarterlyUpdate)
class QuarterlyUpdateAdmin(ReadOnly, PlatformAdmin):
    """Updates with everything beside them, to be looked up."""

    fieldsets = [
        (None, {"fields": ["case", "period", "group", "revision", "state", "accepted_at"]}),
        ("內容", {"fields": ["progress_text", "next_steps", "light", "progress", "cause", "remedy", "remedy_due_on"]}),
    ]
    inlines = [ContributionInline, ValueInline, AttachmentInline, LinkInline, StepInline]
    list_display = ["case", "period", "group", "revision", "state", "light", "progress", "saved_by_name"]
    list_filter = ["state", "light", "group", "period"]
    list_select_related = ["case", "period", "group"]
    list_per_page = 50
    search_fields = ["case__normalised_title"]
    search_help_text = "以案名搜尋"


@admin.register(ReminderSent)
class ReminderSentAdmin(ReadOnly, admin.ModelAdmin):
    """What was sent to whom, and when."""

    fields = [
        "user", "platform", "period", "stage", "by_hand", "sent_by_name", "address", "copies", "subject", "body",
        "claimed_at", "sent_at",
    ]  # fmt: skip
    list_display = ["claimed_at", "sent_at", "user", "period", "stage", "subject"]
    list_filter = ["platform", "period", "stage"]
    list_select_related = ["user", "period"]
    search_fields = ["address", "subject"]
    search_help_text = "以信箱或主旨搜尋"
    show_full_result_count = False

    def get_list_display_links(self, request: HttpRequest, list_display: Any) -> list[str]:
        return ["subject"]
