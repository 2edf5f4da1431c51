"""The particulars of a draft meeting (會議資料): day, hours, venue, host, recorder, attendance, and its seats."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from cases.ledger import writing as ledger
from cases.ledger.writing import LedgerError
from groups.actors import Actor
from groups.models import City
from meetings.agenda.starting import refuse_out_of_order
from meetings.models import Meeting, MeetingSeat, Paragraph, Section, SectionKind, TermOfOffice
from meetings.record.drafts import fit_wordings
from meetings.terms.seats import in_office_instead
from platform_site.shared.locking.versions import locked
from platform_site.shared.refusals import Refusal
from platform_site.shared.roc import roc_date

# Added to the positions of seats that move, so that two never have the same one while they are saved.
FAR_AWAY = 10_000


@dataclass(frozen=True)
class SeatContent:
    """Who takes a city's seat; nobody where all is empty. `order` is the place in the printed list."""

    order: int
    surname: str
    given_name: str
    title: str

    @property
    def person(self) -> tuple[str, str, str]:
        return self.surname, self.given_name, self.title

    @property
    def is_empty(self) -> bool:
        return not any(self.person)


@dataclass(frozen=True)
class Particulars:
    """What is typed. `seats` is by city; `representative` is the city whose seat announces the resolutions."""

    held_on: date
    starts_at: time | None
    ends_at: time | None
    venue: str
    recorder: str
    host_city: City | None
    attendance: str
    seats: Mapping[City, SeatContent]
    representative: int | None


def attendance_section(meeting: Meeting) -> Section | None:
    """The section 出席單位及人員, where the meeting has it."""
    return meeting.sections.filter(kind=SectionKind.ATTENDANCE).first()


def attendance_text(meeting: Meeting) -> str:
    """The paragraphs of that section, one a line, as they are printed."""
    section = attendance_section(meeting)
    rows = section.paragraphs.values_list("wording", flat=True) if section else ()
    return "\n".join(wording.replace("{{", "{").replace("}}", "}") for wording in rows)


@transaction.atomic
def save_particulars(meeting: Meeting, content: Particulars, actor: Actor, version: int | None) -> Meeting:
    """Write the particulars of a draft and let its ledger rows and standard wordings follow.

    Raises Refusal with a sentence for each wrong field, StaleRow where another user saved first.
    """
    row = locked(Meeting.objects.all(), meeting.pk, version)
    if row.is_final:
        raise Refusal(f"{row}的紀錄已定稿，不可再更動。")
    moved = row.held_on != content.held_on
    if moved:
        row.sequence = Meeting.objects.exclude(pk=row.pk).next_sequence(content.held_on)
    for name in ("held_on", "starts_at", "ends_at", "venue", "recorder", "host_city"):
        setattr(row, name, getattr(content, name))
    _refuse_wrong(row, content)
    row.version += 1
    row.save()
    _save_seats(row, content)
    _save_attendance(row, content.attendance)
    if moved:
        try:
            ledger.reconcile_after_move(row, actor)
        except LedgerError as error:
            raise Refusal("會議資料尚未儲存。", {"held_on": str(error)}) from error
    fit_wordings(row)
    return row


def unknown_seats(meeting: Meeting) -> list[str]:
    """A sentence for each seat whose person is not whom the terms name for the day: a stand-in, or terms to correct."""
    running = {term.city_id: term for term in TermOfOffice.objects.filter(level=meeting.level).on(meeting.held_on)}
    notes = []
    for seat in meeting.seats.select_related("city"):
        term = running.get(seat.city_id)
        if term and (term.surname, term.given_name, term.title) != (seat.surname, seat.given_name, seat.title):
            day = roc_date(meeting.held_on)
            notes.append(f"{seat.city}的席位是{seat}，任期資料中{day}在任的是{term}；若為代理出席，不須處理。")
    return notes


def _refuse_wrong(row: Meeting, content: Particulars) -> None:
    found: dict[str, str] = {}
    if content.starts_at and content.ends_at and content.ends_at <= content.starts_at:
        found["ends_at"] = "散會時間應晚於開始時間。"
    try:
        row.clean()
    except ValidationError as error:
        found |= {name: "".join(messages) for name, messages in error.message_dict.items()}
    try:
        refuse_out_of_order(row)
    except Refusal as error:
        found |= error.fields
    for city, seat in content.seats.items():
        if seat.is_empty:
            if city.pk == content.representative:
                found["representative"] = f"{city}沒有席位，請改選代表宣布決議的市。"
        elif not (seat.surname and seat.title):
            found[f"seat-{city.pk}-surname"] = f"{city}的席位須填姓與職稱；不設席位請全部留白。"
        elif sentence := in_office_instead(row.level, city, seat.person, row.held_on):
            found[f"seat-{city.pk}-surname"] = sentence
    if found:
        raise Refusal(f"有 {len(found)} 處須補正，尚未儲存。", found)


def _save_seats(meeting: Meeting, content: Particulars) -> None:
    """The rows stay where they can: speakers of the minutes point at them."""
    rows = {seat.city_id: seat for seat in meeting.seats.all()}
    filled = sorted(
        ((city, seat) for city, seat in content.seats.items() if not seat.is_empty), key=lambda pair: pair[1].order
    )
    meeting.seats.update(position=F("position") + FAR_AWAY, is_representative=False)
    meeting.seats.filter(city__in=[city for city, seat in content.seats.items() if seat.is_empty]).delete()
    usual = next(iter(rows.values()), None)
    for position, (city, seat) in enumerate(filled, 1):
        row = rows.get(city.pk) or MeetingSeat(meeting=meeting, city=city)
        if city.pk not in rows and usual is not None:
            row.form, row.wording = usual.form, usual.wording
        row.surname, row.given_name, row.title = seat.person
        row.position, row.is_representative = position, city.pk == content.representative
        row.save()


def _save_attendance(meeting: Meeting, text: str) -> None:
    section = attendance_section(meeting)
    if section is None or text.strip() == attendance_text(meeting).strip():
        return
    section.paragraphs.all().delete()
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for position, line in enumerate(lines, 1):
        wording = line.replace("{", "{{").replace("}", "}}")
        Paragraph.objects.create(section=section, position=position, wording=wording)
