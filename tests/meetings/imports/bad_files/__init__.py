"""Files that must not be imported, made on the spot and seeded: what people choose by mistake, and what attackers send.

Each says for which reason (meetings/imports/files/refusals.py) it is refused, or UNDERSTOOD: a text that reads well and
that recognition has to refuse. `python -m tests.meetings.imports.bad_files` prints what becomes of each, in what time.
"""

from tests.meetings.imports.bad_files import documents, foreign, pdfs, texts
from tests.meetings.imports.bad_files.base import UNDERSTOOD, BadFile

__all__ = ["UNDERSTOOD", "BadFile", "corpus"]


def corpus() -> list[BadFile]:
    """All bad files; their contents are made when asked for."""
    return [file for module in (texts, foreign, documents, pdfs) for file in module.files()]
