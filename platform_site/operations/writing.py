"""Making a backup: one moment of the database and the files that its rows name, while others go on writing."""

from __future__ import annotations

import contextlib
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from platform_site.operations.archive import CHUNK, MANIFEST, add_file, add_table, locked, new_archive, opened
from platform_site.operations.files import held, named_files
from platform_site.operations.manifest import Manifest
from platform_site.operations.tables import applied_migrations, every_table, refuse_unknown_tables

NAME = re.compile(r"backup-\d{8}-\d{6}\.zip")
# As often a moment is looked for in which no file that rows name is missing.
ATTEMPTS = 5


@dataclass(frozen=True)
class Backup:
    """A backup that was written and read again; `removed` are the older ones that made room for it."""

    path: Path
    manifest: Manifest
    sha256: str
    removed: list[Path]


def write_backup(folder: Path, keep: int | None = None) -> Backup:
    """Write a backup into `folder` and, if `keep` is given, leave only that many there.

    It is read again, row by row, before it gets its name. Raises Refusal where something cannot be backed up or another
    backup is being written, OSError where the disk refuses; nothing is left of the new backup then.
    """
    media = Path(settings.MEDIA_ROOT)
    with locked(media), locked(folder):
        path = folder / f"backup-{timezone.localtime():%Y%m%d-%H%M%S}.zip"
        with new_archive(path) as (archive, temporary):
            with _moment() as (files, missing):
                refuse_unknown_tables()
                tables = {name: add_table(archive, table) for name, table in every_table().items()}
                migrations = applied_migrations()
                stored = {name: add_file(archive, name, link) for name, link in files.items()}
            manifest = Manifest(
                timezone.now().isoformat(), _version(), connection.vendor, migrations, tables, stored, missing
            )
            archive.writestr(MANIFEST, manifest.as_json())
            archive.close()
            with opened(temporary) as again:
                again.check(every_table().values())
        removed = _older(folder, keep) if keep else []
        for old in removed:
            old.unlink()
        return Backup(path, manifest, _sha256(path), removed)


@contextlib.contextmanager
def _moment() -> Iterator[tuple[dict[str, Path], list[str]]]:
    """Read the database as it is at one moment in which all files are there; give these and the names of missing ones.

    A file is deleted after its row, so one that is missing was deleted in between and another moment is looked for. If
    it is missing again it is lost, and the backup says so.
    """
    missing_before: list[str] = []
    for attempt in range(1, ATTEMPTS + 1):
        with _snapshot():
            names = named_files()
            with held(names) as files:
                missing = [name for name in names if name not in files]
                if not missing or missing == missing_before or attempt == ATTEMPTS:
                    yield files, missing
                    return
        missing_before = missing


@contextlib.contextmanager
def _snapshot() -> Iterator[None]:
    """Let every query of the block see the same moment. Nobody who writes waits for it."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with transaction.atomic():
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                yield
            return
        # Not atomic(): its IMMEDIATE would keep writers out. WAL keeps for a reader what was there at its first query.
        cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def _older(folder: Path, keep: int) -> list[Path]:
    """The backups that are not among the newest; other files in the folder are none."""
    return sorted(path for path in folder.iterdir() if NAME.fullmatch(path.name))[:-keep]


def _version() -> str:
    return tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]["version"]


def _sha256(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
