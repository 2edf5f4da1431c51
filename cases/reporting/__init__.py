"""Quarterly reporting: what is owed, what was filed, who accepted it and who is reminded."""
