"""Path converters: `<meeting:key>` matches a meeting by its key."""


class MeetingKey:
    """副市長層級-5 or deputy-mayor-5. Any text passes: the view says in Chinese which meeting was not found."""

    regex = "[^/]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: object) -> str:
        """A meeting or its key."""
        return getattr(value, "key", str(value))
