"""Rounds of review: who can be asked, starting and closing one, and who may see what of it.

A round belongs to a draft. Once its meeting is final nothing of it changes any more, and all of it stays readable.
What each role may do is asked here; whether a step is possible is said by the steps themselves, in Chinese.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from groups.actors import Actor, actor_of
from groups.models import City, Membership, Platform, Role
from groups.names import person_name
from groups.permissions import AnyUser, is_secretariat
from meetings.circulation.reading import draft_of
from meetings.circulation.refusals import CirculationError
from meetings.models import Circulation, Meeting, Reviewer
from meetings.models.circulation import COMMENT_LIMIT
from platform_site.shared.locking.versions import locked
from platform_site.shared.roc import roc_date, roc_datetime

# Who is asked unless the secretariat chooses otherwise.
USUALLY_ASKED = frozenset({Role.OFFICIAL.value, Role.SECRETARIAT.value})


@dataclass(frozen=True)
class Candidate:
    """Somebody who can be asked to review for a city."""

    user: User
    roles: tuple[str, ...]
    is_usual: bool

    @property
    def name(self) -> str:
        return person_name(self.user)


@dataclass(frozen=True)
class CityCandidates:
    """A city with everybody who can be asked for it."""

    city: City
    people: tuple[Candidate, ...]


def candidates(platform: Platform) -> list[CityCandidates]:
    """City by city, the active users with a membership of that city; each user once, at their first city."""
    found: dict[int | None, dict[User, list[Membership]]] = {}
    cities: dict[int, int | None] = {}
    members = Membership.objects.filter(city__platform=platform, user__is_active=True)
    for member in members.select_related("user", "city").order_by("city__order", "user__last_name", "user__pk", "pk"):
        city_id = cities.setdefault(member.user_id, member.city_id)
        found.setdefault(city_id, {}).setdefault(member.user, []).append(member)
    return [
        CityCandidates(city, tuple(_candidate(*row) for row in found.get(city.pk, {}).items()))
        for city in City.objects.filter(platform=platform)
    ]


def _candidate(user: User, members: list[Membership]) -> Candidate:
    roles = dict.fromkeys(member.get_role_display() for member in members)
    return Candidate(user, tuple(roles), any(member.role in USUALLY_ASKED for member in members))


def open_round(meeting: Meeting) -> Circulation | None:
    """The round of a draft that is going on; None where there is none."""
    if meeting.is_final:
        return None
    return meeting.circulations.filter(closed_at=None).first()


@transaction.atomic
def start(
    meeting: Meeting, asked: Collection[int], due_on: date | None, message: str, actor: Actor, *, today: date
) -> Circulation:
    """Send the draft round to the users of these ids, due on a day; returns the round. The mails are `mails.notify`.

    Raises CirculationError with a sentence for every wrong field, and where the meeting is final, a round is going on
    or the draft can't be printed.
    """
    meeting = lock_draft(meeting)
    refuse_start(meeting)
    chosen = {
        candidate.user: row.city
        for row in candidates(meeting.level.platform)
        for candidate in row.people
        if candidate.user.pk in asked
    }
    wrong = _wrong_fields(len(chosen), due_on, message, today)
    if wrong or due_on is None:
        raise CirculationError("確認沒有送出。", wrong)
    last = meeting.circulations.aggregate(last=Max("number"))["last"] or 0
    circulation = Circulation.objects.create(
        meeting=meeting,
        number=last + 1,
        due_on=due_on,
        message=message.strip(),
        text=draft_of(meeting).text,
        sent_by_name=actor.name,
    )
    Reviewer.objects.bulk_create(
        Reviewer(circulation=circulation, user=user, user_name=actor_of(user).name, city=city)
        for user, city in chosen.items()
    )
    return circulation


def refuse_start(meeting: Meeting) -> None:
    """Raise CirculationError where no round of the meeting can be started now."""
    refuse_final(meeting)
    going_on = open_round(meeting)
    if going_on is not None:
        raise CirculationError(f"{going_on}還在進行（期限{roc_date(going_on.due_on)}），請先結束後再送下一次。")


def _wrong_fields(number: int, due_on: date | None, message: str, today: date) -> dict[str, str]:
    wrong = {}
    if not number:
        wrong["reviewers"] = "請至少選一位審閱者。"
    if due_on is None:
        wrong["due_on"] = "請填寫回復期限。"
    elif due_on < today:
        wrong["due_on"] = f"回復期限{roc_date(due_on)}已過，請填今天（{roc_date(today)}）或以後的日期。"
    if len(message) > COMMENT_LIMIT:
        wrong["message"] = f"最多 {COMMENT_LIMIT:,} 字，目前 {len(message):,} 字，請刪減。"
    return wrong


@transaction.atomic
def close(circulation: Circulation, *, version: int | None) -> Circulation:
    """End a round: comments that are open can still be answered, new ones are not taken.

    Raises CirculationError where it has ended already, StaleRow for another version than the one seen.
    """
    lock_draft(circulation.meeting)
    current = Circulation.objects.select_for_update().order_by("pk").get(pk=circulation.pk)
    if current.closed_at is not None:
        raise CirculationError(ended(current.number, current.closed_at))
    current = locked(Circulation.objects.all(), circulation.pk, version)
    current.closed_at = timezone.now()
    current.version += 1
    current.save(update_fields=["closed_at", "version"])
    return current


def lock_draft(meeting: Meeting) -> Meeting:
    """The meeting as stored now, locked. Raises CirculationError where it is final: then nothing of a round changes."""
    current = Meeting.objects.select_for_update(of=("self",)).order_by("pk").get(pk=meeting.pk)
    refuse_final(current)
    return current


def refuse_final(meeting: Meeting) -> None:
    """Raise CirculationError where the meeting is final."""
    if meeting.is_final:
        raise CirculationError(f"{meeting}的紀錄已定稿，確認的內容只能查閱，不可再更動。")


def lock_open_round(meeting: Meeting) -> Circulation:
    """The round that is going on, locked with its meeting. Raises CirculationError where none is."""
    meeting = lock_draft(meeting)
    current = meeting.circulations.select_for_update().order_by("-number").first()
    if current is None:
        raise CirculationError(f"{meeting}的紀錄尚未送各市確認。")
    if current.closed_at is not None:
        raise CirculationError(ended(current.number, current.closed_at))
    return current


def ended(number: int, closed_at: datetime) -> str:
    """The sentence for a step that a closed round takes no more."""
    when = roc_datetime(closed_at)
    return f"第{number}次確認已於{when}結束，不再受理；您輸入的內容還在，可複製留存，待下一次確認再送出。"


def reviewer_in(circulation: Circulation | None, user: AnyUser) -> Reviewer | None:
    """The user's row in a round; None where they were not asked."""
    if circulation is None or not user.is_authenticated:
        return None
    return circulation.reviewers.filter(user=user).select_related("city").first()


def may_read_comments(user: AnyUser, meeting: Meeting) -> bool:
    """Whether the user sees what was commented: the secretariat, and whoever was asked in any round of the meeting."""
    return is_secretariat(user) or Reviewer.objects.filter(circulation__meeting=meeting, user=user.pk).exists()
