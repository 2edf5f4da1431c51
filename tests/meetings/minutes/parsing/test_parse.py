"""The parser as a whole: what it refuses, and that it neither raises nor hangs."""

from __future__ import annotations

import time

import pytest

from meetings.minutes.parsing import parse as module
from meetings.minutes.parsing.parse import parse
from meetings.minutes.reading import MAX_PROBLEMS, Problem, Vocabulary, first_ones
from tests.meetings.minutes.made.samples import NUMBERS, VOCABULARY, minutes, official

HEADING = "基北北桃合作交流平臺第3次副市長層級會議紀錄\n"
CLAUSE = HEADING + "柒、決議事項\n一、議題小組合作案件：\n(一)交通組\n1. 同意新增 2 案："


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", "empty", 1),
        (" \n\u3000\n\x00", "empty", 1),
        ("今天天氣很好。", "not_minutes", 1),
        ("<html><body>404 Not Found</body></html>", "not_minutes", 1),
        ("\n\n北臺區域發展推動委員會第28次委員會議紀錄\n壹、時間：", "other_body", 3),
        ("基北北桃合作交流平臺第2次局處長會議紀錄\n壹、時間：", "level_unknown", 1),
        ("字" * 200_000, "too_long", 1),
        ("\n" * 20_000, "too_long", 1),
    ],
)
def test_what_is_refused(text, code, line):
    reading = parse(text, VOCABULARY)
    assert reading.document is None
    assert [(problem.code, problem.line) for problem in reading.problems] == [(code, line)]


def test_lines_are_the_texts_own():
    assert parse("甲\r\n乙\r丙\n", VOCABULARY).lines == ("甲", "乙", "丙", "")


def test_names_are_data():
    other = Vocabulary(("中臺灣區域治理平台",), VOCABULARY.levels, ("臺中市", "彰化縣"), ("農業組",))
    text = minutes("(一)農業組\n1. 其餘3案持續列管。").replace("基北北桃合作交流平臺", "中臺灣區域治理平臺")
    text = text.replace("新北市政府 劉", "臺中市政府 劉").replace("臺北市政府 林", "彰化縣政府 林")
    reading = parse(text, other)
    assert reading.problems == ()
    assert [seat.city for seat in reading.document.sections[2].seats] == ["臺中市", "彰化縣"]


def test_an_empty_vocabulary_refuses_everything():
    assert parse(official(1), Vocabulary((), (), (), ())).document is None


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        CLAUSE + "「" * 90_000,
        CLAUSE + "」" * 90_000,
        CLAUSE + '"' * 90_000,
        CLAUSE + "「甲」、" * 20_000,
        CLAUSE + "(一)交通組" * 15_000,
        CLAUSE + "「甲」。同意新增1案：" * 8_000,
        HEADING + "壹、" * 40_000,
        HEADING + "1." * 45_000,
        HEADING + "壹、主席：" + "新北市政府劉副市長和然" * 8_000,
        HEADING + "壹、會議時間：" + "1" * 90_000,
        HEADING + "會議紀錄" * 20_000,
        HEADING + "柒、決議事項\n(一)交通組\n1. 同意新增999案：" + "甲、" * 45_000,
        HEADING * 4_000,
        "同意新增" * 1_300_000,
    ],
    ids=range(14),
)
def test_hostile_texts_end_in_time(text):
    started = time.process_time()
    reading = parse(text, VOCABULARY)
    # A guard against regular expressions that backtrack without end, which no count of calls shows; usual is 1 to 2.
    assert time.process_time() - started < 10
    assert 0 < len(reading.problems) <= MAX_PROBLEMS + 1


def test_of_very_many_problems_the_first_are_given_and_one_that_says_so():
    problems = [Problem(line, "leftover", "…") for line in range(1, MAX_PROBLEMS + 3)]
    assert first_ones(problems[:MAX_PROBLEMS]) == tuple(problems[:MAX_PROBLEMS])
    *shown, more = first_ones(problems)
    assert (shown, more.code, more.line) == (problems[:MAX_PROBLEMS], "more_problems", MAX_PROBLEMS + 1)
    assert first_ones([*shown, more]) == (*shown, more)


def test_limits_are_far_above_real_minutes():
    assert all(len(official(number)) * 20 < module.MAX_CHARACTERS for number in NUMBERS)


def test_page_furniture_is_passed_over_and_named():
    text = official(1).replace("經驗\n\n交流", "經驗\n\n第 2 頁\n\n交流")
    reading = parse(text, VOCABULARY)
    assert reading.problems == ()
    assert reading.furniture == (69,)
    assert reading.lines[68] == "第 2 頁"


def test_what_cannot_be_printed_again_is_reported():
    # The recorder stands between two seats; the document prints it behind the section.
    text = minutes(chairs="參、主席：新北市政府 劉副市長和然\n紀錄：曲瑞雯\n臺北市政府 林副市長奕華")
    assert parse(text, VOCABULARY).problems != ()
