"""Saved filters: what a list was narrowed to, kept under a name, private or shared."""
