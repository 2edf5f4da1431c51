"""What reading a file may cost the server. Minutes are short: the longest of the five has 7 KB of text on 8 pages."""

from __future__ import annotations

import re
from pathlib import Path

MIB = 1024 * 1024

# An office file with a few photographs of the meeting stays under this; it is also what an upload may send.
LARGEST_BYTES = 20 * MIB
# Characters of text, forty times the longest minutes: what the recogniser still reads in a second or two.
LONGEST_TEXT = 100_000
# Minutes with all their appendices; a book is the wrong file. A page takes 0.04 s, so these stay within the time.
MOST_PAGES = 100

# Wall clock and processor time of the child; with its start and the recognition after it 10 s are kept.
CHILD_SECONDS = 8
# Of address space, which is never less than the memory held; the libraries themselves take 50 MiB of it.
CHILD_BYTES = 450 * MIB

# A package (ODT, DOCX) of minutes has some 20 members. Pictures unpack to their own size, XML to ten times it.
MOST_MEMBERS = 2_000
LARGEST_UNPACKED = 100 * MIB
LARGEST_XML = 16 * MIB
DEEPEST_XML = 150
MOST_XML_ELEMENTS = 400_000

# Share of a PDF's signs that its fonts may leave without a name (a bullet or two); more, and no text is to be trusted.
MOST_NAMELESS = 0.01


def peak_kib(pid: int | str) -> int | None:
    """The most memory that a running process ("self" for this one) has held, in KiB; None without /proc."""
    status = Path(f"/proc/{pid}/status")
    found = re.search(r"VmHWM:\s*(\d+)", status.read_text()) if status.exists() else None
    return int(found[1]) if found else None
