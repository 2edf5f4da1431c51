"""Where a request comes from, behind as many proxies as settings.TRUSTED_PROXIES says."""

from __future__ import annotations

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """The client's IP address; None where the server was reached by a socket file and no proxy names one.

    X-Forwarded-For is believed only for as many entries, counted from its end, as there are proxies of ours: what
    stands before them the client may have written itself.
    """
    own = request.META.get("REMOTE_ADDR")
    named = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    count = settings.TRUSTED_PROXIES
    candidates = [named[-count], own] if 0 < count <= len(named) else [own]
    return next((address for address in map(_cleaned, candidates) if address), None)


def _cleaned(text: str | None) -> str | None:
    try:
        return str(ip_address((text or "").strip()))
    except ValueError:
        return None
