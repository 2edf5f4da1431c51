"""The lock after wrong passwords or codes, by user name: however it is spelled, from wherever the guesses come.

By name and not by address, since a whole city hall may come from one. Who guesses can so keep the person out, too:
the lock opens by itself after AXES_COOLOFF_TIME, and the secretariat can open it (groups/admin.py).
"""

from __future__ import annotations

import unicodedata
from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.db.models import QuerySet
from django.http import HttpRequest

# Of AccessAttempt.username; folding may make a name longer than what was typed.
NAME_LIMIT = 255


def folded_name(name: str) -> str:
    """A user name with all its spellings made one: width, capitals (the ı too, which PostgreSQL takes for an I)."""
    return unicodedata.normalize("NFKC", name).upper().casefold().strip()[:NAME_LIMIT]


def name_tried(request: HttpRequest, credentials: dict[str, Any] | None) -> str | None:
    """The name that axes counts a failure by: AXES_USERNAME_CALLABLE. Names that nobody has count alike."""
    name = (credentials or {}).get("username")
    return folded_name(name) if name else None


class LockByName(AxesDatabaseHandler):
    """Failures of one name count together for as long as the last of them is younger than the time of the lock.

    The package forgets each address's failures by their own age: five from two addresses would lock for less.
    """

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
