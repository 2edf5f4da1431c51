"""Keep the database of a released version, on its commit, for the test of upgrades from it:

DATABASE_URL=sqlite:////tmp/kept.sqlite3 MEDIA_ROOT=/tmp/kept .venv/bin/python manage.py shell -v0 -c \\
    "from tests.operations.upgrades.keep_version import keep; keep()"

A new database is migrated, gets the five meetings, the demo accounts (their passwords are public) and a row of nearly
every kind, and is backed up. `versions/` then has VERSION.zip, and VERSION.json with the digests that every later
version is to find again. A line of text stands in for each file of finalised minutes, as in other tests.
"""

import json
import shutil
import sys
import tempfile
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from meetings.record import documents
from platform_site.operations.writing import write_backup
from tests.operations.upgrades.digests import chain_ends, digests
from tests.support.full_site import fill

VERSIONS = Path(__file__).resolve().parent / "versions"


def keep() -> None:
    """Fill the connected database, which has to be empty, and write the two files of the checked-out version."""
    if connection.introspection.table_names():
        sys.exit("Not a new database: set DATABASE_URL to a file that is not there yet, MEDIA_ROOT to a new folder.")
    documents.COPIES = {form: _stand_in(*form) for form in documents.COPIES}
    for command in ("migrate", "load_platform", "load_demo"):
        call_command(command, verbosity=0, stdout=sys.stderr)
    fill()
    with tempfile.TemporaryDirectory() as folder:
        done = write_backup(Path(folder))
        archive = VERSIONS / f"{done.manifest.version}.zip"
        if archive.exists():
            sys.exit(
                f"{archive} is kept already; a released version stays as it was. Raise the version in pyproject.toml."
            )
        VERSIONS.mkdir(exist_ok=True)
        shutil.copyfile(done.path, archive)
    figures = {"digests": digests(), **chain_ends()}
    archive.with_suffix(".json").write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n")
    print(f"{archive.name}: {done.manifest.rows:,} rows, {archive.stat().st_size:,} bytes")


def _stand_in(copy, file_format):
    return lambda edition: f"{copy} {file_format} {edition.number} {edition.sha256}".encode()
