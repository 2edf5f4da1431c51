"""The papers as OpenDocument texts, from the same data as their pages and PDFs."""

from __future__ import annotations

import io

from odfdo import Cell, Document, Element, Paragraph, Style, Table
from odfdo import Row as TableRow

from meetings.minutes.odt import heading, prepared
from meetings.papers.content import Agenda, Notice, Row, SignInSheet
from meetings.work_report.handout import Handout

RULED, SIGNED_HEIGHT = "paper-ruled", "paper-row"
COLUMNS = ("機關", "職稱", "姓名", "簽名")
WIDTHS = ("4.6cm", "3cm", "3.4cm", "5cm")


def notice_odt(notice: Notice) -> bytes:
    """The notice as an .odt file."""
    odt = _begun(notice.title)
    for row in (*notice.head, *notice.body):
        _labelled(odt, row)
    return _content(odt)


def agenda_odt(agenda: Agenda) -> bytes:
    """The agenda as an .odt file."""
    odt = _begun(agenda.title)
    for row in agenda.facts:
        _labelled(odt, row)
    for section in agenda.sections:
        odt.body.append(heading(2, section.title, "minutes-section"))
        for entry in section.entries:
            late = "（逾時送達）" if entry.is_late else ""
            odt.body.append(Paragraph(f"{entry.number}{entry.text}{late}", style="minutes-resolution"))
            for detail in entry.details:
                odt.body.append(Paragraph(detail, style="minutes-motion"))
    return _content(odt)


def sign_in_odt(sheet: SignInSheet) -> bytes:
    """The sign-in sheet as an .odt file with tables to be signed."""
    odt = _begun(sheet.title)
    _table_styles(odt)
    for row in sheet.facts:
        _labelled(odt, row)
    for number, table in enumerate(sheet.tables, 1):
        odt.body.append(heading(2, table.title, "minutes-section"))
        ruled = Table(f"簽到{number}", width=len(COLUMNS), height=0)
        odt.body.append(ruled)
        for cells in (COLUMNS, *((*row, "") for row in table.rows)):
            ruled.append_row(_table_row(cells))
        for index, column in enumerate(ruled.columns):
            column.style = f"paper-column-{index}"
            ruled.set_column(index, column)
    return _content(odt)


def handout_odt(handout: Handout) -> bytes:
    """The handout of the work report as an .odt file."""
    odt = _begun(handout.title)
    odt.body.append(Paragraph(handout.summary, style="minutes-body"))
    for part in handout.groups:
        odt.body.append(heading(2, str(part.group), "minutes-section"))
        for number, row in enumerate(part.cases, 1):
            odt.body.append(Paragraph(f"{number}. {row.case}", style="minutes-resolution"))
            for line in row.lines:
                odt.body.append(Paragraph(line, style="minutes-motion"))
        if not part.cases:
            odt.body.append(Paragraph("無列管案。", style="minutes-body"))
    return _content(odt)


def _begun(title: str) -> Document:
    odt: Document = prepared(title)
    odt.body.append(heading(1, title, "minutes-heading"))
    return odt


def _labelled(odt: Document, row: Row) -> None:
    first, *rest = row.lines
    odt.body.append(Paragraph(f"{row.label}：{first}", style="minutes-body"))
    for line in rest:
        odt.body.append(Paragraph(line, style="minutes-resolution"))


def _table_row(texts: tuple[str, ...]) -> TableRow:
    row = TableRow(style=SIGNED_HEIGHT)
    for text in texts:
        cell = Cell(style=RULED)
        cell.append(Paragraph(text, style="minutes-body"))
        row.append_cell(cell)
    return row


def _table_styles(odt: Document) -> None:
    """Ruled cells, rows high enough to sign in, and the widths of the columns."""
    styles = [("table-cell", RULED, "table-cell", {"fo:border": "0.5pt solid #000000", "fo:padding": "0.1cm"})]
    styles.append(
        ("table-row", SIGNED_HEIGHT, "table-row", {"style:min-row-height": "1.1cm", "fo:keep-together": "always"})
    )
    for index, width in enumerate(WIDTHS):
        styles.append(("table-column", f"paper-column-{index}", "table-column", {"style:column-width": width}))
    for family, name, properties, values in styles:
        style = Style(family, name=name)
        element = Element.from_tag(f"style:{properties}-properties")
        for key, value in values.items():
            element.set_attribute(key, value)
        style.append(element)
        odt.insert_style(style, automatic=True)


def _content(odt: Document) -> bytes:
    file = io.BytesIO()
    odt.save(file)
    return file.getvalue()
