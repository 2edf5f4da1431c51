"""How people get in: accounts are the secretariat's to make, and each step around allauth's own that the rules ask for.

Nobody signs up. A sign-in begins the session's times and asks whether the password is due; a new password is written
down (groups/accounts/passwords.py).
"""

from __future__ import annotations

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse

from groups.accounts import passwords
from groups.accounts.lockout import end_guess
from platform_site.accounts.gates import PASSWORD_DUE
from platform_site.shared.addresses import client_address
from platform_site.shared.pages import sessions


class AccountAdapter(DefaultAccountAdapter):
    # The package's own Chinese says 和／或, and 不正確的密碼.
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "使用者名稱或密碼不正確。",
        "incorrect_password": "密碼不正確。",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        user = super().authenticate(request, **credentials)
        end_guess(request)
        if user is not None and "password" in credentials:
            passwords.follow_rehash(user, credentials["password"])
        return user

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        sessions.begin(request)
        if self._came_by_password(request, user) and (due := passwords.due(user)):
            request.session[PASSWORD_DUE] = due

    def set_password(self, user: User, password: str) -> None:
        """Set the password a person chose themselves, on the page for it or by the link in a mail."""
        with transaction.atomic():
            super().set_password(user, password)
            passwords.note(user, by_other=False)
        self.request.session.pop(PASSWORD_DUE, None)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("home")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who typed a password or a code within the last minutes is not asked again, at the sign-in or since."""
        records = get_authentication_records(self.request, self.request.user)
        return not records or time.time() - records[-1]["at"] >= app_settings.REAUTHENTICATION_TIMEOUT

    def get_client_ip(self, request: HttpRequest) -> str:
        # What stands for an address that nobody knows; nothing listens there.
        return client_address(request) or "0.0.0.0"  # nosec B104

    @staticmethod
    def _came_by_password(request: HttpRequest, user: User) -> bool:
        return any(record["method"] == "password" for record in get_authentication_records(request, user))
