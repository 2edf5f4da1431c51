"""Taking the last step of a sitting back, completely: rows, new cases, sentences and the state of its proposals."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from cases.ledger import writing as ledger
from cases.models import Case, StatusChange
from groups.actors import Actor
from meetings.models import Meeting, Proposal, SittingStep
from meetings.proposals import workflow
from meetings.record import leftovers
from meetings.record.drafts import fit_wordings
from meetings.record.leftovers import Brought
from meetings.sitting import notes
from meetings.sitting.book import SittingError
from platform_site.shared.locking.versions import StaleRow
from platform_site.shared.roc import clock


def last_step(meeting: Meeting) -> SittingStep | None:
    """The step that an undo would take back."""
    return meeting.sitting_steps.filter(undone_at__isnull=True).select_related("group").order_by("pk").last()


@transaction.atomic
def undo_last(meeting: Meeting, actor: Actor, *, seen: int | None) -> SittingStep:
    """Take the last step back; `seen` is the step that the user saw as the last one. Returns that step.

    Raises SittingError where there is none, another user has recorded or undone a step since, or something later
    rests on it; LedgerError where the meeting is final or a later meeting's row would contradict what is left.
    """
    step = meeting.sitting_steps.select_for_update(of=("self",)).filter(pk=seen or 0).order_by("pk").first()
    if step is None:
        raise SittingError("沒有可以撤回的決定。")
    if step.undone_at is not None:
        when = clock(timezone.localtime(step.undone_at).time())
        raise SittingError(f"「{step}」已由{step.undone_by_name}於{when}撤回，不必再撤回。")
    for pk, version in step.undo.get("proposals", ()):
        _reopen(pk, version, meeting, actor)
    ledger.refuse_final(meeting)
    latest = last_step(meeting)
    if latest is not None and latest.pk != step.pk:
        raise SittingError(f"{latest.actor_name}剛登錄了「{latest}」，請先看過；要撤回時從最後一項開始。")
    _take_rows_back(step.undo, meeting, actor)
    notes.take_back(step.undo.get("items", []))
    fit_wordings(meeting)
    step.undone_at, step.undone_by_name = timezone.now(), actor.name
    step.save(update_fields=["undone_at", "undone_by_name"])
    return step


def _reopen(pk: int, version: int, meeting: Meeting, actor: Actor) -> None:
    proposal = Proposal.objects.get(pk=pk)
    try:
        workflow.reopen(proposal, meeting, actor, version=version)
    except StaleRow as error:
        current = Proposal.objects.select_related("case").get(pk=pk)
        last = current.steps.order_by("at", "pk").last()
        who = f"{last.actor_name}已將" if last else ""
        raise SittingError(
            f"{who}「{current}」改為「{current.get_state_display()}」，這項決定無法撤回；請在提案頁面辦理。"
        ) from error


def _take_rows_back(undo: dict[str, Any], meeting: Meeting, actor: Actor) -> None:
    new = undo.get("cases", [])
    later = (
        StatusChange.objects.filter(case__in=new)
        .exclude(meeting=meeting)
        .exclude(pk__in=StatusChange.objects.drafts().carried())
    )
    row = later.select_related("case", "meeting__level", "meeting__group").in_order().first()
    if row is not None:
        raise SittingError(
            f"{row.meeting}已登錄「{row.case}」為「{row.get_kind_display()}」，請先撤回該筆，再撤回這項決定。"
        )
    rows = meeting.changes.filter(pk__in=undo.get("rows", [])).select_related("case")
    ledger.withdraw_rows(list(rows), actor)
    titles = frozenset((case, title) for case, title in undo.get("titles", []))
    if titles:
        leftovers.remove(Brought(datetime.fromisoformat(undo["since"]), titles, frozenset()))
    if left := Case.objects.filter(pk__in=new).first():
        raise SittingError(f"「{left}」已有說明或為其他資料引用，請先移除那些資料，再撤回這項決定。")
