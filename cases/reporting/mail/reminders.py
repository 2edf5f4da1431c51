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

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from smtplib import SMTPException

from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from cases.models import ReminderSent, ReportingPeriod
from cases.reporting.obligations import Obligation, late, obligations
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
    """A mail to one liaison; `copies` are the secretariat's addresses.

    `site` is the beginning of the platform's URLs ("https://…"), without which the mail has no links. `by_hand` names
    the secretary whose button sends it, "" for the daily run.
    """

    user: User
    platform: Platform
    period: ReportingPeriod
    stage: int
    rows: tuple[Obligation, ...]
    copies: tuple[str, ...]
    site: str = ""
    by_hand: str = ""


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


def due_reminders(today: date, site: str = "") -> list[Reminder]:
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
    liaisons = liaisons_with_groups()
    copies = tuple(_secretariat_addresses())
    taken = ReminderSent.objects.filter(~_left_behind(), period__in=stages, by_hand=False)
    done = set(taken.values_list("user_id", "platform_id", "period_id", "stage"))
    result = []
    for period, stage in stages.items():
        for (user, platform), group_ids in liaisons.items():
            rows = tuple(row for group_id in group_ids for row in unsent.get((period.key, group_id), []))
            if rows and (user.pk, platform.pk, period.key, stage) not in done:
                late_copies = copies if stage >= FIRST_AFTER else ()
                result.append(Reminder(user, platform, period, stage, rows, late_copies, site))
    return result


def send_reminders(today: date, site: str = "") -> Iterator[Result]:
    """Send what is due on that day, one by one; yields what became of each. A second run sends nothing twice.

    One failure does not block the others. Raises RuntimeError inside a transaction, which could take claims back.
    """
    yield from send(due_reminders(today, site))


def late_reminders(
    today: date, platform: Platform | None, group_ids: Iterable[int], *, site: str, by_hand: str
) -> list[Reminder]:
    """A mail for each liaison of these groups and each quarter they are late with, for a secretary's button.

    Its stage is the number of days since the due date, so that each goes out once a day. Five queries, one more for the
    liaisons.
    """
    wanted = set(group_ids)
    owed: dict[tuple[int, int], list[Obligation]] = {}
    periods: dict[int, ReportingPeriod] = {}
    for row in late(today):
        if row.group_id in wanted:
            owed.setdefault((row.period.key, row.group_id), []).append(row)
            periods[row.period.key] = row.period
    liaisons = liaisons_with_groups() if owed else {}
    result = []
    for key, period in sorted(periods.items()):
        for (user, of), own_groups in liaisons.items():
            rows = tuple(row for group_id in own_groups for row in owed.get((key, group_id), []))
            if rows and of == platform:
                days = (today - period.closes_on).days
                result.append(Reminder(user, of, period, days, rows, (), site, by_hand))
    return result


def send(reminders: Iterable[Reminder]) -> Iterator[Result]:
    """Send these, one by one; yields what became of each. One that was sent, or is being sent, is left out."""
    for reminder in reminders:
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
    if reminder.by_hand:
        content["sent_by_name"] = reminder.by_hand
    key = {
        "user": reminder.user,
        "platform": reminder.platform,
        "period": reminder.period,
        "stage": reminder.stage,
        "by_hand": bool(reminder.by_hand),
    }
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
            if reminder.site:
                lines.append(
                    f"填報頁面：{reminder.site}{reverse('reporting:workspace', args=[period.key, row.group_id])}"
                )
        lines.append(f"．{row.case.title}（{row.update.get_state_display() if row.update else '尚未填報'}）")
    sender = f"本信由{reminder.by_hand}經系統寄送。" if reminder.by_hand else "本信由系統自動寄送。"
    lines += ["", f"請登入平臺，於「季進度」頁面填寫後送出。{sender}"]
    return subject, "\n".join(lines)


def liaisons_with_groups() -> dict[tuple[User, Platform], list[int]]:
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
