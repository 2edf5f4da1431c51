"""Form fields and widgets that choose rows; a key that is not a whole number is an invalid choice, not an exception."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteMixin, AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

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
        options = self._options(set(self.format_value(value)))
        # Keys and labels are escaped in `_option`.
        return format_html("<select{}>{}</select>", attributes, mark_safe(options))  # noqa: S308  # nosec B308 B703

    def _options(self, chosen: set[str]) -> str:
        found: set[str] = set()
        options = [self._option(str(key or ""), label, chosen, found) for key, label in self.choices]
        if not found:
            options += [CHOSEN.format(escape(key), escape(f"{key}（無此選項）")) for key in chosen if key]
        return "".join(options)

    def _option(self, key: str, label: Any, chosen: set[str], found: set[str]) -> str:
        if isinstance(label, list | tuple):
            options = [self._option(str(value), words, chosen, found) for value, words in label]
            return f'<optgroup label="{escape(key)}">{"".join(options)}</optgroup>'
        if key not in chosen:
            return OPTION.format(escape(key), escape(str(label)))
        found.add(key)
        return CHOSEN.format(escape(key), escape(str(label)))


OPTION, CHOSEN = '<option value="{}">{}</option>', '<option value="{}" selected>{}</option>'
