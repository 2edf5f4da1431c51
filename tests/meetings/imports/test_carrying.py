"""The carry-forward check before anything is written: the figures that the tally gives once it is."""

import pytest

from cases.models import Case
from meetings.imports.plan import PROBLEM, Decision, commit_plan, plan_import
from meetings.minutes.document import Clause, ClauseKind, CountCorrection
from meetings.minutes.render import render
from meetings.models import Meeting
from meetings.record.compose import compose
from meetings.record.figures import figures_of
from tests.factories import SECRETARY
from tests.meetings.imports.samples import MEANT, SIXTH, SLIP
from tests.meetings.imports.test_titles import TRACKED, clause, plan_with
from tests.meetings.minutes.made.samples import official

pytestmark = pytest.mark.django_db

KEYS = ("group", "opening", "added", "delisted", "stated_remaining", "computed_remaining", "difference")


def numbers(plan, group):
    (row,) = [row for row in plan.carry_forward if row.group == group]
    return row.opening, row.added, row.delisted, row.stated_remaining, row.computed_remaining, row.difference


@pytest.mark.parametrize("number", [2, 3, 4, 5])
def test_the_check_shows_what_the_tally_will(number):
    tally = figures_of(Meeting.objects.get(level__name="副市長層級", number=number)).as_json()

    carried = [row.as_json() for row in plan_import(official(number)).carry_forward]

    assert carried == [{key: group[key] for key in KEYS} for group in tally["groups"]]


def test_nothing_is_carried_into_the_first_meeting():
    rows = plan_import(official(1)).carry_forward

    assert {(row.opening, row.computed_remaining, row.difference) for row in rows} == {(None, None, None)}
    assert sum(row.delisted for row in rows) == 21


def tracked(count):
    return Clause(ClauseKind.TRACKED, "{n}. 其餘{count}案持續列管。", stated=count)


def test_a_difference_has_its_sign():
    plan = plan_with(clause(ClauseKind.DELISTED, MEANT), tracked(5))

    assert numbers(plan, "災防組") == (7, 0, 1, 5, 6, -1)


def test_a_move_counts_in_both_groups_and_a_merger_leaves_one_case():
    plan = plan_with(
        clause(ClauseKind.MOVED, TRACKED, other_group="災防組"),
        tracked(11),
        group="交通組",
        災防組=(
            clause(ClauseKind.MOVED, TRACKED, other_group="交通組", incoming=True),
            clause(ClauseKind.MERGED, MEANT, "甲案的全新名稱", "乙案的全新名稱", parent="四市消防資源整合", stated=3),
            tracked(6),
        ),
    )

    assert numbers(plan, "交通組") == (12, 0, 0, 11, 11, 0)
    assert numbers(plan, "災防組") == (7, 0, 0, 6, 6, 0)


def test_a_move_that_one_group_prints_counts_in_both():
    arrives = clause(ClauseKind.MOVED, TRACKED, other_group="交通組", incoming=True)
    plan = plan_with(tracked(11), group="交通組", 災防組=(arrives, tracked(8)))

    assert numbers(plan, "交通組") == (12, 0, 0, 11, 11, 0)
    assert numbers(plan, "災防組") == (7, 0, 0, 8, 8, 0)


def test_what_the_check_shows_of_mergers_moves_and_new_titles_is_what_the_tally_gives_once_recorded():
    other = Case.objects.tracked().filter(group__name="災防組", parent=None).exclude(title=MEANT)[0].title
    text = SIXTH.replace(
        f"1. 同意解列1案：「{SLIP}」。\n2. 其餘6案持續列管。",
        f"1. 同意「{MEANT}」及「{other}」等2案整併為「四市消防資源整合」1案，並持續列管。\n"
        f"2. 「{TRACKED}」由交通組移列至本組。\n3. 其餘7案持續列管。",
    ).replace("3. 其餘10案持續列管。", "3. 其餘9案持續列管。")
    plan = plan_import(text)
    covered = [Decision("副市長層級-6", "", PROBLEM, str(problem.line), None, "測試") for problem in plan.problems]

    meeting = commit_plan(plan, SECRETARY, covered)

    tally = figures_of(meeting).as_json()["groups"]
    assert [row.as_json() for row in plan.carry_forward] == [{key: group[key] for key in KEYS} for group in tally]
    assert numbers(plan, "交通組") == (12, 1, 2, 9, 9, 0)
    assert numbers(plan, "災防組") == (7, 0, 0, 7, 7, 0)


@pytest.mark.parametrize("first", [MEANT, "四市災情查報共通格式"], ids=["known", "unknown"])
def test_a_case_that_others_are_merged_into_and_that_is_one_of_them_goes_on(first):
    others = list(Case.objects.tracked().filter(group__name="災防組", parent=None).exclude(title=MEANT)[:2])
    listed = f"「{first}」、「{others[0].title}」及「{others[1].title}」等3案整併為「{first}」1案，並持續列管。"
    text = SIXTH.replace(f"1. 同意解列1案：「{SLIP}」。\n2. 其餘6案", f"1. 同意{listed}\n2. 其餘5案")
    plan = plan_import(text)
    covered = [Decision("副市長層級-6", "", PROBLEM, str(problem.line), None, "測試") for problem in plan.problems]

    meeting = commit_plan(plan, SECRETARY, covered)

    (case,) = Case.objects.filter(titles__title=first)
    rows = meeting.changes.filter(group__name="災防組").exclude(printed_title="")
    assert set(rows.values_list("case", "kind", "effect")) == {
        (case.pk, "tracked", ""),
        (others[0].pk, "merged", ""),
        (others[1].pk, "merged", ""),
    }
    assert listed in render(compose(meeting))
    tally = figures_of(meeting).as_json()["groups"]
    assert [row.as_json() for row in plan.carry_forward] == [{key: group[key] for key in KEYS} for group in tally]
    assert numbers(plan, "災防組") == (7, 0, 0, 5, 5, 0)


@pytest.mark.parametrize("into", [MEANT, "四市消防資源整合"], ids=["known", "new"])
def test_two_clauses_that_merge_into_one_case_write_its_row_once(into):
    first, second = Case.objects.tracked().filter(group__name="災防組", parent=None).exclude(title=MEANT)[:2]
    clauses = f"1. 「{first.title}」併入「{into}」。\n2. 「{second.title}」併入「{into}」。\n"
    left = 5 if into == MEANT else 6
    text = SIXTH.replace(f"1. 同意解列1案：「{SLIP}」。\n2. 其餘6案", f"{clauses}3. 其餘{left}案")
    plan = plan_import(text)
    covered = [Decision("副市長層級-6", "", PROBLEM, str(problem.line), None, "測試") for problem in plan.problems]

    meeting = commit_plan(plan, SECRETARY, covered)

    assert Case.objects.filter(titles__title=into).count() == 1
    assert clauses.split("\n")[1] in render(compose(meeting))
    tally = figures_of(meeting).as_json()["groups"]
    assert [row.as_json() for row in plan.carry_forward] == [{key: group[key] for key in KEYS} for group in tally]
    assert numbers(plan, "災防組") == (7, 0, 0, left, left, 0)


def test_a_corrected_count_of_an_earlier_meeting_is_listed():
    said = CountCorrection(4, "remaining", 7)
    plan = plan_with(Clause(ClauseKind.NOTE, "{n}. 更正第4次會議紀錄。", correction=said, line=37), tracked(7))

    assert plan.as_json()["corrected_counts"] == [
        {"group": "災防組", "meeting": 4, "figure": "remaining", "count": 7, "line": 37}
    ]
