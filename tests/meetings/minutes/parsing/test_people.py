"""Names and titles of officials in every printed order."""

from __future__ import annotations

import pytest

from meetings.minutes.document import ChairsSection, NameForm, Person, RemarksSection, ResolutionsSection
from meetings.minutes.parsing.parse import heading_pattern, parse
from meetings.minutes.parsing.people import read_person, same_person
from meetings.minutes.render import person_text, render
from meetings.minutes.text.source import read_source
from tests.meetings.minutes.made.samples import VOCABULARY, minutes, squashed

INSIDE, AFTER, SURNAME = NameForm.TITLE_INSIDE, NameForm.TITLE_AFTER, NameForm.SURNAME_TITLE


def read(text: str) -> tuple[Person, int] | None:
    source = read_source((text,), heading_pattern(VOCABULARY), VOCABULARY.platforms)
    return read_person(source, 0, len(source.key))


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("劉副市長和然", Person("劉", "和然", "副市長", INSIDE)),
        ("劉和然副市長", Person("劉", "和然", "副市長", AFTER)),
        ("劉副市長", Person("劉", "", "副市長", SURNAME)),
        ("歐陽副市長", Person("歐陽", "", "副市長", SURNAME)),
        ("歐陽副市長明", Person("歐陽", "明", "副市長", INSIDE)),
        ("歐陽明副市長", Person("歐陽", "明", "副市長", AFTER)),
        ("司馬文武局長", Person("司馬", "文武", "局長", AFTER)),
        ("諸葛處長大名", Person("諸葛", "大名", "處長", INSIDE)),
        ("上官秘書長", Person("上官", "", "秘書長", SURNAME)),
        ("王浩市長", Person("王", "浩", "市長", AFTER)),
        ("殷主任委員瑋", Person("殷", "瑋", "主任委員", INSIDE)),
        ("張簡明德科長", Person("張簡", "明德", "科長", AFTER)),
        ("張簡明科長", Person("張", "簡明", "科長", AFTER)),
        ("王○○副秘書長", Person("王", "○○", "副秘書長", AFTER)),
    ],
)
def test_forms(text, person):
    assert read(text) == (person, 0)
    assert person_text(person) == text


@pytest.mark.parametrize(
    ("text", "name", "start"),
    [
        ("研究發展考核委員會 王小明主任委員", "王小明", 9),
        ("研究發展考核委員會王小明主任委員", "王小明", 9),
        ("交通局謝局長銘鴻", "謝銘鴻", 3),
    ],
)
def test_an_office_may_stand_before_the_name(text, name, start):
    person, first = read(text)
    assert (person.surname + person.given_name, first) == (name, start)


@pytest.mark.parametrize("text", ["", "副市長", "詳簽到表", "市長層級會議", "林口土地招商推動合作案", "王小明"])
def test_what_is_no_person_is_none(text):
    assert read(text) is None


def test_same_person():
    full, short = Person("劉", "和然", "副市長"), Person("劉", "", "副市長", SURNAME)
    assert same_person(full, short)
    assert not same_person(full, Person("劉", "和平", "副市長"))
    assert not same_person(full, Person("劉", "", "市長", SURNAME))


BEHIND = ["(代理)", "（視訊）", "代表", "（視訊與會）", "(謝局長銘鴻代理)", "（代表臺北市政府）", "、視訊"]


@pytest.mark.parametrize("behind", BEHIND)
@pytest.mark.parametrize("name", ["林副市長右昌", "林右昌副市長"])
def test_what_stands_behind_a_chairs_name_stays_in_the_wording(name, behind):
    text = minutes(
        chairs=f"參、主席：新北市政府 劉副市長和然{behind}\n基隆市政府 {name} {behind}\n臺北市政府 王副市長浩"
    )
    reading = parse(text, VOCABULARY)
    assert {problem.code for problem in reading.problems} == {"group_missing"}
    assert squashed(render(reading.document)) == squashed(text)
    seats = reading.document.section(ChairsSection).seats
    assert [seat.city for seat in seats] == ["新北市", "基隆市", "臺北市"]
    assert [seat.person.surname + seat.person.given_name for seat in seats] == ["劉和然", "林右昌", "王浩"]
    assert seats[1].wording == f"{{city}}政府 {{person}} {behind}"


@pytest.mark.parametrize("behind", ["(代理)", "（視訊）", "代表", "(謝局長銘鴻代理)"])
@pytest.mark.parametrize("speaker", ["林副市長", "林副市長奕華", "臺北市政府 林副市長"])
@pytest.mark.parametrize("end", ["\n", "：\n", "："])
def test_what_stands_behind_a_speakers_name_stays_in_the_wording(speaker, behind, end):
    text = minutes(remarks=f"劉副市長\n感謝各位。\n{speaker}{behind}{end}請持續辦理。")
    reading = parse(text, VOCABULARY)
    assert [problem for problem in reading.problems if problem.code != "group_missing"] == []
    assert squashed(render(reading.document)) == squashed(text)
    first, second = reading.document.section(RemarksSection).remarks
    assert (second.speaker.surname, second.speaker.title) == ("林", "副市長")
    assert [paragraph.wording for paragraph in second.paragraphs] == ["請持續辦理。"]


@pytest.mark.parametrize("printed", ["(林副市長(視訊)代表)", "（林副市長代理代表）"])
def test_the_representative_with_a_bracket(printed):
    text = minutes(decided=f"肆、決議事項{printed}")
    reading = parse(text, VOCABULARY)
    assert {problem.code for problem in reading.problems} == {"group_missing"}
    assert squashed(render(reading.document)) == squashed(text)
    assert reading.document.section(ResolutionsSection).representative.surname == "林"


def test_a_city_within_brackets_begins_no_seat_however_deep_they_nest():
    """Thirty thousand brackets took half a minute, each gone through with all within it."""
    deep = "(" * 30_000 + "臺北市政府" + ")" * 30_000
    text = minutes().replace("參、主席：", f"參、主席：{deep}", 1)
    assert deep in text

    seats = parse(text, VOCABULARY).document.section(ChairsSection).seats

    assert [seat.city for seat in seats].count("臺北市政府") <= 1
