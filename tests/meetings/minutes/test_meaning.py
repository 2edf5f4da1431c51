"""The meaning as data, and when two printings have the same."""

from __future__ import annotations

import json

import pytest

from meetings.minutes.meaning import clauses, comparable, meaning
from meetings.minutes.parsing.parse import parse
from tests.meetings.minutes.made.samples import NUMBERS, VOCABULARY, minutes, official


def read(text: str) -> dict:
    return meaning(parse(text, VOCABULARY).document)


def test_the_meeting():
    assert read(official(5))["meeting"] == {
        "level": "副市長層級",
        "number": 5,
        "date": "2025-08-07",
        "time": "14:30",
        "venue": "新北市美術館B3多功能廳",
        "chairs": [
            {"city": "新北市", "name": "劉和然", "title": "副市長"},
            {"city": "臺北市", "name": "林奕華", "title": "副市長"},
            {"city": "基隆市", "name": "邱佩琳", "title": "副市長"},
            {"city": "桃園市", "name": "蘇俊賓", "title": "副市長"},
        ],
        "recorder": "曲瑞雯",
        "representative": {"name": "劉和然", "title": "副市長"},
        "adjourned": "16:00",
    }
    assert read(official(5))["headline"] == {"delisted": 15, "added": 18, "ongoing": 34}


def test_clauses_fold_their_children_and_sub_cases_are_tracked():
    found = clauses(parse(official(1), VOCABULARY).document)
    assert found[0] == {
        "group": "交通組",
        "kind": "added",
        "stated_count": 7,
        "titles": [
            "捷運萬大-中和-樹林線",
            "捷運民汐線(臺北市段)",
            "汐東捷運線",
            "環狀線北環段及南環段",
            "新店線新店區公所站捷23土開案委託投資人興建捷運設施(JGX023施工標)所需經費",
            "吉林街拓寬(臺北市段)案",
            "捷運永寧站臨時微型轉運站興建案",
        ],
    }
    assert {
        "group": "都會發展組",
        "kind": "tracked",
        "stated_count": None,
        "titles": ["都會空間治理", "淨零碳之宜居建築、社會住宅及都市更新發展方向經驗交流"],
    } in found
    assert {"group": "災防組", "kind": "tracked", "stated_count": 8, "titles": []} in found


def test_notes_topics_motions_and_speakers():
    fifth, third, first, second = (read(official(number)) for number in (5, 3, 1, 2))
    note = {"group": "觀光文創組", "kind": "note", "stated_count": None}
    assert note | {"titles": ["基北北桃紀錄片相關計畫推動聯合行銷宣傳"]} in fifth["clauses"]
    assert third["topics"][0]["topic"] == "氣候變遷因應及調適"
    assert [topic["group"] for topic in third["topics"]][:2] == ["交通組", "災防組"]
    assert first["motions"][0]["proposer"] == "桃園市政府"
    assert len(first["motions"][0]["titles"]) == first["motions"][0]["stated_count"] == 4
    assert [remark["speaker"]["name"] for remark in second["remarks"]] == ["林奕華", "王明鉅", "邱佩琳", "劉和然"]


@pytest.mark.parametrize("number", NUMBERS)
def test_it_is_json(number):
    found = read(official(number))
    assert json.loads(json.dumps(found, ensure_ascii=False)) == found


def test_comparable_leaves_out_print():
    one = minutes("(一)交通組\n1. 同意新增2案：「甲（新）案」及「乙 『丙』 案」。\n2. 其餘5案持續列管。")
    other = minutes("（一）交通組\n１．其餘五案持續列管\n２．同意新增二案:“甲(新)案”、“乙「丙」案”")
    assert read(one) != read(other)
    assert comparable(read(one)) == comparable(read(other))


def test_comparable_keeps_differences():
    one, other = (minutes(f"(一)交通組\n1. 同意新增1案：「{title}」。") for title in ("甲案", "乙案"))
    assert comparable(read(one)) != comparable(read(other))
