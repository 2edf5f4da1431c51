"""Tables as files, ODS, XLSX and CSV: written so that nothing runs, read so that every cell is as it was typed.

A workbook is known by its content, whatever its name says. CSV goes out as UTF-8 with a byte order mark, which Excel
needs to know it by; in comes UTF-8 or Big5.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import zip_longest
from typing import Any
from xml.sax.saxutils import escape

import openpyxl
from odfdo import Cell, Column, Document, Element, Paragraph, Row, Style, Table
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from platform_site.shared.sheets.cells import NOT_IN_XML, SheetError, escape_cell, unescape_cell

ODS, XLSX, CSV = "ods", "xlsx", "csv"
CONTENT_TYPES = {
    ODS: "application/vnd.oasis.opendocument.spreadsheet",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    CSV: "text/csv; charset=utf-8",
}
MEGABYTE = 1024 * 1024
SIZE_LIMIT = 5 * MEGABYTE
LARGEST_UNPACKED = 50 * MEGABYTE
MOST_ROWS, MOST_COLUMNS = 10_000, 60
STYLE = (
    '<style:style style:name="{name}" style:family="table-cell">'
    '<style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="top"{more}/>{text}</style:style>'
)
BOLD = '<style:text-properties fo:font-weight="bold" style:font-weight-asian="bold"/>'
GREY = "F0F0F0"
STYLES = [
    STYLE.format(name="wrapped", more=' style:cell-protect="none"', text=""),
    STYLE.format(name="locked", more=f' fo:background-color="#{GREY}"', text=""),
    STYLE.format(name="head", more="", text=BOLD),
]

Value = str | int | float | Decimal | date | None
Rows = Sequence[Sequence[Value]]
Tables = Mapping[str, Rows]


@dataclass(frozen=True)
class Layout:
    """What a sheet helps its user with, by column from 0: lists to choose from, and columns that cannot be changed.

    The lock has no password: it keeps a slip of the hand away, not a will.
    """

    choices: Mapping[int, Sequence[str]] = field(default_factory=dict)
    locked: frozenset[int] = frozenset()


def write_tables(tables: Tables, extension: str, layouts: Mapping[str, Layout] | None = None) -> bytes:
    """The sheets {name: rows, the first one heads} as a workbook of that format ("ods" or "xlsx")."""
    return (_write_ods if extension == ODS else _write_xlsx)(tables, layouts or {})


def write_csv(rows: Iterable[Sequence[Value]]) -> bytes:
    """The rows as CSV."""
    return b"".join(csv_lines(rows))


def csv_lines(rows: Iterable[Sequence[Value]]) -> Iterator[bytes]:
    """The rows as CSV, a line at a time, for an answer that is sent while it is made."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    encoding = "utf-8-sig"
    for row in rows:
        writer.writerow([_outside(value) for value in row])
        yield text.getvalue().encode(encoding)
        text.seek(0)
        text.truncate()
        encoding = "utf-8"


def read_tables(content: bytes, most_rows: int = MOST_ROWS) -> dict[str, list[list[Any]]]:
    """The sheets of an ODS or XLSX file {name: rows}. Raises SheetError with what is wrong with the file."""
    if len(content) > SIZE_LIMIT:
        raise SheetError(f"檔案有 {len(content) / MEGABYTE:.1f} MB，超過上限 5 MB。請只上傳本系統匯出的試算表。")
    read = _read_ods if _kind_of(content) == ODS else _read_xlsx
    try:
        tables = read(content, most_rows)
    # Any exception: a damaged file meets zlib, two XML parsers and two libraries, none of which says what it raises.
    except Exception as error:
        raise SheetError("試算表的內容無法讀取，檔案可能已損毀。請重新匯出後再填。") from error
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


def _kind_of(content: bytes) -> str:
    refusal = SheetError("檔案不是 ODS 或 XLSX 試算表。請上傳本系統匯出的試算表（副檔名 ods 或 xlsx）。")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            size = sum(part.file_size for part in archive.infolist())
            mimetype = archive.read("mimetype")[:100] if "mimetype" in names and size <= LARGEST_UNPACKED else b""
    # Any exception: a damaged directory of an archive raises BadZipFile, struct.error, zlib.error, and more.
    except Exception as error:
        raise refusal from error
    if size > LARGEST_UNPACKED:
        raise SheetError("檔案解壓縮後過大，請刪除不需要的工作表或圖片後再試。")
    if mimetype.strip() == CONTENT_TYPES[ODS].encode():
        return ODS
    if "xl/workbook.xml" in names:
        return XLSX
    raise refusal


def _outside(value: Value) -> Value:
    """A value as it may stand in a file."""
    return escape_cell(NOT_IN_XML.sub("", value)) if isinstance(value, str) else value


def _trimmed(rows: Iterable[Iterable[Any]]) -> list[list[Any]]:
    """The cells as typed, without the empty ones at the end of a row and the empty rows at the end of a table."""
    result = []
    for row in rows:
        row = [unescape_cell(value) if isinstance(value, str) else value for value in row]
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


# -- XLSX -------------------------------------------------------------------------------------------------------------


def _write_xlsx(tables: Tables, layouts: Mapping[str, Layout]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in tables.items():
        sheet = book.create_sheet(name)
        layout = layouts.get(name, Layout())
        for number, row in enumerate(rows, start=1):
            for index, value in enumerate(row, start=1):
                cell = sheet.cell(number, index, _outside(value))
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                cell.font = Font(bold=number == 1)
                if isinstance(value, date):
                    cell.number_format = "yyyy-mm-dd"
                if layout.locked and number > 1 and index - 1 not in layout.locked:
                    cell.protection = Protection(locked=False)
                elif layout.locked and number > 1:
                    cell.fill = PatternFill("solid", fgColor=GREY)
        for index, width in enumerate(_widths(rows), start=1):
            sheet.column_dimensions[get_column_letter(index)].width = width
        sheet.freeze_panes = "C2"
        if layout.locked:
            sheet.protection.sheet = True
            # What is allowed on a protected sheet says False here: to make a column wider does no harm.
            sheet.protection.formatColumns = sheet.protection.formatRows = False
        for index, words in layout.choices.items():
            listed = DataValidation("list", formula1='"{}"'.format(",".join(words)), allow_blank=True)
            listed.error = f"請由清單選擇：{'、'.join(words)}"
            letter = get_column_letter(index + 1)
            listed.add(f"{letter}2:{letter}{max(len(rows), 2)}")
            sheet.add_data_validation(listed)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _read_xlsx(content: bytes, most_rows: int) -> dict[str, list[list[Any]]]:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    limits = {"max_row": most_rows + 1, "max_col": MOST_COLUMNS + 1}
    try:
        return {sheet.title: _trimmed(sheet.iter_rows(values_only=True, **limits)) for sheet in book.worksheets}
    finally:
        book.close()


# -- ODS --------------------------------------------------------------------------------------------------------------


def _write_ods(tables: Tables, layouts: Mapping[str, Layout]) -> bytes:
    document = Document("spreadsheet")
    document.body.clear()
    for style in STYLES:
        document.insert_style(style, automatic=True)
    if any(layout.choices for layout in layouts.values()):
        document.body.append(Element.from_tag(_ods_choices(layouts)))
    for name, rows in tables.items():
        table, layout = Table(name), layouts.get(name, Layout())
        if layout.locked:
            table.set_attribute("table:protected", "true")
        for width in _widths(rows):
            column = Style("table-column", name=f"width{width}", width=f"{width * 0.2:.1f}cm")
            document.insert_style(column, automatic=True)
            table.append(Column(style=column.name))
        for number, values in enumerate(rows):
            row = Row()
            for index, value in enumerate(values):
                cell = _ods_cell(_outside(value))
                cell.style = "head" if not number else "locked" if index in layout.locked else "wrapped"
                if number and index in layout.choices:
                    cell.set_attribute("table:content-validation-name", _choice_name(name, index))
                row.append_cell(cell)
            table.append_row(row)
        document.body.append(table)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _choice_name(sheet: str, column: int) -> str:
    return f"{sheet}{column}"


def _ods_choices(layouts: Mapping[str, Layout]) -> str:
    """The lists to choose from, which stand before the first sheet."""
    lists = []
    for sheet, layout in layouts.items():
        for column, words in layout.choices.items():
            listed = ";".join(f"&quot;{escape(word)}&quot;" for word in words)
            lists.append(
                f'<table:content-validation table:name="{_choice_name(sheet, column)}" '
                f'table:condition="of:cell-content-is-in-list({listed})" table:allow-empty-cell="true" '
                f'table:base-cell-address="{sheet}.{get_column_letter(column + 1)}2">'
                f'<table:error-message table:message-type="stop" table:display="true"/></table:content-validation>'
            )
    return f"<table:content-validations>{''.join(lists)}</table:content-validations>"


def _ods_cell(value: Value) -> Cell:
    if value in (None, ""):
        return Cell()
    if not isinstance(value, str):
        return Cell(value)
    # A paragraph for each line: in an attribute, where Cell(text) puts it, LibreOffice does not look for lines.
    cell = Cell()
    cell.set_attribute("office:value-type", "string")
    for line in value.split("\n"):
        cell.append(Paragraph(line))
    return cell


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
