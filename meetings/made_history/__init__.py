"""A made-up history of any size, to measure and to try out with: `manage.py make_history`. Never beside real meetings."""
