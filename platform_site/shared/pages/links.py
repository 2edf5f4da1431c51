"""The addresses of pages of one row each, of which a page holds a hundred."""

from __future__ import annotations

from functools import lru_cache

from django.urls import reverse


@lru_cache(maxsize=20_000)
def address_of(page: str, key: object) -> str:
    """The address of the page of that name for one key; as `reverse`, which took a tenth of home's time."""
    return reverse(page, args=[key])
