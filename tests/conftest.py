"""What every test may use: the database asked for, a fast password hash, a real browser.

`pytest` runs on SQLite, `pytest --postgres` on a PostgreSQL server started and stopped by the run itself.

Django is set up in pytest_configure, after conftest files were read: a conftest.py imports models inside its
fixtures, never at its top. Test modules are read later and import what they like.
"""

import contextlib
import gc
import os
import tempfile

import django.db
import pytest

from tests.support.chromium import launch
from tests.support.postgres import ephemeral_postgres

pytest_plugins = ["tests.support.site"]

_until_the_end = contextlib.ExitStack()


def pytest_addoption(parser):
    parser.addoption("--postgres", action="store_true", help="run on an ephemeral PostgreSQL server instead of SQLite")


def pytest_configure(config):
    # The caller's own settings have no say in a test run, least of all the database of a real installation.
    for name in ("DEBUG", "SECRET_KEY", "ALLOWED_HOSTS", "EMAIL_URL"):
        os.environ.pop(name, None)
    os.environ["DJANGO_ENV"] = "local"
    # Loading makes no garbage to speak of; pytest_collection_finish lets the collector work again.
    gc.disable()
    is_xdist_worker = hasattr(config, "workerinput")
    if not is_xdist_worker:
        os.environ.pop("DATABASE_URL", None)
        if config.getoption("--postgres"):
            os.environ["DATABASE_URL"] = _until_the_end.enter_context(ephemeral_postgres())
        # The files of the five meetings, which the template database has rows of; all workers and servers read them.
        os.environ["MEDIA_ROOT"] = _until_the_end.enter_context(tempfile.TemporaryDirectory(prefix="media-"))
    # Each test sees its page made; tests of what is kept switch it on themselves.
    os.environ["CACHE_PAGES"] = "off"
    os.environ["DJANGO_SETTINGS_MODULE"] = "platform_site.settings"
    django.setup()
    register_page_coverage(config)


def register_page_coverage(config):
    """Note which URLs and templates the tests reach; it needs Django, so it comes after django.setup()."""
    from tests.support.coverage_of_pages import PageCoverage

    config.pluginmanager.register(PageCoverage(config))


def pytest_collection_finish(session):
    """Have the collector pass over what stays until the end: a million objects each time that a PDF was made."""
    gc.freeze()
    gc.enable()


def pytest_unconfigure(config):
    _until_the_end.close()


def pytest_report_header(config):
    if config.getoption("--postgres"):
        return "database: ephemeral PostgreSQL; tests that cannot depend on the database are deselected"
    return "database: SQLite"


def pytest_collection_modifyitems(config, items):
    """Mark by what a test uses, so that no test has to be marked by hand.

    A test with real commits begins, like every other, with the reference data that the migrations wrote. What uses no
    database is tested once, on SQLite: on PostgreSQL it would be the same test again.
    """
    for item in items:
        if "browser" in item.fixturenames:
            item.add_marker(pytest.mark.browser)
        marker = item.get_closest_marker("django_db")
        if {"transactional_db", "live_server"} & set(item.fixturenames) or marker and marker.kwargs.get("transaction"):
            item.add_marker(pytest.mark.django_db(transaction=True, serialized_rollback=True), append=False)
        elif "browser" in item.fixturenames and marker is None:
            # pytest-django makes no test database for a run without such a mark, and the fixtures behind the browser
            # would then find the real one.
            item.add_marker(pytest.mark.django_db)
    if config.getoption("--postgres"):
        once = {item for item in items if item.get_closest_marker("sqlite_suffices") or not uses_database(item)}
        config.hook.pytest_deselected(items=list(once))
        items[:] = [item for item in items if item not in once]


def uses_database(item):
    """Whether a test may touch the database, by its mark, its fixtures or its class."""
    from django.test import SimpleTestCase

    is_django_test = item.cls is not None and issubclass(item.cls, SimpleTestCase)
    return bool(item.get_closest_marker("django_db") or "django_db_setup" in item.fixturenames or is_django_test)


@pytest.fixture(scope="session")
def databases(request, tmp_path_factory, django_db_blocker):
    """The run's databases; the template and the lock lie in the folder that all workers of the run share."""
    from tests.support.databases import Databases

    own = tmp_path_factory.getbasetemp()
    if not hasattr(request.config, "workerinput"):
        return Databases(own, "main", django_db_blocker)
    return Databases(own.parent, request.config.workerinput["workerid"], django_db_blocker)


@pytest.fixture(scope="session")
def django_db_setup(databases, django_test_environment, django_db_blocker):
    """A database with the five real meetings, which every test without real commits finds there.

    On SQLite it is a file: in memory all threads share one connection, so nothing is ever truly concurrent. A test
    with real commits empties the tables behind it, which the triggers of a finalised meeting would refuse.
    """
    from django.db import connection

    databases.use_copy()
    with pytest.MonkeyPatch.context() as patch:
        flush = flush_postgresql if connection.vendor == "postgresql" else flush_sqlite
        patch.setattr(type(connection.ops), "execute_sql_flush", flush)
        yield
    with django_db_blocker.unblock():
        connection.close()


def flush_postgresql(operations, statements):
    from django.db import transaction

    with transaction.atomic(), operations.connection.cursor() as cursor:
        for statement in ["SET LOCAL session_replication_role = replica", *statements]:
            cursor.execute(statement)


def flush_sqlite(operations, statements):
    from django.db import transaction

    with transaction.atomic(), operations.connection.cursor() as cursor:
        triggers = cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        drop = [f'DROP TRIGGER "{name}"' for name, _ in triggers]
        for statement in [*drop, *statements, *(sql for _, sql in triggers)]:
            cursor.execute(statement)


@pytest.fixture(scope="session", autouse=True)
def fast_passwords():
    """The real hash takes a tenth of a second on purpose, each time a test makes a user or signs in."""
    from django.test import override_settings

    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture
def real_files():
    """Ask for the files of finalised minutes as they are, where a test finalises a meeting and looks at them."""


@pytest.fixture(autouse=True)
def stand_in_files(request, monkeypatch):
    """Finalising makes four files in half a second; without `real_files` a line of text stands in for each."""
    if "real_files" in request.fixturenames or not uses_database(request.node):
        return
    from meetings.record import documents

    def stand_in(copy, file_format):
        return lambda edition: f"{copy} {file_format} {edition.number} {edition.sha256}".encode()

    monkeypatch.setattr(documents, "COPIES", {form: stand_in(*form) for form in documents.COPIES})


@pytest.fixture(scope="session")
def browser(django_db_setup, django_db_blocker):
    """Chromium, driven by Playwright; without it the test fails, since a page nobody opened is not tested."""
    from playwright.sync_api import sync_playwright

    with pytest.MonkeyPatch.context() as patch, contextlib.ExitStack() as stack:
        reference_data = leave_connection(django_db_blocker)
        playwright = stack.enter_context(sync_playwright())
        # Playwright keeps an event loop running in this thread. Django would refuse every query of a test then,
        # although test and loop take turns and never use a connection at the same time; and it gives the thread
        # another connection for as long as the loop runs, which has to be told what the first one knows.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        stack.callback(leave_connection, django_db_blocker)
        django.db.connection._test_serialized_contents = reference_data
        yield stack.enter_context(launch(playwright))


def leave_connection(blocker):
    """Close this thread's connection and return what it had serialized."""
    with blocker.unblock():
        django.db.connection.close()
    return getattr(django.db.connection, "_test_serialized_contents", "[]")


@pytest.fixture
def page(browser):
    """A new tab with no cookies; what fails the test that met it: an error of a script, a refusal by the CSP, a missing
    file, a request to another host.
    """
    with browser.new_context(locale="zh-TW", timezone_id="Asia/Taipei") as context:
        tab = context.new_page()
        troubles = []

        def note_console(message):
            # A failed load comes as a response too, and there the page itself, a 404 opened on purpose, can be told.
            # The admin's own scripts, jQuery and select2, try inline styles; the policy refuses them, as it should, and
            # the fields keep their looks by admin-platform.css.
            if "/admin/" in tab.url and message.text.startswith("Applying inline style"):
                return
            if message.type == "error" and not message.text.startswith("Failed to load resource"):
                troubles.append(message.text)

        def note_response(response):
            if response.status >= 400 and response.request.resource_type != "document":
                troubles.append(f"{response.status} {response.url}")

        def note_request(request):
            if not request.url.startswith(("http://127.0.0.1:", "http://localhost:", "data:", "blob:")):
                troubles.append(f"to another host: {request.url}")

        tab.on("request", note_request)
        tab.on("pageerror", lambda error: troubles.append(str(error)))
        tab.on("console", note_console)
        tab.on("response", note_response)
        yield tab
        assert troubles == []
