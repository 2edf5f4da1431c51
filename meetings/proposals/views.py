"""The pages of proposals: a group's liaison proposes, the secretariat takes them onto an agenda or sends them back.

Every signed-in user reads. Whoever may not write is answered as if there were nothing there.
"""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cases.saved.selectors import saved_of
from groups.actors import actor_of
from groups.models import IssueGroup
from groups.permissions import can_write_for_group, is_secretariat, liaison_groups
from groups.platforms import chosen_platform
from meetings.models import Proposal, ProposalState, RegularReview
from meetings.proposals import workflow as proposals
from meetings.proposals.forms import ReturnForm, ReviewForm, ScheduleForm
from meetings.proposals.listing import PROPOSALS
from meetings.proposals.pages.writing import NOT_YOURS, own_proposal, proposal_of, take_step
from platform_site.shared.http import posted_int
from platform_site.shared.lists.exports import export as export_list
from platform_site.shared.lists.listing import Listing
from platform_site.shared.pages.asking import ask_first
from platform_site.shared.refusals import Refusal

PER_PAGE = 50


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All proposals, the newest first, narrowed by the address."""
    platform = chosen_platform(request)
    listing = Listing(PROPOSALS, request.GET, platform)
    context = {
        "list": listing,
        "saved": saved_of(request.user, listing),
        "waiting": Proposal.objects.filter(group__platform=platform).waiting().count(),
        "open_reviews": RegularReview.objects.filter(outcome="", group__platform=platform).count(),
        "my_groups": IssueGroup.objects.filter(platform=platform)
        if is_secretariat(request.user)
        else liaison_groups(request.user),
    }
    return render(request, "meetings/proposals/list.html", context)


@require_safe
def export(request: HttpRequest, extension: str) -> HttpResponseBase:
    return export_list(request, Listing(PROPOSALS, request.GET, chosen_platform(request)), extension)


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _show(request, proposal_of(pk))


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a proposal back for good, once the user has said so."""
    proposal = own_proposal(request, pk)
    question = f"要撤回「{proposal}」嗎？"
    note = "撤回後不能恢復；如須再提，要重新提出。"
    if page := ask_first(request, question, button="撤回", back=reverse("proposals:detail", args=[pk]), note=note):
        return page
    try:
        proposals.withdraw(proposal, actor_of(request.user), version=posted_int(request.POST, "row_version"))
        messages.success(request, f"已撤回「{proposal}」。")
    except Refusal as error:
        messages.error(request, str(error))
    return redirect("proposals:detail", pk)


@require_POST
def schedule(request: HttpRequest, pk: int) -> HttpResponse:
    proposal, actor = _decided_by(request, pk), actor_of(request.user)
    form = ScheduleForm(request.POST, group=proposal.group)
    if take_step(
        form,
        lambda typed: proposals.schedule(
            proposal, typed["meeting"], actor, comment=typed["note"], version=typed["row_version"]
        ),
    ):
        messages.success(request, f"已列入{form.cleaned_data['meeting']}議程。")
        return redirect("proposals:detail", pk)
    return _show(request, proposal_of(pk), schedule_form=form)


@require_POST
def return_(request: HttpRequest, pk: int) -> HttpResponse:
    proposal, actor = _decided_by(request, pk), actor_of(request.user)
    form = ReturnForm(request.POST)
    if take_step(
        form, lambda typed: proposals.return_(proposal, typed["comment"], actor, version=typed["row_version"])
    ):
        messages.success(request, f"已退回「{proposal}」，聯絡人會看到您的意見。")
        return redirect("proposals:detail", pk)
    return _show(request, proposal_of(pk), return_form=form)


@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    """The yearly reviews of the cases that went on as regular cooperation, the newest due first."""
    rows = RegularReview.objects.select_related("case", "group").order_by("-due_on", "-pk")
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "today": timezone.localdate(),
    }
    return render(request, "meetings/proposals/reviews.html", context)


def review(request: HttpRequest, pk: int) -> HttpResponse:
    """One yearly review: everybody reads it, the liaison of its group writes it."""
    row = RegularReview.objects.select_related("case", "group", "proposal").filter(pk=pk).first()
    if row is None:
        raise Http404(f"找不到編號{pk}的年度檢視，請由年度檢視清單選取。")
    may_write = can_write_for_group(request.user, row.group)
    if request.method == "POST" and not may_write:
        raise Http404(NOT_YOURS)
    initial = {"row_version": row.version, "outcome": row.outcome, "text": row.text}
    form = ReviewForm(request.POST if request.method == "POST" else None, initial=initial)
    actor = actor_of(request.user)
    if take_step(
        form, lambda typed: proposals.review(row, typed["outcome"], typed["text"], actor, version=typed["row_version"])
    ):
        messages.success(request, f"已儲存「{row.case}」的年度檢視。")
        return redirect("proposals:reviews")
    context = {"row": row, "form": form, "may_write": may_write}
    return render(request, "meetings/proposals/review.html", context, status=form.status)


def _decided_by(request: HttpRequest, pk: int) -> Proposal:
    if not is_secretariat(request.user):
        raise Http404(NOT_YOURS)
    return proposal_of(pk)


def _show(
    request: HttpRequest,
    proposal: Proposal,
    schedule_form: ScheduleForm | None = None,
    return_form: ReturnForm | None = None,
) -> HttpResponse:
    initial = {"row_version": proposal.version, "meeting": proposal.meeting_id}
    may_decide = is_secretariat(request.user) and proposal.state != ProposalState.WITHDRAWN
    try:
        proposals.refuse_decided(proposal)
        is_decided = False
    except Refusal:
        is_decided = True
    form = schedule_form or return_form
    context = {
        "proposal": proposal,
        "may_write": proposal.is_with_liaison and can_write_for_group(request.user, proposal.group),
        "may_schedule": form or (may_decide and proposal.state != ProposalState.RETURNED and not is_decided),
        "schedule_form": schedule_form or ScheduleForm(initial=initial, group=proposal.group),
        "return_form": return_form or ReturnForm(initial=initial),
        "refused": form,
    }
    return render(request, "meetings/proposals/detail.html", context, status=form.status if form else 200)
