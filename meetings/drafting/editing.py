"""How every part of a draft's minutes is written: locked, only while it is a draft, and never over what others wrote.

A page sends back the version of the meeting and a fingerprint of the part as it was shown. Two people may write
different parts at once; a part that has changed meanwhile is not overwritten.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import F

from meetings.drafting.texts import LONGEST, squashed
from meetings.imports.plan import current_vocabulary
from meetings.minutes.reading import Vocabulary
from meetings.models import Meeting, Section
from meetings.record.drafts import fit_wordings
from platform_site.shared.locking.versions import StaleRow
from platform_site.shared.refusals import Refusal

_NOTHING = ("：無", ":無", "：略", ":略")


@dataclass(frozen=True)
class Seen:
    """What a page was filled from: the meeting's version, and the fingerprint of the part that it shows."""

    version: int | None
    mark: str = ""


def fingerprint(text: str) -> str:
    """A short sign of a text, white space aside."""
    return hashlib.sha256(squashed(text).encode()).hexdigest()[:16]


def open_draft(meeting: Meeting, seen: Seen, stored: Callable[[Meeting], str]) -> Meeting:
    """The meeting, locked and as it is now; `stored` is the part's text as a page would show it.

    Raises Refusal where it is final, and StaleRow where the part was changed since it was shown. Call it within a
    transaction.
    """
    rows = Meeting.objects.select_for_update(of=("self",)).filter(pk=meeting.pk).order_by("pk")
    current = rows.select_related("level__platform").first()
    if current is None:
        raise StaleRow(None)
    if current.is_final:
        raise Refusal(f"{current}已定稿，紀錄不可再更動；請複製您輸入的內容，另以更正版本處理。")
    if current.version != seen.version and fingerprint(stored(current)) != seen.mark:
        raise StaleRow(current)
    return current


def close_draft(meeting: Meeting) -> None:
    """After a part was written: the meeting's next version, and standard wordings that follow its rows."""
    Meeting.objects.filter(pk=meeting.pk).update(version=F("version") + 1)
    fit_wordings(meeting)


def vocabulary_of(meeting: Meeting) -> Vocabulary:
    """The names that the meeting's minutes may print."""
    return current_vocabulary(meeting.level.platform.name)


def refuse_long(text: str) -> None:
    """Raise Refusal for a text that is no part of minutes by its length."""
    if len(text) > LONGEST:
        raise Refusal(f"文字有 {len(text):,} 字，超過上限 {LONGEST:,} 字；請確認貼上的內容，或分次輸入。")


def insert_section(meeting: Meeting, position: int, kind: str, wording: str, **fields: object) -> Section:
    """A new section at a position; those from there on move down, and the recorder's line with them."""
    for row in meeting.sections.filter(position__gte=position).order_by("-position"):
        Section.objects.filter(pk=row.pk).update(position=F("position") + 1)
    if meeting.recorder_after >= position:
        Meeting.objects.filter(pk=meeting.pk).update(recorder_after=F("recorder_after") + 1)
    return Section.objects.create(meeting=meeting, position=position, kind=kind, wording=wording, **fields)


def ensure_section(meeting: Meeting, kind: str, wording: str, before: Sequence[str]) -> Section:
    """The section of that kind, a new one before the first of the kinds `before` where there is none.

    One that said 無 or 略 gets the wording for when there is something below it.
    """
    section = meeting.sections.filter(kind=kind).first()
    if section is None:
        behind = meeting.sections.filter(kind__in=before).order_by("position").first()
        position = behind.position if behind else meeting.sections.count() + 1
        seat = meeting.seats.first()
        # Names within its line are printed as the seats are.
        return insert_section(meeting, position, kind, wording, **({"person_form": seat.form} if seat else {}))
    if section.wording.rstrip("。. ").endswith(_NOTHING):
        section.wording = wording
        section.save(update_fields=["wording"])
    return section


def remove_section(section: Section) -> None:
    """Delete a section; those behind it move up, and the recorder's line with them."""
    meeting, position = section.meeting, section.position
    section.delete()
    for row in meeting.sections.filter(position__gt=position).order_by("position"):
        Section.objects.filter(pk=row.pk).update(position=F("position") - 1)
    if meeting.recorder_after >= position:
        Meeting.objects.filter(pk=meeting.pk).update(recorder_after=F("recorder_after") - 1)
