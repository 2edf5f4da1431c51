"""The liaison's pages: a group's quarter, one case's update, its files. Everybody reads; the group's liaison writes."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import date as date_filter
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cases.models import Case, QuarterlyUpdate, ReportingPeriod, UpdateState
from cases.reporting import attachments
from cases.reporting import workflow as updates
from cases.reporting.content import Content, content_of, doubts, filled_from
from cases.reporting.indicators import indicators_of
from cases.reporting.matrix import matrix
from cases.reporting.obligations import Obligation, current_period, filed, owing_group
from cases.reporting.owed import next_unsent, only_stuck, owed_by, with_reports
from cases.reporting.pages.forms import ReturnForm, UpdateForm
from cases.reporting.reading import version_for
from cases.reporting.workflow import UpdateError
from groups.actors import actor_of
from groups.models import City, IssueGroup
from groups.permissions import can_submit_for_group, can_write_for_group, is_secretariat, liaison_groups
from groups.platforms import choose_platform
from platform_site.shared.http import posted_int, posted_versions, shows_only_stuck
from platform_site.shared.lists.conditions import PAGE
from platform_site.shared.lists.listing import page_numbers
from platform_site.shared.locking.versions import StaleRow
from platform_site.shared.refusals import Refusal

# Cases on a page; where a last page would have no more than a few, they stand on the page before.
PER_PAGE, FEW = 60, 20
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
    may_write = can_write_for_group(request.user, owner)
    is_narrowed = shows_only_stuck(request.GET)
    owed = owed_by(owner, quarter)
    # A light that was not sent shows to those who write it alone.
    asked = only_stuck(owed, owner, quarter, sent_only=not may_write) if is_narrowed else owed
    page = Paginator(asked.select_related("case"), PER_PAGE, orphans=FEW).get_page(request.GET.get(PAGE))
    context = {
        "period": quarter,
        "group": owner,
        "numbers": matrix([quarter], [owner]).cell(owner.pk, quarter.key),
        "rows": with_reports(page.object_list, owner, quarter),
        "page": page,
        "pages": page_numbers(page),
        "only_stuck": is_narrowed,
        "periods": ReportingPeriod.objects.opened_by(today).order_by("-key")[:8],
        "groups": owner.platform.groups.all(),
        "may_write": may_write,
        "may_submit": can_submit_for_group(request.user, owner),
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
    if not can_submit_for_group(request.user, owner):
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


@never_cache
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
    """Save the draft that the page sends while the user types; answers with the new version.

    Fields that cannot be stored come back in `errors`, the others are saved. Where nothing was saved the status is
    400 or 409 and a sentence says why; of a stale save `stored` has what the fields say now.
    """
    obligation = _obligation(period, case)
    if not _may_write(request, obligation):
        raise Http404(NOT_YOURS)
    if other := _other_user(request):
        return JsonResponse({"message": other}, status=409)
    form = _form(obligation, request.POST)
    try:
        update = _save_draft(request, obligation, form, keep_history=False)
    except StaleRow as stale:
        obligation = _obligation(period, case)
        stored = {"version": _version(obligation), "stored": _form(obligation).shown_values}
        return JsonResponse({"stale": str(stale), **stored}, status=409)
    except Refusal as error:
        return JsonResponse({"message": str(error)}, status=400)
    saved = date_filter(timezone.localtime(update.saved_at), "H:i:s")
    errors = {name: list(sentences) for name, sentences in form.errors.items()}
    answer = {"version": update.version, "saved": saved, "errors": errors}
    return JsonResponse(answer | {"doubts": doubts(form.content, timezone.localdate())})


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
    standing, corrections = filed([period], case_ids=[case.pk])
    update = standing.get((case.pk, period.key))
    group_id = update.group_id if update else owing_group(case, period)
    if group_id is None:
        raise Http404(f"「{case.title}」在{period}季末未列管，無須填報。")
    return Obligation(case, period, IssueGroup.objects.get(pk=group_id), update, corrections.get((case.pk, period.key)))


def _may_write(request: HttpRequest, obligation: Obligation) -> bool:
    return can_write_for_group(request.user, obligation.group)


def _form(obligation: Obligation, data=None, *, copy: bool = False) -> UpdateForm:
    update = obligation.editable or obligation.update
    earlier = updates.earlier_update(obligation.case, obligation.period) if copy else None
    content = None
    if earlier:
        stored = content_of(update) if update else Content()
        content = filled_from(stored, updates.content_to_copy(earlier))
    return UpdateForm(
        data,
        update=update,
        indicators=indicators_of(obligation.case),
        cities={city.pk: city for city in City.objects.filter(platform=obligation.group.platform_id)},
        content=content,
    )


def _other_user(request: HttpRequest) -> str:
    """Why a page filled in by one user may not be saved by another who signed in meanwhile; "" where it is the same."""
    typed_by = posted_int(request.POST, "typed_by")
    if typed_by in (None, request.user.pk):
        return ""
    name = actor_of(request.user).name
    return f"目前登入的帳號是「{name}」，與開啟這一頁的人不同，因此沒有儲存。請以原帳號登入後再繼續。"


def _version(obligation: Obligation) -> int:
    shown = obligation.editable or obligation.update
    return shown.version if shown else 0


def _save_draft(
    request: HttpRequest, obligation: Obligation, form: UpdateForm, *, keep_history: bool = True
) -> QuarterlyUpdate:
    """Save what can be saved of the form; the other fields get an error. Raises Refusal where nothing can be."""
    form.full_clean()
    if "row_version" in form.errors:
        raise UpdateError("表單不完整，沒有儲存；請重新整理後再試一次。")
    update, wrong = updates.save_what_fits(
        obligation.case,
        obligation.period,
        form.content,
        actor_of(request.user),
        version=form.cleaned_data["row_version"],
        keep_history=keep_history,
    )
    for name, sentence in wrong.items():
        if name not in form.errors:
            form.add_error(name, sentence)
    return update


def _save(request: HttpRequest, obligation: Obligation, form: UpdateForm) -> bool:
    """Save, and submit where asked to. Errors are shown beside their fields; returns whether all went well."""
    try:
        if other := _other_user(request):
            raise UpdateError(other)
        with transaction.atomic():
            update = _save_draft(request, obligation, form)
        # The draft stays saved even where something is still missing for sending it.
        form.data = form.data.copy()
        form.data["row_version"] = str(update.version)
        is_sending = "submit" in request.POST
        if form.errors:
            count = len(form.errors)
            form.add_error(None, f"有 {count} 欄無法儲存{'，因此尚未送出' if is_sending else ''}；其餘各欄已存為草稿。")
            return False
        form.show_doubts(doubts(form.content, timezone.localdate()) if is_sending else {})
        if form.doubts and "sure" not in request.POST:
            form.add_error(None, "已存為草稿，尚未送出：有一處請先確認，無誤請按「仍要送出」。")
            return False
        if is_sending and not can_submit_for_group(request.user, obligation.group):
            raise UpdateError(f"已存為草稿；送出由{obligation.group}的聯絡人辦理。")
        if is_sending:
            updates.submit(update, actor_of(request.user), version=update.version)
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
    following = next_unsent(obligation.group, obligation.period)
    if following:
        return redirect("reporting:update", key, following.pk)
    return redirect("reporting:workspace", key, obligation.group_id)


def _show(request: HttpRequest, obligation: Obligation, form: UpdateForm, may_write: bool) -> HttpResponse:
    shown = version_for(request.user, obligation)
    update = QuarterlyUpdate.objects.with_all().get(pk=shown.pk) if shown else None
    earlier = updates.earlier_update(obligation.case, obligation.period)
    context = {
        "obligation": obligation,
        "case": obligation.case,
        "period": obligation.period,
        "group": IssueGroup.objects.get(pk=obligation.group_id),
        "update": update,
        "form": form,
        # What was typed is shown even where it can no longer be saved, for it stands nowhere else.
        "may_write": may_write and (form.is_bound or _is_open(obligation.period, update)),
        "is_liaison": may_write,
        "keep": f"{obligation.period.key}-{obligation.case.pk}",
        "may_review": is_secretariat(request.user),
        "return_form": ReturnForm(),
        "accept_types": attachments.ACCEPT,
        "may_submit": can_submit_for_group(request.user, obligation.group),
        "earlier": earlier,
        "earlier_values": _earlier_values(obligation, form, earlier) if may_write and earlier else None,
    }
    status = 409 if form.is_stale else 200
    return render(request, "cases/reporting/update.html", context, status=status)


def _earlier_values(obligation: Obligation, form: UpdateForm, earlier: QuarterlyUpdate) -> dict[str, str]:
    """What the button 帶入 puts into empty fields, as a browser would send it."""
    cities = {city.pk: city for city in form.cities}
    content = updates.content_to_copy(earlier)
    values = UpdateForm(update=None, indicators={}, cities=cities, content=content).shown_values
    return {name: value for name, value in values.items() if value and name != "row_version"}


def _is_open(period: ReportingPeriod, update: QuarterlyUpdate | None) -> bool:
    """Whether the page shows a form; `updates.save_draft` refuses a submission for the same reasons."""
    if update is not None and not update.is_with_liaison:
        return False
    if update is not None and (update.revision > 1 or update.state == UpdateState.RETURNED):
        return True
    return period.takes_reports_on(timezone.localdate())
