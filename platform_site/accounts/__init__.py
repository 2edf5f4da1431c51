"""Accounts: how people sign in, out, and set their password."""
