"""`python -m tests.bench.documents [--rounds 15] [--postgres]`: each figure beside its floor, in turns in one run.

- Minutes: the drawing process warm, next to WeasyPrint alone on the same HTML in a process without Django.
- A page of the site that is empty, minutes as stored, a draft's PDF as kept, by one gunicorn worker, signed in.
- The memory of the process after fifty minutes and after fifty documents of every kind.
- Which documents take more than two seconds: seconds by tags and characters.
"""

import argparse
import io
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from http.client import HTTPConnection
from multiprocessing import Pipe
from pathlib import Path

from tests.bench.matrix import database
from tests.bench.table import show

ROOT = Path(__file__).resolve().parents[3]
PAPERS = [
    *(f"/meetings/deputy-mayor-{number}/tally.pdf" for number in range(1, 6)),
    *(f"/meetings/deputy-mayor-5/papers/{name}.pdf" for name in ("notice", "agenda", "sign-in", "handout")),
    *("/meetings/tally.pdf", "/stuck.pdf", "/stuck/wall.pdf", "/cities/matrix.pdf", "/work-report/report.pdf"),
    *("/meetings/compare.pdf", "/meetings/upcoming/next-meeting.pdf", "/cases/export.pdf"),
]
# WeasyPrint alone, as a process of its own that knows the fetcher and nothing else of ours.
ALONE = """
import sys
from multiprocessing.connection import Connection
from pathlib import Path
from weasyprint import HTML
from platform_site.shared.pdf.typesetting import ORIGIN, StaticFilesOnly
connection, folders = Connection(int(sys.argv[1])), [Path(folder) for folder in sys.argv[2:]]
while True:
    html = connection.recv_bytes().decode()
    fetcher = StaticFilesOnly(folders)
    document = HTML(string=html, base_url=ORIGIN, url_fetcher=fetcher, media_type="print")
    connection.send_bytes(document.write_pdf(pdf_variant="pdf/ua-1"))
"""


def main():
    arguments = argparse.ArgumentParser(prog="python -m tests.bench.documents")
    arguments.add_argument("--rounds", type=int, default=15)
    arguments.add_argument("--postgres", action="store_true")
    arguments.add_argument(
        "--rows", type=int, nargs="*", default=[150, 500, 2_000, 5_000], help="lists of so many rows"
    )
    chosen = arguments.parse_args()
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="documents-"))
        os.environ["MEDIA_ROOT"] = f"{folder}/media"
        prepare(stack, chosen.postgres)
        minutes, texts = minutes_html(), papers_html()
        drawing(stack, minutes[2], chosen.rounds)
        serving(stack, folder, 20 * chosen.rounds)
        memory(minutes, texts)
        lengths([*minutes, *texts], chosen.rows)


def prepare(stack, postgres):
    """A database of its own with the platform's data and a person to sign in."""
    name = stack.enter_context(database(postgres)).settings_dict["NAME"]
    if postgres:
        # For the server too.
        os.environ["DATABASE_URL"] = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"
    from django.core.management import call_command

    call_command("load_platform", verbosity=0, stdout=io.StringIO())
    call_command("load_demo", verbosity=0, stdout=io.StringIO())


def minutes_html():
    """The HTML of the minutes of each meeting."""
    from meetings.models import Meeting
    from meetings.record.documents import minutes_html as html_of
    from meetings.record.versions import edition_of

    return [html_of(edition_of(meeting)) for meeting in Meeting.objects.finalised().in_order()]


def papers_html():
    """The HTML of every other kind of document."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    from platform_site.shared.pdf.rendering import TYPESETTER
    from tests.people import BACKEND

    drawn, draw = [], TYPESETTER.pdf
    TYPESETTER.pdf = lambda html, *_: drawn.append(html) or b"%PDF-"
    client = Client(headers={"host": "localhost"})
    client.force_login(get_user_model().objects.get(username="secretary"), backend=BACKEND)
    for address in PAPERS:
        assert client.get(address).status_code == 200, address
    TYPESETTER.pdf = draw
    from platform_site.shared.documents.models import DrawnDocument

    # Not what those requests kept: no PDFs.
    DrawnDocument.objects.all().delete()
    return drawn


def medians(functions, rounds):
    """{name: milliseconds, the median}, of functions called in turns."""
    taken = {name: [] for name in functions}
    for name in functions:
        functions[name]()
    for _ in range(rounds):
        for name, function in functions.items():
            start = time.perf_counter()
            function()
            taken[name].append((time.perf_counter() - start) * 1000)
    return {name: statistics.median(times) for name, times in taken.items()}


def compare(title, found):
    floor = next(iter(found.values()))
    show(title, ["", "median ms", "to the floor"], [[n, f"{ms:.1f}", f"{ms / floor:.2f}"] for n, ms in found.items()])


def drawing(stack, html, rounds):
    from django.conf import settings

    from platform_site.shared.pdf.rendering import ENVIRONMENT, Typesetter

    ours, other = Pipe()
    folders = [str(folder) for folder in settings.STATICFILES_DIRS if isinstance(folder, str | Path)]
    alone = subprocess.Popen(
        [sys.executable, "-c", ALONE, str(other.fileno()), *folders],
        pass_fds=[other.fileno()],
        cwd=ROOT,
        env={name: os.environ[name] for name in ENVIRONMENT if name in os.environ},
        stderr=subprocess.DEVNULL,
    )
    other.close()
    stack.callback(alone.wait)
    stack.callback(alone.kill)
    typesetter = Typesetter()
    stack.callback(typesetter.close)

    def draw_alone():
        ours.send_bytes(html.encode())
        ours.recv_bytes()

    found = medians({"WeasyPrint alone": draw_alone, "the drawing process": lambda: typesetter.pdf(html)}, rounds)
    compare("minutes of the third meeting, warm", found)


def serving(stack, folder, rounds):
    from django.contrib.auth import get_user_model
    from django.test import Client

    from meetings.models import Meeting, MeetingLevel
    from meetings.record.drafts import start_draft
    from tests.factories import SECRETARY
    from tests.people import BACKEND

    level = MeetingLevel.objects.get(slug="deputy-mayor")
    start_draft(Meeting(level=level, number=6, held_on="2026-12-01"), SECRETARY)
    keys = {}
    for name in ("official", "secretary"):
        client = Client()
        client.force_login(get_user_model().objects.get(username=name), backend=BACKEND)
        keys[name] = client.cookies["sessionid"].value
    with subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "tests.bench.documents.server", "--bind", f"unix:{folder}/socket"]
        + ["--workers", "1", "--log-level", "warning", "--no-control-socket", "--timeout", "120"],
        cwd=ROOT,
        env=os.environ,
    ) as server:
        stack.callback(server.wait)
        stack.callback(server.terminate)
        ask = asker(f"{folder}/socket", keys)
        found = medians(
            {
                "empty page": lambda: ask("official", "/empty/"),
                "stored minutes": lambda: ask("official", "/meetings/deputy-mayor-3/minutes.pdf"),
                "kept tally": lambda: ask("official", "/meetings/deputy-mayor-3/tally.pdf"),
                "kept minutes of a draft": lambda: ask("secretary", "/meetings/deputy-mayor-6/minutes.pdf"),
            },
            rounds,
        )
        compare("one gunicorn worker, signed in", found)
        server.terminate()


def asker(path, keys):
    """A function that asks the server on a socket for a page."""
    import socket

    class Connection(HTTPConnection):
        def connect(self):
            deadline = time.monotonic() + 30
            while True:
                self.sock = socket.socket(socket.AF_UNIX)
                try:
                    self.sock.connect(path)
                    return
                except OSError:
                    if time.monotonic() > deadline:
                        raise
                    time.sleep(0.1)

    def ask(who, address):
        connection = Connection("localhost", timeout=120)
        connection.request("GET", address, headers={"Cookie": f"sessionid={keys[who]}"})
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        assert answer.status == 200, (address, answer.status)
        assert not address.endswith(".pdf") or content.startswith(b"%PDF-"), address

    return ask


def memory(minutes, texts):
    rows = []
    for name, documents in {"50 minutes": minutes, "50 documents of every kind": [*texts, *minutes]}.items():
        from platform_site.shared.pdf.rendering import Typesetter

        typesetter, held, peak, processes = Typesetter(), [], [], set()
        for number in range(50):
            typesetter.pdf(documents[number % len(documents)])
            status = status_of(typesetter._process.pid)
            processes.add(typesetter._process.pid)
            held.append(status["VmRSS"])
            peak.append(status["VmHWM"])
        typesetter.close()
        rows.append([name, f"{max(held):.0f}", f"{max(peak):.0f}", len(processes)])
    show("memory of the drawing process", ["", "MiB between documents", "MiB at most", "processes"], rows)


def status_of(pid):
    """What /proc says of a process, in MiB."""
    text = Path(f"/proc/{pid}/status").read_text()
    return {name: int(kib) / 1024 for name, kib in re.findall(r"^(VmRSS|VmHWM):\s*(\d+)", text, re.MULTILINE)}


def lengths(texts, sizes):
    from platform_site.shared.documents.drawing import is_long
    from platform_site.shared.pdf.rendering import Typesetter

    (listed,) = [html for html in texts if "產製時間" in html]
    body = re.search(r"<tbody>(.*?)</tbody>", listed, re.DOTALL)[1]
    of_one = re.findall(r"<tr.*?</tr>", body, re.DOTALL)
    lists = [listed.replace(body, "".join(of_one[at % len(of_one)] for at in range(size))) for size in sizes]
    rows = []
    for html in [*texts, *lists]:
        # A process of its own for each of the lists: its peak is the document's.
        typesetter = Typesetter()
        typesetter.pdf("<html lang=zh-Hant-TW><title>x</title>")
        start = time.perf_counter()
        typesetter.pdf(html, 900)
        seconds, peak = time.perf_counter() - start, status_of(typesetter._process.pid)["VmHWM"]
        typesetter.close()
        title = re.sub(r"<[^>]*>|\s", "", re.search(r"<title>(.*?)</title>", html, re.DOTALL)[1])[-22:]
        who = "worker" if is_long(html) else ""
        rows.append([title, html.count("<"), f"{len(html):,}", f"{seconds:.2f}", f"{peak:.0f}", who])
    show("every kind of document", ["title", "tags", "characters", "s", "MiB at most", "drawn by"], rows)


if __name__ == "__main__":
    os.environ["DJANGO_ENV"] = "local"
    os.environ["DJANGO_SETTINGS_MODULE"] = "platform_site.settings"
    main()
