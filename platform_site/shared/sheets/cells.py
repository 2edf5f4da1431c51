"""Single cells: the guard that keeps a spreadsheet from running one, and how each kind of value is read.

The guard stands where files are written and read (`files.py`), so that everything inside the project is as typed.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any

from django.db.models import Model, QuerySet
from import_export.widgets import Widget

from platform_site.shared.roc import ROC_OFFSET

ROC_DATE = re.compile(r"(?:民國)?\s*(\d{2,3})\s*[年/.-]\s*(\d{1,2})\s*[月/.-]\s*(\d{1,2})\s*日?")
# What Excel, LibreOffice or a Japanese or Chinese Excel (full width, small forms) may take for the start of a formula,
# whatever they trim before it. Apostrophes may stand there too: an escaped text is recognised as one.
RUNS_AS_FORMULA = re.compile(r"['\s\x00-\x1f\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠﹦﹢﹣﹫−]|'*[\t\r\n]")
# What XML can't hold and nobody types on purpose.
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
# The characters that a text may begin with for the first of these patterns to match; all blanks stand below U+3001.
_SUSPECT = re.compile(r"['\s\x00-\x1f\u200b-\u200f\u2060\ufeff=+\-@＝＋－＠﹦﹢﹣﹫−]")
_SUSPECT_STARTS = frozenset(filter(_SUSPECT.match, map(chr, (*range(0x3001), *range(0xFE00, 0x10000)))))


class SheetError(ValueError):
    """A file that can't be read as a table; the message is a Chinese sentence saying why and what to do."""


def escape_cell(text: str) -> str:
    """The text as it may stand in a spreadsheet: an apostrophe before what would run as a formula."""
    return f"'{text}" if RUNS_AS_FORMULA.match(text) else text


def outside(value: Any) -> Any:
    """A value as it may stand in a file: text that cannot run as a formula, of characters that XML holds."""
    if not isinstance(value, str):
        return value
    # Nearly every cell: nothing to take out (what XML does not hold is not printable), and no suspect beginning.
    if value.isprintable() and value[:1] not in _SUSPECT_STARTS:
        return value
    return escape_cell(NOT_IN_XML.sub("", value))


def unescape_cell(text: str) -> str:
    """The text as it was typed: undoes `escape_cell`, whatever the text."""
    return text[1:] if text.startswith("'") and RUNS_AS_FORMULA.match(text) else text


def cell_text(value: Any) -> str:
    """A cell's value as text: None is empty, and 113.0 is how a spreadsheet returns a typed 113."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value)


def tidy_text(value: Any) -> str:
    """A cell's value as text, its line ends as \\n and nothing blank at its ends."""
    text = value if type(value) is str else cell_text(value)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.strip()


# -- Widgets of django-import-export ----------------------------------------------------------------------------------


class TextCell(Widget):
    """Text; white space at its ends does not count."""

    def clean(self, value: Any, row: dict | None = None, **kwargs: Any) -> str:
        return tidy_text(value)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return cell_text(value)


class NumberCell(Widget):
    """A whole number, or empty."""

    def clean(self, value: Any, row: dict | None = None, **kwargs: Any) -> int | None:
        text = cell_text(value).strip()
        if not text:
            return None
        if not (text.isdecimal() and len(text) < 6):
            raise ValueError(f"「{text}」不是整數，請填阿拉伯數字，例如：6。")
        return int(text)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> int | str:
        return "" if value is None else value


class DateCell(Widget):
    """A day as 2025-08-07; in come a ROC date (114年8月7日, 114/8/7) or a spreadsheet's own date as well."""

    def clean(self, value: Any, row: dict | None = None, **kwargs: Any) -> date | None:
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        text = cell_text(value).strip()
        if not text:
            return None
        roc = ROC_DATE.fullmatch(text)
        try:
            if roc:
                year, month, day = map(int, roc.groups())
                return date(year + ROC_OFFSET, month, day)
            return date.fromisoformat(text.replace("/", "-"))
        except ValueError:
            raise ValueError(f"「{text}」不是日期，請填 2025-08-07 或 114年8月7日。") from None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return value.isoformat() if value else ""


class TimeCell(Widget):
    """A time of day as 14:30."""

    def clean(self, value: Any, row: dict | None = None, **kwargs: Any) -> time | None:
        if isinstance(value, datetime):
            return value.time()
        if isinstance(value, time):
            return value
        text = cell_text(value).strip()
        if not text:
            return None
        try:
            return time.fromisoformat(text.rjust(5, "0"))
        except ValueError:
            raise ValueError(f"「{text}」不是時間，請填24小時制，例如：14:30。") from None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return f"{value:%H:%M}" if value else ""


class NameCell(Widget):
    """A row of another table by its name."""

    def __init__(self, model: type[Model], field: str = "name") -> None:
        super().__init__()
        self.model, self.field = model, field

    def clean(self, value: Any, row: dict | None = None, **kwargs: Any) -> Any:
        name = tidy_text(value)
        if not name:
            return None
        offered = self.offered(row or {})
        found = list(offered.filter(**{self.field: name})[:2])
        if not found:
            known = "、".join(offered.values_list(self.field, flat=True))
            raise ValueError(f"沒有「{name}」這個{self.model._meta.verbose_name}，可填的有：{known}。")
        if len(found) > 1:
            raise ValueError(f"名為「{name}」的{self.model._meta.verbose_name}不只一個，請改於管理頁編輯。")
        return found[0]

    def offered(self, row: dict) -> QuerySet:
        """The rows that a cell of this row may name."""
        return self.model._default_manager.all()

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return getattr(value, self.field) if value else ""
