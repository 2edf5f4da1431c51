"""What the checklist finds, each in its own words, and what clears it."""

import pytest

from cases.models import Kind
from groups.models import City
from meetings.circulation.reading import draft_of
from meetings.finalising.checklist import Unanswered, answered, findings, obstacle
from meetings.models import Circulation, Clause, DifferenceNote, Directive, Meeting
from meetings.proposals.workflow import ProposalContent, propose, schedule
from tests.cases.reporting.rows import LIAISON
from tests.factories import SECRETARY, CaseFactory, group, record
from tests.meetings.finalising.drafts import sixth
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    return sixth(ends_at="16:00", recorder="林嘉慧")


def texts(meeting, code):
    return [finding.text for finding in findings(meeting) if finding.code == code]


def state(meeting, count):
    """Have 交通組 state so many cases that go on."""
    clauses = Clause.objects.filter(group_resolution__meeting=meeting, group_resolution__group__name="交通組")
    assert clauses.update(stated_count=count) == 1


def agreed(meeting):
    """A round of review that everybody agreed in."""
    circulation = Circulation.objects.create(
        meeting=meeting, number=1, due_on="2026-03-20", text="…", sent_by_name="王"
    )
    circulation.reviewers.create(
        user=person("official", "reviewer"),
        user_name="林科長",
        city=City.objects.get(name="桃園市"),
        agreed_at="2026-03-19T10:00+08:00",
        agreed_text=draft_of(meeting).text,
    )
    return circulation


def test_a_whole_draft_that_all_agreed_on_has_no_finding(draft):
    agreed(draft)

    assert findings(draft) == ()
    assert answered(draft, {}) == []
    assert obstacle(draft) == ""


def test_a_stated_remainder_that_is_not_the_computed_one_is_found_until_it_is_explained(draft):
    state(draft, 14)

    before = texts(draft, "difference")
    DifferenceNote.objects.create(
        meeting=draft, group=group("交通組"), cases_explained=2, text="自工作會議移入", written_by_name="王小明"
    )

    assert before == ["交通組載明其餘14案，依帳冊推算為12案，差額+2，尚有2案未說明。"]
    assert texts(draft, "difference") == []


def test_a_stated_sum_that_is_not_the_counted_one_is_found(draft):
    draft.resolutions.filter(opens_groups=True).update(stated_added=3)

    assert texts(draft, "sum") == ["合計載明新增3案，各組相加為0案，差+3。"]


def test_what_is_not_filled_in_is_found():
    draft = sixth(starts_at=None, venue="")
    draft.seats.all().delete()
    draft.sections.filter(kind="opening").update(wording="{n}、主席致詞：○○○")

    assert texts(draft, "empty") == [
        "紀錄中還有未填的「○」：伍、主席致詞：○○○",
        "沒有填寫開始時間。",
        "沒有填寫散會時間。",
        "沒有填寫會議地點。",
        "沒有填寫紀錄人員。",
        "沒有填寫主席名單。",
    ]


def test_a_proposal_on_the_agenda_that_nobody_decided_is_found(draft):
    owner = group("交通組")
    proposal = propose(owner, ProposalContent("new", "四市共推。", title="跨市共享運具合作"), LIAISON)
    waiting = texts(draft, "proposal")
    schedule(proposal, draft, SECRETARY, comment="", version=proposal.version)

    assert waiting == []
    assert texts(draft, "proposal") == ["交通組的提案「新案：跨市共享運具合作」列在本次議程，尚未作成決定。"]


def test_a_comment_is_found_until_it_is_answered(draft):
    comment = agreed(draft).comments.create(
        anchor="c1-1",
        quoted="其餘12案持續列管。",
        text="案數請再核。",
        author=person("official", "other"),
        author_name="林科長",
        city=City.objects.get(name="桃園市"),
    )
    before = texts(draft, "comment")
    comment.state, comment.answer, comment.answered_by_name = "answered", "已核。", "王小明"
    comment.answered_at = "2026-03-21T10:00+08:00"
    comment.save()

    assert before == ["桃園市林科長對「其餘12案持續列管。」的意見尚未回復：案數請再核。"]
    assert texts(draft, "comment") == []


def test_who_has_not_agreed_in_the_last_round_is_found(draft):
    without = texts(draft, "agreement")
    first = agreed(draft)
    first.reviewers.update(agreed_at=None, agreed_text="")

    assert without == ["紀錄草稿未送各市確認。"]
    assert texts(draft, "agreement") == ["桃園市林科長尚未同意第1次確認的紀錄。"]


def test_who_agreed_to_a_text_that_has_changed_since_is_found(draft):
    agreed(draft)
    Meeting.objects.filter(pk=draft.pk).update(venue="另一處會場")

    assert texts(Meeting.objects.get(pk=draft.pk), "agreement") == ["桃園市林科長同意之後，紀錄內容已有更動。"]


def test_a_directive_whose_sentence_left_the_draft_is_found(draft):
    Directive.objects.create(meeting=draft, sentence="請各組檢討。", anchor="remark-1", confirmed_by_name="王小明")

    assert texts(draft, "directive") == ["已列為主席指示的「請各組檢討。」不在紀錄之中。"]


def test_what_the_reader_of_minutes_finds_in_the_text_is_found(draft):
    record(CaseFactory(title="雙北「共享"), draft, Kind.ADDED)

    assert any("引號" in text or "「" in text for text in texts(draft, "text"))


def test_an_answer_belongs_to_the_sentence_that_was_read(draft):
    agreed(draft)
    Clause.objects.filter(group_resolution__meeting=draft, group_resolution__group__name="交通組").update(
        stated_count=14
    )
    (finding,) = (finding for finding in findings(draft) if finding.code == "difference")
    answers = {row.key: "已核對。" for row in findings(draft)}
    kept = answered(draft, answers)
    Clause.objects.filter(group_resolution__meeting=draft, group_resolution__group__name="交通組").update(
        stated_count=15
    )

    with pytest.raises(Unanswered) as refusal:
        answered(draft, answers)

    assert {"code": "difference", "finding": finding.text, "answer": "已核對。"} in kept
    assert finding.key not in refusal.value.fields
    assert "項查核未說明" in str(refusal.value)


def test_a_final_meeting_and_one_behind_a_draft_cannot_be_finalised(draft):
    assert obstacle(Meeting.objects.by_key("副市長層級-5").get()).endswith("定稿。")
