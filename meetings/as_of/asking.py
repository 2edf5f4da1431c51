"""What `?as_of=` asks for: a meeting by its key or name, or a day in either calendar.

A view calls `as_of_of(request)` or `day_asked(request)`; that alone makes the page's head say so (`base.html`). A bad
value gives today's state with a sentence in the head; a file is not made of it, see `page_instead`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone

from groups.models import Platform
from groups.platforms import chosen_platform
from meetings.models import Meeting
from meetings.models.meeting import NamedMeeting, named
from platform_site.shared.dates.reading import read_date
from platform_site.shared.roc import roc_date

NAME = "as_of"
MOST_CHOICES = 20
SHOWN = 30
TODAYS_STATE = "本頁顯示目前狀態。"


@dataclass(frozen=True)
class AsOf:
    """The end of `day`, as `asked` for in the address; `meeting` where one was named.

    `latest` is the platform's latest finalised meeting by then. `others`: it was not the day's only one, or last.
    """

    day: date
    asked: str
    meeting: Meeting | None
    latest: Meeting
    others: bool = False

    @property
    def label(self) -> str:
        """截至114年1月13日（第3次副市長層級會議）."""
        if self.meeting is None:
            return f"截至{roc_date(self.day)}"
        return f"截至{roc_date(self.day)}（{self.meeting}{'，含同日其他會議' if self.others else ''}）"


@dataclass(frozen=True)
class Asked:
    """What one request asks for: `as_of`, or what is wrong as `problem`, or neither."""

    as_of: AsOf | None = None
    problem: str = ""


def as_of_of(request: HttpRequest) -> AsOf | None:
    """The day or meeting that the request asks for; None for today, and where what it asks for cannot be."""
    return asked_of(request).as_of


def day_asked(request: HttpRequest) -> date | None:
    """The day of `as_of_of`, for functions that take `as_of: date | None`."""
    as_of = as_of_of(request)
    return as_of.day if as_of else None


def asked_of(request: HttpRequest) -> Asked:
    """What the request asks for, read once; no query for today, one for anything else."""
    kept = vars(request)
    if "_as_of" not in kept:
        typed = request.GET.get(NAME, "").replace("\0", "").strip()
        kept["_as_of"] = read(typed, _meetings(request), timezone.localdate()) if typed else Asked()
    return kept["_as_of"]


def newest_choices(request: HttpRequest) -> list[NamedMeeting]:
    """The newest meetings that may be asked for, newest first, and the one that is asked for; one query at most.

    Earlier ones are asked for by their day.
    """
    asked = as_of_of(request)
    if vars(request).get("_as_of_meetings") is None:
        final = Meeting.objects.finalised(timezone.localdate()).filter(level__platform=chosen_platform(request))
        return final.in_order().reverse()[:MOST_CHOICES].named()
    found = [named(meeting) for meeting in _counting(_meetings(request), timezone.localdate())[::-1]]
    chosen = asked.meeting.pk if asked and asked.meeting else None
    return found[:MOST_CHOICES] + [one for one in found[MOST_CHOICES:] if one.pk == chosen]


def page_instead(request: HttpRequest, to: str, *args: object) -> HttpResponseRedirect | None:
    """For files: a redirect to the page `to`, which says what is wrong, where `as_of` cannot be; else None."""
    if not asked_of(request).problem:
        return None
    return redirect(f"{redirect(to, *args).url}?{request.GET.urlencode()}")


def read(typed: str, meetings: Sequence[Meeting], today: date) -> Asked:
    """What `typed` asks for among a platform's `meetings`, drafts among them, in their order."""
    try:
        return Asked(_read(typed.strip(), meetings, _counting(meetings, today), today))
    except ValidationError as error:
        return Asked(problem=f"{error.messages[0]}{TODAYS_STATE}")


def meetings_of(platform: Platform | None) -> list[Meeting]:
    """A platform's meetings in order, with drafts; one query."""
    return list(Meeting.objects.filter(level__platform=platform).in_order())


def _meetings(request: HttpRequest) -> list[Meeting]:
    kept = vars(request)
    if "_as_of_meetings" not in kept:
        kept["_as_of_meetings"] = meetings_of(chosen_platform(request))
    return kept["_as_of_meetings"]


def _counting(meetings: Sequence[Meeting], today: date) -> tuple[Meeting, ...]:
    return tuple(meeting for meeting in meetings if meeting.is_final and meeting.held_on <= today)


def _read(typed: str, everything: Sequence[Meeting], counting: Sequence[Meeting], today: date) -> AsOf:
    meeting = _named(typed, everything)
    if not counting:
        raise ValidationError("還沒有定稿的會議，因此沒有可回溯的狀態。")
    if meeting is None:
        return _of_day(read_date(typed), typed, counting, today)
    if not meeting.is_final:
        raise ValidationError(f"{meeting}的紀錄尚未定稿，草稿不生效力。{_choice(counting)}")
    if meeting not in counting:
        raise ValidationError(f"{meeting}訂於{roc_date(meeting.held_on)}召開，尚未到來。{_choice(counting)}")
    of_the_day = [other for other in counting if other.held_on == meeting.held_on]
    return AsOf(meeting.held_on, typed, meeting, of_the_day[-1], others=len(of_the_day) > 1)


def _of_day(day: date, typed: str, counting: Sequence[Meeting], today: date) -> AsOf:
    if day > today:
        raise ValidationError(f"{roc_date(day)}尚未到來，最晚可填今天（{roc_date(today)}）。{_choice(counting)}")
    if day < counting[0].held_on:
        first = counting[0]
        raise ValidationError(
            f"{roc_date(day)}早於第一筆紀錄：紀錄自{roc_date(first.held_on)}的{first}起。{_choice(counting)}"
        )
    return AsOf(day, typed, None, [meeting for meeting in counting if meeting.held_on <= day][-1])


def _named(typed: str, everything: Sequence[Meeting]) -> Meeting | None:
    """The meeting that a key or a name means; None where the text is to be read as a date. Raises ValidationError."""
    plain = unicodedata.normalize("NFKC", typed)
    for meeting in everything:
        if plain in (meeting.key, latin_key(meeting), str(meeting)):
            return meeting
    head, hyphen, number = plain.rpartition("-")
    if hyphen and head and number.isdigit() and not any(char.isdigit() for char in head):
        counting = [meeting for meeting in everything if meeting.is_final]
        raise ValidationError(f"沒有「{typed[:SHOWN]}」這次會議。{_choice(counting)}")
    return None


def latin_key(meeting: Meeting) -> str:
    """deputy-mayor-5, of a group's meeting working-交通組-5."""
    group = [meeting.group.name] if meeting.group else []
    return "-".join([meeting.level.slug, *group, str(meeting.number)])


def _choice(counting: Sequence[Meeting]) -> str:
    """What may be given instead, as a sentence."""
    if not counting:
        return ""
    first, last = counting[0], counting[-1]
    keys = last.key if first == last else f"{first.key}至{last.key}" if first.level_id == last.level_id else last.key
    return f"可填會議（例如{keys}）或{roc_date(first.held_on)}以後的日期。"
