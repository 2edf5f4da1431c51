"""A group's quarter as a spreadsheet: download, upload, check every difference, confirm.

Between preview and confirmation the changes travel in the page, signed together with who uploaded them: the
server keeps no state, and what comes back is what was shown.
"""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core import signing
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cases.reporting.pages.workspace import NOT_YOURS, period_of
from cases.reporting.sheets.quarter import (
    SheetPlan,
    apply_changes,
    apply_plan,
    export_quarter,
    plan_again,
    read_quarter,
)
from groups.actors import actor_of
from groups.models import IssueGroup
from groups.permissions import can_write_for_group
from platform_site.shared.http import file_response
from platform_site.shared.locking.versions import StaleRow
from platform_site.shared.refusals import Refusal
from platform_site.shared.sheets.cells import SheetError
from platform_site.shared.sheets.files import CONTENT_TYPES, MEGABYTE, ODS, SIZE_LIMIT, XLSX

SALT = "cases.reporting.pages.sheets"
# As long as a session lasts.
VALID_SECONDS = 12 * 60 * 60
NO_FILE = "請先選擇填好的試算表，再按「上傳並比對」。"
TOO_OLD = "這次預覽已失效（逾 12 小時、換了帳號，或內容不是本頁所產生），未匯入任何資料；請重新上傳試算表。"


class SheetForm(forms.Form):
    """The filled-in spreadsheet."""

    file = forms.FileField(
        label="填好的試算表",
        error_messages={
            "required": NO_FILE,
            "missing": NO_FILE,
            "invalid": "檔案沒有上傳成功，請重新選擇後再試一次。",
            "empty": "檔案是空的，請重新選擇填好的試算表。",
        },
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > SIZE_LIMIT:
            limit = SIZE_LIMIT // MEGABYTE
            raise forms.ValidationError(
                f"檔案有 {file.size / MEGABYTE:.1f} MB，超過上限 {limit} MB。請只上傳本系統匯出的試算表。"
            )
        return file


@require_safe
def export(request: HttpRequest, period: int, group: int, extension: str) -> HttpResponse:
    """The quarter as a file; what is not sent yet is in it for the group and the secretariat only, as on the pages."""
    quarter, owner = period_of(period), get_object_or_404(IssueGroup, pk=group)
    if extension not in (ODS, XLSX):
        raise Http404("試算表只有 ods 與 xlsx 兩種格式，請由季進度頁下載。")
    name = f"{owner}{quarter}季進度_{timezone.localdate():%Y%m%d}.{extension}"
    unsent = can_write_for_group(request.user, owner)
    return file_response(export_quarter(owner, quarter, extension, unsent=unsent), CONTENT_TYPES[extension], name)


def upload(request: HttpRequest, period: int, group: int) -> HttpResponse:
    """Upload a file and preview its changes and errors, cell by cell. Writes nothing."""
    plan = _blank_plan(request, period, group)
    if request.method != "POST":
        return _show_upload(request, plan, SheetForm())
    form = SheetForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            plan = read_quarter(form.cleaned_data["file"].read(), plan.group, plan.period)
            return _show_plan(request, plan, refusal=_rehearse(request, plan))
        except SheetError as error:
            form.add_error("file", str(error))
    return _show_upload(request, plan, form)


@require_POST
def confirm(request: HttpRequest, period: int, group: int) -> HttpResponse:
    """Write what the preview showed, all of it or nothing."""
    plan = _blank_plan(request, period, group)
    cases = _unsign(request, plan)
    if cases is None:
        messages.error(request, TOO_OLD)
        return redirect("reporting:import", plan.period.key, plan.group.pk)
    try:
        saved = apply_changes(plan.group, plan.period, cases, actor_of(request.user))
    except Refusal as error:
        status = 409 if isinstance(error, StaleRow) else 400
        again = plan_again(plan.group, plan.period, cases)
        return _show_plan(request, again, refusal=_rehearse(request, again), said=str(error), status=status)
    messages.success(request, f"已由試算表匯入{len(saved)}案，存為草稿；確認無誤後請送出。")
    return redirect("reporting:workspace", plan.period.key, plan.group.pk)


def _blank_plan(request: HttpRequest, period: int, group: int) -> SheetPlan:
    quarter, owner = period_of(period), get_object_or_404(IssueGroup, pk=group)
    if not can_write_for_group(request.user, owner):
        raise Http404(NOT_YOURS)
    return SheetPlan(owner, quarter)


def _rehearse(request: HttpRequest, plan: SheetPlan) -> str:
    """Why the changes could not be written if they were confirmed now; "" where they could."""
    if not plan.can_apply:
        return ""
    try:
        with transaction.atomic():
            apply_plan(plan, actor_of(request.user))
            transaction.set_rollback(True)
    except Refusal as error:
        return f"{error}{''.join(error.fields.values())}"
    return ""


def _show_upload(request: HttpRequest, plan: SheetPlan, form: SheetForm) -> HttpResponse:
    context = {"period": plan.period, "group": plan.group, "form": form, "limit": SIZE_LIMIT // MEGABYTE}
    return render(request, "cases/reporting/import.html", context, status=400 if form.errors else 200)


def _show_plan(
    request: HttpRequest, plan: SheetPlan, refusal: str = "", said: str = "", status: int = 200
) -> HttpResponse:
    can_apply = plan.can_apply and not refusal
    context = {
        "period": plan.period,
        "group": plan.group,
        "plan": plan,
        "refusal": refusal,
        "said": said,
        "can_apply": can_apply,
        "changes": _sign(request, plan) if can_apply else "",
    }
    return render(request, "cases/reporting/import_preview.html", context, status=status)


def _sign(request: HttpRequest, plan: SheetPlan) -> str:
    return signing.dumps({"user": request.user.pk, **plan.as_json()}, salt=SALT, compress=True)


def _unsign(request: HttpRequest, plan: SheetPlan) -> list | None:
    try:
        sent = signing.loads(request.POST.get("changes", ""), salt=SALT, max_age=VALID_SECONDS)
    except signing.BadSignature:
        return None
    mine = (request.user.pk, plan.group.pk, plan.period.key)
    return sent["cases"] if (sent["user"], sent["group"], sent["period"]) == mine else None
