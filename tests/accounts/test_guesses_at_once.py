"""Guesses of one name at the same moment, with real commits: no more than five are compared."""

import threading
import time

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Sum
from django.test import Client

from platform_site.accounts import forms
from tests.accounts.rows import code, sign_in, with_second_factor, wrong_code
from tests.people import PASSWORD, person

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 12


def at_once(send):
    """Run `send(number)` in so many threads at once; returns the status codes, sorted."""
    barrier, codes = threading.Barrier(AT_ONCE), []

    def run(number):
        try:
            barrier.wait(timeout=20)
            codes.append(send(number).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(codes)


def slowed(compared, compare):
    """The same comparison, noted and long enough for all the others to arrive meanwhile."""

    def compare_slowly(*args, **kwargs):
        compared.append(args)
        time.sleep(1)
        return compare(*args, **kwargs)

    return compare_slowly


def failures():
    return AccessAttempt.objects.aggregate(count=Sum("failures_since_start"))["count"]


def test_of_twelve_passwords_at_once_five_are_compared(monkeypatch):
    person("official")
    compared = []
    monkeypatch.setattr(User, "check_password", slowed(compared, User.check_password))

    codes = at_once(lambda number: sign_in("official", f"wrong {number}", REMOTE_ADDR=f"192.0.2.{number}")[0])

    assert len(compared) == 5
    assert len(codes) == AT_ONCE and codes.count(429) >= AT_ONCE - 4
    assert failures() == 5
    assert sign_in("official")[0].status_code == 429


def test_of_twelve_codes_at_once_five_are_compared(monkeypatch):
    with_second_factor(person("official"))
    clients = [sign_in("official")[1] for _ in range(AT_ONCE)]
    compared = []
    base = forms.BaseAuthenticateForm
    monkeypatch.setattr(base, "clean_code", slowed(compared, base.clean_code))

    at_once(lambda number: clients[number].post("/accounts/mfa/code/", {"code": wrong_code()}))

    assert len(compared) == 5
    assert failures() == 5
    assert sign_in("official")[0].status_code == 429


def test_right_ones_leave_nothing_in_the_count(monkeypatch):
    with_second_factor(person("official"))
    person("liaison")
    monkeypatch.setattr(User, "check_password", slowed([], User.check_password))

    first = at_once(lambda number: sign_in("liaison" if number % 3 else "official", PASSWORD)[0])

    assert first.count(302) >= 8
    assert failures() is None
    client = Client()
    assert sign_in("official", client=client)[0]["Location"] == "/accounts/mfa/code/"
    assert client.post("/accounts/mfa/code/", {"code": code()})["Location"] == "/"
    assert failures() is None
