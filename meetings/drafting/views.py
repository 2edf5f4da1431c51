"""The pages on which the secretariat writes a draft's minutes as text; a finalised meeting leads to its minutes.

Every form carries what it was filled from. Where somebody else changed the same part first the page comes back with
both texts, status 409; after any error everything typed is still there.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from groups.models import IssueGroup
from groups.permissions import is_secretariat
from meetings.drafting import clauses, motions, remarks, resolutions, sections
from meetings.drafting.comparison import previous_of, side_by_side
from meetings.drafting.forms import (
    ClausesForm,
    DraftForm,
    MotionForm,
    RemarksForm,
    ResolutionsForm,
    SectionsForm,
)
from meetings.drafting.motions import ShownMotion, shown_motions
from meetings.drafting.remarks import TypedRemark, blocks_in, typed_remarks
from meetings.minutes.wording import WordingError
from meetings.models import Meeting
from meetings.pages.views import meeting_of_key
from platform_site.shared.http import whole_number
from platform_site.shared.refusals import Refusal

View = Callable[..., HttpResponse]
Refused = Refusal | None


def of_draft(view: View) -> View:
    """Only for the secretariat, with the meeting for its key; a finalised one is read, and what was sent is kept."""

    @wraps(view)
    def checked(request: HttpRequest, key: str, **kwargs: Any) -> HttpResponse:
        meeting = meeting_of_key(request, key)
        if not is_secretariat(request.user):
            raise PermissionDenied("會議紀錄草稿由幕僚單位撰擬。")
        if meeting.is_final and request.method != "POST":
            messages.info(request, f"{meeting}已定稿，紀錄不可再更動。")
            return redirect("meetings:minutes", meeting)
        return view(request, meeting, **kwargs)

    return checked


@require_safe
@of_draft
def overview(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    before = previous_of(meeting)
    context = {"meeting": meeting, "before": before, "rows": [], "trouble": ""}
    try:
        context["rows"] = side_by_side(meeting, before)
    except WordingError as error:
        context["trouble"] = str(error)
    context["groups"] = {group.name: group.pk for group in _groups(meeting)}
    return render(request, "meetings/drafting/overview.html", context)


@of_draft
def write_resolutions(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    form = ResolutionsForm(_sent(request), meeting=meeting)

    def save(typed: dict[str, Any]) -> None:
        after, opening = typed.get("after", ""), typed.get("opening")
        resolutions.write_resolutions(meeting, typed["before"], after, opening, form.was_seen)

    if _saved(form, save):
        messages.success(request, "已儲存決議。")
        return redirect("drafting:overview", meeting)
    return _show(request, meeting, form, "resolutions")


@of_draft
def write_clauses(request: HttpRequest, meeting: Meeting, group: int) -> HttpResponse:
    """A group's clauses. `restore` puts the usual wording of one back, `remove` takes a note out."""
    owner = next((one for one in _groups(meeting) if one.pk == group), None)
    if owner is None:
        raise Http404(f"{meeting}沒有編號{group}的議題小組，請由紀錄草稿選取。")
    form = ClausesForm(_sent(request), meeting=meeting, group=owner)

    def save(typed: dict[str, Any]) -> None:
        if key := request.POST.get("remove"):
            clauses.remove_note(meeting, owner, key, form.was_seen)
            return
        texts = form.content | ({key: ""} if (key := request.POST.get("restore")) else {})
        clauses.reword_clauses(meeting, owner, texts, form.was_seen, typed["notes"])

    if _saved(form, save):
        messages.success(request, f"已儲存{owner}的條目。")
        return redirect("drafting:clauses", meeting, group)
    groups = _groups(meeting)
    at = groups.index(owner)
    near = {"previous": groups[at - 1] if at else None, "following": groups[at + 1] if at + 1 < len(groups) else None}
    return _show(request, meeting, form, "clauses", group=owner, **near)


@of_draft
def write_motions(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """The motions there are, and a form for one more."""
    return _write_motion(request, meeting, None)


@of_draft
def write_motion(request: HttpRequest, meeting: Meeting, pk: int) -> HttpResponse:
    motion = next((one for one in shown_motions(meeting) if one.pk == pk), None)
    if motion is None and request.method != "POST":
        raise Http404(f"{meeting}沒有這項臨時動議，可能已被刪除；請由紀錄草稿選取。")
    return _write_motion(request, meeting, motion, pk)


def _write_motion(
    request: HttpRequest, meeting: Meeting, motion: ShownMotion | None, pk: int | None = None
) -> HttpResponse:
    item_by_item = request.POST.get("action") == "each"
    form = MotionForm(_sent(request), meeting=meeting, motion=motion, item_by_item=item_by_item)
    if not item_by_item and _saved(form, lambda _: motions.write_motion(meeting, form.content, form.was_seen, pk)):
        messages.success(request, "已儲存臨時動議。")
        return redirect("drafting:overview", meeting)
    example = motions.usual_example(meeting)
    return _show(request, meeting, form, "motions", motion=motion, motions=shown_motions(meeting), example=example)


@require_POST
@of_draft
def delete_motion(request: HttpRequest, meeting: Meeting, pk: int) -> HttpResponse:
    form = DraftForm(request.POST)
    if _saved(form, lambda _: motions.delete_motion(meeting, pk, form.was_seen)):
        messages.success(request, "已刪除臨時動議。")
    else:
        messages.error(request, f"沒有刪除：{'；'.join(form.non_field_errors()) or '表單不完整，請重新整理後再試。'}")
    return redirect("drafting:overview", meeting)


@of_draft
def write_remarks(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """The remarks. Every button but the one that saves only rearranges what was typed, and saves nothing."""
    action = request.POST.get("action", "save")
    if request.method == "POST" and action != "save":
        return _show(request, meeting, _rearranged(request, meeting, action), "remarks")
    form = RemarksForm(_sent(request), meeting=meeting)

    def save(typed: dict[str, Any]) -> None:
        if typed["whole"].strip():
            # Typed there and not taken apart yet: shown first, never saved unseen.
            raise Refusal("還沒有儲存。", {"whole": "請先按「拆成各位發言」，確認後再儲存。"})
        remarks.write_remarks(meeting, form.content, form.was_seen)

    if _saved(form, save):
        messages.success(request, "已儲存主席結論暨指示。")
        return redirect("drafting:overview", meeting)
    return _show(request, meeting, form, "remarks")


@of_draft
def write_sections(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    form = SectionsForm(_sent(request), meeting=meeting)
    if _saved(form, lambda _: sections.write_sections(meeting, form.content, form.was_seen, form.new)):
        messages.success(request, "已儲存章節。")
        return redirect("drafting:overview", meeting)
    return _show(request, meeting, form, "sections")


def _rearranged(request: HttpRequest, meeting: Meeting, action: str) -> RemarksForm:
    """The form with its blocks moved, removed, added to or filled from a whole text, as the button says."""
    items = typed_remarks(request.POST, blocks_in(request.POST))
    carried = {name: request.POST.get(name, "") for name in ("row_version", "seen", "whole")}
    verb, _, number = action.partition("-")
    at = whole_number(number)
    refused: Refused = None
    if verb == "split":
        try:
            items = _with_split(meeting, items, carried)
        except Refusal as error:
            refused = error
    elif verb == "add":
        items.append(TypedRemark())
    elif at is not None and at < len(items):
        if verb == "remove":
            del items[at]
        elif verb in ("up", "down"):
            to = max(at - 1, 0) if verb == "up" else at + 1
            items.insert(to, items.pop(at))
    form = RemarksForm(meeting=meeting, typed=items, carried=carried)
    form.told = refused.fields.get("whole", str(refused)) if refused else ""
    return form


def _with_split(meeting: Meeting, items: list[TypedRemark], carried: dict[str, str]) -> list[TypedRemark]:
    """The blocks with those of the whole text behind them; what stands before its first speaker stays in its field."""
    split = remarks.split_remarks(meeting, carried["whole"])
    carried["whole"] = split.rest
    return [item for item in items if not item.is_empty] + list(split.remarks)


def _groups(meeting: Meeting) -> list[IssueGroup]:
    """The groups whose clauses the meeting's minutes list."""
    if not meeting.level.keeps_ledger:
        return []
    return list(IssueGroup.objects.filter(platform=meeting.level.platform_id))


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _saved(form: DraftForm, save: Callable[[dict[str, Any]], Any]) -> bool:
    """Whether a sent form was saved; what is wrong is shown in the form."""
    if not form.is_valid():
        return False
    try:
        save(form.cleaned_data)
    except Refusal as error:
        form.show_refusal(error)
        return False
    return True


def _show(request: HttpRequest, meeting: Meeting, form: DraftForm, name: str, **context: Any) -> HttpResponse:
    status = 400 if getattr(form, "told", "") else form.status
    here = context.get("group") or {"resolutions": "決議", "motions": "臨時動議", "sections": "章節"}.get(name, "發言")
    context |= {"meeting": meeting, "form": form, "here": here}
    return render(request, f"meetings/drafting/{name}.html", context, status=status)
