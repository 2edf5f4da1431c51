"""From a file to text: PDF, ODT, DOCX and plain text in, one text out, or a sentence that says why not.

    read_text / read_bytes (reading.py) → recognise (kinds.py) ┬→ plain text, here (plain_text.py)
                                                               └→ a child process (child.py) with limits (limits.py):
                                                                  pdf.py, or after packages.py word.py / opendocument.py

Nothing in this package imports Django, so that the child starts fast and knows no secret.
"""

from meetings.imports.files.limits import LARGEST_BYTES
from meetings.imports.files.reading import read_bytes, read_text
from meetings.imports.files.refusals import UnreadableFile

__all__ = ["LARGEST_BYTES", "UnreadableFile", "read_bytes", "read_text"]
