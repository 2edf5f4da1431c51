"""Admin of meetings: drafts and what their minutes print, finalising and deleting them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join

from cases.ledger import writing as ledger
from cases.ledger.writing import LedgerError
from cases.models import StatusChange
from groups.actors import actor_of
from groups.models import IssueGroup
from groups.platforms import chosen_platform
from meetings.admin.forms import DifferenceNoteForm, MeetingForm, ResolutionFormSet, SeatFormSet
from meetings.admin.parts import OfDraft, WordedInline
from meetings.admin.resources import MeetingResource
from meetings.models import (
    DifferenceNote,
    GroupResolution,
    Meeting,
    MeetingLevel,
    MeetingSeat,
    Motion,
    Proposal,
    Remark,
    Resolution,
    Section,
)
from meetings.permissions import can_explain_difference, can_finalise, can_record
from meetings.record.drafts import discard, fit_wordings, next_host, next_number, start_draft, why_not_printable
from platform_site.shared.admin import GuardedInline, NamedInURLs, PlatformAdmin
from platform_site.shared.dates.admin import roc_year_filter
from platform_site.shared.roc import roc_date
from platform_site.shared.sheets.admin import SheetAdmin

ADDING = (
    "儲存後即建立草稿：章節、各小組決議、主席輪序與承接的列管案件會一併帶入，再逐項修改。"
    "次別與同日順序留白時依已登錄的會議接續。新增下一次："
)


@admin.register(MeetingLevel)
class MeetingLevelAdmin(PlatformAdmin):
    """The levels of meeting; the name is part of every meeting's key."""

    form = NamedInURLs
    fields = [
        "platform",
        "name",
        "slug",
        "order",
        "meetings_per_year",
        "keeps_ledger",
        "numbered_per_group",
        "held_before",
        "first_host",
    ]
    list_display = ["name", "platform", "slug", "order", "meetings_per_year", "keeps_ledger", "numbered_per_group"]
    list_filter = ["platform"]
    list_select_related = ["platform"]
    search_fields = ["name", "slug"]


class OfThePlatform:
    """An inline of a meeting that offers the cities and groups of the meeting's platform only."""

    def get_formset(self, request: HttpRequest, obj: Meeting | None = None, **kwargs: Any) -> type:
        formset = super().get_formset(request, obj, **kwargs)
        for name in {"city", "group", "proposer"} & set(formset.form.base_fields):
            field = formset.form.base_fields[name]
            field.queryset = field.queryset.filter(platform=obj.level.platform_id)
        return formset


class SeatInline(OfThePlatform, GuardedInline):
    model = MeetingSeat
    formset = SeatFormSet
    fields = ["position", "city", "surname", "given_name", "title", "form", "is_representative"]
    verbose_name_plural = "主席（依印出順序，第一位為主辦市）"


class SectionInline(WordedInline):
    model = Section
    fields = ["position", "kind", "wording"]
    show_change_link = True
    verbose_name_plural = "章節（壹、貳、參…；{n}為序號，段落請點「更改」）"


class ResolutionInline(WordedInline):
    model = Resolution
    formset = ResolutionFormSet
    fields = ["position", "wording", "opens_groups", "stated_delisted", "stated_added", "stated_ongoing"]
    verbose_name_plural = "決議事項（一、二…；載明案數留白即依登錄的決議計算）"


class GroupResolutionInline(OfThePlatform, WordedInline):
    model = GroupResolution
    fields = ["position", "group", "wording"]
    show_change_link = True
    verbose_name_plural = "各小組決議（條目請點「更改」）"


class MotionInline(OfThePlatform, WordedInline):
    model = Motion
    fields = ["position", "proposer", "wording"]
    show_change_link = True
    verbose_name_plural = "臨時動議（提議案名請點「更改」）"


class RemarkInline(WordedInline):
    model = Remark
    fields = ["position", "surname", "given_name", "title", "form"]
    show_change_link = True
    verbose_name_plural = "主席結論暨指示（依發言順序；段落請點「更改」）"


def _row(rows: QuerySet, key: Any) -> Any:
    return rows.filter(pk=key).first() if str(key).isdecimal() and len(str(key)) < 19 else None


def _add_description() -> str:
    """What saving does, and the way to each level's next meeting."""
    levels = format_html_join(
        "、",
        '<a href="?level={}">{}</a>',
        ((level.pk, f"{level}{_next_in_words(level)}") for level in MeetingLevel.objects.select_related("first_host")),
    )
    return format_html("{}{}。", ADDING, levels)


def _next_in_words(level: MeetingLevel) -> str:
    if level.numbered_per_group:
        return "（各組分別編號）"
    host = next_host(level)
    return f"（第{next_number(level)}次{f'，{host}主辦' if host else ''}）"


@admin.register(Meeting)
class MeetingAdmin(OfDraft, SheetAdmin, PlatformAdmin):
    """A meeting with its minutes. Once final, everything here is to be read only."""

    resource_classes = [MeetingResource]
    form = MeetingForm
    inlines = [SeatInline, SectionInline, ResolutionInline, GroupResolutionInline, MotionInline, RemarkInline]
    fieldsets = [
        (None, {"fields": ["level", "group", "number", "state_shown"]}),
        ("時間與地點", {"fields": ["held_on", "sequence", "starts_at", "ends_at", "venue", "host_city"]}),
        ("紀錄", {"fields": ["recorder", "appendix"]}),
        (
            "紀錄文字格式",
            {
                "classes": ["collapse"],
                "fields": ["heading", "recorder_wording", "recorder_after", "chairs_label", "chairs_label_after"],
            },
        ),
    ]
    final_fieldset = ("定稿", {"fields": ["finalised_at", "finalised_by_name", "content_sha256"]})
    add_fieldsets = [
        (
            None,
            {
                "fields": ["level", "group", "number", "held_on", "sequence", "starts_at", "venue", "host_city"],
            },
        )
    ]
    readonly_fields = ["state_shown", "finalised_at", "finalised_by_name", "content_sha256"]
    list_display = ["__str__", "held_on_roc", "host_city", "venue", "state_shown"]
    list_filter = ["level__platform", "level", "state", roc_year_filter("held_on", "年度"), "group", "host_city"]
    search_fields = ["venue", "recorder", "seats__surname", "seats__given_name"]
    search_help_text = "以地點、紀錄人員或主席姓名搜尋"
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Meeting]:
        """With the host; the list's own `list_select_related` is passed over where a query joins something already."""
        return super().get_queryset(request).select_related("host_city")

    def get_fieldsets(self, request: HttpRequest, obj: Meeting | None = None) -> list:
        if obj is None:
            (name, options), *rest = self.add_fieldsets
            return [(name, {**options, "description": _add_description()}), *rest]
        fieldsets = super().get_fieldsets(request, obj)
        return [*fieldsets, self.final_fieldset] if obj.is_final else fieldsets

    def get_inlines(self, request: HttpRequest, obj: Meeting | None) -> list:
        return super().get_inlines(request, obj) if obj else []

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """The next meeting of the level asked for, or of the one that keeps the ledger: its number and host."""
        asked = super().get_changeform_initial_data(request)
        levels = MeetingLevel.objects.filter(platform=chosen_platform(request))
        level = _row(MeetingLevel.objects.all(), asked.get("level")) or levels.filter(keeps_ledger=True).first()
        if level is None:
            return asked
        group = _row(IssueGroup.objects.all(), asked.get("group"))
        host = next_host(level, group)
        proposed = {"level": level.pk, "sequence": None, "host_city": host and host.pk}
        if group or not level.numbered_per_group:
            proposed["number"] = next_number(level, group)
        return {**proposed, **asked}

    def meeting_of(self, obj: Meeting) -> Meeting:
        return obj

    def save_model(self, request: HttpRequest, obj: Meeting, form: MeetingForm, change: bool) -> None:
        if not change:
            obj._history_user = request.user
            start_draft(obj, actor_of(request.user))
            return
        super().save_model(request, obj, form, change)
        if {"held_on", "sequence"} & set(form.changed_data):
            ledger.reconcile_after_move(obj, actor_of(request.user))

    def save_related(self, request: HttpRequest, form: MeetingForm, formsets: list, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        fit_wordings(form.instance)
        if trouble := why_not_printable(form.instance):
            messages.warning(request, f"已儲存，但紀錄目前無法印出：{trouble}")

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A date the ledger refuses undoes the whole save."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except LedgerError as error:
            messages.error(request, f"沒有儲存：{error}")
            return HttpResponseRedirect(request.get_full_path())

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        meeting = self.get_object(request, object_id)
        if meeting is not None:
            allowed = {
                "may_finalise": can_finalise(request.user, meeting),
                "may_record": can_record(request.user) and not meeting.is_final,
                "may_explain": can_explain_difference(request.user, meeting),
            }
            kwargs["extra_context"] = {**(kwargs.get("extra_context") or {}), **allowed}
        return super().change_view(request, object_id, *args, **kwargs)

    def in_the_way(self, objs: Any) -> list[str]:
        """Nothing: what PROTECT keeps a draft for is taken back with it."""
        return []

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple:
        """Ledger rows and proposals of a draft do not stand in the way: `discard` takes them back."""
        to_delete, counts, perms_needed, protected = super().get_deleted_objects(objs, request)
        meetings = [obj for obj in objs if not obj.is_final]
        taken_back = {
            "列管異動（由帳冊撤回）": sum(meeting.changes.count() for meeting in meetings),
            "提案（退回待排入議程）": sum(meeting.proposals.count() for meeting in meetings),
        }
        counts = {**counts, **{name: number for name, number in taken_back.items() if number}}
        if meetings:
            perms_needed = perms_needed - {StatusChange._meta.verbose_name, Proposal._meta.verbose_name}
        notes = [str(note) for note in DifferenceNote.objects.filter(meeting__in=meetings).select_related("group")]
        return to_delete, counts, perms_needed, notes if meetings else protected

    def delete_model(self, request: HttpRequest, obj: Meeting) -> None:
        obj._history_user = request.user
        if number := discard(obj, actor_of(request.user)):
            messages.info(request, f"一併移除只由這份草稿新增的 {number} 件合作案。")

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: dict | None = None) -> HttpResponse:
        try:
            return super().delete_view(request, object_id, extra_context)
        except LedgerError as error:
            messages.error(request, f"沒有刪除：{error}")
            return HttpResponseRedirect(reverse("admin:meetings_meeting_change", args=[object_id]))

    def get_urls(self) -> list:
        finalise = path(
            "<int:pk>/finalise/", self.admin_site.admin_view(self.finalise_view), name="meetings_meeting_finalise"
        )
        return [finalise, *super().get_urls()]

    def finalise_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page with the checklist, which is the one way to finalise."""
        return HttpResponseRedirect(reverse("finalising:checklist", args=[get_object_or_404(Meeting, pk=pk).key]))

    @admin.display(description="會議日期", ordering="held_on")
    def held_on_roc(self, obj: Meeting) -> str:
        return roc_date(obj.held_on)

    @admin.display(description="狀態", ordering="state")
    def state_shown(self, obj: Meeting) -> str:
        return f"◆ {obj.get_state_display()}" if obj.is_final else f"◇ {obj.get_state_display()}"


@admin.register(DifferenceNote)
class DifferenceNoteAdmin(PlatformAdmin):
    """Explanations of differences, of finalised meetings too: the record itself stays as printed."""

    fields = ["meeting", "group", "kind", "cases_explained", "case", "outside", "text"]
    autocomplete_fields = ["case"]
    form = DifferenceNoteForm
    list_display = ["meeting", "group", "cases_explained", "kind", "text", "written_by_name"]
    list_display_links = ["cases_explained"]
    list_filter = ["group", "meeting"]
    list_select_related = ["meeting__level", "meeting__group", "group"]
    search_fields = ["text", "case__normalised_title"]

    def save_model(self, request: HttpRequest, obj: DifferenceNote, form: forms.ModelForm, change: bool) -> None:
        if not change:
            obj.written_by, obj.written_by_name = request.user, actor_of(request.user).name
        super().save_model(request, obj, form, change)
