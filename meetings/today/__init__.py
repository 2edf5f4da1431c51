"""What waits for a secretary today."""
