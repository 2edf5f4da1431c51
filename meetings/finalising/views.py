"""The page that makes a draft final. For the secretariat; a meeting that is final already says who did it and when."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from cases.ledger.writing import LedgerError
from groups.actors import actor_of
from groups.permissions import is_secretariat
from meetings.finalising.checklist import answered, findings, obstacle
from meetings.finalising.forms import ChecklistForm
from meetings.models import Meeting
from meetings.pages.views import meeting_of_key
from meetings.permissions import can_finalise, can_record
from meetings.record.drafts import fit_wordings
from meetings.record.finalising import finalise_as_shown, preview, who_finalised
from platform_site.shared.refusals import Refusal


def checklist(request: HttpRequest, key: str) -> HttpResponse:
    """GET shows what is open and what would be fixed; a POST fixes exactly that, or says what stands in the way."""
    meeting = meeting_of_key(request, key)
    if meeting.is_final and is_secretariat(request.user) and can_record(request.user):
        messages.info(request, who_finalised(meeting))
        return redirect("meetings:minutes", meeting.key)
    if not can_finalise(request.user, meeting):
        raise PermissionDenied
    with transaction.atomic():
        fit_wordings(meeting)
    if trouble := obstacle(meeting):
        return render(request, "meetings/finalising/stopped.html", {"meeting": meeting, "trouble": trouble})
    form = ChecklistForm(request.POST or None, findings=findings(meeting))
    if form.is_valid():
        error = _finalised(request, meeting, form)
        if error is None:
            return redirect("meetings:minutes", meeting.key)
        form = form.refused(error, findings(meeting))
    context = {"meeting": meeting, "form": form, "preview": preview(meeting), "rows": list(form.rows)}
    return render(request, "meetings/finalising/checklist.html", context, status=form.status)


def _finalised(request: HttpRequest, meeting: Meeting, form: ChecklistForm) -> Refusal | None:
    """None where the meeting is final now, by this request or by another one at the same moment; else why not."""
    checked = partial(answered, answers=form.answers)
    try:
        finalise_as_shown(meeting, form.cleaned_data["shown"], actor_of(request.user), checked)
    except (LedgerError, Refusal) as error:
        current = Meeting.objects.get(pk=meeting.pk)
        if not current.is_final:
            return error if isinstance(error, Refusal) else Refusal(str(error))
        messages.error(request, who_finalised(current))
        return None
    messages.success(request, f"{meeting}已定稿，內容自此固定；紀錄檔案已留存。")
    return None
