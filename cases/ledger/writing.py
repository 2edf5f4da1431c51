"""The one write path for a case's status: lock, read, ask the table of transitions, insert one row.

Rules 1 to 4 and 6 of the ledger (see the README, "How the record is kept"). Every function here runs in one
transaction. Rows are written at draft meetings only, and each draft goes on from the meetings before it, drafts
among them; but a draft binds nobody: the cached `Case.status` follows finalised meetings, by `settle`. A finalised
meeting's rows never change; a mistake in them is put right by `correct`, at a later meeting. Database triggers
refuse what gets past this module.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Model, OuterRef, QuerySet, Subquery
from simple_history.utils import bulk_create_with_history

from cases.ledger.standing import KIND_LABELS, LedgerError, Standing, may_follow, standing, standings
from cases.models import GOING_ON, Case, CaseTitle, Effect, Kind, StatusChange, Succession
from cases.search.sources import index_cases
from groups.actors import Actor
from groups.models import IssueGroup

CORRECTED_TO = (Kind.TRACKED, Kind.DELISTED)


@dataclass(frozen=True)
class Decision:
    """What a meeting did with one case; `record` says what each value means.

    `effect` RESULT holds only where the case was not on the list before. `into` is the case that a MERGED one goes on
    in; its own row comes before.
    """

    case: Case
    kind: str
    printed_title: str
    to_group: IssueGroup | None = None
    into: Case | None = None
    corrects: StatusChange | None = None
    effect: str = ""
    note: str = ""


@transaction.atomic
def record(
    case: Case,
    meeting: Model,
    kind: str,
    printed_title: str,
    actor: Actor,
    *,
    to_group: IssueGroup | None = None,
    corrects: StatusChange | None = None,
    effect: str = "",
    note: str = "",
) -> StatusChange:
    """Write what `meeting` (a draft) did with `case`, and return the row; a merger is written by `merge`.

    `printed_title` is the title as that meeting prints it, of RENAMED the new one; only a TRACKED row may leave it
    empty. `to_group` is where a MOVED case goes on. A row carried forward for the same case and meeting gives way.
    Raises LedgerError where the meeting is final, the case already has a row there, it is moved to the group or
    renamed to the title that it has, or the transition from the meeting before, or to the one after, is not allowed.
    """
    decision = Decision(case, kind, printed_title, to_group, None, corrects, effect, note)
    return record_all([decision], meeting, actor)[0]


@transaction.atomic
def record_all(decisions: Sequence[Decision], meeting: Model, actor: Actor) -> list[StatusChange]:
    """Write what `meeting` (a draft) did with many cases, in a fixed number of queries; the rows come in that order.

    A merger also gets its Succession. Raises LedgerError as `record` and `merge` do, of the first decision that is
    refused, and then nothing was written.
    """
    if not decisions:
        return []
    for decision in decisions:
        _refuse_incomplete(decision)
    cases = _lock([decision.case for decision in decisions], meeting)
    StatusChange.objects.carried().filter(meeting=meeting, case__in=cases).delete()
    reached = set(Case.objects.within_reach(meeting).filter(pk__in=cases).values_list("pk", flat=True))
    taken = set(StatusChange.objects.filter(meeting=meeting, case__in=cases).values_list("case", flat=True))
    before = standings(cases.values(), meeting)
    rows = []
    for decision in decisions:
        case = cases[decision.case.pk]
        if case.pk not in reached:
            raise LedgerError(f"「{case.title}」是{case.group}的合作案，不在{meeting}的議題小組之內，不可於該次登錄。")
        if case.pk in taken:
            raise LedgerError(f"「{case.title}」在{meeting}已有列管異動，同一會議只能登錄一筆。")
        taken.add(case.pk)
        rows.append(_row(decision, before[case.pk], actor))
    StatusChange.objects.bulk_create(rows)
    bulk_create_with_history(
        [
            Succession(predecessor=row.case, successor=decision.into, kind=Succession.Kind.MERGED, change=row)
            for row, decision in zip(rows, decisions, strict=True)
            if decision.into is not None
        ],
        Succession,
    )
    _carry_into_later_drafts(list(cases.values()), meeting, actor)
    return rows


def _refuse_incomplete(decision: Decision) -> None:
    if decision.into is not None and decision.into.pk == decision.case.pk:
        raise LedgerError(f"「{decision.case.title}」不能併入自己。")
    if decision.kind not in Kind.values:
        raise LedgerError(f"沒有「{decision.kind}」這種列管異動；可登錄的有{'、'.join(Kind.labels)}。")
    if decision.kind != Kind.TRACKED and not decision.printed_title.strip():
        raise LedgerError(f"登錄「{KIND_LABELS[decision.kind]}」時須填寫紀錄所載案名。")


def _row(decision: Decision, before: Standing, actor: Actor) -> StatusChange:
    """The row of a decision on a case that stands like this before it, not saved yet."""
    case, printed_title = before.case, decision.printed_title
    if decision.corrects is None:
        before.refuse_transition(decision.kind)
    group_id, from_group_id, former_title = before.group_id, None, ""
    if decision.kind == Kind.MOVED:
        if decision.to_group is None or decision.to_group.pk == group_id:
            raise LedgerError(f"「{case.title}」移列時須選擇另一個議題小組。")
        from_group_id, group_id = group_id, decision.to_group.pk
    elif decision.kind == Kind.RENAMED:
        former_title = before.title
        if former_title == printed_title:
            raise LedgerError(f"「{printed_title}」就是現在的案名，更名須填寫新的案名。")
    return StatusChange(
        case=case,
        meeting=before.meeting,
        group_id=group_id,
        from_group_id=from_group_id,
        former_title=former_title,
        kind=decision.kind,
        is_subcase=case.parent_id is not None,
        printed_title=printed_title,
        corrects=decision.corrects,
        effect="" if decision.effect == Effect.RESULT and before.is_on_list else decision.effect,
        note=decision.note,
        actor=actor.user,
        actor_name=actor.name,
    )


@transaction.atomic
def record_result(
    case: Case, meeting: Model, printed_title: str, actor: Actor, *, goes_on: bool = False
) -> StatusChange:
    """Write that others are merged into `case` at a draft `meeting`, and return its TRACKED row.

    A case that was not on the list before enters by it (Effect.RESULT), unless it is one of those that are merged
    (`goes_on`): then it was on the list, known or not. Raises LedgerError as `record` does.
    """
    effect = "" if goes_on else Effect.RESULT
    return record(case, meeting, Kind.TRACKED, printed_title, actor, effect=effect)


@transaction.atomic
def merge(case: Case, result: StatusChange, printed_title: str, actor: Actor) -> StatusChange:
    """Write that `case` ends here and goes on in the case of `result`, a row of `record_result` at the same meeting."""
    decision = Decision(case, Kind.MERGED, printed_title, into=result.case)
    return record_all([decision], result.meeting, actor)[0]


def withdraw(row: StatusChange, actor: Actor) -> None:
    """Take a row of a draft meeting back; a case that was tracked before goes on being tracked there.

    Raises LedgerError where the meeting is final, or where a later meeting's row would contradict what is left.
    """
    withdraw_rows([row], actor)


@transaction.atomic
def withdraw_rows(rows: Sequence[StatusChange], actor: Actor) -> None:
    """Take several rows of one draft meeting back at once, in a fixed number of queries; raises as `withdraw` does."""
    if not rows:
        return
    meeting = rows[0].meeting
    cases = list(_lock([row.case for row in rows], meeting).values())
    left = StatusChange.objects.filter(meeting=meeting, kind=Kind.MERGED).exclude(pk__in=[row.pk for row in rows])
    merged = left.filter(case__succeeded_by__successor__in=cases).first()
    if merged is not None:
        raise LedgerError(f"「{merged.printed_title}」已於{meeting}併入本案，請先撤回該筆整併。")
    StatusChange.objects.filter(pk__in=[row.pk for row in rows]).delete()
    carry_forward(meeting, actor, cases)
    for now in standings(cases, meeting).values():
        now.refuse_contradiction(now.kind)
    _carry_into_later_drafts(cases, meeting, actor)
    # A title that no draft prints any more is on record again.
    index_cases([case.pk for case in cases])


@transaction.atomic
def withdraw_all(meeting: Model, actor: Actor) -> int:
    """Take back every row of a draft `meeting` that is to be deleted; returns how many there were.

    Raises LedgerError where the meeting is final, or where a later meeting's row would contradict what is left.
    """
    refuse_final(meeting)
    list(_later_drafts(meeting).select_for_update(of=("self",)))
    named = list(Case.objects.filter(changes__in=meeting.changes.exclude(printed_title="")).distinct())
    touched = list(Case.objects.filter(changes__meeting=meeting).select_for_update(of=("self",)))
    meeting.changes.all().delete()
    for now in standings(named, meeting).values():
        now.refuse_contradiction(now.kind)
    _carry_into_later_drafts(touched, meeting, actor)
    index_cases([case.pk for case in named])
    return len(touched)


@transaction.atomic
def retitle(row: StatusChange, printed_title: str) -> StatusChange:
    """Change how a draft meeting prints the title of a decided case. Raises LedgerError once it is final."""
    refuse_final(row.meeting)
    if not printed_title.strip():
        raise LedgerError("案名不可空白。")
    row.printed_title = printed_title
    row.save(update_fields=["printed_title"])
    index_cases([row.case_id])
    return row


@transaction.atomic
def correct(row: StatusChange, meeting: Model, kind: str, reason: str, actor: Actor) -> StatusChange:
    """Put a finalised `row` right at a later draft `meeting`; the old row, and what its meeting printed, stay.

    The rule: what a correction decides is whether the case is on the list, so `kind` is TRACKED or DELISTED and
    another than the row's. From 解列 (or another end) to TRACKED the case comes back onto the list at `meeting`
    (Effect.RESTORED, +1 there); from going on to DELISTED it leaves the list there (STRUCK, -1). Openings stay, for
    they are what the meeting before closed with. From 新增 to 持續列管, or one end to another, no count changes
    (RESTATED). None of them is an addition or a delisting of `meeting`: its minutes say it in a sentence of its own.

    `reason` says what was wrong (required). Raises LedgerError where the row is no finalised one, the meeting is not
    later than the row's, the correction changes nothing, or a later decision has overtaken the row.
    """
    if not row.meeting.is_final:
        raise LedgerError("尚未定稿的異動請直接撤回後重新登錄，不必更正。")
    if meeting.timeline_key <= row.meeting.timeline_key:
        raise LedgerError(f"更正須登錄於{row.meeting}之後的會議。")
    if not reason.strip():
        raise LedgerError("請說明更正的理由。")
    if kind not in CORRECTED_TO:
        raise LedgerError("更正只決定是否列管，請選「持續列管」或「解列」；新增請另行登錄。")
    if kind == row.kind:
        raise LedgerError(f"{row.meeting}原本登錄的就是「{KIND_LABELS[kind]}」，更正後並無不同。")
    before = standing(row.case, meeting).kind
    was_on = row.kind in GOING_ON
    if (before in GOING_ON) != was_on:
        raise LedgerError(
            f"「{row.case.title}」在{row.meeting}之後另有決議，現為「{KIND_LABELS[before]}」，請就較近的決議更正。"
        )
    effect = Effect.RESTATED if (kind in GOING_ON) == was_on else Effect.STRUCK if was_on else Effect.RESTORED
    return record(row.case, meeting, kind, row.shown_title, actor, corrects=row, effect=effect, note=reason.strip())


@transaction.atomic
def carry_forward(meeting: Model, actor: Actor, cases: Sequence[Case] | None = None) -> int:
    """Write a TRACKED row at a draft `meeting` for every case tracked before it that it says nothing of.

    Rows carried there for cases that are no longer tracked before it are taken away. Limited to `cases` where
    given. Returns the number of rows inserted (rule 6: one grouped query then counts a meeting).
    """
    refuse_final(meeting)
    scope = Case.objects.within_reach(meeting)
    if cases is not None:
        scope = scope.filter(pk__in=[case.pk for case in cases])
    before = scope.with_status(before=meeting.timeline_key)
    going_on = before.filter(kind_then__in=GOING_ON)
    carried = StatusChange.objects.carried().filter(meeting=meeting, case__in=scope.values("pk"))
    carried.exclude(case__in=going_on.values("pk")).delete()
    # A move that was recorded, taken back or put elsewhere in time takes the carried rows after it along.
    strayed = carried.annotate(group_before=Subquery(going_on.filter(pk=OuterRef("case")).values("group_then")))
    strayed.exclude(group=F("group_before")).delete()
    missing = going_on.exclude(pk__in=Subquery(StatusChange.objects.filter(meeting=meeting).values("case")))
    rows = StatusChange.objects.bulk_create(
        StatusChange(
            case=case,
            meeting=meeting,
            group_id=case.group_then,
            kind=Kind.TRACKED,
            is_subcase=case.parent_id is not None,
            actor=actor.user,
            actor_name=actor.name,
        )
        for case in missing.select_for_update(of=("self",))
    )
    return len(rows)


@transaction.atomic
def reconcile_after_move(meeting: Model, actor: Actor) -> None:
    """Bring the ledger in line after a draft `meeting` was given another date or sequence, in the same transaction.

    Raises LedgerError where the meeting is final, or where the rows of a case it names now contradict each other.
    """
    drafts = list(type(meeting)._default_manager.drafts().in_order().select_for_update(of=("self",)))
    refuse_final(meeting)
    for draft in drafts:
        carry_forward(draft, actor)
    named = list(meeting.changes.exclude(printed_title="").values_list("case", flat=True))
    before: dict[int, str] = {}
    for row in (
        StatusChange.objects.filter(case__in=named).in_order().select_related("case", "meeting__level", "corrects")
    ):
        previous = before.get(row.case_id)
        if not may_follow(row, previous):
            raise LedgerError(
                f"移動後，「{row.case.title}」在{row.meeting}之前的狀態是「{KIND_LABELS[previous]}」，"
                f"與該次登錄的「{KIND_LABELS[row.kind]}」矛盾。請改用其他日期，或先撤回該筆異動。"
            )
        before[row.case_id] = row.kind


def fix_titles(meeting: Model) -> None:
    """Keep the title of each of its cases on the rows of a draft `meeting` that is being finalised.

    So a case that is renamed later changes no page of this meeting.
    """
    meeting.changes.exclude(printed_title="").update(known_title=F("printed_title"))
    titles = Case.objects.filter(pk=OuterRef("case")).values("title")
    meeting.changes.filter(printed_title="").update(known_title=Subquery(titles))


def settle(meeting: Model) -> None:
    """Let the cases follow a `meeting` that has just been finalised, in the same transaction.

    That is the cached status of all, the group of those it moved and the title of those it renamed, unless a later
    finalised meeting has done so too. The old title stays known as a CaseTitle.
    """
    for row in meeting.changes.filter(kind__in=[Kind.MOVED, Kind.RENAMED]).select_related("case"):
        case, later = row.case, StatusChange.objects.finalised().filter(case=row.case, kind=row.kind)
        if later.after(meeting.timeline_key).exists():
            continue
        if row.kind == Kind.MOVED:
            case.group_id = row.group_id
        else:
            for title in (case.title, row.printed_title):
                CaseTitle.objects.get_or_create(case=case, title=title)
            case.title = row.printed_title
        case.version += 1
        case._change_reason = f"{meeting}{KIND_LABELS[row.kind]}"
        case.save()
    refresh_status(meeting.changes.values_list("case", flat=True))


def refresh_status(case_ids: Iterable[int]) -> None:
    """Write the cached status of these cases from their latest finalised row. No history: it is a cache."""
    for status, stale in stale_statuses(Case.objects.filter(pk__in=list(case_ids))).items():
        Case.objects.filter(pk__in=stale).update(status=status)


def stale_statuses(cases: QuerySet[Case]) -> dict[str, list[int]]:
    """The cases whose cached status is not the kind of their latest finalised row: `{right status: [case ids]}`."""
    stale: dict[str, list[int]] = {}
    for pk, cached, latest in cases.with_status().values_list("pk", "status", "kind_then"):
        if cached != (latest or ""):
            stale.setdefault(latest or "", []).append(pk)
    return stale


def refuse_final(meeting: Model) -> None:
    """Raise LedgerError where the meeting's record is final; locks the meeting's row for the transaction."""
    current = type(meeting)._default_manager.select_for_update(of=("self",)).get(pk=meeting.pk)
    if current.is_final:
        raise LedgerError(f"{meeting}的紀錄已定稿，不可再更動。如有錯誤，請於後續會議登錄更正。")


def _lock(cases: Iterable[Case], meeting: Model) -> dict[int, Case]:
    """Lock a draft meeting, the drafts after it and the cases, in this order wherever rows are written.

    One order for all writers: two of them wait for each other in turn and never both at once. Returns the cases as
    they are now, by id.
    """
    refuse_final(meeting)
    list(_later_drafts(meeting).select_for_update(of=("self",)))
    wanted = {case.pk: case for case in cases}
    rows = Case.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk")
    locked = {case.pk: case for case in rows}
    for pk in wanted.keys() - locked.keys():
        raise LedgerError(f"「{wanted[pk].title}」已被刪除，無法登錄。請重新整理後再試。")
    return locked


def _later_drafts(meeting: Model) -> QuerySet:
    return type(meeting)._default_manager.drafts().after(meeting.timeline_key).in_order()


def _carry_into_later_drafts(cases: Sequence[Case], meeting: Model, actor: Actor) -> None:
    for draft in _later_drafts(meeting):
        carry_forward(draft, actor, cases)
