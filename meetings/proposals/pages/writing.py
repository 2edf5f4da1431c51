"""The pages on which a liaison writes a proposal: the form, saved by itself as they type, and handing it in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import date as date_filter
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from groups.actors import actor_of
from groups.models import IssueGroup
from groups.permissions import can_write_for_group
from meetings.models import Proposal
from meetings.proposals import workflow as proposals
from meetings.proposals.doubts import doubts
from meetings.proposals.drafts import draft_of, drop_draft, keep_draft
from meetings.proposals.forms import TYPED, ProposalForm
from platform_site.shared.http import posted_int
from platform_site.shared.locking.forms import StepForm
from platform_site.shared.locking.versions import StaleRow
from platform_site.shared.pages.asking import ask_first
from platform_site.shared.refusals import Refusal

NOT_YOURS = "找不到這件提案，或它不屬於您的議題小組。提案由該組聯絡人提出，列入議程與退回由幕僚單位辦理。"
OTHER_USER = "目前登入的帳號與開啟這一頁的人不同，因此沒有儲存。請以原帳號登入後再繼續。"


@never_cache
def propose(request: HttpRequest, group: int) -> HttpResponse:
    return _write(request, _own_group(request, group), None)


@never_cache
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = own_proposal(request, pk)
    if request.method != "POST" and not proposal.is_with_liaison:
        messages.error(request, f"這件提案目前是「{proposal.get_state_display()}」，不可再修改。")
        return redirect("proposals:detail", pk)
    return _write(request, proposal.group, proposal)


@require_POST
def keep_new(request: HttpRequest, group: int) -> JsonResponse:
    """Keep what was typed of a new proposal as a draft; the page sends it by itself."""
    return _keep(request, _own_group(request, group), None)


@require_POST
def keep_edit(request: HttpRequest, pk: int) -> JsonResponse:
    """Keep what was typed of a change; the proposal itself stays as it was handed in."""
    proposal = own_proposal(request, pk)
    return _keep(request, proposal.group, proposal)


def _write(request: HttpRequest, group: IssueGroup, proposal: Proposal | None) -> HttpResponse:
    draft = draft_of(request.user, group, proposal)
    if "discard" in request.POST:
        back = reverse("proposals:edit", args=[proposal.pk]) if proposal else reverse("proposals:new", args=[group.pk])
        if page := ask_first(request, "要捨棄這份草稿嗎？", button="捨棄", back=back, note="捨棄後不能恢復。"):
            return page
        drop_draft(request.user, group, proposal)
        return redirect(back)
    data = request.POST if request.method == "POST" else None
    form = ProposalForm(data, group=group, proposal=proposal, draft=draft)
    if handed_in := take_step(form, lambda typed: _hand_in(request, group, proposal, form)):
        messages.success(
            request, "已儲存修改，待幕僚單位處理。" if proposal else f"已提出「{handed_in}」，待幕僚單位處理。"
        )
        return redirect("proposals:detail", handed_in.pk)
    context = {"group": group, "form": form, "proposal": proposal, "draft": draft}
    return render(request, "meetings/proposals/form.html", context, status=form.status)


@transaction.atomic
def _hand_in(request: HttpRequest, group: IssueGroup, proposal: Proposal | None, form: ProposalForm) -> Proposal:
    """Propose or change, and drop the draft. Raises Refusal, first of all for what the user has yet to look at."""
    actor = actor_of(request.user)
    if wrong := proposals.problems(form.content, group):
        raise proposals.ProposalError(f"有 {len(wrong)} 處須補正，尚未送出。", wrong)
    form.show_doubts(doubts(form.content, group, proposal))
    if form.doubts and "sure" not in request.POST:
        raise proposals.ProposalError("尚未提出：請先確認欄位旁的說明，無誤請按「仍要提出」。")
    drop_draft(request.user, group, proposal)
    if proposal is None:
        return proposals.propose(group, form.content, actor)
    return proposals.change(proposal, form.content, actor, version=form.cleaned_data["row_version"])


def _keep(request: HttpRequest, group: IssueGroup, proposal: Proposal | None) -> JsonResponse:
    if posted_int(request.POST, "typed_by") not in (None, request.user.pk):
        return JsonResponse({"message": OTHER_USER}, status=409)
    values = {name: request.POST.getlist(name) for name in TYPED if name in request.POST}
    try:
        draft = keep_draft(request.user, group, proposal, values, posted_int(request.POST, "draft_version"))
    except StaleRow as stale:
        current = stale.current
        stored = {name: texts[-1] for name, texts in current.values.items() if texts} if current else {}
        version = current.version if current else 0
        return JsonResponse({"stale": str(stale), "version": version, "stored": stored}, status=409)
    except Refusal as error:
        return JsonResponse({"message": str(error)}, status=400)
    form = ProposalForm(request.POST, group=group, proposal=proposal)
    found = doubts(form.content, group, proposal) if form.is_valid() else {}
    saved = date_filter(timezone.localtime(draft.saved_at), "H:i:s")
    return JsonResponse({"version": draft.version, "saved": saved, "errors": {}, "doubts": found})


def take_step(form: StepForm, take: Callable[[dict[str, Any]], Model]) -> Any:
    """The row that a sent, valid form's step leads to; None where nothing was sent, or the form says what is wrong."""
    if not form.is_valid():
        return None
    try:
        return take(form.cleaned_data)
    except Refusal as error:
        form.show_refusal(error)
        return None


def proposal_of(pk: int) -> Proposal:
    """The proposal of that key with all that a page shows. Raises Http404 in Chinese."""
    proposal = Proposal.objects.with_all().filter(pk=pk).first()
    if proposal is None:
        raise Http404(f"找不到編號{pk}的提案，請由提案清單選取。")
    return proposal


def own_proposal(request: HttpRequest, pk: int) -> Proposal:
    """The proposal, where the user may write for its group. Raises Http404 for everybody else."""
    proposal = proposal_of(pk)
    if not can_write_for_group(request.user, proposal.group):
        raise Http404(NOT_YOURS)
    return proposal


def _own_group(request: HttpRequest, pk: int) -> IssueGroup:
    group = get_object_or_404(IssueGroup, pk=pk)
    if not can_write_for_group(request.user, group):
        raise Http404(NOT_YOURS)
    return group
