"""Correcting finalised minutes: the next version, with the reason; what the meeting decided stays as it was.

The rows of the meeting are frozen and the ledger rests on them. So a correction may put right how the minutes are
worded, a name or a venue; a decision is corrected by a later meeting, through the ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from groups.actors import Actor
from meetings.imports.plan import current_vocabulary
from meetings.minutes import document as doc
from meetings.minutes.document import KIND_NAMES, ClauseKind, MinutesDocument
from meetings.minutes.meaning import clauses
from meetings.minutes.parsing.parse import parse
from meetings.minutes.reading import ERROR, Problem, Reading
from meetings.minutes.render import render
from meetings.minutes.wording import WordingError
from meetings.models import Meeting, MinutesVersion
from meetings.record.documents import store_copies
from meetings.record.versions import Edition, edition_of, write_version
from platform_site.shared.refusals import Refusal
from platform_site.shared.roc import roc_date

LATER = "決議的更正請於後續會議登錄，這裡只能更正文字。"
PROBLEMS = "更正後的文字有下列問題，請修改後再送出。"
MOST_PROBLEMS = 20


class CorrectionRefused(Refusal):
    """A text that cannot be the next version; the message says why."""


class StaleCorrection(CorrectionRefused):
    """Somebody wrote a version after the one that is being corrected."""


def corrected(edition: Edition, text: str) -> MinutesDocument:
    """The document that a corrected text means, with the ways to the cases that the version before has.

    Raises CorrectionRefused where the text can't be read without a problem that the version before does not have,
    says the same, or decides something else than the meeting did.
    """
    before, reading = edition.document, parse(text.replace("\r\n", "\n"), current_vocabulary(text))
    if reading.document is not None:
        differences = list(_decided_differently(before, reading.document))
        if differences:
            raise CorrectionRefused(LATER, {"text": "".join(differences[:MOST_PROBLEMS])})
    document = _readable(edition, reading)
    if _squeezed(render(document)) != _squeezed(text):
        raise CorrectionRefused("更正後的文字無法完整辨識，印出後會與您輸入的不同；請核對編號、標題與括號後再試。")
    document = _with_refs(document, before)
    if render(document) == edition.text:
        raise CorrectionRefused("文字與目前的版本相同，沒有需要更正之處。")
    return document


def correct(meeting: Meeting, text: str, reason: str, actor: Actor, *, seen: int) -> MinutesVersion:
    """Write the next version of finalised minutes and return it; `seen` is the version that was corrected.

    Raises CorrectionRefused. The files are on the disk before anything is locked.
    """
    latest = correctable(meeting, seen)
    if not reason.strip():
        raise CorrectionRefused("請填寫更正理由。", {"reason": "請說明為什麼更正，理由會印在紀錄上。"})
    document = corrected(latest, text)
    edition = Edition(
        latest.meeting, document, latest.number + 1, reason.strip(), made_by_name=actor.name, made_at=timezone.now()
    )
    files = store_copies(edition)
    with transaction.atomic():
        Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
        correctable(meeting, seen)
        return write_version(edition, files, actor)


def correctable(meeting: Meeting, seen: int) -> Edition:
    """The latest version, which has to be the one `seen`. Raises CorrectionRefused, StaleCorrection where it is not."""
    if not meeting.is_final:
        raise CorrectionRefused(f"{meeting}尚未定稿，請直接修改草稿。")
    latest = edition_of(meeting)
    if latest.number != seen:
        raise StaleCorrection(
            f"{latest.made_by_name}已建立第{latest.number}版，您修改的是第{seen}版。"
            "您輸入的內容仍保留，請與最新版本比對後再送出一次。"
        )
    return latest


def _readable(edition: Edition, reading: Reading) -> MinutesDocument:
    """The document that was read, without a problem that the version before does not have. Raises CorrectionRefused."""
    before = parse(edition.text, current_vocabulary(edition.text))
    known = {(problem.code, problem.message) for problem in before.problems}
    new = [p for p in reading.problems if p.severity == ERROR and (p.code, p.message) not in known]
    sentences = [_sentence(problem) for problem in new[:MOST_PROBLEMS]]
    if reading.document is None or sentences:
        raise CorrectionRefused(PROBLEMS, {"text": "".join(sentences) or "無法辨識為會議紀錄。"})
    try:
        render(reading.document)
    except WordingError as error:
        raise CorrectionRefused(PROBLEMS, {"text": str(error)}) from error
    return reading.document


def _sentence(problem: Problem) -> str:
    return f"第{problem.line}行：{problem.message}" if problem.line else problem.message


def _decided_differently(before: MinutesDocument, after: MinutesDocument) -> Iterator[str]:
    """A sentence for each thing that the ledger rests on and that the text has otherwise."""
    for label, value in _FIXED:
        old, new = value(before), value(after)
        if old != new:
            yield f"{label}不可更動：原為「{old}」，更正後為「{new}」。"
    groups = [*dict.fromkeys(c["group"] for document in (before, after) for c in clauses(document))]
    for group in groups:
        old_ones, new_ones = (_decisions(document, group) for document in (before, after))
        if old_ones != new_ones:
            yield f"{group}的決議不可更動：原為{_listed(old_ones, new_ones)}，更正後為{_listed(new_ones, old_ones)}。"


def _day(document: MinutesDocument) -> str:
    section = document.section(doc.TimeSection)
    day: date | None = section.date if section else None
    return roc_date(day)


def _sums(document: MinutesDocument) -> str:
    sums = document.headline
    return f"解列{sums.delisted}案、新增{sums.added}案、執行中{sums.ongoing}案" if sums else "未載明"


def _motion_titles(document: MinutesDocument) -> str:
    section = document.section(doc.MotionsSection)
    return "、".join(title.text for motion in (section.motions if section else ()) for title in motion.titles)


_FIXED: tuple[tuple[str, Callable[[MinutesDocument], Any]], ...] = (
    ("平臺名稱", lambda document: document.platform),
    ("會議層級", lambda document: document.level),
    ("次別", lambda document: document.number),
    ("會議日期", _day),
    ("載明的合計案數", _sums),
    ("臨時動議的案名", _motion_titles),
)


def _decisions(document: MinutesDocument, group: str) -> list[tuple[Any, ...]]:
    """A group's decisions in order: of each clause that decides its kind, number, titles and what they lead to."""
    decided = []
    for resolution in document.group_resolutions:
        for clause in resolution.parts if resolution.group == group else ():
            if clause.kind is ClauseKind.NOTE and not (clause.topic or clause.correction):
                continue
            parent = clause.parent.text if clause.parent else ""
            titles = tuple(title.text for title in clause.titles)
            decided.append(
                (clause.kind, clause.stated, titles, parent, clause.topic, clause.other_group, clause.correction)
            )
    return decided


def _listed(decisions: list[tuple[Any, ...]], others: list[tuple[Any, ...]]) -> str:
    """Those of the decisions that are not among the others, in words; all where only the order differs."""
    shown = [decision for decision in decisions if decision not in others] or decisions
    return "、".join(_in_words(decision) for decision in shown) or "（無）"


def _in_words(decision: tuple[Any, ...]) -> str:
    kind, stated, titles, parent, topic, other_group, _ = decision
    names = "".join(f"「{name}」" for name in (parent, *titles, topic) if name)
    number = f"{stated}案" if stated is not None else ""
    return f"{KIND_NAMES[kind]}{number}{other_group}{names}"


def _with_refs(document: MinutesDocument, before: MinutesDocument) -> MinutesDocument:
    """The document with no lines of a text, and each title leading to the case that it led to before."""
    refs = {title.text: title.ref for title in _titles(before)}
    for group in before.group_resolutions:
        refs |= {(group.group, title.text): title.ref for title in _titles(group)}
    cleaned: MinutesDocument = _cleaned(document, refs, "")
    return cleaned


def _titles(element: Any) -> Iterator[doc.Title]:
    if isinstance(element, doc.Title):
        yield element
    elif isinstance(element, tuple):
        for item in element:
            yield from _titles(item)
    elif is_dataclass(element):
        for field in fields(element):
            yield from _titles(getattr(element, field.name))


def _cleaned(element: Any, refs: dict[Any, str], group: str) -> Any:
    if isinstance(element, tuple):
        return tuple(_cleaned(item, refs, group) for item in element)
    if not is_dataclass(element) or isinstance(element, type):
        return element
    if isinstance(element, doc.GroupResolution):
        group = element.group
    changed = {field.name: _cleaned(getattr(element, field.name), refs, group) for field in fields(element)}
    if isinstance(element, doc.Title):
        changed["ref"] = refs.get((group, element.text), refs.get(element.text, ""))
    if "line" in changed:
        changed["line"] = 0
    return replace(element, **changed)


def _squeezed(text: str) -> str:
    return "".join(text.split())
