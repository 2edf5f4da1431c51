"""The one write path of the notes on differences, besides the admin, which asks the same rules.

Who may write is the caller's question. A note is about the record and changes nothing in it; the history keeps what a
changed or withdrawn one said.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from cases.models import Case
from groups.actors import Actor
from groups.models import IssueGroup
from meetings.models import DifferenceNote, Meeting
from meetings.record.explanations import problems
from platform_site.shared.locking.versions import locked
from platform_site.shared.refusals import Refusal


class NoteError(Refusal):
    """A note that is refused."""


@dataclass(frozen=True)
class NoteContent:
    """What a note says. `cases_explained` has its sign and is 0 where nothing was typed."""

    kind: str
    cases_explained: int
    text: str
    case: Case | None = None
    outside: str = ""


@transaction.atomic
def write(meeting: Meeting, group: IssueGroup, content: NoteContent, actor: Actor) -> DifferenceNote:
    """Add a note to the difference of a group at a meeting. Raises NoteError with a sentence for each wrong field."""
    note = DifferenceNote(meeting=meeting, group=group, written_by=actor.user, written_by_name=actor.name)
    return _save(note, content)


@transaction.atomic
def change(note: DifferenceNote, content: NoteContent, *, version: int | None) -> DifferenceNote:
    """Change a note; its first writer stays. Raises StaleRow where `version` is not the stored one, and NoteError."""
    current = _locked(note, version)
    current.version += 1
    return _save(current, content)


@transaction.atomic
def withdraw(note: DifferenceNote, *, version: int | None) -> None:
    """Take a note back, so that its cases are unexplained again. Raises StaleRow as `change` does."""
    _locked(note, version).delete()


def _locked(note: DifferenceNote, version: int | None) -> DifferenceNote:
    # The meeting first, as in `problems`: of two who write at once none waits for the other.
    Meeting.objects.select_for_update(of=("self",)).order_by("pk").filter(pk=note.meeting_id).first()
    return locked(DifferenceNote.objects.all(), note.pk, version)


def _save(note: DifferenceNote, content: NoteContent) -> DifferenceNote:
    note.kind, note.cases_explained = content.kind, content.cases_explained
    note.text, note.case, note.outside = content.text.strip(), content.case, content.outside.strip()
    found = problems(note)
    if content.kind not in DifferenceNote.Kind.values:
        found["kind"] = "請選擇處理方式。"
    if found:
        raise NoteError(f"有 {len(found)} 處無法儲存，請依欄位旁的說明修正。", found)
    note.save()
    return note
