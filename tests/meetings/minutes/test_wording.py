"""Wordings: placeholders, styles, and the wordings of new meetings."""

from __future__ import annotations

import pytest

from meetings.minutes import wording
from meetings.minutes.document import ClauseKind
from meetings.minutes.wording import Run, WordingError, default_clause, fill, placeholders, validate


def text(runs: tuple[Run, ...]) -> str:
    return "".join(run.text for run in runs)


def test_places_are_filled_with_the_usual_style_of_their_element():
    assert text(fill("{n}、決議事項", {"n": 7}, "resolutions")) == "柒、決議事項"
    assert text(fill("({n}){group}", {"n": 3, "group": "災防組"}, "group")) == "(三)災防組"
    assert text(fill("{n}. 其餘{count}案", {"n": 2, "count": 11}, "clause")) == "2. 其餘11案"


def test_a_place_may_name_its_style():
    values = {"n": 1, "count": 12}
    assert text(fill("{n:zh}、新增{count:zh}案", values, "clause")) == "一、新增十二案"
    assert text(fill("{n:wide}．{count:formal}", values, "clause")) == "１．拾貳"


def test_titles_stay_runs_of_their_own():
    runs = fill("新增{titles}。", {"titles": (Run("「"), Run("甲案", "/cases/1/"), Run("」"))}, "clause")
    assert runs == (Run("新增「"), Run("甲案", "/cases/1/"), Run("」。"))


def test_braces_are_doubled():
    assert text(fill(wording.escape("{甲}"), {}, "paragraph")) == "{甲}"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{total}案", "{total} 無法填入"),
        ("{n", "大括號不成對"),
        ("{}案", "沒有名稱的位置"),
        ("{n!r}", "沒有名稱的位置"),
        ("{n:roman}", "未知的數字樣式"),
        ("{group:zh}", "不是數字"),
    ],
)
def test_unfit_wordings_raise(line, message):
    with pytest.raises(WordingError, match=message.replace("{", r"\{")):
        fill(line, {"n": 1, "group": "災防組"}, "group")


@pytest.mark.parametrize("line", ["{titles}", "{n:roman}", "{group:zh}"])
def test_validate_refuses_what_the_element_cannot_fill(line):
    with pytest.raises(WordingError):
        validate(line, "group")


def test_validate_passes_the_defaults():
    for name, line in [
        ("heading", wording.HEADING),
        ("time", wording.TIME),
        ("chairs", wording.CHAIRS),
        ("resolution", wording.GROUPS_RESOLUTION),
        ("adjournment", wording.ADJOURNMENT),
        *(("clause", default_clause(kind)) for kind in ClauseKind),
    ]:
        validate(line, name)


def test_default_clauses():
    assert default_clause(ClauseKind.ADDED) == "{n}. 同意新增{count}案：{titles}。"
    assert default_clause(ClauseKind.TRACKED, alone=True) == "{count}案持續列管。"
    assert placeholders(default_clause(ClauseKind.SUBCASE)) == ("n", "parent", "count", "titles")
