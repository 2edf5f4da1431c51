"""Reminders of reports that are due: who gets one, when, and the record of what went out.

14 and 3 days before a quarter's reports are due, the day after, then every week as long as late ones are taken. Each
liaison gets one mail per platform, quarter and stage, listing every unsent report of their groups there; from the day
after the due date the secretariat gets a copy. A stage that was missed (nobody ran the command that day) is sent late,
once, unless the next one has come.

A mail is claimed by a committed row, sent outside of any transaction, and then recorded as sent: of two runs at once
one has the claim. A failure gives the claim back, and the next run tries again. A crash between claim and record
leaves a claim that a later run takes over after `CLAIM_LASTS`: in doubt a second mail does less harm than none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from smtplib import SMTPException

from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cases.models import ReminderSent, ReportingPeriod
from cases.reporting.obligations import Obligation, obligations
from groups.models import Membership, Platform, Role
from groups.names import person_name
from platform_site.shared.roc import roc_date

BEFORE = (-14, -3)
FIRST_AFTER = 1
WEEK = 7
# Far longer than a run takes: EMAIL_TIMEOUT bounds each mail.
CLAIM_LASTS = timedelta(hours=6)


@dataclass(frozen=True)
class Reminder:
    """A mail to one liaison; `copies` are the secretariat's addresses."""

    user: User
    platform: Platform
    period: ReportingPeriod
    stage: int
    rows: tuple[Obligation, ...]
    copies: tuple[str, ...]


@dataclass(frozen=True)
class Result:
    """The outcome of a reminder: whether it was sent, and a message in Chinese."""

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
    """The reminders that are to go out on that day and did not yet, in order of quarter, user and platform."""
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
    copies = tuple(_secretariat_addresses())
    taken = ReminderSent.objects.filter(~_left_behind(), period__in=stages)
    done = set(taken.values_list("user_id", "platform_id", "period_id", "stage"))
    result = []
    for period, stage in stages.items():
        for (user, platform), group_ids in liaisons.items():
            rows = tuple(row for group_id in group_ids for row in unsent.get((period.key, group_id), []))
            if rows and (user.pk, platform.pk, period.key, stage) not in done:
                late_copies = copies if stage >= FIRST_AFTER else ()
                result.append(Reminder(user, platform, period, stage, rows, late_copies))
    return result


def send_reminders(today: date) -> Iterator[Result]:
    """Send what is due on that day, one by one; yields what became of each. A second run sends nothing twice.

    One failure does not block the others. Raises RuntimeError inside a transaction, which could take claims back.
    """
    for reminder in due_reminders(today):
        if not reminder.user.email:
            yield Result(reminder, False, f"{person_name(reminder.user)}沒有電子郵件信箱，請於帳號資料中補填。")
        elif claim := _claim(reminder):
            yield _send(reminder, claim)


@transaction.atomic(durable=True)
def _claim(reminder: Reminder) -> ReminderSent | None:
    """The row of this reminder, committed and ours alone; None where another run has it or sent it."""
    subject, body = compose(reminder)
    content = {
        "address": reminder.user.email,
        "copies": "、".join(reminder.copies),
        "subject": subject,
        "body": body,
        "claimed_at": timezone.now(),
    }
    key = {"user": reminder.user, "platform": reminder.platform, "period": reminder.period, "stage": reminder.stage}
    row, is_new = ReminderSent.objects.get_or_create(**key, defaults=content)
    if is_new or ReminderSent.objects.filter(_left_behind(), pk=row.pk).update(**content):
        return ReminderSent.objects.get(pk=row.pk)
    return None


def _send(reminder: Reminder, claim: ReminderSent) -> Result:
    mail = EmailMessage(claim.subject, claim.body, to=[claim.address], cc=list(reminder.copies))
    try:
        mail.send()
    except (SMTPException, OSError, ValueError) as error:
        # ValueError: an address that no mail can be made out to.
        claim.delete()
        return Result(reminder, False, f"寄給 {claim.address} 失敗：{error}")
    ReminderSent.objects.filter(pk=claim.pk).update(sent_at=timezone.now())
    return Result(reminder, True, f"已寄給 {claim.address}：{claim.subject}")


def _left_behind() -> Q:
    """Claims whose mail was never confirmed as sent."""
    return Q(sent_at=None, claimed_at__lt=timezone.now() - CLAIM_LASTS)


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
    what = f"{reminder.platform}{period}進度，下列 {number} 案尚未送出。"
    lines = [f"{person_name(reminder.user)} 您好：", "", what, when]
    group = None
    for row in reminder.rows:
        if row.group != group:
            group = row.group
            lines += ["", str(group)]
        lines.append(f"．{row.case.title}（{row.update.get_state_display() if row.update else '尚未填報'}）")
    lines += ["", "請登入平臺，於「季進度」頁面填寫後送出。本信由系統自動寄送。"]
    return subject, "\n".join(lines)


def _liaisons() -> dict[tuple[User, Platform], list[int]]:
    """The ids of the groups that each liaison has on each platform."""
    members = Membership.objects.filter(role=Role.LIAISON, user__is_active=True)
    members = members.order_by("user__username", "group__platform", "group__order")
    result: dict[tuple[User, Platform], list[int]] = {}
    for member in members.select_related("user", "group__platform"):
        if member.group is not None:
            result.setdefault((member.user, member.group.platform), []).append(member.group.pk)
    return result


def _secretariat_addresses() -> list[str]:
    members = Membership.objects.filter(role=Role.SECRETARIAT, user__is_active=True).exclude(user__email="")
    return sorted(set(members.values_list("user__email", flat=True)))
