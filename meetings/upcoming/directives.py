"""Which directives (主席指示) concern the reader, and in which order.

A directive has groups, or none where it is everybody's (`meetings/models/directives.py`); a city it concerns only by
its words. So officials and the secretariat read all, those that name an official's city first; a liaison reads those of
the own groups, those of everybody, and those that name the own city. None is left out because it names another city:
that may be said in passing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from cases.normalising import normalise_search
from groups.models import City, IssueGroup, Platform
from groups.permissions import AnyUser, city_of, is_secretariat, liaison_groups
from meetings.models import Directive, Meeting


@dataclass(frozen=True)
class Reader:
    """For whom the directives are chosen: a city's official, the liaison of these groups, or neither."""

    city: City | None = None
    groups: tuple[IssueGroup, ...] = ()


@dataclass(frozen=True)
class Due:
    """A directive that concerns the reader. `is_due`: a reply is asked for at the coming meeting, or was before."""

    directive: Directive
    names_city: bool
    is_due: bool


def reader_of(user: AnyUser) -> Reader:
    """The user as a reader of directives; at most two queries."""
    if is_secretariat(user):
        return Reader()
    return Reader(city_of(user), tuple(liaison_groups(user)))


def directives_for(
    reader: Reader, platform: Platform | None, meeting: Meeting | None, as_of: date | None = None
) -> list[Due]:
    """The directives on record that concern the reader: open ones first, then those closed that `meeting` asked for.

    Open ones: due ones first, then those that name the reader's city, the newest meeting's first. With `as_of`, a
    day, those of meetings held until then. Five queries, whatever the number of directives.
    """
    wanted = Q(state="open")
    if meeting:
        wanted |= Q(due_number=meeting.number, meeting__level=meeting.level_id, meeting__group=meeting.group_id)
    rows = Directive.objects.on_record().filter(wanted, meeting__level__platform=platform).with_all()
    if as_of:
        rows = rows.filter(meeting__held_on__lte=as_of)
    cities = list(City.objects.filter(platform=platform))
    found = []
    for directive in rows.order_by("-meeting__held_on", "-meeting__sequence", "pk"):
        named = names(directive.sentence, cities)
        if _concerns(reader, directive, named):
            found.append(Due(directive, reader.city in named, _is_due(directive, meeting)))
    found.sort(key=lambda row: (not row.directive.is_open, not row.is_due, not row.names_city))
    return found


def names(sentence: str, cities: Iterable[City]) -> list[City]:
    """The cities that a sentence names in full, 臺 or 台."""
    text = normalise_search(sentence)
    return [city for city in cities if normalise_search(city.name) in text]


def _concerns(reader: Reader, directive: Directive, named: list[City]) -> bool:
    groups = directive.groups.all()
    if not reader.groups or not groups or reader.city in named:
        return True
    return any(group in reader.groups for group in groups)


def _is_due(directive: Directive, meeting: Meeting | None) -> bool:
    if meeting is None or directive.due_number is None:
        return False
    same = directive.meeting.level_id == meeting.level_id and directive.meeting.group_id == meeting.group_id
    return same and directive.due_number <= meeting.number
