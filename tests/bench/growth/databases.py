"""Made-up histories, kept below var/bench/ by size, seed and migrations, so that each is made once."""

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys

from tests.support.databases import ROOT
from tests.support.postgres import find_binaries, postgres_server

KEPT = ROOT / "var" / "bench"
MEETINGS, SEED, DAY = 200, 1, "2026-10-31"
# The newest of so few meetings have as many rows as they would with a tenth of the cases.
CHANGES_PER_CASE = 10


def migration_state():
    """A short hash over the migrations and what makes the history: another state, other databases."""
    folders = [ROOT / app / "migrations" for app in ("groups", "cases", "meetings")]
    folders += [ROOT / "meetings" / "made_history"]
    digest = hashlib.sha256()
    for path in sorted(path for folder in folders for path in folder.glob("*") if path.suffix in (".py", ".sql")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def environment(url, media, **others):
    """Of a command or a server on the database."""
    settings = {"DATABASE_URL": url, "MEDIA_ROOT": str(media), "DJANGO_ENV": "local"}
    settings |= {"STATIC_ROOT": str(media.parent / "static"), "AUDIT_HEADS": str(media.parent / "heads")}
    return os.environ | settings | others


def manage(settings, *arguments):
    """Run manage.py and give what it printed; end with its words where it fails."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=settings, capture_output=True, text=True
    )
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    return done.stdout


@contextlib.contextmanager
def history(cases, engine):
    """(the environment of a server on a history of so many cases, what was said when it was made)."""
    folder = KEPT / f"{engine}-{cases}-{SEED}-{migration_state()}"
    folder.mkdir(parents=True, exist_ok=True)
    with (_sqlite if engine == "sqlite" else _postgresql)(folder, cases) as url:
        yield environment(url, folder / "media"), (folder / "made.txt").read_text()


@contextlib.contextmanager
def _sqlite(folder, cases):
    path = folder / "history.sqlite3"
    if not (folder / "made.txt").exists():
        for old in folder.glob("history.sqlite3*"):
            old.unlink()
        _make(folder, cases, f"sqlite:///{path}")
    yield f"sqlite:///{path}"


@contextlib.contextmanager
def _postgresql(folder, cases):
    """A server of this run, filled from a dump: its own files belong to another user."""
    dump = folder / "history.dump"
    with postgres_server() as server:
        server.make_database()
        at, url = ["-h", server.folder, "-U", "postgres", "-d", "platform"], server.url
        if dump.exists() and (folder / "made.txt").exists():
            _run(find_binaries() / "pg_restore", *at, "-j2", "--exit-on-error", dump)
        else:
            _make(folder, cases, url)
            _run(find_binaries() / "pg_dump", *at, "-Fc", "-Z1", "-f", dump)
        # What the server does by itself within a minute of so many rows.
        _run(find_binaries() / "psql", *at, "-q", "-c", "VACUUM ANALYZE")
        yield url


def _make(folder, cases, url):
    shutil.rmtree(folder / "media", ignore_errors=True)
    settings = environment(url, folder / "media")
    manage(settings, "migrate", "-v0")
    numbers = {"cases": cases, "meetings": MEETINGS, "changes": cases * CHANGES_PER_CASE, "seed": SEED, "until": DAY}
    print(f"making a history of {cases:,} cases: {folder.name}", flush=True)
    said = manage(settings, "make_history", *(f"--{name}={value}" for name, value in numbers.items()))
    (folder / "made.txt").write_text(said)


def _run(*command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{command[0]}:\n{done.stdout}{done.stderr}")
