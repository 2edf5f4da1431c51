"""What a FilterSet was asked for, in words and as query strings; works for whatever filters it has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.http import QueryDict
from django_filters import FilterSet

from platform_site.shared.fields import KeepingSelect
from platform_site.shared.roc import roc_date

# The parameters of a list that narrow nothing: the order of its rows, and which page of them.
SORT, PAGE = "sort", "page"


MENU = {
    "empty_label": "全部",
    "error_messages": {"invalid_choice": "沒有「%(value)s」這個選項，請由選單重新選取。"},
    "widget": KeepingSelect,
}


class Rows(list):
    """Rows worked out in memory, in the place of a QuerySet in a FilterSet whose filters all have a `method`."""

    model = None

    def all(self) -> Rows:
        return self

    def none(self) -> Rows:
        return Rows()

    def kept(self, keep: Iterable[bool]) -> Rows:
        """Those for which `keep` says so, in their order."""
        return Rows(row for row, kept in zip(self, keep, strict=True) if kept)


class RowsFilterSet(FilterSet):
    """A FilterSet of `Rows`."""

    def filter_queryset(self, queryset: Rows) -> Rows:
        for name, value in self.form.cleaned_data.items():
            queryset = self.filters[name].filter(queryset, value)
        return queryset


@dataclass(frozen=True)
class Condition:
    """A filter that was given a value: its label, the value in words, and the query string without it."""

    name: str
    label: str
    words: str
    without: str

    @property
    def is_order(self) -> bool:
        """Whether it only sorts."""
        return self.name == SORT

    def __str__(self) -> str:
        return f"{self.label}：{self.words}"


def conditions_of(filters: FilterSet) -> tuple[Condition, ...]:
    """What the list is narrowed to and sorted by, in the order of the form. `filters` is bound to a QueryDict."""
    return tuple(
        Condition(name, str(filters.form[name].label), _words(filters, name), query_without(filters.data, name))
        for name in _given(filters)
    )


def known_query(filters: FilterSet) -> str:
    """The query string of the parameters that the FilterSet knows and that have a value; nothing else is in it."""
    kept = QueryDict(mutable=True)
    for name in _given(filters):
        kept.setlist(name, filters.data.getlist(name))
    return kept.urlencode()


def query_without(data: QueryDict, *names: str) -> str:
    """The query string without these parameters and without the number of a page."""
    kept = data.copy()
    for name in (*names, PAGE):
        kept.pop(name, None)
    return kept.urlencode()


def _given(filters: FilterSet) -> Iterator[str]:
    form = filters.form
    for name in form.fields:
        typed = any(text.strip() for text in filters.data.getlist(name))
        if typed and (name in form.errors or form.cleaned_data.get(name) not in (None, "", [])):
            yield name


def _words(filters: FilterSet, name: str) -> str:
    form = filters.form
    if name in form.errors:
        return "、".join(filters.data.getlist(name))
    field, value = form.fields[name], form.cleaned_data[name]
    values = value if isinstance(value, list | tuple | QuerySet) else [value]
    return "、".join(_word(field, one) for one in values)


def _word(field: forms.Field, value: Any) -> str:
    if isinstance(value, Model):
        return str(getattr(field, "label_from_instance", str)(value))
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return roc_date(value)
    return dict(_flat(getattr(field, "choices", ()))).get(str(value), str(value))


def _flat(choices: Iterable) -> Iterator[tuple[str, str]]:
    """The choices of a menu, those of its groups among them."""
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield str(value), str(label)
