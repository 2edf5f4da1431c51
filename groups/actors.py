"""Who records: the one form in which every row says who wrote it."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import User

from groups.names import person_name


@dataclass(frozen=True)
class Actor:
    """Who records: the user where there is one, and the name that is copied onto the row."""

    name: str
    user: User | None = None


def actor_of(user: User) -> Actor:
    """The user as an actor, with the name that is copied onto the row."""
    return Actor(person_name(user)[:60], user)
