"""The one write path of proposals and yearly reviews, with the table of what may follow what.

Who may take a step is the caller's question; whether it is possible is answered here, in Chinese. A proposal on an
agenda decides nothing: the meeting does, by rows of the ledger.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from cases.models import GOING_ON, Case, Kind, StatusChange
from groups.actors import Actor
from groups.models import IssueGroup
from meetings.models import (
    DelistReason,
    Meeting,
    Proposal,
    ProposalKind,
    ProposalState,
    ProposalStep,
    RegularReview,
)
from meetings.models.proposals import AT_A_MEETING, REASON_LIMIT
from platform_site.shared.locking.versions import locked
from platform_site.shared.refusals import Refusal

TRANSITIONS: dict[str, frozenset[str]] = {
    "": frozenset({ProposalState.PROPOSED}),
    ProposalState.PROPOSED: frozenset({ProposalState.SCHEDULED, ProposalState.RETURNED, ProposalState.WITHDRAWN}),
    ProposalState.RETURNED: frozenset({ProposalState.PROPOSED, ProposalState.WITHDRAWN}),
    # Taken off an agenda again, moved to another one, or left without its meeting, as long as that is a draft.
    ProposalState.SCHEDULED: frozenset(
        {
            ProposalState.SCHEDULED,
            ProposalState.RETURNED,
            ProposalState.PROPOSED,
            ProposalState.ADOPTED,
            ProposalState.DEFERRED,
        }
    ),
    # Undone at the sitting, or left without its meeting, while that is a draft; what was put off may be taken up again.
    ProposalState.ADOPTED: frozenset({ProposalState.SCHEDULED, ProposalState.PROPOSED}),
    ProposalState.DEFERRED: frozenset({ProposalState.SCHEDULED, ProposalState.PROPOSED, ProposalState.RETURNED}),
    ProposalState.WITHDRAWN: frozenset(),
}
DECIDED = (ProposalState.ADOPTED, ProposalState.DEFERRED)
REVIEW_AHEAD = timedelta(days=60)
TITLE_LIMIT = 200


class ProposalError(Refusal):
    """A step of a proposal or review that is refused."""


@dataclass(frozen=True)
class ProposalContent:
    """What a liaison proposes. `merged_cases` are the other cases of a merger."""

    kind: str
    reason: str
    case: Case | None = None
    merged_cases: Sequence[Case] = ()
    title: str = ""
    delist_reason: str = ""


def problems(content: ProposalContent, group: IssueGroup) -> dict[str, str]:
    """What is wrong, as {field: Chinese sentence}; empty where all is well."""
    found: dict[str, str] = {}
    if content.kind not in ProposalKind.values:
        return {"kind": "請選擇提案類別。"}
    if not content.reason.strip():
        found["reason"] = "請說明提案的理由。"
    elif len(content.reason) > REASON_LIMIT:
        found["reason"] = f"最多 {REASON_LIMIT:,} 字，目前 {len(content.reason):,} 字，請刪減。"
    if content.kind == ProposalKind.DELIST:
        if content.delist_reason not in DelistReason.values:
            found["delist_reason"] = "請選擇解列原因。"
    elif not content.title.strip():
        found["title"] = "請填寫案名。"
    elif len(content.title) > TITLE_LIMIT:
        found["title"] = f"案名最多 {TITLE_LIMIT} 字，目前 {len(content.title)} 字。"
    found.update(_wrong_cases(content, group))
    return found


def _wrong_cases(content: ProposalContent, group: IssueGroup) -> dict[str, str]:
    if content.kind == ProposalKind.NEW:
        return {}
    if content.case is None:
        return {"case": "請選擇合作案。"}
    if content.case.group_id != group.pk:
        return {"case": f"「{content.case}」不是{group}的合作案。"}
    if content.case.status not in GOING_ON:
        return {"case": f"「{content.case}」目前未列管，不能提這類提案。"}
    if content.kind == ProposalKind.RENAME and content.title.strip() == content.case.title:
        return {"title": "新案名與現在的案名相同。"}
    if content.kind != ProposalKind.MERGE:
        return {}
    others = [case for case in content.merged_cases if case.pk != content.case.pk]
    if not others:
        return {"merged_cases": "請至少再選擇一個要一併整併的合作案。"}
    for case in others:
        if case.group_id != group.pk or case.status not in GOING_ON:
            return {"merged_cases": f"「{case}」不是{group}列管中的合作案。"}
    return {}


@transaction.atomic
def propose(group: IssueGroup, content: ProposalContent, actor: Actor) -> Proposal:
    """Hand a proposal in for a group and return it. Raises ProposalError with a sentence for every wrong field."""
    proposal = Proposal(group=group, state=ProposalState.PROPOSED)
    _fill(proposal, content)
    proposal.proposed_at = timezone.now()
    proposal.proposed_by_name = actor.name
    _save(proposal, content)
    _trace(proposal, "", ProposalState.PROPOSED, actor, "")
    return proposal


@transaction.atomic
def change(proposal: Proposal, content: ProposalContent, actor: Actor, *, version: int | None) -> Proposal:
    """Change a proposal that is still with its liaison; one that was sent back is thereby handed in again."""
    proposal = _locked(proposal, version)
    if not proposal.is_with_liaison:
        raise ProposalError(f"這件提案目前是「{proposal.get_state_display()}」，不可再修改。")
    before = proposal.state
    _fill(proposal, content)
    proposal.state = ProposalState.PROPOSED
    proposal.version += 1
    _save(proposal, content)
    if before != ProposalState.PROPOSED:
        _trace(proposal, before, ProposalState.PROPOSED, actor, "")
    return proposal


@transaction.atomic
def withdraw(proposal: Proposal, actor: Actor, *, version: int | None) -> Proposal:
    """Take a proposal back for good."""
    return _move(_locked(proposal, version), ProposalState.WITHDRAWN, actor)


@transaction.atomic
def schedule(
    proposal: Proposal,
    meeting: Meeting,
    actor: Actor,
    *,
    version: int | None,
    comment: str = "",
) -> Proposal:
    """Take a proposal onto the agenda of a coming meeting (a draft), or move it to another one's."""
    proposal = _locked(proposal, version)
    refuse_decided(proposal)
    current = Meeting.objects.select_for_update(of=("self",)).filter(pk=meeting.pk).first()
    if current is None:
        raise ProposalError(f"{meeting}的草稿剛被刪除，不能再列入提案。", {"meeting": "請選擇其他會議。"})
    if current.level.platform_id != proposal.group.platform_id or current.group_id not in (None, proposal.group_id):
        raise ProposalError(f"{current}不討論{proposal.group}的提案。", {"meeting": "請選擇該組所屬平臺的會議。"})
    if current.is_final:
        raise ProposalError(f"{current}的紀錄已定稿，不可再列入提案。", {"meeting": "請選擇尚未定稿的會議。"})
    proposal.meeting = current
    return _move(proposal, ProposalState.SCHEDULED, actor, comment)


@transaction.atomic
def return_(proposal: Proposal, comment: str, actor: Actor, *, version: int | None) -> Proposal:
    """Send a proposal back with a comment (required), off an agenda too while that meeting is a draft."""
    if not comment.strip():
        raise ProposalError("退回時須說明理由。", {"comment": "請說明退回的理由，聯絡人才知道如何修改。"})
    if len(comment) > REASON_LIMIT:
        raise ProposalError("退回意見過長。", {"comment": f"最多 {REASON_LIMIT:,} 字，目前 {len(comment):,} 字。"})
    proposal = _locked(proposal, version)
    refuse_decided(proposal)
    proposal.meeting = None
    return _move(proposal, ProposalState.RETURNED, actor, comment.strip())


@transaction.atomic
def adopt(proposal: Proposal, actor: Actor, *, version: int | None, title: str = "") -> Proposal:
    """Note that the meeting whose agenda it is on adopted a proposal, under another `title` where one is given.

    What follows of it, rows of the ledger, is written by `meetings/sitting/`, which calls this in its transaction.
    """
    proposal = _locked(proposal, version)
    title = title.strip()
    if len(title) > TITLE_LIMIT:
        raise ProposalError(
            f"修正後的案名最多 {TITLE_LIMIT} 字，目前 {len(title)} 字。", {"title": f"請刪減至 {TITLE_LIMIT} 字以內。"}
        )
    proposal.decided_title = title if title != proposal.title else ""
    return _decide(proposal, ProposalState.ADOPTED, actor)


@transaction.atomic
def defer(proposal: Proposal, actor: Actor, *, version: int | None) -> Proposal:
    """Note that the meeting whose agenda it is on put a proposal off."""
    return _decide(_locked(proposal, version), ProposalState.DEFERRED, actor)


@transaction.atomic
def reopen(proposal: Proposal, meeting: Meeting, actor: Actor, *, version: int | None) -> Proposal:
    """Take back what `meeting`, still a draft, decided on a proposal: it is on that agenda again, undecided.

    A proposal that was sent back there is fetched back too, unless its liaison has moved it on since.
    """
    proposal = _locked(proposal, version)
    undecided = f"撤回{meeting}的決定，恢復為待議決。"
    if proposal.state == ProposalState.RETURNED:
        proposal.meeting = meeting
        return _enter(proposal, ProposalState.SCHEDULED, actor, undecided)
    if proposal.state not in DECIDED or proposal.meeting_id != meeting.pk:
        raise ProposalError(f"這件提案目前是「{proposal.get_state_display()}」，不是{meeting}的決定，無從撤回。")
    return _move(proposal, ProposalState.SCHEDULED, actor, undecided)


@transaction.atomic
def unschedule_all(meeting: Meeting, actor: Actor) -> int:
    """Take every proposal off the agenda of a draft that is to be deleted; returns how many.

    Each waits for the secretariat again, as before it was scheduled, and a step records why.
    """
    proposals = list(Proposal.objects.select_for_update().filter(meeting=meeting).order_by("pk"))
    for proposal in proposals:
        proposal.meeting = None
        _move(proposal, ProposalState.PROPOSED, actor, f"{meeting}的草稿已刪除，這件提案恢復為待排入議程。")
    return len(proposals)


def agenda_meetings(group: IssueGroup) -> QuerySet[Meeting]:
    """The coming meetings that a proposal of `group` can be taken onto: its platform's and its own, oldest first."""
    own = Q(group__isnull=True) | Q(group=group)
    return Meeting.objects.filter(own, state=Meeting.State.DRAFT, level__platform=group.platform_id).in_order()


@transaction.atomic
def open_reviews(today: date) -> list[RegularReview]:
    """Make the yearly reviews that fall due by `today` plus 60 days where they are missing; returns the new ones.

    A case gets one for every year after the meeting that delisted it on a proposal for 轉常態合作, until an outcome
    other than 持續常態合作 ends it or the case is on the list again. Idempotent.
    """
    made = []
    for proposal in _regular_cooperation():
        # The database requires both of a delisting that is scheduled.
        assert proposal.case is not None and proposal.meeting is not None
        reviews = {review.due_on: review for review in proposal.reviews.all()}
        if any(review.outcome not in ("", RegularReview.Outcome.CONTINUE) for review in reviews.values()):
            continue
        of_proposal = {"case": proposal.case, "group": proposal.group, "proposal": proposal}
        for due_on in _yearly(proposal.meeting.held_on, today + REVIEW_AHEAD):
            if due_on not in reviews:
                made.append(RegularReview.objects.create(**of_proposal, due_on=due_on))
    return made


@transaction.atomic
def review(row: RegularReview, outcome: str, text: str, actor: Actor, *, version: int | None) -> RegularReview:
    """Write what a yearly review found; it may be written again. Raises ProposalError for a missing answer."""
    found = {}
    if outcome not in RegularReview.Outcome.values:
        found["outcome"] = "請選擇檢視結果。"
    if not text.strip():
        found["text"] = "請說明這一年的辦理情形。"
    elif len(text) > REASON_LIMIT:
        found["text"] = f"最多 {REASON_LIMIT:,} 字，目前 {len(text):,} 字，請刪減。"
    if found:
        raise ProposalError(f"有 {len(found)} 處須補正。", found)
    current = locked(RegularReview.objects.all(), row.pk, version)
    current.outcome, current.text = outcome, text.strip()
    current.reviewed_at, current.reviewed_by_name = timezone.now(), actor.name
    current.version += 1
    current.save()
    return current


def _regular_cooperation() -> QuerySet[Proposal]:
    delistings = StatusChange.objects.finalised().filter(kind=Kind.DELISTED)
    delisted_there = delistings.filter(case=OuterRef("case"), meeting=OuterRef("meeting"))
    return (
        Proposal.objects.filter(
            Exists(delisted_there),
            kind=ProposalKind.DELIST,
            delist_reason=DelistReason.NORMALISED,
            state__in=AT_A_MEETING,
            case__status=Kind.DELISTED,
        )
        .select_related("case", "group", "meeting__level", "meeting__group")
        .prefetch_related("reviews")
        .order_by("pk")
    )


def _yearly(start: date, until: date) -> list[date]:
    # 29 February falls on the 28th in other years.
    days = (
        date(year, start.month, 28 if (start.month, start.day) == (2, 29) else start.day)
        for year in range(start.year + 1, until.year + 1)
    )
    return [day for day in days if day <= until]


def _fill(proposal: Proposal, content: ProposalContent) -> None:
    found = problems(content, proposal.group)
    if found:
        raise ProposalError(f"有 {len(found)} 處須補正，尚未送出。", found)
    delisting = content.kind == ProposalKind.DELIST
    proposal.kind = content.kind
    proposal.case = None if content.kind == ProposalKind.NEW else content.case
    proposal.title = "" if delisting else content.title.strip()
    proposal.delist_reason = content.delist_reason if delisting else ""
    proposal.reason = content.reason.strip()


def _save(proposal: Proposal, content: ProposalContent) -> None:
    proposal.save()
    merging = content.kind == ProposalKind.MERGE
    others = [case for case in content.merged_cases if case.pk != proposal.case_id] if merging else []
    proposal.merged_cases.set(others)


def _locked(proposal: Proposal, version: int | None) -> Proposal:
    related = Proposal.objects.select_related("group", "case", "meeting__level", "meeting__group")
    return locked(related, proposal.pk, version)


def refuse_decided(proposal: Proposal) -> None:
    """Raise ProposalError where the meeting has the say: one that is final, or a draft that has decided already.

    What a finalised meeting put off may be taken up again.
    """
    meeting = proposal.meeting
    if meeting is None:
        return
    if meeting.is_final and proposal.state != ProposalState.DEFERRED:
        raise ProposalError(f"這件提案已列入{meeting}，該次紀錄已定稿，不可再更動。")
    if not meeting.is_final and proposal.state in DECIDED:
        raise ProposalError(f"{meeting}已登錄「{proposal.get_state_display()}」，請在該次會議的議決畫面撤回後再辦理。")


def _decide(proposal: Proposal, state: str, actor: Actor) -> Proposal:
    meeting = proposal.meeting
    if meeting is None or proposal.state != ProposalState.SCHEDULED:
        raise ProposalError(f"這件提案目前是「{proposal.get_state_display()}」，沒有列在議程上等待議決。")
    if meeting.is_final:
        raise ProposalError(f"{meeting}的紀錄已定稿，不可再議決提案。")
    return _move(proposal, state, actor, f"於{meeting}議決。")


def _move(proposal: Proposal, state: str, actor: Actor, comment: str = "") -> Proposal:
    if state not in TRANSITIONS[proposal.state]:
        wanted = ProposalState(state).label
        raise ProposalError(f"這件提案目前是「{proposal.get_state_display()}」，不可改為「{wanted}」。")
    return _enter(proposal, state, actor, comment)


def _enter(proposal: Proposal, state: str, actor: Actor, comment: str) -> Proposal:
    _trace(proposal, proposal.state, state, actor, comment)
    if state != ProposalState.ADOPTED:
        proposal.decided_title = ""
    proposal.state = state
    proposal.version += 1
    proposal.save()
    return proposal


def _trace(proposal: Proposal, before: str, after: str, actor: Actor, comment: str) -> None:
    ProposalStep.objects.create(
        proposal=proposal,
        from_state=before,
        to_state=after,
        comment=comment,
        actor=actor.user,
        actor_name=actor.name,
        at=timezone.now(),
    )
