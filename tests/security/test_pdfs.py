"""PDFs of a site whose every text field asks for files and addresses: nothing outside the static files is even tried.

That the renderer refuses each of these, should a template ever pass one on, is in tests/shared/test_pdf_renderer.py.
"""

import contextlib
import re
import socket

import pytest
from django.urls import URLResolver, get_resolver, reverse

from meetings.papers.papers import PAPERS
from platform_site.shared.pdf.rendering import TYPESETTER
from platform_site.shared.pdf.typesetting import ORIGIN, StaticFilesOnly, typeset
from tests.meetings.publishing.rows import body
from tests.security.poison import fill_fields
from tests.security.site import full_site
from tests.shared.test_pdf_renderer import STATIC, VECTORS

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_suffices, pytest.mark.slow]

DRAFT = {"key": "deputy-mayor-6"}
# Every PDF that is made when it is asked for, and with what.
MADE = [
    ("public:tally-pdf", {}),
    ("compare:pdf", {}),
    ("upcoming:pdf", {}),
    ("meetings:tally-pdf", {}),
    ("meetings:dashboard-pdf", DRAFT),
    ("meetings:minutes-pdf", DRAFT),
    *[("papers:pdf", DRAFT | {"name": name}) for name in PAPERS],
    ("work-report:coming-pdf", {}),
    ("work-report:topic-pdf", {"pk": 1}),
    ("work-report:meeting-pdf", DRAFT),
    ("stuck:pdf", {}),
    ("stuck:wall-pdf", {}),
    ("cities:matrix-pdf", {}),
    *[
        (name, {"extension": "pdf"})
        for name in (
            "cases:export",
            "directives:export",
            "directives:central-export",
            "differences:export",
            "proposals:export",
            "reporting:late-export",
        )
    ],
]
# Kept as they were made when their meeting was finalised, or sheets.
STORED = {"versions:dispatch-pdf", "versions:file", "public:minutes-file", "public:version-file", "public:data-file"}
STORED |= {"reporting:export"}
# Drawn by the worker: a list like the others, but longer here, and what it hands over.
STORED |= {"audit:export", "documents:file"}


@contextlib.contextmanager
def listening():
    """A port of this machine, and whether anybody came."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        visitors = []
        yield server.getsockname()[1], visitors
        with contextlib.suppress(TimeoutError):
            visitors.append(server.accept()[1])


@pytest.mark.usefixtures("real_files")
def test_no_pdf_asks_for_anything_but_the_static_files(monkeypatch):
    asked, fetch = [], StaticFilesOnly.fetch

    def noted(fetcher, url, headers=None):
        asked.append(url)
        return fetch(fetcher, url, headers)

    monkeypatch.setattr(StaticFilesOnly, "fetch", noted)
    # In this process, where what is asked for can be noted.
    monkeypatch.setattr(TYPESETTER, "pdf", lambda html: typeset(html, STATIC))
    site = full_site()
    with listening() as (port, visitors):
        addresses = [f"http://127.0.0.1:{port}/x", "file:///etc/passwd"]
        strings = [f"\"'>{vector.format(url=url)}" for vector in VECTORS.values() for url in addresses]
        fill_fields(
            lambda field, count, rows: (strings[(count + len(field.name)) % len(strings)].replace("{", "｛"), [])
        )
        found = {}
        for name, parts in MADE:
            response = site.client("secretary").get(reverse(name, kwargs=parts))
            content = body(response)
            if response.status_code != 200 or not content.startswith(b"%PDF-"):
                found[name] = response.status_code
            if b"/EmbeddedFile" in content or b"/etc/passwd" in content:
                found[name] = "holds a file"
    print(f"{len(strings)} strings in every text field, {len(MADE)} PDFs, {len(visitors)} requests")

    assert found == {}
    assert visitors == []
    assert asked != []
    assert [url for url in asked if not url.startswith(ORIGIN) or "127.0.0.1" in url] == []


def test_every_pattern_of_a_pdf_is_in_the_list():
    def walk(resolver, namespace=""):
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace)
            else:
                yield f"{namespace}{pattern.name}", str(pattern.pattern)

    given = re.compile(r"\.pdf$|<\w+:(extension|file_format)>")
    found = {name for name, route in walk(get_resolver()) if given.search(route) or "pdf" in name}

    assert found == {name for name, _ in MADE} | STORED
