"""Decisions at the sitting: what each one writes, what the minutes then say, what is refused, and taking it back."""

from datetime import date

import pytest
from django.db import transaction

from cases.ledger import writing as ledger
from cases.ledger.writing import LedgerError
from cases.models import Case, CaseTitle, Kind, StatusChange, Succession
from groups.actors import Actor
from meetings.models import Clause, ClauseItem, Proposal, SittingStep
from meetings.proposals.workflow import ProposalContent, ProposalError, change, return_, schedule
from meetings.record.drafts import discard
from meetings.sitting import decisions
from meetings.sitting.book import SittingError
from meetings.sitting.decisions import Overtaken
from meetings.sitting.undoing import last_step, undo_last
from tests.cases.reporting.rows import LIAISON, SECRETARY
from tests.factories import freeze, group, record
from tests.meetings.sitting.rows import counted, delisting, listed, new, part_of, scheduled, sixth

pytestmark = pytest.mark.django_db
OTHER = Actor("另一位幕僚")


@pytest.fixture
def meeting():
    return sixth()


def refused(step, *args, error=SittingError, **kwargs):
    with pytest.raises(error) as caught, transaction.atomic():
        step(*args, **kwargs)
    return str(caught.value)


def adopt(proposal, **options):
    return decisions.adopt(proposal, SECRETARY, version=proposal.version, **options)


def undo(meeting):
    return undo_last(meeting, SECRETARY, seen=last_step(meeting).pk)


def state_of(proposal):
    proposal.refresh_from_db()
    return (proposal.state, proposal.decided_title, proposal.meeting_id)


def everything(meeting):
    """All that a step may touch, for comparing before and after it was taken back."""
    clauses = Clause.objects.filter(group_resolution__meeting=meeting).order_by("group_resolution", "position")
    return (
        counted(meeting),
        list(Case.objects.order_by("pk").values_list("pk", "title")),
        list(CaseTitle.objects.order_by("pk").values_list("case", "title")),
        list(clauses.values_list("group_resolution", "position", "kind", "wording")),
        list(Proposal.objects.order_by("pk").values_list("pk", "state", "meeting", "decided_title")),
        Succession.objects.count(),
        ClauseItem.objects.count(),
    )


def test_an_adopted_new_case_is_added_and_printed(meeting):
    proposal = new(meeting)
    step = adopt(proposal)

    row = meeting.changes.get(kind=Kind.ADDED)
    assert (row.case.title, row.group.name, row.actor_name) == ("跨市聯合演練資料共享", "交通組", "測試幕僚")
    assert state_of(proposal) == ("adopted", "", meeting.pk)
    assert part_of(meeting) == ["1.同意新增1案：「跨市聯合演練資料共享」。", "2.其餘12案持續列管。"]
    assert (str(step), step.actor_name) == ("同意新增「跨市聯合演練資料共享」", "測試幕僚")


def test_an_amended_title_is_the_one_recorded_and_the_proposed_one_stays(meeting):
    proposal = new(meeting)
    step = adopt(proposal, title="跨市聯合演練資料交換")

    assert meeting.changes.get(kind=Kind.ADDED).case.title == "跨市聯合演練資料交換"
    assert state_of(proposal) == ("adopted", "跨市聯合演練資料交換", meeting.pk)
    assert proposal.title == "跨市聯合演練資料共享"
    assert str(step) == "修正後同意新增「跨市聯合演練資料交換」"


def test_an_adopted_delisting_takes_the_case_off_the_list(meeting):
    case = listed()[0]
    adopt(delisting(meeting, case))

    assert meeting.changes.get(case=case).kind == Kind.DELISTED
    title = "".join(case.title.split())
    assert part_of(meeting) == [f"1.同意解列1案：「{title}」。", "2.其餘11案持續列管。"]


def test_an_adopted_renaming_prints_both_titles(meeting):
    case = listed()[0]
    adopt(scheduled(meeting, ProposalContent("rename", "配合計畫。", case, title="新的案名")))

    row = meeting.changes.get(case=case)
    assert (row.kind, row.printed_title, row.former_title) == (Kind.RENAMED, "新的案名", case.title)
    assert part_of(meeting)[0] == f"1.原「{''.join(case.title.split())}」更名為「新的案名」，並持續列管。"


def test_an_adopted_merger_ends_its_cases_in_a_new_one(meeting):
    one, other = listed()[:2]
    adopt(scheduled(meeting, ProposalContent("merge", "性質相近。", one, [other], "合併後的案名")))

    result = Case.objects.get(title="合併後的案名")
    kinds = dict(meeting.changes.filter(case__in=[one, other, result]).values_list("case", "kind"))
    assert kinds == {one.pk: Kind.MERGED, other.pk: Kind.MERGED, result.pk: Kind.TRACKED}
    assert meeting.changes.get(case=result).effect == "result"
    assert {row.predecessor for row in Succession.objects.filter(successor=result)} == {one, other}
    assert part_of(meeting)[0].endswith("等2案整併為「合併後的案名」1案，並持續列管。")
    assert part_of(meeting)[1] == "2.其餘11案持續列管。"


def test_a_merger_into_one_of_its_own_cases_lets_that_one_go_on(meeting):
    one, other = listed()[:2]
    adopt(scheduled(meeting, ProposalContent("merge", "性質相近。", one, [other], one.title)))

    kinds = dict(meeting.changes.filter(case__in=[one, other]).values_list("case", "kind"))
    assert kinds == {one.pk: Kind.TRACKED, other.pk: Kind.MERGED}
    assert meeting.changes.get(case=one).effect == ""


def test_an_adopted_subcase_stands_below_its_parent_and_is_not_counted(meeting):
    parent = listed()[0]
    adopt(scheduled(meeting, ProposalContent("subcase", "細分。", parent, title="子案之一")))

    row = meeting.changes.get(printed_title="子案之一")
    assert (row.case.parent, row.kind, row.is_subcase) == (parent, Kind.TRACKED, True)
    assert part_of(meeting)[0] == f"1.同意「{''.join(parent.title.split())}」新增1子案「子案之一」，並持續列管。"
    assert part_of(meeting)[1] == "2.其餘12案持續列管。"


def test_deferred_proposals_share_the_standing_sentence(meeting):
    first, second = new(meeting, "甲提案"), new(meeting, "乙提案")
    decisions.defer(first, SECRETARY, version=2)
    assert part_of(meeting) == ["1.「甲提案」待四市有共識後再行提案。", "2.其餘12案持續列管。"]

    decisions.defer(second, SECRETARY, version=2)
    assert part_of(meeting) == ["1.「甲提案」及「乙提案」待四市有共識後再行提案。", "2.其餘12案持續列管。"]
    assert state_of(first) == ("deferred", "", meeting.pk)

    undo(meeting)
    assert part_of(meeting)[0] == "1.「甲提案」待四市有共識後再行提案。"
    undo(meeting)
    assert part_of(meeting) == ["12案持續列管。"]
    assert state_of(first) == ("scheduled", "", meeting.pk)


def test_a_returned_proposal_tells_the_liaison_which_meeting_sent_it_back(meeting):
    proposal = new(meeting)
    decisions.return_to_group(proposal, SECRETARY, version=2)

    assert state_of(proposal) == ("returned", "", None)
    assert proposal.steps.last().comment == "第6次副市長層級會議決議退回小組研議後再行提案。"
    undo(meeting)
    assert state_of(proposal) == ("scheduled", "", meeting.pk)
    decisions.return_to_group(proposal, SECRETARY, version=proposal.version, comment="請補充經費。")
    assert proposal.steps.last().comment == "請補充經費。"


def test_a_whole_list_is_adopted_as_one_step_and_taken_back_as_one(meeting):
    proposals = [new(meeting, "甲提案"), new(meeting, "乙提案"), delisting(meeting)]
    before = everything(meeting)
    step = decisions.adopt_all([(row, row.version) for row in proposals], SECRETARY)

    assert meeting.changes.exclude(printed_title="").count() == 3
    assert str(step).startswith("同意3件：新增「甲提案」、新增「乙提案」、解列「")
    undo(meeting)
    assert everything(meeting) == before


def test_one_refused_proposal_of_a_list_leaves_all_as_they_were(meeting):
    proposals = [new(meeting, "甲提案"), new(meeting, listed()[0].title)]
    before = everything(meeting)

    said = refused(decisions.adopt_all, [(row, row.version) for row in proposals], SECRETARY)

    assert said == f"「{listed()[0].title}」已在列管中，不可再新增。"
    assert everything(meeting) == before
    assert not SittingStep.objects.exists()
    assert refused(decisions.adopt_all, [], SECRETARY) == "這一組沒有待議決的提案。"


def test_two_proposals_of_one_title_are_not_two_cases(meeting):
    proposals = [new(meeting, "甲提案"), new(meeting, "「甲提案」")]
    assert refused(decisions.adopt_all, [(row, row.version) for row in proposals], SECRETARY) == (
        "「「甲提案」」在這一步裡出現兩次，請改列一次。"
    )
    adopt(proposals[0])
    assert refused(adopt, proposals[1]) == "「甲提案」本次會議已登錄為「新增」。"


def test_a_case_delisted_before_comes_back_under_its_own_title(meeting):
    gone = Case.objects.filter(status=Kind.DELISTED, group__name="交通組").first()
    adopt(new(meeting, gone.title))

    assert meeting.changes.get(kind=Kind.ADDED).case == gone
    undo(meeting)
    assert not meeting.changes.filter(case=gone).exists()
    assert Case.objects.filter(pk=gone.pk).exists()


def test_a_case_decided_on_already_is_not_decided_on_again(meeting):
    case = listed()[0]
    first, second = delisting(meeting, case), scheduled(meeting, ProposalContent("rename", "x", case, title="新名"))
    adopt(first)
    assert refused(adopt, second) == f"「{case.title}」本次會議已登錄為「解列」，如要更改請先撤回。"
    assert state_of(second)[0] == "scheduled"


def test_too_long_an_amended_title_is_refused_beside_its_field(meeting):
    proposal = new(meeting)
    with pytest.raises(ProposalError) as caught:
        adopt(proposal, title="長" * 201)
    assert str(caught.value) == "修正後的案名最多 200 字，目前 201 字。"
    assert caught.value.fields == {"title": "請刪減至 200 字以內。"}


def test_the_second_secretary_reads_who_decided_what(meeting):
    proposal = new(meeting)
    decisions.defer(proposal, OTHER, version=2)

    said = refused(decisions.adopt, proposal, SECRETARY, version=2, error=Overtaken)

    assert said.startswith("「新案：跨市聯合演練資料共享」已由另一位幕僚於")
    assert said.endswith("登錄為「會議緩議」，您的「同意」沒有登錄；如要更改，請先撤回。")
    assert not meeting.changes.filter(kind=Kind.ADDED).exists()


def test_a_proposal_moved_since_is_to_be_looked_at_again(meeting):
    proposal = new(meeting)
    schedule(proposal, meeting, OTHER, version=2)
    said = refused(decisions.return_to_group, proposal, SECRETARY, version=2, error=Overtaken)
    assert said == (
        "「新案：跨市聯合演練資料共享」在您開啟畫面後有變動（現為「列入議程」），"
        "您的「退回小組」沒有登錄，請看過後再決定一次。"
    )


def test_what_is_not_on_the_agenda_is_not_decided(meeting):
    proposal = return_(new(meeting), "請補充。", SECRETARY, version=2)
    assert refused(adopt, proposal, error=ProposalError) == ("這件提案目前是「已退回」，沒有列在議程上等待議決。")


def test_a_final_meeting_decides_nothing_and_undoes_nothing(meeting):
    proposal, other = new(meeting), new(meeting, "乙提案")
    step = adopt(proposal)
    freeze(meeting)
    assert refused(adopt, other, error=ProposalError) == "第6次副市長層級會議的紀錄已定稿，不可再議決提案。"
    with pytest.raises((LedgerError, ProposalError, SittingError)) as caught, transaction.atomic():
        undo_last(meeting, SECRETARY, seen=step.pk)
    assert "已定稿，不可再更動" in str(caught.value)


@pytest.mark.parametrize("kind", ["new", "delist", "rename", "merge", "subcase"])
def test_an_undone_adoption_leaves_nothing_behind(meeting, kind):
    one, other = listed()[:2]
    contents = {
        "new": ProposalContent("new", "x", title="甲提案"),
        "delist": ProposalContent("delist", "x", one, delist_reason="completed"),
        "rename": ProposalContent("rename", "x", one, title="新名"),
        "merge": ProposalContent("merge", "x", one, [other], "合併案"),
        "subcase": ProposalContent("subcase", "x", one, title="子案之一"),
    }
    proposal = scheduled(meeting, contents[kind])
    before = everything(meeting)
    adopt(proposal, title="修正後的案名" if kind != "delist" else "")
    assert everything(meeting) != before

    step = undo(meeting)

    assert everything(meeting) == before
    assert (step.undone_by_name, step.undone_at is not None) == ("測試幕僚", True)
    assert last_step(meeting) is None
    adopt(Proposal.objects.get(pk=proposal.pk))


def test_mergers_moves_renamings_and_subcases_are_decisions_of_their_own(meeting):
    one, two, three, four, five = listed()[:5]
    before = everything(meeting)
    transport, education = group(), group("教育文化組")
    decisions.merge(meeting, transport, [one, two], "合併案", SECRETARY)
    decisions.move(meeting, transport, three, education, SECRETARY)
    decisions.rename(meeting, transport, four, "更名案", SECRETARY)
    decisions.add_subcase(meeting, transport, five, "子案之一", SECRETARY)

    assert [line[:2] for line in part_of(meeting)] == ["1.", "2.", "3.", "4.", "5."]
    assert part_of(meeting)[-1] == "5.其餘10案持續列管。"
    assert part_of(meeting)[2] == f"3.同意「{''.join(three.title.split())}」等1案移列至教育文化組持續列管。"
    labels = [str(step) for step in meeting.sitting_steps.all()]
    assert labels[1:] == [
        f"「{three.title}」移列至教育文化組",
        f"「{four.title}」更名為「更名案」",
        f"「{five.title}」新增子案「子案之一」",
    ]
    for _ in range(4):
        undo(meeting)
    assert everything(meeting) == before


def test_a_group_whose_only_decision_is_a_move_prints_the_rest_with_a_number(meeting):
    case = listed()[0]
    decisions.move(meeting, group(), case, group("教育文化組"), SECRETARY)
    assert part_of(meeting) == [
        f"1.同意「{''.join(case.title.split())}」等1案移列至教育文化組持續列管。",
        "2.其餘11案持續列管。",
    ]
    assert part_of(meeting, "教育文化組") == ["3案持續列管。"]


def test_an_undo_after_the_row_was_withdrawn_elsewhere_takes_back_what_is_left(meeting):
    proposal = new(meeting)
    before = everything(meeting)
    adopt(proposal)
    ledger.withdraw(meeting.changes.get(kind=Kind.ADDED), SECRETARY)
    undo(meeting)
    assert everything(meeting) == before


def test_what_a_decision_of_its_own_lacks_is_said(meeting):
    one, two = listed()[:2]
    foreign, gone = listed("災防組")[0], Case.objects.filter(status=Kind.DELISTED, group__name="交通組").first()
    own = (meeting, group())
    assert refused(decisions.merge, *own, [one], "合併案", SECRETARY) == "整併至少要選兩個合作案。"
    assert refused(decisions.rename, *own, one, " ", SECRETARY) == "請填寫案名。"
    assert refused(decisions.rename, *own, one, two.title, SECRETARY) == (
        f"交通組已有「{two.title}」，請改用其他案名。"
    )
    assert refused(decisions.move, *own, foreign, group("教育文化組"), SECRETARY) == (
        f"「{foreign}」不是交通組的合作案，請重新選擇。"
    )
    assert refused(decisions.add_subcase, *own, gone, "子案", SECRETARY) == (
        f"「{gone.title}」不在列管中，不可增列子案。"
    )
    assert refused(decisions.rename, *own, gone, "新名", SECRETARY) == (
        f"「{gone.title}」不在列管中（先前已登錄「解列」）。"
    )
    assert refused(decisions.move, *own, one, group(), SECRETARY, error=LedgerError) == (
        f"「{one.title}」移列時須選擇另一個議題小組。"
    )


def test_an_undo_is_refused_where_somebody_has_recorded_or_undone_since(meeting):
    first = adopt(new(meeting, "甲提案"))
    second = decisions.adopt(new(meeting, "乙提案"), OTHER, version=2)

    assert refused(undo_last, meeting, SECRETARY, seen=first.pk) == (
        "另一位幕僚剛登錄了「同意新增「乙提案」」，請先看過；要撤回時從最後一項開始。"
    )
    undo_last(meeting, OTHER, seen=second.pk)
    said = refused(undo_last, meeting, SECRETARY, seen=second.pk)
    assert said.startswith("「同意新增「乙提案」」已由另一位幕僚於") and said.endswith("撤回，不必再撤回。")
    assert refused(undo_last, meeting, SECRETARY, seen=None) == "沒有可以撤回的決定。"


def test_an_undo_is_refused_where_a_later_meeting_rests_on_it(meeting):
    adopt(new(meeting))
    later = sixth(held_on=date(2026, 9, 1))
    record(Case.objects.get(title="跨市聯合演練資料共享"), later, Kind.DELISTED)

    assert refused(undo, meeting) == (
        "第7次副市長層級會議已登錄「跨市聯合演練資料共享」為「解列」，請先撤回該筆，再撤回這項決定。"
    )
    assert meeting.changes.filter(kind=Kind.ADDED).count() == 1


def test_an_undo_is_refused_where_somebody_worked_on_the_new_case(meeting):
    adopt(new(meeting))
    Case.objects.filter(title="跨市聯合演練資料共享").update(summary="說明")
    assert refused(undo, meeting) == (
        "「跨市聯合演練資料共享」已有說明或為其他資料引用，請先移除那些資料，再撤回這項決定。"
    )


def test_an_undo_is_refused_where_the_liaison_went_on_with_a_returned_proposal(meeting):
    proposal = new(meeting)
    decisions.return_to_group(proposal, SECRETARY, version=2)
    change(proposal, ProposalContent("new", "已補充。", title="新提案"), LIAISON, version=3)
    assert refused(undo, meeting) == (
        "測試聯絡人已將「新案：新提案」改為「提案中」，這項決定無法撤回；請在提案頁面辦理。"
    )


def test_an_undo_is_refused_where_the_sentence_was_worded_anew(meeting):
    decisions.defer(new(meeting), SECRETARY, version=2)
    Clause.objects.filter(kind="note", group_resolution__meeting=meeting).update(wording="{n}. {titles}下次再議。")
    assert refused(undo, meeting) == ("緩議的條目已在紀錄中改寫，請先在紀錄草稿刪除那一條，再撤回這項決定。")


def test_a_decided_proposal_is_moved_by_nobody_else_until_it_is_undone(meeting):
    proposal, other = new(meeting), new(meeting, "乙提案")
    adopt(proposal)
    decisions.defer(other, SECRETARY, version=2)
    for row, label in ((proposal, "會議同意"), (other, "會議緩議")):
        for step in (
            lambda row=row: schedule(row, meeting, SECRETARY, version=3),
            lambda row=row: return_(row, "x", SECRETARY, version=3),
        ):
            assert refused(step, error=ProposalError) == (
                f"第6次副市長層級會議已登錄「{label}」，請在該次會議的議決畫面撤回後再辦理。"
            )


def test_what_a_finalised_meeting_put_off_may_be_scheduled_again(meeting):
    proposal = new(meeting)
    decisions.defer(proposal, SECRETARY, version=2)
    freeze(meeting)
    later = sixth(held_on=date(2026, 9, 1))
    schedule(proposal, later, SECRETARY, version=3)
    assert state_of(proposal) == ("scheduled", "", later.pk)


def test_a_discarded_draft_gives_its_decided_proposals_back(meeting):
    adopted, deferred = new(meeting), new(meeting, "乙提案")
    adopt(adopted, title="修正後的案名")
    decisions.defer(deferred, SECRETARY, version=2)
    discard(meeting, SECRETARY)
    assert [state_of(row) for row in (adopted, deferred)] == [("proposed", "", None)] * 2
    assert not Case.objects.filter(title="修正後的案名").exists()
    assert not StatusChange.objects.filter(printed_title="修正後的案名").exists()
