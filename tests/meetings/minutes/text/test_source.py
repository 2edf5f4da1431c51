"""The stream: white space, width, page furniture, quotes and lines."""

from __future__ import annotations

import pytest

from meetings.minutes.parsing.parse import heading_pattern
from meetings.minutes.text.source import FOLD, PAGE_BREAK, Source, fold, read_source, source_lines
from tests.meetings.minutes.made.samples import VOCABULARY

HEADING = "基北北桃合作交流平臺第7次副市長層級會議紀錄"


def source(text: str) -> Source:
    return read_source(source_lines(text), heading_pattern(VOCABULARY), VOCABULARY.platforms)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("１１２ 年：（星期四）", "112年:(星期四)"),
        ("同意\u200b新\u00ad增\u3000三\u00a0案", "同意新增三案"),
        ("﹁甲﹂｢乙｣“丙”《丁》", "「甲」「乙」「丙」『丁』"),
        ("台北—新北", "臺北-新北"),
        ("㈠⑵③⒋", "(一)(2)(3)4."),
        ("⼀⻘⾏", "一青行"),
        ("\ufeff\x00甲", "甲"),
    ],
)
def test_folding(text, key):
    assert fold(text) == key
    assert source(text).key == key


def test_what_was_printed_stays():
    found = source("㈠ 同意１案")
    assert found.key == "(一)同意1案"
    assert "".join(found.raw) == "㈠同意１案"


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("建置經驗\n\n交流", "建置經驗交流"),
        ("2024  IEYI 世界", "2024 IEYI 世界"),
        ("Just Do\nIt 保護", "Just Do It 保護"),
        ("第 1\n2 案", "第 12 案"),
        ("路\f線", "路線"),
    ],
)
def test_line_breaks_and_spaces(text, printed):
    found = source(text)
    assert found.printed(0, len(found.key)) == printed


def test_letterspaced_text_loses_its_spaces():
    spaced = " ".join("基北北桃合作交流平臺運作機制請配合計畫辦理並於下次會議提出報告說明辦理情形以利追蹤管考")
    assert " " not in source(spaced).printed(0, 30)


def test_every_character_knows_its_line():
    found = source("甲\r\n\r\n乙\n丙\r丁")
    assert [found.line(at) for at in range(4)] == [1, 3, 4, 5]
    assert found.breaks[1] == PAGE_BREAK


@pytest.mark.parametrize(
    "mark",
    [
        "第 2 頁，共 5 頁",
        "- 2 -",
        "— 2 —",
        "Page 2 of 9",
        "2 / 9",
        "第二頁",
        "頁次：2/9",
        HEADING,
        f"{HEADING} 第 2 頁",
        "\f2",
    ],
)
def test_page_furniture_in_the_middle_of_a_title(mark):
    assert "建置經驗交流" in source(f"{HEADING}\n「線上課程建置經驗\n\n{mark}\n\n交流」").key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("其餘\n2\n案持續列管", "其餘2案持續列管"),
        ("附件\n1\n壹、會議時間", "附件1壹、會議時間"),
        ("和興路\n\n44\n\n巷", "和興路44巷"),
        ("(北\n118\n)拓寬", "(北118)拓寬"),
        ("持續列管。\n3\n. 「甲案」", "持續列管。3.「甲案」"),
        ("甲案」。\n\n2\n\n(二)災防組", "甲案」。(二)災防組"),
        ("線上課程\n\n2\n\n建置", "線上課程建置"),
    ],
)
def test_a_number_alone_on_a_line(text, key):
    assert source(text).key == key


def test_running_headers_go_and_repeated_phrases_stay():
    header = "新北市政府研究發展考核委員會"
    pages = "\n".join(f"第{page}段的內容在這裡寫得夠長才不會太短\n第 {page} 頁\n{header}\n" for page in (1, 2, 3))
    assert header not in source(pages).key
    phrase = "一、\n氣候變遷因應及調適\n合作方案的報告內容在這裡寫得夠長才不會太短\n" * 3
    assert source(phrase).key.count("氣候變遷因應及調適") == 3


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('："甲案"、"乙案"及"丙案"。', ":「甲案」、「乙案」及「丙案」。"),
        ('："113年"減碳"方案"、"乙案"。', ":「113年「減碳」方案」、「乙案」。"),
        ('："建立"三方機制""。', ":「建立「三方機制」」。"),
        ('請配合"推動計畫"辦理。', "請配合「推動計畫」辦理。"),
    ],
)
def test_straight_quotes(text, key):
    assert source(text).key == key


def test_folding_keeps_one_character_for_one():
    assert all(len(FOLD[char]) == 1 for char in "甲Ａ１：「，。、—台･")
