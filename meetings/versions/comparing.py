"""What differs between two texts of minutes, line by line and within a line word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

# A run of Latin letters or digits is one word; a Chinese character is one.
_WORDS = re.compile(r"[A-Za-z0-9]+|\s+|.", re.DOTALL)
# Comparing takes the time of so many pairs of words; no paragraph of minutes has a tenth of it.
_MOST_PAIRS = 9_000_000
SAME, INSERTED, DELETED = "same", "inserted", "deleted"


@dataclass(frozen=True)
class Change:
    """A stretch of a line: `kind` is "same", "inserted" or "deleted"."""

    kind: str
    text: str


def differing_lines(before: str, after: str) -> list[tuple[Change, ...]]:
    """The lines that are not in both texts, in order, each as stretches that stayed, came or went."""
    old, new = before.splitlines(), after.splitlines()
    found: list[tuple[Change, ...]] = []
    for tag, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            found += [
                tuple(differing_words(left, right))
                for left, right in zip_longest(old[first:last], new[start:end], fillvalue="")
            ]
    return found


def differing_words(before: str, after: str) -> Iterator[Change]:
    """One line's stretches: what stayed, came or went."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if len(old) * len(new) > _MOST_PAIRS:
        old, new = [before], [after]
    for tag, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Change(SAME, "".join(old[first:last]))
            continue
        if first < last:
            yield Change(DELETED, "".join(old[first:last]))
        if start < end:
            yield Change(INSERTED, "".join(new[start:end]))
