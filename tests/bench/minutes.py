"""Recognising one meeting's text, and one minutes PDF: cold in a new process, then warm."""

import os
import subprocess
import sys
from pathlib import Path

from meetings.imports.plan import current_vocabulary
from meetings.minutes.parsing.parse import parse
from meetings.models import Meeting
from meetings.record import documents
from meetings.record.versions import edition_of
from tests.bench.table import milliseconds, show

TEXTS = sorted(Path("fixtures/minutes").glob("*.txt"))
COLD = """
import time
start = time.perf_counter()
import django
django.setup()
from meetings.record import documents
from meetings.record.versions import edition_of
from meetings.models import Meeting
documents.minutes_pdf(edition_of(Meeting.objects.by_key("deputy-mayor-3").get()))
print(time.perf_counter() - start)
"""


def run():
    rows, words = [], current_vocabulary()
    # A text is to take less than 50 ms.
    for path in TEXTS:
        text = path.read_text()
        reading = milliseconds(lambda text=text: parse(text, words), 11)
        rows.append([path.stem, len(text), f"{reading[0]:.1f}", f"{reading[1]:.1f}"])
    show("recognition of one meeting's text", ["text", "characters", "median ms", "worst ms"], rows)
    meeting = Meeting.objects.by_key("deputy-mayor-3").get()
    cold = float(subprocess.run([sys.executable, "-c", COLD], env=os.environ, capture_output=True, check=True).stdout)
    documents.minutes_pdf(edition_of(meeting))
    warm = milliseconds(lambda: documents.minutes_pdf(edition_of(meeting)), 5)
    size = len(documents.minutes_pdf(edition_of(meeting))) // 1024
    show(
        "the minutes PDF of the third meeting",
        ["cold s (with start-up)", "warm median s", "warm worst s", "KB"],
        [[f"{cold:.2f}", f"{warm[0] / 1000:.2f}", f"{warm[1] / 1000:.2f}", size]],
    )
