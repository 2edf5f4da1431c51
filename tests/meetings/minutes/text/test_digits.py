"""Misread digits and characters of the same look: read right with a warning at their line, or a problem there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from meetings.minutes.document import ChairsSection, RemarksSection, TimeSection
from meetings.minutes.parsing.parse import parse
from meetings.minutes.reading import ERROR, WARNING
from meetings.minutes.render import render
from tests.meetings.minutes.made.samples import VOCABULARY, minutes, official, squashed


def read(text: str, vocabulary=VOCABULARY):
    reading = parse(text, vocabulary)
    problems = [problem for problem in reading.problems if problem.code != "group_missing"]
    return reading.document, [(problem.line, problem.code, problem.severity) for problem in problems]


@pytest.mark.parametrize(
    ("line", "stated", "printed"),
    [
        ("其餘1〇案持續列管。", 10, "其餘10案持續列管。"),
        ("其餘l1案持續列管。", 11, "其餘11案持續列管。"),
        ("其餘1O案持續列管。", 10, "其餘10案持續列管。"),
        ("其餘 1 O 案持續列管。", 10, "其餘10案持續列管。"),
        ("其餘I案持續列管。", 1, "其餘1案持續列管。"),
        ("其餘l案持續列管。", 1, "其餘1案持續列管。"),
        ("其餘|2案持續列管。", 12, "其餘12案持續列管。"),
        ("其餘２l案持續列管。", 21, "其餘２１案持續列管。"),
        ("其餘２Ｏ案持續列管。", 20, "其餘２０案持續列管。"),
        ("其餘lO案持續列管。", 10, "其餘10案持續列管。"),
        ("其餘I〇案持續列管。", 10, "其餘10案持續列管。"),
        ("1. 本組合作方案2〇個案均持續列管。", 20, "1.本組合作方案20個案均持續列管。"),
        ("1〇案持續列管。", 10, "10案持續列管。"),
        ("l. 其餘5案持續列管。", 5, "1.其餘5案持續列管。"),
        ("I、其餘5案持續列管。", 5, "1、其餘5案持續列管。"),
        ("其餘①⓪案持續列管。", 10, "其餘10案持續列管。"),
        ("其餘①0案持續列管。", 10, "其餘10案持續列管。"),
        ("本組合作方案2⑤個案均持續列管。", 25, "本組合作方案25個案均持續列管。"),
        ("其餘4７案持續列管。", 47, "其餘47案持續列管。"),
        ("其餘４7案持續列管。", 47, "其餘47案持續列管。"),
        ("其餘¹⁰案持續列管。", 10, "其餘10案持續列管。"),
    ],
)
def test_a_misread_number_is_read_right_with_a_warning(line, stated, printed):
    document, problems = read(minutes(f"(一)交通組\n{line}"))
    assert problems == [(10, "digit_misread", WARNING)]
    assert document.group_resolutions[0].clauses[0].stated == stated
    assert printed in squashed(render(document))


@pytest.mark.parametrize(
    "line",
    [
        "其餘O案持續列管。",
        "其餘○案持續列管。",
        "其餘〇案持續列管。",
        "其餘S案持續列管。",
        "其餘B案持續列管。",
        "其餘+案持續列管。",
        "其餘?案均持續列管。",
        "其餘_案持續列管。",
        "其餘士案持續列管。",
        "其餘⓪案持續列管。",
        "其餘１◯案持續列管。",
        "1. 同意新增Z案：「甲案」及「乙案」。",
        "1. 同意新增「甲案」等O案。",
        "1. 同意解列「甲案」、「乙案」等Z案。",
        "○案持續列管。",
        "其餘三O案持續列管。",
        "其餘十l案持續列管。",
        "其餘1S案持續列管。",
        "其餘B5案持續列管。",
    ],
)
def test_a_number_that_cannot_be_known_is_a_problem_that_says_what_was_read(line):
    text = minutes(f"(一)交通組\n{line}")
    problems = [problem for problem in parse(text, VOCABULARY).problems if problem.line == 10]
    assert "count_unread" in [problem.code for problem in problems if problem.severity == ERROR]
    assert any(mark in problem.message for problem in problems for mark in "O○〇SB+?_士⓪◯Zl")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("其餘5安持續列管。", "count_unread"),
        ("本組12345案持續列管。", "count_unread"),
        ("其餘五粲持續列管。", "count_unread"),
        ("1. 同意新增2安：「甲案」及「乙案」。", "clause_unread"),
        ("1. 新增提案2安：「甲案」及「乙案」。", "clause_unread"),
    ],
)
def test_a_counter_that_was_misread_drops_no_count(line, code):
    _, problems = read(minutes(f"(一)交通組\n{line}"))
    assert (10, code, ERROR) in problems


@pytest.mark.parametrize(
    "line", ["113年度案件均持續列管。", "本組一律持續列管。", "其餘案件持續列管。", "均持續列管。"]
)
def test_what_never_had_a_count(line):
    _, problems = read(minutes(f"(一)交通組\n{line}"))
    assert problems == []


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("11O年8月7日", date(2021, 8, 7)),
        ("ll4年8月7日", date(2025, 8, 7)),
        ("114年l2月7日", date(2025, 12, 7)),
        ("114年8月l日", date(2025, 8, 1)),
        ("114年8月2〇日", date(2025, 8, 20)),
    ],
)
def test_a_misread_date(day, expected):
    document, problems = read(minutes(time=f"壹、會議時間：{day}下午2時3O分"))
    assert problems == [(2, "digit_misread", WARNING)] * 2
    section = document.section(TimeSection)
    assert (section.date, section.time) == (expected, time(14, 30))


@pytest.mark.parametrize("line", ["① 其餘5案持續列管。", "①5案持續列管。", "⒈其餘５案持續列管。", "⑴其餘5案持續列管。"])
def test_a_circled_mark_is_no_digit_of_the_number_behind_it(line):
    document, problems = read(minutes(f"(一)交通組\n{line}"))
    assert (problems, document.group_resolutions[0].clauses[0].stated) == ([], 5)


def test_a_misread_number_of_the_meeting():
    document, problems = read(minutes().replace("第7次", "第l2次"))
    assert problems == [(1, "digit_misread", WARNING)]
    assert document.number == 12


@pytest.mark.parametrize("before", ["解列15案", "新增18案", "執行中34案"])
def test_a_misread_sum(before):
    text = squashed_digits(official(5))
    assert before in text
    number = before.strip("解列新增執行中案")
    wrong = before.replace("1", "l").replace("34", "O4")
    _, problems = read(text.replace(before, wrong, 1))
    codes = {code for _, code, _ in problems}
    assert codes & {"digit_misread", "headline_wrong", "headline_unread"}, number


def squashed_digits(text: str) -> str:
    return text.replace(" ", "")


@pytest.mark.parametrize("title", ["O2O案", "5G案", "IEYI 2O案", "甲○案", "第I期1O案"])
def test_titles_are_left_alone(title):
    document, problems = read(minutes(f"(一)交通組\n1. 同意新增1案：「{title}」。"))
    assert problems == []
    assert document.group_resolutions[0].clauses[0].titles[0].text == title


def test_a_city_with_a_look_alike_is_the_city():
    text = minutes(
        chairs="參、主席：新北巿政府 劉副巿長和然\n臺北市政府 林副市長奕華",
        remarks="劉副市長\n感謝各位。",
    )
    document, problems = read(text)
    assert [problem for problem in problems if problem[2] == ERROR] == []
    assert (4, "look_alike", WARNING) in problems
    assert document.section(ChairsSection).seats[0].city == "新北市"
    assert squashed(render(document)) == squashed(text)
    assert len(document.section(RemarksSection).remarks) == 1


def test_a_level_with_a_look_alike():
    text = minutes().replace("副市長層級", "副巿長層級")
    document, problems = read(text)
    assert (document.level, problems) == ("副市長層級", [(1, "look_alike", WARNING)])
    assert squashed(render(document)) == squashed(text)


@pytest.mark.parametrize("printed", ["自巳組", "自已組"])
def test_a_group_with_a_look_alike(printed):
    vocabulary = replace(VOCABULARY, groups=("自己組",))
    text = minutes(f"(一){printed}\n1. 其餘5案持續列管。")
    document, problems = read(text, vocabulary)
    assert problems == [(9, "look_alike", WARNING)]
    assert document.group_resolutions[0].group == "自己組"
    assert squashed(render(document)) == squashed(text)


def test_radicals_and_the_two_forms_of_a_city_are_read_without_a_warning():
    text = minutes(chairs="參、主席：新北市政府 劉副市⻑和然\n台北市政府 林副市長奕華")
    document, problems = read(text)
    assert problems == []
    assert [seat.city for seat in document.section(ChairsSection).seats] == ["新北市", "臺北市"]
