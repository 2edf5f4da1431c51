"""Sections of few lines: date and time, venue, chairs, motions, adjournment, recorder, others."""

from __future__ import annotations

from datetime import date, time

import pytest

from meetings.minutes.document import (
    AdjournmentSection,
    ChairsSection,
    MotionsSection,
    PlainSection,
    RemarksSection,
    ResolutionsSection,
    TimeSection,
    VenueSection,
)
from meetings.minutes.parsing.parse import parse
from meetings.minutes.render import render
from tests.meetings.minutes.made.samples import MAYORS, VOCABULARY, WORKING, minutes, squashed


def read(text: str):
    """The document, which prints the text again and has no problem but the groups that these short texts lack."""
    reading = parse(text, VOCABULARY)
    assert [problem for problem in reading.problems if problem.code != "group_missing"] == []
    assert squashed(render(reading.document)) == squashed(text)
    return reading.document


@pytest.mark.parametrize(
    ("printed", "day", "clock", "wording"),
    [
        (
            "114年8月7日(星期四)下午2時30分",
            (2025, 8, 7),
            (14, 30),
            "{roc_year}年{month}月{day}日({weekday}){half}{hour}時{minute}分",
        ),
        (
            "民國114年8月7日（四）上午10時",
            (2025, 8, 7),
            (10, 0),
            "民國{roc_year}年{month}月{day}日（{weekday_char}）{half}{hour}時",
        ),
        (
            "2025年8月7日 週四 14:30",
            (2025, 8, 7),
            (14, 30),
            "{year}年{month}月{day}日 週{weekday_char} {hour}:{minute}",
        ),
        (
            "西元2025年08月07日14時5分",
            (2025, 8, 7),
            (14, 5),
            "西元{year}年{month:padded}月{day:padded}日{hour}時{minute}分",
        ),
        ("１１４年８月７日（星期四）中午12時", (2025, 8, 7), (12, 0), None),
        ("一一四年八月七日(星期四)下午二時三十分", (2025, 8, 7), (14, 30), None),
        ("114/8/7(星期四)晚上7時半", (2025, 8, 7), (19, 30), "{roc_year}/{month}/{day}({weekday})晚上{hour12}時半"),
        ("114年8月7日(禮拜四)下午2點整", (2025, 8, 7), (14, 0), None),
        ("114年8月7日", (2025, 8, 7), None, "{roc_year}年{month}月{day}日"),
    ],
)
def test_dates_and_times(printed, day, clock, wording):
    section = read(minutes(time=f"壹、會議時間：{printed}", adjourned="伍、散會")).section(TimeSection)
    assert (section.date, section.time) == (date(*day), time(*clock) if clock else None)
    if wording:
        assert section.wording == "{n}、會議時間：" + wording


@pytest.mark.parametrize(
    ("line", "clock", "wording"),
    [
        ("伍、散會(下午 3 時 35 分)", time(15, 35), "{n}、散會({half} {hour} 時 {minute} 分)"),
        ("伍、散會：下午4時。", time(16, 0), "{n}、散會：{half}{hour}時。"),
        ("伍、散會（16：30）", time(16, 30), "{n}、散會（{hour}：{minute}）"),
        ("伍、散會。", None, "{n}、散會。"),
        ("散會", None, "散會"),
    ],
)
def test_adjournment(line, clock, wording):
    section = read(minutes(adjourned=line)).section(AdjournmentSection)
    assert (section.time, section.wording) == (clock, wording)


def test_venue_keeps_single_spaces():
    section = read(minutes(venue="貳、會議地點：臺北市中山堂 2 樓光復廳")).section(VenueSection)
    assert section.venue == "臺北市中山堂 2 樓光復廳"


@pytest.mark.parametrize(
    ("lines", "names", "label", "after"),
    [
        ("參、主席：新北市政府 劉副市長和然\n臺北市政府 林副市長奕華\n共同主持", ["劉和然", "林奕華"], "共同主持", 2),
        (
            "參、主席：新北市政府 劉副市長和然\n共同主持人：臺北市政府 林副市長奕華",
            ["劉和然", "林奕華"],
            "共同主持人：",
            1,
        ),
        ("參、主席：新北市劉和然副市長、臺北市林奕華副市長", ["劉和然", "林奕華"], "", 0),
        ("參、主席：劉副市長和然", ["劉和然"], "", 0),
        ("參、主席：臺北市政府研究發展考核委員會 殷瑋主任委員", ["殷瑋"], "", 0),
        ("參、主持人：台北市政府 林奕華副市長", ["林奕華"], "", 0),
    ],
)
def test_chairs(lines, names, label, after):
    section = read(minutes(chairs=lines)).section(ChairsSection)
    assert [seat.person.surname + seat.person.given_name for seat in section.seats] == names
    assert (section.label, section.label_after) == (label, after)


def test_a_city_printed_otherwise_keeps_its_print():
    seat = read(minutes(chairs="參、主席：台北市政府 林奕華副市長")).section(ChairsSection).seats[0]
    assert (seat.city, seat.wording) == ("臺北市", "台北市政府 {person}")


def test_recorder_anywhere_before_the_resolutions():
    document = read(minutes(venue="貳、會議地點：新北市政府\n紀錄：曲瑞雯"))
    assert (document.recorder, document.recorder_after, document.recorder_wording) == ("曲瑞雯", 1, "紀錄：{recorder}")
    numbered = minutes(
        chairs="參、主席：新北市政府 劉副市長和然\n肆、記錄人員：曲瑞雯", decided="伍、決議事項", adjourned="陸、散會"
    )
    assert read(numbered).recorder_wording == "{n}、記錄人員：{recorder}"


@pytest.mark.parametrize("line", ["臨時動議：無", "臨時動議：無。", "臨時動議", "臨時動議：（無）"])
def test_no_motion(line):
    document = read(minutes(adjourned=f"伍、{line}\n陸、散會"))
    assert document.section(MotionsSection).motions == ()


def test_numbered_motions():
    motions = (
        "伍、臨時動議：\n一、桃園市政府提出「甲案」，請先提至議題小組討論。"
        "\n二、基隆市政府提「乙案」及「丙案」等2案臨時動議，照案通過。"
    )
    first, second = read(minutes(adjourned=motions + "\n陸、散會")).section(MotionsSection).motions
    assert (first.proposer, first.stated, first.titles[0].text) == ("桃園市政府", None, "甲案")
    assert second.wording == "{n}、{proposer}提{titles}等{count}案臨時動議，照案通過。"


@pytest.mark.parametrize(
    ("line", "name"),
    [("肆、決議事項（林副市長代表）", "林"), ("肆、決議事項(林副市長奕華代表)：", "林奕華"), ("肆、決議事項", None)],
)
def test_representative(line, name):
    person = read(minutes(decided=line)).section(ResolutionsSection).representative
    assert (person and person.surname + person.given_name) == name


def test_unknown_sections_are_kept_word_by_word():
    text = minutes(
        decided="肆、報告事項：\n一、前次會議辦理情形：洽悉。\n二、會務報告：洽悉。\n伍、決議事項", adjourned="陸、散會"
    )
    section = next(section for section in read(text).sections if isinstance(section, PlainSection))
    assert (section.kind, section.wording) == ("other", "{n}、報告事項：")
    assert [item.wording for item in section.paragraphs] == ["{n}、前次會議辦理情形：洽悉。", "{n}、會務報告：洽悉。"]


def test_sections_in_plain_numerals():
    text = minutes()
    for formal, plain in zip("壹貳參肆伍", "一二三四五", strict=True):
        text = text.replace(f"{formal}、", f"{plain}、")
    document = read(text)
    assert [type(section) for section in document.sections[:2]] == [TimeSection, VenueSection]
    assert document.sections[0].wording.startswith("{n:zh}、")


def test_mayors_minutes():
    document = read(MAYORS)
    assert (document.level, document.number, document.heading) == (
        "市長層級",
        4,
        "{platform}第{number}次{level}會議紀錄",
    )
    assert [seat.person.title for seat in document.section(ChairsSection).seats] == ["市長"] * 4
    assert document.section(AdjournmentSection).wording == "{n}、散會（中午{hour}時）"
    assert [remark.speaker.surname for remark in document.section(RemarksSection).remarks] == ["蔣", "侯"]
    assert document.sections[6].topic == "淨零排放及綠色運輸"


def test_working_meetings_minutes():
    document = read(WORKING)
    assert (document.level, document.heading) == ("工作會議", "{platform}第{number}次{level}紀錄")
    assert [group.group for group in document.group_resolutions] == ["交通組", "衛生社福組"]
    assert document.section(ChairsSection).seats[0].wording == "{city}政府研究發展考核委員會 {person}"
