"""The project as a whole: settings, the lock, the databases, what a stranger and a guesser get."""

import os
import re
import subprocess
import sys
import threading
import tomllib
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.contrib.staticfiles import finders
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

ROOT = Path(__file__).resolve().parent.parent
CONTENT_SECURITY_POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
}


def manage(*arguments, **environment):
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=inherited | environment,
        capture_output=True,
        text=True,
    )


# -- Settings ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("environment", [{"DJANGO_ENV": "production"}, {"DEBUG": "off"}, {"DEBUG": "0"}])
def test_production_refuses_to_start_without_a_secret_key(environment):
    result = manage("check", **environment)

    assert result.returncode != 0
    assert "Production needs the environment variable SECRET_KEY" in result.stderr.splitlines()[-1]


def test_production_refuses_debug():
    result = manage("check", DJANGO_ENV="production", DEBUG="on", SECRET_KEY="a" * 60)

    assert result.returncode != 0
    assert "DEBUG" in result.stderr.splitlines()[-1]


def test_an_unknown_mode_is_refused():
    result = manage("check", DJANGO_ENV="prod")

    assert result.returncode != 0
    assert "DJANGO_ENV is either local or production, not 'prod'." in result.stderr


@pytest.mark.slow
def test_an_empty_database_is_migrated_in_production(tmp_path):
    """The first migrations write rows before there is a trail whose head could be noted."""
    result = manage(
        "migrate",
        "--verbosity=0",
        DJANGO_ENV="production",
        SECRET_KEY="".join(map(chr, range(33, 123))),
        ALLOWED_HOSTS="p.invalid",
        DATABASE_URL=f"sqlite:///{tmp_path}/empty.sqlite3",
        AUDIT_HEADS=str(tmp_path / "heads.txt"),
        LOG_LEVEL="ERROR",
    )

    assert (result.returncode, result.stderr) == (0, "")


def test_production_passes_the_checks_for_deployment():
    key = "".join(map(chr, range(33, 123)))

    result = manage(
        "check", "--deploy", "--fail-level=WARNING", DJANGO_ENV="production", SECRET_KEY=key, ALLOWED_HOSTS="p.invalid"
    )

    assert result.returncode == 0, result.stderr


def test_reading_the_settings_prints_and_writes_nothing(tmp_path):
    before = sorted(path.name for path in (ROOT / "var").iterdir())

    result = subprocess.run(
        [sys.executable, "-W", "error", "-c", "import platform_site.settings"],
        env={"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        cwd=tmp_path,
        capture_output=True,
    )

    assert (result.returncode, result.stdout, result.stderr) == (0, b"", b"")
    assert list(tmp_path.iterdir()) == []
    assert sorted(path.name for path in (ROOT / "var").iterdir()) == before


# -- The lock ---------------------------------------------------------------------------------------------------------


def locked(file_name):
    """Each locked requirement with the lines that belong to it."""
    text = (ROOT / file_name).read_text()
    return dict(re.findall(r"^([a-z0-9-]+==[^ ]+)(.*\n(?:    .*\n)*)", text, re.MULTILINE))


def chosen(requirements):
    return {re.sub(r"\[.*\]", "", requirement) for requirement in requirements}


def test_the_lock_holds_every_chosen_version():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    runtime = chosen(project["project"]["dependencies"])
    machines = chosen(project["project"]["optional-dependencies"]["machines"])
    development = chosen(project["dependency-groups"]["dev"])

    assert [requirement for requirement in runtime | machines | development if "==" not in requirement] == []
    assert runtime - locked("requirements.txt").keys() == set()
    assert (runtime | machines) - locked("requirements-machines.txt").keys() == set()
    assert development - locked("requirements-dev.txt").keys() == set()


def test_what_tests_run_on_is_what_the_demo_runs_on():
    tested = locked("requirements-dev.txt").keys()

    assert locked("requirements.txt").keys() - tested == set()
    assert locked("requirements-machines.txt").keys() - tested == set()


@pytest.mark.parametrize("file_name", ["requirements.txt", "requirements-machines.txt", "requirements-dev.txt"])
def test_the_lock_names_a_hash_for_everything_and_no_host(file_name):
    text = (ROOT / file_name).read_text()

    assert len(locked(file_name)) == len(re.findall(r"^[^ #]", text, re.MULTILINE))
    assert [name for name, lines in locked(file_name).items() if "--hash=sha256:" not in lines] == []
    assert "://" not in text


# -- run --------------------------------------------------------------------------------------------------------------


def test_run_lists_its_verbs():
    result = subprocess.run([ROOT / "run"], capture_output=True, text=True)

    assert result.returncode == 0
    assert re.findall(r"^  (\w+)", result.stdout, re.MULTILINE) == ["setup", "demo", "test", "check", "bench"]


def test_run_refuses_an_unknown_verb():
    assert subprocess.run([ROOT / "run", "deploy"], capture_output=True).returncode == 2


# -- Documents --------------------------------------------------------------------------------------------------------


DOCUMENTS = [
    "README.md",
    "CONTRIBUTING.md",
    "docs/architecture.md",
    *sorted(map(str, ROOT.glob("docs/decisions/*.md"))),
]


@pytest.mark.parametrize("name", DOCUMENTS, ids=lambda name: Path(name).stem)
def test_every_path_that_a_document_names_is_there(name):
    document = ROOT / name
    text = document.read_text()
    links = [document.parent / link for link in re.findall(r"\]\(([^)#:]+)\)", text)]
    spans = re.findall(r"`([\w./]+(?:/|\.(?:py|sql|md|toml)))`", text)
    # A module's name alone (`compose.py`) stands beside its folder in the text.
    named = links + [ROOT / span for span in spans if "/" in span]

    assert [str(path) for path in named if not path.exists()] == []


def test_the_readmes_tree_is_the_tree():
    tree = re.search(r"```\n(groups/.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)[1]
    folder = ROOT
    missing = []
    for indent, name in re.findall(r"^( *)([\w./]+) ", tree, re.MULTILINE):
        path = folder / name if indent else ROOT / name
        folder = folder if indent else path
        if not path.exists():
            missing.append(str(path))

    assert missing == []


# -- Databases --------------------------------------------------------------------------------------------------------


def test_the_database_is_the_one_asked_for(db, request):
    assert connection.vendor == ("postgresql" if request.config.getoption("--postgres") else "sqlite")


def test_sqlite_keeps_foreign_keys_and_writes_ahead(db):
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            values = [cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("foreign_keys", "journal_mode")]
        assert values == [1, "wal"]
    else:
        with connection.cursor() as cursor:
            assert cursor.execute("SHOW server_encoding").fetchone()[0] == "UTF8"


def test_read_modify_write_of_two_threads_loses_nothing(transactional_db):
    user = User.objects.create(username="counter", first_name="0")

    def count():
        for _ in range(20):
            with transaction.atomic():
                row = User.objects.select_for_update().get(pk=user.pk)
                row.first_name = str(int(row.first_name) + 1)
                row.save()
        connection.close()

    threads = [threading.Thread(target=count) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    user.refresh_from_db()
    assert user.first_name == "40"


# -- Strangers and guessers -------------------------------------------------------------------------------------------


def test_a_stranger_is_sent_to_the_login_page(client, db):
    response = client.get("/")

    assert response.status_code == 302
    assert response["Location"] == reverse("account_login") + "?next=/"


def test_a_page_carries_the_content_security_policy(client, db):
    response = client.get(reverse("account_login"))

    assert response.status_code == 200
    assert set(response["Content-Security-Policy"].split("; ")) == CONTENT_SECURITY_POLICY


def test_nobody_signs_up(client, db):
    form = {"username": "stranger", "email": "s@example.org", "password1": "a long one", "password2": "a long one"}

    response = client.post(reverse("account_signup"), form)

    assert response.status_code in (200, 404)
    assert not User.objects.exists()


def test_the_fifth_failed_login_locks_and_the_right_password_no_longer_opens(client, db):
    User.objects.create_user("official", password="the right password")
    login = reverse("account_login")

    answers = [client.post(login, {"login": "official", "password": f"guess {n}"}).status_code for n in range(5)]
    locked_out = client.post(login, {"login": "official", "password": "the right password"})

    assert answers == [200, 200, 200, 200, 429]
    assert locked_out.status_code == 429
    assert "account/locked_out.html" in [template.name for template in locked_out.templates]


def test_another_person_still_gets_in_while_one_is_locked_out(client, db):
    User.objects.create_user("official", password="the right password")
    login = reverse("account_login")
    for n in range(5):
        client.post(login, {"login": "guessed", "password": f"guess {n}"})

    response = client.post(login, {"login": "official", "password": "the right password"})

    assert response.status_code == 302
    assert response["Location"] == "/"


# -- Pages for what goes wrong ----------------------------------------------------------------------------------------


def test_a_form_of_too_many_fields_is_refused_by_a_page(client, db, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 5
    response = client.post(reverse("account_login"), {f"field{number}": "" for number in range(6)})

    assert (response.status_code, response.templates[0].name) == (400, "400.html")
    assert "瀏覽器送來的內容不完整或超過上限" in response.text


def test_a_form_that_was_open_for_too_long_is_refused_by_a_page(db):
    response = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "official"})

    assert (response.status_code, response.templates[0].name) == (403, "403_csrf.html")
    assert "請先複製您輸入的內容" in response.text


def test_a_fault_of_the_programs_own_is_a_page_without_its_inside(db, monkeypatch):
    def fails(*args, **kwargs):
        raise RuntimeError("a secret of the inside")

    monkeypatch.setattr("allauth.account.views.LoginView.dispatch", fails)
    response = Client(raise_request_exception=False).get(reverse("account_login"))

    assert (response.status_code, response.templates[0].name) == (500, "500.html")
    assert "系統已留下紀錄" in response.text
    assert "secret" not in response.text


# -- Static files -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["bootstrap/css/bootstrap.min.css", "bootstrap/js/bootstrap.bundle.min.js"])
def test_bootstrap_comes_from_its_package(name):
    assert ".venv" in finders.find(name) or "site-packages" in finders.find(name)


def test_a_browser_shows_the_login_page_with_its_styles(page, live_server):
    page.goto(live_server.url + reverse("account_login"))

    assert page.locator("html").get_attribute("lang") == "zh-Hant-TW"
    assert page.evaluate("getComputedStyle(document.body).getPropertyValue('--bs-body-font-size')") != ""
