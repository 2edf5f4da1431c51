"""Form fields and widgets that choose rows; a key that is not a whole number is an invalid choice, not an exception."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteMixin, AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

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
    """A menu that keeps showing an invalid value, so that the user sees it beside the error.

    It is written in one pass: Django renders a template for each option, which for two menus of 200 meetings took
    longer than the rest of the page.
    """

    def render(self, name: str, value: Any, attrs: dict | None = None, renderer: Any = None) -> SafeString:
        attributes = flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name}))
        return format_html("<select{}>{}</select>", attributes, self._options(set(self.format_value(value))))

    def _options(self, chosen: set[str]) -> SafeString:
        found: set[str] = set()
        options = [self._option(str(key or ""), label, chosen, found) for key, label in self.choices]
        if not found:
            options += [format_html(CHOSEN, key, f"{key}（無此選項）") for key in chosen if key]
        return format_html_join("", "{}", zip(options))

    def _option(self, key: str, label: Any, chosen: set[str], found: set[str]) -> SafeString:
        if isinstance(label, list | tuple):
            options = [self._option(str(value), words, chosen, found) for value, words in label]
            return format_html('<optgroup label="{}">{}</optgroup>', key, format_html_join("", "{}", zip(options)))
        if key not in chosen:
            return format_html(OPTION, key, label)
        found.add(key)
        return format_html(CHOSEN, key, label)


OPTION, CHOSEN = '<option value="{}">{}</option>', '<option value="{}" selected>{}</option>'
