"""Tables written row by row, as CSV, ODS and XLSX: nothing in them runs, and no more than a row is held at a time.

ODS is written as the XML that it is, into the archive; XLSX by openpyxl's write-only sheets. A date is a date of the
workbook, shown in ROC years.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from platform_site.shared.roc import roc_date
from platform_site.shared.sheets.cells import outside

ODS, XLSX, CSV = "ods", "xlsx", "csv"
CONTENT_TYPES = {
    ODS: "application/vnd.oasis.opendocument.spreadsheet",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    CSV: "text/csv; charset=utf-8",
}
GREY = "F0F0F0"
# Excel and LibreOffice read `e` of this locale as the ROC year.
ROC_FORMAT = '[$-404]e"年"m"月"d"日"'
# Text of a CSV gathered before it goes out.
CSV_PIECE = 64 * 1024

Value = str | int | float | Decimal | date | None
Row = Sequence[Value]


@dataclass(frozen=True)
class Layout:
    """What a sheet helps its user with, by column from 0: lists to choose from, and columns that cannot be changed.

    The lock has no password: it keeps a slip of the hand away, not a will.
    """

    choices: Mapping[int, Sequence[str]] = field(default_factory=dict)
    locked: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Sheet:
    """A sheet to be written. `rows` are taken one at a time, the first one heads; `widths` count half-width letters."""

    name: str
    rows: Iterable[Row]
    widths: Sequence[int]
    layout: Layout = field(default_factory=Layout)


def write_workbook(sheets: Sequence[Sheet], extension: str, out: BinaryIO) -> None:
    """Write the sheets into `out` as a workbook of that format ("ods" or "xlsx")."""
    (_write_ods if extension == ODS else _write_xlsx)(sheets, out)


def stream_csv(rows: Iterable[Row], words: Callable[[Value], Value] = lambda value: value) -> Iterator[bytes]:
    """The rows as CSV, piece by piece: UTF-8 with the byte order mark that Excel needs to know it by.

    `words` makes of a value that is no text what is printed for it.
    """
    cell, text = _Cells(words).__getitem__, io.StringIO(newline="")
    text.write("\ufeff")
    writer = csv.writer(text)
    for row in rows:
        writer.writerow(map(cell, row))
        if text.tell() > CSV_PIECE:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


class _Cells(dict):
    """A value as the file has it. Thousands of rows name the same few groups, meetings and days."""

    most = 1_000

    def __init__(self, words: Callable[[Value], Value]) -> None:
        super().__init__()
        self._words = words

    def __missing__(self, value: Value) -> Value:
        cell = outside(value) if isinstance(value, str) else outside(self._words(value))
        # A number is the same key as others that are printed otherwise: 1.0 and 1.00.
        if isinstance(value, str | date) or value is None:
            if len(self) >= self.most:
                self.clear()
            self[value] = cell
        return cell


# -- XLSX -------------------------------------------------------------------------------------------------------------


def _write_xlsx(sheets: Sequence[Sheet], out: BinaryIO) -> None:
    book = openpyxl.Workbook(write_only=True)
    for sheet in sheets:
        _add_xlsx(book, sheet)
    book.save(out)


def _add_xlsx(book: openpyxl.Workbook, sheet: Sheet) -> None:
    page, layout = book.create_sheet(sheet.name), sheet.layout
    for index, width in enumerate(sheet.widths, start=1):
        page.column_dimensions[get_column_letter(index)].width = width
    page.freeze_panes = "C2" if layout.locked else "B2"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    page.page_setup.fitToHeight, page.sheet_properties.pageSetUpPr.fitToPage = 0, True
    page.print_title_rows = "1:1"
    # A cell is written as soon as its row is appended, so each column has one that takes the next row's value.
    cells: dict[tuple[int, str], WriteOnlyCell] = {}
    number = 0
    for number, values in enumerate(sheet.rows, start=1):
        row = []
        for index, value in enumerate(values):
            key = (index, "head" if number == 1 else "day" if isinstance(value, date) else "text")
            cell = cells.get(key)
            if cell is None:
                cell = cells[key] = _xlsx_cell(page, key[1], layout, index)
            cell.value = outside(value)
            if key[1] == "day":
                cell.number_format = ROC_FORMAT
            row.append(cell)
        page.append(row)
    if layout.locked:
        page.protection.sheet = True
        # What is allowed on a protected sheet says False here: to make a column wider does no harm.
        page.protection.formatColumns = page.protection.formatRows = False
    for index, words in layout.choices.items():
        listed = DataValidation("list", formula1='"{}"'.format(",".join(words)), allow_blank=True)
        listed.error = f"請由清單選擇：{'、'.join(words)}"
        letter = get_column_letter(index + 1)
        listed.add(f"{letter}2:{letter}{max(number, 2)}")
        page.data_validations.append(listed)


def _xlsx_cell(page: openpyxl.worksheet.worksheet.Worksheet, kind: str, layout: Layout, index: int) -> WriteOnlyCell:
    cell = WriteOnlyCell(page)
    cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="left" if kind == "day" else None)
    cell.font = Font(bold=kind == "head")
    if layout.locked and kind != "head":
        if index in layout.locked:
            cell.fill = PatternFill("solid", fgColor=GREY)
        else:
            cell.protection = Protection(locked=False)
    return cell


# -- ODS --------------------------------------------------------------------------------------------------------------

_NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office",
        "style": "style",
        "text": "text",
        "table": "table",
        "number": "datastyle",
        "fo": "xsl-fo-compatible",
        "manifest": "manifest",
        "meta": "meta",
    }.items()
)
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_MANIFEST = (
    f'{_XML}<manifest:manifest {_NAMESPACES} manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{CONTENT_TYPES[ODS]}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    '<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>'
    '<manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
_META = f'{_XML}<office:document-meta {_NAMESPACES} office:version="1.3"><office:meta/></office:document-meta>'
_STYLES = (
    f'{_XML}<office:document-styles {_NAMESPACES} office:version="1.3"><office:styles>'
    '<style:default-style style:family="table-cell"><style:text-properties fo:font-size="10pt" '
    'style:font-size-asian="10pt" fo:language="zh" fo:country="TW" style:language-asian="zh" '
    'style:country-asian="TW"/></style:default-style></office:styles><office:automatic-styles>'
    '<style:page-layout style:name="sheet"><style:page-layout-properties fo:page-width="29.7cm" '
    'fo:page-height="21cm" style:print-orientation="landscape" fo:margin="1.5cm" style:scale-to-X="1" '
    'style:scale-to-Y="0"/></style:page-layout></office:automatic-styles><office:master-styles>'
    '<style:master-page style:name="Default" style:page-layout-name="sheet"/></office:master-styles>'
    "</office:document-styles>"
)
_DATE = (
    '<number:date-style style:name="roc" number:language="zh" number:country="TW">'
    '<number:year number:calendar="ROC"/><number:text>年</number:text><number:month number:calendar="ROC"/>'
    '<number:text>月</number:text><number:day number:calendar="ROC"/><number:text>日</number:text></number:date-style>'
)
_CELL = (
    '<style:style style:name="{name}" style:family="table-cell" style:parent-style-name="Default"{data}>'
    '<style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="top"{more}/>{text}</style:style>'
)
_BOLD = '<style:text-properties fo:font-weight="bold" style:font-weight-asian="bold"/>'
_FREE, _LOCKED = ' style:cell-protect="none"', f' fo:background-color="#{GREY}"'
_ROC = ' style:data-style-name="roc"'
_FIXED, _LEFT = ' style:text-align-source="fix"', '<style:paragraph-properties fo:text-align="start"/>'
_CELLS = "".join(
    [
        _CELL.format(name="head", data="", more="", text=_BOLD),
        _CELL.format(name="text", data="", more=_FREE, text=""),
        _CELL.format(name="text-locked", data="", more=_LOCKED, text=""),
        _CELL.format(name="day", data=_ROC, more=_FREE + _FIXED, text=_LEFT),
        _CELL.format(name="day-locked", data=_ROC, more=_LOCKED + _FIXED, text=_LEFT),
    ]
)
# XML takes several spaces for one, and those at an end for none.
_SPACES = re.compile(r"^ +| {2,}| +$")


def _write_ods(sheets: Sequence[Sheet], out: BinaryIO) -> None:
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        # The first of the archive and not compressed, so that the kind of file can be told from its first bytes.
        archive.writestr("mimetype", CONTENT_TYPES[ODS], zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
        archive.writestr("meta.xml", _META)
        archive.writestr("styles.xml", _STYLES)
        with archive.open("content.xml", "w") as content:
            for piece in _ods_content(sheets):
                content.write(piece.encode())


def _ods_content(sheets: Sequence[Sheet]) -> Iterator[str]:
    yield f'{_XML}<office:document-content {_NAMESPACES} office:version="1.3"><office:automatic-styles>{_DATE}{_CELLS}'
    for width in sorted({width for sheet in sheets for width in sheet.widths}):
        yield f'<style:style style:name="width{width}" style:family="table-column"><style:table-column-properties '
        yield f'style:column-width="{width * 0.2:.1f}cm"/></style:style>'
    yield '<style:style style:name="sheet" style:family="table" style:master-page-name="Default"/>'
    yield f"</office:automatic-styles><office:body><office:spreadsheet>{_ods_choices(sheets)}"
    for sheet in sheets:
        yield from _ods_sheet(sheet)
    yield "</office:spreadsheet></office:body></office:document-content>"


def _ods_sheet(sheet: Sheet) -> Iterator[str]:
    lock = ' table:protected="true"' if sheet.layout.locked else ""
    yield f'<table:table table:name={quoteattr(sheet.name)} table:style-name="sheet"{lock}>'
    for width in sheet.widths:
        yield f'<table:table-column table:style-name="width{width}"/>'
    for number, values in enumerate(sheet.rows):
        cells = "".join(
            _ods_cell(outside(value), *_ods_kind(sheet, number, index, value)) for index, value in enumerate(values)
        )
        row = f"<table:table-row>{cells}</table:table-row>"
        yield row if number else f"<table:table-header-rows>{row}</table:table-header-rows>"
    yield "</table:table>"


def _ods_kind(sheet: Sheet, number: int, index: int, value: Value) -> tuple[str, str]:
    """The cell's style, and the name of its list to choose from."""
    if not number:
        return "head", ""
    style = "day" if isinstance(value, date) else "text"
    choice = _choice_name(sheet.name, index) if index in sheet.layout.choices else ""
    return (f"{style}-locked" if index in sheet.layout.locked else style), choice


def _ods_cell(value: Value, style: str, choice: str) -> str:
    listed = f" table:content-validation-name={quoteattr(choice)}" if choice else ""
    begin = f'<table:table-cell table:style-name="{style}"{listed}'
    if value is None or value == "":
        return f"{begin}/>"
    if isinstance(value, date):
        shown, typed = roc_date(value), f'office:value-type="date" office:date-value="{value.isoformat()}"'
    elif isinstance(value, str):
        # A paragraph for each line: LibreOffice looks for no lines in an attribute.
        lines = "</text:p><text:p>".join(map(_ods_text, value.split("\n")))
        return f'{begin} office:value-type="string"><text:p>{lines}</text:p></table:table-cell>'
    else:
        shown, typed = str(value), f'office:value-type="float" office:value="{value}"'
    return f"{begin} {typed}><text:p>{shown}</text:p></table:table-cell>"


def _ods_text(line: str) -> str:
    text = _SPACES.sub(lambda spaces: f'<text:s text:c="{len(spaces[0])}"/>', escape(line, {"\r": "&#13;"}))
    return text.replace("\t", "<text:tab/>")


def _choice_name(sheet: str, column: int) -> str:
    return f"{sheet}{column}"


def _ods_choices(sheets: Sequence[Sheet]) -> str:
    """The lists to choose from, which stand before the first sheet."""
    lists = []
    for sheet in sheets:
        for column, words in sheet.layout.choices.items():
            listed = ";".join(f"&quot;{escape(word)}&quot;" for word in words)
            lists.append(
                f'<table:content-validation table:name="{_choice_name(sheet.name, column)}" '
                f'table:condition="of:cell-content-is-in-list({listed})" table:allow-empty-cell="true" '
                f'table:base-cell-address="{sheet.name}.{get_column_letter(column + 1)}2">'
                f'<table:error-message table:message-type="stop" table:display="true"/></table:content-validation>'
            )
    return f"<table:content-validations>{''.join(lists)}</table:content-validations>" if lists else ""
