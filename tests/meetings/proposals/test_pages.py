"""The pages of proposals and yearly reviews: who may do what, what a stale save shows, what bad input gets."""

from datetime import date

import pytest
from django.urls import reverse

from cases.models import Kind
from meetings.models import Proposal, ProposalDraft, ProposalState, RegularReview
from meetings.proposals.workflow import ProposalContent, change, open_reviews, propose, return_, review, schedule
from tests.cases.reporting.rows import LIAISON, SECRETARY, meeting_on, tracked_case
from tests.factories import CaseTitleFactory, MeetingFactory, freeze, group, record
from tests.people import signed_in

pytestmark = pytest.mark.django_db
NEW = ProposalContent("new", "四市均有需求。", title="新的合作案")
FORM = {"row_version": "0", "kind": "new", "case": "", "title": "新的合作案", "delist_reason": "", "reason": "有需求。"}
LIST_QUERIES, DETAIL_QUERIES, REVIEWS_QUERIES = 12, 8, 6


@pytest.fixture
def liaison():
    return signed_in("liaison")


@pytest.fixture
def secretary():
    return signed_in("secretariat")


@pytest.fixture
def regular():
    """A case of 交通組 that was delisted as regular cooperation on 10 July 2001."""
    case = tracked_case(title="常態案")
    meeting = meeting_on(date(2001, 7, 10))
    content = ProposalContent("delist", "已成常態。", case, delist_reason="normalised")
    schedule(propose(group(), content, LIAISON), meeting, SECRETARY, version=1)
    freeze(record(case, meeting, Kind.DELISTED).meeting)
    return open_reviews(date(2002, 7, 1))[0]


def at(name, *args):
    return reverse(f"proposals:{name}", args=args)


def text_of(response):
    return response.content.decode()


def new_proposal(owner="交通組", content=NEW):
    return propose(group(owner), content, LIAISON)


def test_a_liaison_proposes_each_kind_with_what_belongs_to_it(liaison):
    first, second = tracked_case(title="甲案"), tracked_case(title="乙案")
    sent = [
        FORM,
        FORM | {"kind": "delist", "case": first.pk, "title": "", "delist_reason": "normalised"},
        FORM | {"kind": "rename", "case": first.pk, "title": "甲案新名"},
        FORM | {"kind": "merge", "case": first.pk, "merged_cases": [second.pk], "title": "甲乙案"},
        FORM | {"kind": "subcase", "case": first.pk, "title": "甲之一"},
    ]
    for data in sent:
        assert "待幕僚單位處理" in text_of(liaison.post(at("new", group().pk), data | {"sure": "1"}, follow=True))
    rows = [
        (row.kind, row.case, row.title, row.delist_reason, list(row.merged_cases.all()), row.proposed_by_name)
        for row in Proposal.objects.order_by("pk")
    ]
    assert rows == [
        ("new", None, "新的合作案", "", [], "王小明"),
        ("delist", first, "", "normalised", [], "王小明"),
        ("rename", first, "甲案新名", "", [], "王小明"),
        ("merge", first, "甲乙案", "", [second], "王小明"),
        ("subcase", first, "甲之一", "", [], "王小明"),
    ]


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"kind": ""}, "kind", "請選擇提案類別。"),
        ({"kind": "purple"}, "kind", "請選擇提案類別。"),
        ({"title": " "}, "title", "請填寫案名。"),
        ({"title": "長" * 201}, "title", "案名最多 200 字，目前 201 字。"),
        ({"reason": ""}, "reason", "請說明提案的理由。"),
        ({"reason": "長" * 200_000}, "reason", "最多 2,000 字，目前 200,000 字，請刪減。"),
        ({"kind": "delist"}, "delist_reason", "請選擇解列原因。"),
        ({"kind": "delist", "delist_reason": "bored"}, "delist_reason", "請選擇解列原因。"),
        ({"kind": "rename"}, "case", "請選擇合作案。"),
        ({"kind": "rename", "case": "999999"}, "case", "選到的合作案不在本組列管中的清單上，請重新選擇。"),
        ({"merged_cases": "x"}, "merged_cases", "選到的合作案不在本組列管中的清單上，請重新選擇。"),
    ],
)
def test_bad_input_is_said_beside_its_field_and_nothing_typed_is_lost(liaison, typed, field, sentence):
    response = liaison.post(at("new", group().pk), FORM | typed)
    form = response.context["form"]
    assert response.status_code == 400
    assert form.errors[field] == [sentence]
    assert f'id="id_{field}_error"><p>{sentence}</p>' in text_of(response)
    assert [form[name].value() for name in ("title", "reason")] == [
        (FORM | typed)[name] for name in ("title", "reason")
    ]
    assert not Proposal.objects.exists()


def test_of_very_many_cases_those_meant_are_typed(liaison, monkeypatch):
    first, second, _ = [tracked_case(title=title) for title in ("甲案", "乙案", "丙案")]
    monkeypatch.setattr("cases.fields.MOST_IN_MENU", 1)
    page = text_of(liaison.get(at("new", group().pk)))
    assert "一案一行，請填完整案名，或合作案網址中的編號；整併才須填" in page
    assert (page.count("<textarea"), 'type="checkbox"' in page) == (2, False)
    merger = FORM | {"kind": "merge", "case": "甲案", "title": "甲乙案", "merged_cases": "乙安"}

    refused = liaison.post(at("new", group().pk), merger)
    sentence = "找不到「乙安」，請填清單上的完整案名，或合作案網址中的編號。"
    assert f'id="id_merged_cases_error"><p>{sentence}</p>' in text_of(refused)
    assert "乙安</textarea>" in text_of(refused)
    draft = merger | {"draft_version": "0"}
    assert liaison.post(at("new-draft", group().pk), draft).status_code == 200
    assert "乙安</textarea>" in text_of(liaison.get(at("new", group().pk)))

    liaison.post(at("new", group().pk), merger | {"merged_cases": "乙案", "sure": "1"})
    proposal = Proposal.objects.get()
    assert (proposal.case, list(proposal.merged_cases.all())) == (first, [second])
    change(proposal, ProposalContent("merge", "先存的人寫的", first, (second,), "甲乙案"), LIAISON, version=1)
    both = liaison.post(at("edit", proposal.pk), merger | {"row_version": "1", "merged_cases": "丙案"})
    assert both.context["form"].errors["merged_cases"] == ["目前資料庫中的內容：乙案"]


def test_another_groups_case_can_not_be_chosen(liaison):
    foreign = tracked_case("災防組")
    response = liaison.post(at("new", group().pk), FORM | {"kind": "rename", "case": foreign.pk})
    assert response.context["form"].errors["case"] == ["選到的合作案不在本組列管中的清單上，請重新選擇。"]


def test_one_sent_back_is_changed_and_goes_out_again(liaison, secretary):
    proposal = new_proposal()
    refused = secretary.post(at("return", proposal.pk), {"row_version": 1, "comment": " "})
    assert (refused.status_code, "請說明退回的理由" in text_of(refused)) == (400, True)
    secretary.post(at("return", proposal.pk), {"row_version": 1, "comment": "請補充經費。"})
    assert "請補充經費。" in text_of(liaison.get(at("detail", proposal.pk)))
    form = liaison.get(at("edit", proposal.pk)).context["form"]
    assert (form["row_version"].value(), form["title"].value()) == (2, "新的合作案")
    liaison.post(at("edit", proposal.pk), FORM | {"row_version": "2", "reason": "經費 300 萬元。"})
    proposal.refresh_from_db()
    assert (proposal.state, proposal.reason) == (ProposalState.PROPOSED, "經費 300 萬元。")


def test_the_second_of_two_who_change_one_sees_both_and_keeps_what_was_typed(liaison):
    first, second = tracked_case(title="甲案"), tracked_case(title="乙案")
    proposal = new_proposal(content=ProposalContent("merge", "原先的", first, (second,), "甲乙案"))
    change(proposal, ProposalContent("rename", "先存的人寫的", first, title="甲案新名"), LIAISON, version=1)
    typed = FORM | {"row_version": "1", "kind": "merge", "case": first.pk, "merged_cases": [second.pk]}
    typed |= {"title": "甲乙案", "reason": "後存的人寫的"}
    response = liaison.post(at("edit", proposal.pk), typed)
    assert response.status_code == 409
    form = response.context["form"]
    assert "已被他人修改" in form.non_field_errors()[0]
    assert {name: list(errors) for name, errors in form.errors.items() if name != "__all__"} == {
        "kind": ["目前資料庫中的內容：更名"],
        "merged_cases": ["目前資料庫中的內容：（空白）"],
        "title": ["目前資料庫中的內容：甲案新名"],
        "reason": ["目前資料庫中的內容：先存的人寫的"],
    }
    assert (form["reason"].value(), form["row_version"].value()) == ("後存的人寫的", "2")
    assert Proposal.objects.get().reason == "先存的人寫的"
    liaison.post(at("edit", proposal.pk), typed | {"row_version": "2"})
    assert Proposal.objects.get().reason == "後存的人寫的"


def test_the_secretariat_takes_one_onto_a_drafts_agenda_and_off_again(secretary):
    proposal, draft, final = new_proposal(), MeetingFactory(), freeze(MeetingFactory())
    for meeting, sentence in ((final.pk, "請選擇尚未定稿的會議。"), ("", "請選擇要列入的會議。")):
        refused = secretary.post(at("schedule", proposal.pk), {"row_version": 1, "meeting": meeting, "note": "記"})
        assert (refused.status_code, sentence in text_of(refused)) == (400, True)
        assert "記</textarea>" in text_of(refused)
    secretary.post(at("schedule", proposal.pk), {"row_version": 1, "meeting": draft.pk, "note": "第一案"})
    proposal.refresh_from_db()
    assert (proposal.state, proposal.meeting, proposal.steps.last().comment) == ("scheduled", draft, "第一案")
    secretary.post(at("return", proposal.pk), {"row_version": 2, "comment": "下次再議"})
    proposal.refresh_from_db()
    assert (proposal.state, proposal.meeting) == ("returned", None)


def test_a_decision_that_comes_second_is_refused_with_its_text_kept(secretary):
    proposal, draft = new_proposal(), MeetingFactory()
    change(proposal, ProposalContent("new", "改過的說明", title="改過的案名"), LIAISON, version=1)
    stale = secretary.post(at("return", proposal.pk), {"row_version": 1, "comment": "請補件"})
    assert stale.status_code == 409
    for sentence in ("已被他人修改", "請補件</textarea>", "改過的案名", 'name="row_version" value="2"'):
        assert sentence in text_of(stale)
    stale = secretary.post(at("schedule", proposal.pk), {"row_version": 1, "meeting": draft.pk, "note": "附註"})
    assert (stale.status_code, "附註</textarea>" in text_of(stale)) == (409, True)
    assert Proposal.objects.get().state == ProposalState.PROPOSED


def test_what_is_on_an_agenda_is_no_longer_the_liaisons(liaison):
    proposal = new_proposal()
    schedule(proposal, MeetingFactory(), SECRETARY, version=1)
    assert "不可再修改" in text_of(liaison.get(at("edit", proposal.pk), follow=True))
    refused = liaison.post(at("edit", proposal.pk), FORM | {"row_version": "2"})
    assert "不可再修改" in refused.context["form"].non_field_errors()[0]
    assert "不可改為「已撤回」" in text_of(
        liaison.post(at("withdraw", proposal.pk), {"row_version": 2, "confirmed": "1"}, follow=True)
    )
    assert at("edit", proposal.pk) not in text_of(liaison.get(at("detail", proposal.pk)))
    assert Proposal.objects.get().state == ProposalState.SCHEDULED


def test_a_liaison_takes_a_proposal_back_if_nobody_was_faster(liaison):
    proposal = new_proposal()
    asked = text_of(liaison.post(at("withdraw", proposal.pk), {"row_version": "1"}))
    assert "要撤回「新案：新的合作案」嗎？" in asked
    assert '<input type="hidden" name="row_version" value="1">' in asked
    assert Proposal.objects.get().state == ProposalState.PROPOSED
    late = {"row_version": "x", "confirmed": "1"}
    assert "已被他人修改" in text_of(liaison.post(at("withdraw", proposal.pk), late, follow=True))
    done = liaison.post(at("withdraw", proposal.pk), {"row_version": "1", "confirmed": "1"}, follow=True)
    assert "已撤回「新案：新的合作案」。" in text_of(done)
    assert Proposal.objects.get().state == ProposalState.WITHDRAWN


def test_what_is_typed_is_kept_as_ones_own_draft_and_gone_once_handed_in(liaison):
    typed = FORM | {"kind": "", "reason": "寫到一半", "draft_version": "0"}
    answer = liaison.post(at("new-draft", group().pk), typed)
    assert (answer.status_code, answer.json()["version"]) == (200, 1)
    form = liaison.get(at("new", group().pk)).context["form"]
    assert (form["reason"].value(), form["title"].value(), form["draft_version"].value()) == (
        "寫到一半",
        "新的合作案",
        1,
    )
    stale = liaison.post(at("new-draft", group().pk), typed | {"reason": "另一個分頁"})
    assert (stale.status_code, stale.json()["stored"]["reason"]) == (409, "寫到一半")
    far = liaison.post(at("new-draft", group().pk), typed | {"draft_version": "1", "reason": "長" * 60_000})
    assert (far.status_code, far.json()["message"]) == (400, "內容超過 50,000 字，請刪減。")
    other = liaison.post(at("new-draft", group().pk), typed | {"draft_version": "1", "typed_by": "99999"})
    assert (other.status_code, "因此沒有儲存" in other.json()["message"]) == (409, True)
    # Nobody else reads it, not even a colleague of the group.
    colleague = signed_in("liaison", "colleague")
    assert colleague.get(at("new", group().pk)).context["form"]["reason"].value() is None
    liaison.post(at("new", group().pk), FORM | {"draft_version": "1"})
    assert (Proposal.objects.count(), ProposalDraft.objects.count()) == (1, 0)


def test_a_change_that_is_being_typed_leaves_the_proposal_as_it_was_handed_in(liaison):
    proposal = new_proposal()
    typed = FORM | {"row_version": "1", "draft_version": "0", "title": "改到一半"}
    assert liaison.post(at("edit-draft", proposal.pk), typed).json()["version"] == 1
    assert Proposal.objects.get().title == "新的合作案"
    shown = liaison.get(at("edit", proposal.pk))
    assert (shown.context["form"]["title"].value(), "尚未儲存的草稿" in text_of(shown)) == ("改到一半", True)
    assert "要捨棄這份草稿嗎？" in text_of(liaison.post(at("edit", proposal.pk), typed | {"discard": "1"}))
    liaison.post(at("edit", proposal.pk), {"discard": "1", "confirmed": "1"})
    assert liaison.get(at("edit", proposal.pk)).context["form"]["title"].value() == "新的合作案"


def test_near_titles_and_doubled_proposals_are_told_before_handing_in(liaison):
    known, merged = tracked_case(title="跨市聯合演練資料共享"), tracked_case(title="另一案")
    CaseTitleFactory(case=known)
    near = FORM | {"title": "跨市聯合演練資料共享案"}
    told = liaison.post(at("new", group().pk), near)
    sentence = "案名與下列相同或相近，請確認不是同一案：合作案「跨市聯合演練資料共享」（"
    assert (told.status_code, sentence in text_of(told), "仍要提出" in text_of(told)) == (400, True, True)
    assert not Proposal.objects.exists()
    kept = liaison.post(at("new-draft", group().pk), near | {"draft_version": "0"})
    assert sentence in kept.json()["doubts"]["title"]
    liaison.post(at("new", group().pk), near | {"sure": "1"})
    assert Proposal.objects.count() == 1
    leaving = FORM | {"kind": "delist", "case": known.pk, "title": "", "delist_reason": "completed"}
    liaison.post(at("new", group().pk), leaving)
    doubled = liaison.post(at("new", group().pk), leaving)
    assert "這一案已有尚未議決的提案：「解列：跨市聯合演練資料共享」。" in text_of(doubled)
    # The case that is renamed is near its own new name, which is no news.
    renamed = FORM | {"kind": "rename", "case": merged.pk, "title": "另一案新名"}
    assert liaison.post(at("new", group().pk), renamed).status_code == 302


def test_a_yearly_review_wants_an_outcome_and_a_word(liaison, regular):
    assert "常態案" in text_of(liaison.get(at("reviews")))
    refused = liaison.post(at("review", regular.pk), {"row_version": 1, "outcome": "", "text": ""})
    assert refused.status_code == 400
    assert refused.context["form"].errors["outcome"] == ["請選擇檢視結果。"]
    assert refused.context["form"].errors["text"] == ["請說明這一年的辦理情形。"]
    liaison.post(at("review", regular.pk), {"row_version": 1, "outcome": "continue", "text": "每月會商。"})
    regular.refresh_from_db()
    assert (regular.outcome, regular.text, regular.reviewed_by_name) == ("continue", "每月會商。", "王小明")


def test_the_second_of_two_reviewers_sees_both_and_keeps_what_was_typed(liaison, regular):
    review(regular, "continue", "先存的", LIAISON, version=1)
    typed = {"row_version": 1, "outcome": "end", "text": "後存的"}
    response = liaison.post(at("review", regular.pk), typed)
    form = response.context["form"]
    assert response.status_code == 409
    assert form.errors["outcome"] == ["目前資料庫中的內容：持續常態合作"]
    assert form.errors["text"] == ["目前資料庫中的內容：先存的"]
    assert (form["text"].value(), form["row_version"].value()) == ("後存的", "2")
    liaison.post(at("review", regular.pk), typed | {"row_version": 2})
    assert RegularReview.objects.get().outcome == "end"


def writes(owner):
    """Every address that writes, with data that would do it: {name: (address, data)}."""
    proposal, meeting = new_proposal(owner), MeetingFactory()
    case, day = tracked_case(owner), meeting_on(date(2001, 7, 10))
    leaving = new_proposal(owner, ProposalContent("delist", "常態。", case, delist_reason="normalised"))
    schedule(leaving, day, SECRETARY, version=1)
    freeze(record(case, day, Kind.DELISTED).meeting)
    (due,) = open_reviews(date(2002, 7, 1))
    back = return_(new_proposal(owner), "補", SECRETARY, version=1)
    return {
        "new": (at("new", group(owner).pk), FORM | {"sure": "1"}),
        "edit": (at("edit", back.pk), FORM | {"row_version": "2", "sure": "1"}),
        "review": (at("review", due.pk), {"row_version": 1, "outcome": "end", "text": "止"}),
        "schedule": (at("schedule", proposal.pk), {"row_version": 1, "meeting": meeting.pk}),
        "return": (at("return", proposal.pk), {"row_version": 2, "comment": "補"}),
        "withdraw": (at("withdraw", back.pk), {"row_version": 3, "confirmed": "1"}),
    }


def fingerprint():
    rows = Proposal.objects.order_by("pk").values_list("pk", "state", "version")
    return [*rows, *RegularReview.objects.values_list("pk", "outcome", "version")]


@pytest.mark.parametrize(
    ("role", "owner", "may"),
    [
        ("stranger", "交通組", set()),
        ("nobody", "交通組", set()),
        ("official", "交通組", set()),
        ("liaison", "災防組", set()),
        ("liaison", "交通組", {"new", "edit", "review", "withdraw"}),
        ("secretariat", "災防組", {"new", "edit", "review", "schedule", "return", "withdraw"}),
    ],
)
def test_every_address_that_writes_and_every_role(role, owner, may):
    client, addresses = signed_in(role), writes(owner)
    done = set()
    for name, (url, data) in addresses.items():
        before = fingerprint()
        response = client.post(url, data)
        if fingerprint() != before:
            done.add(name)
            assert response.status_code == 302
        elif role == "stranger":
            assert response.headers["Location"].startswith(reverse("account_login"))
        else:
            assert response.status_code == (403 if role == "nobody" else 404), name
    assert done == may


@pytest.mark.parametrize("role", ["official", "liaison", "secretariat"])
def test_every_role_reads_every_groups_proposals(role):
    writes("災防組")
    client = signed_in(role)
    pages = [at("list"), at("reviews"), at("detail", Proposal.objects.last().pk)]
    pages.append(at("review", RegularReview.objects.get().pk))
    assert [client.get(url).status_code for url in pages] == [200] * 4


@pytest.mark.parametrize("path", ["/proposals/999999/", "/proposals/reviews/999999/", "/proposals/999999/edit/"])
def test_what_is_not_there_is_a_chinese_404(liaison, path):
    response = liaison.get(path)
    assert (response.status_code, "找不到" in text_of(response)) == (404, True)


def test_the_list_keeps_one_state_and_offers_only_the_own_group(liaison):
    (
        new_proposal(),
        return_(new_proposal(content=ProposalContent("new", "x", title="退回的案")), "補", SECRETARY, version=1),
    )
    shown = text_of(liaison.get(at("list") + "?state=returned"))
    assert ("退回的案" in shown, "新案：新的合作案" in shown) == (True, False)
    assert at("new", group().pk) in shown
    assert at("new", group("災防組").pk) not in shown


@pytest.mark.parametrize("number", [1, 5])
def test_the_pages_take_as_many_queries_for_five_proposals_as_for_one(liaison, django_assert_num_queries, number):
    day = meeting_on(date(2001, 7, 10))
    cases = [tracked_case() for _ in range(2 * number)]
    for case in cases[:number]:
        content = ProposalContent("delist", "常態。", case, delist_reason="normalised")
        schedule(new_proposal(content=content), day, SECRETARY, version=1)
        record(case, day, Kind.DELISTED)
    freeze(day)
    open_reviews(date(2002, 7, 1))
    merger = ProposalContent("merge", "併", cases[number], (*cases[number:], tracked_case()), "併案")
    proposal = new_proposal(content=merger)
    with django_assert_num_queries(LIST_QUERIES):
        liaison.get(at("list"))
    with django_assert_num_queries(DETAIL_QUERIES):
        liaison.get(at("detail", proposal.pk))
    with django_assert_num_queries(REVIEWS_QUERIES):
        liaison.get(at("reviews"))
