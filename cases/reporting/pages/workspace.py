"""The liaison's pages: a group's quarter, one case's update, its files. Everybody reads; the group's liaison writes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import date as date_filter
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cases.models import Attachment, Case, QuarterlyUpdate, ReportingPeriod, UpdateState
from cases.reporting import attachments
from cases.reporting import workflow as updates
from cases.reporting.indicators import indicators_of
from cases.reporting.obligations import Obligation, current_period, filed, obligations, owing_group
from cases.reporting.pages.forms import ReturnForm, UpdateForm
from groups.actors import actor_of
from groups.models import City, IssueGroup
from groups.permissions import can_write_for_group, is_secretariat, liaison_groups
from groups.platforms import choose_platform
from platform_site.shared.http import posted_int, posted_versions
from platform_site.shared.locking.versions import StaleRow
from platform_site.shared.refusals import Refusal

NO_PERIOD = "找不到這個季別的填報。季別以民國年與季組成，例如 1143 是 114 年第 3 季；請由季進度首頁選取。"
NOT_YOURS = "找不到這份季進度，或它不屬於您的議題小組。各組的季進度可以閱讀，但只能由該組聯絡人填報。"


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """To the workspace of the user's own group in the current quarter; to the matrix for everybody else."""
    period = current_period(timezone.localdate())
    groups = liaison_groups(request.user)
    if period is None or not groups:
        return redirect("reporting:matrix")
    return redirect("reporting:workspace", period.key, groups[0].pk)


@require_safe
def workspace(request: HttpRequest, period: int, group: int) -> HttpResponse:
    quarter, owner = period_of(period), _group(request, group)
    today = timezone.localdate()
    rows = obligations([quarter], owner.pk)
    context = {
        "period": quarter,
        "group": owner,
        "rows": rows,
        "ready": [row for row in rows if row.editable],
        "sent": sum(row.is_sent for row in rows),
        "periods": ReportingPeriod.objects.opened_by(today).order_by("-key")[:8],
        "groups": owner.platform.groups.all(),
        "may_write": can_write_for_group(request.user, owner),
        "takes_reports": quarter.takes_reports_on(today),
        "is_late": today > quarter.closes_on,
        "days_left": (quarter.closes_on - today).days,
    }
    return render(request, "cases/reporting/workspace.html", context)


def _group(request: HttpRequest, pk: int) -> IssueGroup:
    group = get_object_or_404(IssueGroup.objects.select_related("platform"), pk=pk)
    choose_platform(request, group.platform)
    return group


@require_POST
def submit_all(request: HttpRequest, period: int, group: int) -> HttpResponse:
    quarter, owner = period_of(period), get_object_or_404(IssueGroup, pk=group)
    if not can_write_for_group(request.user, owner):
        raise Http404(NOT_YOURS)
    outcome = updates.submit_all(posted_versions(request.POST, "ticked"), [owner.pk], actor_of(request.user))
    if outcome.done:
        messages.success(request, f"已送出{len(outcome.done)}案。")
    for update, error in outcome.refused:
        details = "".join(error.fields.values())
        messages.error(request, f"{update.case.title}：{error}{details}")
    if not outcome.done and not outcome.refused:
        messages.warning(request, "沒有勾選任何案件，因此沒有送出。")
    return redirect("reporting:workspace", quarter.key, owner.pk)


def update_page(request: HttpRequest, period: int, case: int) -> HttpResponse:
    obligation = _obligation(period, case)
    may_write = _may_write(request, obligation)
    if request.method == "POST" and not may_write:
        raise Http404(NOT_YOURS)
    if request.method == "POST":
        form = _form(obligation, request.POST)
        if _save(request, obligation, form):
            return _after_save(request, obligation)
    else:
        form = _form(obligation, copy="copy" in request.GET)
    return _show(request, obligation, form, may_write)


@require_POST
def autosave(request: HttpRequest, period: int, case: int) -> JsonResponse:
    """Save the draft that the page sends while the user types; answers with the new version."""
    obligation = _obligation(period, case)
    if not _may_write(request, obligation):
        raise Http404(NOT_YOURS)
    form = _form(obligation, request.POST)
    if not form.is_valid():
        return JsonResponse({"errors": {name: list(errors) for name, errors in form.errors.items()}}, status=400)
    try:
        update = updates.save_draft(
            obligation.case,
            obligation.period,
            form.content,
            actor_of(request.user),
            version=form.cleaned_data["row_version"],
            keep_history=False,
        )
    except StaleRow as stale:
        return JsonResponse({"stale": str(stale)}, status=409)
    except Refusal as error:
        return JsonResponse({"errors": error.fields, "message": str(error)}, status=400)
    return JsonResponse({"version": update.version, "saved": date_filter(timezone.localtime(update.saved_at), "H:i:s")})


@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    update = _writable(request, pk)
    send = partial(updates.submit, update, actor_of(request.user), version=posted_int(request.POST, "version"))
    return take_step(request, update, send, f"「{update.case.title}」已送出，待幕僚單位採認。")


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    update = _writable(request, pk)
    take_back = partial(updates.withdraw, update, actor_of(request.user), version=posted_int(request.POST, "version"))
    return take_step(request, update, take_back, f"「{update.case.title}」已抽回，可繼續修改。")


@require_POST
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    update = _writable(request, pk)
    revise = partial(updates.revise, update, actor_of(request.user))
    return take_step(request, update, revise, "已建立更正版本；採認前，原版本仍然有效。")


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
    return take_step(request, update, partial(attachments.detach, attachment), f"已移除「{attachment.name}」。")


@require_safe
def download(request: HttpRequest, pk: int) -> FileResponse:
    """The file as a download, never displayed under the site's origin; every signed-in user may read it."""
    attachment = get_object_or_404(Attachment, pk=pk)
    response = FileResponse(
        attachment.file.open(), as_attachment=True, filename=attachment.name, content_type=attachment.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


def period_of(key: int) -> ReportingPeriod:
    """The quarter that a URL names. Raises Http404 in Chinese where there is none."""
    period = ReportingPeriod.objects.filter(pk=key).first()
    if period is None:
        raise Http404(NO_PERIOD)
    return period


def _obligation(period_key: int, case_pk: int) -> Obligation:
    period = period_of(period_key)
    case = Case.objects.select_related("group", "parent").filter(pk=case_pk).first()
    if case is None:
        raise Http404(f"找不到編號{case_pk}的合作案，請由季進度首頁選取。")
    standing, corrections = filed([period])
    update = standing.get((case.pk, period.key))
    group_id = update.group_id if update else owing_group(case, period)
    if group_id is None:
        raise Http404(f"「{case.title}」在{period}季末未列管，無須填報。")
    return Obligation(case, period, IssueGroup.objects.get(pk=group_id), update, corrections.get((case.pk, period.key)))


def _may_write(request: HttpRequest, obligation: Obligation) -> bool:
    return can_write_for_group(request.user, obligation.group)


def _writable(request: HttpRequest, pk: int) -> QuarterlyUpdate:
    update = QuarterlyUpdate.objects.select_related("group", "case", "period").filter(pk=pk).first()
    if update is None or not can_write_for_group(request.user, update.group):
        raise Http404(NOT_YOURS)
    return update


def _form(obligation: Obligation, data=None, *, copy: bool = False) -> UpdateForm:
    content = updates.content_to_copy(obligation.case, obligation.period) if copy else None
    return UpdateForm(
        data,
        update=obligation.editable or obligation.update,
        indicators=indicators_of(obligation.case),
        cities={city.pk: city for city in City.objects.filter(platform=obligation.group.platform_id)},
        content=content,
    )


def _save(request: HttpRequest, obligation: Obligation, form: UpdateForm) -> bool:
    """Save, and submit where asked to. Errors are shown beside their fields; returns whether all went well."""
    if not form.is_valid():
        return False
    actor = actor_of(request.user)
    try:
        with transaction.atomic():
            update = updates.save_draft(
                obligation.case, obligation.period, form.content, actor, version=form.cleaned_data["row_version"]
            )
        if "submit" in request.POST:
            # The draft stays saved even where something is still missing for sending it.
            form.data = form.data.copy()
            form.data["row_version"] = str(update.version)
            updates.submit(update, actor, version=update.version)
    except Refusal as error:
        form.show_refusal(error)
        return False
    return True


def _after_save(request: HttpRequest, obligation: Obligation) -> HttpResponse:
    title, key = obligation.case.title, obligation.period.key
    if "submit" not in request.POST:
        messages.success(request, f"「{title}」已儲存為草稿。")
        return redirect("reporting:update", key, obligation.case.pk)
    messages.success(request, f"「{title}」已送出，待幕僚單位採認。")
    rest = [row for row in obligations([obligation.period], obligation.group_id) if not row.is_sent]
    if rest:
        return redirect("reporting:update", key, rest[0].case.pk)
    return redirect("reporting:workspace", key, obligation.group_id)


def _show(request: HttpRequest, obligation: Obligation, form: UpdateForm, may_write: bool) -> HttpResponse:
    shown = obligation.editable or obligation.update
    update = QuarterlyUpdate.objects.with_all().get(pk=shown.pk) if shown else None
    context = {
        "obligation": obligation,
        "case": obligation.case,
        "period": obligation.period,
        "group": IssueGroup.objects.get(pk=obligation.group_id),
        "update": update,
        "form": form,
        "may_write": may_write and _is_open(obligation.period, update),
        "is_liaison": may_write,
        "may_review": is_secretariat(request.user),
        "return_form": ReturnForm(),
        "accept_types": attachments.ACCEPT,
        "has_earlier": updates.content_to_copy(obligation.case, obligation.period) is not None,
    }
    status = 409 if form.is_stale else 200
    return render(request, "cases/reporting/update.html", context, status=status)


def _is_open(period: ReportingPeriod, update: QuarterlyUpdate | None) -> bool:
    """Whether the page shows a form; `updates.save_draft` refuses a submission for the same reasons."""
    if update is not None and not update.is_with_liaison:
        return False
    if update is not None and (update.revision > 1 or update.state == UpdateState.RETURNED):
        return True
    return period.takes_reports_on(timezone.localdate())


def take_step(request: HttpRequest, update: QuarterlyUpdate, step: Callable[[], object], success: str) -> HttpResponse:
    """Take a step of an update and go back to its page, which says `success` or why the step was refused."""
    try:
        step()
        messages.success(request, success)
    except Refusal as error:
        messages.error(request, f"{error}{''.join(error.fields.values())}")
    return redirect("reporting:update", update.period_id, update.case_id)
