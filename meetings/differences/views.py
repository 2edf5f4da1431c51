"""The pages of differences: everybody reads them and what was said to them, the secretariat writes."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from cases.saved.selectors import saved_of
from groups.actors import actor_of
from groups.models import IssueGroup
from groups.page_cache import cached_page
from meetings.as_of.lists import export_of, listing_of
from meetings.differences import workflow as notes
from meetings.differences.forms import NoteForm
from meetings.differences.listing import DIFFERENCES
from meetings.differences.records import Difference, difference_of
from meetings.differences.suggestions import MOST, suggestions
from meetings.models import DifferenceNote
from meetings.pages.views import record_of_key
from meetings.permissions import can_explain_difference
from meetings.record.explanations import DifferenceState
from platform_site.shared.http import posted_int
from platform_site.shared.refusals import Refusal

ONLY_SECRETARIAT = "差額由幕僚單位說明，其他角色可以閱讀。"


@require_safe
@cached_page
def index(request: HttpRequest) -> HttpResponse:
    """Every difference of the finalised meetings, narrowed by the address."""
    listing = listing_of(DIFFERENCES, request)
    rows = listing.filters.queryset
    states = [(label, sum(row.state == value for row in rows)) for value, label in DifferenceState.choices]
    context = {
        "list": listing,
        "saved": saved_of(request.user, listing),
        "states": states,
        "total": len(rows),
    }
    return render(request, "meetings/differences/list.html", context)


@require_safe
def export(request: HttpRequest, extension: str) -> HttpResponseBase:
    return export_of(DIFFERENCES, request, extension)


@require_safe
@cached_page
def detail(request: HttpRequest, key: str, group: int) -> HttpResponse:
    difference = _difference(request, key, group)
    context = {
        "difference": difference,
        "may_write": can_explain_difference(request.user, difference.meeting),
        "suggestions": suggestions(difference),
        "most": MOST,
        "named": {note.case_id for note in difference.notes},
    }
    return render(request, "meetings/differences/detail.html", context)


def write(request: HttpRequest, key: str, group: int) -> HttpResponse:
    """Add a note; `?suggestion=` fills the form with one of the page's suggestions, which saving then confirms."""
    difference = _written(request, key, group)
    asked = request.GET.get("suggestion", "")
    found = suggestions(difference) if asked and request.method != "POST" else []
    chosen = next((row for row in found if row.key == asked), None)
    form = NoteForm(request.POST if request.method == "POST" else None, difference=difference, suggestion=chosen)
    if form.is_valid():
        try:
            notes.write(difference.meeting, difference.group, form.content, actor_of(request.user))
            messages.success(request, f"已新增{difference.meeting}{difference.group}差額的說明。")
            return redirect("differences:detail", difference.meeting, group)
        except Refusal as error:
            form.show_refusal(error)
    return _form_page(request, difference, form)


def change(request: HttpRequest, key: str, group: int, pk: int) -> HttpResponse:
    difference = _written(request, key, group)
    note = _note(difference, pk)
    form = NoteForm(request.POST if request.method == "POST" else None, difference=difference, note=note)
    if form.is_valid():
        try:
            notes.change(note, form.content, version=form.cleaned_data["row_version"])
            messages.success(request, "已儲存說明的修改。")
            return redirect("differences:detail", difference.meeting, group)
        except Refusal as error:
            form.show_refusal(error)
    return _form_page(request, difference, form, note)


@require_POST
def withdraw(request: HttpRequest, key: str, group: int, pk: int) -> HttpResponse:
    difference = _written(request, key, group)
    try:
        notes.withdraw(_note(difference, pk), version=posted_int(request.POST, "row_version"))
        messages.success(request, "已撤回這則說明；它說明的案數回到待說明。")
    except Refusal as error:
        messages.error(request, str(error))
    return redirect("differences:detail", difference.meeting, group)


def _difference(request: HttpRequest, key: str, group: int) -> Difference:
    meeting = record_of_key(request, key)
    owner = IssueGroup.objects.filter(pk=group, platform=meeting.level.platform_id).first()
    difference = difference_of(meeting, owner) if owner else None
    if difference is None:
        raise Http404(f"{meeting}{owner or '這個小組'}沒有差額；請由差額清單選取。")
    return difference


def _written(request: HttpRequest, key: str, group: int) -> Difference:
    difference = _difference(request, key, group)
    if not can_explain_difference(request.user, difference.meeting):
        raise PermissionDenied(ONLY_SECRETARIAT)
    return difference


def _note(difference: Difference, pk: int) -> DifferenceNote:
    note = next((note for note in difference.notes if note.pk == pk), None)
    if note is None:
        raise Http404("找不到這則說明，可能已被撤回；請由差額頁選取。")
    return note


def _form_page(
    request: HttpRequest, difference: Difference, form: NoteForm, note: DifferenceNote | None = None
) -> HttpResponse:
    context = {"difference": difference, "form": form, "note": note}
    return render(request, "meetings/differences/form.html", context, status=form.status)
