"""Optimistic locking: versions of rows, and forms that refuse a stale save."""
