"""Demonstration data: a few proposals in every state that needs no coming meeting, each marked 〔示範資料〕."""

from __future__ import annotations

from django.db import transaction

from cases.models import Case
from cases.reporting.demo import LIAISON, MARK, SECRETARIAT
from groups.models import IssueGroup
from meetings.models import DelistReason, Proposal, ProposalKind
from meetings.proposals.workflow import TITLE_LIMIT, ProposalContent, propose, return_


@transaction.atomic
def load_demo_proposals() -> int:
    """Hand in three proposals of the first three groups; returns how many. Does nothing where any exist."""
    if Proposal.objects.exists():
        return 0
    tracked = (Case.objects.tracked().filter(group=group).first() for group in IssueGroup.objects.all()[:3])
    cases = [case for case in tracked if case]
    if len(cases) < 3:
        return 0
    first, second, third = cases
    goal_met = f"{MARK}階段性目標已達成，後續由四市以常態合作機制辦理。"
    delisting = ProposalContent(ProposalKind.DELIST, goal_met, first, delist_reason=DelistReason.NORMALISED)
    propose(first.group, delisting, LIAISON)
    wanted, new_title = f"{MARK}四市均有需求，擬新增列管。", f"{MARK}跨市聯合演練資料共享"
    propose(second.group, ProposalContent(ProposalKind.NEW, wanted, title=new_title), LIAISON)
    changed, new_title = f"{MARK}配合計畫內容調整案名。", f"{MARK}{third.title}"[:TITLE_LIMIT]
    renaming = propose(third.group, ProposalContent(ProposalKind.RENAME, changed, third, title=new_title), LIAISON)
    return_(renaming, f"{MARK}請先與其他三市確認新案名。", SECRETARIAT, version=renaming.version)
    return 3
