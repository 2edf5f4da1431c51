"""The process that draws PDFs: HTML comes in through a connection, a PDF goes back. It knows no Django.

rendering.py starts it: `python -m platform_site.shared.pdf.typesetting CONNECTION FOLDER…`. The web process itself
loads no WeasyPrint, so the memory that fonts and layouts take is given back when this one ends.

WeasyPrint's own fetcher follows every URL that a document names, file:// included. Documents hold text that people
typed or imported, so this one serves one reserved origin only and looks the path up in the folders of static files.
"""

from __future__ import annotations

import gc
import logging
import resource
import sys
import traceback
from multiprocessing.connection import Connection
from pathlib import Path

import pydyf
from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

# Base of the relative URLs of a document. The name cannot exist (RFC 2606) and is never looked up.
ORIGIN = "https://static.invalid/"
TYPES = {".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png"}

# Times-like digits and Latin beside the Kai face, as Taiwan's documents have them. Liberation has dashes, quotes and
# dots too, which have to stay full-width: the range leaves those to the Chinese face.
LATIN_FACE = (
    '@font-face { font-family: "Liberation Serif Latin"; src: local("Liberation Serif"); unicode-range: U+20-7E }'
)

# Seconds without work, and documents, after which the process ends; the next document starts a new one.
IDLE_SECONDS = 300
MOST_DOCUMENTS = 100
# How much more than at its start it may hold between two documents; the first one, with its fonts, leaves 40. A
# document takes up to 120 besides, twice the file of TW-Kai among it: about 225 MiB at most, long lists aside. A second
# face of TW-Kai, such as a bold one that Pango makes of it, would take 50 more.
MOST_GROWN_MIB = 45


class RefusedURL(ValueError):
    """A URL that a document may not use; WeasyPrint leaves the resource out and goes on."""


class StaticFilesOnly(URLFetcher):
    """Gives WeasyPrint the files below the given folders and refuses every other URL."""

    def __init__(self, folders: list[Path]) -> None:
        super().__init__()
        self.folders = [folder.resolve() for folder in folders]

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """The static file at `url`. Raises RefusedURL; a missing file of our own stops the drawing."""
        name = url.removeprefix(ORIGIN)
        if name == url or Path(name).suffix not in TYPES:
            raise RefusedURL(f"A PDF may not read {url}")
        for folder in self.folders:
            path = (folder / name).resolve()
            if not path.is_relative_to(folder):
                raise RefusedURL(f"A PDF may not read {url}")
            if path.is_file():
                return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": TYPES[path.suffix]})
        raise FatalURLFetchingError(f"There is no static file {name}")


def typeset(html: str, folders: list[Path]) -> bytes:
    """The document as a tagged PDF (the PDF/UA-1 variant of WeasyPrint), with static files of these folders."""
    document = HTML(string=html, base_url=ORIGIN, url_fetcher=StaticFilesOnly(folders), media_type="print")
    fonts = FontConfiguration()
    # A constant of ours, read with WeasyPrint's own fetcher: local() is a file URL, which documents may not use.
    CSS(string=LATIN_FACE, font_config=fonts)
    return document.write_pdf(pdf_variant="pdf/ua-1", font_config=fonts, finisher=_scope_headers)


def _scope_headers(document: Document, pdf: pydyf.PDF) -> None:
    """Say of every header cell whether it heads its column or its row; WeasyPrint only lists a data cell's headers."""
    for row in pdf.objects:
        if isinstance(row, pydyf.Dictionary) and row.get("S") == "/TR":
            cells = [pdf.objects[int(reference.split()[0])] for reference in row["K"]]
            headers = [cell for cell in cells if cell["S"] == "/TH"]
            for cell in headers:
                cell["A"]["Scope"] = "/Column" if len(headers) == len(cells) else "/Row"


def serve(connection: Connection, folders: list[Path]) -> None:
    """Answer documents one after the other until there were enough, none comes, or the other side is gone.

    It ends too where a document left it with too much memory: what an ended process held is given back.
    """
    most = resident_mib() + MOST_GROWN_MIB
    for _ in range(MOST_DOCUMENTS):
        if not connection.poll(IDLE_SECONDS):
            return
        try:
            html = connection.recv_bytes().decode()
        except EOFError:
            return
        connection.send_bytes(_answer(html, folders))
        # TW-Kai's tables sit in reference cycles: some 50 MB per document. Whoever waited has the document by now.
        gc.collect()
        if resident_mib() > most:
            return


def _answer(html: str, folders: list[Path]) -> bytes:
    """The PDF, or what went wrong.

    The collector is off meanwhile: it takes a tenth of the time and finds next to nothing before the document ends.
    """
    gc.disable()
    try:
        return typeset(html, folders)
    # Whatever goes wrong with one document is told to who asked for it, and the next one is drawn. The fatal error
    # of WeasyPrint is no Exception.
    except (Exception, FatalURLFetchingError):
        return traceback.format_exc().encode()
    finally:
        gc.enable()


def resident_mib() -> float:
    """The memory that this process holds; 0 on systems that do not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return 0
    return pages * resource.getpagesize() / 2**20


if __name__ == "__main__":
    # It logs every subset of every font at INFO.
    logging.getLogger("fontTools").setLevel(logging.WARNING)
    # What is loaded now stays: the collector need not pass over it after each document.
    gc.freeze()
    serve(Connection(int(sys.argv[1])), [Path(folder) for folder in sys.argv[2:]])
