"""The exception that a business rule raises for the user."""

from collections.abc import Mapping


class Refusal(Exception):
    """A refused step. The message is a Chinese sentence; `fields` has one for each field with an error."""

    def __init__(self, message: str, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.fields = dict(fields or {})
