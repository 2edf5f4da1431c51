"""Help: one page for each role, with pictures made by `python -m tests.support.pictures`."""
