"""A made-up history of any size, to measure with: `manage.py make_history`. Never beside real meetings."""
