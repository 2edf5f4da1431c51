"""What load_platform brings besides the minutes: directives, motions' outcomes, common topics and their cases."""

import pytest

from cases.matching import eligible
from cases.models import Case, CommonTopic, Kind
from meetings.directives.loading import load_followed_up
from meetings.imports.plan import commit_plan, plan_import
from meetings.models import Directive, MotionOutcome, RejectedSentence
from tests.factories import group
from tests.meetings.directives.measure import FIXTURES, fixture_rows
from tests.meetings.directives.rows import SECRETARY, draft
from tests.meetings.imports.samples import SIXTH

pytestmark = pytest.mark.django_db

TOPIC_ONLY = {
    "推動基北北桃共同建立 TOD(大眾運輸導都市發展)計畫制度": "都會發展組",
    "Just Do It 保護地球自己來-淨零行動：綠碳匯總動員": "教育文化組",
    "低碳永續·永續學習合作": "環境資源組",
}


def topics():
    lines = (FIXTURES / "topics.csv").read_text(encoding="utf-8").splitlines()[1:]
    return [tuple(line.split(",")[:5]) for line in lines]


def test_every_row_of_the_fixture_is_a_directive_confirmed_by_the_system():
    rows = Directive.objects.order_by("meeting__number", "pk")
    loaded = [
        (f"副市長層級-{one.meeting.number}", one.said_by, one.kind, one.phrase, one.sentence, one.confirmed_by_name)
        for one in rows.select_related("meeting")
    ]
    assert loaded == [
        (row["meeting"], row["speaker"], row["kind"], row["phrase"], row["sentence"], "系統（逐句核對）")
        for row in fixture_rows()
    ]
    assert [";".join(one.groups.values_list("name", flat=True)) for one in rows] == [
        row["groups"] for row in fixture_rows()
    ]
    assert Directive.objects.central_requests().count() == 4


def test_what_else_would_be_proposed_is_rejected():
    assert RejectedSentence.objects.count() == 5


def test_loading_again_brings_nothing_and_changes_nothing_that_a_person_did():
    Directive.objects.filter(meeting__number=1).first().delete()
    MotionOutcome.objects.filter(case__isnull=True).update(note="已由工作會議研議。")
    assert list(load_followed_up()) == []
    assert Directive.objects.count() == 32
    assert MotionOutcome.objects.filter(note="已由工作會議研議。").count() == 3


def test_a_draft_is_left_alone():
    meeting = draft()
    assert list(load_followed_up()) == []
    assert not meeting.directives.exists()


def test_the_four_items_of_the_first_meetings_motion_have_their_outcome():
    outcomes = MotionOutcome.objects.order_by("item__position").select_related("item", "group", "case")
    assert [(one.item.text[:6], one.disposition, str(one.group or ""), str(one.case or "")) for one in outcomes] == [
        ("爭取成立北橫", "referred", "觀光文創組", "爭取成立北橫國家級風景特定區"),
        ("改裝噪音車輛", "referred", "", ""),
        ("區域垃圾、廚", "referred", "", ""),
        ("桃園市龜山區", "referred", "", ""),
    ]


def test_the_second_meetings_topic_has_nine_cases_and_the_thirds_eleven():
    second = [row for row in topics() if row[0] == "副市長層級-2"]
    third = [row for row in topics() if row[0] == "副市長層級-3"]
    assert (len(second), len(third)) == (9, 11)
    assert (
        {row[2] for row in second}
        == {row[2] for row in third}
        == set(Case.objects.values_list("group__name", flat=True))
    )
    linked = set(CommonTopic.objects.get().cases.values_list("group__name", "title"))
    assert linked == {(row[2], row[3]) for row in second + third}
    assert len(linked) == 12


def test_cases_that_only_a_topic_names_have_no_status_and_say_where_they_are_known_from():
    cases = Case.objects.known_from_topics().select_related("group")
    assert {case.title: case.group.name for case in cases} == TOPIC_ONLY
    for case in cases:
        assert (case.status, case.changes.count()) == ("", 0)
        assert case.summary.startswith("僅見於第3次副市長層級會議紀錄的共同議題「氣候變遷因應及調適」條目")
        assert [clause.group_resolution.group.name for clause in case.mentioned_in.all()] == [case.group.name]


def test_a_later_addition_of_such_a_case_finds_it():
    title = "低碳永續·永續學習合作"
    text = SIXTH.replace("新增2案及", "新增3案及").replace(
        "1. 3案持續列管。", f"1. 同意新增1案：「{title}」。\n2. 其餘3案持續列管。"
    )
    plan = plan_import(text)
    match = next(one for one in plan.matches if one.title == title)
    known = Case.objects.get(title=title)
    assert (match.how, match.best.case_id) == ("exact", known.pk)
    meeting = commit_plan(plan, SECRETARY, accept_suggested=True)
    assert meeting.changes.get(case=known).kind == Kind.ADDED


def test_the_case_that_others_replaced_is_not_taken_for_one_of_them():
    replaced = Case.objects.get(title="捷運路網擴建")
    assert replaced not in eligible(Kind.ADDED, group(), (draft().held_on, 1))
