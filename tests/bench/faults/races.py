"""Processes that read, change and write the same rows through the product's own pages, all at once.

    python -m tests.bench.faults.races [--postgres] [--processes 8] [--rounds 40]

Each process signs in and saves by turns, with what the pages gave it: a report, a case in the admin, a meeting's
notice, decisions of one sitting, acceptances (tests/faults/contested.py). Who is told that somebody else was first
reads the page again and repeats the save, so that a save that was lost is a number too low in the end.

It prints the saves acknowledged and found, how often somebody was told to look again, the longest that anybody waited
for one answer, and the errors; the last line has the same as JSON. It fills a database
of its own; with --here it takes the one that DATABASE_URL names, with the platform's data and the demo accounts.
"""

import argparse
import contextlib
import io
import json
import os
import sys
import time
import traceback
from functools import partial

import django

from tests.bench.matrix import database
from tests.bench.table import show

# After so many refusals in a row something is wrong with the page, not with the luck.
MOST_REPEATS = 1_000


def main(arguments=None):
    options = _options(arguments)
    with contextlib.ExitStack() as stack:
        if options.here:
            os.environ.setdefault("DJANGO_SETTINGS_MODULE", "platform_site.settings")
            django.setup()
        else:
            stack.enter_context(database(options.postgres))
            from django.core.management import call_command

            for command in ("load_platform", "load_demo"):
                call_command(command, stdout=io.StringIO())
        from django.test.utils import setup_test_environment

        # Answers then have the forms that their pages were made of.
        setup_test_environment()
        print(json.dumps(race(options.processes, options.rounds), ensure_ascii=False))


def _options(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--here", action="store_true")
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=40)
    return parser.parse_args(arguments)


def race(processes, rounds):
    """Run so many processes with so many saves each; returns what came of it."""
    from django.db import connection

    from tests.faults.contested import SAVES, Contested

    contested = Contested(processes + 1, -(-rounds // len(SAVES)))
    # One of each first: what a page reads into memory once is no part of anybody's wait.
    first = save(processes, len(SAVES), contested)
    connection.close()
    began = time.monotonic()
    pipes = [start(number, rounds, contested) for number in range(processes)]
    results = [first, *(json.loads(read(pipe)) for pipe in pipes)]
    seconds = time.monotonic() - began
    found, drift = contested.found(), contested.drift()
    rows = [
        {
            "kind": kind,
            "saved": sum(result["saved"][kind] for result in results),
            "found": found[kind],
            "told": sum(result["told"][kind] for result in results),
            "longest": round(max(result["longest"][kind] for result in results[1:]), 2),
        }
        for kind in SAVES
    ]
    errors = [error for result in results for error in result["errors"]]
    locked = sum("locked" in error or "deadlock" in error for error in errors)
    load = f"load {os.getloadavg()[0]:.0f} on {os.cpu_count()} processors"
    show(
        f"{processes} processes × {rounds} saves on {connection.vendor}, {seconds:.0f} s, {load}",
        ["save of a", "acknowledged", "found", "told to look again", "longest wait s"],
        [row.values() for row in rows],
    )
    print(f"  {locked} times locked, {len(errors) - locked} other errors, {len(drift)} drifts")
    return {"rows": rows, "errors": errors, "drift": drift}


def start(number, rounds, contested):
    """Start one process; returns the end of a pipe that its report comes out of."""
    reading, writing = os.pipe()
    if os.fork():
        os.close(writing)
        return reading
    os.close(reading)
    status = 1
    try:
        with os.fdopen(writing, "w") as report:
            json.dump(save(number, rounds, contested), report)
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def read(pipe):
    with os.fdopen(pipe) as report:
        text = report.read()
    os.wait()
    return text


def save(number, rounds, contested):
    """One process's saves, and what came of them."""
    from tests.faults.contested import SAVES

    result = {name: dict.fromkeys(SAVES, 0) for name in ("saved", "told", "longest")} | {"errors": []}
    clients, kinds = contested.sign_in(), list(SAVES)
    for place in range(rounds):
        # Each process begins elsewhere, so that all kinds are on their way at the same time.
        kind = kinds[(place + number) % len(kinds)]
        for client in clients.values():
            client.longest = 0.0
        step = partial(SAVES[kind], contested, clients, number, place // len(kinds))
        try:
            told = until_saved(step)
        except Exception as error:
            result["errors"].append(f"{kind}: {type(error).__name__}: {error}"[:300])
            continue
        result["saved"][kind] += 1
        result["told"][kind] += told
        result["longest"][kind] = max(result["longest"][kind], *(client.longest for client in clients.values()))
    return result


def until_saved(step):
    """Take the step until it is acknowledged; returns how often it was refused."""
    for told in range(MOST_REPEATS):
        if step():
            return told
    raise AssertionError(f"refused {MOST_REPEATS} times")


if __name__ == "__main__":
    main()
