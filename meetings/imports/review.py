"""What a person does with an imported file: open the review, decide, correct, confirm. The one write path to it.

Every function takes the version of what the person saw and refuses where somebody else was faster (StaleReview);
nothing reaches the record before `confirm`, which writes the whole meeting or nothing.
"""

from __future__ import annotations

import hashlib
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from cases.matching import EXACT, NEW
from cases.models import Case
from groups.actors import Actor
from meetings.imports import corrections as fix
from meetings.imports.files import read_bytes
from meetings.imports.items import FactItem, ProblemItem, ReviewPage, TitleItem
from meetings.imports.page import current_text, review_page
from meetings.imports.plan import ImportRefused, current_vocabulary, write_plan
from meetings.minutes.parsing.parse import MAX_CHARACTERS, parse
from meetings.models import ImportCorrection, ImportDecision, ImportText, Meeting, MinutesImport
from meetings.models.imports import NAME_LIMIT, REASON_LIMIT
from meetings.record.write import Identity, TitleKey
from platform_site.shared.roc import roc_datetime

LONGEST_FILE_NAME = 200
SUBJECT_LIMIT = 60
TOUCHED = ("version", "touched_by_name", "touched_at")
CLOSED = ("state", "meeting", "closed_by_name", "closed_at")
Subject = ImportDecision.Subject
State = MinutesImport.State


class ReviewRefused(Exception):
    """Something that cannot be done, in a Chinese sentence for the person who tried."""


class StaleReview(ReviewRefused):
    """Somebody else was faster; `current` is the row that stands now, or None where it is gone."""

    def __init__(self, message: str, current: models.Model | None = None) -> None:
        super().__init__(message)
        self.current = current


# -- Opening ----------------------------------------------------------------------------------------------------------


def open_review(content: bytes, name: str, actor: Actor) -> tuple[MinutesImport, bool]:
    """Keep the file and open a review of it; returns the review and whether it is new.

    A file that is under review already, or whose meeting is on record, leads there. Raises UnreadableFile where the
    file gives no text and ReviewRefused where the text is no minutes of this platform; then nothing is kept.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    known = _review_of(sha256)
    if known:
        return known, False
    text = _storable(read_bytes(content, name))
    document = _document_of(text)
    record = MinutesImport(
        name=_short_name(name),
        size=len(content),
        sha256=sha256,
        text_as_read=text,
        subject=f"第{document.number}次{document.level.removesuffix('會議')}會議"[:SUBJECT_LIMIT],
        uploaded_by=actor.user,
        uploaded_by_name=actor.name[:NAME_LIMIT],
        touched_by_name=actor.name[:NAME_LIMIT],
        touched_at=timezone.now(),
    )
    record.file.save(f"{sha256[:16]}{PurePath(name).suffix[:10].lower()}", ContentFile(content), save=False)
    try:
        with transaction.atomic():
            record.save()
    except IntegrityError:
        # The same file, sent twice at the same moment.
        record.file.delete(save=False)
        return _review_of(sha256), False
    return record, True


def _review_of(sha256: str) -> MinutesImport | None:
    reviews = MinutesImport.objects.filter(sha256=sha256)
    return reviews.filter(models.Q(state=State.OPEN) | models.Q(meeting__isnull=False)).newest_first().first()


def _document_of(text: str):
    reading = parse(text, current_vocabulary())
    if reading.document is None:
        raise ReviewRefused(reading.problems[0].message)
    return reading.document


def _storable(text: str) -> str:
    """The text without what no database takes: NUL, and halves of a pair of code units, which broken fonts yield."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def _short_name(name: str) -> str:
    path = PurePath(name)
    return f"{path.stem[: LONGEST_FILE_NAME - len(path.suffix)]}{path.suffix}"[:LONGEST_FILE_NAME]


# -- Deciding ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def decide_title(
    record: MinutesImport, item: TitleItem, choice: str, version: int, actor: Actor, *, basis: str, reason: str = ""
) -> None:
    """Say which case a title means: `choice` is "new" or "case:12"; "" takes the decision back.

    `version` (0 for none yet) and `basis` are those of the form. Raises StaleReview and ReviewRefused.
    """
    record = _lock(record)
    decision = _decision(record, Subject.TITLE, item.key, version)
    if basis != item.basis:
        raise StaleReview("列管資料在您檢視期間有更動，這個案名的建議已經不同；請看過新的建議後再選一次。", decision)
    if not choice:
        _withdraw(record, decision, actor)
        return
    case = _case(choice)
    decision = decision or _new_decision(record, Subject.TITLE, item.key, item.match.title)
    decision.case, decision.basis = case, item.basis
    decision.reason = (reason.strip() or _reason(item, case))[:REASON_LIMIT]
    _save(record, decision, actor)


@transaction.atomic
def decide_all(record: MinutesImport, page: ReviewPage, how: str, fingerprint: str, actor: Actor) -> int:
    """Confirm at once every undecided title that matches exactly, or that is new; returns how many.

    `fingerprint` is that of the page the person saw. Raises StaleReview where it has changed.
    """
    record = _lock(record)
    _refuse_stale_page(record, page, fingerprint)
    if how not in (EXACT, NEW):
        raise ReviewRefused("只有案名相同或全新的案件可以一次確認，其餘請逐案選定。")
    rows = []
    for item in page.undecided(how):
        row = _new_decision(record, Subject.TITLE, item.key, item.match.title)
        row.case_id, row.basis = item.match.best and item.match.best.case_id, item.basis
        row.made_by_name, row.version = actor.name[:NAME_LIMIT], 1
        rows.append(row)
    bulk_create_with_history(rows, ImportDecision, default_user=actor.user)
    _touch(record, actor)
    return len(rows)


@transaction.atomic
def accept_problem(record: MinutesImport, item: ProblemItem, reason: str, version: int, actor: Actor) -> None:
    """Accept a problem as it is, for a reason. Raises ReviewRefused where that is not possible, and StaleReview."""
    record = _lock(record)
    decision = _decision(record, Subject.PROBLEM, item.key, version)
    if item.must_be_mended:
        raise ReviewRefused("這個問題無法以理由接受，必須先更正內容或原文，否則資料庫無法寫入。")
    if not reason.strip():
        raise ReviewRefused("請寫下接受這個問題的理由，例如：「紀錄原文如此，已向主辦市確認」。")
    decision = decision or _new_decision(record, Subject.PROBLEM, item.key, item.problem.message)
    decision.reason = reason.strip()[:REASON_LIMIT]
    _save(record, decision, actor)


@transaction.atomic
def reopen_problem(record: MinutesImport, item: ProblemItem, version: int, actor: Actor) -> None:
    """Take the acceptance of a problem back. Raises StaleReview."""
    record = _lock(record)
    _withdraw(record, _decision(record, Subject.PROBLEM, item.key, version), actor)


def _decision(record: MinutesImport, subject: str, key: str, version: int) -> ImportDecision | None:
    decision = record.decisions.select_related("case").filter(subject=subject, key=key).first()
    _refuse_stale(decision, version)
    return decision


def _new_decision(record: MinutesImport, subject: str, key: str, about: str) -> ImportDecision:
    return ImportDecision(review=record, subject=subject, key=key, about=about[:400], version=0)


def _case(choice: str) -> Case | None:
    if choice == NEW:
        return None
    kind, _, pk = choice.partition(":")
    case = Case.objects.filter(pk=int(pk)).first() if kind == "case" and pk.isdecimal() and len(pk) < 19 else None
    if case is None:
        raise ReviewRefused("找不到選定的合作案，可能已被刪除；請重新選擇。")
    return case


def _reason(item: TitleItem, case: Case | None) -> str:
    if case is None:
        return ""
    suggestion = item.suggestion(case.pk)
    if suggestion is None:
        like = item.match.resembles
        return f"審閱時選定：{like.reason}" if like and like.case_id == case.pk else "審閱時搜尋選定"
    return "" if suggestion.how == EXACT else f"採納建議：{suggestion.reason}"


def _withdraw(record: MinutesImport, decision: ImportDecision | None, actor: Actor) -> None:
    if decision is not None:
        decision.delete()
        _touch(record, actor)


# -- Correcting -------------------------------------------------------------------------------------------------------


@transaction.atomic
def correct(record: MinutesImport, item: FactItem, text: str, version: int, actor: Actor) -> None:
    """Put a recognised value right; what was read there takes the correction back.

    Raises ValueError with a Chinese sentence where the value cannot be read, and StaleReview.
    """
    record = _lock(record)
    correction = record.corrections.filter(target=item.fact.target).first()
    _refuse_stale(correction, version)
    corrected = fix.clean(item.fact, text)
    if corrected == item.fact.value:
        if correction is not None:
            correction.delete()
            _touch(record, actor)
        return
    correction = correction or ImportCorrection(review=record, target=item.fact.target, version=0)
    correction.as_read, correction.corrected = item.fact.value, corrected
    _save(record, correction, actor)


@transaction.atomic
def edit_text(record: MinutesImport, text: str, number: int, actor: Actor) -> None:
    """Keep `text` as the next edition of the text, to be recognised from now on.

    `number` is the edition the person edited (0 for the text as read). Raises StaleReview where there is a newer one,
    ReviewRefused where the text is no minutes any more; the edition before stays then.
    """
    record = _lock(record)
    standing, edition = current_text(record)
    if (edition.number if edition else 0) != number:
        message = f"這份文字已由{edition.made_by_name}於{roc_datetime(edition.made_at)}修改（第{edition.number}版）。"
        raise StaleReview(f"{message}您修改的內容仍保留在下方，請與目前的文字比對後再儲存。", edition)
    text = _storable(text.replace("\r\n", "\n"))
    if len(text) > MAX_CHARACTERS:
        raise ReviewRefused(f"文字超過{MAX_CHARACTERS:,}字，不像一次會議的紀錄；請只保留紀錄本文。")
    _document_of(text)
    if text == standing.replace("\r\n", "\n"):
        return
    ImportText.objects.create(review=record, number=number + 1, text=text, made_by_name=actor.name[:NAME_LIMIT])
    _touch(record, actor)


# -- Closing ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def confirm(record: MinutesImport, fingerprint: str, actor: Actor) -> Meeting:
    """Write the reviewed minutes as a draft meeting and close the review: all of it in one transaction, or nothing.

    `fingerprint` is that of the page the person saw. Raises StaleReview where anything has changed since (so of two
    people exactly one wins) and ReviewRefused while something is open.
    """
    record = _lock(record)
    page = review_page(record)
    _refuse_stale_page(record, page, fingerprint)
    if not page.is_ready:
        raise ReviewRefused(f"尚有{page.open_points}項未決，未寫入任何資料。請先處理標示「待決定」的項目。")
    identities: dict[TitleKey, Identity] = {
        item.match.key: Identity(item.decision.case_id, item.decision.reason, item.decision.made_by_name)
        for item in page.titles
    }
    try:
        meeting = write_plan(page.plan, identities, {}, actor)
    except ImportRefused as refused:
        raise ReviewRefused("；".join(problem.message for problem in refused.problems)) from refused
    _close(record, State.CONFIRMED, actor, meeting)
    return meeting


@transaction.atomic
def discard(record: MinutesImport, version: int, actor: Actor) -> None:
    """Close a review without writing anything; the original stays. Raises StaleReview."""
    record = _lock(record)
    if record.version != version:
        raise StaleReview(f"{record.touched_by_name}剛更新了這次審閱，尚未放棄；請看過目前的內容後再決定。")
    _close(record, State.DISCARDED, actor)


def _close(record: MinutesImport, state: str, actor: Actor, meeting: Meeting | None = None) -> None:
    record.state, record.meeting = state, meeting
    record.closed_by_name, record.closed_at = actor.name[:NAME_LIMIT], timezone.now()
    _touch(record, actor)


# -- Locks and versions -----------------------------------------------------------------------------------------------


def _lock(record: MinutesImport) -> MinutesImport:
    """The review's row, locked for the transaction. Raises StaleReview where it is closed."""
    record = MinutesImport.objects.select_for_update().get(pk=record.pk)
    if not record.is_open:
        who, when = record.closed_by_name, roc_datetime(record.closed_at)
        raise StaleReview(f"這次匯入已由{who}於{when}結案（{record.get_state_display()}），未再更動。")
    return record


def _refuse_stale_page(record: MinutesImport, page: ReviewPage, fingerprint: str) -> None:
    if page.record.version != record.version or page.fingerprint != fingerprint:
        message = f"{record.touched_by_name}於{roc_datetime(record.touched_at)}更新了這次審閱，或列管資料已有更動"
        raise StaleReview(f"{message}；以下是目前的內容，尚未寫入任何資料，請看過後再按一次。")


def _refuse_stale(row: ImportDecision | ImportCorrection | None, version: int) -> None:
    if (row.version if row else 0) == version:
        return
    if row is None:
        raise StaleReview("這一項原有的選擇已被他人取消；請確認後再儲存一次。")
    message = f"這一項已由{row.made_by_name}於{roc_datetime(row.made_at)}儲存，您的選擇尚未儲存"
    raise StaleReview(f"{message}；請比對兩者後再儲存一次。", row)


def _save(record: MinutesImport, row: ImportDecision | ImportCorrection, actor: Actor) -> None:
    row.made_by_name = actor.name[:NAME_LIMIT]
    row.version += 1
    row.save()
    _touch(record, actor)


def _touch(record: MinutesImport, actor: Actor) -> None:
    record.version += 1
    record.touched_by_name, record.touched_at = actor.name[:NAME_LIMIT], timezone.now()
    record.save(update_fields=[*TOUCHED, *CLOSED])
