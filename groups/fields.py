"""Menus of issue groups and cities, in which rows of the same name on two platforms can be told apart."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.options import BaseModelAdmin
from django.db.models import Exists, ForeignKey, OuterRef, QuerySet
from django.http import HttpRequest

from groups.models import City, IssueGroup, Platform


class PlatformRowField(forms.ModelChoiceField):
    """A menu of issue groups or cities that shows each one's platform where there is more than one platform."""

    def __init__(self, queryset: QuerySet, **kwargs: Any) -> None:
        others = Platform.objects.exclude(pk=OuterRef("platform"))
        super().__init__(queryset.select_related("platform").annotate(has_other_platforms=Exists(others)), **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj}（{obj.platform}）" if obj.has_other_platforms else str(obj)


class PlatformRowMenus(BaseModelAdmin):
    """For an admin or inline: its menus of issue groups and cities are `PlatformRowField`."""

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField | None:
        if db_field.related_model in (IssueGroup, City):
            kwargs.setdefault("form_class", PlatformRowField)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
