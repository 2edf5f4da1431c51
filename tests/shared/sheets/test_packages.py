"""Workbooks made to keep their reader busy are refused before a library opens them."""

import io
import struct
import tracemalloc
import zipfile

import pytest

from platform_site.shared.sheets import packages
from platform_site.shared.sheets.cells import SheetError
from platform_site.shared.sheets.files import read_tables, write_tables
from tests.meetings.imports.bad_files.base import deflated_zeros

ROWS = [["案號", "案名"], [1, "甲案"]]
CONTENT = {"ods": "content.xml", "xlsx": "xl/worksheets/sheet1.xml"}
END = {"ods": "</table:table>", "xlsx": "</sheetData>"}


def changed(extension, change, name=None):
    """A small workbook with `change` made to the text of its content or of the part of that name."""
    out, name = io.BytesIO(), name or CONTENT[extension]
    sound = io.BytesIO(write_tables({"資料": ROWS}, extension))
    with zipfile.ZipFile(sound) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            part = old.read(member)
            new.writestr(member, change(part.decode()) if member.filename == name else part)
    return out.getvalue()


def before_end(extension, text):
    def change(part):
        assert END[extension] in part
        return part.replace(END[extension], text + END[extension], 1)

    return changed(extension, change)


def refusal(content):
    with pytest.raises(SheetError) as refused:
        read_tables(content)
    return str(refused.value)


@pytest.mark.parametrize("extension", ["ods", "xlsx"])
@pytest.mark.parametrize(
    "xml",
    ["<x/>" * (packages.MOST_ELEMENTS + 1), "<x>" * (packages.DEEPEST + 1) + "</x>" * (packages.DEEPEST + 1)],
    ids=["many", "deep"],
)
def test_more_elements_or_deeper_ones_than_a_table_has(extension, xml):
    assert refusal(before_end(extension, xml)) == packages.TOO_LARGE


@pytest.mark.parametrize("count", ["10001", "2000000000", "-1", "x", "9" * 30])
def test_an_element_that_stands_for_endless_spaces(count):
    content = changed("ods", lambda part: part.replace("甲案", f'甲<text:s text:c="{count}"/>案'))

    assert refusal(content) == packages.TOO_LARGE


def test_spaces_that_somebody_typed_are_read():
    content = changed("ods", lambda part: part.replace("甲案", '甲<text:s text:c="3"/>案'))

    assert read_tables(content)["資料"][1] == [1, "甲   案"]


@pytest.mark.parametrize("extension", ["ods", "xlsx"])
def test_entities(extension):
    content = changed(extension, lambda part: f'<!DOCTYPE x [<!ENTITY a "b">]>{part.partition("?>")[2] or part}')

    assert refusal(content) == packages.DAMAGED


def test_one_long_text_named_in_every_cell(monkeypatch):
    """As XLSX does it, by number: a file of some kilobytes then held gigabytes of text to look through."""
    monkeypatch.setattr("platform_site.shared.sheets.files.LONGEST_TEXT", 1_000)
    rows = [["案" * 100] * 5] * 2

    assert read_tables(write_tables({"資料": rows}, "xlsx"))["資料"] == rows
    assert "檔案的文字超過 1,000 字" in refusal(write_tables({"資料": [*rows, ["案"]]}, "xlsx"))


def test_thousands_of_parts():
    out = io.BytesIO(write_tables({"資料": ROWS}, "xlsx"))
    with zipfile.ZipFile(out, "a") as package:
        for number in range(packages.MOST_MEMBERS):
            package.writestr(f"x/{number}", b"")

    assert refusal(out.getvalue()) == packages.TOO_LARGE


def test_xml_that_unpacks_to_more_than_a_table_has():
    out = io.BytesIO(write_tables({"資料": ROWS}, "xlsx"))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("x.xml", b" " * (packages.LARGEST_XML + 1))

    assert refusal(out.getvalue()) == packages.TOO_LARGE


@pytest.mark.parametrize("name", ["mimetype", "xl/styles.xml"])
def test_a_member_that_unpacks_to_more_than_it_claims_is_not_unpacked_further(name):
    """Its library would unpack all of it, although the directory says some bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(write_tables({"資料": ROWS}, "xlsx"))) as old, zipfile.ZipFile(out, "w") as new:
        for member in old.infolist():
            if member.filename != name:
                new.writestr(member, old.read(member))
        new.writestr(name, deflated_zeros(200))
        bomb = new.infolist()[-1]
        bomb.compress_type, bomb.file_size = zipfile.ZIP_DEFLATED, 5_000
        head = bomb.header_offset
    content = bytearray(out.getvalue())
    struct.pack_into("<H", content, head + 8, zipfile.ZIP_DEFLATED)
    tracemalloc.start()

    assert refusal(bytes(content)) == packages.DAMAGED
    assert tracemalloc.get_traced_memory()[1] < 20 * packages.MEGABYTE
    tracemalloc.stop()
