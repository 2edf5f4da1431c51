"""The versions of finalised minutes: their list, one with what it changed, the stored files, and correcting.

Open to everyone who may read the minutes; the secretariat corrects.
"""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from groups.actors import actor_of
from meetings.models import Meeting, MinutesVersion, StoredDocument
from meetings.pages.views import meeting_of_key, record_of_key
from meetings.permissions import can_correct
from meetings.record.documents import Copy, Format, minutes_context
from meetings.record.versions import content_sha256, edition_of, edition_of_version
from meetings.versions.comparing import differing_lines
from meetings.versions.correcting import StaleCorrection, correctable, corrected
from meetings.versions.correcting import correct as write_correction
from meetings.versions.forms import CorrectionForm
from meetings.versions.serving import minutes_file
from platform_site.shared.refusals import Refusal


@require_safe
def latest_file(request: HttpRequest, key: str, copy: str, file_format: str) -> HttpResponseBase:
    return minutes_file(request, record_of_key(request, key), copy, file_format)


@require_safe
def dispatch_pdf(request: HttpRequest, key: str) -> HttpResponseBase:
    meeting = meeting_of_key(request, key)
    if not meeting.is_final:
        raise Http404(f"{meeting}尚未定稿，定稿後才有發文用的PDF。草稿請由會議紀錄頁下載。")
    return minutes_file(request, meeting, Copy.DISPATCH, Format.PDF)


@require_safe
def version_file(request: HttpRequest, key: str, number: int, copy: str, file_format: str) -> HttpResponseBase:
    meeting = meeting_of_key(request, key)
    try:
        return minutes_file(request, meeting, copy, file_format, number)
    except StoredDocument.DoesNotExist:
        raise Http404(f"{meeting}紀錄第{number}版沒有這個檔案，請由版本頁下載。") from None


@require_safe
def index(request: HttpRequest, key: str) -> HttpResponse:
    meeting = meeting_of_key(request, key)
    versions = meeting.versions.order_by("-number").prefetch_related("files")
    context = {"meeting": meeting, "versions": versions, "may_correct": can_correct(request.user, meeting)}
    return render(request, "meetings/versions/list.html", context)


@require_safe
def version(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """One version as it was printed, and what it changed of the one before."""
    meeting = meeting_of_key(request, key)
    around = {row.number: row for row in meeting.versions.filter(number__in=(number - 1, number, number + 1))}
    row = around.get(number)
    if row is None:
        raise Http404(f"{meeting}的紀錄沒有第{number}版，請由版本清單選取。")
    before = around.get(number - 1)
    context = minutes_context(edition_of_version(meeting, row)) | {
        "version": row,
        "files": row.files.all(),
        "is_latest": number + 1 not in around,
        "differences": differing_lines(before.text, row.text) if before else None,
    }
    return render(request, "meetings/versions/detail.html", context)


def correct(request: HttpRequest, key: str) -> HttpResponse:
    """The text of the latest version to be corrected; sent once it shows the difference, sent again it is written."""
    meeting = meeting_of_key(request, key)
    if not meeting.is_final:
        raise Http404(f"{meeting}尚未定稿，請直接修改草稿。")
    if not can_correct(request.user, meeting):
        raise PermissionDenied
    latest = edition_of(meeting)
    form = CorrectionForm(request.POST or None, initial={"text": latest.text, "row_version": latest.number})
    context = {"meeting": meeting, "edition": latest, "form": form}
    if form.is_valid():
        try:
            if written := _written(request, meeting, form):
                messages.success(request, f"已建立{written}，原版本仍可查閱。")
                return redirect("versions:detail", meeting.key, written.number)
            context["differences"] = differing_lines(latest.text, form.corrected_text)
        except Refusal as error:
            form.show_refusal(error)
            if isinstance(error, StaleCorrection):
                form.stand_on(latest.number)
    return render(request, "meetings/versions/correct.html", context, status=form.status)


def _written(request: HttpRequest, meeting: Meeting, form: CorrectionForm) -> MinutesVersion | None:
    """The new version, or None where the difference has to be looked at first; then the form knows the text."""
    typed = form.cleaned_data
    document = corrected(correctable(meeting, typed["row_version"]), typed["text"])
    if typed["shown"] != content_sha256(document):
        form.show_difference(document)
        return None
    actor = actor_of(request.user)
    return write_correction(meeting, typed["text"], typed["reason"], actor, seen=typed["row_version"])
