"""Which paragraph a comment is about once the draft changed, and differences word by word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.circulation.reading import ADDED, REMOVED, SAME, Draft, changed_lines, difference, mark_of
from meetings.minutes.render import Block
from meetings.minutes.wording import Run

ADDED_TITLES = "1. 同意新增2案：「公車轉乘優惠」及「通勤月票」。"
DELISTED_TITLE = "2. 同意解列1案：「自行車道串聯」。"
REST = "3. 其餘12案持續列管。"


def draft_of(*lines):
    """A draft of a group's clauses."""
    printed = [Block("clause", f"clause-1-{number}", (Run(line),)) for number, line in enumerate(lines, 1)]
    return Draft(tuple(printed))


def shown(before, after):
    return [(piece.kind, piece.text) for piece in difference(before, after)]


def test_a_difference_takes_no_number_apart_and_shows_chinese_by_the_character():
    assert shown("同意解列5案", "同意解列12案") == [
        (SAME, "同意解列"),
        (REMOVED, "5"),
        (ADDED, "12"),
        (SAME, "案"),
    ]
    assert shown("洽悉", "洽悉") == [(SAME, "洽悉")]
    assert shown("", "新增") == [(ADDED, "新增")]


def test_one_character_that_stayed_between_two_changes_is_a_part_of_the_change():
    assert shown("請交通局研議後辦理", "請工務處研商後辦理") == [
        (SAME, "請"),
        (REMOVED, "交通局研議"),
        (ADDED, "工務處研商"),
        (SAME, "後辦理"),
    ]


@given(st.text("甲乙丙 12a、", max_size=30), st.text("甲乙丙 12a、", max_size=30))
def test_a_difference_without_what_was_added_is_the_text_before(before, after):
    pieces = difference(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != ADDED) == before
    assert "".join(piece.text for piece in pieces if piece.kind != REMOVED) == after


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((ADDED_TITLES, DELISTED_TITLE, REST), "clause-1-2"),
        # Another clause came before it: the same words stand elsewhere.
        (("1. 同意更名。", ADDED_TITLES, DELISTED_TITLE, REST), "clause-1-3"),
        # It moved and has another number, too.
        (("1. 同意解列1案：「自行車道串聯」。", "2. 其餘12案持續列管。"), "clause-1-1"),
        # It was reworded where it stands.
        ((ADDED_TITLES, "2. 同意解列1案：「自行車道之串聯」。"), "clause-1-2"),
        ((ADDED_TITLES, "2. 洽悉。"), None),
        ((), None),
    ],
)
def test_a_commented_paragraph_is_found_by_its_words_not_by_its_place(lines, expected):
    found = draft_of(*lines).present("clause-1-2", DELISTED_TITLE)
    assert (found and found.key) == expected


def test_what_somebody_saw_is_told_by_its_mark_even_if_it_moved():
    moved = draft_of("1. 同意更名。", ADDED_TITLES, DELISTED_TITLE)
    assert moved.seen_as("clause-1-2", mark_of(DELISTED_TITLE)).key == "clause-1-3"
    assert moved.seen_as("clause-1-2", mark_of("2. 其他。")) is None
    # Two with the same words: which of them was meant is not known.
    assert draft_of("甲", "同", "同").seen_as("clause-1-1", mark_of("同")) is None


def test_the_bracket_of_the_chairs_takes_no_comment():
    label = Block("label", "label", (Run("共同主持"),))
    assert Draft((label,)).paragraphs == {}


def test_changed_lines_compares_a_line_with_the_one_that_replaced_it():
    before, after = "壹、時間\n貳、地點：十樓\n參、主席\n", "壹、時間\n貳、地點：二樓\n"
    assert [[(piece.kind, piece.text) for piece in line] for line in changed_lines(before, after)] == [
        [(SAME, "貳、地點："), (REMOVED, "十"), (ADDED, "二"), (SAME, "樓")],
        [(REMOVED, "參、主席")],
    ]
    assert list(changed_lines(before, before)) == []
