"""The admin's dates: typed in either calendar, shown and filtered in ROC years."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Field, Model, QuerySet
from django.db.models.functions import ExtractYear
from django.http import HttpRequest

from platform_site.shared.dates.fields import roc_fields
from platform_site.shared.http import whole_number
from platform_site.shared.roc import ROC_OFFSET, roc_date, roc_datetime


class RocDates:
    """For an admin or inline: its date fields are typed and shown in ROC years."""

    model: type[Model]

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        return super().formfield_for_dbfield(db_field, request, **roc_fields(db_field), **kwargs)  # type: ignore[misc]

    def get_list_display(self, request: HttpRequest) -> list:
        """The columns; that of a date shows the ROC date."""
        return [self._shown(name) for name in super().get_list_display(request)]  # type: ignore[misc]

    def _shown(self, name: str | Callable) -> str | Callable:
        if not isinstance(name, str) or hasattr(self, name):
            return name
        try:
            field = self.model._meta.get_field(name)
        except FieldDoesNotExist:
            return name
        if not isinstance(field, models.DateField):
            return name
        write = roc_datetime if isinstance(field, models.DateTimeField) else roc_date

        @admin.display(description=field.verbose_name, ordering=name, empty_value="—")
        def shown(row: Model) -> str | None:
            return write(getattr(row, name)) or None

        shown.__name__ = name
        return shown


def roc_year_filter(path: str, heading: str) -> type[admin.SimpleListFilter]:
    """A filter of an admin's list by the ROC year of the date at `path` ("meeting__held_on")."""

    class RocYearFilter(admin.SimpleListFilter):
        title = heading
        parameter_name = f"{path}_roc"

        def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
            # Of what the date belongs to: a million rows of the ledger are held at two hundred meetings.
            *relations, field = path.split("__")
            model: Any = model_admin.model
            for name in relations:
                model = model._meta.get_field(name).related_model
            rows = model._default_manager.order_by().annotate(_year=ExtractYear(field))
            years = rows.exclude(_year=None).values_list("_year", flat=True).distinct().order_by("-_year")
            return [(str(year - ROC_OFFSET), f"{year - ROC_OFFSET}年") for year in years]

        def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
            year = whole_number(self.value())
            if year is None or year > 9999 - ROC_OFFSET:
                return queryset
            return queryset.filter(**{f"{path}__year": year + ROC_OFFSET})

    return RocYearFilter
