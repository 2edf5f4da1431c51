"""Stale saves are refused: versions of rows, and the forms and formsets that carry them."""
