"""Blocks and text out of a document: everything printed follows the fields."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest

from meetings.minutes.document import AdjournmentSection, ChairsSection, Clause, ClauseKind, Title
from meetings.minutes.parsing.parse import parse
from meetings.minutes.render import blocks, render
from meetings.minutes.wording import Run, WordingError
from tests.meetings.minutes.made.samples import VOCABULARY, official


def document(number: int = 1):
    return parse(official(number), VOCABULARY).document


def with_section(doc, cls, section):
    return replace(doc, sections=tuple(section if isinstance(old, cls) else old for old in doc.sections))


def test_kinds_and_keys_of_the_first_meeting():
    found = {block.key: (block.kind, block.text) for block in blocks(document())}
    assert found["heading"] == ("heading", "基北北桃合作交流平臺第1次副市長層級會議紀錄")
    assert found["section-3"] == ("section", "參、主席：新北市政府 劉副市長和然")
    assert found["seat-2"] == ("seat", "臺北市政府 林副市長奕華")
    assert found["label"] == ("label", "共同主持")
    assert found["recorder"] == ("recorder", "紀錄：林嘉慧")
    assert found["resolution-7-2"] == ("resolution", "二、議題小組合作案件，請依決議持續辦理：")
    assert found["group-2"] == ("group", "(二)災防組")
    assert found["clause-2-1"] == ("clause", "8案持續列管。")
    assert found["subclause-1-1-1"][1].startswith("(1)原「捷運路網擴建」改以")
    assert found["motion-1"][0] == "motion"
    assert found["section-9"] == ("section", "玖、散會(下午 3 時 35 分)")


def test_blocks_know_the_lines_they_were_read_from():
    lines = official(1).split("\n")
    for block in blocks(document()):
        if block.kind in ("section", "group", "clause", "subclause", "resolution", "motion"):
            assert "".join(block.text.split())[:4] in "".join(lines[block.line - 1].split())


def test_keys_are_unique_and_runs_make_the_text():
    for number in (1, 2, 3, 4, 5):
        printed = blocks(document(number))
        assert len({block.key for block in printed}) == len(printed)
        assert all("".join(run.text for run in block.runs) == block.text for block in printed)


def test_remarks_and_appendix():
    found = {block.key: block for block in blocks(document(3))}
    assert found["appendix"].text == "附件 1"
    assert found["remark-4"].text == "林副市長"
    assert found["remark-4-2"].text.startswith("二、臺北市與桃園市立圖書館一證通用")


def test_a_title_with_a_ref_is_a_run_of_its_own():
    clause = Clause(ClauseKind.ADDED, "{n}. 同意新增{count}案：{titles}。", 1, (Title("甲案", ref="/cases/1/"),))
    doc = document(2)
    section = doc.sections[6]
    group = replace(section.resolutions[2].groups[0], clauses=(clause,))
    resolution = replace(section.resolutions[2], groups=(group,))
    doc = replace(doc, sections=(*doc.sections[:6], replace(section, resolutions=(resolution,)), *doc.sections[7:]))
    runs = next(block.runs for block in blocks(doc) if block.key == "clause-1-1")
    assert runs == (Run("1. 同意新增1案：「"), Run("甲案", "/cases/1/"), Run("」。"))


@pytest.mark.parametrize(
    ("wording", "clock", "text"),
    [
        ("{n}、散會({half}{hour}時)", time(14, 0), "玖、散會(下午2時)"),
        ("{n}、散會({half}{hour}時)", time(14, 30), "玖、散會(下午2時30分)"),
        ("{n}、散會({half}{hour}時{minute}分)", time(9, 5), "玖、散會(上午9時5分)"),
        ("{n}、散會({hour}:{minute:padded})", time(14, 5), "玖、散會(14:05)"),
        ("{n}、散會(中午{hour}時)", time(12, 0), "玖、散會(中午12時)"),
        ("{n}、散會(晚上{hour12}時半)", time(19, 30), "玖、散會(晚上7時半)"),
        ("{n}、散會", None, "玖、散會"),
    ],
)
def test_times_of_day(wording, clock, text):
    doc = with_section(document(), AdjournmentSection, AdjournmentSection(wording, clock))
    assert render(doc).splitlines()[-1] == text


def test_section_numbers_count_only_what_has_one():
    doc = document()
    first = replace(doc.sections[0], wording="會議時間：{roc_year}年{month}月{day}日")
    lines = render(replace(doc, sections=(first, *doc.sections[1:]))).splitlines()
    assert lines[1:3] == ["會議時間：112年7月27日", "壹、會議地點：新北市政府1樓彭園新板館國際A廳"]


def test_label_is_printed_where_it_stood():
    doc = document()
    chairs = doc.section(ChairsSection)
    moved = with_section(doc, ChairsSection, replace(chairs, label="共同主持：", label_after=1))
    assert render(moved).splitlines()[3:5] == ["參、主席：新北市政府 劉副市長和然", "共同主持："]


def test_a_place_that_cannot_be_filled_raises():
    doc = document()
    first = replace(doc.sections[0], wording="{n}、{total}")
    with pytest.raises(WordingError, match="total"):
        render(replace(doc, sections=(first,)))
