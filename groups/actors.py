"""Who wrote a row: the user and the name copied onto it."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import User

from groups.names import person_name


@dataclass(frozen=True)
class Actor:
    """The author of a row: the name that is copied onto it, and the user where there is one."""

    name: str
    user: User | None = None


def actor_of(user: User) -> Actor:
    """The user as an actor, with the name that is copied onto the row."""
    return Actor(person_name(user)[:60], user)
