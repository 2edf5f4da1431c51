"""The secret addresses of calendars: making one, revoking it, and whose it is. Only a token's SHA-256 is kept."""

from __future__ import annotations

import hashlib
import secrets

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from groups.permissions import has_role
from meetings.models import CalendarSubscription

TOKEN_BYTES = 32


def open_subscription(user: User) -> CalendarSubscription | None:
    """The user's subscription that is in force."""
    return CalendarSubscription.objects.filter(user=user, revoked_at__isnull=True).first()


@transaction.atomic
def renew(user: User) -> str:
    """Revoke the user's subscription, make a new one and return its token, which cannot be read again."""
    revoke(user)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    CalendarSubscription.objects.create(user=user, token_sha256=_hashed(token))
    return token


@transaction.atomic
def revoke(user: User) -> bool:
    """Revoke the user's subscription; whether there was one."""
    # One at a time: two new ones of the same moment would contradict the rule of one.
    User.objects.select_for_update().get(pk=user.pk)
    opened = CalendarSubscription.objects.filter(user=user, revoked_at__isnull=True)
    return bool(opened.update(revoked_at=timezone.now()))


def subscriber(token: str) -> User | None:
    """Whose subscription it is; None where it is unknown or revoked, or where the user may not read any more."""
    found = CalendarSubscription.objects.filter(token_sha256=_hashed(token), revoked_at__isnull=True)
    subscription = found.select_related("user").first()
    if subscription is None or not subscription.user.is_active or not has_role(subscription.user):
        return None
    return subscription.user


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
