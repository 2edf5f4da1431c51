"""`python -m tests.meetings.imports.bad_files [NAME…]`: what becomes of each bad file, in what time and memory.

Reads the files only; tests/meetings/imports/test_bad_files.py sends them through the import as well.
"""

import logging
import sys
import time

from meetings.imports.files import UnreadableFile, read_bytes
from meetings.imports.files.limits import LARGEST_BYTES
from tests.meetings.imports.bad_files import corpus


class Peaks(logging.Handler):
    """Keeps what the child that read the last file held at most."""

    peak_kib: int | None = None

    def emit(self, record: logging.LogRecord) -> None:
        self.peak_kib = record.peak_kib


def main(names: list[str]) -> None:
    peaks = Peaks()
    logger = logging.getLogger("meetings.imports.files.reading")
    logger.addHandler(peaks)
    logger.setLevel(logging.INFO)
    slowest = heaviest = count = 0
    for file in corpus():
        if names and file.name not in names:
            continue
        content = file.make()
        peaks.peak_kib = 0
        began = time.monotonic()
        try:
            outcome = f"understood: {len(read_bytes(content, file.name))} characters"
            code = "understood"
        except UnreadableFile as error:
            outcome, code = str(error), error.code
        seconds = time.monotonic() - began
        mib = None if peaks.peak_kib is None else peaks.peak_kib / 1024
        mark = " " if code in file.reasons else "!"
        size = f"{len(content) / 1024:9.0f} KiB" + ("*" if len(content) > LARGEST_BYTES else " ")
        held = "   ?" if mib is None else f"{mib:4.0f}"
        print(f"{mark} {file.name:40} {size} {seconds:5.2f} s  {held} MiB  {code:14} {outcome}")
        slowest, heaviest, count = max(slowest, seconds), max(heaviest, mib or 0), count + 1
    print(f"{count} files; slowest {slowest:.2f} s; heaviest child {heaviest:.0f} MiB (0: no child was needed)")


if __name__ == "__main__":
    main(sys.argv[1:])
