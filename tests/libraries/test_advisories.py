"""What `./run check` says of the libraries: a weakness fails it, silence is told from "none known"."""

import json
import sys

import pytest

from tests.libraries.advisories import LOCK, ROOT, audit, command

FINE = {"name": "django", "version": "5.2.19", "vulns": []}
WEAK = {"name": "lxml", "version": "6.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["6.1"], "aliases": []}]}
SKIPPED = {"name": "odfdo", "skip_reason": "Dependency not found on PyPI"}


def answering(*packages):
    """A command that prints what pip-audit would of these."""
    return [sys.executable, "-c", f"print({json.dumps({'dependencies': packages, 'fixes': []})!r})"]


@pytest.mark.parametrize(
    ("packages", "status", "strict", "lines"),
    [
        ([FINE], 0, 0, ["0 known weaknesses of 1 locked packages"]),
        ([FINE, WEAK], 1, 1, ["lxml 6.0: PYSEC-1, mended in 6.1", "1 known weaknesses of 2 locked packages"]),
        (
            [FINE, SKIPPED],
            0,
            1,
            ["0 known weaknesses of 2 locked packages", "NOT CHECKED, the index knows nothing of: odfdo"],
        ),
        ([SKIPPED], 0, 1, ["NOT CHECKED: the package index has no advisories, or none was reached"]),
        ([], 0, 1, ["NOT CHECKED: pip-audit found no packages in the lock"]),
    ],
)
def test_what_the_index_answers_is_what_is_said(packages, status, strict, lines):
    outcome = audit(answering(*packages))

    assert outcome.lines == lines
    assert (outcome.status(strict=False), outcome.status(strict=True)) == (status, strict)


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ("import sys; sys.exit('Failed to resolve the host')", "Failed to resolve the host"),
        ("pass", "pip-audit printed nothing"),
        ("import time; time.sleep(60)", "no answer within 0.5 seconds"),
    ],
)
def test_no_answer_is_no_all_clear(program, reason):
    outcome = audit([sys.executable, "-c", program], seconds=0.5 if "sleep" in program else 30)

    assert outcome.lines == [f"NOT CHECKED: {reason}"]
    assert (outcome.status(strict=False), outcome.status(strict=True)) == (0, 1)


def test_the_whole_lock_is_asked_for():
    assert (ROOT / LOCK).exists()
    assert command()[-2:] == ["--requirement", LOCK]
