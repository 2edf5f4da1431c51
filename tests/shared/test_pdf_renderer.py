"""The PDF renderer reads the project's own static files and nothing else, whatever a document asks for."""

import gc
import logging
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import Pipe
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError

from platform_site.shared.pdf import typesetting
from platform_site.shared.pdf.rendering import ENVIRONMENT, MALLOC, DrawingFailed, Typesetter
from platform_site.shared.pdf.typesetting import ORIGIN, RefusedURL, StaticFilesOnly, typeset

STATIC = [Path(settings.BASE_DIR) / "platform_site" / "static"]
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

    HTML(string=document, base_url=ORIGIN, url_fetcher=StaticFilesOnly(STATIC)).write_pdf()

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

    made = HTML(string=document, base_url=ORIGIN, url_fetcher=StaticFilesOnly(STATIC)).write_pdf(uncompressed_pdf=True)

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
        StaticFilesOnly(STATIC).fetch(address)


def test_the_projects_own_static_files_are_given():
    response = StaticFilesOnly(STATIC).fetch(f"{ORIGIN}pdf.css")

    assert b"@page" in response.read()


def test_a_missing_style_sheet_of_our_own_stops_the_rendering():
    with pytest.raises(FatalURLFetchingError, match="no static file missing.css"):
        HTML(
            string='<link rel="stylesheet" href="missing.css">', base_url=ORIGIN, url_fetcher=StaticFilesOnly(STATIC)
        ).write_pdf()


def test_drawing_leaves_no_warning_behind(caplog, db):
    caplog.set_level(logging.WARNING, logger="weasyprint")
    logging.getLogger("weasyprint").setLevel(logging.WARNING)

    typeset(render_to_string("meetings/pages/pdf/tally.html", {"levels": [], "paper": True}), STATIC)

    assert [record.message for record in caplog.records] == []


@pytest.fixture
def typesetter():
    running = Typesetter()
    yield running
    running.close()


PAGE = "<html lang=zh-Hant-TW><title>x</title><p>四市合作"
BROKEN = '<html lang=zh-Hant-TW><title>x</title><link rel="stylesheet" href="missing.css">'


def test_one_process_draws_one_document_after_the_other_and_ends_with_its_owner(typesetter):
    made = [typesetter.pdf(PAGE) for _ in range(2)]
    process = typesetter._process

    assert [content[:8] for content in made] == [b"%PDF-1.7"] * 2
    assert process.poll() is None
    typesetter._connection.close()
    assert process.wait(20) == 0


def test_the_process_gets_no_key_and_no_address_of_a_database(typesetter, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "a secret of this machine")
    typesetter.pdf(PAGE)

    given = Path(f"/proc/{typesetter._process.pid}/environ").read_bytes()

    names = {pair.partition(b"=")[0].decode() for pair in given.split(b"\0") if pair}
    assert "PATH" in names
    assert names <= {*ENVIRONMENT, *MALLOC}


def test_a_process_that_was_killed_is_replaced_without_a_word(typesetter):
    typesetter.pdf(PAGE)
    first = typesetter._process
    first.kill()
    first.wait()

    assert typesetter.pdf(PAGE).startswith(b"%PDF-")
    assert typesetter._process.pid != first.pid


def test_what_went_wrong_with_a_document_is_told_and_the_next_one_is_drawn(typesetter):
    with pytest.raises(DrawingFailed, match="There is no static file missing.css"):
        typesetter.pdf(BROKEN)
    process = typesetter._process

    assert typesetter.pdf(PAGE).startswith(b"%PDF-")
    assert typesetter._process is process


def test_a_document_that_takes_too_long_ends_its_process_only(typesetter, monkeypatch):
    monkeypatch.setattr("platform_site.shared.pdf.rendering.MOST_SECONDS", 0)
    with pytest.raises(DrawingFailed, match="more than 0 seconds"):
        typesetter.pdf(PAGE)
    monkeypatch.undo()

    assert typesetter.pdf(PAGE).startswith(b"%PDF-")


def test_what_ends_the_process_twice_is_refused(typesetter, monkeypatch):
    monkeypatch.setattr("platform_site.shared.pdf.rendering.sys.executable", "/bin/false")

    with pytest.raises(DrawingFailed, match="ended twice"):
        typesetter.pdf(PAGE)


@pytest.mark.parametrize(("name", "value"), [("IDLE_SECONDS", 0), ("MOST_DOCUMENTS", 0)])
def test_the_process_ends_without_work_and_after_enough_of_it(monkeypatch, name, value):
    monkeypatch.setattr(typesetting, name, value)
    ours, its = Pipe()
    with ours, its:
        typesetting.serve(its, STATIC)


def test_a_document_that_leaves_too_much_memory_behind_is_the_processs_last(monkeypatch):
    monkeypatch.setattr(typesetting, "MOST_GROWN_MIB", -100_000)
    ours, its = Pipe()
    with ours, its:
        for _ in range(2):
            ours.send_bytes(PAGE.encode())
        typesetting.serve(its, STATIC)

        assert ours.recv_bytes().startswith(b"%PDF-")
        assert not ours.poll(0)


def test_the_collector_works_again_after_a_document():
    assert typesetting._answer(PAGE, STATIC).startswith(b"%PDF-")
    assert gc.isenabled()
    assert b"There is no static file" in typesetting._answer(BROKEN, STATIC)
    assert gc.isenabled()


def test_the_web_process_loads_no_weasyprint():
    code = "import django, sys; django.setup(); import platform_site.urls; print({'weasyprint'} & {*sys.modules})"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "set()"
