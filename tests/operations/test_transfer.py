"""From SQLite to PostgreSQL and back: a backup of the one is restored on the other, every row alike."""

import json
import re
import subprocess
import sys
from urllib.parse import quote
from zipfile import ZipFile

import psycopg
import pytest

from tests.operations.conftest import new_empty_place
from tests.support.databases import ROOT, environment
from tests.support.postgres import ephemeral_postgres

pytestmark = [pytest.mark.slow, pytest.mark.sqlite_suffices]


def manage(url, media, *arguments):
    """What manage.py printed in a process of its own."""
    done = subprocess.run(
        [sys.executable, "manage.py", *map(str, arguments)],
        cwd=ROOT,
        env=environment(url) | {"MEDIA_ROOT": str(media)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def manifest_of(folder):
    (path,) = folder.glob("backup-*.zip")
    with ZipFile(path) as archive:
        return path, json.loads(archive.read("manifest.json"))


@pytest.fixture
def plain_postgres():
    """The URL of a PostgreSQL database whose owner is no superuser, as in a real installation."""
    with ephemeral_postgres() as url:
        folder = re.search(r"host=(.*)", url)[1].replace("%2F", "/")
        with psycopg.connect(host=folder, user="postgres", dbname="postgres", autocommit=True) as superuser:
            superuser.execute("CREATE ROLE plain LOGIN")
            superuser.execute("CREATE DATABASE moved OWNER plain")
        yield f"postgres://plain@/moved?host={quote(folder, safe='')}"


def test_sqlite_to_postgresql_and_back_with_equal_digests(backup_made, plain_postgres, databases, enter, tmp_path):
    moved, back = tmp_path / "moved", tmp_path / "back"
    manage(plain_postgres, moved, "migrate", "-v0")
    restored = manage(plain_postgres, moved, "restore", backup_made.path)
    manage(plain_postgres, moved, "rebuild_search", "--check")
    manage(plain_postgres, moved, "verify_ledger")
    manage(plain_postgres, moved, "backup", tmp_path / "of-postgresql")
    of_postgresql, second = manifest_of(tmp_path / "of-postgresql")
    place = new_empty_place(databases, back)
    manage(place.url, place.media, "restore", of_postgresql)
    manage(place.url, place.media, "rebuild_search", "--check")
    manage(place.url, place.media, "backup", tmp_path / "of-sqlite")
    _, third = manifest_of(tmp_path / "of-sqlite")
    _, first = manifest_of(backup_made.path.parent)

    assert [first["engine"], second["engine"], third["engine"]] == ["sqlite", "postgresql", "sqlite"]
    assert first["tables"] == second["tables"] == third["tables"]
    assert first["files"] == second["files"] == third["files"]
    assert first["migrations"] == second["migrations"]
    assert f"資料的驗證碼：{backup_made.manifest.sha256}\n" in restored
    assert "verify_ledger：所有快取值皆與帳冊一致。" in restored
