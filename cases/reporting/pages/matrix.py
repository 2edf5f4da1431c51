"""The secretariat's pages: groups × quarters, who is late, what to accept. Everybody may look; it alone decides."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cases.models import QuarterlyUpdate, ReminderSent, ReportingPeriod, UpdateState
from cases.reporting import workflow as updates
from cases.reporting.mail.notices import notify_returned
from cases.reporting.matrix import matrix_and_late, matrix_as_of
from cases.reporting.obligations import current_period, unsent
from cases.reporting.pages.listing import LATE
from cases.reporting.pages.steps import take_step
from cases.saved.selectors import saved_of
from groups.actors import actor_of
from groups.models import IssueGroup
from groups.page_cache import cached_page
from groups.permissions import is_secretariat, liaison_groups
from groups.platforms import chosen_platform
from meetings.as_of.asking import as_of_of
from meetings.as_of.lists import export_of, listing_of
from meetings.work_report.owed import reckoning
from platform_site.shared.http import posted_int, posted_text, posted_versions
from platform_site.shared.locking.versions import StaleRow
from platform_site.shared.refusals import Refusal

QUARTERS_SHOWN = 8
PER_PAGE = 50
# What is ticked is looked at once more before it is accepted, which nobody does with more.
MOST_TO_TICK = 100
NOT_YOURS = "找不到這一頁，或您的帳號不能使用。退回與採認由幕僚單位辦理。"


@require_safe
@cached_page
def matrix_page(request: HttpRequest) -> HttpResponse:
    as_of = as_of_of(request)
    today = as_of.day if as_of else timezone.localdate()
    page = Paginator(ReportingPeriod.objects.opened_by(today).order_by("-key"), QUARTERS_SHOWN).get_page(
        request.GET.get("page")
    )
    groups = list(IssueGroup.objects.filter(platform=chosen_platform(request)))
    if as_of:
        counted, late_count = matrix_as_of(page.object_list, groups, today), len(unsent(groups, today, today))
    else:
        counted, late_count = matrix_and_late(page.object_list, groups, today)
    context = {
        "page": page,
        "matrix": counted,
        "rows": [(group, list(zip(counted.periods, cells, strict=True))) for group, cells in counted.rows],
        "current": current_period(today),
        "late_count": late_count,
        "my_groups": () if as_of else liaison_groups(request.user),
        "may_review": is_secretariat(request.user) and not as_of,
        "reckoning": None if as_of else reckoning(chosen_platform(request), today),
        "as_of": as_of,
    }
    return render(request, "cases/reporting/matrix.html", context)


@require_safe
@cached_page
def late_list(request: HttpRequest) -> HttpResponse:
    listing = listing_of(LATE, request)
    saved = saved_of(request.user, listing)
    context: dict[str, Any] = {"list": listing, "saved": saved, "today": listing.as_of or timezone.localdate()}
    if is_secretariat(request.user) and not listing.as_of:
        # Whatever the list is narrowed to: a group is nudged about all that it owes.
        counts = Counter(row.group for row in listing.filters.queryset)
        context["late_groups"] = sorted(counts.items(), key=lambda counted: counted[0].order)
    return render(request, "cases/reporting/late.html", context)


@require_safe
def late_export(request: HttpRequest, extension: str) -> HttpResponseBase:
    return export_of(LATE, request, extension)


@require_safe
def reminders(request: HttpRequest) -> HttpResponse:
    _require_secretariat(request)
    sent = ReminderSent.objects.filter(platform=chosen_platform(request)).select_related("user", "period")
    page = Paginator(sent, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "cases/reporting/reminders.html", {"page": page})


def accept_ticked(request: HttpRequest) -> HttpResponse:
    """Reports awaiting acceptance: tick, check the preview, confirm. Nothing unticked is accepted."""
    _require_secretariat(request)
    ticked = posted_versions(request.POST, "ticked")
    if request.method == "POST" and "confirm" in request.POST:
        return _accept(request, ticked)
    waiting = (
        QuarterlyUpdate.objects.filter(state=UpdateState.SUBMITTED, group__platform=chosen_platform(request))
        .select_related("case", "group", "period")
        .order_by("period", "group__order", "case")
    )
    is_preview = request.method == "POST" and bool(ticked)
    if request.method == "POST" and not ticked:
        messages.warning(request, "沒有勾選任何案件；請先勾選要採認的案件。")
    rows = waiting.filter(pk__in=ticked) if is_preview else waiting[:MOST_TO_TICK]
    # The version that was ticked, not the newest: one that changed since is refused, not accepted unseen.
    shown = [(row, ticked.get(row.pk, row.version)) for row in rows]
    total = len(shown) if is_preview or len(shown) < MOST_TO_TICK else waiting.count()
    return render(request, "cases/reporting/accept.html", {"rows": shown, "is_preview": is_preview, "total": total})


def _accept(request: HttpRequest, ticked: dict[int, int]) -> HttpResponse:
    outcome = updates.accept_all(ticked, actor_of(request.user))
    if outcome.done:
        messages.success(request, f"已採認{len(outcome.done)}案。")
    for update, error in outcome.refused:
        messages.error(request, f"{update.case.title}：{error}")
    return redirect("reporting:accept")


@require_POST
def accept_update(request: HttpRequest, pk: int) -> HttpResponse:
    update = _reviewed(request, pk)
    accept = partial(updates.accept, update, actor_of(request.user), version=posted_int(request.POST, "version"))
    return take_step(request, update, accept, f"已採認「{update.case.title}」。")


@require_POST
def return_update(request: HttpRequest, pk: int) -> HttpResponse:
    """Send back with a comment; where that is refused the comment stays, on the same page."""
    update = _reviewed(request, pk)
    comment = posted_text(request.POST, "comment")
    error: Refusal | None = None
    try:
        updates.return_(update, comment, actor_of(request.user), version=posted_int(request.POST, "version"))
        site = request.build_absolute_uri("/").rstrip("/")
        notify_returned(update, comment, actor_of(request.user), site)
        messages.success(request, f"已退回「{update.case.title}」，聯絡人會看到您的意見。")
        return redirect("reporting:update", update.period_id, update.case_id)
    except StaleRow as stale:
        error, update = stale, stale.current or update
    except Refusal as refused:
        error = refused
    current = QuarterlyUpdate.objects.with_all().get(pk=update.pk)
    context = {"update": current, "comment": comment, "error": error}
    status = 409 if isinstance(error, StaleRow) else 400
    return render(request, "cases/reporting/return.html", context, status=status)


def _reviewed(request: HttpRequest, pk: int) -> QuarterlyUpdate:
    _require_secretariat(request)
    update = QuarterlyUpdate.objects.select_related("case", "period", "group").filter(pk=pk).first()
    if update is None:
        raise Http404(f"找不到編號{pk}的季進度，請由季進度首頁選取。")
    return update


def _require_secretariat(request: HttpRequest) -> None:
    if not is_secretariat(request.user):
        raise Http404(NOT_YOURS)
