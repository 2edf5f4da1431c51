"""The pages of saved filters: one's own and the shared ones, saving, changing, removing, and the link that opens one.

Whatever is not the user's to see is answered as if there were nothing there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from cases.models import SavedFilter, Sharing
from cases.pages.lists import LISTS
from cases.saved import workflow
from cases.saved.forms import SavedFilterForm
from cases.saved.selectors import openable, own, visible
from groups.names import person_name
from groups.platforms import choose_platform, chosen_platform
from meetings.as_of.asking import NAME
from platform_site.shared.http import posted_int, posted_text
from platform_site.shared.lists.listing import Listing
from platform_site.shared.pages.asking import ask_first
from platform_site.shared.refusals import Refusal

NOT_THERE = "找不到這組已存篩選，可能已刪除，或未分享給您。請由清單上方的已存篩選選取。"
NO_SUCH_LIST = "沒有這個清單，請由清單頁的「儲存這組條件」進入。"


@dataclass(frozen=True)
class SavedRow:
    """A saved filter on the page of all of them."""

    saved: SavedFilter
    list_title: str
    by: str
    link: str


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The user's own saved filters and those shared with everybody, of this platform."""
    rows = [
        SavedRow(
            saved,
            LISTS[saved.list_key].title,
            "" if saved.owner_id == request.user.pk else person_name(saved.owner),
            request.build_absolute_uri(reverse("saved:open", args=[saved.key])),
        )
        for saved in visible(request.user).filter(platform=chosen_platform(request), list_key__in=LISTS)
    ]
    context = {"own": [row for row in rows if not row.by], "shared": [row for row in rows if row.by]}
    return render(request, "cases/saved/list.html", context)


def new(request: HttpRequest) -> HttpResponse:
    """Save what a list is narrowed to, which the address says."""
    sent = request.POST if request.method == "POST" else request.GET
    definition = LISTS.get(posted_text(sent, "list"))
    platform = chosen_platform(request)
    if definition is None or platform is None:
        raise Http404(NO_SUCH_LIST)
    listing = Listing(definition, QueryDict(posted_text(sent, "query")), platform)
    back = _list_url(request, listing)
    if why := workflow.why_not_saved(listing):
        messages.error(request, why)
        return redirect(back)
    form = SavedFilterForm(request.POST if request.method == "POST" else None, initial={"row_version": 0})
    if _step(form, lambda: workflow.save(request.user, platform, listing, form.content)):
        messages.success(request, f"已儲存篩選「{form.content.name}」。")
        return redirect(back)
    context = {"form": form, "listing": listing, "words": listing.conditions, "back": back}
    return render(request, "cases/saved/form.html", context, status=form.status)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    saved = _own(request, pk)
    initial = {"row_version": saved.version, "name": saved.name, "sharing": saved.sharing}
    form = SavedFilterForm(request.POST if request.method == "POST" else None, initial=initial)
    if _step(form, lambda: workflow.change(saved, form.content, version=form.cleaned_data["row_version"])):
        messages.success(request, f"已儲存「{form.content.name}」的修改。")
        return redirect("saved:list")
    context = {"form": form, "saved": saved, "words": saved.words.split("；"), "back": reverse("saved:list")}
    return render(request, "cases/saved/form.html", context, status=form.status)


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove it, once the user has said so."""
    saved = _own(request, pk)
    note = "已分享的連結也會失效。" if saved.sharing != Sharing.PRIVATE else ""
    question = f"要刪除已存篩選「{saved}」嗎？"
    if page := ask_first(request, question, button="刪除", back=reverse("saved:list"), note=note):
        return page
    try:
        workflow.remove(saved, version=posted_int(request.POST, "row_version"))
        messages.success(request, f"已刪除篩選「{saved}」。")
    except Refusal as error:
        messages.error(request, str(error))
    return redirect("saved:list")


@require_safe
def open_saved(request: HttpRequest, key: str) -> HttpResponse:
    """The list as it was saved; where a choice has gone since, with a sentence that says so."""
    saved = openable(request.user).filter(key=key).first()
    if saved is None or saved.list_key not in LISTS:
        raise Http404(NOT_THERE)
    choose_platform(request, saved.platform)
    listing = Listing(LISTS[saved.list_key], QueryDict(saved.query), saved.platform)
    if not listing.is_valid:
        gone = "、".join(f"「{one}」" for one in listing.conditions if one.name in listing.filters.form.errors)
        messages.warning(request, f"已存篩選「{saved}」的條件{gone}已不存在或改名，請於欄位重新選取後另存一組。")
    return redirect(_list_url(request, listing))


def _list_url(request: HttpRequest, listing: Listing) -> str:
    """The list narrowed so; as of the day whose list led here, which is no part of what is saved."""
    day = urlencode({NAME: request.GET[NAME]}) if NAME in request.GET else ""
    return f"{listing.definition.address}?{'&'.join(filter(None, [listing.query, day]))}"


def _own(request: HttpRequest, pk: int) -> SavedFilter:
    saved = own(request.user).filter(pk=pk).first()
    if saved is None:
        raise Http404(NOT_THERE)
    return saved


def _step(form: SavedFilterForm, take: Callable[[], SavedFilter]) -> SavedFilter | None:
    """What a sent, valid form's step leads to; None where nothing was sent, or the form says what is wrong."""
    if not form.is_valid():
        return None
    try:
        return take()
    except Refusal as error:
        form.show_refusal(error)
        return None
