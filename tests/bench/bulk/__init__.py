"""Rows a second of imports, and CSV exports next to their floor: `python -m tests.bench.bulk`."""
