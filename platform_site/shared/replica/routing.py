"""Which server each query of a request asks: DATABASE_ROUTERS."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model

from platform_site.settings_machines import REPLICA


@dataclass
class Route:
    """Where the request at work reads, and whether it has written."""

    from_replica: bool
    has_written: bool = False


_route: ContextVar[Route | None] = ContextVar("database_route", default=None)


@contextmanager
def routed(route: Route) -> Iterator[None]:
    """What is read inside goes that way."""
    token = _route.set(route)
    try:
        yield
    finally:
        _route.reset(token)


def route_at_work() -> Route | None:
    """The route of the request at work; None in commands, and where a response is sent piece by piece."""
    return _route.get()


def read_alias() -> str:
    """The connection that the request at work reads from, save for what is of accounts and groups."""
    route = _route.get()
    if route is None or not route.from_replica or connection.in_atomic_block:
        return DEFAULT_DB_ALIAS
    return REPLICA


class Router:
    """Everything to the primary, except what a request reads that may read from the replica."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        return DEFAULT_DB_ALIAS if model._meta.app_label in settings.PRIMARY_APPS else read_alias()

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        """Also asked for rows to be locked. Whoever writes reads on from the primary."""
        route = _route.get()
        if route is not None and model._meta.app_label not in settings.PRIMARY_APPS:
            route.from_replica, route.has_written = False, True
        return DEFAULT_DB_ALIAS

    def allow_relation(self, *rows: Model, **hints: Any) -> bool:
        """A row read from the replica is the same row."""
        return True

    def allow_migrate(self, alias: str, app_label: str, **hints: Any) -> bool:
        """The replica gets its tables from the primary."""
        return alias != REPLICA
