"""Titles pasted as lines: how they are cleaned, what is told of each, and that all or nothing is recorded."""

import pytest
from django.db import transaction

from cases.models import Case, CaseTitle, Kind
from meetings.models import SittingStep
from meetings.sitting import pasting
from meetings.sitting.book import SittingError
from meetings.sitting.pasting import examine, read, record
from meetings.sitting.register import Register
from meetings.sitting.undoing import last_step, undo_last
from tests.cases.reporting.rows import SECRETARY
from tests.factories import group
from tests.factories import record as recorded
from tests.meetings.sitting.rows import counted, listed, part_of, sixth

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    return sixth()


@pytest.fixture
def gone():
    return Case.objects.filter(status=Kind.DELISTED, group__name="交通組").first()


def found(meeting, text, kind=Kind.ADDED):
    return examine(text, kind, Register(meeting, group()))


def told(meeting, text, kind=Kind.ADDED):
    """[state, sentence, values offered] of each line."""
    return [
        (row.state, row.sentence, [choice.value for choice in row.choices])
        for row in found(meeting, text, kind).findings
    ]


def pasted(meeting, text, kind=Kind.ADDED, seal=None, **choices):
    seal = found(meeting, text, kind).seal if seal is None else seal
    sent = {f"choice-{name.removeprefix('line')}": value for name, value in choices.items()}
    return record(meeting, group(), SECRETARY, text=text, kind=kind, choices=sent, seal=seal)


def refused(*args, **kwargs):
    with pytest.raises(SittingError) as caught, transaction.atomic():
        pasted(*args, **kwargs)
    return caught.value


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("1. 甲案計畫。", "甲案計畫"),
        ("(2)「乙案計畫」；", "乙案計畫"),
        ("（三）丙案計畫", "丙案計畫"),
        ("四、丁案計畫、", "丁案計畫"),
        ("１２、戊案計畫", "戊案計畫"),
        ("第3案：己案計畫", "己案計畫"),
        ("- 庚案計畫", "庚案計畫"),
        ("7\t辛案計畫", "辛案計畫"),
        ("‧「壬案『示範』計畫」", "壬案『示範』計畫"),
        ("3「癸案計畫」", "癸案計畫"),
        ("1999市民熱線整合", "1999市民熱線整合"),
        ("3.5公里步道串聯", "3.5公里步道串聯"),
        ("5G場域共建", "5G場域共建"),
        ("十二年國教合作", "十二年國教合作"),
        ("「甲案」後續計畫", "「甲案」後續計畫"),
        ("跨市　合作\u200b  計畫", "跨市 合作 計畫"),
    ],
)
def test_numbers_quotes_and_closing_marks_are_cleaned_off(typed, title):
    lines, blank = read(typed, Kind.ADDED)
    assert ([line.title for line in lines], blank) == ([title], [])


def test_a_line_that_says_so_changes_what_follows_and_quoted_titles_part():
    lines, blank = read("甲案\n\n二、同意解列2案：\n「乙案」、「丙案」及「丁案」。\n新增\n戊案", Kind.ADDED)
    assert [(line.kind, line.title) for line in lines] == [
        ("added", "甲案"),
        ("delisted", "乙案"),
        ("delisted", "丙案"),
        ("delisted", "丁案"),
        ("added", "戊案"),
    ]
    assert blank == [2]
    assert len({line.number for line in lines}) == 5


def test_each_addition_is_told_what_it_means(meeting, gone):
    on, taken = listed()[0], listed()[1]
    recorded(taken, meeting, Kind.DELISTED)
    text = "\n".join(["全新的跨域合作", on.title, gone.title, "全新的跨域合作。", "長" * 201, taken.title])
    assert told(meeting, text) == [
        ("ready", "新案", ["new"]),
        ("skipped", f"「{on.title}」已在列管中，不可再新增。", ["skip"]),
        ("open", f"與先前已解列的「{gone.title}」同名，請選擇。", [f"case-{gone.pk}", "new", "skip"]),
        ("skipped", "與第1行的案名相同。", ["skip"]),
        ("skipped", "案名最多 200 字，這一行 201 字，請修正後再檢查一次。", ["skip"]),
        ("skipped", f"「{taken.title}」本次會議已登錄為「解列」。", ["skip"]),
    ]


def test_each_delisting_is_told_what_it_means(meeting, gone):
    on, near, taken = listed()[0], listed()[5], listed()[1]
    recorded(taken, meeting, Kind.DELISTED)
    text = "\n".join([on.title, f"{near.title}推動", gone.title, "沒有人知道的合作", taken.title])
    assert told(meeting, text, Kind.DELISTED) == [
        ("ready", "列管中的既有案", [f"case-{on.pk}"]),
        (
            "open",
            f"與「{near.title}」（94分，多出「推動」，列管中）相近，請選擇。",
            [f"case-{near.pk}", "new", "skip"],
        ),
        ("skipped", f"「{gone.title}」不在列管中（先前已登錄「解列」）。", ["skip"]),
        ("open", "列管中的合作案沒有這個案名，請選擇。", ["new", "skip"]),
        ("skipped", f"「{taken.title}」本次會議已登錄為「解列」，如要更改請先撤回。", ["skip"]),
    ]


def test_an_addition_near_a_case_on_the_list_is_new_or_nothing(meeting):
    near = listed()[5]
    assert told(meeting, f"{near.title}推動") == [
        ("open", f"與「{near.title}」（94分，多出「推動」，列管中）相近，請選擇。", ["new", "skip"])
    ]


def test_all_lines_are_one_step_and_taken_back_as_one(meeting, gone):
    before, titles = counted(meeting), CaseTitle.objects.count()
    near = listed()[5]
    text = f"新增\n全新的跨域合作\n{gone.title}\n解列\n{listed()[0].title}\n{near.title}推動"
    step = pasted(meeting, text, line3=f"case-{gone.pk}", line6=f"case-{near.pk}")

    kinds = dict(meeting.changes.exclude(printed_title="").values_list("printed_title", "kind"))
    assert kinds == {
        "全新的跨域合作": "added",
        gone.title: "added",
        listed()[0].title: "delisted",
        f"{near.title}推動": "delisted",
    }
    known = CaseTitle.objects.get(case=near, title=f"{near.title}推動")
    assert (known.reason, known.decided_by) == ("多出「推動」", "測試幕僚")
    assert str(step).startswith("4項：新增「全新的跨域合作」、新增「")
    assert part_of(meeting)[-1] == "3.其餘10案持續列管。"

    undo_last(meeting, SECRETARY, seen=last_step(meeting).pk)
    assert (counted(meeting), CaseTitle.objects.count()) == (before, titles)


def test_what_a_person_says_of_a_line_is_taken(meeting):
    near = listed()[5]
    pasted(meeting, f"解列\n{near.title}推動\n沒有人知道的合作\n還有一件", line2="new", line3="new", line4="skip")
    titles = sorted(meeting.changes.filter(kind=Kind.DELISTED).values_list("case__title", flat=True))
    assert titles == sorted([f"{near.title}推動", "沒有人知道的合作"])


def test_an_open_line_without_a_choice_stops_all_and_is_named(meeting, gone):
    text = f"全新的跨域合作\n{gone.title}"
    for choices in ({}, {"line2": f"case-{listed()[0].pk}"}, {"line2": "case-x"}):
        error = refused(meeting, text, **choices)
        assert str(error) == "還有 1 行須選擇，尚未登錄。"
        assert error.fields == {"choice-2": "請選擇這一行的意思。"}
    assert not meeting.changes.filter(kind=Kind.ADDED).exists()
    assert not Case.objects.filter(title="全新的跨域合作").exists()
    assert not SittingStep.objects.exists()


def test_a_list_that_changed_since_it_was_examined_is_shown_again(meeting):
    text = "全新的跨域合作"
    seal = found(meeting, text).seal
    pasted(meeting, text)
    error = refused(meeting, text, seal=seal)
    assert str(error) == "檢查之後名單或內容有變動，還沒有登錄；請看過下方重新檢查的結果，再登錄一次。"


def test_two_lines_that_are_said_to_be_one_case_are_refused(meeting):
    near = listed()[5]
    text = f"解列\n{near.title}推動\n{near.title}規劃"
    error = refused(meeting, text, line2=f"case-{near.pk}", line3=f"case-{near.pk}")
    assert str(error) == f"「{near.title}」在這一步裡出現兩次，每個合作案只能有一項決定。"


def test_a_paste_of_nothing_to_record_says_so(meeting):
    assert str(refused(meeting, listed()[0].title)) == "沒有可以登錄的案名：每一行都略過了。"


def test_three_hundred_lines_are_recorded_in_one_step_and_a_fixed_number_of_queries(
    meeting, django_assert_max_num_queries
):
    text = "\n".join(f"{number}. 第{number}號跨市公共服務創新方案{number * 7919 % 1009:04}" for number in range(1, 301))
    # That the lines resemble each other is no matter: they are compared with the list.
    assert found(meeting, text).ready == 300
    seal = found(meeting, text).seal
    with django_assert_max_num_queries(60):
        record(meeting, group(), SECRETARY, text=text, kind=Kind.ADDED, choices={}, seal=seal)
    assert meeting.changes.filter(kind=Kind.ADDED).count() == 300
    undo_last(meeting, SECRETARY, seen=last_step(meeting).pk)
    assert not meeting.changes.filter(kind=Kind.ADDED).exists()


def test_more_than_five_hundred_titles_are_asked_to_come_in_parts(meeting):
    text = "\n".join(f"第{number}號案" for number in range(pasting.MOST_LINES + 1))
    with pytest.raises(SittingError) as caught:
        found(meeting, text)
    assert str(caught.value) == "一次最多貼上 500 個案名，目前 501 個，請分次貼上。"
