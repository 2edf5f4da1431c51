"""Numbers in every style, both ways."""

from __future__ import annotations

import pytest

from meetings.minutes.numerals import STYLES, number, style_of, written


@pytest.mark.parametrize("style", STYLES)
def test_every_number_to_ninety_nine_comes_back(style):
    assert [number(written(value, style)) for value in range(1, 100)] == list(range(1, 100))


@pytest.mark.parametrize(
    ("value", "style", "text"),
    [
        (3, "zh", "三"),
        (10, "zh", "十"),
        (12, "zh", "十二"),
        (20, "zh", "二十"),
        (99, "zh", "九十九"),
        (3, "formal", "參"),
        (12, "formal", "拾貳"),
        (90, "formal", "玖拾"),
        (12, "wide", "１２"),
        (5, "padded", "05"),
        (112, "digits", "一一二"),
        (21, "zh-alt", "廿一"),
        (2, "zh-alt", "兩"),
        (13, "formal-alt", "拾叁"),
    ],
)
def test_written_and_read(value, style, text):
    assert written(value, style) == text
    assert number(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("廿三", 23), ("一百十二", 112), ("一百零五", 105), (" 1 2 ", 12), ("参", 3), ("二〇二三", 2023)],
)
def test_other_forms_are_read(text, value):
    assert number(text) == value


@pytest.mark.parametrize("text", ["", "案", "二十十", "十百", "三案", "一二十"])
def test_what_is_no_number_is_none(text):
    assert number(text) is None


@pytest.mark.parametrize(
    ("text", "style"),
    [("3", "arabic"), ("三", "zh"), ("０３", "wide-padded"), ("３0", None), ("廿", "zh-alt"), ("參", "formal")],
)
def test_style_that_gives_the_text_back(text, style):
    assert style_of(text) == style


def test_default_style_is_tried_first():
    assert style_of("一", "formal") == "zh"
    assert style_of("12", "padded") == "padded"


def test_unknown_style_and_unwritable_number_raise():
    with pytest.raises(ValueError, match="未知的數字樣式"):
        written(3, "roman")
    with pytest.raises(ValueError, match="不能寫 0"):
        written(0, "zh")
