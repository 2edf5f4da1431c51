"""What may be said about a difference: no more than there is, and with its sign; and where that leaves it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models import Sum

from meetings.models import DifferenceNote, Meeting
from meetings.record.figures import figures_of

TEXT_LIMIT = 2_000
OUTSIDE_LIMIT = 200


class DifferenceState(models.TextChoices):
    """Where a difference stands; derived from its notes and stored nowhere."""

    OPEN = "open", "待說明"
    EXPLAINED = "explained", "已說明"
    RESOLVED = "resolved", "已釐清"


def state_of(difference: int, notes: Iterable[DifferenceNote]) -> DifferenceState:
    """Open while the notes do not add up to the difference; resolved where each names a case or an outside decision."""
    notes = list(notes)
    if sum(note.cases_explained for note in notes) != difference:
        return DifferenceState.OPEN
    if any(note.kind == DifferenceNote.Kind.EXPLANATION for note in notes):
        return DifferenceState.EXPLAINED
    return DifferenceState.RESOLVED


def problems(note: DifferenceNote) -> dict[str, str]:
    """Why a note may not be saved, as {field: Chinese sentence}; empty where it may. `cases_explained` 0 is unset.

    Locks the meeting, as `why_not_explained` does.
    """
    found = {}
    if why := why_not_explained(note) if note.cases_explained else "請填寫說明的案數，並帶正負號，例如：+1、-2。":
        found["cases_explained"] = why
    if not note.text.strip():
        found["text"] = "請填寫說明。"
    elif len(note.text) > TEXT_LIMIT:
        found["text"] = f"最多 {TEXT_LIMIT:,} 字，目前 {len(note.text):,} 字，請刪減。"
    return found | _wrong_ground(note)


def _wrong_ground(note: DifferenceNote) -> dict[str, str]:
    """What is wrong with the case or the outside decision that a note names."""
    found = {}
    if note.kind == DifferenceNote.Kind.OUTSIDE and not note.outside.strip():
        found["outside"] = "請填寫是哪一次會外決定，例如：113年3月5日工作會議。"
    elif note.kind != DifferenceNote.Kind.OUTSIDE and note.outside.strip():
        found["outside"] = "「會外決定」才填這一欄；請改選「會外決定」，或將這一欄清空。"
    elif len(note.outside) > OUTSIDE_LIMIT:
        found["outside"] = f"最多 {OUTSIDE_LIMIT} 字，目前 {len(note.outside)} 字，請刪減。"
    if note.case is None:
        if note.kind == DifferenceNote.Kind.MISSING_CASE:
            found["case"] = "請選擇要補列的合作案。"
        return found
    others = DifferenceNote.objects.filter(meeting=note.meeting_id, group=note.group_id, case=note.case)
    if note.case.group.platform_id != note.group.platform_id:
        found["case"] = f"「{note.case}」不屬於{note.group.platform}，請改選該平臺的合作案。"
    elif others.exclude(pk=note.pk).exists():
        found["case"] = f"「{note.case}」已用於這一筆差額的另一則說明，請改選其他合作案。"
    if note.kind == DifferenceNote.Kind.MISSING_CASE and note.cases_explained not in (-1, 0, 1):
        found.setdefault("cases_explained", "補列一件合作案說明1案，請填 +1 或 -1；其餘案數請另外新增說明。")
    return found


def why_not_explained(note: DifferenceNote) -> str:
    """Why a note may not be saved with its `cases_explained`, as a Chinese sentence; empty where it may.

    Locks the meeting for the caller's transaction, so that of two notes at once the second counts the first.
    """
    meeting = Meeting.objects.select_for_update(of=("self",)).order_by("pk").filter(pk=note.meeting_id).first()
    if meeting is None:
        return "這次會議的草稿剛被刪除，沒有差額可說明。"
    difference = next(row.difference for row in figures_of(meeting).groups if row.group == note.group.name)
    where = f"{meeting}{note.group}"
    if difference is None:
        return f"{where}沒有可以比較的案數（首次會議，或紀錄未載明其餘案數），無從說明差額。"
    if difference == 0:
        return f"{where}載明的案數與承接的案數相符，沒有差額可說明。"
    if (note.cases_explained > 0) != (difference > 0):
        return f"{where}的差額是{difference:+d}案，說明的案數應為{'正' if difference > 0 else '負'}數。"
    notes = DifferenceNote.objects.filter(meeting=meeting, group=note.group_id).exclude(pk=note.pk)
    left = difference - (notes.aggregate(sum=Sum("cases_explained"))["sum"] or 0)
    if abs(note.cases_explained) <= abs(left) and left * difference > 0:
        return ""
    if left == 0:
        return f"{where}的差額{difference:+d}案已全數說明。如須改寫，請修改或刪除既有的說明。"
    return f"{where}的差額是{difference:+d}案，扣除既有的說明，這一筆最多說明{left:+d}案。"
