"""What the tests of the meetings share."""

import pytest


@pytest.fixture
def reader(db):
    """A client signed in as an official, who reads everything and writes nothing."""
    from tests.people import signed_in

    return signed_in("official", "reader")


@pytest.fixture
def recorder(db):
    """A client signed in as the secretariat, which reads drafts too."""
    from tests.people import signed_in

    return signed_in("secretariat", "recorder")
