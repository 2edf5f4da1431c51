"""kill -9 at random moments: what was acknowledged is there, and nothing is half.

KILLS=50 in the environment kills each step so often; in the suite it is a few times.
"""

import json
import os
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from django.db import connection

from tests.support.databases import ROOT, copy_media, environment

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

KILLS = int(os.environ.get("KILLS", "4"))


@pytest.mark.parametrize("step", ["import", "acceptance", "loading"])
def test_a_kill_loses_nothing_acknowledged_and_leaves_nothing_half(databases, tmp_path, step):
    media = tmp_path / "media"
    if step == "loading":
        url = databases.url_of(databases.copy_migrated())
    else:
        url = databases.copy_for_site()
        copy_media(media)
    source = url.removeprefix("sqlite:///") if connection.vendor == "sqlite" else urlsplit(url).path[1:]

    done = subprocess.run(
        [sys.executable, str(ROOT / "tests/faults/killed_steps.py"), step, source, str(KILLS)],
        cwd=ROOT,
        env=environment(url)
        | {"MEDIA_ROOT": str(media), "PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "platform_site.settings"},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr[-3000:]
    whole, *rows = [json.loads(line) for line in done.stdout.splitlines()]
    early = sum(row["acknowledged"] < row["of"] for row in rows)
    print(f"{len(rows)} kills of {step} on {connection.vendor}, {early} before its end; a whole one: {whole}")
    wrong = [
        row for row in rows if any(row[name] for name in ("lost", "half", "torn", "wrong", "missing") if name in row)
    ]
    assert (len(rows), wrong) == (KILLS, [])
    assert early, "no kill came before the end"
