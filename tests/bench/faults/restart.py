"""Restarts PostgreSQL under load, cleanly and as after a crash, and says how long the site takes to work again.

    python -m tests.bench.faults.restart

The site is a real server of one process and four threads, on a database of its own with the platform's data.
"""

import signal
import tempfile
from pathlib import Path

from tests.bench.table import show
from tests.faults.restarting import restart_under_load
from tests.support.databases import manage
from tests.support.postgres import postgres_server
from tests.support.site import serve

WAYS = {"clean (SIGINT)": signal.SIGINT, "immediate (SIGQUIT)": signal.SIGQUIT}


def main():
    with postgres_server() as server, tempfile.TemporaryDirectory() as folder:
        server.make_database()
        media = {"MEDIA_ROOT": f"{folder}/media"}
        for command in ("migrate", "load_platform", "load_demo"):
            manage(server.url, command, **media)
        with serve(server.url, Path(folder), **media) as site:
            found = {name: restart_under_load(site.url, server, how) for name, how in WAYS.items()}
    show(
        "PostgreSQL restarted while four people read",
        ["shutdown", "seconds down", "recovered after s", "503 in words", "answers"],
        [[name, row["down"], row["recovered"], row["in_words"], row["answers"]] for name, row in found.items()],
    )


if __name__ == "__main__":
    main()
