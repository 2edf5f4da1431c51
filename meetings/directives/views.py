"""The pages of directives. Everybody with a role reads; the secretariat decides; a group's liaison replies for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from cases.saved.selectors import saved_of
from groups.actors import actor_of
from groups.page_cache import cached_page
from groups.permissions import is_secretariat
from groups.platforms import chosen_platform
from meetings.as_of.lists import export_of, listing_of
from meetings.directives import forms, motions, selectors, workflow
from meetings.directives.listing import CENTRAL, DIRECTIVES
from meetings.directives.sentences import Sentence
from meetings.models import Directive, DirectiveState, Meeting, MotionItem
from meetings.pages.views import meeting_of_key, record_of_key
from meetings.permissions import can_read_record
from platform_site.shared.http import posted_int
from platform_site.shared.locking.forms import StepForm
from platform_site.shared.refusals import Refusal

SECRETARIAT_ONLY = "主席指示由幕僚單位確認、修改與結案；各小組聯絡人可回復所屬小組的辦理情形。"
NOT_YOUR_GROUP = "這項指示的辦理小組不包含您負責的小組，無法回復。"
NOT_THERE = "找不到編號{pk}的主席指示，請由清單選取。"
GONE = "這句話已不在紀錄中，可能剛被修改。請依目前的內容重新檢視。"


@require_safe
@cached_page
def index(request: HttpRequest) -> HttpResponse:
    """All directives of finalised meetings, the newest meeting first, narrowed by the address."""
    return _show_list(request, is_central=False)


@require_safe
@cached_page
def central(request: HttpRequest) -> HttpResponse:
    """The register of requests to the central government, narrowed in the same way."""
    return _show_list(request, is_central=True)


@require_safe
def export(request: HttpRequest, extension: str) -> HttpResponseBase:
    return export_of(DIRECTIVES, request, extension)


@require_safe
def central_export(request: HttpRequest, extension: str) -> HttpResponseBase:
    return export_of(CENTRAL, request, extension)


@require_safe
@cached_page
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    directive = _directive(pk)
    if not can_read_record(request.user, directive.meeting):
        raise Http404(NOT_THERE.format(pk=pk))
    return _show(request, directive)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    _require_secretariat(request)
    directive = _directive(pk)
    form = forms.DirectiveForm(
        request.POST if request.method == "POST" else None,
        platform=directive.meeting.level.platform,
        initial=forms.initial_of_directive(directive),
    )
    if _step(form, lambda typed: workflow.change(directive, form.content, version=typed["row_version"])):
        messages.success(request, "已儲存修改。")
        return redirect("directives:detail", pk)
    context = {
        "form": form,
        "directive": directive,
        "meeting": directive.meeting,
        "sentence": directive.sentence,
        "heading": "修改主席指示",
    }
    return render(request, "meetings/directives/form.html", context, status=form.status)


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    _require_secretariat(request)
    directive = _directive(pk)
    try:
        workflow.remove(directive, version=posted_int(request.POST, "row_version"))
    except Refusal as error:
        messages.error(request, str(error))
        return redirect("directives:detail", pk)
    messages.success(request, f"已移除「{directive}」，不再列為主席指示。")
    return redirect("directives:meeting", directive.meeting.key)


@require_POST
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    directive = _directive(pk)
    groups, secretariat = workflow.replying_groups(request.user, directive), is_secretariat(request.user)
    if not groups:
        raise PermissionDenied(NOT_YOUR_GROUP)
    form = forms.ReplyForm(request.POST, groups=groups, is_secretariat=secretariat)
    actor = actor_of(request.user)
    if _step(form, lambda typed: workflow.reply(directive, typed["group"], typed["text"], actor)):
        messages.success(request, "已送出辦理情形。")
        return redirect("directives:detail", pk)
    return _show(request, directive, reply_form=form)


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    _require_secretariat(request)
    directive, form = _directive(pk), forms.CloseForm(request.POST)
    closed = _step(
        form,
        lambda typed: workflow.close(directive, typed["state"], typed["outcome"], version=typed["row_version"]),
    )
    if isinstance(closed, Directive):
        messages.success(request, f"已結案：{closed.get_state_display()}。")
        return redirect("directives:detail", pk)
    return _show(request, _directive(pk), close_form=form)


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    _require_secretariat(request)
    try:
        workflow.reopen(_directive(pk), version=posted_int(request.POST, "row_version"))
        messages.success(request, "已恢復追蹤。")
    except Refusal as error:
        messages.error(request, str(error))
    return redirect("directives:detail", pk)


@require_safe
@cached_page
def meeting(request: HttpRequest, key: str) -> HttpResponse:
    """The sentences of one meeting: which are directives, which are proposed, which are none."""
    sheet = selectors.meeting_sheet(record_of_key(request, key))
    context = {"meeting": sheet.meeting, "sheet": sheet, "may_write": is_secretariat(request.user)}
    return render(request, "meetings/directives/meeting.html", context)


def mark(request: HttpRequest, key: str, sentence: str) -> HttpResponse:
    """Make a sentence a directive, as proposed with one button or after changes."""
    _require_secretariat(request)
    row = meeting_of_key(request, key)
    found = selectors.find_sentence(row, sentence)
    if found is None:
        return _gone(request, row)
    candidate, platform = selectors.filled_in(row, found), row.level.platform
    initial = forms.initial_of_candidate(candidate, platform)
    data = request.POST if request.method == "POST" else None
    if data is not None and "as_proposed" in data:
        data = data.copy()
        data.update({"row_version": "0", "kind": candidate.kind, "due_number": str(candidate.due_number or "")})
        data.setlist("groups", [str(pk) for pk in initial["groups"]])
    form = forms.DirectiveForm(data, platform=platform, initial=initial)
    actor = actor_of(request.user)
    if _step(form, lambda _: workflow.confirm(row, found, form.content, actor, phrase=candidate.phrase)):
        messages.success(request, f"已列為主席指示：「{found.text[:30]}」。")
        return redirect("directives:meeting", row.key)
    context = {
        "form": form,
        "meeting": row,
        "sentence": found.text,
        "speaker": found.speaker,
        "heading": "列為主席指示",
    }
    return render(request, "meetings/directives/form.html", context, status=form.status)


@require_POST
def reject(request: HttpRequest, key: str, sentence: str) -> HttpResponse:
    def take(row: Meeting, found: Sentence) -> None:
        workflow.reject(row, found, actor_of(request.user))

    return _decide(request, key, sentence, take, "已判定不列入，不再提出。")


@require_POST
def restore(request: HttpRequest, key: str, sentence: str) -> HttpResponse:
    return _decide(request, key, sentence, workflow.take_rejection_back, "已恢復為待確認。")


def outcome(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of one item of a motion."""
    _require_secretariat(request)
    items = MotionItem.objects.select_related(
        "motion__meeting__level__platform", "motion__meeting__group", "motion__proposer", "outcome__group"
    )
    item = items.filter(pk=pk).first()
    if item is None:
        raise Http404(f"找不到編號{pk}的臨時動議案名，請由會議的主席指示頁選取。")
    form = forms.OutcomeForm(
        request.POST if request.method == "POST" else None, item=item, outcome=getattr(item, "outcome", None)
    )
    if _step(form, lambda typed: motions.write_outcome(item, form.content, version=typed["row_version"])):
        messages.success(request, f"已儲存「{item}」的處理情形。")
        return redirect("directives:meeting", item.motion.meeting.key)
    context = {"form": form, "item": item, "meeting": item.motion.meeting}
    return render(request, "meetings/directives/outcome.html", context, status=form.status)


def _decide(
    request: HttpRequest, key: str, name: str, take: Callable[[Meeting, Sentence], None], done: str
) -> HttpResponse:
    _require_secretariat(request)
    row = meeting_of_key(request, key)
    found = selectors.find_sentence(row, name)
    if found is None:
        return _gone(request, row)
    try:
        take(row, found)
        messages.success(request, done)
    except Refusal as error:
        messages.error(request, str(error))
    return redirect("directives:meeting", row.key)


def _gone(request: HttpRequest, row: Meeting) -> HttpResponse:
    messages.error(request, GONE)
    return redirect("directives:meeting", row.key)


def _step(form: StepForm, take: Callable[[dict[str, Any]], Model]) -> Model | None:
    """The row that a sent, valid form's step leads to; None where nothing was sent, or the form says what is wrong."""
    if not form.is_valid():
        return None
    try:
        return take(form.cleaned_data)
    except Refusal as error:
        form.show_refusal(error)
        return None


def _require_secretariat(request: HttpRequest) -> None:
    if not is_secretariat(request.user):
        raise PermissionDenied(SECRETARIAT_ONLY)


def _directive(pk: int) -> Directive:
    rows = Directive.objects.with_all().select_related("meeting__level__platform")
    directive = rows.filter(pk=pk).first()
    if directive is None:
        raise Http404(NOT_THERE.format(pk=pk))
    return directive


def _show_list(request: HttpRequest, *, is_central: bool) -> HttpResponse:
    platform = chosen_platform(request)
    listing = listing_of(CENTRAL if is_central else DIRECTIVES, request)
    day = listing.as_of
    ours = Directive.objects.on_record(day).filter(meeting__level__platform=platform)
    rows = ours.central_requests() if is_central else ours
    context = {
        "list": listing,
        "saved": saved_of(request.user, listing),
        "is_central": is_central,
        "open": rows.with_state(day).filter(state_then=DirectiveState.OPEN).count() if day else rows.open().count(),
        "central": ours.central_requests().count(),
    }
    return render(request, "meetings/directives/list.html", context)


def _show(
    request: HttpRequest,
    directive: Directive,
    reply_form: forms.ReplyForm | None = None,
    close_form: forms.CloseForm | None = None,
) -> HttpResponse:
    secretariat = is_secretariat(request.user)
    groups = workflow.replying_groups(request.user, directive)
    may_reply = bool(groups) and directive.is_open and directive.meeting.is_final
    refused = reply_form or close_form
    context = {
        "directive": directive,
        "pieces": selectors.marked(directive.sentence, directive.phrase),
        "anchor": selectors.anchor_now(directive),
        "may_write": secretariat,
        "reply_form": reply_form or (forms.ReplyForm(groups=groups, is_secretariat=secretariat) if may_reply else None),
        "close_form": close_form
        or (forms.CloseForm(initial={"row_version": directive.version}) if secretariat and directive.is_open else None),
        "refused": refused,
        "steps": selectors.steps_of(directive),
    }
    return render(request, "meetings/directives/detail.html", context, status=refused.status if refused else 200)
