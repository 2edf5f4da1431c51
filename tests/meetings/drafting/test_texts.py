"""What people paste: numbers before sentences go, wrapped lines are joined, nothing else changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.drafting.texts import numbered, one_line, paragraphs, shown, squashed, tidy, titles_in, without_number
from meetings.minutes.wording import escape


@pytest.mark.parametrize(
    ("pasted", "read"),
    [
        ("甲案照辦。\n乙案照辦。\n丙案照辦。", ["甲案照辦。", "乙案照辦。", "丙案照辦。"]),
        ("甲\n\n乙", ["甲", "乙"]),
        ("一、甲。\n二、乙。", ["甲。", "乙。"]),
        ("- 一、甲。\n- 二、乙。", ["甲。", "乙。"]),
        ("1. 甲。\n2. 2025世壯運。", ["甲。", "2025世壯運。"]),
        ("1.2025世壯運。\n2.乙", ["2025世壯運。", "乙"]),
        ("(1)甲\n（2）乙", ["甲", "乙"]),
        ("（一）甲\n（二）乙", ["甲", "乙"]),
        ("１．甲\n２．乙", ["甲", "乙"]),
        ("①甲\n②乙", ["甲", "乙"]),
        ("壹、甲\n貳、乙", ["甲", "乙"]),
        ("一、甲。二、乙。三、丙。", ["甲。", "乙。", "丙。"]),
        ("一、四市應設定統一標準，\n才能顯示成效。\n\n二、乙。", ["四市應設定統一標準，才能顯示成效。", "乙。"]),
        ("一、如下：\n1. 甲\n2. 乙\n二、丙", ["如下：1. 甲2. 乙", "丙"]),
        ("• 甲\n• 乙", ["甲", "乙"]),
        ("三、四級毒品裁罰講習", ["三、四級毒品裁罰講習"]),
        ("1.5億元由四市分攤", ["1.5億元由四市分攤"]),
        ("112、113年預算應續編", ["112、113年預算應續編"]),
        ("114.8.7會議決議", ["114.8.7會議決議"]),
        ("計 - 2 畫", ["計 - 2 畫"]),
        ("99. 甲\n100. 乙", ["甲", "乙"]),
        ("4 市應設定統一標準", ["4 市應設定統一標準"]),
        ("持續推動 Just Do\nIt 計畫，\n請各市配合", ["持續推動 Just Do", "It 計畫，請各市配合"]),
        ("\ufeff甲\u200b案\r\n乙\x00", ["甲案", "乙"]),
        ("", []),
        ("\n \n", []),
    ],
)
def test_a_paste_is_read_as_its_paragraphs(pasted, read):
    assert paragraphs(pasted) == read


def test_full_lines_without_an_end_of_sentence_are_wrapped_ones():
    wrapped = "感謝平臺每一位成員的辛勤付出與努力以提升基北北桃市民的福祉為\n目標持續推動合作案件。\n下次由新北市主辦。"

    assert paragraphs(wrapped) == [wrapped.split("\n")[0] + "目標持續推動合作案件。", "下次由新北市主辦。"]


@given(st.lists(st.text(alphabet="甲乙案辦理，2{}「」", min_size=1).map(lambda text: f"本{text}。"), max_size=6))
def test_no_character_is_lost_or_made(sentences):
    read = paragraphs("\n".join(sentences))

    assert squashed("".join(read)) == squashed("".join(sentences))
    assert paragraphs("\n".join(f"{at}. {text}" for at, text in enumerate(sentences, 1))) == read or not read


@given(st.text(alphabet="甲{}n:zh、一1. （）"))
def test_a_wording_prints_what_was_typed(text):
    text = without_number(one_line(text))

    assert shown("{n}、" + escape(text), "resolution") == text or without_number(text) != text


def test_a_wording_that_is_there_already_keeps_its_own_number():
    before = ["- {n}、甲。", "{n}、乙。"]

    assert numbered(["乙。", "甲。", "丙{1}。"], before, "resolution") == ["{n}、乙。", "- {n}、甲。", "{n}、丙{{1}}。"]


def test_line_ends_are_alike_and_invisible_characters_go():
    assert tidy(" 甲\r\n乙\u2028丙\x07\u200b ") == "甲\n乙\n丙"


TWO_TITLES = [
    "甲案\n乙「內」案",
    "「甲案」\n2. 「乙「內」案」",
    "一、甲案。\n乙「內」案",
    "「甲案」、「乙「內」案」。",
    "「甲案」及「乙「內」案」",
]


@pytest.mark.parametrize("pasted", TWO_TITLES)
def test_titles_come_one_a_line_or_in_quotes(pasted):
    assert titles_in(pasted) == ["甲案", "乙「內」案"]
