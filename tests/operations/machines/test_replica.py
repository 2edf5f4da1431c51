"""Two real PostgreSQL servers, a primary and its streaming replica: which of them a site asks, and what readers see."""

import contextlib
import re
import signal
import subprocess
import time

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from platform_site import settings_machines
from platform_site.shared.replica.positions import number_of
from tests.bench.load.browsing import Browser
from tests.support.databases import manage
from tests.support.postgres import find_binaries, postgres_server
from tests.support.site import serve

SESSIONS = """
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
for name in ("secretary", "official"):
    user = User.objects.get(username=name)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    print(name, session.session_key)
from cases.models import Case
print("case", Case.objects.tracked().first().pk)
"""
LAG = 2
CASES = 'FROM "cases_case"'


class Pair:
    """A primary and its replica, a site on both, and somebody who edits a case at it."""

    def __init__(self, primary, replica, site, printed):
        self.primary, self.replica, self.site = primary, replica, site
        self._known = dict(line.split() for line in printed.splitlines())
        self.admin_page = f"/admin/cases/case/{self._known['case']}/change/"
        self.page = f"/cases/{self._known['case']}/"

    def browser(self, name):
        return Browser(self.site.url, self._known[name])

    @contextlib.contextmanager
    def asked(self, server):
        """Yield a list that holds, after the block, the statements that the server was asked in it."""
        log, statements = server.folder / "log", []
        before = log.stat().st_size
        yield statements
        with log.open("rb") as file:
            file.seek(before)
            # The server writes names in other alphabets byte by byte.
            text = file.read().decode(errors="replace")
        statements += re.findall(r"(?:statement|execute [^:]+): (.*)", text)

    def write(self, browser, summary):
        """Save another summary of the case by the admin's page."""
        form = browser.get(self.admin_page).form() | {"summary": summary, "_save": "1"}
        answer = browser.post(self.admin_page, form)
        assert answer.status == 302, answer.text

    def wait_until_replica_is_read(self):
        """What was noted as away or as far behind is looked at again after some seconds."""
        self.replica.wait_for_primary()
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with self.asked(self.replica) as statements:
                assert self.browser("official").get("/cases/").status == 200
            # Of a page: the first of its queries is enough where the replica refuses it.
            if any('FROM "' in statement for statement in statements):
                return
            time.sleep(0.2)
        raise AssertionError(f"The replica is not read: {statements[-3:]}")


@pytest.fixture(scope="module")
def servers(databases, django_db_setup, tmp_path_factory):
    """A primary with the platform's data, and its replica."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no replica; run with --postgres")
    dump = subprocess.run(
        [find_binaries() / "pg_dump", "--no-owner", databases.copy_for_site()], capture_output=True, check=True
    )
    with postgres_server() as primary:
        primary.make_database()
        psql = [find_binaries() / "psql", "-q", "-v", "ON_ERROR_STOP=1", primary.url]
        subprocess.run(psql, input=dump.stdout, capture_output=True, check=True)
        primary.execute("ALTER SYSTEM SET log_statement = 'all'")
        primary.execute("SELECT pg_reload_conf()")
        # It may log in and see nothing.
        primary.execute("CREATE ROLE stranger LOGIN")
        with primary.replica() as replica:
            yield primary, replica


@pytest.fixture
def pair(servers, tmp_path):
    with site_on(servers, tmp_path) as running:
        running.wait_until_replica_is_read()
        yield running


@contextlib.contextmanager
def site_on(servers, folder, **changed):
    primary, replica = servers
    settings = {"DATABASE_REPLICA_URL": replica.url, "REPLICA_MAX_LAG_SECONDS": str(LAG)} | changed
    printed = manage(primary.url, "shell", "-v0", "-c", SESSIONS, **settings)
    with serve(primary.url, folder, **settings) as site:
        yield Pair(primary, replica, site, printed)


pytestmark = pytest.mark.django_db


@pytest.mark.slow
def test_a_page_is_read_from_the_replica_and_the_account_from_the_primary(pair):
    reader = pair.browser("official")
    with pair.asked(pair.replica) as from_replica, pair.asked(pair.primary) as from_primary:
        assert [reader.get(page).status for page in ("/cases/", pair.page, "/meetings/")] == [200, 200, 200]

    assert any(CASES in statement for statement in from_replica)
    assert not any(CASES in statement for statement in from_primary)
    accounts = ('FROM "django_session"', 'FROM "auth_user"', 'FROM "auth_permission"')
    assert not any(name in statement for statement in from_replica for name in accounts)
    assert any(accounts[0] in statement for statement in from_primary)


@pytest.mark.slow
def test_whoever_wrote_reads_it_at_once_and_others_within_the_lag(pair):
    writer, other = pair.browser("secretary"), pair.browser("official")
    pair.write(writer, "before")
    pair.wait_until_replica_is_read()
    pair.replica.execute("SELECT pg_wal_replay_pause()")
    try:
        pair.write(writer, "written just now")

        assert "written just now" in writer.get(pair.page).text
        assert "before" in other.get(pair.page).text
        # The replica has stood still for longer than it may: nobody is shown what is so old.
        time.sleep(LAG + 1.5)
        assert "written just now" in other.get(pair.page).text
    finally:
        pair.replica.execute("SELECT pg_wal_replay_resume()")
    pair.wait_until_replica_is_read()
    with pair.asked(pair.replica) as statements:
        assert "written just now" in writer.get(pair.page).text
    assert any(CASES in statement for statement in statements)


@pytest.mark.slow
def test_no_page_is_kept_that_the_replica_made_of_what_it_did_not_know_yet(servers, tmp_path):
    with site_on(servers, tmp_path, CACHE_PAGES="on") as pair:
        pair.wait_until_replica_is_read()
        writer, other = pair.browser("secretary"), pair.browser("official")
        pair.write(writer, "known everywhere")
        pair.wait_until_replica_is_read()
        pair.replica.execute("SELECT pg_wal_replay_pause()")
        try:
            pair.write(writer, "known to one")
            assert "known everywhere" in other.get(pair.page).text
        finally:
            pair.replica.execute("SELECT pg_wal_replay_resume()")
        pair.replica.wait_for_primary()
        assert "known to one" in other.get(pair.page).text


@pytest.mark.slow
def test_a_form_and_a_save_ask_the_primary_alone(pair):
    writer = pair.browser("secretary")
    form = writer.get(pair.admin_page).form() | {"summary": "saved", "_save": "1"}
    with pair.asked(pair.replica) as statements:
        assert writer.post(pair.admin_page, form).status == 302

    assert [statement for statement in statements if "pg_last_wal_replay_lsn" not in statement] == []


@pytest.mark.slow
def test_a_command_asks_the_primary_alone(pair):
    settings = {"DATABASE_REPLICA_URL": pair.replica.url}
    with pair.asked(pair.replica) as statements:
        manage(pair.primary.url, "verify_ledger", **settings)
        manage(pair.primary.url, "migrate", **settings)

    assert statements == []


@pytest.mark.slow
def test_nobody_sees_an_error_while_the_replica_is_away(pair):
    readers = [pair.browser("official") for _ in range(3)]
    answers = [reader.get("/cases/").status for reader in readers]
    pair.replica.stop(signal.SIGQUIT)
    try:
        answers += [reader.get(page).status for page in ("/cases/", pair.page, "/") for reader in readers]
    finally:
        pair.replica.start()
    answers += [reader.get("/cases/").status for reader in readers]

    assert set(answers) == {200}
    pair.wait_until_replica_is_read()


@pytest.mark.slow
def test_a_page_whose_query_the_replica_refuses_is_made_from_the_primary(servers, tmp_path):
    """The replica says how far it is and then fails each query of a page."""
    _, replica = servers
    with site_on(servers, tmp_path, DATABASE_REPLICA_URL=replica.url.replace("postgres@", "stranger@")) as pair:
        # The first query of a page came there, and the page was whole all the same.
        pair.wait_until_replica_is_read()

        assert pair.browser("official").get(pair.page).status == 200


@pytest.mark.slow
def test_a_replica_that_became_a_primary_is_not_read(servers, tmp_path):
    primary, _ = servers
    with primary.replica() as promoted, site_on((primary, promoted), tmp_path) as pair:
        pair.wait_until_replica_is_read()
        promoted.execute("SELECT pg_promote()")
        time.sleep(1.5)
        with pair.asked(promoted) as statements:
            assert pair.browser("official").get("/cases/").status == 200

    assert not any(CASES in statement for statement in statements)


# -- Positions and settings -------------------------------------------------------------------------------------------


def test_a_position_of_the_log_is_a_number():
    assert number_of("0/0") == 0
    assert number_of("1/A") == 2**32 + 10
    assert number_of("16/B374D848") < number_of("17/0") < number_of("FFFFFFFF/FFFFFFFF")


@pytest.mark.parametrize("typed", ["", "1", "1/G", "1/2/3", "-1/2", "123456789/0", "١/٢", "1/2 "])
def test_what_is_no_position_is_refused(typed):
    with pytest.raises(ValueError):
        number_of(typed)


@pytest.mark.parametrize("url", ["sqlite:///x", "mysql://host/name"])
def test_only_postgresql_has_replicas(monkeypatch, url):
    monkeypatch.setattr(settings_machines, "DATABASE_REPLICA_URL", url)

    with pytest.raises(ImproperlyConfigured, match="DATABASE_REPLICA_URL"):
        settings_machines.replica({"ENGINE": "django.db.backends.postgresql"})
