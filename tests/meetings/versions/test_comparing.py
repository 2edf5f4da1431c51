"""The difference of two texts: whole lines left out, words marked as they came or went."""

from meetings.versions.comparing import Change, differing_lines


def test_lines_in_both_are_left_out_and_words_marked():
    before, after = "第一行\n會議地點：市政府 1 樓\n末行\n", "第一行\n會議地點：市政府 12 樓大廳\n末行\n"

    assert differing_lines(before, after) == [
        (
            Change("same", "會議地點：市政府 "),
            Change("deleted", "1"),
            Change("inserted", "12"),
            Change("same", " 樓"),
            Change("inserted", "大廳"),
        )
    ]


def test_a_line_that_came_and_one_that_went():
    assert differing_lines("甲\n", "甲\n乙\n") == [(Change("inserted", "乙"),)]
    assert differing_lines("甲\n乙\n", "甲\n") == [(Change("deleted", "乙"),)]


def test_a_line_of_an_absurd_length_is_told_as_a_whole():
    before, after = "甲乙" * 3000, "甲丙" * 3000

    assert differing_lines(before, after) == [(Change("deleted", before), Change("inserted", after))]


def test_the_same_text_has_no_difference():
    assert differing_lines("甲\n乙\n", "甲\n乙\n") == []
