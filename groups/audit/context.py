"""Who writes, and from where: the signed-in user of the request at work, or else the program and its OS user."""

from __future__ import annotations

import getpass
import os
import secrets
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest

from groups.audit.models import Source
from groups.names import person_name
from platform_site.shared.addresses import client_address

STRANGER = "未登入者"
# Parts of an address that let whoever has them in.
SECRET_PARTS = {"token", "uidb36"}


@dataclass(frozen=True)
class Said:
    """What the trail says of an author: frozen as text."""

    source: str
    actor_id: int | None
    actor_name: str
    address: str
    operation: str
    path: str


@dataclass
class Request:
    """The request at work, and the code that its rows in the trail have in common."""

    request: HttpRequest
    operation: str = field(default_factory=lambda: secrets.token_hex(8))
    kept: Said | None = None

    def said(self) -> Said:
        """Who and where; reads the session and the user, if no view has yet. Signing in or out changes it."""
        user: Any = getattr(self.request, "user", None)
        pk = user.pk if user is not None and user.is_authenticated else None
        if self.kept is None or self.kept.actor_id != pk:
            self.kept = Said(
                Source.WEB.value,
                pk,
                STRANGER if pk is None else f"{person_name(user)}（{user.get_username()}）"[:200],
                client_address(self.request) or "",
                self.operation,
                f"{self.request.method} {path_of(self.request)}"[:300],
            )
        return self.kept


_request: ContextVar[Request | None] = ContextVar("audited_request", default=None)


@contextmanager
def of_request(request: HttpRequest) -> Iterator[None]:
    """What is written inside was asked for by this request."""
    token = _request.set(Request(request))
    try:
        yield
    finally:
        _request.reset(token)


def said() -> Said:
    """Who writes now, and from where."""
    at_work = _request.get()
    return at_work.said() if at_work else of_process(tuple(sys.argv[:2]), os.getpid())


@cache
def of_process(arguments: tuple[str, ...], _process: int) -> Said:
    """The program itself: a management command by its name, anything else by its file."""
    program = Path(arguments[0]).name if arguments and arguments[0] else "python"
    is_command = program in ("manage.py", "django-admin") and len(arguments) > 1
    path = f"manage.py {arguments[1]}" if is_command else program
    who = f"{path}（系統帳號 {_system_user()}）"
    return Said(Source.COMMAND.value, None, who[:200], socket.gethostname()[:200], secrets.token_hex(8), path[:300])


def path_of(request: HttpRequest) -> str:
    """The path without its query string, and without the parts that let somebody in."""
    path, match = request.path, request.resolver_match
    if match is None:
        return path
    is_account = (match.url_name or "").startswith("account_")
    for name, value in match.kwargs.items():
        if isinstance(value, str) and value and (name in SECRET_PARTS or (is_account and name == "key")):
            path = path.replace(value, "…")
    return path


def _system_user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        # A container's user that has no name.
        return str(os.getuid())
