"""What every test of signing in begins with."""

import pytest


@pytest.fixture(autouse=True)
def no_codes_used():
    """A cache without the codes that another test's user of the same key has used."""
    from django.core.cache import cache

    cache.clear()
