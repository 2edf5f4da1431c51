"""What the secretariat may say about a difference: no more than there is, and with its sign."""

from __future__ import annotations

from django.db.models import Sum

from meetings.models import DifferenceNote, Meeting
from meetings.record.figures import figures_of


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
