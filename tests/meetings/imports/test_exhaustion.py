"""What a child process says of a library's error: the file was damaged, or it asked for more than it may have."""

import pytest

from meetings.imports.files.child import is_exhausted
from meetings.imports.files.limits import CHILD_BYTES

ALL_KIB = CHILD_BYTES // 1024


def swallowed(cause):
    """An error that a library raised while it handled `cause`."""
    try:
        try:
            raise cause
        except type(cause):
            raise ValueError("bad token")  # noqa: B904  # The chain is by context, as in a library's own handler.
    except ValueError as error:
        return error


@pytest.mark.parametrize(
    ("error", "peak_kib", "exhausted"),
    [
        (ValueError("bad token"), 60_000, False),
        (ValueError("bad token"), None, False),
        (MemoryError(), 60_000, True),
        (RecursionError(), None, True),
        (swallowed(MemoryError()), 60_000, True),
        (swallowed(KeyError()), 60_000, False),
        # The library swallowed the MemoryError altogether and failed of what was missing then.
        (ValueError("bad token"), ALL_KIB * 98 // 100, True),
        (ValueError("bad token"), ALL_KIB * 80 // 100, False),
    ],
)
def test_an_error_counts_as_exhaustion_when_memory_or_stack_ran_out(error, peak_kib, exhausted):
    assert is_exhausted(error, peak_kib) is exhausted
