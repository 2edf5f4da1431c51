"""`./run demo` the second time: nothing is set up again while nothing has changed, and all of it once something has."""

import os
import shutil
import signal
import sqlite3
import stat
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from platform_site import demo_stamp

ROOT = Path(__file__).resolve().parents[2]
# What stands in for Python notes what it was asked for; its stamp is a file that the test writes.
PYTHON = """#!/bin/sh
case "$*" in
--version) echo "Python 3.x" ;;
"-m platform_site.demo_stamp") cat now ;;
"- load_demo") echo "accounts"; echo "$*" >>calls ;;
"- "*) cat >/dev/null; echo "$*" >>calls ;;
*gunicorn*) echo serve >>calls; exec sleep "${SERVES:-0}" ;;
esac
"""


@pytest.fixture
def copy(tmp_path):
    """A folder with `run` in it, whose Python and package tools only note what they were asked."""
    shutil.copy(ROOT / "run", tmp_path / "run")
    for folder in ("var", ".venv/bin", "tools"):
        (tmp_path / folder).mkdir(parents=True)
    script(tmp_path / ".venv/bin/python", PYTHON)
    script(tmp_path / "tools/dpkg-query", "#!/bin/sh\nprintf installed\n")
    script(tmp_path / "tools/apt-get", "#!/bin/sh\nexit 1\n")
    (tmp_path / "requirements.txt").write_text("the lock")
    checksum = subprocess.run(["cksum"], input="the lock", capture_output=True, text=True).stdout.strip()
    (tmp_path / ".venv/requirements.txt.stamp").write_text(f"{checksum} Python 3.x")
    (tmp_path / "now").write_text("stamp 1\n")
    return tmp_path


def script(path, text):
    path.write_text(text)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def demo(copy):
    """Run the demo until its server ends; returns what was printed and what Python was asked for."""
    (copy / "calls").unlink(missing_ok=True)
    path = f"{copy / 'tools'}:{os.environ['PATH']}"
    done = subprocess.run(["./run", "demo"], cwd=copy, env=os.environ | {"PATH": path}, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout, (copy / "calls").read_text().splitlines()


SET_UP = ["- migrate load_platform load_demo_reports", "- load_demo", "serve"]


def test_the_second_start_sets_nothing_up_and_prints_the_accounts(copy):
    assert demo(copy)[1] == SET_UP

    printed, calls = demo(copy)

    assert calls == ["serve"]
    assert "unchanged since the last time" in printed
    assert "accounts" in printed.splitlines()


def test_all_is_set_up_again_after_a_change(copy):
    demo(copy)
    (copy / "now").write_text("stamp 2\n")

    assert demo(copy)[1] == SET_UP
    assert demo(copy)[1] == ["serve"]


def test_all_is_set_up_again_where_the_stamp_cannot_be_made(copy):
    demo(copy)
    (copy / "now").unlink()

    assert (demo(copy)[1], (copy / "var/demo.stamp").read_text()) == (SET_UP, "")
    assert demo(copy)[1] == SET_UP


def test_a_setup_that_failed_leaves_no_stamp(copy):
    demo(copy)
    (copy / "now").write_text("stamp 2\n")
    script(copy / ".venv/bin/python", PYTHON.replace('"- "*) cat', '"- "*) exit 1; cat'))
    subprocess.run(["./run", "demo"], cwd=copy, capture_output=True)

    assert not (copy / "var/demo.stamp").exists()


def test_stopping_the_demo_stops_its_server(copy):
    environment = os.environ | {"SERVES": "60", "PATH": f"{copy / 'tools'}:{os.environ['PATH']}"}
    with subprocess.Popen(["./run", "demo"], cwd=copy, env=environment, stdout=subprocess.PIPE, text=True) as running:
        for line in running.stdout:
            if line.startswith("Open"):
                break
        while not (copy / "calls").exists() or "serve" not in (copy / "calls").read_text():
            pass
        running.send_signal(signal.SIGTERM)
        # The pipe's other end is the server's too: this returns once both are gone.
        running.stdout.read()
    assert running.returncode == 143


# -- The stamp --------------------------------------------------------------------------------------------------------


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """A small project with a database."""
    root = tmp_path / "project"
    (root / "var").mkdir(parents=True)
    for name in demo_stamp.CODE:
        (root / name).write_text("content")
    (root / "fixtures").unlink()
    (root / "fixtures").mkdir()
    (root / "fixtures/meetings.json").write_text("[]")
    with closing(sqlite3.connect(root / "var/platform.sqlite3")) as database:
        database.executescript("""
            CREATE TABLE django_migrations (app, name);
            INSERT INTO django_migrations VALUES ('cases', '0001');
            CREATE TABLE auth_user (id, username, password, is_active, is_superuser);
            INSERT INTO auth_user VALUES (1, 'secretary', 'hash', 1, 0);
            CREATE TABLE groups_membership (id, role);
            CREATE TABLE meetings_meeting (id);
        """)
    use(root, monkeypatch)
    return root


def use(root, monkeypatch):
    monkeypatch.setattr(demo_stamp, "ROOT", root)
    monkeypatch.setattr(demo_stamp, "DATABASE", root / "var/platform.sqlite3")


def test_the_stamp_stays_the_same_while_nothing_changes(tree):
    assert demo_stamp.stamp() == demo_stamp.stamp()


def in_database(statement):
    def change(root):
        with closing(sqlite3.connect(root / "var/platform.sqlite3")) as database:
            database.execute(statement)
            database.commit()

    return change


CHANGES = {
    "a changed fixture": lambda root: (root / "fixtures/meetings.json").write_text("[1]"),
    "a new migration": lambda root: (root / "fixtures/0002.py").write_text("content"),
    "a new lock": lambda root: (root / "requirements.txt").write_text("other"),
    "a migration undone": in_database("DELETE FROM django_migrations"),
    "an account's new password": in_database("UPDATE auth_user SET password = 'other'"),
    "a role taken away": in_database("INSERT INTO groups_membership VALUES (1, 'liaison')"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_makes_another_stamp(tree, change):
    before = demo_stamp.stamp()

    change(tree)

    assert demo_stamp.stamp() != before


def test_a_moved_folder_makes_another_stamp(tree, monkeypatch):
    before = demo_stamp.stamp()

    use(tree.rename(tree.parent / "moved"), monkeypatch)

    assert demo_stamp.stamp() != before


def test_there_is_no_stamp_without_a_database(tree):
    (tree / "var/platform.sqlite3").unlink()

    with pytest.raises(sqlite3.OperationalError):
        demo_stamp.stamp()
    assert not (tree / "var/platform.sqlite3").exists()


@pytest.mark.django_db
def test_the_stamps_queries_fit_the_tables():
    with connection.cursor() as cursor:
        for query in demo_stamp.ROWS:
            cursor.execute(query)
