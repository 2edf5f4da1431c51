"""Clauses of a group: what each wording decides, and that it prints again."""

from __future__ import annotations

import pytest

from meetings.minutes.document import ClauseKind
from meetings.minutes.parsing.parse import parse
from meetings.minutes.render import render
from tests.meetings.minutes.made.samples import VOCABULARY, minutes, squashed

ADDED, DELISTED, TRACKED = ClauseKind.ADDED, ClauseKind.DELISTED, ClauseKind.TRACKED
SUBCASE, NOTE = ClauseKind.SUBCASE, ClauseKind.NOTE


def read(*lines: str, head: str = "(一)交通組"):
    text = minutes("\n".join([head, *lines]))
    reading = parse(text, VOCABULARY)
    problems = [problem for problem in reading.problems if problem.code != "group_missing"]
    assert squashed(render(reading.document)) == squashed(text)
    (group,) = reading.document.group_resolutions
    return group, [problem.code for problem in problems]


def one(line: str):
    group, problems = read(line)
    assert problems == []
    (clause,) = group.clauses
    return clause


@pytest.mark.parametrize(
    ("line", "kind", "stated", "titles", "wording"),
    [
        ("1. 同意新增2案：「甲案」及「乙案」。", ADDED, 2, ["甲案", "乙案"], "{n}. 同意新增{count}案：{titles}。"),
        ("1. 同意解列 1 案：「甲案」。", DELISTED, 1, ["甲案"], "{n}. 同意解列 {count} 案：{titles}。"),
        ("1. 新增提案 1 案：「甲案」。", ADDED, 1, ["甲案"], "{n}. 新增提案 {count} 案：{titles}。"),
        ("1. 同意新增三案：「甲案」、「乙案」、「丙案」", ADDED, 3, ["甲案", "乙案", "丙案"], None),
        ("1. 同意新增１案：「甲案」。", ADDED, 1, ["甲案"], "{n}. 同意新增{count:wide}案：{titles}。"),
        (
            "1. 同意新增兩案：「甲案」以及「乙案」。",
            ADDED,
            2,
            ["甲案", "乙案"],
            "{n}. 同意新增{count:zh-alt}案：{titles}。",
        ),
        (
            "1、同意解除列管2件：「甲案」、「乙案」。",
            DELISTED,
            2,
            ["甲案", "乙案"],
            "{n}、同意解除列管{count}件：{titles}。",
        ),
        ("（1）同意增列共1案：「甲案」。", ADDED, 1, ["甲案"], "（{n}）同意增列共{count}案：{titles}。"),
        ("1. 同意新增「甲案」。", ADDED, None, ["甲案"], "{n}. 同意新增{titles}。"),
        ("1. 同意新增「甲案」、「乙案」等2案。", ADDED, 2, ["甲案", "乙案"], "{n}. 同意新增{titles}等{count}案。"),
        ("1. 同意新增1案：甲乙丙案。", ADDED, 1, ["甲乙丙案"], "{n}. 同意新增{count}案：{titles}。"),
        ("1. 同意解列1案：甲館與乙館「一證通用」服務啟用。", DELISTED, 1, ["甲館與乙館「一證通用」服務啟用"], None),
        ("8案持續列管。", TRACKED, 8, [], "{count}案持續列管。"),
        ("其餘十一案持續列管。", TRACKED, 11, [], "其餘{count:zh}案持續列管。"),
        ("1. 本組合作方案 3 案持續列管。", TRACKED, 3, [], "{n}. 本組合作方案 {count} 案持續列管。"),
        ("均持續列管。", TRACKED, None, [], "均持續列管。"),
        ("無新增及解列案，8案持續列管。", TRACKED, 8, [], "無新增及解列案，{count}案持續列管。"),
        ("其餘「甲案」及「乙案」等2案持續列管。", TRACKED, 2, ["甲案", "乙案"], "其餘{titles}等{count}案持續列管。"),
        ("無。", NOTE, None, [], "無。"),
        ("1. 「甲案」待四市有共識後再行提案。", NOTE, None, ["甲案"], "{n}. {titles}待四市有共識後再行提案。"),
    ],
)
def test_wordings(line, kind, stated, titles, wording):
    clause = one(line)
    assert (clause.kind, clause.stated) == (kind, stated)
    assert [title.text for title in clause.titles] == titles
    if wording:
        assert clause.wording == wording


def test_a_counter_without_a_number_before_the_first_mark_is_read_as_a_note():
    group, problems = read("案1. 同意新增1案：「甲案」。", "2. 其餘3案持續列管。")
    assert [clause.kind for clause in group.clauses] == [NOTE, ADDED, TRACKED]
    assert problems == ["clause_unknown"]


def test_sub_case_with_its_parent():
    clause = one("1. 同意「都會空間治理」新增 1 子案「淨零碳之宜居建築」，並持續列管。")
    assert (clause.kind, clause.parent.text, clause.titles[0].text) == (SUBCASE, "都會空間治理", "淨零碳之宜居建築")
    assert clause.wording == "{n}. 同意{parent}新增 {count} 子案{titles}，並持續列管。"


def test_sub_clauses_and_a_replaced_case():
    group, problems = read(
        "1. 同意新增3案：",
        "(1)原「舊案」改以「甲案」及「乙案」等2案。",
        "(2)新增「丙案」等1案。",
        "2. 其餘2案持續列管。",
    )
    first, second = group.clauses
    assert problems == []
    assert [child.wording for child in first.children] == [
        "({n})原{parent}改以{titles}等{count}案。",
        "({n})新增{titles}等{count}案。",
    ]
    assert first.children[0].parent.text == "舊案"
    assert [title.text for title in first.all_titles] == ["甲案", "乙案", "丙案"]
    assert second.kind is TRACKED


def test_sub_clauses_marked_like_their_clause():
    lines = [
        "（1）同意新增3案：",
        "（1）原「舊案」改以「甲案」及「乙案」等2案。",
        "（2）新增「丙案」等1案。",
        "（2）其餘2案持續列管。",
    ]
    group, problems = read(*lines)
    assert problems == []
    assert [len(clause.children) for clause in group.clauses] == [2, 0]


def test_cases_that_are_named_as_going_on():
    clause = one("1. 本組 8 案持續列管，另「甲案」、「乙案」等 2 案研擬整合為 1 案續辦之可行性。")
    assert (clause.kind, clause.stated, len(clause.titles)) == (TRACKED, 8, 2)
    assert clause.wording == "{n}. 本組 {count} 案持續列管，另{titles}等 {listed} 案研擬整合為 1 案續辦之可行性。"


def test_note_of_a_common_topic():
    clause = one("1. 「氣候變遷因應及調適」合作方案—「我的減碳存摺」綠運輸聯合推廣合作案：洽悉。")
    assert (clause.kind, clause.topic, clause.titles) == (NOTE, "氣候變遷因應及調適", ())
    assert clause.wording == "{n}. 「{topic}」合作方案—「我的減碳存摺」綠運輸聯合推廣合作案：洽悉。"


@pytest.mark.parametrize(
    ("text", "title", "quoted", "before", "after"),
    [
        ("及共推「深情望海輕騎旅遊」", "深情望海輕騎旅遊", True, "共推", ""),
        ("、「地熱」(共同議題—「氣候變遷」)", "地熱", True, "", "(共同議題—「氣候變遷」)"),
        ("、「113年「我的減碳存摺」方案」", "113年「我的減碳存摺」方案", True, "", ""),
        ("及「『甲地區』接入『乙系統』契約」", "『甲地區』接入『乙系統』契約", True, "", ""),
        ("及『乙案』", "乙案", False, "『", "』"),
        ("及“乙案”", "乙案", False, "“", "”"),
        ("及丙丁案", "丙丁案", False, "", ""),
    ],
)
def test_what_stands_around_a_title(text, title, quoted, before, after):
    found = one(f"1. 同意新增2案：「甲案」{text}。").titles[1]
    assert (found.text, found.quoted, found.before, found.after) == (title, quoted, before, after)


@pytest.mark.parametrize(
    ("listed", "joiners"),
    [
        ("「甲案」、「乙案」及「丙案」", ("、", "及")),
        ("「甲案」、「乙案」、「丙案」", ("、", "、")),
        ("「甲案」、「乙案」、及「丙案」", ("、", "、及")),
        ("「甲案」，「乙案」與「丙案」", ("，", "與")),
    ],
)
def test_joiners(listed, joiners):
    assert one(f"1. 同意新增3案：{listed}。").joiners == joiners


def test_joiners_that_vary_go_with_the_titles():
    clause = one("1. 同意新增4案：「甲案」及「乙案」、「丙案」及「丁案」。")
    assert clause.joiners == ("", "")
    assert [title.after for title in clause.titles] == ["及", "、", "及", ""]


def test_titles_keep_their_single_spaces():
    clause = one("1. 同意新增1案：「2024 IEYI  世界青少年\n\n發明展國 際賽」。")
    assert clause.titles[0].text == "2024 IEYI 世界青少年發明展國際賽"


def test_decisions_in_one_sentence():
    group, problems = read("同意新增1案：「甲案」；同意解列2案：「乙案」、「丙案」；其餘5案持續列管。")
    assert problems == []
    assert [clause.kind for clause in group.clauses] == [ADDED, DELISTED, TRACKED]


def test_clauses_in_any_order_keep_their_printed_numbers():
    group, problems = read("3. 其餘5案持續列管。", "1. 同意新增1案：「甲案」。", "2. 同意解列1案：「乙案」。")
    assert problems == []
    assert [clause.wording[:4] for clause in group.clauses] == ["3. 其", "{n}.", "{n}."]


@pytest.mark.parametrize(
    "head",
    [
        "(一)交通組",
        "（一） 交通組",
        "一、交通組：",
        "(一)交 通 組",
        "●交通組",
        "交通組",
        "【交通組】",
        "㈠交通組",
        "(1)交通組",
    ],
)
def test_group_heads(head):
    group, _ = read("1. 其餘5案持續列管。", head=head)
    assert group.group == "交通組"
    assert group.clauses[0].stated == 5


@pytest.mark.parametrize("head", ["(一)交通小組", "(一)交通議題小組"])
def test_other_forms_of_a_groups_name_stay_in_the_wording(head):
    group, _ = read("1. 其餘5案持續列管。", head=head)
    assert (group.group, group.wording) == ("交通組", head.replace("一", "{n}"))
