"""The pages where the secretariat brings minutes in: upload, review, one item at a time, confirm.

A closed import is only read. Every form carries the version of what it shows; where somebody else saved first the same
page comes back with both, status 409.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from io import BytesIO
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groups.actors import actor_of
from groups.permissions import is_secretariat
from meetings.imports import review as reviewing
from meetings.imports.corrections import kind_choices
from meetings.imports.files import LARGEST_BYTES, UnreadableFile
from meetings.imports.page import DecidedItem, FactItem, ReviewPage, case_choices, current_text, review_page
from meetings.minutes.text.source import source_lines
from meetings.models import MinutesImport
from meetings.permissions import can_record
from platform_site.shared.http import posted_int, posted_text
from platform_site.shared.locking.versions import StaleRow
from platform_site.shared.refusals import Refusal
from platform_site.shared.uploads import read_stored

PER_PAGE = 30
# Lines shown around the one that is edited.
CONTEXT_LINES = 3
MEGABYTE = 1024 * 1024

View = Callable[..., HttpResponseBase]
Item = TypeVar("Item", bound=DecidedItem | FactItem)
form_page = require_http_methods(["GET", "HEAD", "POST"])


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
    """Only for those who may record meetings; a refused step leads back to the review's page with the reason."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not (is_secretariat(request.user) and can_record(request.user)):
            raise PermissionDenied("會議紀錄匯入僅限幕僚單位使用。")
        try:
            return view(request, *args, **kwargs)
        except Refusal as refused:
            if _wants_json(request):
                return JsonResponse({"error": str(refused)}, status=_status(refused))
            messages.warning(request, str(refused))
            return redirect("imports:review", kwargs["pk"])

    return checked


# -- Upload -----------------------------------------------------------------------------------------------------------


@secretariat_only
@form_page
def index(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    opened = _opened(request, form)
    if opened is not None:
        return redirect(opened)
    imports = MinutesImport.objects.newest_first().select_related("meeting__level", "meeting__group")
    imports = imports.defer("text_as_read", "recognised")
    context = {
        "form": form,
        "page": Paginator(imports, PER_PAGE).get_page(request.GET.get("page")),
        "limit": LARGEST_BYTES // MEGABYTE,
    }
    return render(request, "meetings/imports/list.html", context, status=400 if form.errors else 200)


def _opened(request: HttpRequest, form: UploadForm) -> MinutesImport | None:
    """The import that a sent form leads to, with a message; None where the form has errors."""
    if not form.is_valid():
        return None
    file = form.cleaned_data["file"]
    try:
        opened, is_new = reviewing.open_import(file.read(), file.name, actor_of(request.user))
    except (UnreadableFile, Refusal) as error:
        form.add_error("file", str(error))
        return None
    if is_new:
        messages.success(request, f"已讀取「{opened.name}」並留存原始檔；按「確認匯入」之前不會寫入紀錄。")
    else:
        done = "正在審閱中" if opened.is_open else "先前已匯入"
        messages.info(request, f"這個檔案{done}（{opened.uploaded_by_name}上傳），以下是那一次的內容。")
    return opened


@secretariat_only
@require_safe
def original(request: HttpRequest, pk: int) -> FileResponse:
    minutes_import = get_object_or_404(MinutesImport, pk=pk)
    content = read_stored(minutes_import.file, minutes_import.name)
    if hashlib.sha256(content).hexdigest() != minutes_import.sha256:
        raise Http404("原始檔的驗證碼與上傳時不符，不予提供；請洽系統管理者由備份還原。")
    # Always a download: the type that a file claims is not to be trusted.
    return FileResponse(
        BytesIO(content), as_attachment=True, filename=minutes_import.name, content_type="application/octet-stream"
    )


# -- Review -----------------------------------------------------------------------------------------------------------


@secretariat_only
@require_safe
def review(request: HttpRequest, pk: int) -> HttpResponse:
    minutes_import = get_object_or_404(MinutesImport.objects.select_related("meeting__level", "meeting__group"), pk=pk)
    context = {"minutes_import": minutes_import}
    if minutes_import.is_open:
        context["review"] = review_page(minutes_import)
        return render(request, "meetings/imports/review.html", context)
    context |= {
        "decisions": minutes_import.decisions.select_related("case__group"),
        "corrections": minutes_import.corrections.all(),
        "text": current_text(minutes_import)[0],
    }
    return render(request, "meetings/imports/closed.html", context)


@secretariat_only
@require_POST
def all_titles(request: HttpRequest, pk: int) -> HttpResponse:
    minutes_import = get_object_or_404(MinutesImport, pk=pk)
    how, seen = request.POST.get("how", ""), request.POST.get("fingerprint", "")
    number = reviewing.decide_all(minutes_import, how, seen, actor_of(request.user))
    messages.success(request, f"已確認{number}個案名，可逐案變更。")
    return redirect(f"{minutes_import.get_absolute_url()}#titles")


@secretariat_only
@form_page
def title(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    page, item = _item(pk, ReviewPage.title, key)
    context: dict[str, Any] = {"query": posted_text(request.GET, "q").strip()[:100], "choice": item.likely}
    if request.method == "POST":
        choice, basis, reason = (posted_text(request.POST, name) for name in ("choice", "basis", "reason"))
        version, actor = _version(request), actor_of(request.user)
        try:
            reviewing.decide_title(page.minutes_import, item, choice, version, actor, basis=basis, reason=reason)
            return _saved(request, pk, f"t-{key}")
        except Refusal as refused:
            page, item = _item(pk, ReviewPage.title, key)
            context |= {"choice": choice, "reason": reason} | _error(request, refused)
    chosen = context["choice"] if "error" in context else ""
    context["cases"] = case_choices(page.minutes_import, item.match.group, context["query"], chosen)
    context["yours"] = [o for o in [*item.options, *context["cases"]] if o.value == context["choice"]][:1]
    return _item_page(request, "title", page, item, context)


@secretariat_only
@form_page
def problem(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    page, item = _item(pk, ReviewPage.problem, key)
    context: dict[str, Any] = {}
    if request.method == "POST":
        reason, version, actor = posted_text(request.POST, "reason"), _version(request), actor_of(request.user)
        try:
            if "reopen" in request.POST:
                reviewing.reopen_problem(page.minutes_import, item, version, actor)
            else:
                reviewing.accept_problem(page.minutes_import, item, reason, version, actor)
            return _saved(request, pk, f"p-{key}")
        except Refusal as refused:
            page, item = _item(pk, ReviewPage.problem, key)
            context = {"reason": reason} | _error(request, refused)
    return _item_page(request, "problem", page, item, context)


@secretariat_only
@form_page
def fact(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    page, item = _item(pk, ReviewPage.fact, key)
    context: dict[str, Any] = {"value": item.typed, "kinds": kind_choices(item.fact)}
    if request.method == "POST":
        value = posted_text(request.POST, "value")
        try:
            reviewing.correct(page.minutes_import, item, value, _version(request), actor_of(request.user))
            messages.success(request, f"已更正「{item.fact.label}」，並重新辨識。")
            return redirect(f"{page.minutes_import.get_absolute_url()}#f-{key}")
        except Refusal as refused:
            page, item = _item(pk, ReviewPage.fact, key)
            context |= {"value": value} | _error(request, refused)
    return _item_page(request, "fact", page, item, context)


@secretariat_only
@form_page
def text(request: HttpRequest, pk: int) -> HttpResponse:
    minutes_import = _open(pk)
    context = _text_context(minutes_import, request.POST if request.method == "POST" else request.GET)
    if request.method == "POST":
        context["typed"] = typed = posted_text(request.POST, "text")
        whole, number = _whole_text(context, typed), posted_int(request.POST, "number") or 0
        try:
            reviewing.edit_text(minutes_import, whole, number, actor_of(request.user))
        except Refusal as refused:
            context |= _error(request, refused)
        else:
            messages.success(request, "已儲存修改後的文字並重新辨識；讀出的原文仍保留。")
            return redirect(
                minutes_import.get_absolute_url() + (f"#L{context['line']}" if context["line"] else "#text")
            )
    return render(request, "meetings/imports/text.html", context, status=context.pop("status", 200))


def _text_context(minutes_import: MinutesImport, asked: QueryDict) -> dict[str, Any]:
    """The line asked for with those around it, or the whole text."""
    standing, edition = current_text(minutes_import)
    lines = source_lines(standing)
    line = posted_int(asked, "line") or 0
    line = line if line <= len(lines) else 0
    shown = lines[line - 1] if line else standing
    return {
        "minutes_import": minutes_import,
        "edition": edition,
        "number": edition.number if edition else 0,
        "lines": lines,
        "line": line,
        "before": lines[max(0, line - 1 - CONTEXT_LINES) : line - 1] if line else (),
        "after": lines[line : line + CONTEXT_LINES] if line else (),
        "standing": shown,
        "typed": shown,
    }


def _whole_text(context: dict[str, Any], typed: str) -> str:
    if not context["line"]:
        return typed
    before, after = context["lines"][: context["line"] - 1], context["lines"][context["line"] :]
    return "\n".join([*before, typed.replace("\r\n", "\n"), *after])


@secretariat_only
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    minutes_import = get_object_or_404(MinutesImport, pk=pk)
    meeting = reviewing.confirm(minutes_import, request.POST.get("fingerprint", ""), actor_of(request.user))
    messages.success(request, f"已匯入{meeting}為草稿。請核對統計與紀錄；定稿請至「管理」中該次會議的頁面辦理。")
    return redirect(meeting)


@secretariat_only
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    minutes_import = get_object_or_404(MinutesImport, pk=pk)
    reviewing.discard(minutes_import, posted_int(request.POST, "version") or 0, actor_of(request.user))
    messages.success(request, f"已放棄「{minutes_import.name}」的匯入，未寫入任何紀錄；原始檔仍留存。")
    return redirect("imports:list")


# -- Shared -----------------------------------------------------------------------------------------------------------


def _open(pk: int) -> MinutesImport:
    """The import, as long as it is under review. Raises StaleRow, which leads back to its page."""
    minutes_import = get_object_or_404(MinutesImport, pk=pk)
    if not minutes_import.is_open:
        raise StaleRow(minutes_import, f"這次匯入已由{minutes_import.closed_by_name}結案，不能再更動。")
    return minutes_import


def _item(pk: int, find: Callable[[ReviewPage, str], Item | None], key: str) -> tuple[ReviewPage, Item]:
    """The review as it stands and the item of that key in it. Raises StaleRow where there is none any more."""
    page = review_page(_open(pk))
    item = find(page, key)
    if item is None:
        message = "這一項已不在目前的辨識結果中，可能有人剛更正了原文；請由目前的內容重新選取。"
        raise StaleRow(page.minutes_import, message)
    return page, item


def _item_page(
    request: HttpRequest, name: str, page: ReviewPage, item: DecidedItem | FactItem, context: dict[str, Any]
) -> HttpResponse:
    status = context.pop("status", 200)
    context |= {"minutes_import": page.minutes_import, "review": page, "item": item}
    return render(request, f"meetings/imports/{name}.html", context, status=status)


def _error(request: HttpRequest, refused: Refusal) -> dict[str, Any]:
    """What the same page needs to show a refusal beside what was typed; the page's script is only told the reason."""
    if _wants_json(request):
        raise refused
    return {"error": str(refused), "is_stale": isinstance(refused, StaleRow), "status": _status(refused)}


def _status(refused: Refusal) -> int:
    """409 where somebody else saved first."""
    return 409 if isinstance(refused, StaleRow) else 400


def _version(request: HttpRequest) -> int:
    return posted_int(request.POST, "row_version") or 0


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
            "by": page.minutes_import.updated_by_name,
        }
    )
