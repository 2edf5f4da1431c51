"""Cells and files of tables: inert outside, as typed inside, in three formats; broken files get a sentence."""

from datetime import date, datetime, time
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import tablib
from hypothesis import given
from hypothesis import strategies as st

from platform_site.shared.sheets.tables import (
    FORMATS,
    CSVFile,
    DateCell,
    NumberCell,
    ODSFile,
    SheetError,
    TextCell,
    TimeCell,
    XLSXFile,
    escape_cell,
    unescape_cell,
)

DANGEROUS = ["=1+1", "+886", "-5", "@SUM(A1)", "\t=1", "'=1", "''=1", "＝1", "－5"]
HARMLESS = ["", "交通組", "'引號", "a=b", "5", "第1案\n第二行  兩個空格", "堃喆"]


@pytest.mark.parametrize("text", DANGEROUS)
def test_what_would_run_is_inert_outside_and_comes_back_as_typed(text):
    assert escape_cell(text) == f"'{text}"
    assert unescape_cell(escape_cell(text)) == text


@pytest.mark.parametrize("text", HARMLESS)
def test_other_text_is_left_alone(text):
    assert escape_cell(text) == text
    assert unescape_cell(text) == text


@given(st.text())
def test_every_text_comes_back(text):
    assert unescape_cell(escape_cell(text)) == text


@pytest.mark.parametrize("file_format", FORMATS, ids=lambda f: f.extension)
def test_a_table_comes_back_cell_by_cell(file_format):
    texts = [escape_cell(text) for text in [*DANGEROUS[:4], *HARMLESS]]
    dataset = tablib.Dataset(*[(n, text, "") for n, text in enumerate(texts)], headers=["次別", "案名", "說明"])

    back = file_format().create_dataset(file_format().export_data(dataset))

    assert back.headers == ["次別", "案名", "說明"]
    assert [NumberCell().clean(row[0]) for row in back] == list(range(len(texts)))
    assert [TextCell().clean(row[1]) for row in back] == [*DANGEROUS[:4], *HARMLESS]
    assert [TextCell().clean(row[2]) for row in back] == [""] * len(texts)


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

    with pytest.raises(SheetError, match="試算表，請確認選擇的格式與檔案一致"):
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


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2025-08-07", date(2025, 8, 7)),
        ("2025/08/07", date(2025, 8, 7)),
        ("114年8月7日", date(2025, 8, 7)),
        ("民國114年8月7日", date(2025, 8, 7)),
        ("114/8/7", date(2025, 8, 7)),
        (datetime(2025, 8, 7), date(2025, 8, 7)),
        ("", None),
        (None, None),
    ],
)
def test_a_day_is_read_as_people_write_it(value, day):
    assert DateCell().clean(value) == day


@pytest.mark.parametrize("value", ["明天", "114年13月1日", "2025-02-30"])
def test_what_is_no_day_is_said(value):
    with pytest.raises(ValueError, match="不是日期"):
        DateCell().clean(value)


@pytest.mark.parametrize(
    ("value", "clock"), [("14:30", time(14, 30)), ("9:05", time(9, 5)), (time(9), time(9)), ("", None)]
)
def test_a_time_is_read(value, clock):
    assert TimeCell().clean(value) == clock


@pytest.mark.parametrize("value", ["下午", "25:00"])
def test_what_is_no_time_is_said(value):
    with pytest.raises(ValueError, match="不是時間"):
        TimeCell().clean(value)


@pytest.mark.parametrize(("value", "number"), [(5.0, 5), ("5", 5), ("5.0", None), (None, None)])
def test_a_number_is_whole(value, number):
    if value == "5.0":
        with pytest.raises(ValueError, match="不是整數"):
            NumberCell().clean(value)
    else:
        assert NumberCell().clean(value) == number
