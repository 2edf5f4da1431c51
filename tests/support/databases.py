"""Test databases: one template a run, migrated and with the five real meetings, of which everything else is a copy.

Migrating and loading takes many seconds, copying a fraction of one. So the first process that needs a database makes
the template under a lock; the workers of pytest-xdist and the servers of browser tests copy it.
"""

import contextlib
import fcntl
import gc
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.core.management import call_command
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE, MIGRATED, SITE = "test_template", "test_migrated", "test_site"


class Databases:
    """The databases of one run. `folder` is shared by all its workers: the lock, notes and SQLite's files lie in it."""

    def __init__(self, folder: Path, worker: str, blocker):
        self.folder = folder
        self.worker = worker
        self.blocker = blocker
        self._copies = 0

    @contextlib.contextmanager
    def lock(self):
        """Let one process in at a time; the system opens the lock again for a process that was killed."""
        with (self.folder / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def use_copy(self) -> None:
        """Point Django's connection at this worker's own copy of the template."""
        reference_data = self.folder / "reference_data.json"
        with self.lock(), self.blocker.unblock():
            if not reference_data.exists():
                serialized = self._make_template()
                reference_data.write_text(serialized)
            connection.close()
            connection.settings_dict["NAME"] = self._copy(TEMPLATE, f"test_{self.worker}")
        # What a test with real commits begins with: the rows of the migrations, without any meeting.
        connection._test_serialized_contents = reference_data.read_text()

    def _make_template(self) -> str:
        """Migrate, note the migrations' rows, load the five meetings; returns those rows, serialized."""
        connection.settings_dict["TEST"]["NAME"] = self._name(TEMPLATE)
        # Migrating makes the models anew some hundred times; looking for garbage took a third of the time.
        gc.disable()
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
        gc.enable()
        connection.close()
        self._copy(TEMPLATE, MIGRATED)
        call_command("load_platform", stdout=io.StringIO())
        connection.close()
        return connection._test_serialized_contents

    def copy_for_site(self) -> str:
        """A copy for a server of a browser test, with the demo accounts; returns its DATABASE_URL."""
        made = self.folder / "site"
        with self.lock():
            if not made.exists():
                manage(self._url(self._copy(TEMPLATE, SITE)), "load_demo")
                made.touch()
            self._copies += 1
            return self._url(self._copy(SITE, f"{SITE}_{self.worker}_{self._copies}"))

    def copy_migrated(self) -> str:
        """A copy with the rows of the migrations and no others; returns the database's name."""
        with self.lock():
            self._copies += 1
            return self._copy(MIGRATED, f"{MIGRATED}_{self.worker}_{self._copies}")

    def copy_of(self, name: str) -> str:
        """A copy of another test's database, to which nobody is connected; returns its name."""
        with self.lock():
            self._copies += 1
            return self._copy(name, f"copy_{self.worker}_{self._copies}")

    def new_empty(self) -> str:
        """A database without any table; returns its name."""
        with self.lock():
            self._copies += 1
            name = self._name(f"empty_{self.worker}_{self._copies}")
            if connection.vendor == "postgresql":
                with self.blocker.unblock(), connection.creation._nodb_cursor() as cursor:
                    cursor.execute(f'CREATE DATABASE "{name}"')
        return name

    def url_of(self, name: str) -> str:
        """The DATABASE_URL of a database by its name."""
        return self._url(name)

    def _name(self, name: str) -> str:
        is_file = connection.vendor == "sqlite" and not name.startswith("/")
        return str(self.folder / f"{name}.sqlite3") if is_file else name

    def _url(self, name: str) -> str:
        if connection.vendor == "sqlite":
            return f"sqlite:///{name}"
        return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))

    def _copy(self, source: str, target: str) -> str:
        """Copy a database that nobody is connected to; returns the copy's name."""
        source, target = self._name(source), self._name(target)
        if connection.vendor == "sqlite":
            shutil.copy(source, target)
        else:
            with self.blocker.unblock(), connection.creation._nodb_cursor() as cursor:
                cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
        return target


def copy_media(folder: str | Path) -> None:
    """Copy what this run's tests have stored so far; what another process is still writing is left out."""
    shutil.copytree(os.environ["MEDIA_ROOT"], folder, ignore=shutil.ignore_patterns("tmp*"))


def manage(url: str, *arguments: str, stdin: str | None = None, **settings: str) -> str:
    """Run manage.py on the database of that URL in a process of its own; fail with what it printed.

    `settings` are further environment variables.
    """
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment(url) | settings,
        input=stdin,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def environment(url: str) -> dict[str, str]:
    return os.environ | {"DATABASE_URL": url, "DJANGO_ENV": "local"}
