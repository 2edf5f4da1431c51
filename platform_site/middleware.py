"""Middleware for every page: headers on refusals, the HTTP methods allowed, who may keep it, and the role required."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers

from groups.permissions import has_role
from groups.roles import secretariat

METHODS = ["GET", "HEAD", "POST"]
# The public pages; what else begins so is nobody's.
PUBLIC = ("/public/", "/robots.txt", "/sitemap.xml")
PRIVATE_ANSWER, NO_ANSWER_KEPT = "private, no-store", "no-store"
GetResponse = Callable[[HttpRequest], HttpResponse]


def marked_refusals(get_response: GetResponse) -> GetResponse:
    """Mark what SecurityMiddleware refuses while it reads a request: it marks its own answers only.

    A request over HTTP for a host that is not ours ends there, before any redirect to HTTPS.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", settings.SECURE_REFERRER_POLICY)
        response.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        return response

    return middleware


def known_methods(get_response: GetResponse) -> GetResponse:
    """Answer 405 to methods that no page handles; a function view would answer them like GET.

    Pages that only read refuse POST too, by Django's own decorator `require_safe`. That refusal has no content, and a
    person meets it: whoever signs in again after sending a form is led to the form's address by GET.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        response = get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            response.content = render_to_string("405.html")
        return response

    return middleware


def public_or_private(get_response: GetResponse) -> GetResponse:
    """Keep cookies out of the public pages, and every other page out of shared caches.

    A public page is the same for everybody: the request's cookies are taken off before any session is looked for, and
    no answer sets one or varies by one. An answer that does not say how it may be cached is the reader's own, and the
    reader's browser keeps no copy either: the next person at the computer does not get it by the Back button.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        is_public = request.path.startswith(PUBLIC)
        if is_public:
            request.META.pop("HTTP_COOKIE", None)
            request.COOKIES = {}
        response = get_response(request)
        if is_public:
            response.cookies.clear()
            _vary_by_no_cookie(response)
        if not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = NO_ANSWER_KEPT if is_public else PRIVATE_ANSWER
        return response

    return middleware


def _vary_by_no_cookie(response: HttpResponse) -> None:
    named = [name.strip() for name in response.headers.get("Vary", "").split(",")]
    del response.headers["Vary"]
    if others := [name for name in named if name and name.lower() != "cookie"]:
        patch_vary_headers(response, others)


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
        is_open = match.app_name == "admin" or (match.url_name or "").startswith(("account_", "mfa_"))
        if is_open or not getattr(view, "login_required", True) or not request.user.is_authenticated:
            return None
        if has_role(request.user):
            return None
        return render(request, "account/no_role.html", {"secretariat": secretariat()}, status=403)
