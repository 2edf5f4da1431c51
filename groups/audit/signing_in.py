"""Sign-ins, sign-outs, failures and locks in the trail, whichever page they come from.

django-axes hears of each of them, from allauth's pages and from the admin's, and hands it to this handler.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest

from groups.accounts.lockout import LockByName
from groups.audit.models import Action
from groups.audit.recording import note
from groups.names import person_name

USERS = User._meta.db_table
UNKNOWN = "（沒有這個帳號）"


class AuditedHandler(LockByName):
    """The lock by user name, and a row in the trail for each event."""

    def user_logged_in(self, sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
        super().user_logged_in(sender, request, user, **kwargs)
        note(Action.LOGIN, table=USERS, row_id=user.pk, about=_account(user))

    def user_logged_out(self, sender: Any, request: HttpRequest, user: User | None, **kwargs: Any) -> None:
        super().user_logged_out(sender, request, user, **kwargs)
        if user is not None:
            note(Action.LOGOUT, table=USERS, row_id=user.pk, about=_account(user))

    def user_login_failed(
        self, sender: Any, credentials: dict, request: HttpRequest | None = None, **kwargs: Any
    ) -> None:
        super().user_login_failed(sender, credentials, request, **kwargs)
        # What was typed is kept only if it is an account's name: some people type their password there.
        user = User.objects.filter(username=str(credentials.get("username") or "").replace("\0", "")).first()
        about = _account(user) if user else {"username": UNKNOWN}
        is_locked = request is not None and getattr(request, "axes_locked_out", False)
        action = Action.LOCKED_OUT if is_locked else Action.LOGIN_FAILED
        note(action, table=USERS, row_id=user.pk if user else "", about=about)


def _account(user: User) -> dict[str, str]:
    return {"username": user.get_username(), "name": person_name(user)}
