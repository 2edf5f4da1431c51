"""Who spoke, in whatever form the speaker's line was printed."""

from __future__ import annotations

import pytest

from meetings.minutes.document import PlainSection, RemarksSection
from meetings.minutes.parsing.parse import parse
from meetings.minutes.render import render
from tests.meetings.minutes.made.samples import VOCABULARY, minutes, squashed


def read(remarks: str):
    text = minutes(remarks=remarks)
    reading = parse(text, VOCABULARY)
    assert [problem for problem in reading.problems if problem.code != "group_missing"] == []
    assert squashed(render(reading.document)) == squashed(text)
    return reading.document.section(RemarksSection)


@pytest.mark.parametrize(
    "remarks",
    [
        "劉副市長\n感謝各位。\n林副市長\n請持續辦理。",
        "劉副市長：感謝各位。\n林副市長：請持續辦理。",
        "劉副\n市長\n感謝各位。\n林副市\n長\n請持續辦理。",
        "劉副市長\n和然\n感謝各位。\n林副市長奕華\n請持續辦理。",
        "新北市政府 劉副市長：\n感謝各位。\n臺北市政府 林副市長：\n請持續辦理。",
        "劉和然副市長\n感謝各位。\n林奕華副市長\n請持續辦理。",
        "- 劉副市長\n感謝各位。\n- 林副市長\n請持續辦理。",
        "劉副市長感謝各位。林副市長請持續辦理。",
    ],
)
def test_speakers(remarks):
    found = read(remarks).remarks
    assert [remark.speaker.surname for remark in found] == ["劉", "林"]
    assert [remark.paragraphs[-1].wording for remark in found] == ["感謝各位。", "請持續辦理。"]


def test_a_chair_who_is_only_mentioned_does_not_speak():
    found = read("劉副市長\n感謝各位。林副市長的意見很好。\n林副市長\n請持續辦理。").remarks
    assert [remark.speaker.surname for remark in found] == ["劉", "林"]


@pytest.mark.parametrize(
    ("text", "wordings"),
    [
        ("一、甲。\n二、乙。", ["{n}、甲。", "{n}、乙。"]),
        ("- 一、甲。\n- 二、乙。", ["- {n}、甲。", "- {n}、乙。"]),
        ("(一)甲。(二)乙。", ["({n})甲。", "({n})乙。"]),
        ("1. 甲。\n2. 乙。", ["{n:arabic}. 甲。", "{n:arabic}. 乙。"]),
        ("甲。\n\n乙。", ["甲。", "乙。"]),
        ("甲在頁尾\n\n斷開。", ["甲在頁尾斷開。"]),
        ("一、三、四級毒品。\n二、乙。", ["{n}、三、四級毒品。", "{n}、乙。"]),
    ],
)
def test_paragraphs(text, wordings):
    (remark,) = read(f"劉副市長\n{text}").remarks
    assert [paragraph.wording for paragraph in remark.paragraphs] == wordings


def test_conclusions_without_a_speaker_are_kept():
    reading = parse(minutes(remarks="一、請持續辦理。\n二、散會。"), VOCABULARY)
    section = reading.document.sections[4]
    assert isinstance(section, PlainSection)
    assert len(section.paragraphs) == 2


def test_a_chair_without_a_name_speaks_nowhere():
    """Text after 共同主持 whose person has no name: the empty name was found behind the last letter."""
    reading = parse("基北北桃合作交流平臺第2次市長層級會議紀錄壹共同主持副玖主席結論", VOCABULARY)

    assert reading.problems
