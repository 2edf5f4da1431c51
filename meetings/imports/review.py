"""What a person does with an imported file: open it, decide, correct, confirm. The one write path to an import.

Every function takes the version of what the person saw and refuses where somebody else saved first (StaleRow);
nothing reaches the official record before `confirm`, which writes the whole meeting or nothing.
"""

from __future__ import annotations

import hashlib
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from cases.ledger.sealing import seal
from cases.matching import EXACT, NEW
from cases.models import Case
from groups.actors import Actor
from meetings.imports import corrections as fix
from meetings.imports.files import read_bytes
from meetings.imports.page import (
    FactItem,
    ProblemItem,
    ReviewPage,
    TitleItem,
    cases_of,
    chosen_case,
    current_text,
    review_page,
)
from meetings.imports.plan import ImportPlan, ImportRefused, write_plan
from meetings.imports.recognition import recognise
from meetings.minutes.parsing.parse import MAX_CHARACTERS
from meetings.models import ImportCorrection, ImportDecision, ImportText, Meeting, MinutesImport
from meetings.models.imports import NAME_LIMIT, REASON_LIMIT
from meetings.record.sealing import IMPORTS
from meetings.record.write import Identity, TitleKey
from platform_site.shared.locking.versions import StaleRow, require_version
from platform_site.shared.refusals import Refusal
from platform_site.shared.roc import roc_datetime

LONGEST_FILE_NAME = 200
SUBJECT_LIMIT = 60
CHANGING = ["version", "updated_by_name", "updated_at", "recognised", "state", "meeting", "closed_by_name", "closed_at"]
Subject = ImportDecision.Subject
State = MinutesImport.State


# -- Opening ----------------------------------------------------------------------------------------------------------


def open_import(content: bytes, name: str, actor: Actor) -> tuple[MinutesImport, bool]:
    """Keep the file and what is recognised of it, open for review; returns the import and whether it is new.

    A file that is under review already, or whose meeting is on record, leads there. Raises UnreadableFile where the
    file gives no text and Refusal where the text is no minutes of this platform; then nothing is kept.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    known = _import_of(sha256)
    if known:
        return known, False
    minutes_import = MinutesImport(
        name=_short_name(name),
        size=len(content),
        sha256=sha256,
        text_as_read=_storable(read_bytes(content, name)),
        uploaded_by=actor.user,
        uploaded_by_name=actor.name[:NAME_LIMIT],
        updated_by_name=actor.name[:NAME_LIMIT],
        updated_at=timezone.now(),
    )
    document = _recognise(minutes_import, minutes_import.text_as_read, {}).recognised_document
    minutes_import.subject = f"第{document.number}次{document.level.removesuffix('會議')}會議"[:SUBJECT_LIMIT]
    file_name = f"{sha256[:16]}{PurePath(name).suffix[:10].lower()}"
    minutes_import.file.save(file_name, ContentFile(content), save=False)
    try:
        with transaction.atomic():
            minutes_import.save()
    except IntegrityError:
        # The same file, sent twice at the same moment.
        minutes_import.file.delete(save=False)
        if (known := _import_of(sha256)) is None:
            raise
        return known, False
    return minutes_import, True


def _import_of(sha256: str) -> MinutesImport | None:
    imports = MinutesImport.objects.filter(sha256=sha256)
    return imports.filter(models.Q(state=State.OPEN) | models.Q(meeting__isnull=False)).newest_first().first()


def _recognise(minutes_import: MinutesImport, text: str, corrections: fix.Corrections) -> ImportPlan:
    """Put what is recognised of `text` onto the row, unsaved. Raises Refusal where it is no minutes."""
    try:
        plan, minutes_import.recognised = recognise(text, minutes_import.text_as_read, corrections)
    except ImportRefused as refused:
        raise Refusal(refused.problems[0].message) from refused
    return plan


def _recognise_again(minutes_import: MinutesImport) -> ImportPlan:
    corrections = minutes_import.corrections.values_list("target", "as_read", "corrected")
    values = {target: (as_read, corrected) for target, as_read, corrected in corrections}
    return _recognise(minutes_import, current_text(minutes_import)[0], values)


def _storable(text: str) -> str:
    """The text without what no database takes: NUL, and halves of a pair of code units, which broken fonts yield."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def _short_name(name: str) -> str:
    path = PurePath(name)
    return f"{path.stem[: LONGEST_FILE_NAME - len(path.suffix)]}{path.suffix}"[:LONGEST_FILE_NAME]


# -- Deciding ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def decide_title(
    minutes_import: MinutesImport,
    item: TitleItem,
    choice: str,
    version: int,
    actor: Actor,
    *,
    basis: str,
    reason: str = "",
) -> None:
    """Say which case a title means: `choice` is "new" or "case:12"; "" takes the decision back.

    `version` (0 for none yet) and `basis` are those of the form. Raises StaleRow and Refusal.
    """
    minutes_import = _lock(minutes_import)
    decision = _decision(minutes_import, Subject.TITLE, item.key, version)
    if basis != item.basis:
        raise StaleRow(decision, "列管資料在您檢視期間有更動，這個案名的建議已經不同；請看過新的建議後再選一次。")
    if not choice:
        _withdraw(minutes_import, decision, actor)
        return
    case = _case(minutes_import, choice)
    decision = decision or _new_decision(minutes_import, Subject.TITLE, item.key, item.match.title)
    decision.case, decision.basis = case, item.basis
    decision.reason = (reason.strip() or _reason(item, case))[:REASON_LIMIT]
    _save(decision, actor)
    _touch(minutes_import, actor)


@transaction.atomic
def decide_all(minutes_import: MinutesImport, how: str, fingerprint: str, actor: Actor) -> int:
    """Confirm at once every undecided title that matches exactly, or that is new; returns how many.

    `fingerprint` is that of the page the person saw. Raises StaleRow where it has changed.
    """
    minutes_import = _lock(minutes_import)
    page = review_page(minutes_import)
    if page.fingerprint != fingerprint:
        raise _stale_page(minutes_import)
    if how not in (EXACT, NEW):
        raise Refusal("只有案名相同或全新的案件可以一次確認，其餘請逐案選定。")
    rows = []
    for item in page.undecided(how):
        row = _new_decision(minutes_import, Subject.TITLE, item.key, item.match.title)
        row.case_id, row.basis = item.match.best.case_id if item.match.best else None, item.basis
        row.updated_by_name, row.version = actor.name[:NAME_LIMIT], 1
        rows.append(row)
    bulk_create_with_history(rows, ImportDecision, default_user=actor.user)
    _touch(minutes_import, actor)
    return len(rows)


@transaction.atomic
def accept_problem(minutes_import: MinutesImport, item: ProblemItem, reason: str, version: int, actor: Actor) -> None:
    """Accept a problem as it is, for a reason. Raises Refusal where that is not possible, and StaleRow."""
    minutes_import = _lock(minutes_import)
    decision = _decision(minutes_import, Subject.PROBLEM, item.key, version)
    if item.is_blocking:
        raise Refusal("這個問題無法以理由接受，必須先更正內容或原文，否則資料庫無法寫入。")
    if not reason.strip():
        raise Refusal("請寫下接受這個問題的理由，例如：「紀錄原文如此，已向主辦市確認」。")
    decision = decision or _new_decision(minutes_import, Subject.PROBLEM, item.key, item.problem.message)
    decision.reason = reason.strip()[:REASON_LIMIT]
    _save(decision, actor)
    _touch(minutes_import, actor)


@transaction.atomic
def reopen_problem(minutes_import: MinutesImport, item: ProblemItem, version: int, actor: Actor) -> None:
    """Take the acceptance of a problem back. Raises StaleRow."""
    minutes_import = _lock(minutes_import)
    _withdraw(minutes_import, _decision(minutes_import, Subject.PROBLEM, item.key, version), actor)


def _decision(minutes_import: MinutesImport, subject: str, key: str, version: int) -> ImportDecision | None:
    decision = minutes_import.decisions.select_related("case").filter(subject=subject, key=key).first()
    _require_version(decision, version)
    return decision


def _new_decision(minutes_import: MinutesImport, subject: str, key: str, about: str) -> ImportDecision:
    return ImportDecision(minutes_import=minutes_import, subject=subject, key=key, about=about[:400], version=0)


def _case(minutes_import: MinutesImport, choice: str) -> Case | None:
    if choice == NEW:
        return None
    pk = chosen_case(choice)
    case = cases_of(minutes_import).filter(pk=pk).first() if pk else None
    if case is None:
        raise Refusal("找不到選定的合作案，可能已被刪除；請重新選擇。")
    return case


def _reason(item: TitleItem, case: Case | None) -> str:
    if case is None:
        return ""
    suggestion = item.suggestion(case.pk)
    if suggestion is None:
        like = item.match.resembles
        return f"審閱時選定：{like.reason}" if like and like.case_id == case.pk else "審閱時搜尋選定"
    return "" if suggestion.how == EXACT else f"採納建議：{suggestion.reason}"


def _withdraw(minutes_import: MinutesImport, decision: ImportDecision | None, actor: Actor) -> None:
    if decision is not None:
        decision.delete()
        _touch(minutes_import, actor)


# -- Correcting -------------------------------------------------------------------------------------------------------


@transaction.atomic
def correct(minutes_import: MinutesImport, item: FactItem, text: str, version: int, actor: Actor) -> None:
    """Put a recognised value right; what was read there takes the correction back.

    Raises Refusal where the value cannot be read, and StaleRow.
    """
    minutes_import = _lock(minutes_import)
    correction = minutes_import.corrections.filter(target=item.fact.target).first()
    _require_version(correction, version)
    try:
        corrected = fix.clean(item.fact, text)
    except ValueError as error:
        raise Refusal(str(error)) from error
    if corrected != item.fact.value:
        correction = correction or ImportCorrection(minutes_import=minutes_import, target=item.fact.target, version=0)
        correction.as_read, correction.corrected = item.fact.value, corrected
        _save(correction, actor)
    elif correction is not None:
        correction.delete()
    else:
        return
    _recognise_again(minutes_import)
    _touch(minutes_import, actor)


@transaction.atomic
def edit_text(minutes_import: MinutesImport, text: str, number: int, actor: Actor) -> None:
    """Keep `text` as the next edition of the text, and what is recognised of it from now on.

    `number` is the edition the person edited (0 for the text as read). Raises StaleRow where there is a newer one,
    Refusal where the text is no minutes any more; the edition before stays then.
    """
    minutes_import = _lock(minutes_import)
    standing, edition = current_text(minutes_import)
    if (edition.number if edition else 0) != number:
        message = "這份文字的版次與目前的不符"
        if edition is not None:
            saved = f"{edition.created_by_name}於{roc_datetime(edition.created_at)}修改（第{edition.number}版）"
            message = f"這份文字已由{saved}"
        raise StaleRow(minutes_import, f"{message}。您修改的內容仍保留在下方，請與目前的文字比對後再儲存。")
    text = _storable(text.replace("\r\n", "\n"))
    if len(text) > MAX_CHARACTERS:
        raise Refusal(f"文字超過{MAX_CHARACTERS:,}字，不像一次會議的紀錄；請只保留紀錄本文。")
    if text == standing.replace("\r\n", "\n"):
        return
    who = actor.name[:NAME_LIMIT]
    ImportText.objects.create(minutes_import=minutes_import, number=number + 1, text=text, created_by_name=who)
    _recognise_again(minutes_import)
    _touch(minutes_import, actor)


# -- Closing ----------------------------------------------------------------------------------------------------------


def confirm(minutes_import: MinutesImport, fingerprint: str, actor: Actor) -> Meeting:
    """Write the reviewed minutes as a draft meeting and close the import: all of it in one transaction, or nothing.

    `fingerprint` is that of the page the person saw. Raises StaleRow where anything has changed since (so of two
    people exactly one wins) and Refusal while something is open. The text is recognised once more: where the
    ledger now gives something else than the page showed, that is stored for the next look, and StaleRow raised.
    """
    with transaction.atomic():
        minutes_import = _lock(minutes_import)
        page = review_page(minutes_import)
        if page.fingerprint != fingerprint:
            raise _stale_page(minutes_import)
        if not page.is_ready:
            raise Refusal(f"尚有{page.open_points}項未決，未寫入任何資料。請先處理標示「待決定」的項目。")
        plan = _recognise_again(minutes_import)
        if minutes_import.recognised == page.recognised:
            return _written(page, plan, actor)
        _touch(minutes_import, actor)
    raise _stale_page(minutes_import)


def _written(page: ReviewPage, plan: ImportPlan, actor: Actor) -> Meeting:
    identities: dict[TitleKey, Identity] = {
        item.match.key: Identity(decision.case_id, decision.reason, decision.updated_by_name)
        for item in page.titles
        # Every one has: the page is ready.
        if (decision := item.decision)
    }
    try:
        meeting = write_plan(plan, identities, {}, actor)
    except ImportRefused as refused:
        raise Refusal("；".join(problem.message for problem in refused.problems)) from refused
    _close(page.minutes_import, State.CONFIRMED, actor, meeting)
    return meeting


@transaction.atomic
def discard(minutes_import: MinutesImport, version: int, actor: Actor) -> None:
    """Close a review without writing anything; the original stays. Raises StaleRow."""
    minutes_import = _lock(minutes_import)
    if minutes_import.version != version:
        message = f"{minutes_import.updated_by_name}剛更新了這次審閱，尚未放棄；請看過目前的內容後再決定。"
        raise StaleRow(minutes_import, message)
    _close(minutes_import, State.DISCARDED, actor)


def _close(minutes_import: MinutesImport, state: str, actor: Actor, meeting: Meeting | None = None) -> None:
    minutes_import.state, minutes_import.meeting = state, meeting
    minutes_import.closed_by_name, minutes_import.closed_at = actor.name[:NAME_LIMIT], timezone.now()
    _touch(minutes_import, actor)
    seal(IMPORTS, minutes_import, actor, minutes_import.closed_at)


# -- Locks and versions -----------------------------------------------------------------------------------------------


def _lock(minutes_import: MinutesImport) -> MinutesImport:
    """The review's row, locked for the transaction. Raises StaleRow where it is closed."""
    minutes_import = MinutesImport.objects.select_for_update().get(pk=minutes_import.pk)
    if not minutes_import.is_open:
        who, when = minutes_import.closed_by_name, roc_datetime(minutes_import.closed_at)
        message = f"這次匯入已由{who}於{when}結案（{minutes_import.get_state_display()}），未再更動。"
        raise StaleRow(minutes_import, message)
    return minutes_import


def _stale_page(minutes_import: MinutesImport) -> StaleRow:
    saved = f"{minutes_import.updated_by_name}於{roc_datetime(minutes_import.updated_at)}更新了這次審閱"
    message = f"{saved}，或列管資料已有更動；以下是目前的內容，尚未寫入任何資料，請看過後再按一次。"
    return StaleRow(minutes_import, message)


def _require_version(row: ImportDecision | ImportCorrection | None, version: int) -> None:
    if row is None and version:
        raise StaleRow(None, "這一項原有的選擇已被他人取消；請確認後再儲存一次。")
    require_version(row, version)


def _save(row: ImportDecision | ImportCorrection, actor: Actor) -> None:
    row.updated_by_name = actor.name[:NAME_LIMIT]
    row.version += 1
    row.save()


def _touch(minutes_import: MinutesImport, actor: Actor) -> None:
    minutes_import.version += 1
    minutes_import.updated_by_name, minutes_import.updated_at = actor.name[:NAME_LIMIT], timezone.now()
    minutes_import.save(update_fields=CHANGING)
