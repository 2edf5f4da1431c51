"""The one write path of updates: each step locks the row, checks the table of transitions and logs an UpdateStep.

Callers check who may take a step (`groups/permissions.py`); this module checks whether the step is possible and refuses
in Chinese. A step names the version the user saw; if the database has another one, it is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from cases.ledger.sealing import seal
from cases.models import (
    Case,
    CityContribution,
    IndicatorValue,
    Link,
    QuarterlyUpdate,
    ReportingPeriod,
    UpdateState,
    UpdateStep,
)
from cases.reporting.content import FIELDS, Content, content_of, problems, unfit_text, with_schemes, without
from cases.reporting.indicators import indicators_of
from cases.reporting.obligations import owing_group
from cases.reporting.sealing import UPDATES
from cases.search.sources import index_update
from cases.stuck.keeping import keep_lights
from groups.actors import Actor
from groups.models import City
from platform_site.shared.locking.versions import StaleRow, locked, require_version
from platform_site.shared.refusals import Refusal
from platform_site.shared.roc import roc_date

TRANSITIONS: dict[str, frozenset[str]] = {
    "": frozenset({UpdateState.DRAFT}),
    UpdateState.DRAFT: frozenset({UpdateState.SUBMITTED}),
    UpdateState.SUBMITTED: frozenset({UpdateState.DRAFT, UpdateState.RETURNED, UpdateState.ACCEPTED}),
    UpdateState.RETURNED: frozenset({UpdateState.SUBMITTED}),
    UpdateState.ACCEPTED: frozenset(),
}


class UpdateError(Refusal):
    """A step of an update that is refused."""


@dataclass(frozen=True)
class Outcome:
    """What became of several updates in one go: those done, and those refused with the reason."""

    done: list[QuarterlyUpdate] = field(default_factory=list)
    refused: list[tuple[QuarterlyUpdate, Refusal]] = field(default_factory=list)


@transaction.atomic
def save_draft(
    case: Case,
    period: ReportingPeriod,
    content: Content,
    actor: Actor,
    *,
    version: int | None,
    today: date | None = None,
    at: datetime | None = None,
    keep_history: bool = True,
) -> QuarterlyUpdate:
    """Save a liaison's draft, complete or not, and return the update; the first save creates it.

    Saving does not change the state: a returned update stays returned, its comment shown, until it is sent again.

    `version` is the one the person saw, 0 where there was no update yet. `keep_history` is off when a page saves by
    itself as somebody types. Raises StaleRow, and UpdateError where the case owes no report, the quarter takes
    none, the update is out of the liaison's hands, or the content breaks a rule that holds for drafts too.
    """
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    update = _open_update(case, period)
    if update is not None and not update.is_with_liaison:
        instead = "請建立更正版本" if update.is_accepted else "請先抽回"
        raise UpdateError(f"這份季進度目前是「{update.get_state_display()}」，內容不可更動。如須修改，{instead}。")
    _refuse_stale(update, version, actor)
    _refuse_outside(period, update, today)
    is_new = update is None
    update = update or _begin(case, period, actor, at)
    _write(update, content, is_new, actor, at, keep_history)
    return update


@transaction.atomic
def save_what_fits(
    case: Case, period: ReportingPeriod, content: Content, actor: Actor, *, version: int | None, **options: Any
) -> tuple[QuarterlyUpdate, dict[str, str]]:
    """Save a draft as `save_draft` does, with the fields that cannot be stored left as they were.

    Returns the update and {field: Chinese sentence} of those fields, for nobody's other text waits for a wrong one.
    """
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    content = with_schemes(content)
    found = problems(content, indicators_of(case), _cities(case), complete=False)
    if found:
        current = _open_update(case, period)
        content = without(content, found, content_of(current) if current else Content())
    return save_draft(case, period, content, actor, version=version, **options), found


@transaction.atomic
def submit(
    update: QuarterlyUpdate, actor: Actor, *, version: int | None, today: date | None = None, at: datetime | None = None
) -> QuarterlyUpdate:
    """Send an update to the secretariat. Raises UpdateError with a sentence for every field still to be filled in."""
    update = _locked(update, version)
    _refuse_outside(update.period, update, today)
    _refuse_unless(update, UpdateState.SUBMITTED)
    found = problems(content_of(update), indicators_of(update.case), _cities(update.case), complete=True)
    if found:
        raise UpdateError(f"「{update.case.title}」還有 {len(found)} 處須補正，尚未送出。", found)
    return _move(update, UpdateState.SUBMITTED, actor, at=at)


def submit_all(
    versions: Mapping[int, int], group_ids: Iterable[int], actor: Actor, today: date | None = None
) -> Outcome:
    """Send several updates ({id: version seen}) of these groups; one failure does not block the others."""
    return _each(versions, group_ids, lambda update, version: submit(update, actor, version=version, today=today))


@transaction.atomic
def withdraw(
    update: QuarterlyUpdate, actor: Actor, *, version: int | None, at: datetime | None = None
) -> QuarterlyUpdate:
    """Withdraw a submitted update that is not yet decided on, back to a draft."""
    update = _locked(update, version)
    if update.state != UpdateState.SUBMITTED:
        raise UpdateError(f"這份季進度目前是「{update.get_state_display()}」，無須抽回。")
    return _move(update, UpdateState.DRAFT, actor, at=at)


@transaction.atomic
def return_(
    update: QuarterlyUpdate, comment: str, actor: Actor, *, version: int | None, at: datetime | None = None
) -> QuarterlyUpdate:
    """Send an update back to its liaison with a comment that says what is asked for (required)."""
    comment = comment.strip()
    if not comment:
        raise UpdateError("退回時須說明要補正什麼。", {"comment": "請說明要補正什麼，聯絡人才知道如何修改。"})
    if sentence := unfit_text(comment):
        raise UpdateError("退回意見無法儲存。", {"comment": sentence})
    update = _locked(update, version)
    _refuse_unless(update, UpdateState.RETURNED)
    return _move(update, UpdateState.RETURNED, actor, comment, at)


@transaction.atomic
def accept(
    update: QuarterlyUpdate, actor: Actor, *, version: int | None, at: datetime | None = None
) -> QuarterlyUpdate:
    """Accept an update; from then on database triggers refuse every change of it and its rows.

    The case is locked before its update, as `save_draft` does, and its lights are kept anew.
    """
    Case.objects.select_for_update(of=("self",)).get(pk=update.case_id)
    update = _locked(update, version)
    _refuse_unless(update, UpdateState.ACCEPTED)
    update = _move(update, UpdateState.ACCEPTED, actor, at=at)
    keep_lights([update.case_id])
    return update


def accept_all(versions: Mapping[int, int], actor: Actor) -> Outcome:
    """Accept the ticked updates ({id: version seen in the preview}), each in its own transaction."""
    return _each(versions, None, lambda update, version: accept(update, actor, version=version))


@transaction.atomic
def revise(update: QuarterlyUpdate, actor: Actor, at: datetime | None = None) -> QuarterlyUpdate:
    """Begin a correction of an accepted update: the next revision, a draft with the same content, returned.

    The accepted one stays in force until the correction is accepted, so this is possible after the quarter closed.
    Attachments stay with the accepted one. Raises UpdateError where a correction is under way already.
    """
    case = Case.objects.select_for_update(of=("self",)).get(pk=update.case_id)
    update = QuarterlyUpdate.objects.select_related("period").get(pk=update.pk)
    if not update.is_accepted:
        raise UpdateError("尚未採認的季進度可以直接修改，不需要建立更正版本。")
    if case.updates.filter(period=update.period, revision__gt=update.revision).exists():
        raise UpdateError("這份季進度已有較新的版本，請從最新的版本更正。")
    content = content_of(update)
    correction = _begin(case, update.period, actor, at, update)
    _write(correction, content, True, actor, at, True)
    return correction


@transaction.atomic
def discard_correction(update: QuarterlyUpdate, *, version: int | None) -> QuarterlyUpdate:
    """Give up a correction that is with its liaison and return the version in force; its files go with it.

    Nothing that was ever accepted is deleted; the history keeps what the correction said. Raises UpdateError, StaleRow.
    """
    update = _locked(update, version)
    if update.replaces is None or not update.is_with_liaison:
        raise UpdateError(f"這份季進度目前是「{update.get_state_display()}」，沒有可放棄的更正。")
    in_force = update.replaces
    files = [(row.file.storage, str(row.file.name)) for row in update.attachments.all()]
    update.delete()
    for storage, name in files:
        transaction.on_commit(partial(storage.delete, name))
    return in_force


def earlier_update(case: Case, period: ReportingPeriod) -> QuarterlyUpdate | None:
    """The newest earlier update of the case that was sent or accepted; None without one."""
    return (
        case.updates.standing()
        .filter(period__lt=period.key, state__in=[UpdateState.SUBMITTED, UpdateState.ACCEPTED])
        .select_related("period")
        # By the key itself: a quarter's own order is the newest first.
        .order_by("period_id")
        .last()
    )


def content_to_copy(earlier: QuarterlyUpdate) -> Content:
    """The text of an earlier update to start from.

    Figures are left out, since a figure copied by mistake looks like a measured one; so are links.
    """
    return replace(content_of(earlier), figures=None, links=None)


def _open_update(case: Case, period: ReportingPeriod) -> QuarterlyUpdate | None:
    updates = QuarterlyUpdate.objects.select_for_update(of=("self",)).filter(case=case, period=period)
    return updates.order_by("revision").last()


def _refuse_stale(update: QuarterlyUpdate | None, seen: int | None, actor: Actor) -> None:
    try:
        require_version(update, seen)
    except StaleRow as stale:
        if update is None or update.saved_by_name != actor.name:
            raise
        # Two tabs of one person: nobody else changed anything, and the page must not say so.
        raise StaleRow(
            update,
            f"您在另一個分頁或另一台電腦已存入較新的內容（第{update.version}版）。"
            "這一頁輸入的內容仍保留，請與目前資料庫中的內容比對後再儲存一次。",
        ) from stale


def _locked(update: QuarterlyUpdate, version: int | None) -> QuarterlyUpdate:
    return locked(QuarterlyUpdate.objects.select_related("case", "period", "group"), update.pk, version)


def _begin(
    case: Case, period: ReportingPeriod, actor: Actor, at: datetime | None, replaces: QuarterlyUpdate | None = None
) -> QuarterlyUpdate:
    group_id = replaces.group_id if replaces else owing_group(case, period)
    if group_id is None:
        raise UpdateError(f"「{case.title}」在{period}季末未列管，無須填報。")
    return QuarterlyUpdate(
        case=case,
        period=period,
        group_id=group_id,
        revision=replaces.revision + 1 if replaces else 1,
        replaces=replaces,
    )


def _write(
    update: QuarterlyUpdate, content: Content, is_new: bool, actor: Actor, at: datetime | None, keep_history: bool
) -> None:
    indicators = indicators_of(update.case)
    content = with_schemes(content)
    found = problems(content, indicators, _cities(update.case), complete=False)
    if found:
        raise UpdateError(f"有 {len(found)} 處無法儲存，請依欄位旁的說明修正。", found)
    for name in FIELDS:
        setattr(update, name, getattr(content, name))
    update.saved_at = at or timezone.now()
    update.saved_by_name = actor.name
    update.version = 1 if is_new else update.version + 1
    if keep_history:
        update.save()
    else:
        update.save_without_historical_record()  # type: ignore[attr-defined]  # added by HistoricalRecords
    if is_new:
        _trace(update, "", UpdateState.DRAFT, actor, "更正已採認的版本" if update.replaces_id else "", at)
    _write_parts(update, content, indicators)


def _write_parts(update: QuarterlyUpdate, content: Content, indicators: Mapping) -> None:
    if content.contributions is not None:
        update.contributions.filter(city__in=content.contributions).delete()
        CityContribution.objects.bulk_create(
            CityContribution(update=update, city_id=city_id, text=text)
            for city_id, text in content.contributions.items()
            if text.strip()
        )
    if content.figures is not None:
        kept = [row for row in update.values.all() if (row.indicator_id, row.city_id) in content.figures]
        IndicatorValue.objects.filter(pk__in=[row.pk for row in kept]).delete()
        IndicatorValue.objects.bulk_create(
            IndicatorValue(
                update=update,
                indicator_id=indicator_id,
                city_id=city_id,
                value=figure.value,
                explanation=figure.explanation.strip(),
                low=indicators[indicator_id].low,
                high=indicators[indicator_id].high,
            )
            for (indicator_id, city_id), figure in content.figures.items()
            if figure.value is not None
        )
    if content.links is not None:
        update.links.all().delete()
        Link.objects.bulk_create(
            Link(update=update, position=position, url=link.url, label=link.label.strip())
            for position, link in enumerate((link for link in content.links if not link.is_blank), start=1)
        )


def _move(
    update: QuarterlyUpdate, state: str, actor: Actor, comment: str = "", at: datetime | None = None
) -> QuarterlyUpdate:
    # The step first: once the row says accepted, its triggers refuse the step too.
    _trace(update, update.state, state, actor, comment, at)
    update.state = state
    update.version += 1
    if state == UpdateState.ACCEPTED:
        update.accepted_at = at or timezone.now()
    update.save()
    if state == UpdateState.ACCEPTED:
        seal(UPDATES, update, actor, update.accepted_at)
        index_update(update)
    return update


def _trace(
    update: QuarterlyUpdate, before: str, after: str, actor: Actor, comment: str = "", at: datetime | None = None
) -> None:
    UpdateStep.objects.create(
        update=update,
        from_state=before,
        to_state=after,
        comment=comment,
        actor=actor.user,
        actor_name=actor.name,
        at=at or timezone.now(),
    )


def _refuse_unless(update: QuarterlyUpdate, state: str) -> None:
    if state not in TRANSITIONS[update.state]:
        wanted = UpdateState(state).label
        raise UpdateError(f"這份季進度目前是「{update.get_state_display()}」，不可改為「{wanted}」。")


def _refuse_outside(period: ReportingPeriod, update: QuarterlyUpdate | None, today: date | None) -> None:
    # What the secretariat sent back, and a correction, may go out again when the quarter has closed meanwhile.
    if update is not None and (update.state == UpdateState.RETURNED or update.revision > 1):
        return
    today = today or timezone.localdate()
    if today < period.opens_on:
        raise UpdateError(f"{period}自 {roc_date(period.opens_on)}起開放填報，目前還不能填。")
    if today > period.late_until:
        raise UpdateError(
            f"{period}已於 {roc_date(period.late_until)}截止，不再受理填報。如須補報，請洽幕僚單位延長補報截止日。"
        )


def _cities(case: Case) -> dict[int, City]:
    return City.objects.filter(platform__groups=case.group_id).in_bulk()


Step = Callable[[QuarterlyUpdate, int], QuarterlyUpdate]


def _each(versions: Mapping[int, int], group_ids: Iterable[int] | None, step: Step) -> Outcome:
    outcome = Outcome()
    updates = QuarterlyUpdate.objects.filter(pk__in=versions).select_related("case").order_by("pk")
    if group_ids is not None:
        updates = updates.filter(group__in=list(group_ids))
    for update in updates:
        try:
            with transaction.atomic():
                outcome.done.append(step(update, versions[update.pk]))
        except Refusal as error:
            outcome.refused.append((update, error))
    return outcome
