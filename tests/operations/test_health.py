"""What a load balancer is told, and that it may ask as load balancers do."""

import pytest
from django.db import connection
from django.test import Client

from tests.people import signed_in

pytestmark = pytest.mark.django_db


def test_a_working_platform_says_so_with_one_query(django_assert_num_queries):
    client = Client()
    client.get("/healthz")
    with django_assert_num_queries(1):
        answer = client.get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Type"] == "application/json"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert not answer.has_header("Vary")
    assert len(answer.cookies) == 0
    assert client.head("/healthz").status_code == 200


def test_no_session_is_looked_for(django_assert_num_queries):
    client = signed_in("secretariat")
    with django_assert_num_queries(1) as queries:
        client.get("/healthz")

    assert "django_session" not in queries.captured_queries[0]["sql"]


def test_it_is_answered_to_an_ip_address_over_http_and_nothing_else_is(settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["platform.example.org"]
    client = Client(headers={"host": "10.0.0.5:8000"})

    assert client.get("/healthz").status_code == 200
    assert client.get("/accounts/login/").status_code == 400
    assert client.get("/healthz/").status_code == 400
    by_name = Client(headers={"host": "platform.example.org"}).get("/accounts/login/")
    assert (by_name.status_code, by_name["Location"]) == (301, "https://platform.example.org/accounts/login/")


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_is_only_read(method):
    assert getattr(Client(), method)("/healthz").status_code == 405


def test_a_migration_that_was_not_applied_is_told():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'cases' AND name = '0001_initial'")
    answer = Client().get("/healthz")

    assert (answer.status_code, answer.json()) == (503, {"status": "unavailable", "failed": ["migrations"]})


def test_a_full_disk_is_told(settings):
    settings.HEALTH_MIN_FREE_MB = 10**9
    answer = Client().get("/healthz")

    assert (answer.status_code, answer.json()) == (503, {"status": "unavailable", "failed": ["disk"]})


def test_a_folder_that_is_not_made_yet_counts_by_the_disk_it_will_lie_on(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "to" / "come")

    assert Client().get("/healthz").status_code == 200
    assert not (tmp_path / "to").exists()
