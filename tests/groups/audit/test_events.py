"""Sign-ins, sign-outs, failures, locks and refusals are in the trail, whichever page they come from."""

import pytest
from django.test import Client
from django.urls import reverse

from groups.audit.chain import verify
from tests.groups.audit.trail import added, after
from tests.people import PASSWORD, person, signed_in

pytestmark = pytest.mark.django_db
ACCOUNT = {"username": "liaison", "name": "王小明"}


def events(entries):
    return [(entry.action, entry.actor_name, entry.row_id, after(entry)) for entry in entries if entry.action in KINDS]


KINDS = ("login", "logout", "login_failed", "locked_out", "refused")


def test_signing_in_and_out():
    user = person("liaison")
    client = Client()
    with added() as entries:
        client.post(reverse("account_login"), {"login": "liaison", "password": PASSWORD}, REMOTE_ADDR="203.0.113.7")
        client.post(reverse("account_logout"))
    assert events(entries) == [
        ("login", "王小明（liaison）", str(user.pk), ACCOUNT),
        ("logout", "王小明（liaison）", str(user.pk), ACCOUNT),
    ]
    assert entries[0].address == "203.0.113.7"
    assert verify().faults == []


def test_five_failures_and_the_lock():
    user = person("liaison")
    client = Client()
    with added() as entries:
        for _ in range(6):
            client.post(reverse("account_login"), {"login": "liaison", "password": "wrong"})
    assert (
        events(entries)
        == [("login_failed", "未登入者", str(user.pk), ACCOUNT)] * 4
        + [("locked_out", "未登入者", str(user.pk), ACCOUNT)] * 2
    )


def test_a_name_that_is_no_account_is_not_kept_since_it_may_be_a_password():
    with added() as entries:
        Client().post(reverse("account_login"), {"login": "hunter2-my-password", "password": "x"})
    assert events(entries) == [("login_failed", "未登入者", "", {"username": "（沒有這個帳號）"})]
    assert all("hunter2" not in f"{entry.after}{entry.path}" for entry in entries)


def test_the_admins_own_sign_in_is_the_same_page():
    response = Client().post(reverse("admin:login"), {"username": "superuser", "password": PASSWORD})
    assert response.status_code == 302


def test_a_missing_role():
    client = signed_in("official")
    with added() as entries:
        assert client.get(reverse("liaisons:list")).status_code == 403
    assert events(entries) == [("refused", "王小明（official）", "", {"status": 403})]
    assert entries[0].path == "GET /accounts/liaisons/"


def test_a_row_that_is_not_to_be_found_or_anothers():
    client = signed_in("liaison")
    with added() as entries:
        assert client.get(reverse("cases:detail", args=[999_999])).status_code == 404
    assert events(entries) == [("refused", "王小明（liaison）", "", {"status": 404})]


def test_a_form_without_its_token():
    person("liaison")
    client = Client(enforce_csrf_checks=True)
    with added() as entries:
        assert client.post(reverse("account_login"), {"login": "liaison", "password": PASSWORD}).status_code == 403
    assert events(entries) == [("refused", "未登入者", "", {"status": 403})]


def test_typing_errors_and_what_strangers_look_for_are_no_entries():
    client = signed_in("official")
    with added() as entries:
        assert client.get("/no-such-page/").status_code == 404
        assert Client().get("/wp-login.php").status_code == 404
        assert Client().get(reverse("cases:list")).status_code == 302
        assert client.get(reverse("cases:list")).status_code == 200
    assert events(entries) == []


def test_the_secret_parts_of_an_address_are_not_kept():
    client = Client()
    with added() as entries:
        client.get(reverse("account_reset_password_from_key", args=["1x", "abc-def"]))
        client.post(reverse("account_reset_password_from_key", args=["1x", "abc-def"]), {})
    assert [entry.path for entry in entries if "abc" in entry.path] == []
