"""A PostgreSQL server for one test run: made in a temporary folder, reached by a socket in it, gone with the run."""

import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

import psycopg

SECONDS_TO_START = 60


def find_binaries():
    """The newest server's folder; Debian keeps the server's programs out of PATH."""
    folders = sorted(
        (path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")),
        key=lambda folder: float(folder.parent.name),
    )
    on_path = shutil.which("initdb")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    if not folders:
        raise RuntimeError(
            "No PostgreSQL server programs here: `./run test` installs them, or: apt-get install postgresql"
        )
    return folders[-1]


def _unprivileged():
    """How Popen leaves root behind, since initdb and postgres refuse it."""
    if os.geteuid() != 0:
        return {}
    return {"user": "postgres", "group": "postgres", "extra_groups": []}


def _stop_with_parent():
    """A test run that is killed takes its server along; else it would hold memory until the next boot."""
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGQUIT)


@contextlib.contextmanager
def ephemeral_postgres():
    """Start a server and yield the DATABASE_URL of it."""
    binaries = find_binaries()
    # Straight under /tmp: a socket's path has 107 bytes, and $TMPDIR may be closed to the postgres user.
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    data, log = folder / "data", folder / "log"
    as_owner = _unprivileged()
    try:
        if as_owner:
            shutil.chown(folder, as_owner["user"], as_owner["group"])
        made = subprocess.run(
            # C.UTF-8 is on every system and orders text by code point, as SQLite does.
            [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"],
            cwd=folder,
            capture_output=True,
            text=True,
            **as_owner,
        )
        if made.returncode:
            raise RuntimeError(f"initdb failed:\n{made.stdout}{made.stderr}")
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": folder,
            # The data is thrown away, so it need not survive a power cut.
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with log.open("wb") as log_file:
            server = subprocess.Popen(
                [binaries / "postgres", "-D", data, *options],
                cwd=folder,
                stdout=log_file,
                stderr=subprocess.STDOUT,
                preexec_fn=_stop_with_parent,
                **as_owner,
            )
        try:
            _wait_until_ready(server, folder, log)
            yield f"postgres://postgres@/platform?host={quote(str(folder))}"
        finally:
            # SIGQUIT is PostgreSQL's immediate shutdown: it drops connections and writes nothing more.
            server.send_signal(signal.SIGQUIT)
            server.wait(timeout=SECONDS_TO_START)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait_until_ready(server, folder, log):
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            psycopg.connect(host=str(folder), user="postgres", dbname="postgres").close()
            return
        except psycopg.OperationalError as error:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}") from error
            time.sleep(0.05)
