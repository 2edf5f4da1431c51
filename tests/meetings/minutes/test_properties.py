"""Properties that hold for any text and any document of the usual forms."""

from __future__ import annotations

import string
from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetings.minutes import wording
from meetings.minutes.checks import check
from meetings.minutes.document import (
    AdjournmentSection,
    ChairsSection,
    Clause,
    ClauseKind,
    CountCorrection,
    GroupResolution,
    Headline,
    MinutesDocument,
    NameForm,
    Paragraph,
    Person,
    PlainSection,
    Remark,
    RemarksSection,
    Resolution,
    ResolutionsSection,
    Seat,
    TimeSection,
    Title,
    VenueSection,
)
from meetings.minutes.meaning import comparable, meaning
from meetings.minutes.parsing.parse import parse
from meetings.minutes.render import render
from tests.meetings.minutes.made.samples import NUMBERS, VOCABULARY, official, squashed

pytestmark = pytest.mark.slow

# The same examples on every run, so that a failure is seen where it was made.
STEADY = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])

HEADING = "基北北桃合作交流平臺第3次副市長層級會議紀錄"
PIECES = [
    *'壹貳參一二三12「」『』()（）：:、，。.；\n\f \u3000\u200b"-',
    HEADING,
    *(
        "壹、會議時間：",
        "貳、會議地點：",
        "參、主席：",
        "柒、決議事項",
        "捌、臨時動議：",
        "玖、散會",
        "紀錄：",
        "共同主持",
    ),
    *(
        "112年7月27日",
        "(星期四)",
        "下午2時",
        "2:30",
        "新北市政府",
        "劉副市長和然",
        "林副市長",
        "(一)交通組",
        "(二)災防組",
    ),
    *(
        "同意新增",
        "同意解列",
        "其餘",
        "本組",
        "2案",
        "三案",
        "子案",
        "持續列管",
        "等2案",
        "原「舊案」改以",
        "整併為「丁案」1案",
        "併入",
        "移列至交通組",
        "由災防組移列",
        "更名為",
        "更正第4次會議紀錄，",
        "應為7案",
        "1〇案",
        "l1案",
        "O案",
        "巿",
        "(代理)",
        "「甲案」",
        "及",
        "洽悉",
    ),
    *("第 2 頁", "{n}", "{", "}", "①", "㈠", "氣候變遷", "議題小組合作案件", "主席結論暨指示"),
]
TITLE_CHARACTERS = "案計畫交流合作推動平臺資源共享方服務系統建置捷運公車旅遊食農教育"


@STEADY
@given(st.text(max_size=400))
def test_parse_never_raises(text):
    reading = parse(text, VOCABULARY)
    assert reading.document is not None or reading.problems


@STEADY
@given(st.lists(st.sampled_from(PIECES), max_size=80).map("".join))
def test_parse_never_raises_on_what_looks_like_minutes(text):
    reading = parse(HEADING + "\n" + text, VOCABULARY)
    if reading.document is not None:
        render(reading.document)
        check(reading.document, VOCABULARY)
        comparable(meaning(reading.document))


@STEADY
@given(st.sampled_from(NUMBERS), st.data())
def test_any_piece_of_an_official_text_reads_without_raising(number, data):
    text = official(number)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    inserted = data.draw(st.sampled_from(PIECES))
    for changed in (text[:start] + inserted + text[end:], text[start:end], text[:start] + text[end:]):
        reading = parse(changed, VOCABULARY)
        if reading.document is not None:
            render(reading.document)


@st.composite
def listing_clauses(draw, kind: ClauseKind) -> Clause:
    names = draw(st.lists(st.text(TITLE_CHARACTERS, min_size=2, max_size=12), min_size=1, max_size=4, unique=True))
    behind = st.sampled_from(["", "", "(共同議題—「氣候變遷」)"])
    # No title stands twice in a group.
    listed = tuple(Title(f"{kind.value} {name}", after=draw(behind)) for name in names)
    last = draw(st.sampled_from(["及", "、"]))
    joiners = ("、", last if len(listed) > 1 else "及")
    return Clause(kind, wording.default_clause(kind), len(listed), listed, joiners=joiners)


@st.composite
def changing_clauses(draw, name: str, kind: ClauseKind) -> Clause:
    """A clause that merges, moves or renames cases, in its default wording."""
    listing = draw(listing_clauses(kind))
    other = Title(f"{kind.value} 甲{draw(st.text(TITLE_CHARACTERS, min_size=2, max_size=12))}")
    if kind is ClauseKind.MERGED:
        result = draw(st.sampled_from([other, replace(listing.titles[0], after="")]))
        return replace(listing, parent=result)
    if kind is ClauseKind.RENAMED:
        only = replace(listing.titles[0], after="")
        return replace(listing, stated=None, titles=(only,), parent=other, joiners=("、", "及"))
    group = draw(st.sampled_from([item for item in VOCABULARY.groups if item != name]))
    incoming = draw(st.booleans())
    arrives = "{n}. 同意由{other_group}移列{titles}等{count}案，並持續列管。"
    text = arrives if incoming else wording.default_clause(kind)
    return replace(listing, wording=text, other_group=group, incoming=incoming)


@st.composite
def corrections(draw) -> Clause:
    """A clause that corrects what an earlier meeting stated."""
    number, count = draw(st.integers(1, 20)), draw(st.integers(1, 60))
    figure, word = draw(st.sampled_from([("remaining", "其餘"), ("added", "新增"), ("delisted", "解列")]))
    text = f"{{n}}. 更正第{number}次會議紀錄，{word}案數應為{count}案。"
    return Clause(ClauseKind.NOTE, text, correction=CountCorrection(number, figure, count))


@st.composite
def groups(draw, name: str) -> GroupResolution:
    remaining = draw(st.integers(1, 40))
    if draw(st.booleans()):
        only = Clause(ClauseKind.TRACKED, wording.default_clause(ClauseKind.TRACKED, alone=True), remaining)
        return GroupResolution(name, wording.GROUP, (only,))
    kinds = draw(st.lists(st.sampled_from([ClauseKind.ADDED, ClauseKind.DELISTED]), unique=True))
    clauses = [draw(listing_clauses(kind)) for kind in kinds]
    changes = st.sampled_from([ClauseKind.MERGED, ClauseKind.MOVED, ClauseKind.RENAMED])
    clauses += [draw(changing_clauses(name, kind)) for kind in draw(st.lists(changes, max_size=2, unique=True))]
    clauses += [draw(corrections())] if draw(st.booleans()) else []
    clauses.append(Clause(ClauseKind.TRACKED, wording.default_clause(ClauseKind.TRACKED), remaining))
    return GroupResolution(name, wording.GROUP, tuple(clauses))


@st.composite
def documents(draw) -> MinutesDocument:
    """Minutes as the platform makes them with its default wordings."""
    form = draw(st.sampled_from([NameForm.TITLE_INSIDE, NameForm.TITLE_AFTER]))
    people = [Person(surname, "和然", "副市長", form) for surname in ("劉", "林", "歐陽", "蘇")]
    seats = tuple(Seat(city, person) for city, person in zip(VOCABULARY.cities, people, strict=True))
    parts = tuple(draw(groups(name)) for name in VOCABULARY.groups)
    clauses = [clause for part in parts for clause in part.clauses]

    def total(kind: ClauseKind) -> int:
        return sum(clause.stated or 0 for clause in clauses if clause.kind is kind)

    headline = Headline(total(ClauseKind.DELISTED), total(ClauseKind.ADDED), total(ClauseKind.TRACKED))
    text = st.text(TITLE_CHARACTERS, min_size=4, max_size=30).map(lambda words: words + "。")
    resolutions = [Resolution(f"{{n}}、{line}") for line in draw(st.lists(text, max_size=3))]
    resolutions.append(Resolution(wording.GROUPS_RESOLUTION, headline, parts))
    remarks = tuple(
        Remark(Person(person.surname, "", person.title, NameForm.SURNAME_TITLE), (Paragraph(draw(text)),))
        for person in draw(st.permutations(people))
    )
    # Only an earlier meeting's count is corrected.
    corrected = max((clause.correction.number for clause in clauses if clause.correction), default=0)
    minute = draw(st.sampled_from([0, 5, 30]))
    start = time(draw(st.integers(8, 13)), minute)
    clock = wording.TIME + "{minute}分" if minute else wording.TIME
    return MinutesDocument(
        platform=VOCABULARY.platforms[0],
        level="副市長層級",
        number=draw(st.integers(corrected + 1, 120)),
        sections=(
            TimeSection(clock, draw(st.dates(date(2012, 1, 1), date(2099, 1, 1))), start),
            VenueSection(wording.VENUE, draw(st.text(TITLE_CHARACTERS, min_size=2, max_size=12)) + "5樓"),
            ChairsSection(wording.CHAIRS, seats, label_after=draw(st.integers(1, 4))),
            PlainSection("attendance", wording.ATTENDANCE),
            PlainSection("opening", wording.OPENING),
            PlainSection("work_report", wording.WORK_REPORT),
            ResolutionsSection(wording.RESOLUTIONS, tuple(resolutions), people[0]),
            RemarksSection(wording.REMARKS, remarks),
            AdjournmentSection(wording.ADJOURNMENT, time(draw(st.integers(15, 20)))),
        ),
        appendix=draw(st.sampled_from(["", "附件 1", "附件二"])),
        recorder=draw(st.sampled_from(["林嘉慧", "歐陽明"])),
    )


@STEADY
@given(documents())
def test_a_made_document_prints_and_reads_as_itself(document):
    reading = parse(render(document), VOCABULARY)
    assert reading.document == document
    assert reading.problems == ()
    assert check(document, VOCABULARY) == ()


@STEADY
@given(documents(), st.integers(8, 60))
def test_wrapping_a_made_document_changes_nothing_it_says(document, width):
    text = render(document)
    wrapped = "\n".join(
        line[at : at + width] for line in text.splitlines() for at in range(0, max(len(line), 1), width)
    )
    reading = parse(wrapped, VOCABULARY)
    assert reading.problems == ()
    assert squashed(render(reading.document)) == squashed(text)
    assert comparable(meaning(reading.document)) == comparable(meaning(document))


@STEADY
@given(st.sampled_from(NUMBERS), st.text(string.whitespace + "\u3000\u00a0\u200b", max_size=5), st.data())
def test_white_space_anywhere_changes_no_print(number, space, data):
    text = official(number)
    at = data.draw(st.integers(0, len(text)))
    reading = parse(text[:at] + space + text[at:], VOCABULARY)
    assert squashed(render(reading.document)) == squashed(text)
    assert reading.problems == ()


@STEADY
@given(st.sampled_from(NUMBERS))
def test_rendering_what_was_read_is_stable(number):
    once = render(parse(official(number), VOCABULARY).document)
    assert render(parse(once, VOCABULARY).document) == once
