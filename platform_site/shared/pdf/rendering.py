"""PDFs out of templates, drawn by a process of their own (see typesetting.py), and the response."""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Lock
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string

from platform_site.shared.http import file_response

# Seconds for one document; the longest list that is printed took 15 on a busy machine (`tests.bench.exports`).
MOST_SECONDS = 100
# All of the environment that the process gets: no key and no address of a database.
ENVIRONMENT = (
    *("PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "SOURCE_DATE_EPOCH"),
    *("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "FONTCONFIG_FILE", "FONTCONFIG_PATH"),
)
# glibc keeps the blocks of fonts, some 50 MB each, for later unless it is told to give them back at once.
MALLOC = {"MALLOC_MMAP_THRESHOLD_": "131072", "MALLOC_TRIM_THRESHOLD_": "131072"}
# What comes back and begins with something else is what went wrong.
PDF_BEGINS = b"%PDF-"


class DrawingFailed(RuntimeError):
    """A document could not be drawn: what the drawing process said, or that it took too long."""


class Typesetter:
    """A process that draws PDFs, one at a time; started for the first document, and again after it has ended."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._process: subprocess.Popen | None = None
        self._connection: Connection | None = None
        self._owner = 0

    def pdf(self, html: str, most_seconds: int | None = None) -> bytes:
        """The document as a PDF, given up after MOST_SECONDS unless other ones are given. Raises DrawingFailed."""
        most_seconds = MOST_SECONDS if most_seconds is None else most_seconds
        with self._lock:
            try:
                return self._asked(html, most_seconds)
            except (EOFError, OSError):
                # It ended for want of work or was killed; a document that ends it twice is at fault itself.
                self.close()
            try:
                return self._asked(html, most_seconds)
            except (EOFError, OSError) as error:
                self.close()
                raise DrawingFailed("The drawing process ended twice over one document.") from error

    def close(self) -> None:
        """End the process, if it runs."""
        connection, process = self._connection, self._process
        self._connection = self._process = None
        if connection is not None:
            connection.close()
        # After a fork the process is its parent's to end.
        if process is not None and self._owner == os.getpid():
            process.kill()
            process.wait()

    def _asked(self, html: str, most_seconds: int) -> bytes:
        if self._connection is None or self._owner != os.getpid():
            self._start()
        assert self._connection is not None
        self._connection.send_bytes(html.encode())
        if not self._connection.poll(most_seconds):
            self.close()
            raise DrawingFailed(f"A PDF took more than {most_seconds} seconds.")
        answer = self._connection.recv_bytes()
        if not answer.startswith(PDF_BEGINS):
            raise DrawingFailed(answer.decode())
        return answer

    def _start(self) -> None:
        self.close()
        self._connection, other = Pipe()
        command = [sys.executable, "-m", "platform_site.shared.pdf.typesetting", str(other.fileno())]
        command += [str(folder) for folder in settings.STATICFILES_DIRS if isinstance(folder, str | Path)]
        self._process = subprocess.Popen(
            command,
            pass_fds=[other.fileno()],
            cwd=settings.BASE_DIR,
            env={name: os.environ[name] for name in ENVIRONMENT if name in os.environ} | MALLOC,
            stdin=subprocess.DEVNULL,
        )
        # Only the process holds that end now: when either side ends, the other one sees it.
        other.close()
        self._owner = os.getpid()


TYPESETTER = Typesetter()
atexit.register(TYPESETTER.close)


def render_pdf(template: str, context: dict[str, Any]) -> bytes:
    """The template as a tagged PDF, drawn now: for files that are stored. Raises DrawingFailed."""
    return TYPESETTER.pdf(render_to_string(template, context | {"paper": True}))


def pdf_response(content: bytes, name: str) -> HttpResponse:
    """The PDF shown in the browser; saved, it is called `name`.pdf."""
    return file_response(content, "application/pdf", f"{name}.pdf", as_attachment=False)
