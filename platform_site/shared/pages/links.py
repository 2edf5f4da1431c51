"""The addresses of pages of one row each, of which a page holds a hundred."""

from __future__ import annotations

from functools import lru_cache

from django.urls import reverse


@lru_cache(maxsize=20_000)
def address_of(page: str, key: object) -> str:
    """The address of the page of that name for one key: `reverse`, remembered, since a page asks for up to a hundred.

    For names of the program's own URLs, which are below one prefix for as long as the process runs.
    """
    return reverse(page, args=[key])
