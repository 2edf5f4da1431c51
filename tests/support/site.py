"""A real server on the platform's real record, for tests in a browser.

A browser test of pytest-django empties the database behind itself, which the triggers of a finalised meeting are there
to refuse. So servers here run on copies of the template database (`databases.py`) with the demo accounts: `site`
is shared by all tests of a worker and only to be read, `fresh_site` is a copy that one test may write to.
"""

import contextlib
import json
import signal
import socket
import subprocess
import sys
import time
from urllib.request import Request, urlopen

import pytest

from tests.support.databases import ROOT, copy_media, environment, manage

START_SECONDS = 60


class Site:
    """A running server: its address, its database, how to get in."""

    def __init__(self, database_url, url):
        self.database_url = database_url
        self.url = url
        self._cookies = {}

    def sign_in(self, page, role):
        """Sign `page` in as a demo account: "secretary", "liaison", "official" or "admin"."""
        if role not in self._cookies:
            page.goto(f"{self.url}/accounts/login/")
            page.fill("[name=login]", role)
            page.fill("[name=password]", f"demo-{role}-114")
            page.press("[name=password]", "Enter")
            page.wait_for_url(f"{self.url}/")
            # A copy: the session stays good while the page of another test has it too.
            self._cookies[role] = page.context.cookies()
        page.context.add_cookies(self._cookies[role])

    def manage(self, *arguments, stdin=None):
        """Run a management command on this site's database and return what it printed."""
        return manage(self.database_url, *arguments, stdin=stdin)


@pytest.fixture(scope="session")
def site(databases, django_db_setup, tmp_path_factory):
    """A server on the real record, shared by all tests: only read from it."""
    with serve(databases.copy_for_site(), tmp_path_factory.mktemp("site")) as running:
        yield running


@pytest.fixture
def fresh_site(databases, django_db_setup, tmp_path):
    """A server on a copy of the real record that the test may change."""
    with serve(databases.copy_for_site(), tmp_path) as running:
        yield running


@contextlib.contextmanager
def serve(database_url, folder, gunicorn=("--workers", "1", "--threads", "4"), **settings):
    """Run the demo's server on a database and give the Site; it is stopped at the end. Its log goes into `folder`.

    `gunicorn` are arguments of its own; `settings` are further environment variables, over those of the demo.
    """
    log = folder / "server.log"
    # The server takes over the open socket: a port merely looked up may be another worker's by the time it starts.
    with socket.create_server(("127.0.0.1", 0)) as opened, log.open("wb") as output:
        url = f"http://127.0.0.1:{opened.getsockname()[1]}"
        command = ["-m", "gunicorn", "platform_site.wsgi", "--bind", f"fd://{opened.fileno()}", *gunicorn]
        command += ["--log-level", "warning", "--no-control-socket"]
        server = subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env=environment(database_url) | settings,
            stdout=output,
            stderr=output,
            pass_fds=[opened.fileno()],
        )
    with server:
        try:
            wait_until_up(server, url, log)
            yield Site(database_url, url)
        finally:
            # gunicorn's quick end; the graceful one waits for connections that the browser keeps open.
            server.send_signal(signal.SIGQUIT)


@contextlib.contextmanager
def serve_full(databases, folder):
    """Run a server on a site with a row of everything that has a page; its `parts` are for addresses."""
    media = str(folder / "media")
    copy_media(media)
    url = databases.copy_for_site()
    printed = manage(url, "shell", "-v0", "-c", "from tests.support.full_site import fill; fill()", MEDIA_ROOT=media)
    with serve(url, folder, MEDIA_ROOT=media) as running:
        running.parts = json.loads(printed.strip().splitlines()[-1])
        yield running


def wait_until_up(server, url, log):
    """Return when the login page answers; fail with the server's own words when it ends instead."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        # As through a proxy that speaks HTTPS, which production asks for.
        login = Request(f"{url}/accounts/login/", headers={"X-Forwarded-Proto": "https"})
        with contextlib.suppress(OSError), urlopen(login, timeout=5) as answer:
            assert answer.status == 200
            return
        time.sleep(0.1)
    raise AssertionError(f"The server did not come up:\n{log.read_text()}")
