"""Absolute URLs of public pages: what feeds, catalogue, data and canonical links are made of."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest


def absolute_of(request: HttpRequest) -> Callable[[str], str]:
    """Makes a path an absolute URL: of SITE_URL where that is set, else of the host that was asked."""
    if settings.SITE_URL:
        return lambda path: settings.SITE_URL + path
    return request.build_absolute_uri
