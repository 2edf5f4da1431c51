"""The sitting: decisions recorded while they are made, one screen per issue group of a draft meeting."""
