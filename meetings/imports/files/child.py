"""The child process: `python -m meetings.imports.files.child KIND` reads a file from its input and answers in JSON.

Hostile files are read here, so that neither a bomb nor a loop harms the server: the system limits the process's
memory and time, and a crash inside a library ends this process only.
"""

from __future__ import annotations

import importlib
import json
import re
import resource
import sys
from typing import Any

from meetings.imports.files.kinds import PDF
from meetings.imports.files.limits import CHILD_BYTES, CHILD_SECONDS, LONGEST_TEXT, peak_kib
from meetings.imports.files.packages import package_kind
from meetings.imports.files.refusals import Refusal

# Loaded by name: each brings a library that takes 0.1 to 0.2 s to load, and one file needs one of them.
READERS = {
    PDF: "meetings.imports.files.pdf",
    "docx": "meetings.imports.files.word",
    "odt": "meetings.imports.files.opendocument",
}
# Share of the allowed memory above which any failure counts as running out of it.
NEARLY_ALL = 0.9
# Text files may not hold these, and a database refuses some; lone surrogates come out of broken PDF fonts.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def main() -> None:
    limit()
    answer: dict[str, Any]
    try:
        answer = {"text": read(sys.argv[1], sys.stdin.buffer.read())}
    except Refusal as refusal:
        answer = {"refused": refusal.code, "values": refusal.values}
    except Exception as error:  # A library may raise anything on a damaged file.
        answer = {"refused": "too-heavy" if is_exhausted(error, peak_kib("self")) else "damaged", "values": {}}
    # getrusage would count what the parent held when it started this process: only where /proc is missing.
    answer["peak_kib"] = peak_kib("self") or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sys.stdout.write(json.dumps(answer))


def limit() -> None:
    """Have the system keep this process within its limits; it may not write files either."""
    resource.setrlimit(resource.RLIMIT_AS, (CHILD_BYTES, CHILD_BYTES))
    # One more than the parent waits: this one counts when the parent is gone.
    resource.setrlimit(resource.RLIMIT_CPU, (CHILD_SECONDS + 1, CHILD_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def read(kind: str, content: bytes) -> str:
    """The text of a PDF or a package. Raises Refusal, or whatever the library raises."""
    if kind != PDF:
        kind = package_kind(content)
    reader = importlib.import_module(READERS[kind])
    text = UNPRINTABLE.sub("\ufffd", reader.read(content))
    if len(text) > LONGEST_TEXT:
        raise Refusal("too-long", limit=LONGEST_TEXT)
    return text


def is_exhausted(error: BaseException | None, peak_kib: int | None) -> bool:
    """Whether memory or stack ran out, even where a library made another error of it.

    `peak_kib` is the most memory the process held, in KiB, or None where the system does not say. A library that
    swallows a MemoryError fails of something else a moment later, but only after the memory was all but used up.
    """
    if peak_kib is not None and peak_kib * 1024 >= NEARLY_ALL * CHILD_BYTES:
        return True
    while error is not None:
        if isinstance(error, MemoryError | RecursionError):
            return True
        error = error.__cause__ or error.__context__
    return False


if __name__ == "__main__":
    main()
