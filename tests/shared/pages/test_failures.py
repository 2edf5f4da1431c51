"""The page for an exception that nothing caught: by its reason, without asking the database, and with no inside."""

import errno
import sqlite3

import psycopg
import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError
from django.test import Client, RequestFactory

from meetings.pages import views
from platform_site.shared.pages.failures import server_error
from tests.people import signed_in


def raised(error, cause=None):
    """What is answered to a request that ended in this exception."""
    try:
        raise error from cause
    except Exception:
        return server_error(RequestFactory().get("/"))


def of_postgresql(state=None):
    error = psycopg.OperationalError("server closed the connection unexpectedly: host db.internal")
    error.sqlstate = state
    return error


@pytest.mark.parametrize(
    "error, cause, status",
    [
        (OSError(errno.ENOSPC, "No space left on device"), None, 507),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), None, 507),
        (OSError(errno.EACCES, "Permission denied"), None, 500),
        (ValueError("x"), OSError(errno.ENOSPC, "No space left on device"), 507),
        (OperationalError("database or disk is full"), sqlite3.OperationalError("database or disk is full"), 507),
        (OperationalError("could not extend file"), of_postgresql("53100"), 507),
        (OperationalError("database is locked"), sqlite3.OperationalError("database is locked"), 503),
        (OperationalError("no such table: x"), sqlite3.OperationalError("no such table: x"), 500),
        (OperationalError("server closed the connection"), of_postgresql(), 503),
        (OperationalError("terminating connection"), of_postgresql("57P01"), 503),
        (OperationalError("canceling"), of_postgresql("42501"), 500),
        (of_postgresql("57P01"), None, 503),
        (of_postgresql("42501"), None, 500),
        (InterfaceError("connection already closed"), None, 503),
        (ProgrammingError("syntax error"), psycopg.ProgrammingError(), 500),
        (KeyError("x"), None, 500),
    ],
)
def test_the_status_says_whether_it_is_the_disk_the_database_or_the_program(error, cause, status):
    answer = raised(error, cause)

    assert answer.status_code == status
    heading = {507: "磁碟空間不足", 503: "系統暫時無法使用", 500: "系統發生錯誤"}[status]
    page = answer.content.decode()
    assert f"<h1>{heading}</h1>" in page
    assert "db.internal" not in page and "Error" not in page
    assert answer.headers.get("Retry-After") == ("10" if status == 503 else None)


@pytest.mark.django_db
def test_a_page_whose_database_is_gone_is_answered_in_words_with_all_its_headers(monkeypatch):
    client = signed_in("official")
    client.raise_request_exception = False

    def gone(*args, **kwargs):
        raise OperationalError("server closed the connection unexpectedly") from of_postgresql()

    monkeypatch.setattr(views, "render", gone)
    answer = client.get("/")

    assert (answer.status_code, "資料庫目前沒有回應" in answer.content.decode()) == (503, True)
    assert (
        answer.headers["Content-Security-Policy"] == Client().get("/accounts/login/").headers["Content-Security-Policy"]
    )
    assert answer.headers["Cache-Control"] == "private, no-store"
