"""What every admin page of the platform has in common: version check, history to be read, rows under a row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.db.models import PROTECT, Field, Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from simple_history.admin import SimpleHistoryAdmin

from platform_site.shared.dates.admin import RocDates
from platform_site.shared.fields import RowSearch, RowsField, RowsSearch
from platform_site.shared.http import whole_number
from platform_site.shared.locking.forms import GuardedRowForm, VersionedForm
from platform_site.shared.locking.formsets import GuardedFormSet
from platform_site.shared.triggers import Refusal, refusal

NO_ROW = "沒有這筆資料，請由列表開啟。"
# What to do where a trigger refuses; the other refusals say it themselves.
REFUSED = {
    Refusal.FINAL_RECORD: "這項內容已印在定稿的會議紀錄中，不可更改。需要新的名稱時，請另外新增一筆。",
    Refusal.CASE_DEPTH: "子案之下不可再有子案：母案須沒有母案，已有子案的合作案不可再成為別案的子案。",
}

# More rows than this that keep a row from being deleted are counted: Django looks at each for its name and the right to
# delete it.
MOST_IN_THE_WAY = 100


def declared_fields(shown: admin.options.BaseModelAdmin) -> list[str]:
    """The fields that an admin or inline names, in order."""
    return list(shown.fields or flatten_fieldsets(shown.fieldsets))


class PlainChoices:
    """Choices without the buttons that open another row's page beside each: on an inline they outnumber the fields.

    Rows are chosen by fields that answer a hostile key with a sentence.
    """

    def formfield_for_foreignkey(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> forms.Field:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", RowSearch(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> forms.Field:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", RowsSearch(db_field, self.admin_site))
        return super().formfield_for_manytomany(db_field, request, form_class=RowsField, **kwargs)

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> forms.Field:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field


class NamedInURLs(VersionedForm):
    """The form of a row whose name is a part of its meetings' URLs, which a slash would end."""

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if "/" in name:
            raise forms.ValidationError("名稱不可含「/」，因為它是會議網址的一部分；請改用「／」或「、」。")
        return name


class ReadOnly:
    """For an admin or inline whose rows are shown and changed by nobody. Subclasses declare `fields` or `fieldsets`."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """All: an inline would look for a form field of each, and a moment set by itself has none."""
        return declared_fields(self)


class PlatformAdmin(RocDates, PlainChoices, SimpleHistoryAdmin):
    """A row's admin page: its form refuses stale saves. Subclasses declare `fields` or `fieldsets`."""

    form = VersionedForm
    show_full_result_count = False
    history_list_per_page = 50

    class Media:
        css = {"all": ["admin-platform.css"]}

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> list:
        """The declared fieldsets and, where the row may be changed, the version its form carries."""
        fieldsets = list(super().get_fieldsets(request, obj))
        if obj is None or not self.has_change_permission(request, obj):
            return fieldsets
        return [*fieldsets, (None, {"fields": ["row_version"], "classes": ["row-version"]})]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """An old state out of the history has nothing to type into."""
        readonly = list(super().get_readonly_fields(request, obj))
        if request.resolver_match and request.resolver_match.url_name.endswith("_simple_history"):
            shown = declared_fields(self)
            return [*shown, *(name for name in readonly if name not in shown)]
        return readonly

    def save_model(self, request: HttpRequest, obj: Model, form: forms.ModelForm, change: bool) -> None:
        """Save, and count up the version of the row above where that guards this one."""
        super().save_model(request, obj, form, change)
        if change and isinstance(form, VersionedForm):
            form.advance_guard()

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Say in words what the triggers refuse: a name that a final record prints, or a row frozen meanwhile."""
        return _or_refusal("沒有儲存", request, super().changeform_view, *args, **kwargs)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _or_refusal("沒有刪除", request, super().delete_view, *args, **kwargs)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple:
        """Where very many rows keep these from being deleted, how many of which kind; else as Django lists them."""
        if counted := self.in_the_way(objs):
            return [], {}, set(), counted
        return super().get_deleted_objects(objs, request)

    def in_the_way(self, objs: Any) -> list[str]:
        """Each kind of rows that PROTECT keeps these for, counted and with a first one; [] where they are few."""
        rows = [
            relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": [obj.pk for obj in objs]})
            for relation in self.model._meta.get_fields(include_hidden=True)
            if relation.auto_created and not relation.concrete and getattr(relation, "on_delete", None) is PROTECT
        ]
        numbers = [found.count() for found in rows]
        if sum(numbers) <= MOST_IN_THE_WAY:
            return []
        return [
            f"{found.model._meta.verbose_name} {number:,} 筆，例如：{found.first()}"
            for found, number in zip(rows, numbers, strict=True)
            if number
        ]

    def revert_disabled(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Always: going back to an old state in one click would bypass validation."""
        return True

    def history_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """The row's history. The package looks up whatever the address says, so that is read as a key first."""
        self._require_key(object_id)
        return super().history_view(request, object_id, *args, **kwargs)

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """An old state, to be read."""
        if request.method != "GET":
            raise PermissionDenied
        self._require_key(object_id)
        if whole_number(version_id) is None:
            raise Http404(NO_ROW)
        return super().history_form_view(request, object_id, version_id, *args, **kwargs)

    def _require_key(self, object_id: str) -> None:
        try:
            self.model._meta.pk.to_python(unquote(object_id))
        except ValidationError as error:
            raise Http404(NO_ROW) from error

    def history_view_title(self, request: HttpRequest, obj: Model) -> str:
        return f"異動歷史：{obj}"

    def history_form_view_title(self, request: HttpRequest, obj: Model) -> str:
        return f"當時的內容：{obj}"


def _or_refusal(
    nothing_done: str, request: HttpRequest, view: Callable[..., HttpResponse], *args: Any, **kwargs: Any
) -> HttpResponse:
    """What the view answers, or the page again with the sentence of the trigger that refused it."""
    try:
        return view(request, *args, **kwargs)
    except IntegrityError as error:
        said = refusal(error)
        if said is None:
            raise
        messages.error(request, f"{nothing_done}：{REFUSED.get(said, f'{said}。')}")
        return HttpResponseRedirect(request.path)


class GuardedInline(RocDates, PlainChoices, admin.TabularInline):
    """Rows that belong to the row above and are guarded by its version; whoever may change that may change them."""

    formset = GuardedFormSet
    form = GuardedRowForm
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may_change_parent(request, obj) and super().has_add_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may_change_parent(request, obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may_change_parent(request, obj) and super().has_delete_permission(request, obj)

    def _may_change_parent(self, request: HttpRequest, obj: Model | None) -> bool:
        return self.admin_site.get_model_admin(self.parent_model).has_change_permission(request, obj)
