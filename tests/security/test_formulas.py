"""Formulas in every text field: every export as CSV, ODS and XLSX holds them as text; one guard stands before all."""

import csv
import io
import re
import unicodedata
import zipfile
from pathlib import Path

import openpyxl
import pytest
from django.core.management import call_command
from django.urls import URLResolver, get_resolver, reverse
from odfdo import Document

from platform_site.shared.pdf.rendering import TYPESETTER
from tests.meetings.publishing.rows import body
from tests.security.poison import fill_fields
from tests.security.site import full_site
from tests.security.test_matrix import no_pdf

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_suffices, pytest.mark.slow]

ROOT = Path(__file__).resolve().parents[2]
BEGINNINGS = ["=", "+", "-", "@", "＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫", "−"]
BEFORE = ["", " ", "\t", "\r", "\n", "\r\n", "\u3000", "\xa0", "\u200b", "\ufeff", "'", " '"]
FORMULAS = [f"{before}{begin}1+1" for before in BEFORE for begin in BEGINNINGS]
FORMULAS += [
    "\t安全",
    "\r安全",
    "\n安全",
    '=HYPERLINK("http://example.org")',
    "=cmd|'/C calc'!A0",
    "@SUM(1+1)*cmd|'/C calc'!A0",
]
# What looks like a formula to any program: after blanks and invisible characters one of these signs.
RUNS = re.compile(r"[\s\x00-\x1f\u200b-\u200f\u2060\ufeff]*[=+\-@\u2212]|[\t\r\n]")
NUMBER = re.compile(r"-?\d+(\.\d+)?")
# The URL patterns that give tables. `{}` is the format; a list of the admin is asked by POST.
EXPORTS = {
    "audit:export": ("csv", "ods", "xlsx"),
    "cases:export": ("csv", "ods", "xlsx"),
    "directives:export": ("csv", "ods", "xlsx"),
    "directives:central-export": ("csv", "ods", "xlsx"),
    "differences:export": ("csv", "ods", "xlsx"),
    "proposals:export": ("csv", "ods", "xlsx"),
    "reporting:late-export": ("csv", "ods", "xlsx"),
    "reporting:export": ("ods", "xlsx"),
    "public:data-file": ("csv",),
}
# Exports by POST, and files of these patterns that are no tables.
BY_POST = {"admin:cases_case_export", "admin:meetings_meeting_export"}
NO_TABLES = {"public:minutes-file", "public:version-file", "versions:file"}


def formula_of(field, count, rows):
    """One formula for each row of a field, another one for each field."""
    return FORMULAS[(count + sum(map(ord, field.name))) % len(FORMULAS)], []


@pytest.fixture
def site(monkeypatch):
    monkeypatch.setattr(TYPESETTER, "pdf", no_pdf)
    filled = full_site()
    filled.parts |= {name: filled.parts.get(name, {}) for name in EXPORTS}
    for parts in filled.parts.values():
        if "key" in parts:
            parts["key"] = parts["key"].replace("副市長層級", "deputy-mayor")
    fill_fields(formula_of)
    return filled


def cells(content, extension):
    """(text, whether it is a formula of the file) of every cell; a number that is one as text is left out."""
    if extension == "csv":
        rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        return [(cell, False) for row in rows for cell in row]
    if extension == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(content))
        found = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
        return [(str(cell.value), cell.data_type == "f") for cell in found if cell.data_type != "n"]
    found = []
    for table in Document(io.BytesIO(content)).body.tables:
        found += [cell for row in table.get_rows() for cell in row.get_cells() if cell.type == "string" or cell.formula]
    return [(str(cell.value), cell.formula is not None) for cell in found]


def running(content, extension):
    """The cells that a spreadsheet might run."""
    found = [(text, is_formula) for text, is_formula in cells(content, extension) if not NUMBER.fullmatch(text)]
    return [text for text, is_formula in found if is_formula or RUNS.match(unicodedata.normalize("NFKC", text))]


def tables(site):
    """(what it is, extension, content) of every table that leaves the platform."""
    secretary = site.client("secretary")
    for name, formats in EXPORTS.items():
        for extension in formats:
            kind = "file_format" if name == "public:data-file" else "extension"
            response = secretary.get(reverse(name, kwargs=site.parts[name] | {kind: extension}))
            assert response.status_code == 200, (name, extension)
            yield name, extension, body(response)
    for name in sorted(BY_POST):
        page = secretary.get(reverse(name))
        for number, extension in page.context["form"].fields["format"].choices:
            if extension in ("csv", "ods", "xlsx"):
                fields = {"format": number} | {
                    field: "on" for field in page.context["form"].fields if field not in ("format", "resource")
                }
                response = secretary.post(reverse(name), fields)
                assert response.status_code == 200, name
                yield name, extension, body(response)
    parts = [part.key for part in secretary.get(reverse("handover:contents")).context["parts"]]
    pack = zipfile.ZipFile(io.BytesIO(body(secretary.post(reverse("handover:download"), {"part": parts[1:]}))))
    for path in pack.namelist():
        if path.endswith((".ods", ".csv")):
            yield path, path[-3:], pack.read(path)
    printed = io.StringIO()
    call_command("tally", "--format", "csv", stdout=printed)
    yield "manage.py tally", "csv", printed.getvalue().encode()


def test_no_export_holds_a_cell_that_runs(site):
    found, asked, seen = {}, 0, 0
    for name, extension, content in tables(site):
        asked += 1
        seen += sum(text.startswith("'") for text, _ in cells(content, extension))
        if wrong := running(content, extension):
            found[name, extension] = wrong[:5]
    print(f"{len(FORMULAS)} formulas, {asked} exports, {seen} guarded cells, {len(found)} exports with one that runs")

    assert found == {}
    assert seen > 1000


def test_every_pattern_of_a_table_is_in_the_list():
    def walk(resolver, namespace=""):
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace)
            else:
                yield f"{namespace}{pattern.name}", str(pattern.pattern)

    named = dict(walk(get_resolver()))
    found = {
        name for name, route in named.items() if "export" in name or re.search(r"<\w+:(extension|file_format)>", route)
    }

    assert found == set(EXPORTS) | BY_POST | NO_TABLES


def test_only_the_guard_writes_tables():
    writers = re.compile(r"csv\.(writer|DictWriter)|openpyxl\.Workbook")
    found = {
        path.relative_to(ROOT).as_posix()
        for folder in ("cases", "groups", "meetings", "platform_site")
        for path in (ROOT / folder).rglob("*.py")
        if writers.search(path.read_text())
    }

    # The command's figures go through the same function, cell by cell.
    assert found == {"platform_site/shared/sheets/writing.py", "meetings/management/commands/tally.py"}
