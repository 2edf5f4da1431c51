"""The way in: a file's content, recognised and read, by a child process wherever more than decoding is needed."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import time
from pathlib import Path

from meetings.imports.files.kinds import TEXT, recognise
from meetings.imports.files.limits import CHILD_SECONDS, LARGEST_BYTES, LONGEST_TEXT, MIB, peak_kib
from meetings.imports.files.plain_text import decode
from meetings.imports.files.refusals import Refusal, UnreadableFile

PROJECT = Path(__file__).resolve().parents[3]
# -E and -s: nothing from the environment or the user's home is loaded beside the project.
CHILD = [sys.executable, "-E", "-s", "-m", "meetings.imports.files.child"]
# Neither the secret key nor the database's URL goes to a process that reads what strangers send.
CHILD_ENVIRONMENT = {"LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"}

logger = logging.getLogger(__name__)


def read_text(path: Path) -> str:
    """The text of a minutes file. Raises UnreadableFile."""
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise UnreadableFile("too-large", path.name, limit=LARGEST_BYTES // MIB)
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        raise UnreadableFile("missing", path.name) from error
    return read_bytes(content, path.name)


def read_bytes(content: bytes, name: str) -> str:
    """The text of a minutes file with that content; `name` is only for the sentences. Raises UnreadableFile.

    Pages are parted by form feeds where the file knows its pages. Takes at most 10 s.
    """
    try:
        return _read(content)
    except Refusal as refusal:
        raise UnreadableFile(refusal.code, name, **refusal.values) from refusal


def _read(content: bytes) -> str:
    if len(content) > LARGEST_BYTES:
        raise Refusal("too-large", limit=LARGEST_BYTES // MIB)
    if not content.strip():
        raise Refusal("empty")
    kind = recognise(content)
    if kind == TEXT:
        # Four bytes are the most that one character takes.
        if len(content) > 4 * LONGEST_TEXT:
            raise Refusal("too-long", limit=LONGEST_TEXT)
        text = decode(content)
    else:
        text = _read_in_child(kind, content)
    if not text.strip():
        raise Refusal("no-text")
    if len(text) > LONGEST_TEXT:
        raise Refusal("too-long", limit=LONGEST_TEXT)
    return text


def _read_in_child(kind: str, content: bytes) -> str:
    """The text that a child process reads out of `content`. Raises Refusal, for a child that died as well."""
    began = time.monotonic()
    with subprocess.Popen(
        [*CHILD, kind],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=PROJECT,
        env=CHILD_ENVIRONMENT,
    ) as child:
        try:
            output, _ = child.communicate(content, timeout=CHILD_SECONDS)
        except subprocess.TimeoutExpired:
            _log(child.pid, began, peak_kib(child.pid))
            child.kill()
            raise Refusal("too-heavy") from None
    try:
        answer = json.loads(output)
    except ValueError:
        # Killed by its limits, or crashed inside a library: both come from what the file asked for.
        _log(child.pid, began, None)
        raise Refusal("too-heavy") from None
    _log(child.pid, began, answer["peak_kib"])
    if "refused" in answer:
        raise Refusal(answer["refused"], **answer["values"])
    return answer["text"]


def _log(pid: int, began: float, peak_kib: int | None) -> None:
    logger.info(
        "Child %d read a file in %.2f s, peak %s KiB",
        pid,
        time.monotonic() - began,
        peak_kib,
        extra={"peak_kib": peak_kib},
    )
