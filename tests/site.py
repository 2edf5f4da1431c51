"""A real server on the platform's real record, for tests in a browser.

A browser test of pytest-django empties the database behind itself, which the triggers of a finalised meeting are there
to refuse. So here a database is prepared once a run (migrated, five meetings, demo accounts), and servers run on it:
`site` is shared and only to be read, `fresh_site` is a copy that one test may write to.
"""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60


class Site:
    """A running server: its address, its database, and how to get in."""

    def __init__(self, database, url):
        self.database = database
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
        return manage(self.database, *arguments, stdin=stdin)


@pytest.fixture(scope="session")
def prepared_database(tmp_path_factory):
    """A SQLite file with the five meetings and the demo accounts; to be copied, never served."""
    database = tmp_path_factory.mktemp("site") / "prepared.sqlite3"
    for command in ("migrate", "load_platform", "load_demo"):
        manage(database, command)
    return database


@pytest.fixture(scope="session")
def site(prepared_database):
    """A server on the real record, shared by all tests: only read from it."""
    with serve(shutil.copy(prepared_database, prepared_database.with_name("site.sqlite3"))) as running:
        yield running


@pytest.fixture
def fresh_site(prepared_database, tmp_path):
    """A server on a copy of the real record that the test may change."""
    with serve(shutil.copy(prepared_database, tmp_path / "site.sqlite3")) as running:
        yield running


@contextlib.contextmanager
def serve(database):
    """Run the demo's server on `database` and give the Site; it is stopped at the end."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = ["-m", "gunicorn", "platform_site.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "1"]
    command += ["--threads", "4", "--log-level", "warning", "--no-control-socket"]
    log = Path(database).with_suffix(".log")
    with (
        log.open("wb") as output,
        subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env=environment(database), stdout=output, stderr=output
        ) as server,
    ):
        try:
            url = f"http://127.0.0.1:{port}"
            wait_until_up(server, url, log)
            yield Site(Path(database), url)
        finally:
            server.terminate()


def wait_until_up(server, url, log):
    """Return when the login page answers; fail with the server's own words when it ends instead."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        with contextlib.suppress(URLError, ConnectionError), urlopen(f"{url}/accounts/login/") as answer:
            assert answer.status == 200
            return
        time.sleep(0.1)
    raise AssertionError(f"The server did not come up:\n{log.read_text()}")


def manage(database, *arguments, stdin=None):
    """Run manage.py on `database` in a process of its own; fail with what it printed."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment(database),
        input=stdin,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def environment(database):
    return os.environ | {"DATABASE_URL": f"sqlite:///{database}", "DJANGO_ENV": "local"}
