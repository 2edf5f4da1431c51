"""Files of tables: nothing in them runs, every cell comes back as typed, broken ones get a sentence."""

import csv
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
import tablib
from odfdo import Document

from platform_site.shared.sheets import writing
from platform_site.shared.sheets.admin import FORMATS, CSVFile, ODSFile, XLSXFile
from platform_site.shared.sheets.cells import RUNS_AS_FORMULA, NumberCell, SheetError, TextCell, outside
from platform_site.shared.sheets.files import Layout, read_csv, read_tables, write_csv, write_tables
from tests.shared.sheets.test_cells import DANGEROUS, HARMLESS

WORKBOOKS = pytest.mark.parametrize("extension", ["ods", "xlsx"])
TYPED = [text for text in [*DANGEROUS, *HARMLESS] if text and "\x00" not in text]


@pytest.mark.parametrize("file_format", FORMATS, ids=lambda f: f.extension)
def test_a_table_comes_back_cell_by_cell(file_format):
    texts = [*DANGEROUS[:4], *HARMLESS]
    dataset = tablib.Dataset(*[(n, text, "") for n, text in enumerate(texts)], headers=["次別", "案名", "說明"])

    back = file_format().create_dataset(file_format().export_data(dataset))

    assert back.headers == ["次別", "案名", "說明"]
    assert [NumberCell().clean(row[0]) for row in back] == list(range(len(texts)))
    assert [TextCell().clean(row[1]) for row in back] == [text.strip() for text in texts]
    assert [TextCell().clean(row[2]) for row in back] == [""] * len(texts)


def test_a_csv_is_what_the_csv_module_writes_of_its_cells(monkeypatch):
    monkeypatch.setattr(writing._Cells, "most", 3)
    texts = [
        "",
        "a",
        "a,b",
        '"',
        '""a"',
        "a\nb",
        "\r",
        "\r\n",
        " a ",
        "'",
        ";",
        "\t",
        "=1",
        "甲「乙」",
        "甲，乙",
        *DANGEROUS,
    ]
    numbers = [None, 0, 1, 1.0, 1.5, 1e22, -2, True, Decimal("1.0"), Decimal("1.00"), date(2025, 8, 7)]
    rows = [[], [""], [None], ["", ""], texts, numbers, numbers[::-1], *([text] for text in texts), ["a", None, 1]]
    out = StringIO(newline="")
    csv.writer(out).writerows([outside(value) for value in row] for row in rows)

    for size in (0, 20, 64 * 1024):
        monkeypatch.setattr(writing, "CSV_PIECE", size)
        assert b"".join(writing.stream_csv(rows)).decode("utf-8-sig") == out.getvalue()
    assert b"".join(writing.stream_csv([])) == "\ufeff".encode()


@WORKBOOKS
def test_whatever_is_typed_is_text_outside_and_the_same_inside(extension):
    content = write_tables({"表": [["頭"], *([text] for text in TYPED)]}, extension)

    if extension == "xlsx":
        cells = [row[0] for row in openpyxl.load_workbook(BytesIO(content))["表"].iter_rows(min_row=2)]
        assert {cell.data_type for cell in cells} == {"s"}
    else:
        cells = [row.get_cell(0) for row in Document(BytesIO(content)).body.tables[0].get_rows()][1:]
        assert {(cell.type, cell.formula) for cell in cells} == {("string", None)}
    assert [cell.value for cell in cells if RUNS_AS_FORMULA.match(cell.value) and cell.value[0] != "'"] == []
    assert [row[0] for row in read_tables(content)["表"]] == ["頭", *TYPED]


def test_whatever_is_typed_is_text_in_csv_too():
    content = write_csv([["頭"], *([text] for text in TYPED)])

    assert [row[0] for row in read_csv(content)] == ["頭", *TYPED]


@WORKBOOKS
def test_numbers_and_days_stay_what_they_are(extension):
    content = write_tables({"表": [["頭"], [-5, Decimal("79.5"), date(2025, 8, 7), None, "0"]]}, extension)

    number, decimal, day, empty, text = read_tables(content)["表"][1]

    assert (number, float(decimal), str(day)[:10], empty, text) == (-5, 79.5, "2025-08-07", None, "0")


@WORKBOOKS
def test_a_character_that_no_workbook_holds_is_left_out(extension):
    assert read_tables(write_tables({"表": [["頭"], ["甲\x00\x0b乙\ufffe"]]}, extension))["表"][1] == ["甲乙"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp950", "big5"])
def test_csv_of_any_usual_encoding_is_read(encoding):
    assert CSVFile().create_dataset("案名\r\n臺北市\r\n".encode(encoding)).dict == [{"案名": "臺北市"}]


def test_csv_goes_out_in_the_form_that_excel_knows():
    assert CSVFile().export_data(tablib.Dataset(("臺北市",), headers=["市"])) == "\ufeff市\r\n臺北市\r\n".encode()


def test_lines_that_no_encoding_explains_are_named():
    content = "案名\r\n臺北市\r\n".encode("cp950") + b"\xff\xff\r\n"

    with pytest.raises(SheetError, match="第3行「.*請另存為 UTF-8"):
        CSVFile().create_dataset(content)


@pytest.mark.parametrize("file_format", [ODSFile, XLSXFile], ids=lambda f: f.extension)
@pytest.mark.parametrize("content", [b"", b"not a sheet", b"PK\x03\x04", "zip of nothing"])
def test_a_file_of_another_kind_gets_a_sentence(file_format, content):
    if content == "zip of nothing":
        out = BytesIO()
        with ZipFile(out, "w") as archive:
            archive.writestr("x", "y")
        content = out.getvalue()

    with pytest.raises(SheetError, match="檔案不是 ODS 或 XLSX 試算表"):
        file_format().create_dataset(content)


@pytest.mark.parametrize("file_format", [ODSFile, XLSXFile], ids=lambda f: f.extension)
def test_a_zip_bomb_is_not_unpacked(file_format):
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("content.xml", b"0" * 60 * 1024 * 1024)

    with pytest.raises(SheetError, match="檔案解壓縮後過大"):
        file_format().create_dataset(out.getvalue())


@pytest.mark.parametrize(
    ("content", "message"),
    [("", "檔案裡沒有資料"), ("甲,甲\r\n1,2", "欄位名稱重複：甲"), ("甲\r\n1,2", "第2列的欄數多於")],
)
def test_a_table_out_of_shape_gets_a_sentence(content, message):
    with pytest.raises(SheetError, match=message):
        CSVFile().create_dataset(content.encode())


@WORKBOOKS
def test_a_layout_offers_lists_and_locks_columns_and_changes_no_value(extension):
    rows = [["案號", "燈號"], [7, "綠燈"], [8, None]]
    content = write_tables({"表": rows}, extension, {"表": Layout({1: ["綠燈", "紅燈"]}, frozenset({0}))})
    assert read_tables(content)["表"] == [["案號", "燈號"], [7, "綠燈"], [8]]
    if extension == "xlsx":
        sheet = openpyxl.load_workbook(BytesIO(content))["表"]
        (listed,) = sheet.data_validations.dataValidation
        assert (listed.formula1, str(listed.sqref)) == ('"綠燈,紅燈"', "B2:B3")
        assert [sheet[cell].protection.locked for cell in ("A2", "B2", "B3")] == [True, False, False]
        assert sheet.protection.sheet
    else:
        with ZipFile(BytesIO(content)) as archive:
            xml = archive.read("content.xml").decode()
        assert "cell-content-is-in-list(&quot;綠燈&quot;;&quot;紅燈&quot;)" in xml
        assert 'table:protected="true"' in xml
        assert xml.count('table:content-validation-name="表1"') == 2
        assert xml.index("<table:content-validations>") < xml.index("<table:table ")
