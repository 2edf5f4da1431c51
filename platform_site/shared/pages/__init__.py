"""Tools of all pages: the question before something is removed, and when a session ends."""
