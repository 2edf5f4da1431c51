"""Cells: inert outside, as typed inside; days, times and numbers as people write them."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platform_site.shared.sheets.cells import (
    NOT_IN_XML,
    DateCell,
    NumberCell,
    TimeCell,
    escape_cell,
    outside,
    unescape_cell,
)

DANGEROUS = ["=1+1", "+886", "-5", "@SUM(A1)", "\t=1", "'=1", "''=1", "＝1", "－5"]
DANGEROUS += [
    " =1",
    "　＝1",
    "\n=1",
    "\r=1",
    "+1",
    "@x",
    "\ufeff=1",
    "\u200b＠x",
    " '=1",
    "﹦1",
    "−1",
    "\xa0+1",
    "\x00=1",
]
HARMLESS = [
    "",
    "交通組",
    "'引號",
    "a=b",
    "5",
    "第1案\n第二行  兩個空格",
    "堃喆",
    "第一行\n=1",
    " 空格",
    "113年",
    "'113年",
    "美國關稅衝擊應變方案-協助",
]


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


@pytest.mark.parametrize("rest", ["", "=1", "\x01", "字", "'=1", " =", "\ud800"])
def test_the_quick_look_at_a_cell_lets_nothing_by(rest):
    for code in (*range(0x3100), *range(0xD7F0, 0xE010), *range(0xFE00, 0x10010), 0x1F600):
        text = chr(code) + rest
        assert outside(text) == escape_cell(NOT_IN_XML.sub("", text)), repr(text)
