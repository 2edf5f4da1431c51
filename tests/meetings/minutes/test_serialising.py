"""A document as JSON data and back: nothing lost, nothing taken that the model does not know."""

import json
from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetings.minutes.document import (
    AdjournmentSection,
    Clause,
    ClauseKind,
    GroupResolution,
    MinutesDocument,
    Resolution,
    ResolutionsSection,
    TimeSection,
    Title,
)
from meetings.minutes.parsing.parse import parse
from meetings.minutes.render import render
from meetings.minutes.serialising import DataError, from_data, to_data
from tests.meetings.minutes.made.samples import CHANGES_NUMBER, NUMBERS, VOCABULARY, sample

TITLE = Title("甲案", ref="7", line=3)
CLAUSE = Clause(ClauseKind.ADDED, "{n}. 同意新增{count}案：{titles}。", 1, (TITLE,))
GROUP = GroupResolution("交通組", clauses=(CLAUSE,))
DOCUMENT = MinutesDocument(
    "基北北桃合作交流平臺",
    "副市長層級",
    6,
    (
        TimeSection("{n}、會議時間：", date(2026, 3, 5), time(14, 30)),
        ResolutionsSection(
            "{n}、決議事項", (Resolution("{n}、", groups=(GroupResolution("交通組", clauses=(CLAUSE,)),)),)
        ),
        AdjournmentSection("{n}、散會", None),
    ),
)

# A meeting's hour has no second one of that name.
st.register_type_strategy(time, st.times().map(lambda moment: moment.replace(fold=0)))


def there_and_back(document):
    return from_data(json.loads(json.dumps(to_data(document), ensure_ascii=False)))


def assert_same(found, document):
    # repr too: `line` and `ref` take no part in equality.
    assert found == document
    assert repr(found) == repr(document)


@pytest.mark.parametrize("number", [*NUMBERS, CHANGES_NUMBER])
def test_every_official_text_comes_back_exactly(number):
    document = parse(sample(number), VOCABULARY).document

    assert_same(there_and_back(document), document)
    assert render(there_and_back(document)) == render(document)


def test_the_way_to_a_case_and_the_line_come_back():
    assert_same(there_and_back(DOCUMENT), DOCUMENT)


@pytest.mark.slow
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.from_type(MinutesDocument))
def test_any_document_comes_back_exactly(document):
    assert_same(there_and_back(document), document)


def test_what_a_field_has_by_default_is_not_written():
    assert to_data(TITLE) == {"is": "Title", "text": "甲案", "ref": "7", "line": 3}


def changed(**values):
    return {**to_data(DOCUMENT), **values}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (None, "document is none of MinutesDocument"),
        ({}, "document is none of MinutesDocument"),
        ({**to_data(DOCUMENT), "is": "Clause"}, "document is none of MinutesDocument"),
        (changed(colour="red"), "document has a field colour, which a MinutesDocument does not have"),
        ({key: value for key, value in to_data(DOCUMENT).items() if key != "level"}, "document lacks level"),
        (changed(number="6"), "document.number is a str, not a int"),
        (changed(number=True), "document.number is a bool, not a int"),
        (changed(sections={}), "document.sections is no list"),
        (changed(sections=[{"is": "Clause"}]), "document.sections[0] is none of TimeSection"),
        (
            changed(sections=[{"is": "TimeSection", "wording": "", "date": "2026-13-01", "time": None}]),
            "document.sections[0].date: ",
        ),
        (
            changed(sections=[{"is": "TimeSection", "wording": "", "date": 20260101, "time": None}]),
            "document.sections[0].date is no text",
        ),
    ],
)
def test_what_is_no_document_is_refused_with_its_place(data, message):
    with pytest.raises(DataError) as refusal:
        from_data(data)

    assert message in str(refusal.value)


def test_a_pair_has_two_items():
    data = to_data(replace(CLAUSE, joiners=("、", "、")))
    data["joiners"].append("與")
    group = {"is": "GroupResolution", "group": "交通組", "clauses": [data]}
    resolutions = {"is": "Resolution", "wording": "", "groups": [group]}
    section = {"is": "ResolutionsSection", "wording": "", "resolutions": [resolutions]}

    with pytest.raises(DataError, match="joiners has 3 items, not 2"):
        from_data(changed(sections=[section]))


def test_what_belongs_to_no_document_is_not_written():
    with pytest.raises(TypeError, match="A set is no part of a document"):
        to_data(replace(DOCUMENT, recorder={1}))
