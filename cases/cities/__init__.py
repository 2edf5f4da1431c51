"""The cities of the cases: which lead and take part, what each reported, and the pages of one city."""
