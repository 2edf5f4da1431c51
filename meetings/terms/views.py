"""The page of terms of office: everybody reads it, the secretariat adds, changes and ends terms."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from groups.permissions import is_secretariat
from groups.platforms import chosen_platform
from meetings.models import TermOfOffice
from meetings.terms.forms import EndForm, TermForm
from meetings.terms.terms import end_term, save_term
from platform_site.shared.refusals import Refusal
from platform_site.shared.roc import roc_date


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Who is and was in office, level by level."""
    terms = TermOfOffice.objects.filter(level__platform=chosen_platform(request)).select_related("level", "city")
    context = {
        "terms": terms.order_by("level__order", "city__order", "-starts_on"),
        "today": timezone.localdate(),
        "may_write": is_secretariat(request.user),
    }
    return render(request, "meetings/terms/list.html", context)


def add(request: HttpRequest) -> HttpResponse:
    """A new term; the open one before it ends on the day before."""
    return _edit(request, None)


def change(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, _term(pk))


def end(request: HttpRequest, pk: int) -> HttpResponse:
    """The last day of a term."""
    _require_secretariat(request)
    term = _term(pk)
    form = EndForm(request.POST if request.method == "POST" else None, term=term, today=timezone.localdate())
    if form.is_valid():
        try:
            term = end_term(term, form.cleaned_data["ends_on"], form.cleaned_data["row_version"])
            messages.success(request, f"{term}的任期到{roc_date(term.ends_on)}為止。")
            return redirect("terms:list")
        except Refusal as error:
            form.show_refusal(error)
    return render(request, "meetings/terms/form.html", {"form": form, "term": term, "ends": True}, status=form.status)


def _edit(request: HttpRequest, term: TermOfOffice | None) -> HttpResponse:
    _require_secretariat(request)
    platform = term.level.platform if term else chosen_platform(request)
    form = TermForm(request.POST if request.method == "POST" else None, platform=platform, term=term)
    if form.is_valid():
        try:
            saved = save_term(form.content, term, form.cleaned_data["row_version"])
            messages.success(request, f"已儲存{saved.city}{saved}的任期。")
            return redirect("terms:list")
        except Refusal as error:
            form.show_refusal(error)
    return render(request, "meetings/terms/form.html", {"form": form, "term": term}, status=form.status)


def _require_secretariat(request: HttpRequest) -> None:
    if not is_secretariat(request.user):
        raise PermissionDenied


def _term(pk: int) -> TermOfOffice:
    term = TermOfOffice.objects.select_related("level__platform", "city").filter(pk=pk).first()
    if term is None:
        raise Http404(f"找不到編號{pk}的任期，請由任期清單選取。")
    return term
