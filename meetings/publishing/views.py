"""The page of publishing (公開發布) for secretaries: previews, publishing, withdrawing, and the switch."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from groups.actors import actor_of
from groups.models import Platform
from groups.platforms import chosen_platform
from meetings.models import MinutesVersion, Publication
from meetings.pages.views import meeting_of_key
from meetings.permissions import can_publish
from meetings.publishing import contents, workflow
from meetings.publishing.forms import SiteForm
from meetings.publishing.scope import Scope, scope_if_on, versions_with_files
from meetings.publishing.standing import standing_of
from platform_site.shared.http import posted_int
from platform_site.shared.lists.listing import page_numbers
from platform_site.shared.pages.asking import ask_first
from platform_site.shared.refusals import Refusal

What = Publication.What
PUBLIC_PAGES = "meetings/publishing/public/"
# The button that switches on or off, and what that does.
SWITCHING = {
    True: ("開放公開網頁", "開放後，已公開的項目任何人不必登入即可閱讀。"),
    False: ("關閉公開網頁", "關閉後，所有公開網址都查無此頁；再開放時照原樣恢復。"),
}
ONLY_SECRETARIAT = "公開發布由幕僚單位辦理。"
MEETINGS_A_PAGE = 50


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What is public and what could be."""
    platform = _platform(request)
    standing = standing_of(platform)
    page = Paginator(standing.meetings, MEETINGS_A_PAGE).get_page(request.GET.get("page"))
    context = {"platform": platform, "standing": standing, "page": page, "pages": page_numbers(page)}
    return render(request, "meetings/publishing/index.html", context)


def site(request: HttpRequest) -> HttpResponse:
    """Whom the open data names as its provider."""
    platform = _platform(request)
    row = standing_of(platform).site
    form = SiteForm(request.POST if request.method == "POST" else None, row=row)
    if form.is_valid():
        try:
            workflow.save_site(platform, form.content, version=form.cleaned_data["row_version"])
            messages.success(request, "已儲存提供機關與聯絡資訊。")
            return redirect("publishing:index")
        except Refusal as error:
            form.show_refusal(error)
    return render(request, "meetings/publishing/site.html", {"platform": platform, "form": form}, status=form.status)


@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Switch the platform's public pages on or off, after a question."""
    platform = _platform(request)
    is_on = request.POST.get("on") == "1"
    question = f"確定要{'開放' if is_on else '關閉'}{platform}的公開網頁嗎？"
    button, note = SWITCHING[is_on]
    if asked := _asked(request, question, button, note):
        return asked
    return _done(
        request,
        lambda: workflow.switch(platform, is_on, version=posted_int(request.POST, "row_version")),
        "已開放公開網頁。" if is_on else "已關閉公開網頁。",
    )


@require_POST
def publish_minutes(request: HttpRequest, key: str) -> HttpResponse:
    """Publish the version that was seen, after a question."""
    _require_secretariat(request)
    version = _version(request, key, posted_int(request.POST, "number"))
    question = f"確定要公開{version}嗎？"
    note = "公開後任何人都能閱讀與下載。公開的檔案是發文用的版本，不含定稿者姓名與查核說明。請先看過預覽。"
    if asked := _asked(request, question, "公開", note):
        return asked
    actor = actor_of(request.user)
    return _done(request, lambda: workflow.publish_minutes(version, actor), f"已公開{version}。")


@require_POST
def publish_list(request: HttpRequest, what: str) -> HttpResponse:
    """Publish the tally or the list of cases, after a question."""
    platform = _platform(request)
    if what not in (What.TALLY, What.CASES):
        raise Http404("可公開的清單只有列管統計與合作案清單。")
    label = What(what).label
    note = "只包含紀錄已公開的會議；之後公開或撤回會議紀錄時，內容隨之增減。"
    if asked := _asked(request, f"確定要公開{label}嗎？", "公開", note):
        return asked
    actor = actor_of(request.user)
    return _done(request, lambda: workflow.publish_list(platform, what, actor), f"已公開{label}。")


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take something back from the public, after a question."""
    platform = _platform(request)
    row = Publication.objects.filter(pk=pk).select_related("minutes__meeting__level", "minutes__meeting__group").first()
    if row is None or row.platform_id != platform.pk:
        raise Http404("找不到這項公開，請由公開發布頁選取。")
    note = "撤回後公開網址立即停止提供；已下載的檔案無法收回。"
    if asked := _asked(request, f"確定要撤回「{row}」嗎？", "撤回", note):
        return asked
    seen, actor = posted_int(request.POST, "row_version"), actor_of(request.user)
    return _done(request, lambda: workflow.withdraw(row, actor, version=seen), f"已撤回「{row}」。")


@require_safe
def preview_minutes(request: HttpRequest, key: str) -> HttpResponse:
    """What the public will see of a meeting's version in force."""
    _require_secretariat(request)
    version = _version(request, key, None)
    scope = scope_if_on(version.meeting.level.platform).with_minutes(version)
    row = scope.by_id[version.meeting_id]
    is_public = row.latest.published_at is not None
    return _preview(request, "minutes.html", scope, contents.minutes_page(scope, row, row.latest), is_public)


@require_safe
def preview_tally(request: HttpRequest) -> HttpResponse:
    scope = _list_scope(request, What.TALLY)
    return _preview(request, "tally.html", scope, contents.tally_page(scope), any(scope.tally.values()))


@require_safe
def preview_cases(request: HttpRequest) -> HttpResponse:
    scope = _list_scope(request, What.CASES)
    return _preview(request, "cases.html", scope, contents.cases_page(scope, request.GET), any(scope.cases.values()))


@require_safe
def preview_case(request: HttpRequest, pk: int) -> HttpResponse:
    scope = _list_scope(request, What.CASES)
    return _preview(request, "case.html", scope, contents.case_page(scope, pk), any(scope.cases.values()))


def _preview(
    request: HttpRequest, template: str, scope: Scope, context: dict[str, Any], is_public: bool
) -> HttpResponse:
    shown = {**context, "scope": scope, "preview": True, "is_public": is_public}
    return render(request, PUBLIC_PAGES + template, shown)


def _list_scope(request: HttpRequest, what: str) -> Scope:
    platform = _platform(request)
    return scope_if_on(platform).with_list(platform, what)


def _version(request: HttpRequest, key: str, number: int | None) -> MinutesVersion:
    """The version of that number of a final meeting, the latest for None."""
    meeting = meeting_of_key(request, key)
    versions = versions_with_files().filter(meeting=meeting).order_by("number")
    version = (versions if number is None else versions.filter(number=number)).last()
    if version is None or not meeting.is_final:
        raise Http404(f"{meeting}沒有可公開的紀錄版本；定稿後才能公開。")
    return version


def _asked(request: HttpRequest, question: str, button: str, note: str) -> HttpResponse | None:
    return ask_first(request, question, button=button, back=_where_from(request), note=note)


def _done(request: HttpRequest, step: Any, said: str) -> HttpResponse:
    try:
        step()
        messages.success(request, said)
    except Refusal as error:
        messages.error(request, str(error))
    return redirect(_where_from(request))


def _where_from(request: HttpRequest) -> str:
    """The page of meetings that a button stood on."""
    page = posted_int(request.POST, "page")
    return reverse("publishing:index") + (f"?page={page}" if page else "")


def _platform(request: HttpRequest) -> Platform:
    _require_secretariat(request)
    platform = chosen_platform(request)
    if platform is None:
        raise Http404("還沒有平臺，無從公開。")
    return platform


def _require_secretariat(request: HttpRequest) -> None:
    if not can_publish(request.user):
        raise PermissionDenied(ONLY_SECRETARIAT)
