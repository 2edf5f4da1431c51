"""What a deleted draft leaves behind: nothing that only it brought in, so that its file can be imported again."""

import pytest
from django.urls import reverse

from cases.models import Case, CaseTitle, CommonTopic, Kind, StatusChange, Succession
from meetings.imports.plan import commit_plan, plan_import
from meetings.models import Clause, Meeting, Proposal
from meetings.proposals.workflow import ProposalContent, propose, schedule
from meetings.record.drafts import discard
from tests.cases.reporting.rows import LIAISON
from tests.factories import SECRETARY, MeetingFactory, group, record
from tests.meetings.imports.samples import MEANT, NEW_TITLES, SIXTH, SLIP
from tests.people import signed_in

pytestmark = pytest.mark.django_db

SPLIT = "1. 同意新增2案：\n\n(1)原「里山農產展售」改以「四市里山農產聯合展售」及「四市里海漁產聯合展售」等2案。"
TOPIC = "四市共享電動公車充電站(共同議題—「公車電動化」)"
SUBCASE = "1. 同意「都會空間治理」新增1子案「社會住宅管理經驗交流」，並持續列管。"
# A sample with everything a draft brings in: new cases, a split and a replaced case, a sub-case, a title.
RICH = (
    SIXTH.replace("1. 同意新增1案：「四市里山農產聯合展售」。", SPLIT)
    .replace("「四市共享電動公車充電站」", f"「{TOPIC}」")
    .replace("1. 同意解列1案：「都會空間治理」。\n2. 其餘4案", f"{SUBCASE}\n2. 其餘5案")
    .replace("同意解列5案、新增2案及確認執行中47案", "同意解列4案、新增3案及確認執行中48案")
)
COUNTED = [Case, CaseTitle, Succession, CommonTopic, StatusChange, Clause, Meeting, Case.common_topics.through]


def counts():
    return {model.__name__: model.objects.count() for model in COUNTED}


def imported(text=RICH):
    return commit_plan(plan_import(text), SECRETARY, accept_suggested=True)


def rows():
    """The content of the tables that a draft adds to, without keys."""
    return {
        "cases": sorted(Case.objects.values_list("group__name", "title", "status", "parent__title")),
        "titles": sorted(CaseTitle.objects.values_list("case__title", "title", "reason", "decided_by")),
        "successions": sorted(Succession.objects.values_list("predecessor__title", "successor__title", "kind")),
        "topics": sorted(CommonTopic.objects.values_list("name", "cases__title")),
    }


def test_a_draft_imported_given_up_and_imported_again_gives_the_same_record():
    untouched, before = rows(), counts()
    meeting = imported()
    first, number = rows(), counts()
    assert {name: number[name] - before[name] for name in ("Case", "CaseTitle", "Succession", "CommonTopic")} == {
        "Case": 5,
        "CaseTitle": 7,
        "Succession": 2,
        "CommonTopic": 0,
    }

    assert discard(meeting, SECRETARY) == 5

    assert (rows(), counts()) == (untouched, before)
    imported()
    assert (rows(), counts()) == (first, number)


def test_what_somebody_else_refers_to_stays():
    meeting = imported()
    proposed, worked_on, recorded = (
        Case.objects.get(title=title) for title in (TOPIC, *NEW_TITLES[1:], "四市里海漁產聯合展售")
    )
    proposal = propose(group(), ProposalContent("new", "已完成。", title="新案"), LIAISON)
    # No form offers a case that only a draft knows; a row about one keeps it all the same.
    Proposal.objects.filter(pk=proposal.pk).update(kind="delist", case=proposed, title="", delist_reason="completed")
    Case.objects.filter(pk=worked_on.pk).update(summary="已與農會洽談。")
    record(recorded, MeetingFactory(held_on="2026-09-01", number=7), Kind.TRACKED)

    assert discard(meeting, SECRETARY) == 2

    assert {case.title for case in (proposed, worked_on, recorded)} <= set(Case.objects.values_list("title", flat=True))


def test_a_title_that_another_meeting_prints_stays():
    meeting = imported()
    case = Case.objects.get(title=MEANT)
    assert case.titles.filter(title=SLIP).exists()
    record(case, MeetingFactory(held_on="2026-02-01", number=7), Kind.TRACKED, SLIP)

    discard(meeting, SECRETARY)

    assert case.titles.filter(title=SLIP).exists()


def test_a_proposal_on_its_agenda_waits_again_and_says_why():
    meeting = imported()
    proposal = propose(group(), ProposalContent("new", "四市均有需求。", title="新案"), LIAISON)
    schedule(proposal, meeting, SECRETARY, version=1)

    discard(meeting, SECRETARY)

    proposal = Proposal.objects.get()
    assert (proposal.state, proposal.meeting, proposal.version) == ("proposed", None, 3)
    assert list(proposal.steps.values_list("from_state", "to_state", "actor_name", "comment"))[-1] == (
        "scheduled",
        "proposed",
        "測試幕僚",
        "第6次副市長層級會議的草稿已刪除，這件提案恢復為待排入議程。",
    )


@pytest.mark.parametrize("role", ["secretariat", "superuser"])
def test_the_admin_deletes_a_draft_with_a_scheduled_proposal_and_says_what_went_with_it(role):
    meeting = imported()
    schedule(propose(group(), ProposalContent("new", "需求。", title="新案"), LIAISON), meeting, SECRETARY, version=1)
    client, page = signed_in(role), reverse("admin:meetings_meeting_delete", args=[meeting.pk])

    confirm = client.get(page)
    done = client.post(page, {"post": "yes"}, follow=True)

    assert (confirm.status_code, done.status_code) == (200, 200)
    assert "提案（退回待排入議程）" in confirm.content.decode()
    assert "一併移除只由這份草稿新增的 5 件合作案" in done.content.decode()
    assert not Meeting.objects.filter(pk=meeting.pk).exists()
    assert Proposal.objects.get().state == "proposed"


@pytest.mark.parametrize("role", ["secretariat", "superuser"])
def test_a_final_meeting_is_not_deleted_and_the_page_says_so_in_chinese(role, monkeypatch):
    final = Meeting.objects.finalised().first()
    client, page = signed_in(role), reverse("admin:meetings_meeting_delete", args=[final.pk])

    refused = client.post(page, {"post": "yes"})
    assert (refused.status_code, "沒有權限" in refused.content.decode()) == (403, True)

    # Finalised between the page's look and the ledger's.
    monkeypatch.setattr("meetings.admin.parts.can_edit_meeting", lambda user, meeting: True)
    monkeypatch.setattr("meetings.admin.meeting.MeetingAdmin.get_deleted_objects", lambda *args: ([], {}, set(), []))
    late = client.post(page, {"post": "yes"}, follow=True)
    assert f"沒有刪除：{final}的紀錄已定稿，不可再更動。" in late.content.decode()
    assert Meeting.objects.filter(pk=final.pk).exists()


def test_several_meetings_at_once_can_not_be_deleted_in_the_list():
    meeting = imported()
    data = {"action": "delete_selected", "_selected_action": [meeting.pk], "post": "yes"}

    signed_in("superuser").post(reverse("admin:meetings_meeting_changelist"), data)

    assert Meeting.objects.filter(pk=meeting.pk).exists()
