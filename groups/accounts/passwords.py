"""Passwords over time: which were used, when the present one has to be changed, and when it may be.

How long and how many is in settings.PASSWORD_PROFILES, by the profile in use. 資通系統防護基準, 身分驗證管理, asks: a
password somebody else set is changed at the first sign-in; a shortest and a longest life; none of the last three again.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from groups.models import PasswordRecord


class Due(StrEnum):
    """Why a password has to be changed before anything else."""

    FIRST = "first"
    EXPIRED = "expired"


def profile() -> dict:
    """The password profile in use."""
    return settings.PASSWORD_PROFILES[settings.PASSWORD_PROFILE]


@transaction.atomic
def note(user: User, *, by_other: bool, at: datetime | None = None) -> None:
    """Write down the password that the user has now. An account without one gets no record.

    One more than the profile's history stays: the present password and those before it.
    """
    if not user.has_usable_password():
        return
    PasswordRecord.objects.create(user=user, encoded=user.password, set_at=at or timezone.now(), by_other=by_other)
    kept = PasswordRecord.objects.filter(user=user).values_list("pk", flat=True)[: profile()["history"] + 1]
    PasswordRecord.objects.filter(user=user).exclude(pk__in=list(kept)).delete()


def latest(user: User) -> PasswordRecord | None:
    """The record of the password that the user has now; None where a command or an older version set it."""
    record = PasswordRecord.objects.filter(user=user).first()
    return record if record and record.encoded == user.password else None


def follow_rehash(user: User, raw: str) -> None:
    """Bring the record in line after Django hashed the same password anew, as it does at a sign-in after an upgrade."""
    record = PasswordRecord.objects.filter(user=user).first()
    if record and record.encoded != user.password and check_password(raw, record.encoded):
        record.encoded = user.password
        record.save(update_fields=["encoded"])


def due(user: User, now: datetime | None = None) -> Due | None:
    """Whether the user has to change the password now, and why; asked at a sign-in.

    A password without a record counts from this sign-in on: nobody is shut out by an upgrade.
    """
    record = latest(user)
    if record is None:
        note(user, by_other=False, at=now)
        return None
    if record.by_other:
        return Due.FIRST
    days = profile()["max_age_days"]
    if days and (now or timezone.now()) - record.set_at >= timedelta(days=days):
        return Due.EXPIRED
    return None


def may_change_from(user: User) -> datetime | None:
    """From when on the user may change the password of their own accord; None where that is at any time.

    One that somebody else set may be changed at once. So may one that was forgotten: the link by mail does not ask.
    """
    record, days = latest(user), profile()["min_age_days"]
    if record is None or record.by_other or not days:
        return None
    return record.set_at + timedelta(days=days)


def was_used(user: User, raw: str) -> bool:
    """Whether a password is the present one or among those before it that the profile remembers."""
    count = profile()["history"]
    if not count:
        return False
    encoded = list(PasswordRecord.objects.filter(user=user).values_list("encoded", flat=True)[: count + 1])
    return any(check_password(raw, one) for one in {user.password, *encoded})
