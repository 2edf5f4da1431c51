"""The pages where the secretariat brings minutes in: upload, review, one item at a time, confirm.

A closed review is only read. Every form carries the version of what it shows; where somebody else was faster the same
page comes back with both, status 409.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from io import BytesIO
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from groups.actors import Actor
from groups.names import person_name
from groups.permissions import is_secretariat
from meetings.imports import review as reviewing
from meetings.imports.files import LARGEST_BYTES, UnreadableFile
from meetings.imports.items import ReviewPage
from meetings.imports.page import case_choices, current_text, kind_choices, review_page
from meetings.imports.review import ReviewRefused, StaleReview
from meetings.minutes.text.source import source_lines
from meetings.models import MinutesImport
from meetings.permissions import can_record

PER_PAGE = 30
# Lines shown around the one that is edited.
CONTEXT_LINES = 3
MEGABYTE = 1024 * 1024

View = Callable[..., HttpResponseBase]


class UploadForm(forms.Form):
    """One file of minutes."""

    file = forms.FileField(
        label="會議紀錄檔",
        error_messages={
            "required": "請先選擇檔案，再按「上傳並辨識」。",
            "missing": "請先選擇檔案，再按「上傳並辨識」。",
            "invalid": "檔案沒有上傳成功，請重新選擇後再試一次。",
            "empty": "檔案是空的，請重新選擇會議紀錄檔。",
        },
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST_BYTES:
            size, limit = -(-file.size // MEGABYTE), LARGEST_BYTES // MEGABYTE
            raise forms.ValidationError(
                f"檔案「{file.name}」有{size} MB，超過上限{limit} MB；請確認選對檔案，或移除內含的圖片後再試。"
            )
        return file


def secretariat_only(view: View) -> View:
    """Refuse everybody who may not write meetings into the record."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not (is_secretariat(request.user) and can_record(request.user)):
            raise PermissionDenied("匯入紀錄僅限幕僚單位使用。")
        return view(request, *args, **kwargs)

    return checked


# -- Upload -----------------------------------------------------------------------------------------------------------


@secretariat_only
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    opened = _opened(request, form)
    if opened is not None:
        return opened
    reviews = MinutesImport.objects.newest_first().select_related("meeting__level").defer("text_as_read")
    context = {
        "form": form,
        "page": Paginator(reviews, PER_PAGE).get_page(request.GET.get("page")),
        "limit": LARGEST_BYTES // MEGABYTE,
    }
    return render(request, "meetings/imports/list.html", context, status=400 if form.errors else 200)


def _opened(request: HttpRequest, form: UploadForm) -> HttpResponse | None:
    if not form.is_valid():
        return None
    file = form.cleaned_data["file"]
    try:
        record, is_new = reviewing.open_review(file.read(), file.name, _actor(request))
    except (UnreadableFile, ReviewRefused) as error:
        form.add_error("file", str(error))
        return None
    if is_new:
        messages.success(request, f"已讀取「{record.name}」並留存原始檔；按「確認匯入」之前不會寫入紀錄。")
    else:
        done = "正在審閱中" if record.is_open else "先前已匯入"
        messages.info(request, f"這個檔案{done}（{record.uploaded_by_name}上傳），以下是那一次的內容。")
    return redirect(record)


@secretariat_only
@require_GET
def original(request: HttpRequest, pk: int) -> FileResponse:
    record = get_object_or_404(MinutesImport, pk=pk)
    try:
        with record.file.open("rb") as file:
            content = file.read()
    except OSError as error:
        raise Http404("原始檔不在儲存區，請洽系統管理者由備份還原。") from error
    if hashlib.sha256(content).hexdigest() != record.sha256:
        raise Http404("原始檔的雜湊值與上傳時不符，不予提供；請洽系統管理者由備份還原。")
    # Never shown inside the site, whatever it is: what it says of its own type is not to be trusted.
    return FileResponse(
        BytesIO(content), as_attachment=True, filename=record.name, content_type="application/octet-stream"
    )


# -- Review -----------------------------------------------------------------------------------------------------------


@secretariat_only
@require_GET
def review(request: HttpRequest, pk: int) -> HttpResponse:
    record = get_object_or_404(MinutesImport.objects.select_related("meeting__level"), pk=pk)
    if not record.is_open:
        context = {
            "record": record,
            "decisions": record.decisions.select_related("case__group"),
            "corrections": record.corrections.all(),
            "text": current_text(record)[0],
        }
        return render(request, "meetings/imports/closed.html", context)
    return render(request, "meetings/imports/review.html", {"review": review_page(record), "record": record})


@secretariat_only
@require_POST
def all_titles(request: HttpRequest, pk: int) -> HttpResponse:
    record = get_object_or_404(MinutesImport, pk=pk)
    how, seen = request.POST.get("how", ""), request.POST.get("fingerprint", "")
    try:
        number = reviewing.decide_all(record, review_page(record), how, seen, _actor(request))
    except ReviewRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, f"已確認{number}個案名，可逐案變更。")
    return redirect(f"{record.get_absolute_url()}#titles")


@secretariat_only
@require_http_methods(["GET", "HEAD", "POST"])
def title(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    record, page = _open(pk)
    if page is None:
        return _closed(request, record)
    item = page.title(key)
    if item is None:
        return _gone(request, record)
    query = _typed(request.GET, "q").strip()[:100]
    context = {"record": record, "review": page, "item": item, "query": query, "choice": item.likely}
    if request.method == "POST":
        context["choice"] = choice = _typed(request.POST, "choice")
        reason = _typed(request.POST, "reason")
        try:
            version = _number(request.POST.get("row_version"))
            basis = _typed(request.POST, "basis")
            reviewing.decide_title(record, item, choice, version, _actor(request), basis=basis, reason=reason)
        except ReviewRefused as refused:
            return _refused(request, refused, "meetings/imports/title.html", context | {"reason": reason}, pk)
        return _saved(request, pk, f"t-{key}")
    context["cases"] = case_choices(item.match.group, query)
    return render(request, "meetings/imports/title.html", context)


@secretariat_only
@require_http_methods(["GET", "HEAD", "POST"])
def problem(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    record, page = _open(pk)
    if page is None:
        return _closed(request, record)
    item = page.problem(key)
    if item is None:
        return _gone(request, record)
    context = {"record": record, "review": page, "item": item}
    if request.method == "POST":
        reason, version = _typed(request.POST, "reason"), _number(request.POST.get("row_version"))
        try:
            if "reopen" in request.POST:
                reviewing.reopen_problem(record, item, version, _actor(request))
            else:
                reviewing.accept_problem(record, item, reason, version, _actor(request))
        except ReviewRefused as refused:
            return _refused(request, refused, "meetings/imports/problem.html", context | {"reason": reason}, pk)
        return _saved(request, pk, f"p-{key}")
    return render(request, "meetings/imports/problem.html", context)


@secretariat_only
@require_http_methods(["GET", "HEAD", "POST"])
def fact(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    record, page = _open(pk)
    if page is None:
        return _closed(request, record)
    item = page.all_facts.get(key)
    if item is None:
        return _gone(request, record)
    value = item.correction.corrected if item.correction else item.fact.value
    context = {"record": record, "review": page, "item": item, "value": value, "kinds": kind_choices()}
    if request.method == "POST":
        context["value"] = value = _typed(request.POST, "value")
        version = _number(request.POST.get("row_version"))
        try:
            reviewing.correct(record, item, value, version, _actor(request))
        except (ReviewRefused, ValueError) as refused:
            return _refused(request, refused, "meetings/imports/fact.html", context, pk)
        messages.success(request, f"已更正「{item.fact.label}」，並重新辨識。")
        return redirect(f"{record.get_absolute_url()}#f-{key}")
    return render(request, "meetings/imports/fact.html", context)


@secretariat_only
@require_http_methods(["GET", "HEAD", "POST"])
def text(request: HttpRequest, pk: int) -> HttpResponse:
    record = get_object_or_404(MinutesImport, pk=pk)
    if not record.is_open:
        return _closed(request, record)
    context = _text_context(record, request.POST if request.method == "POST" else request.GET)
    if request.method == "POST":
        context["typed"] = typed = _typed(request.POST, "text")
        try:
            whole = _whole_text(context, typed)
            reviewing.edit_text(record, whole, _number(request.POST.get("number")), _actor(request))
        except ReviewRefused as refused:
            stale = isinstance(refused, StaleReview)
            context |= {"error": str(refused), "is_stale": stale}
            return render(request, "meetings/imports/text.html", context, status=409 if stale else 400)
        messages.success(request, "已儲存修改後的文字並重新辨識；讀出的原文仍保留。")
        return redirect(record.get_absolute_url() + (f"#L{context['line']}" if context["line"] else "#text"))
    return render(request, "meetings/imports/text.html", context)


def _text_context(record: MinutesImport, asked: QueryDict) -> dict[str, Any]:
    """The line asked for with those around it, or the whole text."""
    standing, edition = current_text(record)
    lines = source_lines(standing)
    line = _number(asked.get("line"))
    line = line if line <= len(lines) else 0
    return {
        "record": record,
        "edition": edition,
        "number": edition.number if edition else 0,
        "lines": lines,
        "line": line,
        "before": lines[max(0, line - 1 - CONTEXT_LINES) : line - 1] if line else (),
        "after": lines[line : line + CONTEXT_LINES] if line else (),
        "standing": lines[line - 1] if line else standing,
        "typed": lines[line - 1] if line else standing,
    }


def _whole_text(context: dict[str, Any], typed: str) -> str:
    if not context["line"]:
        return typed
    before, after = context["lines"][: context["line"] - 1], context["lines"][context["line"] :]
    return "\n".join([*before, typed.replace("\r\n", "\n"), *after])


@secretariat_only
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    record = get_object_or_404(MinutesImport, pk=pk)
    try:
        meeting = reviewing.confirm(record, request.POST.get("fingerprint", ""), _actor(request))
    except ReviewRefused as refused:
        messages.error(request, str(refused))
        return redirect(record)
    messages.success(request, f"已匯入{meeting}為草稿。請核對統計與紀錄；定稿請至「管理」中該次會議的頁面辦理。")
    return redirect(meeting)


@secretariat_only
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    record = get_object_or_404(MinutesImport, pk=pk)
    try:
        reviewing.discard(record, _number(request.POST.get("version")), _actor(request))
    except ReviewRefused as refused:
        messages.error(request, str(refused))
        return redirect(record)
    messages.success(request, f"已放棄「{record.name}」的匯入，未寫入任何紀錄；原始檔仍留存。")
    return redirect("imports:list")


# -- Shared -----------------------------------------------------------------------------------------------------------


def _actor(request: HttpRequest) -> Actor:
    return Actor(person_name(request.user), request.user)


def _number(text: str | None) -> int:
    """A number out of a form or address; 0 for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def _open(pk: int) -> tuple[MinutesImport, ReviewPage | None]:
    record = get_object_or_404(MinutesImport, pk=pk)
    return record, review_page(record) if record.is_open else None


def _typed(data: QueryDict, name: str) -> str:
    """What was typed into a field, without NUL, which PostgreSQL refuses to be asked for."""
    return data.get(name, "").replace("\x00", "")


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _saved(request: HttpRequest, pk: int, anchor: str) -> HttpResponse:
    """Back to the item, or what the page's script needs to know of the review after the save."""
    if not _wants_json(request):
        return redirect(reverse("imports:review", args=[pk]) + f"#{anchor}")
    page = review_page(MinutesImport.objects.get(pk=pk))
    item = page.title(anchor.removeprefix("t-"))
    return JsonResponse(
        {
            "version": item.version if item else 0,
            "settled": bool(item and item.is_settled),
            "open": page.open_points,
            "fingerprint": page.fingerprint,
            "ready": page.is_ready,
            "by": page.record.touched_by_name,
        }
    )


def _refused(request: HttpRequest, refused: Exception, template: str, context: dict[str, Any], pk: int) -> HttpResponse:
    """The same page with what was typed, what stands now and the reason; 409 where somebody else was faster."""
    stale = isinstance(refused, StaleReview)
    status = 409 if stale else 400
    if _wants_json(request):
        return JsonResponse({"error": str(refused)}, status=status)
    record, page = _open(pk)
    if page is None:
        messages.error(request, str(refused))
        return redirect(record)
    item = context["item"]
    now = page.all_facts.get(item.key) or page.title(item.key) or page.problem(item.key) or item
    context |= {"record": record, "review": page, "item": now, "error": str(refused), "is_stale": stale}
    if "query" in context:
        context["cases"] = case_choices(now.match.group, context["query"], context["choice"])
        context["yours"] = [o for o in [*now.options, *context["cases"]] if o.value == context["choice"]][:1]
    return render(request, template, context, status=status)


def _closed(request: HttpRequest, record: MinutesImport) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"error": f"這次匯入已由{record.closed_by_name}結案。"}, status=409)
    messages.warning(request, f"這次匯入已由{record.closed_by_name}結案，不能再更動。")
    return redirect(record)


def _gone(request: HttpRequest, record: MinutesImport) -> HttpResponse:
    message = "這一項已不在目前的辨識結果中，可能有人剛更正了原文；請由目前的內容重新選取。"
    if _wants_json(request):
        return JsonResponse({"error": message}, status=409)
    messages.warning(request, message)
    return redirect(record)
