"""Two hundred people who read and twenty who save, for a minute, on gunicorn and PostgreSQL.

    python -m tests.bench.load [--restart] [--readers 200] [--writers 20] [--seconds 60] [--think 5,15]
                               [--gunicorn "--workers 3"] [--set NAME=VALUE …] [--replica]

A reader opens a page, reads it for some seconds (--think: from, to) and opens the next; a writer opens a form, types
for as long, saves, and so on. Each has a session of their own. With --restart the primary is stopped in the middle, for
a second, and started again. Everything is on loopback, the people are threads of this process.

It prints the answers a second, their times, and everything that was wrong; the exit status is 1 where something was,
beyond what a server that is down must cause.
"""

import argparse
import contextlib
import json
import os
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from tests.bench.load.visitors import Reader, Writer
from tests.bench.table import show
from tests.support.databases import manage
from tests.support.postgres import postgres_server
from tests.support.site import serve

SECONDS_DOWN, MAY_TAKE = 1.0, 10.0


def main(arguments=None):
    options = _options(arguments)
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(postgres_server(durable=True))
        server.make_database()
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        settings = {"MEDIA_ROOT": f"{folder}/media"} | dict(pair.split("=", 1) for pair in options.set)
        for command in ("migrate", "load_platform", "load_demo", "load_demo_reports"):
            manage(server.url, command, **settings)
        code = f"from tests.bench.load.people import prepare; prepare({options.readers}, {options.writers})"
        told = json.loads(manage(server.url, "shell", "-v0", "-c", code, **settings).strip().splitlines()[-1])
        server.execute("VACUUM ANALYZE")
        if options.replica:
            settings["DATABASE_REPLICA_URL"] = stack.enter_context(server.replica()).url
        return max(measure(server, folder, told, options, gunicorn, settings) for gunicorn in options.gunicorn)


def measure(server, folder, told, options, gunicorn, settings):
    """Serve the platform that way, let everybody work, and print what came of it; returns the exit status."""
    with serve(server.url, Path(folder), gunicorn=gunicorn.split(), **settings) as site:
        found = load(site.url, told, options, server)
        found["connections"] = server.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = 'platform'")
    found["log"] = [line for line in (Path(folder) / "server.log").read_text().splitlines() if line][-5:]
    return report(found, options, gunicorn)


def load(url, told, options, server):
    """Let everybody work; returns what they were answered, and when the server was down."""
    over = threading.Event()
    people = []
    for number, person in enumerate(told["people"]):
        about = (url, person["session"], options.think, number, over)
        is_writer = "save" in person
        people.append(Writer(*about, save=person["save"]) if is_writer else Reader(*about, pages=told["pages"]))
    began = time.monotonic()
    used = {name: seconds_of(name) for name in ("gunicorn", "postgres")}
    for person in people:
        person.start()
    found = {"began": began, "stopped": None, "back": None}
    if options.restart:
        time.sleep(options.seconds / 2)
        found["stopped"] = time.monotonic()
        server.stop(signal.SIGINT)
        time.sleep(SECONDS_DOWN)
        server.start()
        found["back"] = time.monotonic()
    time.sleep(max(0.0, began + options.seconds - time.monotonic()))
    found["memory"] = memory_of_workers()
    found["used"] = {name: seconds_of(name) - before for name, before in used.items()}
    over.set()
    for person in people:
        person.join()
    found["visits"] = [visit for person in people for visit in person.visits]
    found["saved"] = sum(person.saved for person in people if isinstance(person, Writer))
    return found


def memory_of_workers():
    """MiB of memory of each gunicorn process that this one started: resident, the master first."""
    found = {}
    for path in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            status = dict(line.split(":", 1) for line in (path / "status").read_text().splitlines() if ":" in line)
            if b"gunicorn" in (path / "cmdline").read_bytes():
                found[int(path.name)] = (int(status["PPid"]), int(status["VmRSS"].split()[0]) // 1024)
    masters = [pid for pid, (parent, _) in found.items() if parent == os.getpid()]
    return [found[pid][1] for pid in masters] + [size for parent, size in found.values() if parent in masters]


def seconds_of(program):
    """Seconds of a processor that the processes below this one have used whose command names the program."""
    ticks, parents = {}, {}
    for path in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            after_name = (path / "stat").read_text().rpartition(")")[2].split()
            parents[int(path.name)] = int(after_name[1])
            if program.encode() in (path / "cmdline").read_bytes():
                # With those of processes that ended, such as connections that were closed.
                ticks[int(path.name)] = sum(map(int, after_name[11:15]))
    ours = [os.getpid()]
    for pid in ours:
        ours += [child for child, parent in parents.items() if parent == pid]
    return sum(ticks.get(pid, 0) for pid in ours) / os.sysconf("SC_CLK_TCK")


def report(found, options, gunicorn):
    """Print what was found; returns the exit status."""
    seconds = options.seconds
    kinds = {"read": "pages read", "form": "forms opened", "save": "saves"}
    rows = []
    for kind, name in [*kinds.items(), (None, "all")]:
        of_kind = [visit for visit in found["visits"] if kind in (None, visit.kind)]
        times = sorted(visit.seconds * 1000 for visit in of_kind) or [0.0]
        wrong = sum(bool(visit.wrong) for visit in of_kind)
        shares = [f"{times[min(len(times) - 1, int(len(times) * share))]:.0f}" for share in (0.5, 0.95, 0.99)]
        rows.append([name, len(of_kind), f"{len(of_kind) / seconds:.1f}", *shares, f"{times[-1]:.0f}", wrong])
    machine = f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"
    people = (
        f"{options.readers} readers, {options.writers} writers who think {options.think[0]:g}–{options.think[1]:g} s"
    )
    show(
        f"{people}, {seconds:g} s, gunicorn {gunicorn}, {machine}",
        ["", "answers", "a second", "median ms", "p95", "p99", "longest", "wrong"],
        rows,
    )
    print(f"  MiB of each gunicorn process: {found['memory']}; connections to the primary: {found['connections']}")
    used = ", ".join(f"{name} {seconds_used:.1f}" for name, seconds_used in found["used"].items())
    print(f"  seconds of a processor: {used}")
    wrong = [visit for visit in found["visits"] if visit.wrong]
    print(f"  {found['saved']} saves acknowledged; wrong: {dict(Counter(visit.wrong for visit in wrong))}")
    if found["back"] is not None:
        down = found["back"] - found["stopped"]
        well = max([found["back"], *(visit.at for visit in wrong)]) - found["back"]
        print(f"  down for {down:.1f} s, all well {well:.1f} s after it took connections again")
    inexcusable = [visit for visit in wrong if not is_of_restart(visit, found)]
    for visit in inexcusable[:10]:
        print(f"  at {visit.at - found['began']:.1f} s {visit.path}: {visit.wrong}")
    if inexcusable:
        print("  the server's log ends:", *found["log"], sep="\n    ")
    return int(bool(inexcusable))


def is_of_restart(visit, found):
    """Whether what was wrong with an answer is what a server that is down must cause; a lost save never is."""
    if found["back"] is None or "shows" in visit.wrong:
        return False
    return visit.at > found["stopped"] and visit.at < found["back"] + MAY_TAKE


def _options(arguments):
    parser = argparse.ArgumentParser(prog="python -m tests.bench.load", description=__doc__.splitlines()[0])
    parser.add_argument("--restart", action="store_true")
    parser.add_argument("--replica", action="store_true")
    parser.add_argument("--readers", type=int, default=200)
    parser.add_argument("--writers", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--think", type=lambda typed: tuple(map(float, typed.split(","))), default=(5.0, 15.0))
    parser.add_argument("--gunicorn", action="append", help="its arguments; several times: one measure after the other")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    options = parser.parse_args(arguments)
    options.gunicorn = options.gunicorn or ["--workers 3"]
    return options


if __name__ == "__main__":
    sys.exit(main())
