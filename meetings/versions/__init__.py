"""Versions of finalised minutes: correcting them, comparing two, and serving the files as they were stored."""
