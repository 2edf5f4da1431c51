"""Tables as files: CSV, XLSX and ODS read and written so that every cell comes back as it was typed.

Cells that a spreadsheet would run as a formula carry a leading apostrophe outside. CSV goes out as UTF-8 with a BOM,
which Excel needs to know it by; in comes UTF-8 or Big5. django-import-export asks these classes for its formats.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

import openpyxl
import tablib
from import_export.formats.base_formats import Format
from import_export.widgets import Widget
from odfdo import Cell, Document, Row, Table
from openpyxl.utils.exceptions import InvalidFileException

ROC_OFFSET = 1911
ROC_DATE = re.compile(r"(?:民國)?\s*(\d{2,3})\s*[年/.-]\s*(\d{1,2})\s*[月/.-]\s*(\d{1,2})\s*日?")
# What Excel, LibreOffice or a Japanese or Chinese Excel (full width) take for the start of a formula.
RUNS_AS_FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
LARGEST_UNPACKED = 50 * 1024 * 1024
MOST_COLUMNS = 100


class SheetError(ValueError):
    """A file that can't be read as a table; the message is a Chinese sentence saying why and what to do."""


# -- Cells ------------------------------------------------------------------------------------------------------------


def escape_cell(text: str) -> str:
    """The text as it may stand in a spreadsheet: an apostrophe before what would run as a formula."""
    return f"'{text}" if RUNS_AS_FORMULA.match(text) else text


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


class TextCell(Widget):
    """Text, escaped outside."""

    def clean(self, value: Any, row: dict | None = None, **kwargs: Any) -> str:
        return unescape_cell(cell_text(value)).strip()

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return escape_cell(cell_text(value))


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

    def __init__(self, model: type, field: str = "name") -> None:
        super().__init__()
        self.model, self.field = model, field

    def clean(self, value: Any, row: dict | None = None, **kwargs: Any) -> Any:
        name = unescape_cell(cell_text(value)).strip()
        if not name:
            return None
        found = self.model._default_manager.filter(**{self.field: name}).first()
        if found is None:
            known = "、".join(self.model._default_manager.values_list(self.field, flat=True))
            raise ValueError(f"沒有「{name}」這個{self.model._meta.verbose_name}，可填的有：{known}。")
        return found

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return escape_cell(getattr(value, self.field)) if value else ""


# -- Files ------------------------------------------------------------------------------------------------------------


class SheetFormat(Format):
    """A format of django-import-export: bytes in, a dataset out, and back."""

    title = ""
    extension = ""
    content_type = ""

    def __init__(self, encoding: str | None = None) -> None:
        self.encoding = encoding

    def get_title(self) -> str:
        return self.title

    def get_extension(self) -> str:
        return self.extension

    def get_content_type(self) -> str:
        return self.content_type

    def can_import(self) -> bool:
        return True

    def can_export(self) -> bool:
        return True

    def create_dataset(self, in_stream: bytes) -> tablib.Dataset:
        """The table of a file. Raises SheetError."""
        return _dataset(self.read(in_stream))

    def read(self, content: bytes) -> Iterable[Sequence[Any]]:
        raise NotImplementedError


class CSVFile(SheetFormat):
    """CSV; out as UTF-8 with a BOM, in as UTF-8 or Big5."""

    title, extension, content_type = "CSV", "csv", "text/csv; charset=utf-8"

    def read(self, content: bytes) -> Iterable[Sequence[str]]:
        return csv.reader(io.StringIO(decode(content), newline=""))

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        return dataset.export("csv").encode("utf-8-sig")


class XLSXFile(SheetFormat):
    """Excel's workbook; its first sheet."""

    title, extension = "XLSX", "xlsx"
    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def read(self, content: bytes) -> list[tuple]:
        _refuse_bomb(content, "XLSX")
        try:
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            return list(book.worksheets[0].iter_rows(max_col=MOST_COLUMNS, values_only=True))
        except (InvalidFileException, KeyError, IndexError, ValueError, zipfile.BadZipFile) as error:
            raise SheetError("檔案不是 XLSX 試算表，請確認選擇的格式與檔案一致。") from error

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet("資料")
        for row in [dataset.headers, *dataset]:
            sheet.append(list(row))
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()


class ODSFile(SheetFormat):
    """OpenDocument's spreadsheet, the format that government files are to have; its first sheet."""

    title, extension = "ODS", "ods"
    content_type = "application/vnd.oasis.opendocument.spreadsheet"

    def read(self, content: bytes) -> list[list]:
        _refuse_bomb(content, "ODS")
        try:
            table = Document(io.BytesIO(content)).body.tables[0]
            # A sheet of LibreOffice ends in a million repeated empty cells.
            table.rstrip(aggressive=True)
            return [row[:MOST_COLUMNS] for row in table.get_values()]
        except (AttributeError, IndexError, KeyError, TypeError, ValueError, zipfile.BadZipFile, OSError) as error:
            raise SheetError("檔案不是 ODS 試算表，請確認選擇的格式與檔案一致。") from error

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        document = Document("spreadsheet")
        document.body.clear()
        table = Table("資料")
        for values in [dataset.headers, *dataset]:
            row = Row()
            for value in values:
                row.append_cell(Cell(value) if value not in (None, "") else Cell())
            table.append_row(row)
        document.body.append(table)
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()


FORMATS = [ODSFile, XLSXFile, CSVFile]


def decode(content: bytes) -> str:
    """The text of a CSV file. Raises SheetError naming the lines that neither UTF-8 nor Big5 explains."""
    for encoding in ("utf-8-sig", "cp950", "big5hkscs"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    bad = []
    for number, line in enumerate(content.splitlines(), 1):
        try:
            line.decode("big5hkscs")
        except UnicodeDecodeError:
            shown = line.decode("big5hkscs", errors="replace")[:40]
            bad.append(f"第{number}行「{shown}」")
    raise SheetError(
        f"檔案的編碼不是 UTF-8，下列各行也無法以 Big5 讀取：{'；'.join(bad[:10])}。"
        "請另存為 UTF-8 的 CSV 或 ODS 後再試。"
    )


def _dataset(rows: Iterable[Sequence[Any]]) -> tablib.Dataset:
    rows = [list(row) for row in rows]
    while rows and all(cell_text(value).strip() == "" for value in rows[-1]):
        rows.pop()
    if not rows:
        raise SheetError("檔案裡沒有資料。第一列須為欄位名稱，資料從第二列開始。")
    headers = [cell_text(value).strip() for value in rows[0]]
    while headers and not headers[-1]:
        headers.pop()
    repeated = {header for header in headers if headers.count(header) > 1}
    if repeated:
        raise SheetError(f"欄位名稱重複：{'、'.join(sorted(repeated)) or '（空白）'}。")
    width = len(headers)
    dataset = tablib.Dataset(headers=headers)
    for number, row in enumerate(rows[1:], 2):
        if any(cell_text(value).strip() for value in row[width:]):
            raise SheetError(f"第{number}列的欄數多於第一列的欄位名稱。")
        dataset.append((row + [""] * width)[:width])
    return dataset


def _refuse_bomb(content: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(part.file_size for part in archive.infolist())
    except zipfile.BadZipFile as error:
        raise SheetError(f"檔案不是 {name} 試算表，請確認選擇的格式與檔案一致。") from error
    if size > LARGEST_UNPACKED:
        raise SheetError("檔案解壓縮後過大，請刪除不需要的工作表或圖片後再試。")
