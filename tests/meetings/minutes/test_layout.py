"""A line on the sheet: its number apart, how far it hangs, what stays together at its end."""

import pytest

from meetings.minutes.files.layout import Piece, is_dashed, line_of
from meetings.minutes.render import Block
from meetings.minutes.wording import Run


def line(kind, *texts):
    return line_of(Block(kind, "key", tuple(text if isinstance(text, Run) else Run(text) for text in texts)))


@pytest.mark.parametrize(
    ("kind", "text", "number", "hang"),
    [
        ("section", "壹、會議時間", "壹、", 8),
        ("section", "拾壹、散會", "拾壹、", 12),
        ("recorder", "伍、紀錄：林嘉慧", "伍、", 8),
        ("recorder", "紀錄：林嘉慧", "", 0),
        ("resolution", "一、洽悉。", "一、", 8),
        ("paragraph", "十一、洽悉。", "十一、", 12),
        ("group", "(一) 交通組", "(一) ", 8),
        ("group", "（一）交通組", "（一）", 12),
        ("clause", "1. 同意新增1案", "1. ", 4),
        ("clause", "10. 其餘", "10. ", 6),
        ("clause", "1、其餘", "1、", 6),
        ("subclause", "(1)原「甲」", "(1)", 6),
        ("paragraph", "- 一、首先", "- 一、", 11),
        ("clause", "16 案持續列管。", "", 0),
        ("clause", "1.5公里內", "", 0),
        ("paragraph", "4 個城市為共同生活圈", "", 0),
        ("seat", "一、不是號", "", 0),
        ("heading", "壹、標題", "", 0),
    ],
)
def test_a_number_stands_apart_and_hangs_by_its_width(kind, text, number, hang):
    found = line(kind, text)

    assert (found.number, found.hang) == (number, hang)
    assert found.number + found.text == text
    assert found.first_line == (-hang if number else {"paragraph": 8}.get(kind, 0))


def test_each_level_begins_a_step_further_in():
    steps = [
        line(kind, text).indent
        for kind, text in (
            ("section", "壹、決議"),
            ("resolution", "一、洽悉"),
            ("group", "(一)交通組"),
            ("clause", "1. 其餘"),
            ("subclause", "(1)原"),
        )
    ]

    assert steps == sorted(set(steps)) == [0, 8, 16, 20, 24]
    assert line("recorder", "伍、紀錄：林嘉慧").indent == 0


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("其餘8案持續列管。", "列管。"),
        ("「甲乙丙」。", "乙丙」。"),
        ("甲」）。", "甲」）。"),
        ("長青", "長青"),
        ("略", ""),
        ("", ""),
    ],
)
def test_the_last_two_characters_stay_with_what_closes_them(text, kept):
    assert "".join(piece.text for piece in line("clause", text).pieces if piece.is_kept) == kept


def test_each_paragraph_of_a_line_keeps_its_own_end_together():
    assert line("paragraph", "請辦理。\n再報告。").pieces == (
        Piece("請", "", False),
        Piece("辦理。", "", True),
        Piece("\n再", "", False),
        Piece("報告。", "", True),
    )


def test_titles_keep_their_way_to_the_case_and_are_whole_for_a_page():
    found = line("clause", "1. 同意新增1案：「", Run("甲案乙", "7"), "」。")

    assert found.runs == (Run("同意新增1案：「"), Run("甲案乙", "7"), Run("」。"))
    assert [(piece.text, piece.ref, piece.is_kept) for piece in found.pieces[1:]] == [
        ("甲", "7", False),
        ("案乙", "7", True),
        ("」。", "", True),
    ]


def test_a_dash_before_a_number_is_told_from_one_within_a_text():
    assert is_dashed(Block("paragraph", "key", (Run("- 一、首先"),)))
    assert not is_dashed(Block("paragraph", "key", (Run("一、1-2案"),)))
