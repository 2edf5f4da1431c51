"""Finalise a meeting in a process of its own and kill it at a random moment; prints what was left, one line a try.

Run by `test_killing.py` with a scratch database, which it copies for each try, and a scratch MEDIA_ROOT. The process
forks: the children have everything imported, and die by SIGKILL somewhere between their start and their end.
"""

import json
import os
import random
import shutil
import signal
import sys
import time
from pathlib import Path

import django
from django.db import connection, connections

django.setup()

from django.conf import settings  # noqa: E402

from groups.actors import Actor  # noqa: E402
from meetings.models import Meeting  # noqa: E402
from meetings.record import documents, finalising  # noqa: E402
from meetings.record.compose import compose  # noqa: E402
from meetings.record.verifying import verify_ledger  # noqa: E402
from meetings.record.versions import Edition  # noqa: E402

ACTOR = Actor("王小明")
SEED = 9


def use(name):
    connections.close_all()
    connection.settings_dict["NAME"] = name


def copied(source, number):
    """A fresh copy of the database for one try."""
    if connection.vendor == "sqlite":
        name = f"{source}_{number}"
        shutil.copy(source, name)
        return name
    name = f"killed_{number}"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
    return name


def draft():
    return Meeting.objects.select_related("level__platform").get(level__name="副市長層級", number=6)


def in_child(source, number, delay, locked=False):
    """Finalise in a child that is killed after `delay` seconds, None for never; (seconds in all, of them locked).

    `locked` counts the delay from the moment when the files are on the disk and the transaction begins.
    """
    connections.close_all()
    use(copied(source, number))
    connections.close_all()
    ready, tell = os.pipe()
    start = time.monotonic()
    child = os.fork()
    if not child:
        finalising.store_copies = lambda edition: (documents.store_copies(edition), os.write(tell, b"."))[0]
        finalising.finalise(draft(), ACTOR)
        connections.close_all()
        os._exit(0)
    os.close(tell)
    if locked or delay is None:
        os.read(ready, 1)
    began = time.monotonic()
    if delay is not None:
        time.sleep(delay)
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(ready)
    wait_for_the_server()
    return time.monotonic() - start, time.monotonic() - began


def wait_for_the_server():
    """Let PostgreSQL notice that its client is gone: until then a commit may still be under way."""
    while connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
            if cursor.fetchone()[0] == 1:
                return
        time.sleep(0.02)


def left():
    """What the database and the disk have after a kill: the state, what is half, what verify_ledger says."""
    meeting = draft()
    versions = list(meeting.versions.all())
    files = [row for version in versions for row in version.files.all()]
    whole_final = meeting.is_final and len(versions) == 1 and len(files) == len(documents.COPIES)
    whole_draft = not meeting.is_final and not versions and not meeting.content_sha256
    names = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file() and path.suffix]
    torn = [path.name for path in names if documents.sha256_of(path.read_bytes()) != path.stem]
    return {
        "state": "final" if whole_final else "draft" if whole_draft else "half",
        "torn": torn,
        "wrong": [line for line in verify_ledger() if "第6次" in line],
    }


def main(source, tries):
    use(source)
    # Fonts and templates are read once, so that a child's time is that of finalising.
    documents.minutes_pdf(Edition(draft(), compose(draft())))
    times = [in_child(source, f"whole_{number}", None) for number in range(2)]
    whole, locked = (max(column) for column in zip(*times, strict=True))
    print(json.dumps({"seconds": round(whole, 2), "locked": round(locked, 2)}), flush=True)
    moments = random.Random(SEED)
    for number in range(tries):
        # Every second kill aims at the transaction, which is a small part of the whole.
        aimed = bool(number % 2)
        delay = moments.uniform(0, (locked if aimed else whole) * 1.05)
        in_child(source, number, delay, aimed)
        print(json.dumps({"after": round(delay, 3), "aimed": aimed} | left(), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
