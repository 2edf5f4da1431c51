"""Middleware for every page: the HTTP methods allowed, and the role required."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

from groups.permissions import has_role
from groups.roles import secretariat

METHODS = ["GET", "HEAD", "POST"]
GetResponse = Callable[[HttpRequest], HttpResponse]


def known_methods(get_response: GetResponse) -> GetResponse:
    """Answer 405 to methods that no page handles; a function view would answer them like GET.

    Pages that only read refuse POST too, by Django's own decorator `require_safe`.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request) if request.method in METHODS else HttpResponseNotAllowed(METHODS)

    return middleware


class RoleRequired:
    """A user who is signed in without a role gets a page that says whom to ask, with status 403.

    Exempt are the account pages, the admin (which requires more) and pages that need no login.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        match = request.resolver_match
        is_open = match.app_name == "admin" or (match.url_name or "").startswith("account_")
        if is_open or not getattr(view, "login_required", True) or not request.user.is_authenticated:
            return None
        if has_role(request.user):
            return None
        return render(request, "account/no_role.html", {"secretariat": secretariat()}, status=403)
