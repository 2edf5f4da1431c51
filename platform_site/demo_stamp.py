"""What `./run demo` was set up from, as one line: while it is the same, nothing needs to be set up again.

    python -m platform_site.demo_stamp

It takes a tenth of a second where migrating and loading take three, and needs nothing but Python itself. The line
says less than the commands that it saves: it knows the tables by their migrations and the accounts by their rows, and
does not look whether somebody deleted a report of the demonstration.
"""

import hashlib
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATABASE = ROOT / "var" / "platform.sqlite3"
CODE = ["fixtures", "groups", "cases", "meetings", "platform_site", "manage.py", "requirements.txt", "run"]
# A system package that came or went is looked at by `./run` itself.
SYSTEM_PACKAGES = Path("/var/lib/dpkg/status")
ROWS = [
    "SELECT app, name FROM django_migrations ORDER BY app, name",
    # The passwords that were printed are still good, and the roles are still those that were printed.
    "SELECT id, username, password, is_active, is_superuser FROM auth_user ORDER BY id",
    "SELECT * FROM groups_membership ORDER BY id",
    "SELECT count(*) FROM meetings_meeting",
]


def stamp() -> str:
    """The line: a digest of the folder, the system's packages, the code, and what lies in the database."""
    digest = hashlib.sha256()
    for part in [str(ROOT), sys.version, *_packages(), *_code(), *_rows()]:
        digest.update(f"{len(part)}:{part}".encode())
    return digest.hexdigest()


def _packages() -> Iterator[str]:
    if SYSTEM_PACKAGES.exists():
        facts = SYSTEM_PACKAGES.stat()
        yield f"{facts.st_mtime_ns} {facts.st_size}"


def _code() -> Iterator[str]:
    for name in CODE:
        path = ROOT / name
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.suffix != ".pyc" and file.is_file():
                yield f"{file.relative_to(ROOT)} {hashlib.sha256(file.read_bytes()).hexdigest()}"


def _rows() -> Iterator[str]:
    """Raises sqlite3.Error where there is no database, or one without these tables."""
    with closing(sqlite3.connect(f"file:{DATABASE}?mode=ro", uri=True)) as database:
        for query in ROWS:
            yield repr(database.execute(query).fetchall())


if __name__ == "__main__":
    print(stamp())
