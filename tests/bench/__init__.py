"""Measures what the documentation claims: `python -m tests.bench [NAME …]` prints a table for each bench.

Each runs on a SQLite file of its own in a temporary folder, those of the record with the five real meetings loaded.
"""
