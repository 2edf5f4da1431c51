"""The trail of who did what: written by database triggers, chained by hash, read by the secretariat."""
