"""Columns of lists and of tables on paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from platform_site.shared.roc import roc_date, roc_datetime
from platform_site.shared.sheets.writing import Value


@dataclass(frozen=True)
class Column:
    """A column's head and how wide it is on paper: "narrow", "short", "medium", "wide", or "" for what is left."""

    label: str
    size: str = ""
    is_number: bool = False


@dataclass(frozen=True)
class ListColumn(Column):
    """A column of a list. `value` gives what stands in the cell of a row, on the page and in every export.

    `fragment` is the template that dresses the cell on the page (given `row`), with links and marks; its words are the
    value's. With `is_only_words` it says nothing else, so equal words are dressed once for a page. `sort` is the name
    in the query string by which the list is sorted by this column. `words` is how pages and paper print the value; a
    number goes into CSV and workbooks as it is.
    """

    value: Callable[[Any], Value] = field(kw_only=True)
    fragment: str = field(default="", kw_only=True)
    is_only_words: bool = field(default=False, kw_only=True)
    sort: str = field(default="", kw_only=True)
    words: Callable[[Any], str] = field(default=lambda value: cell_words(value), kw_only=True)


def cell_words(value: Value) -> str:
    """A cell as pages, PDFs and CSV print it."""
    if isinstance(value, datetime):
        return roc_datetime(value)
    if isinstance(value, date):
        return roc_date(value)
    return "" if value is None else str(value)
