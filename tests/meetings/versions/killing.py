"""Finalise a meeting in a process of its own and kill it at a random moment; prints what was left, one line a try.

Run by `test_killing.py` with a scratch database, which it copies for each try, and a scratch MEDIA_ROOT; how a child is
killed is in `tests/faults/killing.py`.
"""

import json
import random
import sys

import django

django.setup()

from groups.actors import Actor  # noqa: E402
from meetings.models import Meeting  # noqa: E402
from meetings.record import documents, finalising  # noqa: E402
from meetings.record.compose import compose  # noqa: E402
from meetings.record.verifying import verify_ledger  # noqa: E402
from meetings.record.versions import Edition  # noqa: E402
from tests.faults.killing import SEED, copied, in_child, torn_files, use  # noqa: E402

ACTOR = Actor("王小明")
STORED = "stored"


def draft():
    return Meeting.objects.select_related("level__platform").get(level__name="副市長層級", number=6)


def finalise(say):
    """Finalise, and say when the files are on the disk and the transaction begins."""
    finalising.store_copies = lambda edition: (documents.store_copies(edition), say(STORED))[0]
    finalising.finalise(draft(), ACTOR)


def left():
    """What the database and the disk have after a kill: the state, what is half, what verify_ledger says."""
    meeting = draft()
    versions = list(meeting.versions.all())
    files = [row for version in versions for row in version.files.all()]
    whole_final = meeting.is_final and len(versions) == 1 and len(files) == len(documents.COPIES)
    whole_draft = not meeting.is_final and not versions and not meeting.content_sha256
    return {
        "state": "final" if whole_final else "draft" if whole_draft else "half",
        "torn": torn_files(),
        "wrong": [line for line in verify_ledger() if "第6次" in line],
    }


def once(source, number, delay, after=""):
    use(source)
    use(copied(source, number))
    return in_child(finalise, delay, after)


def main(source, tries):
    use(source)
    # Fonts and templates are read once, so that a child's time is that of finalising.
    documents.minutes_pdf(Edition(draft(), compose(draft())))
    times = [once(source, f"whole_{number}", None, STORED) for number in range(2)]
    whole, locked = max(time.seconds for time in times), max(time.since for time in times)
    print(json.dumps({"seconds": round(whole, 2), "locked": round(locked, 2)}), flush=True)
    chance = random.Random(SEED)
    for number in range(tries):
        # Every second kill aims at the transaction, which is a small part of the whole.
        aimed = bool(number % 2)
        delay = chance.uniform(0, (locked if aimed else whole) * 1.05)
        once(source, number, delay, STORED if aimed else "")
        print(json.dumps({"after": round(delay, 3), "aimed": aimed} | left(), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
