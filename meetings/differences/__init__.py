"""Differences between stated and carried-forward counts, as records: open, explained or resolved."""
