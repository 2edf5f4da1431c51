"""Each problem that a text shows by itself, with its code and line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from meetings.minutes.checks import check
from meetings.minutes.parsing.parse import parse
from meetings.minutes.reading import WARNING
from tests.meetings.imports.samples import SIXTH, SLIP
from tests.meetings.minutes.made.samples import NUMBERS, VOCABULARY, minutes, official


def problems(text: str, *, groups: bool = False) -> list[tuple[int, str]]:
    """Lines and codes; the groups that a short text doesn't have are left out unless asked for."""
    found = parse(text, VOCABULARY).problems
    return [(problem.line, problem.code) for problem in found if groups or problem.code != "group_missing"]


def changed(number: int, before: str, after: str) -> list[tuple[int, str]]:
    """The problems of an official text in which one passage was changed."""
    text = official(number)
    assert before in text
    return problems(text.replace(before, after, 1), groups=True)


@pytest.mark.parametrize("number", NUMBERS)
def test_official_texts_have_none(number):
    document = parse(official(number), VOCABULARY).document
    assert check(document, VOCABULARY) == ()


@pytest.mark.parametrize(
    ("clauses", "expected"),
    [
        ("1. 「甲機制」及「乙平臺」整併為「丙計畫」1案。\n2. 同意新增1案：「丙計畫」。", [(2, "title_repeated")]),
        ("1. 「甲機制」併入「乙平臺」。\n2. 「乙平臺」併入「丙計畫」。", [(2, "title_repeated")]),
        ("1. 原「甲機制」更名為「乙平臺」。\n2. 同意解列1案：「甲機制」。", [(2, "title_repeated")]),
        ("1. 「甲機制」併入「丙計畫」。\n2. 「乙平臺」併入「丙計畫」。", []),
        ("1. 「甲機制」、「乙平臺」及「丙計畫」等3案整併為「甲機制」1案。\n2. 其餘2案持續列管。", []),
        ("1. 同意新增1案：「乙平臺」(原「甲機制」)。\n2. 其餘2案持續列管。", [(1, "added_renamed")]),
        ("1. 其餘2案持續列管。\n2. 更正第5次會議紀錄：其餘5案應為其餘6案。", []),
        ("1. 其餘2案持續列管。\n2. 更正第6次會議紀錄：其餘5案應為其餘6案。", [(2, "correction_early")]),
        ("1. 其餘2案持續列管。\n2. 更正第9次會議紀錄：其餘5案應為其餘6案。", [(2, "correction_early")]),
    ],
)
def test_of_two_decisions_on_one_case_and_of_corrections(clauses, expected):
    text = SIXTH.replace(f"1. 同意解列1案：「{SLIP}」。\n2. 其餘6案持續列管。", clauses)
    first = SIXTH[: SIXTH.index(f"1. 同意解列1案：「{SLIP}」")].count("\n")

    found = [(line - first, code) for line, code in problems(text) if code != "headline_wrong"]

    assert found == expected


@pytest.mark.parametrize(
    ("number", "before", "after", "expected"),
    [
        (1, "同意新增7案", "同意新增8案", (33, "count_wrong")),
        (1, "等3案", "等2案", (37, "count_wrong")),
        (1, "新增 1 子案", "新增 2 子案", (62, "count_wrong")),
        (1, "等 4 案臨時動議", "等 3 案臨時動議", (89, "count_wrong")),
        (4, "等 2 案研擬", "等 3 案研擬", (65, "count_wrong")),
        (1, "桃園市政府提出", "高雄市政府提出", (89, "proposer_unknown")),
        (1, "(二)災防組", "(二)防災組", (43, "group_unknown")),
        (1, "(二)災防組", "(三)災防組", (43, "numbering")),
        (1, "2. 同意解列4案", "3. 同意解列4案", (39, "numbering")),
        (1, "伍、主席致詞", "陸、主席致詞", (21, "numbering")),
        (1, "(星期四)", "(星期五)", (3, "weekday_wrong")),
        (1, "7月27日", "7月37日", (3, "date_impossible")),
        (1, "下午2時", "下午32時", (3, "time_impossible")),
        (1, "貳、會議地點：新北市政府1樓彭園新板館國際A廳", "", (3, "section_missing")),
        (1, "散會(下午 3 時", "散會(上午 3 時", (91, "adjourned_early")),
        (2, "(二) 災防組\n", "(二) 災防組\n項次 案名 決議\n", (42, "clause_unknown")),
        (2, "解列 12 案", "解列 13 案", (31, "headline_wrong")),
        (3, "執行中 51 案", "執行中 50 案", (31, "headline_wrong")),
        (3, "其餘 16 案", "其餘 17 案", (31, "headline_wrong")),
        (2, "王副市長", "陳副市長", (86, "speaker_unknown")),
        (2, "林副市長代表", "侯副市長代表", (25, "representative_unknown")),
        (5, "「青創交流合作」", "「青創交流合作", (47, "quote_open")),
        (5, "「青創交流合作」", "青創交流合作」", (47, "quote_closed")),
        (5, "「青創交流合作」", "「」", (47, "title_empty")),
        (5, "「青創交流合作」", "「青」", (47, "title_cut")),
        (5, "「青創交流合作」", "「青創交流（」", (47, "title_cut")),
        (5, "「青創交流合作」", "「青創及」", (47, "title_cut")),
        (5, "及「青創交流合作」。", "及。", (47, "list_open")),
        (5, "「青創交流合作」", "「新興能源經驗交流合作案」", (47, "title_repeated")),
        (
            5,
            "1. 同意解列 1 案：「中央及地方社會住宅分級租金訂定」。",
            "1. 同意解列 1 案：「中央及地方社會住宅分",
            (53, "quote_open"),
        ),
        (5, "其餘 3 案持續列管。", "其餘 3 案持續列管", (55, "clause_cut")),
        (5, "玖、散會(下午 4 時)", "玖、散會(下午 4 時)\n主席簽名：", (98, "text_after_end")),
        (5, "會議紀錄\n", "會議紀錄\n應到二十人\n", (2, "leftover")),
    ],
)
def test_one_change_is_reported_at_its_line(number, before, after, expected):
    assert expected in changed(number, before, after)


def test_a_missing_group_is_reported_where_it_should_stand():
    found = changed(1, "(二)災防組\n\n8案持續列管。", "")
    assert (43, "group_missing") in found or (45, "group_missing") in found


def test_a_missing_group_is_no_problem_at_a_working_meeting():
    text = minutes("(一)交通組\n1. 其餘5案持續列管。", level="工作會議")
    assert problems(text, groups=True) == []


def test_a_group_printed_twice():
    text = minutes("(一)交通組\n5案持續列管。", "(二)交通組\n3案持續列管。")
    assert problems(text) == [(11, "group_repeated")]


def test_ongoing_cases_cannot_be_summed_where_a_group_prints_none():
    # Meeting 2, 環境資源組 prints no remaining cases: only the ledger knows.
    assert changed(2, "執行中 55 案", "執行中 54 案") == []


def test_titles_without_quotes_are_taken_apart_with_a_warning():
    text = minutes("(一)交通組\n1. 同意新增2案：甲方案及乙方案。")
    (problem,) = [item for item in parse(text, VOCABULARY).problems if item.code != "group_missing"]
    assert (problem.line, problem.code, problem.severity) == (10, "titles_unquoted", WARNING)


def test_an_unknown_clause_is_reported():
    text = minutes("(一)交通組\n1. 其餘5案持續列管。\n2. 本案甚佳。")
    assert problems(text) == [(11, "clause_unknown")]


def test_another_lists_order_is_no_problem():
    assert problems(minutes("(二)災防組\n3案持續列管。", "(一)交通組\n5案持續列管。")) == []


def test_messages_say_what_and_what_to_do():
    (problem,) = [
        item
        for item in parse(minutes("(一)交通組\n1. 同意新增2案：「甲案」。"), VOCABULARY).problems
        if item.line == 10
    ]
    assert problem.message == "交通組新增寫2案，列出的是1案；請核對案數，或案名是否漏列、引號是否完整。"


def test_a_composed_document_is_checked_without_lines():
    document = parse(official(1), VOCABULARY).document
    broken = replace(document.sections[1], wording="{n}、「地點：{venue}")
    found = check(replace(document, sections=(document.sections[0], broken, *document.sections[2:])), VOCABULARY)
    assert [problem.code for problem in found] == ["quote_open"]
    unfit = replace(document.sections[1], wording="{n}、{place}")
    found = check(replace(document, sections=(document.sections[0], unfit, *document.sections[2:])), VOCABULARY)
    assert [(problem.line, problem.code) for problem in found] == [(0, "wording")]
