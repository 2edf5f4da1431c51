"""Reminders of reports that are due: who gets one, when, and the record of what went out.

14 and 3 days before a quarter's reports are due, the day after, then every week as long as late ones are taken. Each
liaison gets one mail for a quarter and stage, with all that is still to be sent for all of their groups; from the day
after on the secretariat gets a copy. A stage that was missed (nobody ran the command that day) is sent late, once,
unless the next one has come.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from smtplib import SMTPException

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction

from cases.models import ReminderSent, ReportingPeriod
from cases.reporting.obligations import Obligation, obligations
from groups.models import Membership, Role
from groups.names import person_name, platform_name
from platform_site.shared.roc import roc_date

BEFORE = (-14, -3)
FIRST_AFTER = 1
WEEK = 7


@dataclass(frozen=True)
class Reminder:
    """A mail to one liaison; `copies` are the secretariat's addresses."""

    user: AbstractBaseUser
    period: ReportingPeriod
    stage: int
    rows: tuple[Obligation, ...]
    copies: tuple[str, ...]


@dataclass(frozen=True)
class Result:
    """What became of a reminder: sent, or not, and why, in Chinese."""

    reminder: Reminder
    sent: bool
    message: str


def stage_on(period: ReportingPeriod, today: date) -> int | None:
    """The stage a quarter is in, as days from its due date (-14, -3, 1, 8, 15, …); None where nothing is to be sent."""
    days = (today - period.closes_on).days
    if days < BEFORE[0] or not period.takes_reports_on(today):
        return None
    if days < FIRST_AFTER:
        return max(stage for stage in BEFORE if stage <= days)
    return days - (days - FIRST_AFTER) % WEEK


def due_reminders(today: date) -> list[Reminder]:
    """The reminders that are to go out on that day and did not yet, in order of quarter and user."""
    stages = {
        period: stage
        for period in ReportingPeriod.objects.open_on(today).in_order()
        if (stage := stage_on(period, today)) is not None
    }
    if not stages:
        return []
    unsent: dict[tuple[int, int], list[Obligation]] = {}
    for row in obligations(stages):
        if not row.is_sent:
            unsent.setdefault((row.period.key, row.group_id), []).append(row)
    liaisons = _liaisons()
    users = get_user_model().objects.in_bulk(liaisons)
    copies = tuple(_secretariat_addresses())
    done = set(ReminderSent.objects.filter(period__in=stages).values_list("user_id", "period_id", "stage"))
    result = []
    for period, stage in stages.items():
        for user_id, group_ids in liaisons.items():
            rows = tuple(row for group_id in group_ids for row in unsent.get((period.key, group_id), []))
            if rows and (user_id, period.key, stage) not in done:
                late_copies = copies if stage >= FIRST_AFTER else ()
                result.append(Reminder(users[user_id], period, stage, rows, late_copies))
    return result


def send_reminders(today: date) -> Iterator[Result]:
    """Send what is due on that day, one by one; yields what became of each. A second run sends nothing twice."""
    for reminder in due_reminders(today):
        if not reminder.user.email:
            yield Result(reminder, False, f"{person_name(reminder.user)}沒有電子郵件信箱，請於帳號資料中補填。")
            continue
        try:
            yield _send(reminder)
        except IntegrityError:
            yield Result(reminder, False, f"{person_name(reminder.user)}的這一階段已由另一個程序寄出。")
        except (SMTPException, OSError) as error:
            yield Result(reminder, False, f"寄給 {reminder.user.email} 失敗：{error}")


@transaction.atomic
def _send(reminder: Reminder) -> Result:
    subject, body = compose(reminder)
    # The record first, under its unique key: of two runs at once one waits and then finds it taken. Where the mail
    # cannot be handed over, the record goes back with the transaction.
    ReminderSent.objects.create(
        user=reminder.user,
        period=reminder.period,
        stage=reminder.stage,
        address=reminder.user.email,
        copies="、".join(reminder.copies),
        subject=subject,
        body=body,
    )
    EmailMessage(subject, body, to=[reminder.user.email], cc=list(reminder.copies)).send()
    return Result(reminder, True, f"已寄給 {reminder.user.email}：{subject}")


def compose(reminder: Reminder) -> tuple[str, str]:
    """Subject and body of a reminder, in Chinese."""
    period, number = reminder.period, len(reminder.rows)
    due = roc_date(period.closes_on)
    if reminder.stage >= FIRST_AFTER:
        subject = f"【逾期】{period}進度尚有 {number} 案未送出"
        when = f"填報期限為 {due}，已經逾期。補報受理至 {roc_date(period.late_until)}，請儘速送出。"
    else:
        subject = f"{period}進度尚有 {number} 案未送出，請於 {due}前完成"
        when = f"填報期限為 {due}，請於期限前送出。"
    what = f"{platform_name()}{period}進度，下列 {number} 案尚未送出。"
    lines = [f"{person_name(reminder.user)} 您好：", "", what, when]
    group = None
    for row in reminder.rows:
        if row.group != group:
            group = row.group
            lines += ["", str(group)]
        lines.append(f"．{row.case.title}（{row.update.get_state_display() if row.update else '尚未填報'}）")
    lines += ["", "請登入平臺，於「季進度」頁面填寫後送出。本信由系統自動寄送。"]
    return subject, "\n".join(lines)


def _liaisons() -> dict[int, list[int]]:
    members = Membership.objects.filter(role=Role.LIAISON, user__is_active=True)
    result: dict[int, list[int]] = {}
    for user_id, group_id in members.order_by("user__username", "group__order").values_list("user_id", "group_id"):
        result.setdefault(user_id, []).append(group_id)
    return result


def _secretariat_addresses() -> list[str]:
    members = Membership.objects.filter(role=Role.SECRETARIAT, user__is_active=True).exclude(user__email="")
    return sorted(set(members.values_list("user__email", flat=True)))
