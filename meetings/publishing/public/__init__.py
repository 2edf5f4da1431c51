"""The public pages and files; they know no session and no cookie (see `meetings/publishing/caching.py`)."""
