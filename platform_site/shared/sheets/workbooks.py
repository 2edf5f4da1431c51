"""Tables of long texts as ODS and XLSX: several sheets, lines and spaces kept, nothing that a spreadsheet would run.

`tables.py` says how a single cell is escaped; here are whole files, told apart by their content.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import zip_longest
from typing import Any

import openpyxl
from odfdo import Cell, Column, Document, Element, Paragraph, Row, Style, Table
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from platform_site.shared.sheets.tables import LARGEST_UNPACKED, SheetError, escape_cell

ODS, XLSX = "ods", "xlsx"
CONTENT_TYPES = {
    ODS: "application/vnd.oasis.opendocument.spreadsheet",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
SIZE_LIMIT = 5 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS = 2_000, 60
WRAPPED = (
    '<style:style style:name="wrapped" style:family="table-cell">'
    '<style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="top"/></style:style>'
)
HEAD = (
    '<style:style style:name="head" style:family="table-cell">'
    '<style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="top"/>'
    '<style:text-properties fo:font-weight="bold" style:font-weight-asian="bold"/></style:style>'
)

Value = str | int | Decimal | date | None
Tables = Mapping[str, Sequence[Sequence[Value]]]


def write_tables(tables: Tables, extension: str) -> bytes:
    """The sheets {name: rows, the first one heads} as a file of that format ("ods" or "xlsx")."""
    return (_write_ods if extension == ODS else _write_xlsx)(tables)


def read_tables(content: bytes) -> dict[str, list[list[Any]]]:
    """The sheets of an ODS or XLSX file, whatever its name says. Raises SheetError with what is wrong with it."""
    if len(content) > SIZE_LIMIT:
        raise SheetError(f"檔案有 {len(content) / 1024 / 1024:.1f} MB，超過上限 5 MB。請只上傳本系統匯出的試算表。")
    kind = _kind_of(content)
    try:
        tables = (_read_ods if kind == ODS else _read_xlsx)(content)
    except (AttributeError, IndexError, InvalidFileException, KeyError, TypeError, ValueError, OSError) as error:
        raise SheetError("試算表的內容無法讀取，檔案可能已損毀。請重新匯出後再填。") from error
    for name, rows in tables.items():
        if len(rows) > MOST_ROWS or any(len(row) > MOST_COLUMNS for row in rows):
            raise SheetError(f"工作表「{name}」超過 {MOST_ROWS:,} 列或 {MOST_COLUMNS} 欄，請只上傳本系統匯出的試算表。")
    return tables


def _kind_of(content: bytes) -> str:
    refusal = SheetError("檔案不是 ODS 或 XLSX 試算表。請上傳本系統匯出的試算表（副檔名 ods 或 xlsx）。")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            if sum(part.file_size for part in archive.infolist()) > LARGEST_UNPACKED:
                raise SheetError("檔案解壓縮後過大，請只上傳本系統匯出的試算表。")
            mimetype = archive.read("mimetype").decode("ascii", "replace").strip() if "mimetype" in names else ""
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
        raise refusal from error
    if mimetype == CONTENT_TYPES[ODS]:
        return ODS
    if "xl/workbook.xml" in names:
        return XLSX
    raise refusal


def _write_xlsx(tables: Tables) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in tables.items():
        sheet = book.create_sheet(name)
        for number, row in enumerate(rows, start=1):
            for index, value in enumerate(row, start=1):
                cell = sheet.cell(number, index, escape_cell(value) if isinstance(value, str) else value)
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                cell.font = Font(bold=number == 1)
                if isinstance(value, date):
                    cell.number_format = "yyyy-mm-dd"
        for index, width in enumerate(_widths(rows), start=1):
            sheet.column_dimensions[get_column_letter(index)].width = width
        sheet.freeze_panes = "C2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _widths(rows: Sequence[Sequence[Value]]) -> list[int]:
    # In half-width characters: a head takes two for each of its own, a text column gets room for a sentence a line.
    longest = [max((len(str(value or "")) for value in column), default=0) for column in zip_longest(*rows)]
    return [min(max(2 * len(str(head)) + 2, 2 * width), 48) for head, width in zip(rows[0], longest, strict=False)]


def _read_xlsx(content: bytes) -> dict[str, list[list[Any]]]:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    try:
        return {
            sheet.title: _trimmed(
                list(row) for row in sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS + 1, values_only=True)
            )
            for sheet in book.worksheets
        }
    finally:
        book.close()


def _write_ods(tables: Tables) -> bytes:
    document = Document("spreadsheet")
    document.body.clear()
    for style in (WRAPPED, HEAD):
        document.insert_style(Element.from_tag(style), automatic=True)
    for name, rows in tables.items():
        table = Table(name)
        for width in _widths(rows):
            style = Style("table-column", name=f"width{width}", width=f"{width * 0.2:.1f}cm")
            document.insert_style(style, automatic=True)
            table.append(Column(style=style.name))
        for number, values in enumerate(rows):
            row = Row()
            for value in values:
                cell = _ods_cell(value)
                cell.style = "wrapped" if number else "head"
                row.append_cell(cell)
            table.append_row(row)
        document.body.append(table)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _ods_cell(value: Value) -> Cell:
    if value in (None, ""):
        return Cell()
    if not isinstance(value, str):
        return Cell(value)
    # A paragraph for each line: in an attribute, where Cell(text) puts it, LibreOffice does not look for lines.
    cell = Cell()
    cell.set_attribute("office:value-type", "string")
    for line in escape_cell(value).split("\n"):
        cell.append(Paragraph(line))
    return cell


def _read_ods(content: bytes) -> dict[str, list[list[Any]]]:
    tables = {}
    for table in Document(io.BytesIO(content)).body.tables:
        # A sheet of LibreOffice ends in a million repeated empty rows, and one may repeat a full row as often.
        table.rstrip(aggressive=True)
        if table.height > MOST_ROWS or table.width > MOST_COLUMNS:
            tables[table.name] = [[None] * (MOST_COLUMNS + 1)]
            continue
        tables[table.name] = _trimmed([cell.value for cell in row.get_cells()] for row in table.get_rows())
    return tables


def _trimmed(rows: Any) -> list[list[Any]]:
    result = []
    for row in rows:
        row = list(row)
        while row and row[-1] in (None, ""):
            row.pop()
        result.append(row)
    while result and not result[-1]:
        result.pop()
    return result
