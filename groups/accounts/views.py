"""The secretariat's pages of liaisons: which groups have one, a new account, closing one, the link once more."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from groups.accounts import liaisons
from groups.accounts.forms import LiaisonForm
from groups.actors import actor_of
from groups.models import Role
from groups.names import person_name
from groups.permissions import is_secretariat
from groups.platforms import chosen_platform
from platform_site.shared.http import whole_number
from platform_site.shared.refusals import Refusal

ONLY_SECRETARIAT = "聯絡人帳號由幕僚單位管理。"


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The groups with their liaisons."""
    _require_secretariat(request)
    rows = liaisons.coverage(chosen_platform(request))
    context = {"rows": rows, "uncovered": sum(not row.is_covered for row in rows)}
    return render(request, "groups/accounts/liaisons.html", context)


def new(request: HttpRequest) -> HttpResponse:
    """A new liaison; `?group=` (an id) chooses the group."""
    _require_secretariat(request)
    asked = str(whole_number(request.GET.get("group")) or "")
    form = LiaisonForm(request.POST or None, platform=chosen_platform(request), group=asked)
    if request.method == "POST" and form.is_valid():
        try:
            user, is_new = liaisons.add_liaison(form.content, actor_of(request.user))
        except liaisons.AccountError as error:
            form.show_refusal(error)
        else:
            _tell_added(request, user, is_new, f"{form.content.group}聯絡人")
            return redirect("liaisons:list")
    status = 400 if form.errors else 200
    return render(request, "groups/accounts/new.html", {"form": form}, status=status)


def _tell_added(request: HttpRequest, user: User, is_new: bool, role: str) -> None:
    if not is_new:
        messages.success(
            request, f"這個信箱已有帳號（{person_name(user)}），已加上{role}的角色；密碼不變，未寄送連結。"
        )
        return
    messages.success(request, f"已建立{person_name(user)}的帳號，角色為{role}。")
    _send_link(request, user)


@require_POST
def send_link(request: HttpRequest, pk: int) -> HttpResponse:
    _send_link(request, _liaison(request, pk))
    return redirect("liaisons:list")


@require_POST
def set_active(request: HttpRequest, pk: int, active: bool) -> HttpResponse:
    """Close an account, or open it again."""
    user = _liaison(request, pk)
    try:
        liaisons.set_active(user, active, actor_of(request.user))
        done = "恢復" if active else "停用"
        messages.success(request, f"已{done}{person_name(user)}的帳號。")
    except Refusal as error:
        messages.error(request, str(error))
    return redirect("liaisons:list")


def _send_link(request: HttpRequest, user: User) -> None:
    try:
        liaisons.send_link(user, request.build_absolute_uri("/").rstrip("/"), actor_of(request.user))
        messages.success(request, f"設定密碼的連結已寄給 {user.email}。")
    except Refusal as error:
        messages.error(request, str(error))


def _liaison(request: HttpRequest, pk: int) -> User:
    _require_secretariat(request)
    platform = chosen_platform(request)
    members = User.objects.filter(membership__role=Role.LIAISON, membership__group__platform=platform)
    user = members.filter(pk=pk).first()
    if user is None:
        raise Http404("找不到這位聯絡人，請由聯絡人清單選取。")
    return user


def _require_secretariat(request: HttpRequest) -> None:
    if not is_secretariat(request.user):
        raise PermissionDenied(ONLY_SECRETARIAT)
