"""The log of a server: a JSON object a line, enough to find a fault, nothing about a person."""

import json
import logging
import re
import sys

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import resolve, reverse

from platform_site.operations.logs import JsonLines, logged_path
from platform_site.operations.requests import log_requests
from tests.people import BACKEND, PASSWORD, person
from tests.test_middleware import READ_AND_WRITTEN, WRITTEN, addresses

pytestmark = pytest.mark.django_db

TYPED = "王大明的住址"
ADDRESS = "203.0.113.77"
SECRETS = (TYPED, "wangdaming", "王大明", "daming@example.org", ADDRESS, PASSWORD, "a wrong guess", "小明")


@pytest.fixture
def lines():
    """Everything that is logged at INFO and above, as the lines that a server would write."""
    written = []

    class Kept(logging.Handler):
        def emit(self, record):
            written.append(self.format(record))

    handler = Kept()
    handler.setFormatter(JsonLines())
    loggers = [logging.getLogger(name) for name in (None, "django", "axes", "platform_site.operations.requests")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.INFO)
    for logger in loggers[:2]:
        logger.addHandler(handler)
    yield written
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)
    for logger in loggers[:2]:
        logger.removeHandler(handler)


def requests_of(lines):
    return [line for line in map(json.loads, lines) if line["logger"] == "platform_site.operations.requests"]


def of(record_of, *args, **more):
    record = logging.LogRecord(record_of, logging.WARNING, "x.py", 1, args[0], tuple(args[1:]), more.pop("exc", None))
    for name, value in more.items():
        setattr(record, name, value)
    return json.loads(JsonLines().format(record))


# -- Lines ------------------------------------------------------------------------------------------------------------


def test_a_request_is_one_line_with_address_status_duration_and_account_number(lines):
    user = person("secretariat")
    client = Client()
    client.force_login(user, backend=BACKEND)

    answer = client.get("/cases/1/?q=" + TYPED, headers={"x-request-id": "0123456789abcdef" * 2})

    (line,) = requests_of(lines)
    duration, told_at = line.pop("duration_ms"), line.pop("time")
    assert line == {
        "level": "INFO",
        "logger": "platform_site.operations.requests",
        "message": "request",
        "request_id": "0123456789abcdef" * 2,
        "method": "GET",
        "path": "/cases/1/",
        "status": 200,
        "user": user.pk,
    }
    assert type(duration) is int
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", told_at)
    assert answer["X-Request-ID"] == "0123456789abcdef" * 2


@pytest.mark.parametrize("given", ["", "x", TYPED.encode().hex()[:30], "A" * 32, "0" * 33])
def test_a_number_that_no_proxy_of_ours_gave_is_not_taken(lines, given):
    answer = Client().get("/accounts/login/", headers={"x-request-id": given})

    (line,) = requests_of(lines)
    assert re.fullmatch(r"[0-9a-f]{32}", line["request_id"])
    assert line["request_id"] == answer["X-Request-ID"] != given


def test_who_reads_a_page_that_asks_for_nobody_is_not_looked_up(lines, django_assert_num_queries):
    client = Client()
    client.force_login(person("secretariat"), backend=BACKEND)
    request = RequestFactory().get("/help/")
    request.resolver_match = resolve("/help/")
    request.session = client.session.__class__(client.session.session_key)
    with django_assert_num_queries(0):
        log_requests(lambda request: HttpResponse())(request)

    assert [line["user"] for line in requests_of(lines)] == [None]


def test_static_files_and_the_health_check_are_logged_only_if_they_fail(lines, settings):
    Client().get("/static/bootstrap/css/bootstrap.min.css").getvalue()
    Client().get("/healthz")
    settings.HEALTH_MIN_FREE_MB = 10**9
    Client().get("/healthz")

    assert [line["status"] for line in requests_of(lines)] == [503]


@pytest.mark.parametrize(
    "address, logged",
    [
        ("/cases/12/", "/cases/12/"),
        ("/meetings/deputy-mayor-5/minutes/", "/meetings/deputy-mayor-5/minutes/"),
        ("/accounts/password/reset/key/1-secrettoken/", None),
    ],
)
def test_the_address_has_rows_and_no_secrets(address, logged):
    request = RequestFactory().get(address, {"q": TYPED})
    request.resolver_match = resolve(address)

    path = logged_path(request)
    assert path == logged or logged is None and "secrettoken" not in path and path.startswith("/accounts/")


def test_a_calendars_secret_address_is_not_logged(lines):
    secret = "s" * 43
    Client().get(reverse("calendar:feed", args=[secret]))

    assert requests_of(lines)[0]["path"].startswith("/calendar/")
    assert secret not in "".join(lines)


def test_an_address_that_is_none_is_not_logged(lines):
    Client().get(f"/{TYPED}/")

    assert requests_of(lines)[0]["path"] == "(no such page)"
    assert TYPED not in "".join(lines)


def test_an_exception_is_logged_by_its_way_through_the_code_without_values(lines, monkeypatch):
    def fails(*args, **kwargs):
        secret = TYPED
        try:
            raise KeyError(secret)
        except KeyError as error:
            raise ValueError(f"not a number: {secret}") from error

    monkeypatch.setattr("allauth.account.views.LoginView.dispatch", fails)
    answer = Client(raise_request_exception=False).get(reverse("account_login"))

    (line,) = [line for line in map(json.loads, lines) if "exception" in line]
    assert answer.status_code == 500
    assert (line["level"], line["logger"], line["path"]) == ("ERROR", "django.request", "/accounts/login/")
    assert line["request_id"] == answer["X-Request-ID"]
    assert [step["type"] for step in line["exception"]] == ["builtins.ValueError", "builtins.KeyError"]
    assert re.fullmatch(r"tests/operations/test_logs\.py:\d+ fails", line["exception"][0]["frames"][-1])
    assert any(frame.startswith("django/core/handlers/exception.py:") for frame in line["exception"][0]["frames"])
    assert TYPED not in "".join(lines)


def test_other_packages_lose_the_values_of_their_messages_and_ours_keep_them():
    assert of("axes.handlers", "New login failure by %s.", "wangdaming")["message"] == "New login failure by %s."
    assert of("meetings.imports.files.reading", "Child %d read a file", 7)["message"] == "Child 7 read a file"
    assert of("gunicorn.error", "Error handling request %s", "/?q=x")["message"] == "Error handling request %s"
    assert of("gunicorn.error", f"Invalid request from ip={ADDRESS}: GET /?q=x")["message"] == "Invalid request"
    assert of("some.package", ValueError(TYPED))["message"] == "ValueError"


def test_a_line_is_one_line_whatever_was_logged():
    record = logging.LogRecord("cases.x", logging.INFO, "x.py", 1, "two\nlines \u2028 %s", ("\r\n",), None)

    assert len(JsonLines().format(record).splitlines()) in (1, 2)
    assert "\n" not in JsonLines().format(record)


def test_an_exception_without_frames_is_logged_too():
    error = ValueError(TYPED)
    line = of("cases.x", "failed", exc=(ValueError, error, None))

    assert line["exception"] == [{"type": "builtins.ValueError", "frames": []}]
    assert sys.exc_info() == (None, None, None)


# -- A walk -----------------------------------------------------------------------------------------------------------


def test_a_walk_through_every_page_leaves_nothing_about_a_person_in_the_log(lines):
    """Signing in, wrong passwords, every address with something typed behind it, every form with it in it."""
    user = person("superuser", "wangdaming", last_name="王大明")
    user.email = "daming@example.org"
    user.save()
    client = Client(REMOTE_ADDR=ADDRESS, raise_request_exception=False)
    login = reverse("account_login")
    for _ in range(6):
        client.post(login, {"login": user.username, "password": "a wrong guess"})
    client.post(reverse("admin:login"), {"username": user.username, "password": "a wrong guess"})
    client.post(reverse("account_reset_password"), {"email": user.email})
    client.force_login(user, backend=BACKEND)
    typed = dict.fromkeys(("q", "text", "title", "note", "comment", "reason", "username", "email", "file"), TYPED)
    for name, address in addresses().items():
        client.get(address, {"q": TYPED, "group": TYPED})
        if name in READ_AND_WRITTEN | WRITTEN:
            client.post(address, typed)
    client.get(f"/search/{TYPED}")
    client.get("/", headers={"host": f"{user.username}.example.org"})

    log = "\n".join(lines)
    assert len(requests_of(lines)) > 300
    assert {line["user"] for line in requests_of(lines)} == {None, user.pk}
    assert [secret for secret in SECRETS if secret in log] == []
    assert User.objects.get(pk=user.pk).username not in log
    assert client.session.session_key not in log
