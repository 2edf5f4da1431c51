"""The PDF renderer reads the project's own static files and nothing else, whatever a document asks for."""

import logging
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError

from platform_site.shared.pdf import ORIGIN, RefusedURL, StaticFilesOnly, render_pdf

VECTORS = {
    "css": '<link rel="stylesheet" href="{url}.css">',
    "import": '<style>@import url("{url}.css");</style>',
    "background": '<div style="background: url({url}.png)">x</div>',
    "font": '<style>@font-face {{ font-family: f; src: url("{url}.ttf") }} p {{ font-family: f }}</style><p>x</p>',
    "img": '<img src="{url}.png" alt="x">',
    "object": '<object data="{url}.png">x</object>',
    "svg": '<svg xmlns="http://www.w3.org/2000/svg"><image href="{url}.png" width="9" height="9"/></svg>',
    "attachment": '<link rel="attachment" href="{url}.txt">',
    "attachment of a link": '<a rel="attachment" href="{url}.txt">x</a>',
    "embed": '<embed src="{url}.png">',
    "picture of a list": '<ul style="list-style-image: url({url}.png)"><li>x</li></ul>',
    "border": '<div style="border: 9px solid; border-image: url({url}.png) 9">x</div>',
    "content": "<style>p::before {{ content: url({url}.png) }}</style><p>x</p>",
    "style sheet of a style sheet": '<style>@import "{url}.css" print;</style>',
    "style sheet of an svg": (
        '<svg xmlns="http://www.w3.org/2000/svg"><style>@import url("{url}.css");</style><path d="M0 0h9v9z"/></svg>'
    ),
    "use": '<svg xmlns="http://www.w3.org/2000/svg"><use href="{url}.svg#x" width="9" height="9"/></svg>',
    "svg in an img": (
        "<img alt=x src=\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'%3E"
        "%3Cimage href='{url}.png' width='9' height='9'/%3E%3C/svg%3E\">"
    ),
}
# WeasyPrint 70 follows these by itself no more.
NEVER_FETCHED = {"use", "style sheet of an svg"}


@pytest.fixture
def server():
    """An HTTP server that notes what it is asked for."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(404)
            self.end_headers()

        def log_message(self, *arguments):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        threading.Thread(target=running.serve_forever).start()
        running.asked = asked
        running.url = f"http://127.0.0.1:{running.server_address[1]}/x"
        yield running
        running.shutdown()


@pytest.fixture(autouse=True)
def quiet():
    """WeasyPrint tells of every refused address; here that is the expected thing."""
    logger = logging.getLogger("weasyprint")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    yield
    logger.setLevel(level)


@pytest.mark.parametrize("vector", VECTORS)
def test_nothing_is_fetched_from_the_network(server, vector):
    document = f"<html lang=zh-Hant-TW><title>x</title>{VECTORS[vector].format(url=server.url)}"

    HTML(string=document, base_url=ORIGIN, url_fetcher=StaticFilesOnly()).write_pdf()

    assert server.asked == []


@pytest.mark.parametrize("vector", sorted(VECTORS.keys() - NEVER_FETCHED))
def test_the_vectors_would_be_fetched_without_the_renderers_fetcher(server, vector):
    document = f"<html lang=zh-Hant-TW><title>x</title>{VECTORS[vector].format(url=server.url)}"

    HTML(string=document, base_url=ORIGIN).write_pdf()

    assert server.asked != []


def test_no_file_of_the_machine_gets_into_a_pdf(tmp_path):
    secret = tmp_path / "x.txt"
    secret.write_text("a secret of this machine")
    document = f'<html lang=zh-Hant-TW><title>x</title><link rel="attachment" href="{secret.as_uri()}">'

    made = HTML(string=document, base_url=ORIGIN, url_fetcher=StaticFilesOnly()).write_pdf(uncompressed_pdf=True)

    assert b"/EmbeddedFile" not in made


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/x.css",
        "https://example.org/x.css",
        "file:///etc/hostname",
        "FILE:///etc/passwd",
        "data:text/css,p{}",
        "ftp://127.0.0.1/x.css",
        "https://static.invalid.example.org/pdf.css",
        "//static.invalid/pdf.css",
        f"{ORIGIN}../settings.py",
        f"{ORIGIN}../settings.css",
        f"{ORIGIN}bootstrap/css/../../../settings.css",
        f"{ORIGIN}/etc/fonts/fonts.css",
        f"{ORIGIN}%2e%2e/settings.css",
    ],
)
def test_every_other_address_is_refused(address):
    with pytest.raises((RefusedURL, FatalURLFetchingError)):
        StaticFilesOnly().fetch(address)


def test_the_projects_own_static_files_are_given():
    response = StaticFilesOnly().fetch(f"{ORIGIN}pdf.css")

    assert b"@page" in response.read()


def test_a_missing_style_sheet_of_our_own_stops_the_rendering():
    with pytest.raises(FatalURLFetchingError, match="no static file missing.css"):
        HTML(
            string='<link rel="stylesheet" href="missing.css">', base_url=ORIGIN, url_fetcher=StaticFilesOnly()
        ).write_pdf()


def test_rendering_leaves_no_warning_behind(caplog, db):
    caplog.set_level(logging.WARNING, logger="weasyprint")
    logging.getLogger("weasyprint").setLevel(logging.WARNING)

    render_pdf("meetings/pages/pdf/tally.html", {"levels": []})

    assert [record.message for record in caplog.records] == []
