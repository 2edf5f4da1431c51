"""A list as a page and its exports show it: one definition of filters, columns and rows for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import islice
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Aggregate, Count, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django_filters import FilterSet

from platform_site.shared.lists.columns import ListColumn
from platform_site.shared.lists.conditions import (
    PAGE,
    SORT,
    Condition,
    conditions_of,
    known_query,
    query_without,
)
from platform_site.shared.roc import roc_date
from platform_site.shared.sheets.writing import Value

PER_PAGE = 50
# Rows that an export reads at a time: a thousand kept some 25 MiB more of a process, and were no faster.
BATCH = 100


@dataclass(frozen=True)
class ListDefinition:
    """A list with filters. `key` names it in saved filters, `url` and `export_url` are names of URL patterns.

    `filters` makes the FilterSet of a platform's rows, as of a day where one is given, out of the query string. `rows`
    gives the rows of what it found, or of a slice of that, as of that day, one after another without holding them all.
    """

    key: str
    title: str
    unit: str
    url: str
    export_url: str
    filters: Callable[[QueryDict, Any, date | None], FilterSet]
    columns: tuple[ListColumn, ...]
    rows: Callable[[Any, date | None], Iterable[Any]]
    # A shorter way to the cells of all columns as of today, for lists of many thousand rows: without an object a row.
    cells: Callable[[Any], Iterable[Sequence[Value]]] | None = None

    @property
    def address(self) -> str:
        """The URL of the list without filters."""
        return reverse(self.url)


@dataclass(frozen=True)
class Head:
    """The head of a column: `query` sorts by it next ("" where it does not sort), `order` is how it is sorted now."""

    column: ListColumn
    query: str
    order: str


@dataclass(frozen=True)
class Line:
    """A row of the page with its cells beside their columns."""

    row: Any
    cells: tuple[tuple[ListColumn, str], ...]


class Listing:
    """A list as one query string asks for it, as of a day where one is given, with `as_of_words` that name the day."""

    def __init__(
        self,
        definition: ListDefinition,
        data: QueryDict,
        platform: Any,
        as_of: date | None = None,
        *,
        as_of_words: str = "",
    ) -> None:
        self.definition, self.data, self.platform, self.as_of = definition, data, platform, as_of
        self.as_of_words = as_of_words or (f"截至{roc_date(as_of)}" if as_of else "")
        self.filters = definition.filters(data, platform, as_of)

    @cached_property
    def is_valid(self) -> bool:
        return self.filters.is_valid()

    @cached_property
    def found(self) -> Any:
        """The rows found, a QuerySet or Rows; none where the query string is wrong."""
        return self.filters.qs if self.is_valid else self.filters.queryset.none()

    @cached_property
    def page(self) -> Page:
        """The page that the query string asks for; the nearest one where there is no such page."""
        paginator = Paginator(self.found, PER_PAGE)
        paginator.count = self.count
        return paginator.get_page(self.data.get(PAGE))

    @property
    def pages(self) -> Iterator[int | str]:
        """The page numbers to link to."""
        return page_numbers(self.page)

    @cached_property
    def count(self) -> int:
        """How many rows were found."""
        return Paginator(self.found, PER_PAGE).count

    def count_besides(self, **others: Aggregate) -> dict[str, int]:
        """What else is asked of the rows found, a QuerySet, by name; they are counted in the same query."""
        counts = self.found.aggregate(everything=Count("pk"), **others)
        self.count = counts.pop("everything")
        return counts

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """What the list is narrowed to and sorted by."""
        return conditions_of(self.filters)

    @property
    def narrowed(self) -> int:
        """How many filters narrow the list."""
        return sum(not condition.is_order for condition in self.conditions)

    @cached_property
    def query(self) -> str:
        """The part of the query string that belongs to the list, as it is saved."""
        return known_query(self.filters)

    @property
    def other_parameters(self) -> list[tuple[str, str]]:
        """What the query string says besides the filters and the page, such as a day; filtering anew keeps it."""
        ours = {*self.filters.form.fields, PAGE}
        return [(name, value) for name, values in self.data.lists() if name not in ours for value in values]

    @property
    def cleared(self) -> str:
        """The URL of the list without any condition."""
        kept = urlencode(self.other_parameters)
        return f"{self.definition.address}?{kept}" if kept else self.definition.address

    @property
    def export_query(self) -> str:
        """The query string of the exports: the page's, for all its pages."""
        return query_without(self.data)

    @property
    def exports(self) -> list[tuple[str, str]]:
        """(label, URL) of each export."""
        query = f"?{self.export_query}" if self.export_query else ""
        kinds = [("CSV", "csv"), ("ODS", "ods"), ("XLSX", "xlsx"), ("PDF", "pdf")]
        return [(label, reverse(self.definition.export_url, args=[kind]) + query) for label, kind in kinds]

    @property
    def heads(self) -> list[Head]:
        """The heads of the page's columns; the sorting one turns the order round."""
        now = getattr(self.filters, "sorted_by", "")
        heads = []
        for column in self.definition.columns:
            query = order = ""
            if name := column.sort:
                data = self.data.copy()
                data[SORT] = f"-{name}" if now == name else name
                query = f"?{query_without(data)}"
                order = {name: "ascending", f"-{name}": "descending"}.get(now, "")
            heads.append(Head(column, query, order))
        return heads

    @cached_property
    def lines(self) -> list[Line]:
        """The rows of the page."""
        columns = self.definition.columns
        rows = self.definition.rows(self.page.object_list, self.as_of)
        return [Line(row, tuple((column, column.words(column.value(row))) for column in columns)) for row in rows]

    def values(self) -> Iterator[Sequence[Value]]:
        """The cells of all rows, row by row, as exports write them."""
        if self.definition.cells is not None and self.as_of is None:
            yield from self.definition.cells(self.found)
            return
        for row in self.definition.rows(self.found, self.as_of):
            yield [column.value(row) for column in self.definition.columns]


def page_numbers(page: Page) -> Iterator[int | str]:
    """The page numbers to link to from this one; gaps are the paginator's ELLIPSIS."""
    return page.paginator.get_elided_page_range(page.number)


def batches(rows: QuerySet) -> Iterator[list[Any]]:
    """The rows of a QuerySet, so many at a time, each with what its prefetches bring; they are let go in between.

    A slice, such as a page, is read at once.
    """
    if rows.query.is_sliced:
        yield list(rows)
        return
    found = rows.iterator(chunk_size=BATCH)
    while batch := list(islice(found, BATCH)):
        yield batch
