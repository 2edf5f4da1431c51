"""Pages of the meetings: home, list, dashboard, tally, minutes, and their PDFs."""
