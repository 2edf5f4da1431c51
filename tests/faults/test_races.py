"""Several processes save the same rows at once through the pages, and no save is lost.

`python -m tests.bench.faults.races` does the same with eight processes and forty saves each, and says how long they
waited.
"""

import contextlib
import json
import sqlite3
import subprocess
import sys
import time

import pytest
from django.db import OperationalError, connection, transaction
from django.db.models import F

from groups.models import City
from platform_site.shared.sqlite.base import LONGEST_PAUSE
from tests.support.databases import ROOT, environment

PROCESSES, SAVES = 4, 6


@pytest.mark.slow
@pytest.mark.django_db
def test_no_save_of_several_processes_is_lost_and_none_finds_the_database_locked(databases):
    done = subprocess.run(
        [
            *(sys.executable, "-m", "tests.bench.faults.races", "--here"),
            f"--processes={PROCESSES}",
            f"--rounds={SAVES}",
        ],
        cwd=ROOT,
        env=environment(databases.copy_for_site()),
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr[-3000:]
    result = json.loads(done.stdout.splitlines()[-1])
    # One of each kind before the race begins.
    assert sum(row["saved"] for row in result["rows"]) == PROCESSES * SAVES + len(result["rows"])
    assert [row["kind"] for row in result["rows"] if row["saved"] != row["found"]] == []
    assert (result["errors"], result["drift"]) == ([], [])


@pytest.mark.django_db(transaction=True)
def test_a_writer_looks_for_the_lock_more_often_the_longer_it_waits_and_gives_up_at_its_timeout(monkeypatch):
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite has one lock for all writers")
    pauses, sleep = [], time.sleep
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.3)
    monkeypatch.setattr(
        "platform_site.shared.sqlite.base.time.sleep", lambda pause: pauses.append(pause) or sleep(pause)
    )
    with contextlib.closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError, match="database is locked"), transaction.atomic():
            pass
        other.execute("ROLLBACK")

    with transaction.atomic():
        City.objects.update(version=F("version") + 1)
    assert pauses[0] == LONGEST_PAUSE > pauses[-1]
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA busy_timeout").fetchone() == (300,)
