"""Form fields and widgets that choose rows; a key that is not a whole number is an invalid choice, not an exception."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteMixin, AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from platform_site.shared.http import whole_number


class RowsField(forms.ModelMultipleChoiceField):
    """Several rows. Django looks all keys up at once, and the database raises an exception for one of 25 digits."""

    def clean(self, value: Any) -> QuerySet:
        wrong = [key for key in value or () if whole_number(str(key)) is None]
        if wrong:
            message = self.error_messages["invalid_pk_value"]
            raise ValidationError(message, code="invalid_pk_value", params={"pk": wrong[0]})
        return super().clean(value)


class _ShowsOnlyRows(AutocompleteMixin):
    """Redisplayed after an invalid choice, the widget looks up only valid keys."""

    def optgroups(self, name: str, value: Iterable, attr: dict | None = None) -> list:
        return super().optgroups(name, [key for key in value if whole_number(str(key)) is not None], attr)


class RowSearch(_ShowsOnlyRows, AutocompleteSelect):
    """One row, found by typing a part of its name."""


class RowsSearch(_ShowsOnlyRows, AutocompleteSelectMultiple):
    """Several rows, each found by typing a part of its name."""


class KeepingSelect(forms.Select):
    """A menu that keeps showing an invalid value, so that the user sees it beside the error."""

    def optgroups(self, name: str, value: list[str], attrs: dict | None = None) -> list:
        groups = super().optgroups(name, value, attrs)
        chosen = [option["selected"] for _, options, _ in groups for option in options]
        if any(value) and not any(chosen):
            unknown = self.create_option(name, value[0], f"{value[0]}（無此選項）", True, len(groups), attrs=attrs)
            groups.append((None, [unknown], len(groups)))
        return groups
