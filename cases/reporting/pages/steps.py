"""The steps of an update that a button takes: sending, taking back, correcting, and the files beside it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cases.models import Attachment, QuarterlyUpdate
from cases.reporting import attachments
from cases.reporting import workflow as updates
from cases.reporting.pages.workspace import NOT_YOURS
from cases.reporting.reading import may_read
from groups.actors import actor_of
from groups.permissions import can_submit_for_group, can_write_for_group
from platform_site.shared.http import posted_int
from platform_site.shared.pages.asking import ask_first
from platform_site.shared.refusals import Refusal
from platform_site.shared.uploads import open_stored


@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    update = _writable(request, pk)
    if not can_submit_for_group(request.user, update.group):
        raise Http404(NOT_YOURS)
    send = partial(updates.submit, update, actor_of(request.user), version=posted_int(request.POST, "version"))
    return take_step(request, update, send, f"「{update.case.title}」已送出，待幕僚單位採認。")


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    update = _writable(request, pk)
    question, note = f"要抽回「{update.case.title}」嗎？", "抽回後恢復為草稿，修改完成後須再送出一次。"
    if page := ask_first(request, question, button="抽回", back=_page_of(update), note=note):
        return page
    take_back = partial(updates.withdraw, update, actor_of(request.user), version=posted_int(request.POST, "version"))
    return take_step(request, update, take_back, f"「{update.case.title}」已抽回，可繼續修改。")


@require_POST
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    update = _writable(request, pk)
    revise = partial(updates.revise, update, actor_of(request.user))
    return take_step(request, update, revise, "已建立更正版本；採認前，原版本仍然有效。")


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Discard a correction, once the user has said so."""
    update = _writable(request, pk)
    question, note = f"要放棄「{update.case.title}」的更正嗎？", "更正中的內容與附件會移除，已採認的版本仍然有效。"
    if page := ask_first(request, question, button="放棄更正", back=_page_of(update), note=note):
        return page
    drop_correction = partial(updates.discard_correction, update, version=posted_int(request.POST, "version"))
    return take_step(request, update, drop_correction, "已放棄更正，原版本仍然有效。")


@require_POST
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    update = _writable(request, pk)
    file = request.FILES.get("file")
    if file is None:
        messages.error(request, "請先選擇要附加的檔案。")
        return redirect("reporting:update", update.period_id, update.case_id)
    keep = partial(attachments.attach, update, file, actor_of(request.user))
    return take_step(request, update, keep, f"已附加「{file.name}」。")


@require_POST
def detach(request: HttpRequest, pk: int) -> HttpResponse:
    attachment = get_object_or_404(Attachment.objects.select_related("update"), pk=pk)
    update = _writable(request, attachment.update_id)
    question = f"要移除附件「{attachment.name}」嗎？"
    if page := ask_first(request, question, button="移除", back=_page_of(update), note="移除後不能恢復。"):
        return page
    return take_step(request, update, partial(attachments.detach, attachment), f"已移除「{attachment.name}」。")


@require_safe
def download(request: HttpRequest, pk: int) -> FileResponse:
    """The file as a download, never displayed under the site's origin, for whoever may read its update."""
    attachment = get_object_or_404(Attachment.objects.select_related("update__group"), pk=pk)
    if not may_read(request.user, attachment.update):
        raise Http404(NOT_YOURS)
    response = FileResponse(
        open_stored(attachment.file, attachment.name),
        as_attachment=True,
        filename=attachment.name,
        content_type=attachment.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _page_of(update: QuarterlyUpdate) -> str:
    return reverse("reporting:update", args=[update.period_id, update.case_id])


def _writable(request: HttpRequest, pk: int) -> QuarterlyUpdate:
    update = QuarterlyUpdate.objects.select_related("group", "case", "period").filter(pk=pk).first()
    if update is None or not can_write_for_group(request.user, update.group):
        raise Http404(NOT_YOURS)
    return update


def take_step(request: HttpRequest, update: QuarterlyUpdate, step: Callable[[], object], success: str) -> HttpResponse:
    """Take a step of an update and go back to its page, which says `success` or why the step was refused."""
    try:
        step()
        messages.success(request, success)
    except Refusal as error:
        messages.error(request, f"{error}{''.join(error.fields.values())}")
    return redirect("reporting:update", update.period_id, update.case_id)
