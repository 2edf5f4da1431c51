"""Accounts of liaisons, as the secretariat makes and closes them."""
