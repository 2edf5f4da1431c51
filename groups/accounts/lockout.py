"""The lock after wrong passwords or codes, by user name: however it is spelled, from wherever the guesses come.

By name and not by address, since a whole city hall may come from one. Who guesses can so keep the person out, too:
the lock opens by itself after AXES_COOLOFF_TIME, and the secretariat can open it (groups/admin.py).

A guess counts from before the password is compared (`begin_guess`) until it turns out right (`end_guess`): of a hundred
sent at the same moment five are compared and no more.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.backends import AxesStandaloneBackend
from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.crypto import get_random_string

# Of AccessAttempt.username; folding may make a name longer than what was typed.
NAME_LIMIT = 255


def folded_name(name: str) -> str:
    """A user name with all its spellings made one: width, capitals (the ı too, which PostgreSQL takes for an I)."""
    return unicodedata.normalize("NFKC", name).upper().casefold().strip()[:NAME_LIMIT]


def name_tried(request: HttpRequest, credentials: dict[str, Any] | None) -> str | None:
    """The name that axes counts a failure by: AXES_USERNAME_CALLABLE. Names that nobody has count alike."""
    name = (credentials or {}).get("username")
    return folded_name(name) if name else None


@contextmanager
def in_turn(name: str) -> Iterator[None]:
    """A transaction that those of the same account wait for; SQLite has one writer at a time in any case.

    A name that nobody has waits for none: no guess of it is right.
    """
    with transaction.atomic():
        list(User.objects.select_for_update(no_key=True).filter(username__iexact=name.replace("\0", "")).order_by("pk"))
        yield


def begin_guess(request: HttpRequest, credentials: dict[str, Any]) -> bool:
    """Whether a password or code may be compared now. It counts as a failure until `end_guess` takes it back."""
    name = credentials.get("username") or ""
    with in_turn(name):
        if not AxesProxyHandler.is_allowed(request, credentials):
            return False
        if folded := folded_name(name):
            # Axes knows a row by name, address and browser: none but this guess has this browser.
            guess = AccessAttempt(
                username=folded,
                user_agent=f"guess {get_random_string(32)}",
                failures_since_start=1,
                # Set by the package, from the clock that the lock goes by.
                attempt_time=vars(request)["axes_attempt_time"],
            )
            guess.save()
            vars(request)["open_guess"] = guess
    return True


def end_guess(request: HttpRequest) -> None:
    """Take the open guess out of the count: it was right, or counts as a failure now."""
    guess = vars(request).pop("open_guess", None)
    if guess is not None:
        guess.delete()


class CountedGuesses(AxesStandaloneBackend):
    """First of AUTHENTICATION_BACKENDS: refuses a password while its name is locked, and counts one to be compared."""

    def authenticate(self, request: HttpRequest, username: str = "", password: str = "", **kwargs: Any) -> None:
        if not begin_guess(request, {"username": username, **kwargs}):
            # For the package's middleware, which answers by the page of locked names.
            vars(request)["axes_locked_out"] = True
            raise PermissionDenied("Five guesses of this name were wrong or are being compared.")


class LockByName(AxesDatabaseHandler):
    """Failures of one name count together for as long as the last of them is younger than the time of the lock.

    The package forgets each address's failures by their own age: five from two addresses would lock for less.
    """

    def user_login_failed(
        self, sender: Any, credentials: dict, request: HttpRequest | None = None, **kwargs: Any
    ) -> None:
        with in_turn(str(credentials.get("username") or "")):
            if request is not None:
                end_guess(request)
            super().user_login_failed(sender, credentials, request, **kwargs)

    def get_user_attempts(
        self, request: HttpRequest, credentials: dict[str, Any] | None = None
    ) -> list[QuerySet[AccessAttempt]]:
        threshold = get_cool_off_threshold(request)
        found = self.filter_user_attempts(request, credentials)
        return [some if some.filter(attempt_time__gt=threshold).exists() else some.none() for some in found]

    def clean_expired_user_attempts(
        self, request: HttpRequest | None = None, credentials: dict[str, Any] | None = None
    ) -> int:
        recent = AccessAttempt.objects.filter(attempt_time__gt=get_cool_off_threshold(request), username__isnull=False)
        return AccessAttempt.objects.exclude(username__in=recent.values("username")).delete()[0]
