"""One gunicorn worker in production's settings, and somebody who is signed in and asks it."""

import contextlib
import gzip
import json
import re
import secrets
import socket
import statistics
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from tests.bench.growth.databases import manage
from tests.support.databases import ROOT

SERVER = ["-m", "gunicorn", "platform_site.wsgi", "--workers", "1", "--timeout", "300", "--no-control-socket"]
# The sessions of an official and a secretary, and what the addresses of pages are made of: the newest meeting, one of
# its cases, the newest meeting with a difference.
PREPARE = """
import json
from django.contrib.auth import get_user_model
from django.test import Client
from cases.models import Case, ReportingPeriod
from meetings.differences.records import open_differences
from meetings.models import Meeting
from tests.people import BACKEND, person
sessions = {}
for role in ("official", "secretariat"):
    if not get_user_model().objects.filter(username=role).exists():
        person(role)
    client = Client()
    client.force_login(get_user_model().objects.get(username=role), backend=BACKEND)
    sessions[role] = next(iter(client.cookies.items()))[1].value
newest = Meeting.objects.in_order().last()
case = Case.objects.filter(status="tracked").order_by("pk").first()
difference = open_differences()[1][-1]
parts = {"meeting": newest.key, "case": case.pk, "group": "交通組", "period": ReportingPeriod.objects.latest("key").key}
parts |= {"differing": difference.meeting.key, "of": difference.group.pk}
print(json.dumps(parts | {"sessions": sessions}))
"""


@dataclass
class Answer:
    """One answer: how long it took in seconds, and its size as it came and compressed."""

    status: int
    seconds: float
    size: int
    compressed: int


class Server:
    """A running worker with an official and a secretary signed in."""

    def __init__(self, port, pid, sessions, parts):
        self.port, self.pid, self.parts = port, pid, parts
        self._sessions = sessions
        self._headers = {
            "Host": "platform.test",
            "X-Forwarded-Proto": "https",
            "Accept-Encoding": "identity",
        }

    def ask(self, path, role="official", sized=False):
        """Ask for a page; a sync worker closes after each answer, so each has a connection of its own."""
        quoted = re.sub("[^\x21-\x7e]", lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), path)
        begun = time.perf_counter()
        with contextlib.closing(HTTPConnection("127.0.0.1", self.port, timeout=300)) as connection:
            cookie = {"Cookie": f"__Host-sessionid={self._sessions[role]}"}
            connection.request("GET", quoted, headers=self._headers | cookie)
            answer = connection.getresponse()
            body = answer.read()
            taken = time.perf_counter() - begun
        return Answer(answer.status, taken, len(body), len(gzip.compress(body, 6)) if sized else 0)

    def rate(self, path, role, clients, seconds):
        """Answers a second with so many clients that ask without a pause."""
        counted, until = [0] * clients, time.perf_counter() + seconds

        def go(number):
            while time.perf_counter() < until:
                self.ask(path, role)
                counted[number] += 1

        threads = [threading.Thread(target=go, args=(number,)) for number in range(clients)]
        begun = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sum(counted) / (time.perf_counter() - begun)

    def mebibytes(self):
        """What the worker holds in memory."""
        worker = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()[0]
        return int(re.search(r"VmRSS:\s*(\d+)", Path(f"/proc/{worker}/status").read_text())[1]) / 1024


@contextlib.contextmanager
def served(settings, anew=False):
    """A server on the database that `settings` name; `anew`: no page is handed out a second time."""
    settings = settings | {
        "DJANGO_ENV": "production",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "platform.test",
        "DJANGO_SETTINGS_MODULE": "tests.bench.growth.settings",
    }
    if anew:
        settings["GROWTH_ANEW"] = "1"
    Path(settings["STATIC_ROOT"]).mkdir(exist_ok=True)
    manage(settings, "collectstatic", "-v0", "--noinput")
    parts = json.loads(manage(settings, "shell", "-v0", "-c", PREPARE).strip().splitlines()[-1])
    with contextlib.ExitStack() as stack:
        opened = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        log = Path(settings["MEDIA_ROOT"]).parent / "server.log"
        output = stack.enter_context(log.open("wb"))
        command = [sys.executable, *SERVER, "--bind", f"fd://{opened.fileno()}"]
        process = subprocess.Popen(
            command, cwd=ROOT, env=settings, stdout=output, stderr=output, pass_fds=[opened.fileno()]
        )
        stack.callback(process.wait)
        stack.callback(process.terminate)
        server = Server(opened.getsockname()[1], process.pid, parts.pop("sessions"), parts)
        status = server.ask("/floor/empty/").status
        if status != 200:
            sys.exit(f"The server answers {status}:\n{log.read_text()[-3000:]}")
        yield server


@dataclass
class Times:
    """What many answers took, in milliseconds."""

    median: float
    p95: float


def times(answers):
    """The median and the 95th percentile of answers."""
    taken = sorted(answer.seconds * 1000 for answer in answers)
    return Times(statistics.median(taken), taken[min(len(taken) - 1, int(len(taken) * 0.95))])
