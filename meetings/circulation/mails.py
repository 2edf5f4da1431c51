"""Mails of the circulation: the notice when a round starts, and the reminders of `send_reminders`.

A notice goes out when a round starts; then reminders 3 days before the due date, the day after it, and every week
while the round goes on, to those whose turn it is (`standing.not_agreed`). Each is sent once: `Reviewer.reminded_at`
says when the last mail went out, and a stage that began before that day has had its mail. A stage that was missed is
sent late, once, unless the next one has come. Whom no mail ever reached gets the notice again.

A mail is claimed by writing `reminded_at`, committed, and sent outside of any transaction: of two runs at once one has
the claim. A failure gives the claim back, and the next run tries again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from smtplib import SMTPException

from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from groups.names import person_name
from meetings.circulation.standing import not_agreed
from meetings.models import Circulation, Meeting, Reviewer
from platform_site.shared.roc import LOCAL_TIME, roc_date

BEFORE, FIRST_AFTER, WEEK = timedelta(days=-3), timedelta(days=1), timedelta(days=7)

# Of a run for another day than today.
NOON = time(12)


@dataclass(frozen=True)
class Result:
    """The outcome of a mail: whether it was sent, and a message in Chinese."""

    reviewer: Reviewer
    sent: bool
    message: str


def stage_began(due_on: date, today: date) -> date | None:
    """The day on which the stage began that a round due on `due_on` is in; None before the first."""
    if today < due_on + BEFORE:
        return None
    first_late = due_on + FIRST_AFTER
    return due_on + BEFORE if today < first_late else today - (today - first_late) % WEEK


def notify(circulation: Circulation, site: str) -> list[Result]:
    """Mail the notice of a new round to its reviewers; one failure does not block the others.

    `site` is what the platform's addresses begin with ("https://…"); without it the mail has no link.

    Called after the round was committed: raises RuntimeError inside a transaction.
    """
    rows = not_agreed().filter(circulation=circulation, reminded_at=None)
    return list(_send_each(rows, timezone.localdate(), site))


def send_review_reminders(today: date, site: str = "") -> Iterator[Result]:
    """Send what is due on that day, one by one; yields what became of each. A second run sends nothing twice.

    Raises RuntimeError inside a transaction.
    """
    yield from _send_each([reviewer for reviewer in not_agreed() if _is_due(reviewer, today)], today, site)


def _is_due(reviewer: Reviewer, today: date) -> bool:
    if reviewer.reminded_at is None:
        return True
    began = stage_began(reviewer.circulation.due_on, today)
    return began is not None and reviewer.reminded_at.astimezone(LOCAL_TIME).date() < began


def _send_each(reviewers: Iterable[Reviewer], today: date, site: str) -> Iterator[Result]:
    for reviewer in reviewers:
        if not reviewer.user.is_active:
            continue
        if not reviewer.user.email:
            yield Result(reviewer, False, f"{person_name(reviewer.user)}沒有電子郵件信箱，請於帳號資料中補填。")
        elif _claim(reviewer, today):
            yield _send(reviewer, today, site)


@transaction.atomic(durable=True)
def _claim(reviewer: Reviewer, today: date) -> bool:
    """Note, committed, that this mail goes out on that day; False where another run noted one meanwhile."""
    now = timezone.now()
    moment = now if today == timezone.localdate(now) else datetime.combine(today, NOON, LOCAL_TIME)
    unclaimed = Reviewer.objects.filter(pk=reviewer.pk, reminded_at=reviewer.reminded_at)
    return bool(unclaimed.update(reminded_at=moment))


def _send(reviewer: Reviewer, today: date, site: str) -> Result:
    subject, body = compose_mail(reviewer, today, site)
    address = reviewer.user.email
    try:
        EmailMessage(subject, body, to=[address]).send()
    except (SMTPException, OSError, ValueError) as error:
        # ValueError: an address that no mail can be made out to.
        Reviewer.objects.filter(pk=reviewer.pk).update(reminded_at=reviewer.reminded_at)
        return Result(reviewer, False, f"寄給 {address} 失敗：{error}")
    return Result(reviewer, True, f"已寄給 {address}：{subject}")


def compose_mail(reviewer: Reviewer, today: date, site: str) -> tuple[str, str]:
    """Subject and body, in Chinese: the notice to whom no mail went yet, else a reminder."""
    circulation = reviewer.circulation
    meeting, due = circulation.meeting, roc_date(circulation.due_on)
    what = f"{meeting}紀錄草稿"
    if circulation.due_on < today:
        subject, when = f"【逾期】{what}尚待您確認", f"回復期限為 {due}，已經逾期，請儘速確認。"
    elif reviewer.reminded_at is None:
        subject, when = f"請確認{what}（{due}前回復）", f"請於 {due}前確認。"
    else:
        subject, when = f"【提醒】{what}尚待您確認（{due}前回復）", f"您尚未表示同意，請於 {due}前確認。"
    lines = [
        f"{person_name(reviewer.user)} 您好：",
        "",
        f"{meeting.level.platform}{what}（第{circulation.number}次確認）送請審閱。{when}",
    ]
    lines.append("有意見請填在該段落；內容無誤請按「同意」。")
    if circulation.message:
        lines += ["", circulation.message]
    lines += [
        "",
        f"草稿：{draft_link(meeting, site)}" if site else "請登入平臺，由會議的「紀錄確認」查看草稿。",
        "",
        "本信由系統自動寄送。",
    ]
    return subject, "\n".join(lines)


def draft_link(meeting: Meeting, site: str) -> str:
    """The whole address of the draft's page, with the meeting's Latin key: mail programs break Chinese addresses."""
    key = "-".join([meeting.level.slug, *([meeting.group.name] if meeting.group else []), str(meeting.number)])
    return site + reverse("review:draft", args=[key])
