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


class Server:
    """A server in a folder of its own; `url` is the DATABASE_URL of its database `platform`."""

    def __init__(self, folder: Path, durable: bool = False):
        """`durable`: it writes as a real one does, and not only into memory."""
        self.folder = folder
        self._durable = durable
        self.url = f"postgres://postgres@/platform?host={quote(str(folder))}"
        self._as_owner = _unprivileged()
        self._process = None
        if self._as_owner:
            shutil.chown(folder, self._as_owner["user"], self._as_owner["group"])
        program, *arguments = self._making_data()
        made = subprocess.run(
            [find_binaries() / program, "-D", folder / "data", *arguments],
            cwd=folder,
            capture_output=True,
            text=True,
            **self._as_owner,
        )
        if made.returncode:
            raise RuntimeError(f"{program} failed:\n{made.stdout}{made.stderr}")

    def _making_data(self):
        # C.UTF-8 is on every system and orders text by code point, as SQLite does.
        return ["initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"]

    @contextlib.contextmanager
    def replica(self):
        """Make a streaming replica of this running server and yield it, started; it is gone with the block."""
        with _folder() as folder:
            replica = Replica(folder, self)
            try:
                replica.start()
                yield replica
            finally:
                replica.stop()

    def execute(self, statement: str):
        """Run a statement on the server itself; returns the first value of its answer, if it has one."""
        with psycopg.connect(host=str(self.folder), user="postgres", dbname="postgres", autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchone()[0] if cursor.description else None

    def start(self) -> None:
        """Start the server and return when it takes connections."""
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": self.folder,
        }
        if not self._durable:
            # The data is thrown away, so it need not survive a power cut.
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        log = self.folder / "log"
        with log.open("ab") as log_file:
            self._process = subprocess.Popen(
                [find_binaries() / "postgres", "-D", self.folder / "data", *options],
                cwd=self.folder,
                stdout=log_file,
                stderr=subprocess.STDOUT,
                preexec_fn=_stop_with_parent,
                **self._as_owner,
            )
        _wait_until_ready(self._process, self.folder, log)

    def make_database(self) -> None:
        """Make the database of the URL; a test run makes others by itself."""
        self.execute("CREATE DATABASE platform")

    def stop(self, how: signal.Signals = signal.SIGQUIT) -> None:
        """Stop the server: SIGQUIT is its immediate shutdown, which writes nothing more; SIGINT the fast, clean one."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(timeout=SECONDS_TO_START)
            self._process = None


class Replica(Server):
    """A streaming replica: it begins as a copy of the primary and follows it."""

    def __init__(self, folder: Path, primary: Server):
        self._primary = primary
        super().__init__(folder, primary._durable)

    def _making_data(self):
        return ["pg_basebackup", "-h", self._primary.folder, "-U", "postgres", "-R", "-X", "stream", "-c", "fast"]

    def wait_for_primary(self) -> None:
        """Return when all that the primary has written by now is replayed."""
        # What is written with synchronous_commit=off is sent when the primary's next flush comes; a switch flushes.
        written = self._primary.execute("SELECT pg_switch_wal()")
        deadline = time.monotonic() + SECONDS_TO_START
        while not self.execute(f"SELECT pg_last_wal_replay_lsn() >= '{written}'"):
            if time.monotonic() > deadline:
                raise RuntimeError("The replica does not follow.")
            time.sleep(0.02)


@contextlib.contextmanager
def _folder():
    # Straight under /tmp: a socket's path has 107 bytes, and $TMPDIR may be closed to the postgres user.
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def postgres_server(durable: bool = False):
    """Start a server and yield it; it is gone with the block."""
    with _folder() as folder:
        server = Server(folder, durable)
        try:
            server.start()
            yield server
        finally:
            server.stop()


@contextlib.contextmanager
def ephemeral_postgres():
    """Start a server and yield the DATABASE_URL of it."""
    with postgres_server() as server:
        yield server.url


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
