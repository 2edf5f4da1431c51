"""Backups while people write, and what is left when the process is killed or the disk is full."""

import os
import random
import resource
import signal
import subprocess
import sys
import time

import pytest
from django.core.management import CommandError
from django.db import connection
from django.test import Client

from cases.models import Attachment, QuarterlyUpdate, Seal
from meetings.record.verifying import verify_ledger
from platform_site.operations.archive import opened
from platform_site.operations.restoring import restore
from platform_site.operations.tables import every_table
from platform_site.operations.writing import write_backup
from platform_site.shared.kept_files import sha256_of
from tests.operations.conftest import Place, new_empty_place
from tests.operations.test_backup import everything, run, stored
from tests.support.databases import ROOT

# Reports saved again and again with a file in place of the one before, and others accepted, which seals them.
WRITER = """
import os, sys, time
from pathlib import Path
import django
django.setup()
from django.core.files.uploadedfile import SimpleUploadedFile
from cases.models import QuarterlyUpdate, UpdateState
from cases.reporting.attachments import attach, detach
from cases.reporting.content import Content
from cases.reporting.obligations import ensure_period, obligations
from cases.reporting.workflow import accept, save_draft, submit
from groups.actors import Actor
number, stop = int(sys.argv[1]), Path(sys.argv[2])
me, period = Actor("測試聯絡人"), ensure_period(113, 2)[0]
cases = [row.case for row in obligations([period])][number::3]
kept, step = None, 0
mine, others = cases[0], iter(cases[1:])
update = save_draft(mine, period, Content(progress_text="0"), me, version=0, today=period.closes_on)
while not stop.exists():
    step += 1
    content = Content(progress_text=f"第{step}次", next_steps="辦理。", light="green", progress=step % 100)
    update = save_draft(mine, period, content, me, version=update.version, today=period.closes_on)
    pdf = SimpleUploadedFile(f"{step}.pdf", b"%PDF-1.7 " + os.urandom(2000))
    before, kept = kept, attach(update, pdf, me)
    if before:
        detach(before)
    if step % 3 == 0 and (case := next(others, None)):
        other = save_draft(case, period, content, me, version=0, today=period.closes_on)
        other = submit(other, me, version=other.version, today=period.closes_on)
        accept(other, me, version=other.version)
    time.sleep(0.01)
print(step)
"""


@pytest.mark.slow
def test_a_backup_under_load_is_one_moment(place_of_its_own, databases, enter, tmp_path):
    place, stop = place_of_its_own, tmp_path / "stop"
    environment = os.environ | {
        "DATABASE_URL": place.url,
        "MEDIA_ROOT": str(place.media),
        "DJANGO_SETTINGS_MODULE": "platform_site.settings",
    }
    with enter(place):
        sealed_before = Seal.objects.count()
    command = [sys.executable, "-c", WRITER]
    writers = [
        subprocess.Popen([*command, str(n), stop], cwd=ROOT, env=environment, stdout=subprocess.PIPE) for n in range(3)
    ]
    backups = []
    try:
        with enter(place):
            wait_for(lambda: Attachment.objects.count() >= 4, "the writers have not begun")
            for _ in range(4):
                backups.append(write_backup(tmp_path / "backups"))
                time.sleep(1)
    finally:
        stop.touch()
        steps = [int(writer.communicate(timeout=60)[0] or 0) for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0, 0]
    assert min(steps) > 10

    digests, seals = set(), []
    for made in backups:
        assert made.manifest.missing_files == []
        restored = new_empty_place(databases, tmp_path)
        with enter(restored), opened(made.path) as archive:
            restore(archive)
            assert list(verify_ledger()) == []
            for update in QuarterlyUpdate.objects.all():
                assert update.history.order_by("-history_id").first().version == update.version
            for attachment in Attachment.objects.all():
                with attachment.file.open() as file:
                    assert sha256_of(file.read()) == attachment.sha256
            digests.add(made.manifest.sha256)
            seals.append(Seal.objects.count())
    assert len(digests) == 4
    assert sealed_before < seals[-1] and seals == sorted(seals)


def wait_for(is_so, otherwise, seconds=60):
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.05)


def test_a_load_balancer_is_told_that_the_database_does_not_answer_without_its_inside(enter, tmp_path):
    gone = Place("/no/such/folder.sqlite3" if connection.vendor == "sqlite" else "no_such_database", "", tmp_path)
    with enter(gone):
        answer = Client().get("/healthz")

    assert (answer.status_code, answer.json()) == (503, {"status": "unavailable", "failed": ["database"]})


# -- Killed -----------------------------------------------------------------------------------------------------------


def in_a_child(place, enter, step, kill_after=None):
    """Run `step` at a place in a process of its own; its exit status, minus the signal if it was killed."""
    connection.close()
    child = os.fork()
    if child == 0:
        status = 3
        try:
            with enter(place):
                step()
            status = 0
        except CommandError as error:
            print(error, file=sys.__stderr__)
            status = 1
        finally:
            os._exit(status)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def moments(place, enter, step, how_many):
    """Moments within the time that `step` takes, the same share of it each time."""
    began = time.monotonic()
    assert in_a_child(place, enter, step) == 0
    took, chosen = time.monotonic() - began, random.Random(11)
    return [took * chosen.random() for _ in range(how_many)]


@pytest.mark.slow
def test_a_restore_killed_at_any_moment_has_restored_everything_or_nothing(
    backup_made, full_place, databases, enter, tmp_path
):
    def step():
        run("restore", backup_made.path)

    places = iter(lambda: new_empty_place(databases, tmp_path), None)
    first = next(places)
    rows_of_migrations = everything(first, enter)[0]
    rows_of_backup = {name: table.sha256 for name, table in backup_made.manifest.tables.items()}
    outcomes = []
    for moment in moments(first, enter, step, 8):
        place = next(places)
        was_killed = in_a_child(place, enter, step, kill_after=moment) == -signal.SIGKILL
        rows, guards, files = everything(place, enter)
        assert guards == everything(first, enter)[1]
        assert rows in (rows_of_migrations, rows_of_backup)
        # Files come first: one without a row is harmless, a row without its file would not be.
        assert files.items() <= stored(full_place).items()
        if rows == rows_of_backup:
            assert files == stored(full_place)
        else:
            assert was_killed
            assert in_a_child(place, enter, step) == 0
            assert everything(place, enter) == (rows_of_backup, guards, stored(full_place))
        outcomes.append(rows == rows_of_backup)
    assert False in outcomes


@pytest.mark.slow
def test_a_backup_killed_at_any_moment_leaves_a_whole_one_or_none(place_of_its_own, enter, tmp_path):
    place, folder = place_of_its_own, tmp_path / "backups"
    before = everything(place, enter)

    def step():
        run("backup", folder)

    for moment in moments(place, enter, step, 8):
        in_a_child(place, enter, step, kill_after=moment)
        with enter(place):
            for path in folder.glob("*.zip"):
                with opened(path) as archive:
                    archive.check(every_table().values())
    time.sleep(1)
    assert in_a_child(place, enter, step) == 0
    assert everything(place, enter) == before
    assert [path.name for path in folder.iterdir() if not path.name.startswith("backup-")] == [".backup-lock"]
    assert list(place.media.glob(".backup-files-*")) == []


# -- The disk is full -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("limit", [50_000, 1_000_000, 2_000_000])
def test_a_full_disk_stops_a_backup_with_a_sentence_and_leaves_nothing(place_of_its_own, enter, tmp_path, capfd, limit):
    place, folder = place_of_its_own, tmp_path / "backups"
    folder.mkdir()
    (folder / "backup-20250101-000000.zip").write_bytes(b"an older one")
    before = everything(place, enter)

    def step():
        # As a full disk does: a write beyond this size fails.
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        run("backup", folder, "--keep", 1)

    assert in_a_child(place, enter, step) == 1
    assert capfd.readouterr().err == ("備份沒有完成：磁碟空間不足。沒有留下不完整的備份，既有備份與資料均未更動。\n")
    assert sorted(path.name for path in folder.iterdir()) == [".backup-lock", "backup-20250101-000000.zip"]
    assert everything(place, enter) == before
    assert list(place.media.glob(".backup-files-*")) == []


@pytest.mark.parametrize("limit", [10_000, 200_000])
def test_a_full_disk_stops_a_restore_with_a_sentence_and_leaves_nothing(backup_made, empty_place, enter, capfd, limit):
    before = everything(empty_place, enter)

    def step():
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        run("restore", backup_made.path)

    assert in_a_child(empty_place, enter, step) == 1
    assert capfd.readouterr().err.endswith("沒有還原任何資料。\n")
    assert everything(empty_place, enter) == before


def test_a_disk_without_room_for_the_files_is_told_before_anything_is_written(
    backup_made, empty_place, enter, monkeypatch
):
    monkeypatch.setattr(
        "platform_site.operations.files.shutil.disk_usage", lambda path: type("Usage", (), {"free": 1000})()
    )
    with enter(empty_place), pytest.raises(CommandError, match="^磁碟空間不足：檔案需要 .* 只剩 1,000 位元組。"):
        run("restore", backup_made.path)
    assert stored(empty_place) == {}
