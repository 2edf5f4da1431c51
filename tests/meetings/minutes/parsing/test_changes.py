"""Clauses that change cases: 整併, 移列 and 更名, and corrections of what an earlier meeting stated."""

from __future__ import annotations

import pytest

from meetings.minutes.document import ClauseKind, CountCorrection
from meetings.minutes.meaning import clauses
from meetings.minutes.parsing.parse import parse
from meetings.minutes.render import render
from tests.meetings.minutes.made.samples import VOCABULARY, minutes, squashed

MERGED, MOVED, RENAMED, NOTE = ClauseKind.MERGED, ClauseKind.MOVED, ClauseKind.RENAMED, ClauseKind.NOTE


def read(*lines: str, head: str = "(一)交通組"):
    text = minutes("\n".join([head, *lines]))
    reading = parse(text, VOCABULARY)
    assert squashed(render(reading.document)) == squashed(text)
    problems = [problem for problem in reading.problems if problem.code != "group_missing"]
    return reading.document, [(problem.line, problem.code) for problem in problems]


def one(line: str):
    document, problems = read(line)
    assert problems == []
    ((clause,),) = [group.clauses for group in document.group_resolutions]
    return clause


@pytest.mark.parametrize(
    ("line", "stated", "titles", "parent", "wording"),
    [
        (
            "1. 「甲案」、「乙案」、「丙案」等3案整併為「丁案」1案，並持續列管。",
            3,
            ["甲案", "乙案", "丙案"],
            "丁案",
            "{n}. {titles}等{count}案整併為{parent}1案，並持續列管。",
        ),
        ("1. 將「甲案」併入「乙案」。", None, ["甲案"], "乙案", "{n}. 將{titles}併入{parent}。"),
        ("1. 同意「甲案」及「乙案」等2案整併為「乙案」1案。", 2, ["甲案", "乙案"], "乙案", None),
        ("1. 同意將「甲案」1案併入「乙案」續辦。", 1, ["甲案"], "乙案", None),
        ("1. 「甲案」與「乙案」合併為1案「丙案」，並持續列管。", None, ["甲案", "乙案"], "丙案", None),
        ("1. 同意整併「甲案」、「乙案」為「丙案」1案。", None, ["甲案", "乙案"], "丙案", None),
        ("1. 同意整併2案：「甲案」、「乙案」為「丙案」。", 2, ["甲案", "乙案"], "丙案", None),
        ("1. 原「甲案」整併為「丁案」。", None, ["甲案"], "丁案", None),
        ("1. 「甲案」、「乙案」等2案整併為1案，名稱為「丙案」。", 2, ["甲案", "乙案"], "丙案", None),
        ("1. 「甲案」(共同議題—「氣候變遷」)及「乙案」等2案整併為「丙案」。", 2, ["甲案", "乙案"], "丙案", None),
        ("「甲案」、「乙案」２案均合併成「丙案」一案持續列管", 2, ["甲案", "乙案"], "丙案", None),
    ],
)
def test_merged(line, stated, titles, parent, wording):
    clause = one(line)
    assert (clause.kind, clause.stated, clause.parent.text) == (MERGED, stated, parent)
    assert [title.text for title in clause.titles] == titles
    assert wording in (None, clause.wording)


@pytest.mark.parametrize(
    ("line", "stated", "titles", "other_group", "incoming", "wording"),
    [
        (
            "1. 「甲案」1案移列至災防組持續列管。",
            1,
            ["甲案"],
            "災防組",
            False,
            "{n}. {titles}{count}案移列至{other_group}持續列管。",
        ),
        ("1. 「甲案」1案移列至災防組。", 1, ["甲案"], "災防組", False, None),
        ("1. 「甲案」移由災防組列管。", None, ["甲案"], "災防組", False, None),
        ("1. 同意將「甲案」、「乙案」等2案移列災防小組，並持續列管。", 2, ["甲案", "乙案"], "災防組", False, None),
        ("1. 「甲案」改由衛生社福組續辦。", None, ["甲案"], "衛生社福組", False, None),
        ("1. 同意移列2案至災防組：「甲案」及「乙案」。", 2, ["甲案", "乙案"], "災防組", False, None),
        ("1. 移列「甲案」、「乙案」等2案至災防組。", 2, ["甲案", "乙案"], "災防組", False, None),
        ("1. 「甲案」1案，移出至災防組列管。", 1, ["甲案"], "災防組", False, None),
        ("1. 災防組移列「甲案」1案，並持續列管。", 1, ["甲案"], "災防組", True, None),
        ("1. 「甲案」1案自災防組移入。", 1, ["甲案"], "災防組", True, None),
        (
            "1. 同意由都會發展組移列「甲案」1案。",
            1,
            ["甲案"],
            "都會發展組",
            True,
            "{n}. 同意由{other_group}移列{titles}{count}案。",
        ),
        ("1. 同意由都會發展組移入2案：「甲案」、「乙案」。", 2, ["甲案", "乙案"], "都會發展組", True, None),
        ("1. 「甲案」1案由都會發展組移入本組，並持續列管。", 1, ["甲案"], "都會發展組", True, None),
        ("1. 「甲案」由都會發展組移列至交通組。", None, ["甲案"], "都會發展組", True, None),
        ("1. 「甲案」由交通組移列至都會發展組。", None, ["甲案"], "都會發展組", False, None),
        ("1. 同意移入都會發展組之「甲案」。", None, ["甲案"], "都會發展組", True, None),
    ],
)
def test_moved(line, stated, titles, other_group, incoming, wording):
    clause = one(line)
    assert (clause.kind, clause.stated, clause.other_group, clause.incoming) == (MOVED, stated, other_group, incoming)
    assert [title.text for title in clause.titles] == titles
    assert wording in (None, clause.wording)


@pytest.mark.parametrize(
    ("line", "former", "new"),
    [
        ("1. 原「甲案」更名為「乙案」，並持續列管。", "甲案", "乙案"),
        ("1. 「甲案」案名修正為「乙案」。", "甲案", "乙案"),
        ("1. 同意「甲案」1案更名為「乙案」，持續列管。", "甲案", "乙案"),
        ("1. 同意將「甲案」之案名變更為「乙案」。", "甲案", "乙案"),
        ("1. 案名由「甲案」修正為「乙案」。", "甲案", "乙案"),
        ("1. 同意更名1案：原「甲案」更名「乙案」。", "甲案", "乙案"),
        ("1. 「甲案」，名稱調整為「乙案」（持續列管）。", "甲案", "乙案"),
        ("1. 「甲案」修正案名為「乙案（第2期）」，並持續列管。", "甲案", "乙案（第2期）"),
    ],
)
def test_renamed(line, former, new):
    clause = one(line)
    assert (clause.kind, clause.stated, clause.parent.text) == (RENAMED, None, former)
    assert [title.text for title in clause.titles] == [new]
    assert "{parent}" in clause.wording
    assert "{titles}" in clause.wording


@pytest.mark.parametrize("verb", ["改以", "改為", "分為", "拆分為"])
def test_a_replacement_stays_an_addition(verb):
    clause = one(f"1. 原「甲案」{verb}「乙案」及「丙案」等2案。")
    assert (clause.kind, clause.stated, clause.parent.text) == (ClauseKind.ADDED, 2, "甲案")


@pytest.mark.parametrize(
    ("line", "correction"),
    [
        ("2. 更正第4次會議紀錄，災防組其餘案數應為7案。", CountCorrection(4, "remaining", 7)),
        ("2. 第3次會議紀錄災防組「其餘5案」更正為「其餘6案」。", CountCorrection(3, "remaining", 6)),
        ("2. 更正第四次副市長層級會議紀錄：本組新增案數應為2案。", CountCorrection(4, "added", 2)),
        ("2. 更正第4次會議紀錄「同意新增2案」為「同意新增3案」。", CountCorrection(4, "added", 3)),
        ("2. 第4次會議紀錄本組解列3案誤植，應更正為解列2案。", CountCorrection(4, "delisted", 2)),
        ("2. 勘誤第 4 次會議紀錄，其餘 5 案持續列管應為其餘 7 案持續列管。", CountCorrection(4, "remaining", 7)),
    ],
)
def test_a_correction_of_an_earlier_count(line, correction):
    document, problems = read("1. 其餘5案持續列管。", line, head="(一)災防組")
    assert problems == []
    first, second = document.group_resolutions[0].clauses
    assert (first.kind, first.stated) == (ClauseKind.TRACKED, 5)
    assert (second.kind, second.stated, second.titles, second.correction) == (NOTE, None, (), correction)
    assert second.wording == "{n}" + line[1:]


@pytest.mark.parametrize("between", ["，", "：", "，\n", "：\n", "\n", "\n\n"])
def test_a_correction_in_a_general_resolution_opens_no_group(between):
    line = f"一、更正第4次會議紀錄{between}災防組其餘案數應為7案。"
    text = minutes("(一)交通組\n1. 其餘5案持續列管。", resolutions=line)
    document = parse(text, VOCABULARY).document
    assert squashed(render(document)) == squashed(text)
    assert [group.group for group in document.group_resolutions] == ["交通組"]
    assert squashed(document.sections[3].resolutions[0].wording) == "{n}、更正第4次會議紀錄" + between.strip() + (
        "災防組其餘案數應為7案。"
    )


@pytest.mark.parametrize(
    "line",
    [
        "1. 「甲案」移列至\n災防組持續列管。",
        "1. 同意由\n都會發展組移列「甲案」1案。",
        "1. 「甲案」移由\n\n災防組列管。",
        "「甲案」1案移列至\n災防組：持續列管。",
    ],
)
def test_a_mentioned_group_at_a_line_start_opens_no_group(line):
    document, _ = read(line)
    (group,) = document.group_resolutions
    assert [clause.kind for clause in group.clauses] == [MOVED]


def test_changes_among_other_clauses_without_marks():
    document, problems = read(
        "同意新增1案：「甲案」。將「乙案」併入「丙案」。「丁案」1案移列至災防組。原「戊案」更名為「己案」。其餘5案持續列管。"
    )
    assert problems == []
    kinds = [clause.kind for clause in document.group_resolutions[0].clauses]
    assert kinds == [ClauseKind.ADDED, MERGED, MOVED, RENAMED, ClauseKind.TRACKED]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("1. 「甲案」、「乙案」等3案整併為「丙案」1案。", "count_wrong"),
        ("1. 「甲案」、「乙案」等2案整併為1案，並持續列管。", "result_missing"),
        ("1. 甲案及乙案整併為丙案。", "clause_unread"),
        ("1. 「甲案」整併為丙案。", "clause_unread"),
        ("1. 「甲案」、「乙案」分別更名為「丙案」、「丁案」。", "clause_unread"),
        ("1. 「甲案」更名為乙案。", "clause_unread"),
        ("1. 「甲案」更名為「甲案」。", "rename_same"),
        ("1. 「甲案」1案移列至數位治理組。", "moved_unknown"),
        ("1. 「甲案」1案移列至交通組。", "moved_nowhere"),
        ("1. 「甲案」由災防組移列至都會發展組。", "moved_elsewhere"),
        ("1. 「甲案」等2案移列至災防組。", "count_wrong"),
        ("1. 甲案移列至災防組。", "clause_unread"),
        ("1. 其餘5案持續列管，另「甲案」、「乙案」等2案整併為「丙案」1案。", "clause_unread"),
        ("1. 「甲案」修正為「乙案」，並解列。", "clause_unread"),
        ("1. 「甲案」更名為「乙案」並移列至災防組。", "clause_unread"),
        ("1. 同意新增1案：「甲案」（由災防組移列）。", "clause_unread"),
        ("1. 同意解列1案：「甲案」，併入「乙案」。", "clause_unread"),
        ("1. 同意新增1案：「甲案」（原「乙案」更名）。", "clause_unread"),
        ("1. 其餘5案（含由災防組移列1案）持續列管。", "clause_unread"),
        ("1. 其餘5案持續列管，並將「甲案」移列至災防組。", "clause_unread"),
        ("1. 更正第4次會議紀錄，災防組其餘案數應為7案。", "correction_group"),
        ("1. 更正上次會議紀錄，其餘案數應為7案。", "correction_unread"),
        ("1. 更正第4次會議紀錄，其餘7案。", "correction_unread"),
        ("1. 同意新增2案：\n(1)新增「甲案」等1案。\n(2)「乙案」更名為「丙案」。", "subclause_kind"),
    ],
)
def test_what_cannot_be_read_is_a_problem_at_its_line(line, code):
    _, problems = read(line)
    assert code in [found for at, found in problems if at in (10, 12)]


def test_a_plan_to_merge_stays_a_note():
    document, problems = read("1. 「甲案」、「乙案」等2案研擬整併為「丙案」1案之可行性。", "2. 其餘5案持續列管。")
    assert problems == []
    assert [clause.kind for clause in document.group_resolutions[0].clauses] == [NOTE, ClauseKind.TRACKED]


def test_the_meaning_names_the_new_kinds():
    document, _ = read(
        "1. 「甲案」、「乙案」等2案整併為「丙案」1案。",
        "2. 「丁案」1案移列至災防組。",
        "3. 原「戊案」更名為「己案」。",
    )
    assert clauses(document) == [
        {
            "group": "交通組",
            "kind": "merged",
            "stated_count": 2,
            "titles": ["甲案", "乙案"],
            "result": "丙案",
        },
        {
            "group": "交通組",
            "kind": "moved",
            "stated_count": 1,
            "titles": ["丁案"],
            "other_group": "災防組",
            "incoming": False,
        },
        {"group": "交通組", "kind": "renamed", "stated_count": None, "titles": ["己案"], "former": "戊案"},
    ]
