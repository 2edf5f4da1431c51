"""Admin of the cases: titles, sub-cases and successions. The status is shown; only the ledger writes it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from cases.admin.resources import STATUS_NONE, CaseResource
from cases.models import Case, CaseCity, CaseTitle, CitySource, CommonTopic, Succession
from cases.normalising import normalise_search
from cases.search.sources import index_cases
from groups.actors import actor_of
from groups.fields import PlatformRowMenus
from platform_site.shared.admin import GuardedInline, PlatformAdmin
from platform_site.shared.locking.forms import GuardedRowForm
from platform_site.shared.sheets.admin import SheetAdmin


class SuccessionForm(GuardedRowForm):
    """A succession typed in by hand; one that a meeting decided points at its ledger row and is left alone."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.instance.change_id is not None and self.has_changed():
            raise ValidationError("這項承接關係來自會議決議，不可更改。")
        return cleaned


class CaseTitleInline(GuardedInline):
    model = CaseTitle
    fields = ["title", "reason", "decided_by"]
    verbose_name_plural = "紀錄所載案名（歷次紀錄的寫法；比對案名時一併採用）"


class SubcaseInline(admin.TabularInline):
    model = Case
    fk_name = "parent"
    fields = readonly_fields = ["title", "status_shown"]
    extra = 0
    can_delete = False
    show_change_link = True
    verbose_name = "子案"
    verbose_name_plural = "子案"

    def has_add_permission(self, request: HttpRequest, obj: Case | None = None) -> bool:
        return False

    @admin.display(description="列管狀態")
    def status_shown(self, obj: Case) -> str:
        return obj.get_status_display() or STATUS_NONE


class CityForm(GuardedRowForm):
    """A city of a case; the city is one of the case's platform."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        city, case = cleaned.get("city"), self.instance.case
        if city and case.group_id and city.platform_id != case.group.platform_id:
            self.add_error("city", f"{city}不屬於{case.group.platform}，請改選該平臺的市。")
        return cleaned


class CityInline(PlatformRowMenus, GuardedInline):
    model = CaseCity
    form = CityForm
    fields = ["city", "role", "basis"]
    readonly_fields = ["basis"]
    verbose_name_plural = "主辦與參與的市（案名中的市名不作為依據）"

    def get_queryset(self, request: HttpRequest) -> QuerySet[CaseCity]:
        return super().get_queryset(request).select_related("city", "period")

    @admin.display(description="依據")
    def basis(self, obj: CaseCity) -> str:
        return obj.basis if obj.pk else ""


class PredecessorInline(GuardedInline):
    model = Succession
    form = SuccessionForm
    fk_name = "successor"
    fields = ["predecessor", "kind"]
    autocomplete_fields = ["predecessor"]
    verbose_name = "前案"
    verbose_name_plural = "前案（由哪一案分案、整併或改以本案辦理）"


class SuccessorInline(GuardedInline):
    model = Succession
    form = SuccessionForm
    fk_name = "predecessor"
    fields = ["successor", "kind"]
    autocomplete_fields = ["successor"]
    verbose_name = "後案"
    verbose_name_plural = "後案（本案分案、整併或改以哪一案辦理）"


@admin.register(CommonTopic)
class CommonTopicAdmin(PlatformAdmin):
    """Topics that cut across groups."""

    fields = ["name"]
    list_display = ["name", "number_of_cases"]
    search_fields = ["name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[CommonTopic]:
        return super().get_queryset(request).annotate(number=Count("cases"))

    @admin.display(description="合作案數", ordering="number")
    def number_of_cases(self, obj: CommonTopic) -> int:
        return obj.number


@admin.register(Case)
class CaseAdmin(PlatformRowMenus, SheetAdmin, PlatformAdmin):
    """A case with its titles, sub-cases and successions."""

    resource_classes = [CaseResource]
    inlines = [CaseTitleInline, CityInline, SubcaseInline, PredecessorInline, SuccessorInline]
    fieldsets = [
        (None, {"fields": ["group", "title", "status_shown", "parent"]}),
        ("內容", {"fields": ["common_topics", "summary"]}),
    ]
    readonly_fields = ["status_shown"]
    autocomplete_fields = ["parent", "common_topics"]
    list_display = ["title", "group", "status_shown", "parent"]
    list_filter = ["group", "status", "common_topics", ("parent", admin.EmptyFieldListFilter)]
    list_select_related = ["group", "parent"]
    list_per_page = 50
    search_fields = ["normalised_title", "titles__normalised_title"]
    search_help_text = "以案名搜尋（含歷次紀錄印出的寫法）"

    def get_readonly_fields(self, request: HttpRequest, obj: Case | None = None) -> list[str]:
        """A case that a meeting has decided on changes its group by the ledger (移列) only."""
        fixed = ["group"] if obj and obj.changes.exists() else []
        return [*super().get_readonly_fields(request, obj), *fixed]

    def get_inlines(self, request: HttpRequest, obj: Case | None) -> list:
        """Titles and relations come once the case is there."""
        return super().get_inlines(request, obj) if obj else []

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Case], search_term: str
    ) -> tuple[QuerySet[Case], bool]:
        """Typed words meet titles in their normalised form, so that 台 finds 臺."""
        words = " ".join(normalise_search(word) for word in search_term.split())
        return super().get_search_results(request, queryset, words)

    def save_model(self, request: HttpRequest, obj: Case, form: forms.ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        # A case can be matched under the titles it has rows for.
        if not change:
            CaseTitle.objects.get_or_create(case=obj, title=obj.title)

    def save_related(self, request: HttpRequest, form: forms.ModelForm, formsets: list, change: bool) -> None:
        """The search finds the case under its titles as they are now."""
        super().save_related(request, form, formsets, change)
        index_cases([form.instance.pk])

    def delete_model(self, request: HttpRequest, obj: Case) -> None:
        pk = obj.pk
        super().delete_model(request, obj)
        index_cases([pk])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Case]) -> None:
        pks = list(queryset.values_list("pk", flat=True))
        super().delete_queryset(request, queryset)
        index_cases(pks)

    def save_formset(self, request: HttpRequest, form: forms.ModelForm, formset: Any, change: bool) -> None:
        """A city's role that is typed in rests on who typed it, no longer on a report."""
        for row in formset.forms:
            if isinstance(row.instance, CaseCity) and row.has_changed():
                city = row.instance
                city.source, city.period, city.updated_by_name = (
                    CitySource.SECRETARIAT, None, actor_of(request.user).name,
                )  # fmt: skip
                city.updated_at = timezone.now()
                city.version += 1 if city.pk else 0
        super().save_formset(request, form, formset, change)

    @admin.display(description="列管狀態", ordering="status")
    def status_shown(self, obj: Case) -> str:
        return obj.get_status_display() or STATUS_NONE
