"""What the secretariat records at the sitting: one function for each decision, each one transaction and one step.

A decision on a proposal is the proposal's state and the ledger rows it means, written together. Every step can be
taken back by `undoing.undo_last`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from cases.ledger import writing as ledger
from cases.models import Case
from groups.actors import Actor
from groups.models import IssueGroup
from meetings.models import Meeting, Proposal, ProposalState, SittingStep
from meetings.proposals import workflow
from meetings.proposals.workflow import DECIDED
from meetings.record.drafts import fit_wordings
from meetings.sitting import notes
from meetings.sitting.book import Book, SittingError
from meetings.sitting.register import KnownCase
from platform_site.shared.locking.versions import StaleRow
from platform_site.shared.roc import clock

LABEL_LIMIT = 300


class Overtaken(SittingError):
    """Another user decided first."""


@transaction.atomic
def adopt(proposal: Proposal, actor: Actor, *, version: int | None, title: str = "") -> SittingStep:
    """同意, or 修正 where the meeting amends the title. Raises SittingError, LedgerError or ProposalError.

    Overtaken, a SittingError, says who decided what where another user came first.
    """
    return _adopt([(proposal, version)], actor, title)


@transaction.atomic
def adopt_all(proposals: Sequence[tuple[Proposal, int | None]], actor: Actor) -> SittingStep:
    """同意 of several proposals of one group, each with the version seen, as one step; raises as `adopt` does."""
    if not proposals:
        raise SittingError("這一組沒有待議決的提案。")
    return _adopt(proposals, actor)


@transaction.atomic
def defer(proposal: Proposal, actor: Actor, *, version: int | None) -> SittingStep:
    """緩議: the proposal is put off, and the group's minutes say so in the standing sentence."""
    proposal = _taken(proposal, "緩議", lambda: workflow.defer(proposal, actor, version=version))
    meeting = _meeting_of(proposal)
    ledger.refuse_final(meeting)
    item = notes.put_off(meeting, proposal)
    undo = {"proposals": [_pair(proposal)], "items": [item.pk]}
    return _step(meeting, proposal.group, f"緩議{_named(proposal)}", undo, actor)


@transaction.atomic
def return_to_group(proposal: Proposal, actor: Actor, *, version: int | None, comment: str = "") -> SittingStep:
    """退回小組 with a comment for its liaison; the default one names the meeting."""
    meeting = _meeting_of(proposal)
    said = comment.strip() or default_comment(meeting)
    proposal = _taken(proposal, "退回小組", lambda: workflow.return_(proposal, said, actor, version=version))
    ledger.refuse_final(meeting)
    return _step(meeting, proposal.group, f"退回小組{_named(proposal)}", {"proposals": [_pair(proposal)]}, actor)


def default_comment(meeting: Meeting) -> str:
    """What a liaison reads about a proposal that was sent back without a word."""
    return f"{meeting}決議退回小組研議後再行提案。"


def merge(meeting: Meeting, group: IssueGroup, cases: Iterable[Case], title: str, actor: Actor) -> SittingStep:
    """整併 of cases of the group that are on the list into the one that `title` names, a new one where none has it."""
    chosen = list(cases)
    return decide(meeting, group, actor, lambda book: book.merge([_known(book, case) for case in chosen], title))


def move(meeting: Meeting, group: IssueGroup, case: Case, to_group: IssueGroup, actor: Actor) -> SittingStep:
    """移列 of a case of the group to another one."""
    return decide(meeting, group, actor, lambda book: book.move(_known(book, case), to_group))


def rename(meeting: Meeting, group: IssueGroup, case: Case, title: str, actor: Actor) -> SittingStep:
    """更名 of a case of the group."""
    return decide(meeting, group, actor, lambda book: book.rename(_known(book, case), title))


def add_subcase(meeting: Meeting, group: IssueGroup, parent: Case, title: str, actor: Actor) -> SittingStep:
    """子案 of a case of the group."""
    return decide(meeting, group, actor, lambda book: book.add_subcase(_known(book, parent), title))


@transaction.atomic
def decide(meeting: Meeting, group: IssueGroup, actor: Actor, fill: Callable[[Book], None]) -> SittingStep:
    """One step without a proposal: what `fill` puts into the book. Raises SittingError or LedgerError."""
    ledger.refuse_final(meeting)
    book = Book(meeting, group, actor)
    fill(book)
    label = book.labels[0] if len(book.labels) == 1 else f"{len(book.labels)}項：{'、'.join(book.labels)}"
    return _step(meeting, group, label, book.write(), actor)


def _adopt(proposals: Sequence[tuple[Proposal, int | None]], actor: Actor, title: str = "") -> SittingStep:
    adopted = [_adopted(proposal, version, actor, title) for proposal, version in proposals]
    meeting, group = _meeting_of(adopted[0]), adopted[0].group
    ledger.refuse_final(meeting)
    book = Book(meeting, group, actor)
    for proposal in adopted:
        book.adopt(proposal)
    undo = book.write() | {"proposals": [_pair(proposal) for proposal in adopted]}
    how = "修正後同意" if adopted[0].decided_title else "同意"
    label = f"{how}{book.labels[0]}" if len(adopted) == 1 else f"同意{len(adopted)}件：{'、'.join(book.labels)}"
    return _step(meeting, group, label, undo, actor)


def _adopted(proposal: Proposal, version: int | None, actor: Actor, title: str) -> Proposal:
    return _taken(proposal, "同意", lambda: workflow.adopt(proposal, actor, version=version, title=title))


def _taken(proposal: Proposal, wanted: str, take: Callable[[], Proposal]) -> Proposal:
    """The proposal after the step. Raises Overtaken, which names who decided what, for a version seen too long ago."""
    try:
        return take()
    except StaleRow as error:
        raise Overtaken(_who_decided(proposal, wanted)) from error


def _who_decided(proposal: Proposal, wanted: str) -> str:
    current = Proposal.objects.select_related("case").filter(pk=proposal.pk).first()
    if current is None:
        return f"「{proposal}」已被刪除，您的「{wanted}」沒有登錄。"
    last = current.steps.order_by("at", "pk").last()
    state = current.get_state_display()
    if last is not None and (current.state in DECIDED or current.state == ProposalState.RETURNED):
        when = clock(timezone.localtime(last.at).time())
        decided = f"「{current}」已由{last.actor_name}於{when}登錄為「{state}」"
        return f"{decided}，您的「{wanted}」沒有登錄；如要更改，請先撤回。"
    return f"「{current}」在您開啟畫面後有變動（現為「{state}」），您的「{wanted}」沒有登錄，請看過後再決定一次。"


def _meeting_of(proposal: Proposal) -> Meeting:
    if proposal.meeting is None:
        raise Overtaken(_who_decided(proposal, "決定"))
    return proposal.meeting


def _known(book: Book, case: Case) -> KnownCase:
    if case.pk not in book.register.cases:
        raise SittingError(f"「{case}」不是{book.group}的合作案，請重新選擇。", {"case": "請重新選擇合作案。"})
    return book.register.cases[case.pk]


def _named(proposal: Proposal) -> str:
    """新案「…」, as a step says what it was about."""
    return f"{proposal.get_kind_display()}「{proposal.title or proposal.case}」"


def _pair(proposal: Proposal) -> list[int]:
    return [proposal.pk, proposal.version]


def _step(meeting: Meeting, group: IssueGroup, label: str, undo: dict[str, Any], actor: Actor) -> SittingStep:
    fit_wordings(meeting)
    short = label if len(label) <= LABEL_LIMIT else f"{label[: LABEL_LIMIT - 1]}…"
    return SittingStep.objects.create(meeting=meeting, group=group, label=short, undo=undo, actor_name=actor.name)
