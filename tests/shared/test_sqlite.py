"""SQLite's connections stay open between requests, for as long as the file is the one that was opened."""

import sqlite3

import pytest
from django.conf import settings
from django.db.utils import ConnectionHandler

ENGINE = "platform_site.shared.sqlite"


@pytest.fixture(autouse=True)
def a_database_of_its_own(django_db_blocker):
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def path(tmp_path):
    return _database(tmp_path / "platform.sqlite3", "原來的")


@pytest.fixture
def connection(path):
    about = {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "ENGINE": ENGINE, "NAME": str(path)}
    opened = ConnectionHandler({"default": about})["default"]
    opened.inc_thread_sharing()
    yield opened
    opened.close()


def _database(path, word):
    with sqlite3.connect(path) as made:
        made.execute("CREATE TABLE words (word TEXT)")
        made.execute("INSERT INTO words VALUES (?)", [word])
    made.close()
    return path


def _next_request(connection):
    """What Django does at the beginning of one, and a page's first query."""
    connection.close_if_unusable_or_obsolete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT word FROM words")
        return cursor.fetchone()[0]


def test_the_site_keeps_its_connections_and_looks_whether_they_are_good():
    about = settings.DATABASES["default"]
    assert (about["CONN_MAX_AGE"], about["CONN_HEALTH_CHECKS"]) == (60, True)


def test_a_request_uses_the_connection_of_the_one_before(connection):
    _next_request(connection)
    opened = connection.connection
    assert (_next_request(connection), connection.connection is opened) == ("原來的", True)


def test_a_file_that_was_put_in_its_place_is_read(connection, path, tmp_path):
    _next_request(connection)
    _database(tmp_path / "restored.sqlite3", "復原的").rename(path)
    assert _next_request(connection) == "復原的"


def test_a_file_that_was_taken_away_and_made_again_is_read(connection, path):
    _next_request(connection)
    path.unlink()
    _database(path, "重新建立的")
    assert _next_request(connection) == "重新建立的"


def test_a_database_in_memory_keeps_its_connection():
    about = {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "ENGINE": ENGINE, "NAME": ":memory:"}
    opened = ConnectionHandler({"default": about})["default"]
    with opened.cursor() as cursor:
        cursor.execute("CREATE TABLE words (word TEXT)")
        cursor.execute("INSERT INTO words VALUES ('記憶體裡的')")
    assert _next_request(opened) == "記憶體裡的"
    opened.close()
