"""The exception by which a business rule says no to a person."""

from collections.abc import Mapping


class Refusal(Exception):
    """A step that is refused. The message is a Chinese sentence; `fields` has one for each field that is wrong."""

    def __init__(self, message: str, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.fields = dict(fields or {})
