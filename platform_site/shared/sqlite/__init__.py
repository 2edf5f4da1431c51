"""Django's SQLite backend, with writers that take their turns."""
