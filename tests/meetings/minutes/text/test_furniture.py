"""Lines that are no part of the minutes: dropped where that is sure, else a problem at their line."""

from __future__ import annotations

import pytest

from meetings.minutes.parsing.parse import parse
from tests.meetings.minutes.made.samples import VOCABULARY, minutes, official

BEFORE, AFTER = "1. 同意新增2案：「跨市公車轉乘", "優惠整合」及「乙案」。"


def read(*lines: str):
    text = minutes("\n".join(["(一)交通組", BEFORE, *lines, AFTER, "2. 其餘5案持續列管。"]))
    reading = parse(text, VOCABULARY)
    problems = [(problem.line, problem.code) for problem in reading.problems if problem.code != "group_missing"]
    return reading, problems


@pytest.mark.parametrize(
    "lines",
    [
        ["項次 案名 主辦機關"],
        ["項次　合作案名稱　主辦機關　協辦機關　備註"],
        ["", "", "案名 主辦機關 辦理情形", ""],
        ["項次", "案名", "主辦機關"],
        ["第 3 頁，共 8 頁"],
        ["第3頁 共8頁", "項次 案名 主辦機關"],
        ["承辦人 科長 局長"],
        ["承辦人　　股長　　科長", "", "決行"],
        ["檔號：0113/A12/1", "保存年限：5年"],
        ["（續下頁）", "\f（接上頁）"][:1],
        ["列印日期：113/12/26 14:20"],
        ["裝…訂…線"],
        ["機密等級：普通"],
    ],
)
def test_what_is_surely_furniture_is_passed_over(lines):
    reading, problems = read(*lines)
    assert problems == []
    clause = reading.document.group_resolutions[0].clauses[0]
    assert [title.text for title in clause.titles] == ["跨市公車轉乘優惠整合", "乙案"]
    assert set(reading.furniture) == {10 + at for at, line in enumerate(lines, 1) if line.strip()}


@pytest.mark.parametrize(
    "line",
    [
        "承辦人：王小明 分機1234",
        "電話：(02)2960-3456",
        "傳真：2960-3456",
        "主席簽名：",
        "備註",
        "承辦人",
        "https://example.tw/a",
    ],
)
def test_what_may_be_furniture_is_a_problem_at_its_line(line):
    _, problems = read(line)
    assert (11, "form_line") in problems


@pytest.mark.parametrize("number", range(1, 6))
def test_official_texts_have_none_of_these(number):
    reading = parse(official(number), VOCABULARY)
    assert reading.furniture == ()


def test_words_of_a_sentence_that_was_wrapped_are_none():
    text = minutes(
        "(一)交通組\n1. 其餘5案持續列管。", resolutions="一、請依\n議題小組合作方案\n辦理，並送\n科長局長\n核定。"
    )
    reading = parse(text, VOCABULARY)
    assert reading.furniture == ()
