"""PostgreSQL is restarted while people read: the site says so in words, and works again by itself."""

import subprocess

import pytest
from django.db import connection

from tests.faults.restarting import restart_under_load
from tests.support.postgres import find_binaries, postgres_server
from tests.support.site import serve

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture
def server_of_its_own(databases, tmp_path):
    """Another server with the site's database: the run's own is in use by other tests."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no server that could be restarted; run with --postgres")
    dump = subprocess.run(
        [find_binaries() / "pg_dump", "--no-owner", databases.copy_for_site()], capture_output=True, check=True
    )
    with postgres_server() as server:
        server.make_database()
        loaded = subprocess.run(
            [find_binaries() / "psql", "-q", "-v", "ON_ERROR_STOP=1", server.url],
            input=dump.stdout,
            capture_output=True,
        )
        assert loaded.returncode == 0, loaded.stderr
        yield server


def test_the_site_recovers_by_itself_and_answers_in_words_meanwhile(server_of_its_own, tmp_path):
    with serve(server_of_its_own.url, tmp_path) as site:
        found = restart_under_load(site.url, server_of_its_own)

    print(found)
    assert found["answers"].keys() == {"200", "503"}
    assert found["in_words"]
    assert found["well_again"] > 0 and found["bad_at_the_end"] == 0
