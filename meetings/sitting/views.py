"""The sitting's screen: the secretariat records what a draft meeting decides, group by group.

Every action is a plain form; the script only presses their buttons by key. After an action the page comes anew, with
the focus on the next proposal to be decided on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cases.ledger.writing import LedgerError
from cases.models import Kind
from groups.actors import actor_of
from groups.models import IssueGroup
from groups.permissions import is_secretariat
from meetings.models import Meeting, Proposal, ProposalState, SittingStep
from meetings.models.proposals import AT_A_MEETING
from meetings.pages.views import meeting_of_key
from meetings.sitting import decisions, pasting
from meetings.sitting.forms import FORMS, KINDS, DecisionForm
from meetings.sitting.pasting import Examined
from meetings.sitting.register import Register
from meetings.sitting.screen import first_group, groups_of, screen_of
from meetings.sitting.undoing import undo_last
from platform_site.shared.http import posted_int, posted_text, posted_versions, whole_number
from platform_site.shared.refusals import Refusal

REFUSED = (Refusal, LedgerError)
CONFLICT, BAD = 409, 400


class Closed(Exception):
    """A meeting at which nothing can be decided any more, or never could; the message says why."""


@require_safe
def start(request: HttpRequest, key: str) -> HttpResponse:
    """The screen of the first group that has something undecided."""
    try:
        meeting = _draft(request, key)
    except Closed as closed:
        return _leave(request, key, closed)
    group = first_group(meeting)
    if group is None:
        raise Http404(f"{meeting.level.platform}沒有議題小組，請先於管理頁建立。")
    return redirect("sitting:group", meeting.key, group.pk)


@require_safe
def group(request: HttpRequest, key: str, group_pk: int) -> HttpResponse:
    try:
        meeting, owner = _group(request, key, group_pk)
    except Closed as closed:
        return _leave(request, key, closed)
    return _show(request, meeting, owner, at=whole_number(request.GET.get("at")))


@require_POST
def decide(request: HttpRequest, key: str, group_pk: int, proposal_pk: int) -> HttpResponse:
    """同意, 修正, 緩議 or 退回小組 of one proposal."""

    def take(meeting: Meeting, owner: IssueGroup) -> SittingStep:
        found = _proposals(meeting, owner, [whole_number(str(proposal_pk)) or 0])
        if not found:
            raise Http404(f"{owner}沒有編號{proposal_pk}的提案，請由議決畫面選取。")
        proposal = found[0]
        sent = {"actor": actor_of(request.user), "version": posted_int(request.POST, "row_version")}
        match request.POST.get("decision"):
            case "adopt":
                return decisions.adopt(proposal, **sent)
            case "amend":
                return decisions.adopt(proposal, **sent, title=posted_text(request.POST, "title"))
            case "defer":
                return decisions.defer(proposal, **sent)
            case "return":
                return decisions.return_to_group(proposal, **sent, comment=posted_text(request.POST, "comment"))
        raise Refusal("請按「同意」、「修正」、「緩議」或「退回小組」其中之一。")

    return _take(request, key, group_pk, take, after=proposal_pk)


@require_POST
def adopt_all(request: HttpRequest, key: str, group_pk: int) -> HttpResponse:
    """同意 of all that the screen showed as undecided, as one step."""

    def take(meeting: Meeting, owner: IssueGroup) -> SittingStep:
        versions = posted_versions(request.POST, "proposal")
        rows = _proposals(meeting, owner, versions)
        return decisions.adopt_all([(row, versions[row.pk]) for row in rows], actor_of(request.user))

    return _take(request, key, group_pk, take)


@require_POST
def undo(request: HttpRequest, key: str, group_pk: int) -> HttpResponse:
    """Take back the last step; the screen goes to the group that it was about."""
    try:
        meeting, owner = _group(request, key, group_pk)
        step = undo_last(meeting, actor_of(request.user), seen=posted_int(request.POST, "step"))
    except Closed as closed:
        return _leave(request, key, closed)
    except REFUSED as error:
        return _show(request, meeting, owner, refused=str(error), status=CONFLICT)
    messages.success(request, f"已撤回：{step}。")
    return _back(meeting, step.group or owner, at=next(iter(step.undo.get("proposals", ())), [None])[0])


@require_POST
def other(request: HttpRequest, key: str, group_pk: int, action: str) -> HttpResponse:
    """整併, 移列, 更名 or 子案 without a proposal."""
    form_class = next((each for each in FORMS if each.action == action), None)
    if form_class is None:
        raise Http404("沒有這種決定；可登錄整併、移列、更名與子案。")
    try:
        meeting, owner = _group(request, key, group_pk)
    except Closed as closed:
        return _leave(request, key, closed)
    form = form_class(screen_of(meeting, owner), request.POST)
    if form.is_valid():
        try:
            messages.success(request, f"已登錄：{form.take(actor_of(request.user))}。")
            return _back(meeting, owner)
        except REFUSED as error:
            form.show_refusal(error)
    return _show(request, meeting, owner, form=form, status=BAD)


@require_POST
def paste(request: HttpRequest, key: str, group_pk: int) -> HttpResponse:
    """Titles as lines: examined first, recorded when they were examined and every line has its meaning."""
    try:
        meeting, owner = _group(request, key, group_pk)
    except Closed as closed:
        return _leave(request, key, closed)
    text, kind = posted_text(request.POST, "text"), request.POST.get("kind", "")
    kind = kind if kind in pasting.KINDS else Kind.ADDED
    typed: dict[str, Any] = {"text": text, "kind": kind, "choices": request.POST.dict(), "errors": {}}
    try:
        if not text.strip():
            raise Refusal("請貼上案名，一行一案。")
        if "record" in request.POST:
            step = pasting.record(
                meeting,
                owner,
                actor_of(request.user),
                text=text,
                kind=kind,
                choices=typed["choices"],
                seal=request.POST.get("seal", ""),
            )
            messages.success(request, f"已登錄：{step}。")
            return _back(meeting, owner)
    except REFUSED as error:
        typed |= {"refused": str(error), "errors": error.fields if isinstance(error, Refusal) else {}}
    return _show_paste(request, meeting, owner, typed)


def _show_paste(request: HttpRequest, meeting: Meeting, owner: IssueGroup, typed: dict[str, Any]) -> HttpResponse:
    examined: Examined | None = None
    try:
        examined = pasting.examine(typed["text"], typed["kind"], Register(meeting, owner))
    except Refusal as error:
        typed["refused"] = str(error)
    if examined is not None and not examined.findings and "refused" not in typed:
        typed["refused"] = "貼上的內容沒有案名。"
    status = BAD if "refused" in typed else 200
    rows = [
        (finding, typed["choices"].get(finding.name, finding.default), typed["errors"].get(finding.name, ""))
        for finding in (examined.findings if examined else ())
    ]
    context = typed | {"meeting": meeting, "group": owner, "examined": examined, "rows": rows, "kinds": KINDS}
    return render(request, "meetings/sitting/paste.html", context, status=status)


def _take(
    request: HttpRequest,
    key: str,
    group_pk: int,
    take: Callable[[Meeting, IssueGroup], SittingStep],
    after: int | None = None,
) -> HttpResponse:
    """Record a step; a refused one shows the screen as it is now, with the sentence and what was typed."""
    try:
        meeting, owner = _group(request, key, group_pk)
        step = take(meeting, owner)
    except Closed as closed:
        return _leave(request, key, closed)
    except REFUSED as error:
        status = CONFLICT if isinstance(error, decisions.Overtaken) else BAD
        typed = [posted_text(request.POST, name).strip() for name in ("title", "comment")]
        return _show(
            request, meeting, owner, at=after, refused=str(error), typed="；".join(filter(None, typed)), status=status
        )
    messages.success(request, f"已登錄：{step}。")
    return _back(meeting, owner, at=_next_open(meeting, owner, after))


def _next_open(meeting: Meeting, owner: IssueGroup, after: int | None) -> int | None:
    """The undecided proposal that comes after the one just decided on, the first one where none does."""
    shown = list(meeting.proposals.filter(group=owner, state__in=AT_A_MEETING).order_by("proposed_at", "pk"))
    passed = next((index for index, row in enumerate(shown) if row.pk == after), -1)
    waiting = [row for row in [*shown[passed + 1 :], *shown[: passed + 1]] if row.state == ProposalState.SCHEDULED]
    return waiting[0].pk if waiting else None


def _show(
    request: HttpRequest,
    meeting: Meeting,
    owner: IssueGroup,
    *,
    at: int | None = None,
    form: DecisionForm | None = None,
    refused: str = "",
    typed: str = "",
    status: int = 200,
) -> HttpResponse:
    screen = screen_of(meeting, owner)
    open_ids = [shown.proposal.pk for shown in screen.open]
    context = {
        "meeting": meeting,
        "screen": screen,
        "focus": at if at in open_ids else next(iter(open_ids), None),
        "forms": [form if form and form.action == each.action else each(screen) for each in FORMS],
        "kinds": KINDS,
        "default_comment": decisions.default_comment(meeting),
        "refused": refused,
        "typed": typed,
    }
    return render(request, "meetings/sitting/group.html", context, status=status)


def _draft(request: HttpRequest, key: str) -> Meeting:
    """The draft of that key. Raises PermissionDenied, Http404 or Closed."""
    if not is_secretariat(request.user):
        raise PermissionDenied("會議的議決由幕僚單位登錄。")
    meeting = meeting_of_key(request, key)
    if meeting.is_final:
        raise Closed(f"{meeting}的紀錄已定稿，不可再登錄議決。如有錯誤，請於後續會議登錄更正。")
    if not meeting.level.keeps_ledger:
        raise Closed(f"{meeting.level}不逐組決議列管，沒有議決畫面。")
    return meeting


def _group(request: HttpRequest, key: str, group_pk: int) -> tuple[Meeting, IssueGroup]:
    meeting = _draft(request, key)
    owner = next((group for group in groups_of(meeting) if group.pk == group_pk), None)
    if owner is None:
        raise Http404(f"{meeting}沒有這個議題小組，請由畫面上方的小組列選取。")
    return meeting, owner


def _proposals(meeting: Meeting, owner: IssueGroup, pks: Iterable[int]) -> list[Proposal]:
    """Those proposals of the group, sent back a moment ago or not. Raises Refusal for one of another meeting."""
    rows = Proposal.objects.filter(pk__in=list(pks), group=owner).order_by("proposed_at", "pk")
    found = list(rows.select_related("group", "case", "meeting__level", "meeting__group"))
    for row in found:
        if row.meeting is not None and row.meeting != meeting:
            raise Refusal(f"「{row}」已改列{row.meeting}的議程，請於該次會議議決。")
    return found


def _leave(request: HttpRequest, key: str, closed: Closed) -> HttpResponse:
    messages.warning(request, str(closed))
    return redirect("meetings:dashboard", key)


def _back(meeting: Meeting, owner: IssueGroup, at: int | None = None) -> HttpResponse:
    address = reverse("sitting:group", args=[meeting.key, owner.pk])
    return redirect(f"{address}?at={at}" if at else address)
