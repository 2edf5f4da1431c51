"""The next meeting: what the record and the rotation propose, and starting its draft."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from cases.ledger.writing import LedgerError
from groups.actors import Actor
from groups.models import City, IssueGroup
from meetings.models import Meeting, MeetingLevel
from meetings.record.drafts import next_host, next_number, start_draft
from meetings.terms.seats import ProposedSeats, held, proposed_seats
from platform_site.shared.refusals import Refusal
from platform_site.shared.roc import roc_date

# Extracted minutes have spaces around digits (中山堂 2 樓) that nobody would type.
SPACE_BESIDE_CHINESE = re.compile(r"(?<=[^\x00-\x7f]) +| +(?=[^\x00-\x7f])")


@dataclass(frozen=True)
class NextMeeting:
    """A meeting to come: as the record proposes it, or as it was typed."""

    level: MeetingLevel
    group: IssueGroup | None
    number: int
    host: City | None
    held_on: date | None = None
    starts_at: time | None = None
    venue: str = ""


def next_meeting(level: MeetingLevel, group: IssueGroup | None = None) -> NextMeeting:
    """What the record proposes: number, whose turn it is, the hour of the last one, the host's last venue.

    At a level that is numbered per group without a group there is nothing to count from: the number is 1.
    """
    if level.numbered_per_group and group is None:
        return NextMeeting(level, None, 1, None)
    host = next_host(level, group)
    meetings = held(level, group).order_by("-number")
    last, at_host = meetings.first(), meetings.filter(host_city=host).exclude(venue="").first()
    return NextMeeting(
        level,
        group,
        next_number(level, group),
        host,
        starts_at=last.starts_at if last else None,
        venue=SPACE_BESIDE_CHINESE.sub("", at_host.venue) if at_host and host else "",
    )


def seats_of(wanted: NextMeeting, day: date) -> ProposedSeats:
    """The seats that the meeting would have on `day`."""
    return proposed_seats(wanted.level, wanted.group, wanted.number, wanted.host, day)


@transaction.atomic
def start_meeting(wanted: NextMeeting, actor: Actor) -> tuple[Meeting, tuple[str, ...]]:
    """Start the draft and return it with a sentence for each seat that no term of office bears out.

    Raises Refusal with a sentence for each wrong field: the number is taken, the date is out of order, the group or
    host is none of the level's.
    """
    if wanted.held_on is None:
        raise Refusal("請填寫會議日期。", {"held_on": "請填寫會議日期。"})
    meeting = Meeting(
        level=wanted.level,
        group=wanted.group,
        number=wanted.number,
        host_city=wanted.host,
        held_on=wanted.held_on,
        starts_at=wanted.starts_at,
        venue=wanted.venue,
        sequence=Meeting.objects.next_sequence(wanted.held_on),
    )
    try:
        meeting.clean()
    except ValidationError as error:
        names = {"host_city": "host"}
        fields = {names.get(name, name): "".join(messages) for name, messages in error.message_dict.items()}
        raise Refusal("會議尚未建立。", fields) from error
    refuse_number_taken(meeting)
    refuse_out_of_order(meeting)
    notes = seats_of(wanted, wanted.held_on).notes
    try:
        return start_draft(meeting, actor), notes
    except LedgerError as error:
        raise Refusal(f"會議尚未建立：{error}") from error
    except IntegrityError as error:
        # Another user started the same meeting, or one of the same day, a moment earlier.
        raise Refusal("會議尚未建立：剛有他人建立同一次別或同一天的會議，請重新整理後核對次別。") from error


def refuse_number_taken(meeting: Meeting) -> None:
    """Raise Refusal where another meeting of the level has the number: which one, and which number is free."""
    taken = held(meeting.level, meeting.group).filter(number=meeting.number).exclude(pk=meeting.pk).first()
    if taken is not None:
        free = next_number(meeting.level, meeting.group)
        sentence = (
            f"{taken}已登錄（{roc_date(taken.held_on)}，{taken.get_state_display()}），下一個可用的次別是第{free}次。"
        )
        raise Refusal("會議尚未建立。", {"number": sentence})


def refuse_out_of_order(meeting: Meeting) -> None:
    """Raise Refusal where the day is before that of an earlier number, or after that of a later one."""
    others = held(meeting.level, meeting.group).exclude(pk=meeting.pk)
    earlier = others.filter(number__lt=meeting.number, held_on__gt=meeting.held_on).order_by("-number").first()
    later = others.filter(number__gt=meeting.number, held_on__lt=meeting.held_on).order_by("number").first()
    for other, where in ((earlier, "早"), (later, "晚")):
        if other is not None:
            sentence = (
                f"{roc_date(meeting.held_on)}{where}於{other}（{roc_date(other.held_on)}），"
                f"與次別第{meeting.number}次的先後不符，請核對日期或次別。"
            )
            raise Refusal("日期與次別不符。", {"held_on": sentence})
