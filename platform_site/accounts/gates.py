"""What stands before every page of a person signed in: the session's end, a password that is due, the second factor.

Two middlewares, after Django's that finds the user: `session_limits` and `FirstThingsFirst`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from groups.permissions import needs_second_factor
from platform_site.shared.pages import sessions

GetResponse = Callable[[HttpRequest], HttpResponse]

# Kept in the session: why the password is due (groups/accounts/passwords.py), that a second factor was found.
PASSWORD_DUE, HAS_SECOND_FACTOR = "password_due", "has_second_factor"
ALWAYS_OPEN = {"account_logout", "account_session", "account_login"}
FOR_THE_PASSWORD = ALWAYS_OPEN | {"account_change_password", "account_set_password"}
FOR_THE_SECOND_FACTOR = FOR_THE_PASSWORD | {
    "account_reauthenticate",
    "mfa_activate_totp",
    "mfa_view_recovery_codes",
    "mfa_index",
}


def session_limits(get_response: GetResponse) -> GetResponse:
    """End a session whose time is over or whose user was disabled; note that its person is there."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if SESSION_KEY not in request.session:
            return get_response(request)
        if end := sessions.over(request):
            logout(request)
            request.session[sessions.ENDED] = end
        elif not request.user.is_authenticated:
            # Disabled: were the account opened again, this session would be, too.
            request.session.flush()
        response = get_response(request)
        if request.user.is_authenticated and response.status_code < 400:
            sessions.touch(request)
        return response

    return middleware


class FirstThingsFirst:
    """Lead a person whose password is due, or who lacks the second factor their role asks for, to that page first."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if SESSION_KEY not in request.session or not request.user.is_authenticated:
            return None
        name = request.resolver_match.view_name
        if PASSWORD_DUE in request.session and name not in FOR_THE_PASSWORD:
            return redirect("account_change_password")
        if name not in FOR_THE_SECOND_FACTOR and lacks_second_factor(request):
            return redirect("mfa_activate_totp")
        return None


def lacks_second_factor(request: HttpRequest) -> bool:
    """Whether the person signed in needs a second factor and has none; asks the database until there is one."""
    if request.session.get(HAS_SECOND_FACTOR) or not needs_second_factor(request.user):
        return False
    has_one = is_mfa_enabled(request.user, [Authenticator.Type.TOTP])
    if has_one:
        request.session[HAS_SECOND_FACTOR] = True
    return not has_one
