"""Search: one box for titles, minutes, motions, directives and reports; `cases/search/` has the index."""
