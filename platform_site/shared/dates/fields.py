"""Form fields of dates: shown as 114年12月22日, read by `read_date`, with a picker that shows ROC years.

Without JavaScript the widget is a plain text field. Every date field of a page or of the admin is one of these;
tests/shared/dates/test_everywhere.py looks.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime, AdminTimeWidget
from django.db import models
from django.db.models import Field

from platform_site.shared.dates.reading import read_date
from platform_site.shared.roc import roc_date

PLACEHOLDER = "例：114年12月22日"


class RocDateInput(forms.DateInput):
    """A text field for a date in either calendar; roc-date.js puts a calendar with ROC years beside it."""

    class Media:
        css = {"all": ["roc-date.css"]}
        js = [forms.Script("roc-date.js", defer=True)]

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        usual = {"inputmode": "text", "autocomplete": "off", "data-roc-date": "", "placeholder": PLACEHOLDER}
        super().__init__(attrs=usual | (attrs or {}))

    def format_value(self, value: Any) -> str | None:
        """A day as 114年12月22日; what somebody typed stays as typed."""
        return roc_date(value) if isinstance(value, date) else super().format_value(value)


class RocDateField(forms.DateField):
    """A day, typed in either calendar."""

    widget = RocDateInput
    default_error_messages = {"required": "請填寫日期，例如 114年12月22日。"}

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values or isinstance(value, str) and not value.strip():
            return None
        if isinstance(value, datetime):
            return value.date()
        return value if isinstance(value, date) else read_date(str(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether it is another day, however either is written."""
        return super().has_changed(self.to_python(initial), data)


class RocSplitDateTime(AdminSplitDateTime):
    """The admin's pair of fields for a moment: its day in either calendar."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        forms.MultiWidget.__init__(self, [RocDateInput(attrs), AdminTimeWidget(attrs)], attrs)


class RocSplitDateTimeField(forms.SplitDateTimeField):
    """A moment as day and time of day."""

    widget = RocSplitDateTime

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields = (RocDateField(required=False), self.fields[1])


def roc_fields(db_field: Field) -> dict[str, Any]:
    """The arguments that make a model field's form field one of these; none for a field of another kind."""
    if isinstance(db_field, models.DateTimeField):
        return {"form_class": RocSplitDateTimeField, "widget": RocSplitDateTime}
    if isinstance(db_field, models.DateField):
        return {"form_class": RocDateField, "widget": RocDateInput}
    return {}
