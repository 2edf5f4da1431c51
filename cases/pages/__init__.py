"""Pages of the cases: the list, one case, its history and life line, the list as CSV."""
