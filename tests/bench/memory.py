"""The memory of one worker, served as in production, under mixed reading, writing and PDFs.

    python -m tests.bench.memory [--minutes 10] [--clients 2] [--postgres]

A site of its own with the five meetings. Clients ask as fast as they are answered; every ten seconds the worker's
memory is read from /proc. Printed: the samples, the level of each minute after the first two (the median of its
samples), from the first to the last, and the slope by least squares. Exit code 1 where the level rose by more than 3 %
or an answer was no page.
"""

import argparse
import contextlib
import json
import os
import random
import re
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from tests.bench.table import show
from tests.forms import Forms

ROOT = Path(__file__).resolve().parents[2]
SERVER = ["-m", "gunicorn", "platform_site.wsgi", "--workers", "1", "--timeout", "120", "--no-control-socket"]
SERVER += ["--logger-class", "platform_site.operations.gunicorn_log.Log"]
EVERY, WARM_UP = 10, 120
# Of the level after two minutes: a worker's own noise between two minutes is below 2 %.
TOLERANCE = 0.03
READ = [
    "/",
    "/meetings/",
    "/meetings/deputy-mayor-5/",
    "/meetings/deputy-mayor-5/minutes/",
    "/meetings/tally/",
    "/cases/",
    "/cases/?q=污水",
    "/cases/1/",
    "/search/?q=交通",
    "/stuck/",
    "/cities/matrix/",
    "/reports/",
    "/directives/",
    "/work-report/",
    "/proposals/",
    "/audit/",
    "/meetings/compare/",
    "/imports/",
    "/cases/export.csv",
    "/cases/export.ods",
    "/public/",
    "/admin/",
    "/admin/cases/case/",
]
PAPERS = [
    "/meetings/tally.pdf",
    "/meetings/deputy-mayor-5/tally.pdf",
    "/meetings/deputy-mayor-5/minutes.pdf",
    "/stuck.pdf",
    "/cities/matrix.pdf",
    "/work-report/report.pdf",
    "/work-report/report.odt",
    "/meetings/compare.pdf",
]
FILL = """
import io
from django.core.management import call_command
from tests.support.full_site import fill
call_command("load_platform", stdout=io.StringIO())
call_command("load_demo", stdout=io.StringIO())
fill()
"""
# In production mode, whose key signs them.
SESSIONS = """
import json
from django.contrib.auth import get_user_model
from django.test import Client
from tests.people import BACKEND
keys = {}
for name in ("secretary", "liaison"):
    client = Client()
    client.force_login(get_user_model().objects.get(username=name), backend=BACKEND)
    keys[name] = next(iter(client.cookies.items()))[1].value
print(json.dumps(keys))
"""


class Visitor:
    """A signed-in browser that keeps its cookies."""

    def __init__(self, port, key):
        self.port = port
        self.cookies = {"__Host-sessionid": key}

    def ask(self, method, path, fields=None):
        """(status, body, location) of one request, as the proxy in front passes it on."""
        body = urlencode(fields, doseq=True) if fields is not None else None
        headers = {"Host": "platform.test", "X-Forwarded-Proto": "https", "Referer": "https://platform.test/"}
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = HTTPConnection("127.0.0.1", self.port, timeout=120)
        with contextlib.closing(connection):
            connection.request(method, quoted(path), body, headers)
            answer = connection.getresponse()
            for header in answer.headers.get_all("Set-Cookie", []):
                name, _, value = header.partition(";")[0].partition("=")
                self.cookies[name] = value
            return answer.status, answer.read(), answer.headers.get("Location")

    def write(self, path, text):
        """Send the form of the page at `path` that has `text` for a field, with another text in it."""
        status, body, _ = self.ask("GET", path)
        if status != 200:
            return status
        page = body.decode()
        token = re.search('name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        for address, fields in Forms(page, path).sent:
            if text in fields:
                fields |= {text: [f"{time.monotonic()} 已召開協調會議。"], "csrfmiddlewaretoken": [token]}
                return self.ask("POST", address, fields)[0]
        raise AssertionError(f"{path} has no form with {text}")


def quoted(path):
    return re.sub("[^\x21-\x7e]", lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), path)


class Load:
    """Threads that ask until they are told to stop; `answers` counts what came back by kind and status."""

    def __init__(self, port, parts, sessions, clients):
        self.stop = threading.Event()
        self.answers = Counter()
        # (page, who writes there, the field that gets another text)
        self.forms = [
            (f"/admin/cases/case/{parts['unwritten']['case']}/change/", "secretary", "summary"),
        ]
        self.threads = [
            threading.Thread(target=self._go, args=(random.Random(number), port, sessions), daemon=True)
            for number in range(clients)
        ]

    def _go(self, chance, port, sessions):
        visitors = {name: Visitor(port, key) for name, key in sessions.items()}
        while not self.stop.is_set():
            try:
                self._ask(chance, visitors)
            except OSError:
                # The server's own end closes the last connections.
                if not self.stop.is_set():
                    raise

    def _ask(self, chance, visitors):
        secretary, draw = visitors["secretary"], chance.random()
        if draw < 0.70:
            self.answers["read", secretary.ask("GET", chance.choice(READ))[0]] += 1
        elif draw < 0.85:
            path, name, text = chance.choice(self.forms)
            self.answers["write", visitors[name].write(path, text)] += 1
        elif draw < 0.90:
            self.answers[
                "search",
                secretary.ask("GET", f"/search/?q={chance.choice('交通水污防災')}{chance.randrange(10**6)}")[0],
            ] += 1
        else:
            self.answers["paper", secretary.ask("GET", chance.choice(PAPERS))[0]] += 1

    def wrong(self):
        """Answers that are neither a page nor what a form leads to; 409 is one client's form behind the other's."""
        return {kind: count for kind, count in self.answers.items() if kind[1] not in (200, 302, 409)}


@contextlib.contextmanager
def served(folder, postgres):
    """A production server of one worker on a filled site: (port, pid of the worker, what
    stands in its addresses, the sessions).
    """
    with contextlib.ExitStack() as stack:
        url = f"sqlite:///{folder}/memory.sqlite3"
        if postgres:
            from tests.support.postgres import ephemeral_postgres

            url = stack.enter_context(ephemeral_postgres())
        settings = os.environ | {
            "DATABASE_URL": url,
            "MEDIA_ROOT": f"{folder}/media",
            "STATIC_ROOT": f"{folder}/static",
        }
        settings |= {"AUDIT_HEADS": f"{folder}/heads", "DJANGO_ENV": "local"}
        manage(settings, "migrate", "-v0")
        parts = manage(settings, "shell", "-v0", "-c", FILL)
        settings |= {
            "DJANGO_ENV": "production",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "ALLOWED_HOSTS": "platform.test",
        }
        sessions = manage(settings, "shell", "-v0", "-c", SESSIONS)
        manage(settings, "collectstatic", "-v0", "--noinput")
        opened = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        log = stack.enter_context(open(f"{folder}/server.log", "wb"))
        command = [sys.executable, *SERVER, "--bind", f"fd://{opened.fileno()}"]
        server = subprocess.Popen(command, cwd=ROOT, env=settings, stdout=log, stderr=log, pass_fds=[opened.fileno()])
        stack.callback(server.wait)
        stack.callback(server.terminate)
        port = opened.getsockname()[1]
        status = Visitor(port, "").ask("GET", "/healthz")[0]
        assert status == 200, Path(f"{folder}/server.log").read_text()
        yield port, int(Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()[0]), parts, sessions


def manage(settings, *arguments):
    """Run manage.py and return the JSON it printed last, None where it printed nothing."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=settings, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout.strip().splitlines()[-1]) if done.stdout.strip() else None


def mib(pid):
    """What the process holds in memory; 0 where it has ended."""
    try:
        found = re.search(r"VmRSS:\s*(\d+)", Path(f"/proc/{pid}/status").read_text())
    except OSError:
        return 0
    return int(found[1]) / 1024 if found else 0


def held(pid):
    """(what the worker holds, what it and the process that draws its PDFs hold together)."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return mib(pid), mib(pid) + sum(mib(child) for task in tasks for child in task.read_text().split())


def main():
    arguments = argparse.ArgumentParser(prog="python -m tests.bench.memory")
    arguments.add_argument("--minutes", type=float, default=10)
    arguments.add_argument("--clients", type=int, default=2)
    arguments.add_argument("--postgres", action="store_true")
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="memory-") as folder, served(folder, chosen.postgres) as server:
        port, pid, parts, sessions = server
        load, samples = Load(port, parts, sessions, chosen.clients), [(0, *held(pid))]
        for thread in load.threads:
            thread.start()
        began = time.monotonic()
        while time.monotonic() < began + chosen.minutes * 60:
            time.sleep(EVERY)
            samples.append((time.monotonic() - began, *held(pid)))
            print("{:5.0f} s  {:6.1f} MiB  {:6.1f} MiB".format(*samples[-1]), load.answers.total(), flush=True)
        load.stop.set()
    show("answers", ["kind", "status", "number"], [[*kind, count] for kind, count in sorted(load.answers.items())])
    wrong = load.wrong()
    if wrong:
        print(f"answers that were no page: {wrong}")
    growths = [
        growth("the worker", [(at, alone) for at, alone, _ in samples]),
        growth("with the drawing process", [(at, both) for at, _, both in samples]),
    ]
    sys.exit(1 if wrong or max(growths) > TOLERANCE else 0)


def growth(name, samples):
    """Print the levels and return by which part the last one is above the first; 0 where the run was too short."""
    minutes = {}
    for at, mebibytes in samples:
        if at > WARM_UP:
            minutes.setdefault(int((at - WARM_UP) // 60), []).append(mebibytes)
    levels = [statistics.median(of_one) for of_one in minutes.values() if len(of_one) * EVERY >= 50]
    if len(levels) < 2:
        print("Too short to tell a level: give it more than four minutes.")
        return 0
    slope = statistics.linear_regression(range(len(levels)), levels).slope
    grown = levels[-1] / levels[0] - 1
    print(f"{name}, level of each minute after the first two: " + " ".join(f"{level:.1f}" for level in levels))
    print(f"{levels[0]:.1f} MiB to {levels[-1]:.1f} MiB ({grown:+.1%}), slope {slope:+.2f} MiB a minute")
    return grown


if __name__ == "__main__":
    main()
