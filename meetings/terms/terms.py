"""The write path of terms of office, and the terms that the finalised minutes themselves show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from groups.models import City, Platform
from meetings.models import Meeting, MeetingLevel, MeetingSeat, TermOfOffice
from platform_site.shared.locking.versions import locked
from platform_site.shared.refusals import Refusal


@dataclass(frozen=True)
class TermContent:
    """What is typed of a term."""

    level: MeetingLevel
    city: City
    surname: str
    given_name: str
    title: str
    starts_on: date
    ends_on: date | None
    source: str


@transaction.atomic
def save_term(content: TermContent, term: TermOfOffice | None = None, version: int | None = None) -> TermOfOffice:
    """Add a term, or change `term`. A successor's first day ends the open term before it, on the day before.

    Raises Refusal with a sentence for each wrong field, StaleRow where another user saved first.
    """
    if term is None:
        row = TermOfOffice()
        _end_predecessor(content)
    else:
        row = locked(TermOfOffice.objects.all(), term.pk, version)
        row.version += 1
    for name, value in vars(content).items():
        setattr(row, name, value)
    try:
        row.full_clean()
    except ValidationError as error:
        fields = {name: "".join(messages) for name, messages in error.message_dict.items() if name != "__all__"}
        raise Refusal("".join(error.message_dict.get("__all__", ())) or "任期尚未儲存。", fields) from error
    row.save()
    return row


@transaction.atomic
def end_term(term: TermOfOffice, ends_on: date, version: int | None) -> TermOfOffice:
    """Write the last day of a term. Raises Refusal, StaleRow."""
    row = locked(TermOfOffice.objects.all(), term.pk, version)
    if ends_on < row.starts_on:
        raise Refusal("卸任日不可早於就任日。", {"ends_on": "卸任日不可早於就任日。"})
    row.ends_on = ends_on
    row.version += 1
    row.save()
    return row


@transaction.atomic
def record_terms_from_minutes(platform: Platform) -> list[TermOfOffice]:
    """Add the terms that the platform's finalised minutes show, for seats of which no term is known yet.

    Minutes say who had a seat on a day and not since when: a term begins with the first meeting that shows it and ends
    on the day before the next one that shows somebody else. `source` says that it was inferred so. Idempotent.
    """
    known = set(TermOfOffice.objects.filter(level__platform=platform).values_list("level", "city"))
    seats: dict[tuple[int, int], list[MeetingSeat]] = {}
    meetings = Meeting.objects.finalised().filter(level__platform=platform, group__isnull=True).in_order()
    for meeting in meetings.prefetch_related("seats__city"):
        for seat in meeting.seats.all():
            seat.meeting = meeting
            seats.setdefault((meeting.level_id, seat.city_id), []).append(seat)
    return [term for key, row in seats.items() if key not in known for term in _terms_of(row)]


def _terms_of(seats: list[MeetingSeat]) -> Iterator[TermOfOffice]:
    """The terms that one city's seats at one level show, oldest first; each is saved."""
    first_ones = [seat for n, seat in enumerate(seats) if n == 0 or _person(seat) != _person(seats[n - 1])]
    for seat, successor in zip(first_ones, [*first_ones[1:], None], strict=True):
        ends_on = successor.meeting.held_on - timedelta(days=1) if successor else None
        surname, given_name, title = _person(seat)
        yield TermOfOffice.objects.create(
            level=seat.meeting.level,
            city=seat.city,
            surname=surname,
            given_name=given_name,
            title=title,
            starts_on=seat.meeting.held_on,
            ends_on=ends_on,
            source=f"依{seat.meeting}紀錄推定",
        )


def _person(seat: MeetingSeat) -> tuple[str, str, str]:
    return seat.surname, seat.given_name, seat.title


def _end_predecessor(content: TermContent) -> None:
    running = TermOfOffice.objects.filter(level=content.level, city=content.city, ends_on__isnull=True)
    open_one = running.filter(starts_on__lt=content.starts_on).select_for_update(of=("self",)).order_by("pk").first()
    if open_one is not None:
        open_one.ends_on = content.starts_on - timedelta(days=1)
        open_one.version += 1
        open_one.save()
