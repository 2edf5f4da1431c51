"""Tables as files, ODS, XLSX and CSV: small ones written whole, and read so that every cell is as it was typed.

A workbook is known by its content, whatever its name says. CSV comes as UTF-8 or Big5. How a table is written, and one
of any length row by row, is in `writing.py`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import Any

import openpyxl
from odfdo import Document

from platform_site.shared.sheets.cells import SheetError, unescape_cell
from platform_site.shared.sheets.packages import DAMAGED, MEGABYTE, unpacked
from platform_site.shared.sheets.writing import (
    CONTENT_TYPES,
    CSV,
    ODS,
    XLSX,
    Layout,
    Sheet,
    Value,
    stream_csv,
    write_workbook,
)

__all__ = [
    "CONTENT_TYPES",
    "CSV",
    "ODS",
    "XLSX",
    "Layout",
    "Rows",
    "SheetError",
    "Tables",
    "Value",
    "decode",
    "read_csv",
    "read_tables",
    "write_csv",
    "write_tables",
]
SIZE_LIMIT = 5 * MEGABYTE
# Characters in all cells together: a workbook may name one long text in every cell.
LONGEST_TEXT = 10_000_000
MOST_ROWS, MOST_COLUMNS = 10_000, 60
Rows = Sequence[Sequence[Value]]
Tables = Mapping[str, Rows]


def write_tables(tables: Tables, extension: str, layouts: Mapping[str, Layout] | None = None) -> bytes:
    """The sheets {name: rows, the first one heads} as a workbook of that format ("ods" or "xlsx")."""
    out, layouts = io.BytesIO(), layouts or {}
    sheets = [Sheet(name, rows, _widths(rows), layouts.get(name, Layout())) for name, rows in tables.items()]
    write_workbook(sheets, extension, out)
    return out.getvalue()


def write_csv(rows: Iterable[Sequence[Value]]) -> bytes:
    """The rows as CSV."""
    return b"".join(stream_csv(rows))


def read_tables(content: bytes, most_rows: int = MOST_ROWS) -> dict[str, list[list[Any]]]:
    """The sheets of an ODS or XLSX file {name: rows}. Raises SheetError with what is wrong with the file."""
    if len(content) > SIZE_LIMIT:
        raise SheetError(f"檔案有 {len(content) / MEGABYTE:.1f} MB，超過上限 5 MB。請只上傳本系統匯出的試算表。")
    kind, content = unpacked(content)
    read = _read_ods if kind == ODS else _read_xlsx
    try:
        tables = read(content, most_rows)
    except SheetError:
        raise
    # Any exception: a damaged file meets zlib, two XML parsers and two libraries, none of which says what it raises.
    except Exception as error:
        raise SheetError(DAMAGED) from error
    for name, rows in tables.items():
        if len(rows) > most_rows or any(len(row) > MOST_COLUMNS for row in rows):
            raise SheetError(f"工作表「{name}」超過 {most_rows:,} 列或 {MOST_COLUMNS} 欄，請只上傳本系統匯出的試算表。")
    return tables


def read_csv(content: bytes) -> list[list[str]]:
    """The rows of a CSV file. Raises SheetError."""
    try:
        return _trimmed(csv.reader(io.StringIO(decode(content), newline="")))
    except csv.Error as error:
        raise SheetError("檔案不是 CSV，或有未成對的引號。請以試算表軟體另存為 CSV 或 ODS 後再試。") from error


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


def _trimmed(rows: Iterable[Iterable[Any]]) -> list[list[Any]]:
    """The cells as typed, without the empty ones at the end of a row and the empty rows at the end of a table.

    Raises SheetError where they hold more text than anybody types.
    """
    result: list[list[Any]] = []
    left = LONGEST_TEXT
    for cells in rows:
        row = list(cells)
        left -= sum([len(value) for value in row if isinstance(value, str)])
        if left < 0:
            raise SheetError(f"檔案的文字超過 {LONGEST_TEXT:,} 字，請只上傳本系統匯出的試算表。")
        # Only what begins with an apostrophe is escaped.
        row = [unescape_cell(value) if isinstance(value, str) and value[:1] == "'" else value for value in row]
        while row and row[-1] in (None, ""):
            row.pop()
        result.append(row)
    while result and not result[-1]:
        result.pop()
    return result


def _widths(rows: Rows) -> list[int]:
    # In half-width characters: a head takes two for each of its own, a text column gets room for a sentence a line.
    longest = [max((len(str(value or "")) for value in column), default=0) for column in zip_longest(*rows)]
    return [min(max(2 * len(str(head)) + 2, 2 * width), 48) for head, width in zip(rows[0], longest, strict=False)]


def _read_xlsx(content: bytes, most_rows: int) -> dict[str, list[list[Any]]]:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    limits = {"max_row": most_rows + 1, "max_col": MOST_COLUMNS + 1}
    try:
        return {sheet.title: _trimmed(sheet.iter_rows(values_only=True, **limits)) for sheet in book.worksheets}
    finally:
        book.close()


def _read_ods(content: bytes, most_rows: int) -> dict[str, list[list[Any]]]:
    tables: dict[str, list[list[Any]]] = {}
    for table in Document(io.BytesIO(content)).body.tables:
        # A sheet of LibreOffice ends in a million repeated empty rows, and one may repeat a full row as often.
        table.rstrip(aggressive=True)
        name = table.name or ""
        if table.height > most_rows or table.width > MOST_COLUMNS:
            tables[name] = [[None] * (MOST_COLUMNS + 1)]
            continue
        tables[name] = _trimmed([cell.value for cell in row.get_cells()] for row in table.get_rows())
    return tables
