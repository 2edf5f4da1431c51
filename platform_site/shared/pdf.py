"""PDFs out of templates: the renderer, which reads nothing but the project's own static files, and the response.

WeasyPrint's own fetcher follows every URL that a document names, file:// included. Documents hold text that people
typed or imported, so this one serves one reserved origin only and looks the path up among the static files.
"""

import gc
from pathlib import Path
from typing import Any

import pydyf
from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from django.http import HttpResponse
from django.template.loader import render_to_string
from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from platform_site.shared.http import file_response

# Base of the relative URLs of a document. The name cannot exist (RFC 2606) and is never looked up.
ORIGIN = "https://static.invalid/"
TYPES = {".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png"}

# Times-like digits and Latin beside the Kai face, as Taiwan's documents have them. Liberation has dashes, quotes and
# dots too, which have to stay full-width: the range leaves those to the Chinese face.
LATIN_FACE = (
    '@font-face { font-family: "Liberation Serif Latin"; src: local("Liberation Serif"); unicode-range: U+20-7E }'
)


class RefusedURL(ValueError):
    """A URL that a document may not use; WeasyPrint leaves the resource out and goes on."""


class StaticFilesOnly(URLFetcher):
    """Gives WeasyPrint the project's static files and refuses every other URL."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """The static file at `url`. Raises RefusedURL; a missing file of our own stops the rendering."""
        if not url.startswith(ORIGIN):
            raise RefusedURL(f"A PDF may not read {url}")
        name = url.removeprefix(ORIGIN)
        if Path(name).suffix not in TYPES:
            raise RefusedURL(f"A PDF may not read {url}")
        try:
            found = finders.find(name)
        except SuspiciousFileOperation as error:
            raise RefusedURL(f"A PDF may not read {url}") from error
        if found is None:
            raise FatalURLFetchingError(f"There is no static file {name}")
        content = Path(found).read_bytes()
        return URLFetcherResponse(url, content, {"Content-Type": TYPES[Path(name).suffix]})


def render_pdf(template: str, context: dict[str, Any]) -> bytes:
    """The template as a tagged PDF (the PDF/UA-1 variant of WeasyPrint)."""
    document = HTML(
        string=render_to_string(template, context | {"paper": True}),
        base_url=ORIGIN,
        url_fetcher=StaticFilesOnly(),
        media_type="print",
    )
    fonts = FontConfiguration()
    # A constant of ours, read with WeasyPrint's own fetcher: local() is a file URL, which documents may not use.
    CSS(string=LATIN_FACE, font_config=fonts)
    try:
        return document.write_pdf(pdf_variant="pdf/ua-1", font_config=fonts, finisher=_scope_headers)
    finally:
        del document, fonts
        # TW-Kai's tables sit in reference cycles: some 50 MB per document until the collector runs.
        gc.collect()


def pdf_response(content: bytes, name: str) -> HttpResponse:
    """The PDF shown in the browser; saved, it is called `name`.pdf."""
    return file_response(content, "application/pdf", f"{name}.pdf", as_attachment=False)


def _scope_headers(document: Document, pdf: pydyf.PDF) -> None:
    """Say of every header cell whether it heads its column or its row; WeasyPrint only lists a data cell's headers."""
    for row in pdf.objects:
        if isinstance(row, pydyf.Dictionary) and row.get("S") == "/TR":
            cells = [pdf.objects[int(reference.split()[0])] for reference in row["K"]]
            headers = [cell for cell in cells if cell["S"] == "/TH"]
            for cell in headers:
                cell["A"]["Scope"] = "/Column" if len(headers) == len(cells) else "/Row"
