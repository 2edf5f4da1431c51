"""What each page costs as the platform grows, beside the least that the same content could cost. See `__main__.py`."""
