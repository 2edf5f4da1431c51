"""Directives proposed out of sentences: how well, and why each."""

import pytest

from meetings.directives.cues import COUNTS, best_cue, learn, reliability
from meetings.directives.recognising import Subjects, candidates, due_number, groups_of, kind_of
from meetings.directives.sentences import Sentence, split
from tests.meetings.directives.measure import (
    GROUPS,
    Score,
    answers,
    details,
    learnt_families,
    leave_one_out,
    sentences_of,
    very_phrases,
)


def said(text, **place):
    return Sentence(text, place.pop("place", "paragraph"), "remark-1-1", **place)


def figures(score):
    return score.directives, score.proposed, score.found


def test_leaving_one_meeting_out_finds_every_directive_and_five_that_are_none():
    scores = leave_one_out(learnt_families)
    everything = sum(scores.values(), Score())

    assert {number: figures(score) for number, score in scores.items()} == {
        1: (2, 2, 2),
        2: (12, 13, 12),
        3: (5, 7, 5),
        4: (3, 4, 3),
        5: (11, 12, 11),
    }
    assert everything.recall >= 0.9
    assert round(everything.precision, 3) == 0.868


def test_the_very_phrases_of_the_other_meetings_alone_find_fewer():
    assert figures(sum(leave_one_out(very_phrases).values(), Score())) == (33, 31, 27)


def test_kind_and_groups_are_filled_in_as_often_as_the_documentation_says():
    assert details() == {"directives": 33, "kind": 32, "groups": 25}


def test_the_counts_in_the_code_are_those_of_the_fixture():
    known = [(one.text, row is not None) for asked in answers().values() for one, row in asked]

    assert learn(known) == COUNTS


def test_a_family_that_was_never_met_and_one_that_misleads_propose_nothing():
    assert best_cue("請各組辦理。", {}) is None
    assert best_cue("請各組辦理。", {"request": (4, 1)}) is None
    assert reliability({"request": (4, 3)}, "request") == pytest.approx(4 / 6)


@pytest.mark.parametrize(
    "text", ["惠請各組於會後提供資料。", "冀望四市共同訂定辦法。", "宜由四市分工辦理。", "務必於年底前完成。"]
)
def test_words_that_no_minutes_had_yet_count_as_their_family_does(text):
    assert best_cue(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "感謝各單位協助。",
        "民眾已申請補助三百件。",
        "因應氣候變遷，四市供應鏈合作順利。",
        "同意解列「請桃園市政府給予行政協助」。",
        "打造宜居城市。",
        "其餘 7 案持續列管。",
    ],
)
def test_what_asks_for_nothing_is_not_proposed(text):
    assert best_cue(text) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("請各組研議。", "instruction"),
        ("建議各組研議。", "suggestion"),
        ("誠摯邀請各市參加。", "invitation"),
        ("請四市共同向中央爭取經費。", "central_request"),
        ("建請中央修法。", "central_request"),
        ("本案說明如上。", "instruction"),
    ],
)
def test_the_kind_follows_the_strongest_request(text, kind):
    assert kind_of(text) == kind


def test_groups_come_from_names_fields_cases_and_the_part_a_clause_stands_in():
    subjects = Subjects(GROUPS, {"「我的減碳存摺」綠運輸聯合推廣(共同議題)": "交通組", "短名": "災防組"})

    assert groups_of(said("請災防組與交通組辦理。"), subjects) == ("交通組", "災防組")
    assert groups_of(said("請衛生、警察及教育等相關局處加強合作。"), subjects) == ("教育文化組", "衛生社福組")
    assert groups_of(said("以「我的減碳存摺」為例，請提出新方案。"), subjects) == ("交通組",)
    assert groups_of(said("待有共識後再行提案。", place="clause", group="觀光文創組"), subjects) == ("觀光文創組",)
    assert groups_of(said("「我的減碳存摺」請先提至議題小組。", place="motion"), subjects) == ()
    assert groups_of(said("請各小組辦理短名案。"), subjects) == ()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("請於下次會議報告。", 6),
        ("請於下一次副市長層級會議報告。", 6),
        ("請於第7次會議前完成。", 7),
        ("請於下次市長層級會議報告。", None),
        ("第3次會議已決議，請照辦。", None),
        ("請照辦。", None),
    ],
)
def test_a_due_meeting_is_read_where_the_sentence_names_one_of_this_level(text, number):
    assert due_number(text, 5, "副市長層級") == number


def test_candidates_keep_the_sentence_with_its_place_speaker_and_phrase():
    found = candidates(sentences_of(4), 4, Subjects(GROUPS), "副市長層級")

    assert [(one.sentence.anchor, one.sentence.speaker, one.kind, one.phrase) for one in found] == [
        ("clause-6-3", "", "instruction", "續辦"),
        ("remark-1-1", "蘇副市長", "invitation", "邀請"),
        ("remark-2-1", "劉副市長", "suggestion", "期待"),
        ("remark-3-2", "林副市長", "suggestion", "希望"),
    ]


def test_a_sentence_ends_at_its_mark_but_not_inside_quotes_or_brackets():
    text = "請辦理「電子煙 Get Out！」案；另案（請見附件。）續辦。謝謝"

    assert list(split(text)) == ["請辦理「電子煙 Get Out！」案；", "另案（請見附件。）續辦。", "謝謝"]


def test_numbers_of_paragraphs_are_no_part_of_a_sentence_and_the_groups_opening_line_is_none():
    texts = [one.text for number in range(1, 6) for one in sentences_of(number)]

    assert [text for text in texts if text[0] in "-一二三(（"] == []
    assert [text for text in texts if "請依決議持續辦理" in text] == []


def test_a_group_may_be_called_what_would_be_no_pattern():
    assert groups_of(said("請(甲、乙等相關局處辦理。"), Subjects(groups=("(甲組",))) is not None
