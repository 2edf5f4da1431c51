"""Admin of the parts of the minutes that have rows below them: a group's clauses, a speaker's paragraphs, a motion.

Each page is guarded by its meeting's version and is to be read only once the meeting is final. New parts are made on
the meeting's page.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import F, Field, Model, QuerySet, TextField
from django.http import HttpRequest

from cases.models import StatusChange
from meetings.admin.forms import (
    ClauseItemForm,
    ClauseItemFormSet,
    ClausePageForm,
    MeetingPartForm,
    SubClauseFormSet,
    WordedRowForm,
)
from meetings.models import (
    Clause,
    ClauseItem,
    GroupResolution,
    Meeting,
    Motion,
    MotionItem,
    Paragraph,
    Remark,
    Section,
)
from meetings.permissions import can_edit_meeting
from platform_site.shared.admin import GuardedInline, PlatformAdmin

SMALL_TEXT = {TextField: {"widget": forms.Textarea(attrs={"rows": 2, "cols": 60})}}


class OfDraft:
    """For the admin of a meeting or of a part of one: changed and deleted only while the meeting is a draft."""

    def meeting_of(self, obj: Model) -> Meeting:
        """The meeting the row belongs to."""
        return obj.meeting

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or can_edit_meeting(request.user, self.meeting_of(obj)))

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or can_edit_meeting(request.user, self.meeting_of(obj)))


class PartAdmin(OfDraft, PlatformAdmin):
    """A part of a meeting's minutes; reached from the meeting, so the index does not list it."""

    form = MeetingPartForm
    formfield_overrides = SMALL_TEXT
    actions = None
    list_per_page = 50

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        meeting = self.meeting_of(obj)
        super().delete_model(request, obj)
        Meeting.objects.filter(pk=meeting.pk).update(version=F("version") + 1)


class WordedInline(GuardedInline):
    """Rows with a wording."""

    form = WordedRowForm
    formfield_overrides = SMALL_TEXT


class ParagraphInline(WordedInline):
    model = Paragraph
    fields = ["position", "wording"]
    formfield_overrides = {TextField: {"widget": forms.Textarea(attrs={"rows": 5, "cols": 90})}}


@admin.register(Section)
class SectionAdmin(PartAdmin):
    """A section, with its paragraphs where it has no rows of its own."""

    fields = ["position", "kind", "wording", "topic", "person_form"]
    inlines = [ParagraphInline]
    list_display = ["meeting", "position", "kind", "wording"]
    list_display_links = ["kind"]
    list_filter = ["kind", "meeting"]
    list_select_related = ["meeting__level", "meeting__group"]
    search_fields = ["wording"]
    ordering = ["-meeting__held_on", "position"]


class ClauseInline(WordedInline):
    """The numbered clauses of a group; what stands below one is on the clause's own page."""

    model = Clause
    fields = ["position", "kind", "wording", "stated_count", "joiner", "last_joiner"]
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Clause]:
        return super().get_queryset(request).filter(parent__isnull=True)


@admin.register(GroupResolution)
class GroupResolutionAdmin(PartAdmin):
    """What a meeting decided on the cases of one group."""

    fields = ["position", "group", "wording"]
    inlines = [ClauseInline]
    list_display = ["meeting", "group", "position"]
    list_display_links = ["group"]
    list_filter = ["group", "meeting"]
    list_select_related = ["meeting__level", "meeting__group", "group"]
    search_fields = ["group__name"]
    ordering = ["-meeting__held_on", "position"]


class ClauseItemInline(GuardedInline):
    model = ClauseItem
    form = ClauseItemForm
    formset = ClauseItemFormSet
    fields = ["role", "position", "change", "text", "case", "quoted", "before", "after"]
    autocomplete_fields = ["case"]

    def formfield_for_foreignkey(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> forms.Field:
        """A clause prints ledger rows of its own meeting and group."""
        if db_field.name == "change":
            clause = Clause.objects.filter(pk=request.resolver_match.kwargs["object_id"])
            kwargs["queryset"] = StatusChange.objects.filter(
                meeting__in=clause.values("group_resolution__meeting"),
                group__in=clause.values("group_resolution__group"),
            ).exclude(printed_title="")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class SubClauseInline(WordedInline):
    model = Clause
    formset = SubClauseFormSet
    fk_name = "parent"
    fields = ["position", "kind", "wording", "stated_count"]
    show_change_link = True
    verbose_name = "分項"
    verbose_name_plural = "分項（(1)、(2)…）"


@admin.register(Clause)
class ClauseAdmin(PartAdmin):
    """A clause with the titles it prints and the sub-clauses below it."""

    form = ClausePageForm
    fieldsets = [
        (None, {"fields": ["position", "kind", "wording", "stated_count"]}),
        ("案名的寫法", {"fields": ["joiner", "last_joiner"]}),
        ("提及", {"fields": ["topic", "mentions"]}),
    ]
    inlines = [ClauseItemInline, SubClauseInline]
    autocomplete_fields = ["mentions"]
    list_display = ["meeting", "group", "position", "kind", "wording"]
    list_display_links = ["wording"]
    list_filter = ["kind", "group_resolution__group", "group_resolution__meeting"]
    list_select_related = [
        "group_resolution__meeting__level",
        "group_resolution__meeting__group",
        "group_resolution__group",
    ]
    search_fields = ["wording"]
    ordering = ["-group_resolution__meeting__held_on", "group_resolution__position", "position"]

    def meeting_of(self, obj: Clause) -> Meeting:
        return obj.group_resolution.meeting

    @admin.display(description="會議", ordering="group_resolution__meeting__held_on")
    def meeting(self, obj: Clause) -> Meeting:
        return obj.group_resolution.meeting

    @admin.display(description="議題小組", ordering="group_resolution__group__order")
    def group(self, obj: Clause) -> str:
        return obj.group_resolution.group.name


class MotionItemInline(GuardedInline):
    model = MotionItem
    fields = ["position", "text", "quoted", "before", "after"]


@admin.register(Motion)
class MotionAdmin(PartAdmin):
    """A motion with the titles it proposes."""

    fields = ["position", "proposer", "wording", "joiner", "last_joiner"]
    inlines = [MotionItemInline]
    list_display = ["meeting", "position", "proposer", "wording"]
    list_display_links = ["wording"]
    list_filter = ["proposer", "meeting"]
    list_select_related = ["meeting__level", "meeting__group", "proposer"]
    search_fields = ["wording", "items__text"]
    ordering = ["-meeting__held_on", "position"]


@admin.register(Remark)
class RemarkAdmin(PartAdmin):
    """What a chair said, paragraph by paragraph."""

    fields = ["position", "seat", "surname", "given_name", "title", "form", "wording"]
    inlines = [ParagraphInline]
    list_display = ["meeting", "position", "__str__"]
    list_display_links = ["__str__"]
    list_filter = ["meeting"]
    list_select_related = ["meeting__level", "meeting__group"]
    search_fields = ["surname", "given_name", "paragraphs__wording"]
    ordering = ["-meeting__held_on", "position"]

    def formfield_for_foreignkey(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> forms.Field:
        """A speaker's seat is one of the same meeting."""
        if db_field.name == "seat":
            remark = Remark.objects.filter(pk=request.resolver_match.kwargs.get("object_id"))
            kwargs["queryset"] = db_field.related_model.objects.filter(meeting__in=remark.values("meeting"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
