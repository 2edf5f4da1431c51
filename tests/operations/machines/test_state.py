"""Web processes hold no state: what one of them counts or keeps holds in every other, and so on every machine."""

import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from cases.models import Case
from groups.accounts.security import end_sessions
from groups.models import CacheEntry
from platform_site.operations.tables import LEFT_OUT
from platform_site.shared.documents.models import DrawnDocument
from tests.bench.load.browsing import Browser
from tests.people import signed_in
from tests.support.databases import ROOT
from tests.support.site import serve

# Modules may remember what follows from their arguments alone. These ask the database, and remember none of its rows.
REMEMBERS = re.compile(r"^@(?:functools\.)?(?:lru_)?cache\b.*\n(?:@.*\n)*def (\w+)", re.MULTILINE)
KNOWN = {
    "_fields": "a class",
    "_models": "the installed models",
    "address_of": "the program's addresses",
    "city_pattern": "names",
    "_folded_anew": "a text",
    "_folded_character": "a character",
    "code_digest": "the release",
    "drawn_by": "the release and its libraries",
    "group_pattern": "names",
    "heading_pattern": "a vocabulary",
    "key_of": "a key",
    "last_day": "a quarter",
    "migrations_of_code": "the release",
    "of_process": "the process itself",
    "split": "a wording",
}


@pytest.fixture
def two_processes(databases, django_db_setup, tmp_path):
    """Two servers on one database, as two machines are."""
    url = databases.copy_for_site()
    (tmp_path / "one").mkdir()
    (tmp_path / "other").mkdir()
    with serve(url, tmp_path / "one") as one, serve(url, tmp_path / "other") as other:
        yield one, other


def guess(browser, password):
    form = browser.get("/accounts/login/").form()
    return browser.post("/accounts/login/", form | {"login": "official", "password": password})


@pytest.mark.slow
@pytest.mark.django_db
def test_a_lock_counted_by_one_process_holds_in_another_and_so_does_a_session(two_processes):
    one, other = two_processes
    reader = Browser(one.url)
    assert guess(reader, "demo-official-114").status == 302

    # The session and its end are those of both.
    elsewhere = Browser(other.url, reader.cookies["sessionid"])
    assert elsewhere.get("/cases/").status == 200
    # Five failures, now here and now there.
    answers = [guess(Browser(site.url), "wrong").status for site in (one, other, one, other, one)]
    assert answers == [200, 200, 200, 200, 429]
    assert guess(Browser(other.url), "demo-official-114").status == 429


@pytest.mark.slow
@pytest.mark.django_db
def test_mails_to_reset_a_password_are_counted_for_all_processes(two_processes):
    """The package counts them in the cache: five a minute for an address."""
    answers = []
    for number in range(6):
        browser = Browser(two_processes[number % 2].url)
        form = browser.get("/accounts/password/reset/").form()
        answers.append(browser.post("/accounts/password/reset/", form | {"email": "official@example.org"}).status)

    assert answers == [302, 302, 302, 302, 302, 429]


@pytest.mark.django_db
def test_the_cache_is_a_table_that_no_backup_holds():
    cache.set("key", {"of": ["anything"]}, 60)

    assert settings.CACHES["default"]["BACKEND"].endswith("db.DatabaseCache")
    assert cache.get("key") == {"of": ["anything"]}
    assert CacheEntry.objects.count() == 1
    assert {model._meta.db_table for model in (CacheEntry, Session, DrawnDocument, DBTaskResult)} == LEFT_OUT


@pytest.mark.django_db
def test_an_upload_waits_for_its_confirmation_where_every_machine_finds_it():
    client = signed_in("secretariat")
    sheet = SimpleUploadedFile("a.csv", "議題小組,案名\n交通組,由另一部主機確認的案\n".encode())
    form = {"import_file": sheet, "format": "2", "resource": "0"}
    preview = client.post(reverse("admin:cases_case_import"), form)

    assert CacheEntry.objects.count() == 1
    client.post(reverse("admin:cases_case_process_import"), preview.context["confirm_form"].initial)

    assert Case.objects.filter(title="由另一部主機確認的案").exists()
    assert not CacheEntry.objects.exists()


@pytest.mark.django_db
def test_an_ended_session_is_gone_from_the_cache_too(settings, client):
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
    signed = signed_in("official")
    assert signed.get("/cases/").status_code == 200

    end_sessions(User.objects.get(username="official"))

    assert signed.get("/cases/").status_code == 302


def test_what_a_module_remembers_follows_from_its_arguments():
    """A new function that remembers is added to KNOWN once somebody has looked at what it depends on."""
    found = {
        name
        for folder in ("platform_site", "groups", "cases", "meetings")
        for path in (ROOT / folder).rglob("*.py")
        for name in REMEMBERS.findall(path.read_text())
    }

    assert found == KNOWN.keys()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SESSIONS_IN", "memory", "SESSIONS_IN is either database or cache"),
        ("DATABASE_REPLICA_URL", "postgres:///x", "DATABASE_REPLICA_URL names a streaming replica"),
    ],
)
def test_a_setting_that_cannot_be_is_refused(name, value, said):
    environment = {"PATH": "/usr/bin:/bin", "DJANGO_ENV": "local", name: value}
    done = subprocess.run(
        [sys.executable, "-c", "import platform_site.settings"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )

    assert said in done.stderr


def test_boto3_is_imported_only_where_there_is_a_bucket():
    code = "import sys, platform_site.wsgi; sys.exit(bool({'boto3', 'botocore', 'redis'} & sys.modules.keys()))"
    environment = {"PATH": "/usr/bin:/bin", "DJANGO_ENV": "local"}

    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment).returncode == 0


def test_a_bucket_and_a_redis_are_taken_by_settings_alone():
    code = (
        "from django.conf import settings; from django.core.cache import cache; from django.core.files.storage import"
        " storages; import django; django.setup(); print(type(storages['private']).__name__,"
        " storages['private'].bucket_name, settings.CACHES['default']['BACKEND'], settings.SESSION_ENGINE)"
    )
    environment = {"PATH": "/usr/bin:/bin", "DJANGO_ENV": "local", "DJANGO_SETTINGS_MODULE": "platform_site.settings"}
    environment |= {"S3_BUCKET": "files", "CACHE_URL": "redis://cache:6379/1", "SESSIONS_IN": "cache"}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True)

    assert done.stdout.split() == [
        "BucketStorage",
        "files",
        "django.core.cache.backends.redis.RedisCache",
        "django.contrib.sessions.backends.cached_db",
    ], done.stderr
