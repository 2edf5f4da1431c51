"""Whom to tell of a weakness, where RFC 9116 has everybody look for it."""

from datetime import UTC, datetime

import pytest
from django.test import Client

ADDRESS = "/.well-known/security.txt"
pytestmark = pytest.mark.django_db


def test_the_contacts_of_the_settings_are_named_with_a_date_at_which_they_end(settings, monkeypatch):
    settings.SECURITY_CONTACT = ["security@city.example", "https://city.example/report"]
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 11, 26, 23, 30, tzinfo=UTC))
    answer = Client().get(ADDRESS)

    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert answer.content.decode() == (
        "Contact: mailto:security@city.example\n"
        "Contact: https://city.example/report\n"
        "Expires: 2027-02-24T00:00:00Z\n"
        "Preferred-Languages: zh-TW, en\n"
        f"Canonical: http://testserver{ADDRESS}\n"
    )


def test_without_a_contact_there_is_no_such_page():
    assert Client().get(ADDRESS).status_code == 404


def test_it_is_only_read(settings):
    settings.SECURITY_CONTACT = ["security@city.example"]

    assert Client().post(ADDRESS).status_code == 405
