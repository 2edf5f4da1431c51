"""kill -9 at 50 random moments of finalising: each leaves a whole draft or final minutes with all their files."""

import json
import os
import subprocess
import sys
from collections import Counter
from urllib.parse import urlsplit

import pytest
from django.db import connection

from tests.support.databases import ROOT, environment, manage

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

TRIES = 50
DRAFT = "from tests.meetings.finalising.drafts import sixth; sixth(ends_at='16:00', recorder='林嘉慧')"


def test_a_kill_leaves_a_draft_or_a_final_meeting_and_never_half_of_one(databases, tmp_path, monkeypatch):
    monkeypatch.setenv("MEDIA_ROOT", str(tmp_path / "media"))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "platform_site.settings")
    url = databases.copy_for_site()
    manage(url, "shell", "-c", DRAFT)
    source = url.removeprefix("sqlite:///") if connection.vendor == "sqlite" else urlsplit(url).path[1:]

    done = subprocess.run(
        [sys.executable, str(ROOT / "tests/meetings/versions/killing.py"), source, str(TRIES)],
        cwd=ROOT,
        env=os.environ | environment(url),
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr[-3000:]
    first, *rows = [json.loads(line) for line in done.stdout.splitlines()]
    states = Counter(row["state"] for row in rows)
    print(f"{len(rows)} kills on {connection.vendor}, finalising takes {first}: {dict(states)}")
    assert len(rows) == TRIES
    assert [row for row in rows if row["state"] == "half" or row["torn"] or row["wrong"]] == []
    assert states["draft"] and states["final"], "no kill came before, or none after, the moment that counts"
