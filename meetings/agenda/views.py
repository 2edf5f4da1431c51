"""The pages of preparing a meeting: starting the next one, its preparation page, its particulars, notice and agenda.

Everybody reads; the secretariat writes, while the record is a draft.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from groups.actors import actor_of
from groups.models import IssueGroup, Platform
from groups.permissions import is_secretariat
from groups.platforms import chosen_platform
from meetings.agenda import items as agenda
from meetings.agenda.forms import ItemForm, NextMeetingForm, NoticeForm, ParticularsForm
from meetings.agenda.notice import notice_of, save_notice
from meetings.agenda.particulars import save_particulars, unknown_seats
from meetings.agenda.starting import NextMeeting, next_meeting, seats_of, start_meeting
from meetings.agenda.steps import preparing_steps
from meetings.models import Meeting, MeetingLevel
from meetings.pages.views import meeting_of_key
from meetings.papers.papers import PAPERS
from meetings.permissions import can_edit_meeting
from platform_site.shared.http import posted_int, posted_text, whole_number
from platform_site.shared.locking.forms import StepForm
from platform_site.shared.refusals import Refusal

# A proposal as the page showed it: its id and its version.
SHOWN = re.compile("[0-9]{1,9}-[0-9]{1,9}")


def new(request: HttpRequest) -> HttpResponse:
    """The next meeting of the level (and group) asked for by `?level=&group=`; `show` seats it for the day typed."""
    if not is_secretariat(request.user):
        raise PermissionDenied
    platform = chosen_platform(request)
    proposed = _asked(request, platform)
    form = NextMeetingForm(request.POST if request.method == "POST" else None, proposed=proposed, platform=platform)
    if form.is_valid() and "show" not in request.POST:
        try:
            meeting, notes = start_meeting(form.wanted, actor_of(request.user))
            return _started(request, meeting, notes)
        except Refusal as error:
            form.show_refusal(error)
    wanted = form.wanted if form.is_bound and form.is_valid() else proposed
    day = wanted.held_on or timezone.localdate()
    context = {
        "form": form,
        "proposed": wanted,
        "day": day,
        "is_today": wanted.held_on is None,
        "seats": seats_of(wanted, day),
        "levels": MeetingLevel.objects.filter(platform=platform),
        "groups": IssueGroup.objects.filter(platform=platform),
    }
    return render(request, "meetings/agenda/new.html", context, status=form.status)


@require_safe
def hub(request: HttpRequest, key: str) -> HttpResponse:
    """The preparation page of a meeting: what is done, what is left, and every paper."""
    meeting = meeting_of_key(request, key)
    context = {
        "meeting": meeting,
        "steps": preparing_steps(meeting),
        "seats": meeting.seats.select_related("city"),
        "notes": unknown_seats(meeting),
        "papers": [(paper.name, paper.label) for paper in PAPERS.values()],
        "may_edit": can_edit_meeting(request.user, meeting),
    }
    return render(request, "meetings/agenda/hub.html", context)


def edit(request: HttpRequest, key: str) -> HttpResponse:
    meeting = _draft(request, key)
    form = ParticularsForm(request.POST if request.method == "POST" else None, meeting=meeting)
    actor = actor_of(request.user)
    if _step(form, lambda typed: save_particulars(meeting, form.content, actor, typed["row_version"])):
        messages.success(request, f"已儲存{meeting}的會議資料。")
        return redirect("agenda:hub", meeting.key)
    return render(request, "meetings/agenda/edit.html", {"meeting": meeting, "form": form}, status=form.status)


def notice(request: HttpRequest, key: str) -> HttpResponse:
    meeting = _draft(request, key)
    form = NoticeForm(request.POST if request.method == "POST" else None, notice=notice_of(meeting))
    if _step(form, lambda typed: save_notice(meeting, typed, typed["row_version"])):
        messages.success(request, f"已儲存{meeting}的開會通知單。")
        return redirect("papers:page", meeting.key, "notice")
    return render(request, "meetings/agenda/notice.html", {"meeting": meeting, "form": form}, status=form.status)


def items(request: HttpRequest, key: str) -> HttpResponse:
    """The agenda to be put in order; a POST adds an item."""
    meeting = _draft(request, key)
    form = ItemForm(request.POST if request.method == "POST" else None)
    if _step(form, lambda typed: agenda.add_item(meeting, form.item)):
        messages.success(request, "已加入議程。")
        return redirect("agenda:items", meeting.key)
    parts = [
        (part, [(item, agenda.ref(item), agenda.is_by_hand(item)) for item in part.items])
        for part in agenda.agenda_parts(meeting)
    ]
    waiting = agenda.waiting_proposals(meeting)
    context = {"meeting": meeting, "form": form, "parts": parts, "waiting": waiting}
    return render(request, "meetings/agenda/items.html", context, status=form.status)


@require_POST
def schedule_waiting(request: HttpRequest, key: str) -> HttpResponse:
    """Take the proposals that the page showed as waiting onto the agenda, all of them or none."""
    meeting = _draft(request, key)
    shown = [row.split("-") for row in request.POST.getlist("proposal") if SHOWN.fullmatch(row)]
    try:
        number = agenda.schedule_waiting(meeting, [(int(pk), int(seen)) for pk, seen in shown], actor_of(request.user))
    except Refusal as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"已列入{number}件提案。")
    return redirect("agenda:items", meeting.key)


@require_POST
def change_item(request: HttpRequest, key: str) -> HttpResponse:
    """Move an item up or down, or take it off again: `item` names it, `do` is up, down or remove."""
    meeting = _draft(request, key)
    name, version, do = (
        posted_text(request.POST, "item"),
        posted_int(request.POST, "row_version"),
        request.POST.get("do"),
    )
    try:
        if do == "remove":
            messages.success(request, f"已移除「{agenda.remove_item(meeting, name, version)}」。")
        elif do in ("up", "down"):
            agenda.move_item(meeting, name, -1 if do == "up" else 1, version)
    except Refusal as error:
        messages.error(request, str(error))
    response = redirect("agenda:items", meeting.key)
    response["Location"] += f"#{name}" if name.replace("-", "").isalnum() and name.isascii() else ""
    return response


def _asked(request: HttpRequest, platform: Platform | None) -> NextMeeting:
    """What the record proposes for the level and group that the address or the form names."""
    source = request.POST if request.method == "POST" else request.GET
    levels = MeetingLevel.objects.filter(platform=platform).select_related("first_host", "platform")
    level = levels.filter(pk=whole_number(source.get("level"))).first() or levels.filter(keeps_ledger=True).first()
    level = level or levels.first()
    if level is None:
        raise Http404("這個平臺還沒有會議層級，請先由管理頁新增。")
    groups = IssueGroup.objects.filter(platform=platform)
    group = groups.filter(pk=whole_number(source.get("group"))).first() if level.numbered_per_group else None
    return next_meeting(level, group)


def _started(request: HttpRequest, meeting: Meeting, notes: tuple[str, ...]) -> HttpResponse:
    messages.success(request, f"已建立{meeting}的草稿，承接列管中的合作案。")
    for note in notes:
        messages.warning(request, note)
    return redirect("agenda:hub", meeting.key)


def _draft(request: HttpRequest, key: str) -> Meeting:
    """The meeting, which the user may change. Raises PermissionDenied."""
    meeting = meeting_of_key(request, key)
    if not can_edit_meeting(request.user, meeting):
        raise PermissionDenied
    return meeting


def _step(form: StepForm, take: Callable[[dict[str, Any]], Any]) -> bool:
    """Whether a sent, valid form's step was taken; the form says what is wrong otherwise."""
    if not form.is_valid():
        return False
    try:
        take(form.cleaned_data)
    except Refusal as error:
        form.show_refusal(error)
        return False
    return True
