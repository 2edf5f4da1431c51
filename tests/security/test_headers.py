"""What every answer of a production server carries, errors, papers and static files included.

A real gunicorn in production mode, asked as a proxy that speaks HTTPS would ask it.
"""

import http.client
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

import pytest

from tests.support.databases import manage
from tests.support.site import serve

pytestmark = [pytest.mark.sqlite_suffices, pytest.mark.slow]

SESSIONS = """
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
Store = import_module(settings.SESSION_ENGINE).SessionStore
for role in ("secretary", "official"):
    user, session = User.objects.get(username=role), Store()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session.save()
    print(role, session.session_key)
"""
PUBLISHED = "from tests.meetings.publishing.rows import publish_everything; publish_everything()"
POLICY = {
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
    "connect-src 'self'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'",
}  # fmt: skip
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
# Who asks for what, and what comes: pages, papers, files and feeds, what leads on, and errors.
ANSWERS = [
    (None, "/accounts/login/", 200),
    (None, "/", 302),
    (None, "/admin/", 302),
    (None, "/robots.txt", 200),
    (None, "/sitemap.xml", 200),
    (None, "/public/", 200),
    (None, "/public/feed.atom", 200),
    (None, "/public/data/cases.csv", 200),
    (None, "/public/no-such-page/", 404),
    (None, "/static/no-such-file.css", 404),
    ("official", "/", 200),
    ("official", "/help/", 302),
    ("official", "/search/?q=交通", 200),
    ("official", "/meetings/deputy-mayor-5/minutes.pdf", 200),
    ("official", "/meetings/tally.pdf", 200),
    ("official", "/cases/export.csv", 200),
    ("official", "/admin/", 302),
    ("official", "/publishing/", 403),
    ("official", "/no-such-page/", 404),
    ("secretary", "/admin/", 200),
    ("secretary", "/admin/no-such-page/", 404),
]


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes


class Production:
    """A server in production mode; `sessions` holds a session's key for each role."""

    def __init__(self, site, sessions):
        self.address = urlsplit(site.url).netloc
        self.site = site
        self.sessions = sessions

    def ask(self, path, role=None, method="GET", *, host="platform.invalid", scheme="https", body=None, cookie=""):
        if role:
            cookie = f"__Host-sessionid={self.sessions[role]}"
        headers = {"Host": host, "X-Forwarded-Proto": scheme, "Cookie": cookie}
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"{scheme}://{host}"}
        with closing(http.client.HTTPConnection(self.address, timeout=60)) as connection:
            connection.request(method, quote(path, safe="/?=&"), body=body, headers=headers)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())


@pytest.fixture(scope="module")
def production(databases, django_db_setup, tmp_path_factory):
    folder = tmp_path_factory.mktemp("production")
    url = databases.copy_for_site()
    settings = {
        "DJANGO_ENV": "production",
        "SECRET_KEY": "".join(map(chr, range(33, 123))),
        "ALLOWED_HOSTS": "platform.invalid,127.0.0.1",
        "STATIC_ROOT": str(folder / "static"),
    }
    manage(url, "shell", "-v0", "-c", PUBLISHED)
    manage(url, "collectstatic", "--noinput", "-v0", **settings)
    sessions = dict(line.split() for line in manage(url, "shell", "-v0", "-c", SESSIONS, **settings).splitlines())
    with serve(url, folder, **settings) as site:
        yield Production(site, sessions)


def assert_marked(answer, secure=True):
    assert set(answer.headers["Content-Security-Policy"].split("; ")) == POLICY
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    kept = "max-age=31536000; includeSubDomains" if secure else None
    assert answer.headers["Strict-Transport-Security"] == kept
    for cookie in answer.headers.get_all("Set-Cookie") or []:
        assert re.match(r"__Host-(sessionid|csrftoken|messages)=", cookie), cookie
        attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert {"secure", "path=/", "samesite=lax"} <= attributes, cookie
        assert not any(part.startswith("domain") for part in attributes), cookie
        # Scripts send the token of forms along.
        assert ("httponly" in attributes) is not cookie.startswith("__Host-csrftoken="), cookie


@pytest.mark.parametrize(("role", "path", "status"), ANSWERS, ids=lambda part: str(part))
def test_every_kind_of_answer_is_marked(production, role, path, status):
    answer = production.ask(path, role)

    assert answer.status == status
    assert_marked(answer)
    if role or not path.startswith(("/public/", "/robots", "/sitemap", "/static/")):
        assert "no-store" in answer.headers["Cache-Control"]


def test_static_files_are_marked(production):
    page = production.ask("/accounts/login/").body.decode()
    files = set(re.findall(r"/static/[^\"]+", page))
    assert len(files) > 2

    for path in files:
        answer = production.ask(path)
        assert answer.status == 200, path
        assert_marked(answer)
        # Named by its content, so kept for good; for no other site's scripts.
        assert answer.headers["Cache-Control"] == "max-age=315360000, public, immutable"
        assert answer.headers["Access-Control-Allow-Origin"] is None


@pytest.mark.parametrize(
    ("method", "path", "host", "scheme", "status"),
    [
        ("DELETE", "/", "platform.invalid", "https", 405),
        ("POST", "/accounts/login/", "platform.invalid", "https", 403),
        ("GET", "/", "elsewhere.invalid", "https", 400),
        ("GET", "/", "elsewhere.invalid", "http", 400),
        ("GET", "/accounts/login/", "platform.invalid", "http", 301),
    ],
    ids=["unknown method", "no token", "unknown host", "unknown host over HTTP", "over HTTP"],
)
def test_every_refusal_is_marked(production, method, path, host, scheme, status):
    answer = production.ask(path, method=method, host=host, scheme=scheme, body=b"" if method == "POST" else None)

    assert answer.status == status
    assert_marked(answer, secure=scheme == "https")


def test_signing_in_sets_cookies_that_no_other_host_can_plant(production):
    form = production.ask("/accounts/login/")
    (token,) = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', form.body.decode())
    (cookie,) = (part.split(";")[0] for part in form.headers.get_all("Set-Cookie"))
    said = f"csrfmiddlewaretoken={token}&login=official&password=demo-official-114".encode()

    answer = production.ask("/accounts/login/", method="POST", body=said, cookie=cookie)

    assert (answer.status, answer.headers["Location"]) == (302, "/")
    assert_marked(answer)


def test_the_servers_own_failure_is_marked(production):
    with closing(sqlite3.connect(production.site.database_url.removeprefix("sqlite:///"))) as database:
        database.execute("ALTER TABLE cases_savedfilter RENAME TO gone")
        try:
            answer = production.ask("/saved/", "official")
        finally:
            database.execute("ALTER TABLE gone RENAME TO cases_savedfilter")

    assert answer.status == 500
    assert_marked(answer)
