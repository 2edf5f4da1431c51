"""How a session ends: by time, by the account being disabled, for good; and what does not keep it."""

import time
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.urls import reverse

from groups.accounts import liaisons
from groups.accounts.security import end_sessions
from groups.actors import actor_of
from tests.accounts.rows import in_by_page, sign_in
from tests.people import PASSWORD, form_data, person

pytestmark = pytest.mark.django_db

MINUTE, HOUR = 60, 3600


@pytest.fixture
def at(monkeypatch):
    """Sets the clock of the sessions, in seconds after its start."""
    start = int(time.time())
    clock = SimpleNamespace(now=start)
    monkeypatch.setattr("platform_site.shared.pages.sessions.time", SimpleNamespace(time=lambda: clock.now))

    def move_to(seconds):
        clock.now = start + seconds

    return move_to


def test_thirty_minutes_without_a_sign_end_a_session_and_the_sign_in_page_says_so(at):
    person("official")
    client = in_by_page("official")
    at(30 * MINUTE - 1)
    assert client.get("/").status_code == 200
    at(60 * MINUTE - 1)

    answer = client.get("/cases/", follow=True)

    assert answer.redirect_chain == [("/accounts/login/?next=/cases/", 302)]
    assert "已30分鐘沒有操作，系統已自動登出" in answer.content.decode()
    entered = client.post("/accounts/login/", {"login": "official", "password": PASSWORD, "next": "/cases/"})
    assert (entered.status_code, entered["Location"]) == (302, "/cases/")
    assert "自動登出" not in client.get("/cases/").content.decode()


def test_twelve_hours_end_a_session_whatever_is_done(at):
    person("official")
    client = in_by_page("official")
    for minutes in range(20, 12 * 60, 20):
        at(minutes * MINUTE)
        assert client.get("/").status_code == 200
    at(12 * HOUR - 1)
    assert client.post(reverse("account_session")).json() == {"seconds": 1, "at_most": 1}
    at(12 * HOUR)

    assert client.post(reverse("account_session")).status_code == 302
    assert "登入已滿12小時，系統已自動登出" in client.get("/accounts/login/").content.decode()


@pytest.mark.parametrize(("path", "status"), [("/no-such-page/", 404), ("/admin/", 302), ("/imports/", 403)])
def test_an_answer_that_is_an_error_does_not_keep_a_session(at, path, status):
    person("official")
    client = in_by_page("official")
    at(20 * MINUTE)
    assert client.get(path).status_code == status
    at(40 * MINUTE)

    assert (client.get("/").status_code == 200) is (status < 400)


def test_a_form_that_the_token_check_refuses_does_not_keep_a_session(at):
    from django.test import Client

    person("official")
    _, client = sign_in("official", client=Client())
    client.handler.enforce_csrf_checks = True
    at(20 * MINUTE)
    assert client.post("/accounts/session/").status_code == 403
    at(40 * MINUTE)

    assert client.get("/").status_code == 302


def test_a_session_is_written_at_most_once_a_minute(at, django_assert_num_queries):
    person("official")
    client = in_by_page("official")
    at(59)
    with django_assert_num_queries(4):
        client.get("/help/official/")
    at(61)
    client.get("/help/official/")
    at(62)
    with django_assert_num_queries(4):
        client.get("/help/official/")


def test_a_session_over_by_time_is_gone_from_the_database(at):
    person("official")
    client = in_by_page("official")
    key = client.session.session_key
    at(HOUR)
    client.get("/")

    assert not Session.objects.filter(pk=key).exists()


# -- Disabling --------------------------------------------------------------------------------------------------------


def by_update(user):
    User.objects.filter(pk=user.pk).update(is_active=False)


def by_the_admin(user):
    person("superuser")
    client = in_by_page("superuser")
    page = f"/admin/auth/user/{user.pk}/change/"
    data = form_data(client.get(page))
    del data["is_active"]
    assert client.post(page, data).status_code == 302
    assert not User.objects.get(pk=user.pk).is_active


def by_the_page(user):
    person("secretariat")
    assert in_by_page("secretariat").post(f"/accounts/liaisons/{user.pk}/deactivate/").status_code == 302
    assert not User.objects.get(pk=user.pk).is_active


@pytest.mark.parametrize("disable", [by_update, by_the_admin, by_the_page])
def test_disabling_ends_every_session_at_once(disable):
    user = person("liaison")
    clients = [in_by_page("liaison"), in_by_page("liaison")]
    assert [client.get("/").status_code for client in clients] == [200, 200]

    disable(user)

    assert [client.get("/").status_code for client in clients] == [302, 302]
    assert sign_in("liaison")[0]["Location"] == "/accounts/inactive/"


@pytest.mark.parametrize("disable", [by_the_admin, by_the_page])
def test_a_session_stays_ended_when_the_account_is_opened_again(disable):
    user = person("liaison")
    client = in_by_page("liaison")
    disable(user)
    User.objects.filter(pk=user.pk).update(is_active=True)

    assert client.get("/").status_code == 302


def test_a_session_that_met_a_disabled_account_stays_ended_too():
    user = person("liaison")
    client = in_by_page("liaison")
    by_update(user)
    client.get("/")
    User.objects.filter(pk=user.pk).update(is_active=True)

    assert client.get("/").status_code == 302


def test_disabling_a_liaison_leaves_the_sessions_of_others():
    user, secretary = person("liaison"), person("secretariat")
    others = [in_by_page("secretariat"), in_by_page("secretariat")]
    in_by_page("liaison")

    liaisons.set_active(user, False, actor_of(secretary))

    assert [client.get("/").status_code for client in others] == [200, 200]


def test_ending_sessions_counts_them_and_spares_one():
    user = person("official")
    clients = [in_by_page("official") for _ in range(3)]

    assert end_sessions(user, clients[0].session.session_key) == 2
    assert [client.get("/").status_code for client in clients] == [200, 302, 302]
