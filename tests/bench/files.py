"""Reading the five texts from PDF, ODT and DOCX: made by the suite's own makers, and by LibreOffice where it is.

`same text`: nothing but white space differs from the official text; `same meaning`: nor does what was recognised.
"""

import logging
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from meetings.imports.files import read_bytes
from meetings.imports.plan import current_vocabulary
from meetings.minutes.meaning import comparable, meaning
from meetings.minutes.parsing.parse import parse
from tests.bench.table import show
from tests.meetings.imports.office_files import docx, odt, pdf

TEXTS = sorted(Path("fixtures/minutes").glob("*.txt"))
OFFICE = shutil.which("soffice")


def run():
    peaks = Peaks()
    logger = logging.getLogger("meetings.imports.files.reading")
    logger.setLevel(logging.INFO)
    logger.addHandler(peaks)
    logger.propagate = False
    rows = [measured(kind, path, content, peaks) for kind, path, content in files()]
    show(
        "minutes read from files, a child process each" + ("" if OFFICE else " (no soffice here: only our own makers)"),
        ["made by", "text", "KB", "seconds", "MiB", "same text", "same meaning", "problems"],
        rows,
    )


class Peaks(logging.Handler):
    """Keeps what the last child held at most."""

    kib = 0

    def emit(self, record):
        self.kib = record.peak_kib or 0


def files():
    """(how it was made, the official text's path, content) for each file."""
    for kind, make in (("WeasyPrint PDF", pdf), ("odfdo ODT", odt), ("python-docx DOCX", docx)):
        for path in TEXTS:
            yield kind, path, make(path.read_text(encoding="utf-8"))
    if OFFICE:
        yield from office_files()


def office_files():
    """The texts as LibreOffice writes them, from plain text; the PDF and the DOCX from its ODT."""
    with tempfile.TemporaryDirectory(prefix="bench-files-") as folder:
        convert(folder, "odt", TEXTS, "--infilter=Text (encoded):UTF8")
        made = sorted(Path(folder).glob("*.odt"))
        for ending in ("pdf", "docx"):
            convert(folder, ending, made)
        for ending in ("pdf", "odt", "docx"):
            for path in TEXTS:
                yield f"LibreOffice {ending.upper()}", path, (Path(folder) / f"{path.stem}.{ending}").read_bytes()


def convert(folder, ending, paths, *options):
    command = [OFFICE, "--headless", f"-env:UserInstallation=file://{folder}/profile", *options]
    command += ["--convert-to", ending, "--outdir", folder, *map(str, paths)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)


def measured(kind, path, content, peaks):
    start = time.perf_counter()
    text = read_bytes(content, path.name)
    seconds = time.perf_counter() - start
    official, words = path.read_text(encoding="utf-8"), current_vocabulary()
    read, expected = parse(text, words), parse(official, words)
    same = comparable(meaning(read.document)) == comparable(meaning(expected.document))
    return [
        kind,
        path.stem,
        len(content) // 1024,
        f"{seconds:.2f}",
        peaks.kib // 1024,
        "yes" if "".join(text.split()) == "".join(official.split()) else "NO",
        "yes" if same else "NO",
        len(read.problems),
    ]
