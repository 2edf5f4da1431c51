"""What a list shows on its pages, and what its exports hold, as plain rows of text."""

import csv
import io
import re
from datetime import date
from html.parser import HTMLParser

import openpyxl
from odfdo import Document

from platform_site.shared.roc import roc_date

# The first lines of a file; the table follows behind them, or on a sheet of its own.
CONDITIONS = "篩選條件"


class _Table(HTMLParser):
    """The cells of the first table, without what only the eye or only the ear gets."""

    def __init__(self):
        super().__init__()
        self.rows, self.hidden, self.is_in = [], [], False

    def handle_starttag(self, tag, attrs):
        about = dict(attrs)
        if self.hidden or about.get("aria-hidden") == "true" or "visually-hidden" in (about.get("class") or ""):
            if tag not in ("br", "input"):
                self.hidden.append(tag)
        elif tag == "tr":
            self.rows.append([])
        elif tag in ("th", "td"):
            self.rows[-1].append("")
            self.is_in = True
        elif tag == "br" and self.is_in:
            self.rows[-1][-1] += "\n"

    def handle_endtag(self, tag):
        if self.hidden:
            self.hidden.pop()
        elif tag in ("th", "td"):
            self.is_in = False

    def handle_data(self, data):
        if self.is_in and not self.hidden:
            self.rows[-1][-1] += data


def cells_of(html):
    """The rows of the page's table, its heads first; [] where it has none."""
    table = re.search(r"<table.*?</table>", html, flags=re.S)
    if table is None:
        return []
    parser = _Table()
    parser.feed(table[0])
    return [[re.sub(r"\s+", "", cell) for cell in row] for row in parser.rows]


def page_rows(client, address, query=None):
    """The heads and the rows of all pages of a list."""
    rows, number = [], 1
    while True:
        response = client.get(address, {**(query or {}), "page": number})
        found = cells_of(response.content.decode())
        rows += found[1:] if rows else found
        if not response.context["list"].page.has_next():
            return rows
        number += 1


def content_of(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def exported(client, address, extension, query=None):
    """(what the file says of itself, its heads and rows) of an export, white space left out as on the page."""
    response = client.get(f"{address}export.{extension}", query or {})
    assert response.status_code == 200, response.headers
    facts, rows = READERS[extension](content_of(response))
    return facts, [[re.sub(r"\s+", "", cell) for cell in row] for row in rows]


def _csv(content):
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    end = rows.index([])
    return dict(rows[:end]), rows[end + 1 :]


def _xlsx(content):
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    table, facts = ([[_text(value) for value in row] for row in sheet.values] for sheet in book.worksheets)
    return dict(facts[1:]), table


def _ods(content):
    table, facts = (
        [[_text(cell.value) for cell in row.get_cells()] for row in sheet.get_rows()]
        for sheet in Document(io.BytesIO(content)).body.tables
    )
    return dict(facts[1:]), table


def _text(value):
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return roc_date(value) if isinstance(value, date) else "" if value is None else str(value)


READERS = {"csv": _csv, "xlsx": _xlsx, "ods": _ods}
