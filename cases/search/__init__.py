"""The index behind the search box, and what it holds of cases and reports; `meetings/search/` has the rest."""
