"""The index behind the search box, and what of the cases and their reports it holds; `meetings/search/` has the rest."""
