"""The help pages: everybody with a role may read each of them, and anybody the public's."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from groups.models import Role
from groups.permissions import is_secretariat, liaison_groups

PUBLIC = "public"
PAGES = {**dict(Role.choices), PUBLIC: "一般民眾"}


@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """Lead to the page of the user's own role; who has several gets the one with the most to do."""
    if is_secretariat(request.user):
        role = Role.SECRETARIAT
    else:
        role = Role.LIAISON if liaison_groups(request.user) else Role.OFFICIAL
    return redirect("help:page", role.value)


@require_safe
def page(request: HttpRequest, role: str) -> HttpResponse:
    """A role's page."""
    if role not in Role.values:
        raise Http404(f"說明頁沒有「{role}」這個角色。")
    return _help(request, role)


@login_not_required
@require_safe
def public(request: HttpRequest) -> HttpResponse:
    """What the public finds here."""
    return _help(request, PUBLIC)


def _help(request: HttpRequest, role: str) -> HttpResponse:
    others = [(key, label) for key, label in PAGES.items() if key != role]
    context = {"role": role, "label": PAGES[role], "others": others, "part": f"help/_{role}.html"}
    return render(request, "help/page.html", context)
