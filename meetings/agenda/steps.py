"""What is still to be done before a meeting, for its preparation page."""

from __future__ import annotations

from dataclasses import dataclass

from meetings.agenda.items import agenda_items, waiting_proposals
from meetings.agenda.notice import notice_of
from meetings.models import Meeting
from platform_site.shared.roc import clock, roc_weekday_date


@dataclass(frozen=True)
class PreparingStep:
    """A step with what it stands at; `name` says to which page it leads."""

    name: str
    label: str
    is_done: bool
    state: str


def preparing_steps(meeting: Meeting) -> list[PreparingStep]:
    """The steps in the order in which they are usually taken."""
    notice, items = notice_of(meeting), agenda_items(meeting)
    seats = list(meeting.seats.all())
    missing = [label for label, value in (("開始時間", meeting.starts_at), ("地點", meeting.venue)) if not value]
    when = f"{roc_weekday_date(meeting.held_on)}{clock(meeting.starts_at)}"
    late = sum(item.is_late for item in items)
    waiting = waiting_proposals(meeting).count()
    return [
        PreparingStep("edit", "時間、地點與席位", not missing and bool(seats), _facts(when, missing, len(seats))),
        PreparingStep("proposals", "提案", not waiting, f"待處理{waiting}件" if waiting else "沒有待處理的提案"),
        PreparingStep("items", "議程", True, f"{len(items)}項" + (f"，其中{late}項逾時送達" if late else "")),
        PreparingStep(
            "notice",
            "開會通知單",
            notice.issued_on is not None,
            f"{roc_weekday_date(notice.issued_on)}發文" if notice.issued_on else "尚未發文",
        ),
    ]


def _facts(when: str, missing: list[str], seats: int) -> str:
    return f"{when}，席位{seats}位" + (f"；尚缺{'、'.join(missing)}" if missing else "")
