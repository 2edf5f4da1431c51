"""The pages of a circulation. Who sees drafts sees where it stands; comments are for reviewers and the secretariat."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from groups.actors import actor_of
from groups.permissions import is_secretariat
from meetings.circulation import comments as notes
from meetings.circulation import mails, rounds, standing
from meetings.circulation.forms import SettleForm, StartForm, typed_in
from meetings.circulation.page import draft_page
from meetings.circulation.reading import changed_lines, draft_of
from meetings.circulation.refusals import CirculationError
from meetings.models import Circulation, Meeting
from meetings.pages.views import meeting_of_key
from platform_site.shared.http import posted_int, whole_number
from platform_site.shared.refusals import Refusal

READERS = "審閱意見只有這次會議的審閱者與幕僚單位可以查閱；確認情形頁上可看到各市是否已同意。"
SENDERS = "送各市確認、結束確認與處理意見由幕僚單位辦理。"


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The rounds that a reviewer was asked in, those that wait for them first."""
    waiting = standing.waiting_for(request.user)
    waiting_keys = {row.pk for row in waiting}
    others = [row for row in standing.asked_of(request.user) if row.pk not in waiting_keys]
    context = {"waiting": waiting, "others": others, "today": timezone.localdate()}
    if is_secretariat(request.user):
        context["to_answer"] = standing.to_answer()
    return render(request, "meetings/circulation/mine.html", context)


@require_safe
def state(request: HttpRequest, key: str) -> HttpResponse:
    """Where a round stands, the latest one or that of `?round=`; for those concerned the comments of all rounds."""
    meeting = meeting_of_key(request, key)
    all_rounds = list(meeting.circulations.order_by("-number"))
    number = whole_number(request.GET.get("round"))
    chosen = next((row for row in all_rounds if row.number == number), None)
    if number and not chosen:
        raise Http404(f"{meeting}的紀錄沒有第{number}次確認，請由確認情形頁選取。")
    chosen = chosen or (all_rounds[0] if all_rounds else None)
    may_read = rounds.may_read_comments(request.user, meeting)
    context = {
        "meeting": meeting,
        "rounds": all_rounds,
        "circulation": chosen,
        "is_open": bool(chosen and chosen.is_open and not meeting.is_final),
        "agreement": standing.agreement(meeting, chosen) if chosen else None,
        "may_read": may_read,
        "may_send": is_secretariat(request.user) and not meeting.is_final,
        "comments": notes.comments_of(meeting) if may_read else [],
        "today": timezone.localdate(),
    }
    return render(request, "meetings/circulation/state.html", context)


def start(request: HttpRequest, key: str) -> HttpResponse:
    """Send the draft round; the mails go out once the round is stored."""
    meeting = _for_secretariat(request, key)
    try:
        rounds.refuse_start(meeting)
    except CirculationError as error:
        messages.error(request, str(error))
        return redirect("review:state", meeting)
    people = rounds.candidates(meeting.level.platform)
    form = StartForm(request.POST if request.method == "POST" else None, candidates=people)
    if request.method == "POST" and form.is_valid():
        try:
            circulation = _start(request, meeting, form)
        except CirculationError as error:
            form.show_refusal(error)
        else:
            # Outside of a transaction, as here, that is at once.
            transaction.on_commit(lambda: _tell(request, circulation))
            return redirect("review:state", meeting)
    return render(request, "meetings/circulation/start.html", {"meeting": meeting, "form": form}, status=form.status)


def _start(request: HttpRequest, meeting: Meeting, form: StartForm) -> Circulation:
    typed, today = form.cleaned_data, timezone.localdate()
    return rounds.start(meeting, form.asked, typed["due_on"], typed["message"], actor_of(request.user), today=today)


def _tell(request: HttpRequest, circulation: Circulation) -> None:
    """Mail the notices and say whom they reached."""
    site = settings.SITE_URL or f"{request.scheme}://{request.get_host()}"
    results = mails.notify(circulation, site)
    sent = sum(result.sent for result in results)
    messages.success(request, f"已送出第{circulation.number}次確認，通知信寄出{sent}封。")
    for result in results:
        if not result.sent:
            messages.warning(request, f"{result.message} 每日的提醒會再試一次。")


@require_POST
def close(request: HttpRequest, key: str) -> HttpResponse:
    meeting = _for_secretariat(request, key)
    circulation = meeting.circulations.order_by("-number").first()
    if circulation is None:
        raise Http404(f"{meeting}的紀錄尚未送各市確認。")
    return _step(
        request,
        lambda: rounds.close(circulation, version=posted_int(request.POST, "row_version")),
        f"已結束第{circulation.number}次確認。",
        reverse("review:state", args=[meeting]),
    )


def printable(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view that needs the printed draft; where that can't be made, it says so on the page of the round."""

    @wraps(view)
    def with_draft(request: HttpRequest, key: str, **parts: Any) -> HttpResponse:
        try:
            return view(request, key, **parts)
        except CirculationError as error:
            messages.error(request, str(error))
            return redirect("review:state", key)

    return with_draft


@require_safe
@printable
def draft(request: HttpRequest, key: str) -> HttpResponse:
    """The draft as printed, with its comments, and a box at each paragraph while a round is going on."""
    return _show_draft(request, _for_readers(request, key))


@require_POST
def write(request: HttpRequest, key: str) -> HttpResponse:
    """Keep what was typed into the boxes of the draft's page, all of it or nothing."""
    meeting = _for_readers(request, key)
    typed = typed_in(request.POST)
    try:
        kept = notes.write(meeting, typed, request.user)
    except CirculationError as error:
        return _show_draft(request, meeting, typed=typed, refusal=error)
    messages.success(request, f"已送出{len(kept)}則意見，幕僚單位會逐則回復。")
    return redirect(f"{reverse('review:draft', args=[meeting])}?saved=1#{kept[0].anchor}")


def _show_draft(
    request: HttpRequest, meeting: Meeting, *, typed: Any = (), refusal: CirculationError | None = None
) -> HttpResponse:
    circulation = rounds.open_round(meeting)
    reviewer = rounds.reviewer_in(circulation, request.user)
    takes_comments = bool(circulation and (reviewer or is_secretariat(request.user)))
    errors = refusal.fields if refusal else {}
    comments = notes.comments_of(meeting)
    page = draft_page(meeting, comments, takes_comments=takes_comments, typed=typed, errors=errors)
    context = page.context | {
        "circulation": circulation,
        "reviewer": reviewer,
        "is_changed": bool(reviewer and reviewer.agreed_at and reviewer.agreed_text != page.draft.text),
        "page": page,
        "beside": "meetings/circulation/_beside.html",
        "takes_comments": takes_comments,
        "may_settle": is_secretariat(request.user) and not meeting.is_final,
        "refusal": refusal,
        "was_saved": "saved" in request.GET,
    }
    return render(request, "meetings/circulation/draft.html", context, status=400 if refusal else 200)


@require_POST
def agree(request: HttpRequest, key: str) -> HttpResponse:
    meeting, data = _for_readers(request, key), request.POST
    return _step(
        request,
        lambda: standing.agree(
            meeting, request.user, mark=data.get("mark", ""), version=posted_int(data, "row_version")
        ),
        "已記錄您同意這份草稿。",
        reverse("review:draft", args=[meeting]),
    )


@require_POST
def withdraw(request: HttpRequest, key: str) -> HttpResponse:
    meeting = _for_readers(request, key)
    return _step(
        request,
        lambda: standing.withdraw(meeting, request.user, version=posted_int(request.POST, "row_version")),
        "已撤回同意。",
        reverse("review:draft", args=[meeting]),
    )


@require_safe
@printable
def changes(request: HttpRequest, key: str) -> HttpResponse:
    """What changed in the draft since it was sent, and since the user agreed."""
    meeting = _for_readers(request, key)
    circulation = meeting.circulations.order_by("-number").first()
    if circulation is None:
        raise Http404(f"{meeting}的紀錄尚未送各市確認，沒有可比對的內容。")
    present = draft_of(meeting).text
    reviewer = rounds.reviewer_in(circulation, request.user)
    agreed = bool(reviewer and reviewer.agreed_at)
    context = {
        "meeting": meeting,
        "circulation": circulation,
        "reviewer": reviewer if agreed else None,
        "since_sent": list(changed_lines(circulation.text, present)),
        "since_agreed": list(changed_lines(reviewer.agreed_text, present)) if reviewer and agreed else [],
    }
    return render(request, "meetings/circulation/changes.html", context)


@printable
def comment(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """One comment with its paragraph; the secretariat answers it or takes it over."""
    meeting = _for_readers(request, key)
    row = notes.comments_of(meeting).filter(pk=pk).first()
    if row is None:
        raise Http404(f"{meeting}的紀錄沒有編號{pk}的意見，請由草稿頁選取。")
    if request.method == "POST" and not is_secretariat(request.user):
        raise PermissionDenied(SENDERS)
    form = SettleForm(request.POST if request.method == "POST" else None, comment=row)
    if request.method == "POST" and form.is_valid():
        takes_over = request.POST.get("step") == "take_over"
        settle = notes.take_over if takes_over else notes.answer
        typed = form.cleaned_data
        try:
            settle(row, typed["answer"], actor_of(request.user), version=typed["row_version"])
        except Refusal as error:
            form.show_refusal(error)
            row = notes.comments_of(meeting).get(pk=pk)
        else:
            messages.success(request, "已標為採納，請到會議紀錄修改這一段。" if takes_over else "已回復這則意見。")
            return redirect(f"{reverse('review:comment', args=[meeting, pk])}")
    (shown,) = notes.shown([row], draft_of(meeting))
    may_settle = is_secretariat(request.user) and not meeting.is_final
    context = {"meeting": meeting, "row": shown, "form": form, "may_settle": may_settle}
    context["following"] = standing.open_comments(meeting).exclude(pk=pk).first() if may_settle else None
    return render(request, "meetings/circulation/comment.html", context, status=form.status)


def _for_secretariat(request: HttpRequest, key: str) -> Meeting:
    meeting = meeting_of_key(request, key)
    if not is_secretariat(request.user):
        raise PermissionDenied(SENDERS)
    return meeting


def _for_readers(request: HttpRequest, key: str) -> Meeting:
    meeting = meeting_of_key(request, key)
    if not rounds.may_read_comments(request.user, meeting):
        raise PermissionDenied(READERS)
    return meeting


def _step(request: HttpRequest, step: Callable[[], object], done: str, to: str) -> HttpResponse:
    """Take a step that has nothing to type, and say what became of it on the page `to`."""
    try:
        step()
        messages.success(request, done)
    except Refusal as error:
        messages.error(request, str(error))
    return redirect(to)
