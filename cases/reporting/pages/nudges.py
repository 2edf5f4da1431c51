"""Reminding the groups that are late, at a secretary's button: choose, read the mails, send."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from cases.models import ReminderSent
from cases.reporting.mail.reminders import Reminder, compose, late_reminders, send
from groups.actors import actor_of
from groups.models import IssueGroup, Membership, Role
from groups.permissions import is_secretariat
from groups.platforms import chosen_platform
from platform_site.shared.http import whole_number

ONLY_SECRETARIAT = "稽催由幕僚單位辦理。"
NO_ADDRESS = "{}沒有電子郵件信箱，不會收到通知；請於帳號資料中補填。"


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """The mails to the liaisons of the ticked groups, as they would go out; nothing is sent yet."""
    _require_secretariat(request)
    ticked = _numbers(request.POST.getlist("group"))
    groups = list(IssueGroup.objects.filter(platform=chosen_platform(request), pk__in=ticked))
    if not groups:
        messages.warning(request, "沒有勾選任何小組；請先勾選要稽催的小組。")
        return redirect("reporting:late")
    reminders = _reminders(request, ticked)
    sent = _sent_today(reminders)
    liaisons = Membership.objects.filter(role=Role.LIAISON, user__is_active=True, group__in=groups)
    covered = set(liaisons.values_list("group", flat=True))
    context = {
        "mails": [(row, *compose(row), _key(row) in sent) for row in reminders if row.user.email],
        "problems": sorted({NO_ADDRESS.format(_person(row)) for row in reminders if not row.user.email}),
        "uncovered": [group for group in groups if group.pk not in covered],
        "groups": groups,
    }
    context["to_send"] = sum(not was_sent for *_, was_sent in context["mails"])
    return render(request, "cases/reporting/nudge.html", context)


@require_POST
def send_mails(request: HttpRequest) -> HttpResponse:
    """Send the mails that were ticked in the preview and are still owed; each once a day."""
    _require_secretariat(request)
    ticked = set(request.POST.getlist("mail"))
    reminders = [row for row in _reminders(request, _numbers(request.POST.getlist("group"))) if _key(row) in ticked]
    results = list(send(reminders))
    done = sum(result.sent for result in results)
    if done:
        messages.success(request, f"已寄出 {done} 封稽催通知。")
    for result in results:
        if not result.sent:
            messages.error(request, result.message)
    if left := len(ticked) - len(results):
        messages.warning(request, f"另有 {left} 封沒有寄送：今天已經寄過，或已無逾期未送出的案件。")
    if not ticked:
        messages.warning(request, "沒有勾選任何收件者，沒有寄出稽催通知。")
    return redirect("reporting:late")


def _reminders(request: HttpRequest, group_ids: Iterable[int]) -> list[Reminder]:
    site = request.build_absolute_uri("/").rstrip("/")
    name = actor_of(request.user).name
    return late_reminders(timezone.localdate(), chosen_platform(request), group_ids, site=site, by_hand=name)


def _sent_today(reminders: Collection[Reminder]) -> set[str]:
    periods = {row.period.key for row in reminders}
    users = {row.user.pk for row in reminders}
    sent = ReminderSent.objects.filter(user__in=users, period__in=periods, by_hand=True)
    known = set(sent.values_list("user", "platform", "period", "stage"))
    return {_key(row) for row in reminders if (row.user.pk, row.platform.pk, row.period.key, row.stage) in known}


def _key(reminder: Reminder) -> str:
    """A mail in the preview's form."""
    return f"{reminder.user.pk}-{reminder.period.key}"


def _person(reminder: Reminder) -> str:
    groups = "、".join(dict.fromkeys(str(row.group) for row in reminder.rows))
    return f"{groups}聯絡人{actor_of(reminder.user).name}"


def _numbers(texts: Iterable[str]) -> set[int]:
    return {number for text in texts if (number := whole_number(text)) is not None}


def _require_secretariat(request: HttpRequest) -> None:
    if not is_secretariat(request.user):
        raise PermissionDenied(ONLY_SECRETARIAT)
