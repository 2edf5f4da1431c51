"""Proposals from the liaison onto an agenda or back, and the yearly review of what went on as regular cooperation."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from cases.ledger import writing as ledger
from cases.models import Kind
from meetings.models import Meeting, Proposal, RegularReview
from meetings.proposals.workflow import (
    ProposalContent,
    ProposalError,
    change,
    open_reviews,
    problems,
    propose,
    return_,
    review,
    schedule,
    withdraw,
)
from platform_site.shared.locking.versions import StaleRow
from tests.cases.reporting.rows import LIAISON, SECRETARY, meeting_on, tracked_case
from tests.factories import CaseFactory, MeetingFactory, freeze, group, record

pytestmark = pytest.mark.django_db
NEW = ProposalContent("new", "四市均有需求。", title="新的合作案")


def delisting(case, reason="completed"):
    return ProposalContent("delist", "目標已達成。", case, delist_reason=reason)


def refused(step, *args, **kwargs):
    with pytest.raises(ProposalError) as error, transaction.atomic():
        step(*args, **kwargs)
    return error.value


def test_a_proposal_goes_back_and_forth_and_onto_an_agenda_with_who_and_why():
    meeting = MeetingFactory()
    proposal = propose(group(), NEW, LIAISON)
    proposal = return_(proposal, "請補充經費。", SECRETARY, version=1)
    proposal = change(proposal, ProposalContent("new", "經費 300 萬元。", title="新的合作案"), LIAISON, version=2)
    proposal = schedule(proposal, meeting, SECRETARY, version=3)
    assert (proposal.state, proposal.meeting, proposal.reason) == ("scheduled", meeting, "經費 300 萬元。")
    assert list(proposal.steps.values_list("from_state", "to_state", "actor_name", "comment")) == [
        ("", "proposed", "測試聯絡人", ""),
        ("proposed", "returned", "測試幕僚", "請補充經費。"),
        ("returned", "proposed", "測試聯絡人", ""),
        ("proposed", "scheduled", "測試幕僚", ""),
    ]


def test_a_draft_deleted_this_moment_takes_no_proposal():
    meeting, proposal = MeetingFactory(), propose(group(), NEW, LIAISON)
    Meeting.objects.filter(pk=meeting.pk).delete()
    error = refused(schedule, proposal, meeting, SECRETARY, version=1)
    assert str(error) == f"{meeting}的草稿剛被刪除，不能再列入提案。"
    assert error.fields == {"meeting": "請選擇其他會議。"}


@pytest.mark.parametrize(
    ("content", "fields"),
    [
        (ProposalContent("else", "x"), {"kind": "請選擇提案類別。"}),
        (ProposalContent("new", " "), {"reason": "請說明提案的理由。", "title": "請填寫案名。"}),
        (ProposalContent("new", "長" * 2001, title="案"), {"reason": "最多 2,000 字，目前 2,001 字，請刪減。"}),
        (ProposalContent("new", "x", title="長" * 201), {"title": "案名最多 200 字，目前 201 字。"}),
        (ProposalContent("delist", "x"), {"delist_reason": "請選擇解列原因。", "case": "請選擇合作案。"}),
        (ProposalContent("subcase", "x", title="子案"), {"case": "請選擇合作案。"}),
    ],
)
def test_what_is_missing_is_named_beside_its_field(content, fields):
    assert problems(content, group()) == fields


def test_the_cases_are_the_groups_own_and_tracked():
    mine, other, foreign = tracked_case(title="甲案"), tracked_case(title="乙案"), tracked_case("災防組", title="丙案")
    gone = CaseFactory(title="丁案")
    assert problems(delisting(foreign), group()) == {"case": "「丙案」不是交通組的合作案。"}
    assert problems(delisting(gone), group()) == {"case": "「丁案」目前未列管，不能提這類提案。"}
    merger = ProposalContent("merge", "性質相近。", mine, [mine], title="合併案")
    assert problems(merger, group()) == {"merged_cases": "請至少再選擇一個要一併整併的合作案。"}
    assert problems(ProposalContent("merge", "x", mine, [foreign], "合併案"), group()) == {
        "merged_cases": "「丙案」不是交通組列管中的合作案。"
    }
    assert problems(ProposalContent("rename", "x", mine, title="甲案"), group()) == {
        "title": "新案名與現在的案名相同。"
    }
    proposal = propose(group(), ProposalContent("merge", "性質相近。", mine, [mine, other], "合併案"), LIAISON)
    assert (proposal.case, list(proposal.merged_cases.all())) == (mine, [other])


def test_the_database_holds_the_rules_by_itself():
    proposal = propose(group(), delisting(tracked_case()), LIAISON)
    for wrong in ({"delist_reason": ""}, {"title": "x"}, {"state": "scheduled"}, {"kind": "new"}, {"reason": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Proposal.objects.filter(pk=proposal.pk).update(**wrong)


def test_what_may_not_follow_is_refused_in_chinese():
    proposal = withdraw(propose(group(), NEW, LIAISON), LIAISON, version=1)
    assert str(refused(schedule, proposal, MeetingFactory(), SECRETARY, version=2)) == (
        "這件提案目前是「已撤回」，不可改為「列入議程」。"
    )
    assert str(refused(change, proposal, NEW, LIAISON, version=2)) == "這件提案目前是「已撤回」，不可再修改。"
    assert refused(return_, proposal, " ", SECRETARY, version=2).fields == {
        "comment": "請說明退回的理由，聯絡人才知道如何修改。"
    }


def test_a_final_meeting_takes_no_proposal_and_lets_none_go():
    meeting = MeetingFactory()
    proposal = schedule(propose(group(), NEW, LIAISON), meeting, SECRETARY, version=1)
    freeze(meeting)
    assert str(refused(return_, proposal, "晚了", SECRETARY, version=2)) == (
        f"這件提案已列入{meeting}，該次紀錄已定稿，不可再更動。"
    )
    late = propose(group(), NEW, LIAISON)
    assert refused(schedule, late, meeting, SECRETARY, version=1).fields == {"meeting": "請選擇尚未定稿的會議。"}


def test_the_second_of_two_people_is_refused():
    proposal = propose(group(), NEW, LIAISON)
    change(proposal, ProposalContent("new", "改過的理由。", title="新的合作案"), LIAISON, version=1)
    for step in (
        lambda: change(proposal, NEW, LIAISON, version=1),
        lambda: withdraw(proposal, LIAISON, version=1),
        lambda: schedule(proposal, MeetingFactory(), SECRETARY, version=1),
        lambda: return_(proposal, "補", SECRETARY, version=1),
    ):
        with pytest.raises(StaleRow) as error:
            step()
        assert error.value.current.reason == "改過的理由。"


@pytest.fixture
def regular():
    """A case delisted on 29 February 2004 as 轉常態合作."""
    case = tracked_case(title="甲案")
    meeting = meeting_on(date(2004, 2, 29))
    schedule(propose(group(), delisting(case, "normalised"), LIAISON), meeting, SECRETARY, version=1)
    freeze(record(case, meeting, Kind.DELISTED).meeting)
    return case


def due(today):
    return [str(row.due_on) for row in open_reviews(today)]


def test_regular_cooperation_is_looked_at_every_year_until_it_ends(regular):
    assert due(date(2004, 12, 1)) == []
    assert due(date(2005, 1, 1)) == ["2005-02-28"]
    assert due(date(2005, 1, 1)) == []
    row = RegularReview.objects.get()
    review(row, "continue", "四市續辦聯合稽查。", LIAISON, version=1)
    assert due(date(2006, 3, 1)) == ["2006-02-28"]
    review(RegularReview.objects.last(), "end", "已無需求。", LIAISON, version=1)
    assert due(date(2009, 1, 1)) == []


def test_other_reasons_and_cases_back_on_the_list_get_no_review(regular):
    other = tracked_case()
    meeting = meeting_on(date(2004, 3, 1))
    schedule(propose(group(), delisting(other), LIAISON), meeting, SECRETARY, version=1)
    freeze(record(other, meeting, Kind.DELISTED).meeting)
    freeze(ledger.record(regular, meeting_on(date(2004, 9, 1)), Kind.ADDED, "甲案", SECRETARY).meeting)
    assert due(date(2005, 3, 1)) == []


def test_a_review_wants_an_outcome_and_a_word_and_a_current_version(regular):
    (row,) = open_reviews(date(2005, 1, 1))
    assert refused(review, row, "", " ", LIAISON, version=1).fields == {
        "outcome": "請選擇檢視結果。",
        "text": "請說明這一年的辦理情形。",
    }
    review(row, "continue", "續辦。", LIAISON, version=1)
    with pytest.raises(StaleRow):
        review(row, "end", "終止。", LIAISON, version=1)


def test_one_command_opens_quarters_and_reviews(regular, capsys):
    call_command("open_periods", "--today", "2005-01-01", "--ahead", "0")
    call_command("open_periods", "--today", "2005-01-01", "--ahead", "0")
    assert capsys.readouterr().out.splitlines() == [
        "93年第4季：93年12月1日起填報，94年1月15日截止",
        "94年第1季：94年3月1日起填報，94年4月15日截止",
        "年度檢視：「甲案」，94年2月28日前",
        "填報期間與年度檢視均已建立。",
        "填報期間與年度檢視均已建立。",
    ]
