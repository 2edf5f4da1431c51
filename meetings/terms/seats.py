"""The seats of a coming meeting: who is in office on its day, in the order of the rotation from the host on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from groups.models import City, IssueGroup
from meetings.models import Meeting, MeetingLevel, MeetingQuerySet, MeetingSeat, TermOfOffice
from platform_site.shared.roc import roc_date


@dataclass(frozen=True)
class ProposedSeats:
    """Unsaved seats in printed order, and a sentence for each that no term of office bears out."""

    seats: tuple[MeetingSeat, ...]
    notes: tuple[str, ...]


def held(level: MeetingLevel, group: IssueGroup | None) -> MeetingQuerySet:
    """The meetings of a level, or of one group at a level that is numbered per group; drafts too."""
    return Meeting.objects.filter(level=level, group=group)


def latest_seats(level: MeetingLevel) -> list[MeetingSeat]:
    """The seats of the platform's latest meeting that has some, of whatever level."""
    meetings = Meeting.objects.filter(level__platform=level.platform_id, seats__isnull=False)
    latest = meetings.in_order().last()
    return list(latest.seats.select_related("city")) if latest else []


def proposed_seats(
    level: MeetingLevel, group: IssueGroup | None, number: int, host: City | None, day: date
) -> ProposedSeats:
    """The seats of the meeting with that number, were it held on `day`.

    Each city's seat is whoever's term of office at the level runs on that day; where none is known, whoever had it at
    the meeting before, with a sentence that says so. The order is that of the meeting before, from the host on, or the
    latest printed one of the platform; a level of which no seat and no term is known has none.
    """
    before = held(level, group).filter(number__lt=number).order_by("-number").first()
    last = {seat.city_id: seat for seat in before.seats.select_related("city")} if before else {}
    terms = {term.city_id: term for term in TermOfOffice.objects.filter(level=level).on(day).select_related("city")}
    seats, notes = [], []
    for city in _in_rotation(level, before, list(last.values()), terms.values(), host):
        term, former = terms.get(city.pk), last.get(city.pk)
        person = term or former
        if person is None:
            notes.append(f"查無{city}於{roc_date(day)}的在任者，席位未帶入，請自行填入或先登錄任期。")
            continue
        seats.append(_seat(city, person, former))
        if term is None:
            notes.append(f"查無{city}於{roc_date(day)}的在任者，暫帶入{before}的{former}，請核對。")
    return ProposedSeats(tuple(seats), tuple(notes))


def in_office_instead(level: MeetingLevel, city: City, person: tuple[str, str, str], day: date) -> str:
    """Why that person (surname, given name, title) can't take the city's seat on `day`, as a Chinese sentence.

    Empty where the term runs on that day, or the terms know nothing of the person: somebody may stand in.
    """
    terms = list(TermOfOffice.objects.filter(level=level, city=city))
    own = [term for term in terms if (term.surname, term.given_name, term.title) == person]
    running = [term for term in terms if term.starts_on <= day and (term.ends_on is None or term.ends_on >= day)]
    if not own or any(term in running for term in own):
        return ""
    name, ended = "".join(person), [term.ends_on for term in own if term.ends_on and term.ends_on < day]
    when = f"任期到{roc_date(max(ended))}為止" if ended else f"任期自{roc_date(own[0].starts_on)}起"
    today = f"{roc_date(day)}在任的是{running[0]}" if running else f"{roc_date(day)}的在任者尚未登錄"
    return f"{city}{name}的{when}，{today}。請改填當日在任者，或到「任期」頁更正起訖日。"


def _in_rotation(
    level: MeetingLevel,
    before: Meeting | None,
    last: list[MeetingSeat],
    terms: Iterable[TermOfOffice],
    host: City | None,
) -> list[City]:
    order = [seat.city for seat in last]
    if not order and terms:
        order = [seat.city for seat in latest_seats(level)] or list(City.objects.filter(platform=level.platform_id))
    order += [term.city for term in terms if term.city not in order]
    turn = 1 if before else 0
    first = order.index(host) if host in order else turn
    return order[first:] + order[:first]


def _seat(city: City, person: TermOfOffice | MeetingSeat, former: MeetingSeat | None) -> MeetingSeat:
    seat = MeetingSeat(city=city, surname=person.surname, given_name=person.given_name, title=person.title)
    if former is not None:
        seat.form, seat.wording = former.form, former.wording
    return seat
