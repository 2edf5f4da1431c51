"""What the tests of the meetings share."""

import pytest


@pytest.fixture
def reader(db):
    """A client signed in as an official, who reads everything and writes nothing."""
    from tests.people import signed_in

    return signed_in("official", "reader")
