"""The heads of the chain, noted outside the database: a file that each transaction that writes adds a line to.

Whoever may write into the database and not into this file cannot cut off or rewrite the trail unseen. The setting
AUDIT_HEADS names the file; without it (on a developer's machine) heads are noted by hand, from `verify_audit`.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

logger = logging.getLogger(__name__)


class Head(NamedTuple):
    """The number of a row of the trail and its hash."""

    number: int
    sha256: str

    def __str__(self) -> str:
        return f"{self.number}:{self.sha256}"


class UnreadableHead(ValueError):
    """A noted head that is no number with a hash; the message is a Chinese sentence."""


def read_head(text: str) -> Head:
    """A head as `Head.__str__` writes it. Raises UnreadableHead."""
    number, _, sha256 = text.strip().partition(":")
    if not (number.isascii() and number.isdigit() and len(sha256) == 64):
        raise UnreadableHead(f"「{text.strip()}」不是抄錄的驗證碼，格式為「序號:驗證碼」，例如 12:3f0a…（64 個字元）。")
    return Head(int(number), sha256.lower())


def is_noting() -> bool:
    """Whether heads are noted in a file."""
    return bool(settings.AUDIT_HEADS)


def note(head: Head) -> None:
    """Add a head to the file. A file that cannot be written is logged: what was written to the database stays."""
    try:
        with Path(settings.AUDIT_HEADS).open("a") as file:
            file.write(f"{head}\n")
    except OSError:
        logger.exception("The head of the audit trail could not be noted in %s.", settings.AUDIT_HEADS)


def noted() -> Iterator[Head]:
    """The heads in the file; none where there is no file. Raises UnreadableHead."""
    if not is_noting() or not Path(settings.AUDIT_HEADS).exists():
        return
    with Path(settings.AUDIT_HEADS).open() as file:
        for line in file:
            if line.strip():
                yield read_head(line)
