"""What tests of kill -9 share: a copy of a database for each try, a child that dies at a moment, and what is left.

The process that uses this forks: its children have everything imported, and die by SIGKILL somewhere between their
start and their end.
"""

import os
import random
import shutil
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import connection, connections

from groups.audit import chain
from meetings.record.verifying import verify_ledger
from platform_site.shared.kept_files import sha256_of

SEED = 9


def use(name):
    """Let Django's connection lead to another database."""
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
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
    return name


class Killed(NamedTuple):
    """What was acknowledged, the seconds that the step took, and those since the word `after` was said."""

    acknowledged: list[str]
    seconds: float
    since: float


def in_child(step, delay, after=""):
    """Run `step` in a process that is killed after `delay` seconds, None for never.

    The step is handed a function that says that something was acknowledged, a word without a line break. With `after`
    the delay counts from that word.
    """
    connections.close_all()
    reading, writing = os.pipe()
    start = time.monotonic()
    child = os.fork()
    if not child:
        status = 1
        try:
            step(lambda word: os.write(writing, f"{word}\n".encode()))
            connections.close_all()
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(status)
    os.close(writing)
    with os.fdopen(reading) as words:
        acknowledged = [words.readline().strip()] if after else []
        assert acknowledged == ([after] if after else [])
        began = time.monotonic()
        if delay is not None:
            time.sleep(delay)
            os.kill(child, signal.SIGKILL)
        acknowledged += words.read().splitlines()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (0, -signal.SIGKILL), f"the step failed by itself: {status}"
    wait_for_the_server()
    return Killed(acknowledged, time.monotonic() - start, time.monotonic() - began)


def wait_for_the_server():
    """Let PostgreSQL notice that its client is gone: until then a commit may still be under way."""
    while connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
            if cursor.fetchone()[0] == 1:
                return
        time.sleep(0.02)


def moments(seconds, tries):
    """Random moments within a step that takes so many seconds, and a little behind its end."""
    chance = random.Random(SEED)
    return [chance.uniform(0, seconds * 1.05) for _ in range(tries)]


def torn_files():
    """Files whose content is not the one that their name, made of its hash, says."""
    names = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file() and len(path.stem) >= 16]
    return [path.name for path in names if not sha256_of(path.read_bytes()).startswith(path.stem.partition("_")[0])]


def drift():
    """What the platform's own checks say of ledger, seals, files and audit trail."""
    return [*verify_ledger(), *chain.verify().faults]
