"""Single sign-on against a server on this machine: who gets in, who does not and reads why, and what must hold."""

import base64
import re
import time

import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import User
from django.test import Client

from tests.accounts import oidc_server
from tests.accounts.rows import code, in_by_page, sign_in, with_second_factor
from tests.accounts.test_second_factor import choose
from tests.people import person
from tests.test_project_setup import manage

pytestmark = pytest.mark.django_db

START = "/accounts/oidc/login/"
WANG = {"sub": "subject-1", "name": "王小明", "email": "Wang@Example.org", "email_verified": True}


@pytest.fixture
def server(settings, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with oidc_server.running() as running:
        settings.OIDC_SERVER_URL, settings.OIDC_NAME = running.url, "市府員工入口"
        settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = oidc_server.CLIENT, oidc_server.CLIENT_SECRET
        running.claims = dict(WANG)
        yield running


@pytest.fixture
def wang():
    user = person("official")
    User.objects.filter(pk=user.pk).update(email="wang@example.org")
    return user


def come_in(server, client=None, start=START, **changes):
    """Go through the whole sign-in; returns its last answer and the client."""
    client = client or Client()
    sent = client.get(start)
    assert sent.status_code == 302, sent.content.decode()
    return client.get(server.agree(sent["Location"], **changes)), client


def refused(answer):
    """The sentence of a refusal."""
    page = answer.content.decode()
    assert answer.status_code == 403
    return re.search(r"<h1>未能登入</h1>\s*<p>(.+?)</p>", page)[1]


def test_a_known_person_gets_in_by_the_verified_address(server, wang):
    client = Client()
    assert "以市府員工入口登入" in client.get("/accounts/login/?next=/cases/").content.decode()

    answer, client = come_in(server, client, f"{START}?next=/cases/")

    assert (answer.status_code, answer["Location"]) == (302, "/cases/")
    assert client.get("/").status_code == 200
    [linked] = SocialAccount.objects.all()
    assert (linked.user, linked.provider, linked.uid, linked.extra_data) == (wang, "oidc", "subject-1", {})
    [asked] = server.asked
    assert (asked["response_type"], set(asked["scope"].split())) == ("code", {"openid", "profile", "email"})
    assert asked["code_challenge_method"] == "S256" and len(asked["nonce"]) == 32 and len(asked["state"]) == 16
    assert asked["redirect_uri"] == "http://testserver/accounts/oidc/callback/"
    # The second time goes by the subject, whatever became of the address.
    server.claims["email"] = "other@example.org"
    assert come_in(server)[0]["Location"] == "/"
    assert SocialAccount.objects.count() == 1


def test_the_session_lasts_and_ends_as_any_other(server, wang):
    _, client = come_in(server)

    assert client.session["active_at"] == client.session["signed_in_at"] >= time.time() - 60
    assert "data-at-most=" in client.get("/").content.decode()
    User.objects.filter(pk=wang.pk).update(is_active=False)
    assert client.get("/").status_code == 302


@pytest.mark.parametrize(
    "claims",
    [
        WANG | {"email": "stranger@example.org"},
        WANG | {"email_verified": False},
        WANG | {"email_verified": "true"},
        {name: value for name, value in WANG.items() if name != "email_verified"},
        {"sub": "subject-1", "name": "王小明"},
        WANG | {"email": ["wang@example.org"]},
        WANG | {"email": ""},
        WANG | {"email": "wang@example.org\u200b"},
    ],
)
def test_a_stranger_is_refused_in_chinese_and_no_account_is_made(server, wang, claims):
    server.claims = claims
    before = User.objects.count()

    answer, client = come_in(server)

    assert refused(answer) == (
        "「王小明」在本平臺沒有帳號，或與帳號登記的資料不符。帳號由幕僚單位建立，請洽主辦市研考單位。"
    )
    assert client.get("/").status_code == 302
    assert (User.objects.count(), SocialAccount.objects.count()) == (before, 0)


def test_an_address_that_two_accounts_have_is_nobodys(server, wang):
    User.objects.filter(pk=person("liaison").pk).update(email="WANG@example.org")

    assert "沒有帳號" in refused(come_in(server)[0])


def test_the_account_of_another_subject_is_not_taken_over_and_a_secretary_may_unlink_it(server, wang):
    come_in(server)
    server.claims["sub"] = "subject-2"

    assert "已連結另一個單一登入身分" in refused(come_in(server)[0])
    person("secretariat")
    page = choose(in_by_page("secretariat"), "unlink_single_sign_on", wang)
    assert "王小明（official）：已解除單一登入的連結並登出各處。" in page
    assert come_in(server)[0]["Location"] == "/"
    assert SocialAccount.objects.get().uid == "subject-2"


def test_by_the_user_name_claim_where_the_setting_names_one(server, settings):
    settings.OIDC_USERNAME_CLAIM = "preferred_username"
    person("official")
    server.claims = {"sub": "subject-1", "preferred_username": "Official"}
    assert come_in(server)[0]["Location"] == "/"
    SocialAccount.objects.all().delete()
    for name in ("nobody", "", None, ["official"], "offıcial"):
        server.claims["preferred_username"] = name
        assert "沒有帳號" in refused(come_in(server)[0])


def test_a_disabled_account_does_not_get_in(server, wang):
    User.objects.filter(pk=wang.pk).update(is_active=False)

    answer, client = come_in(server)

    assert answer["Location"] == "/accounts/inactive/"
    assert client.get("/").status_code == 302
    assert not SocialAccount.objects.exists()


def test_the_second_factor_is_asked_for_all_the_same(server, wang):
    with_second_factor(wang)

    answer, client = come_in(server)

    assert answer["Location"] == "/accounts/mfa/code/"
    assert client.get("/").status_code == 302
    assert client.post("/accounts/mfa/code/", {"code": code()})["Location"] == "/"


def test_a_locked_name_and_an_old_password_are_no_hindrance(server, wang):
    for _ in range(5):
        sign_in("official", "wrong")

    assert come_in(server)[0]["Location"] == "/"


# -- What must hold ---------------------------------------------------------------------------------------------------

FAILED = "單一登入沒有完成：登入服務的回覆無法核對，或已逾時。請重新登入；仍無法登入時，請洽幕僚單位。"


@pytest.mark.parametrize(
    "lie",
    [
        {"nonce": "another"},
        {"nonce": ""},
        {"aud": "another platform"},
        {"iss": "https://evil.invalid"},
        {"exp": 1_000_000},
        {"sub": ""},
        {"nonce": 7},
    ],
)
def test_an_id_token_that_does_not_fit_is_refused(server, wang, lie):
    server.token_lies = lie

    answer, client = come_in(server)

    assert refused(answer) == FAILED
    assert client.get("/").status_code == 302


def test_an_id_token_with_another_signature_is_refused(server, wang):
    server.key = oidc_server.OTHER_KEY

    assert refused(come_in(server)[0]) == FAILED


def test_an_id_token_signed_by_a_shared_secret_is_refused(server, wang):
    secret = "a secret that whoever reads the keys could sign with"
    encoded = base64.urlsafe_b64encode(secret.encode()).decode().rstrip("=")
    server.key, server.algorithm = secret, "HS256"
    server.jwk = {"kty": "oct", "k": encoded, "kid": "1", "alg": "HS256"}

    assert refused(come_in(server)[0]) == FAILED


@pytest.mark.parametrize("issuer", ["https://evil.invalid", "", None])
def test_the_description_of_another_server_is_refused_before_anybody_is_sent_there(server, wang, issuer):
    server.description_lies = {"issuer": issuer}

    assert refused(Client().get(START)) == FAILED


def test_an_issuer_with_a_slash_at_its_end_is_the_same(server, settings, wang):
    server.description_lies = {"issuer": f"{server.url}/"}
    server.token_lies = {"iss": f"{server.url}/"}
    assert come_in(server)[0]["Location"] == "/"
    settings.OIDC_SERVER_URL += "/.well-known/openid-configuration"
    assert come_in(server)[0]["Location"] == "/"


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/jwks", "/userinfo"])
def test_no_redirect_of_the_server_is_followed(server, wang, path):
    client = Client()
    back = server.agree(client.get(START)["Location"])
    server.moved = {path}

    assert client.get(back).status_code == 403
    assert client.get("/").status_code == 302


def test_user_info_of_another_subject_is_refused(server, wang):
    server.user_info_lies = {"sub": "subject-9"}

    assert refused(come_in(server)[0]) == FAILED


def test_an_answer_to_no_sign_in_of_this_browser_is_refused(server, wang):
    sent = Client().get(START)
    path = server.agree(sent["Location"])

    assert refused(Client().get(path)) == FAILED
    _, client = come_in(server, state="another")
    assert client.get("/").status_code == 302


def test_an_answer_is_good_once(server, wang):
    client = Client()
    path = server.agree(client.get(START)["Location"])
    assert client.get(path)["Location"] == "/"
    client.post("/accounts/logout/")

    assert refused(client.get(path)) == FAILED


def test_the_address_cannot_change_what_is_asked_for(server):
    sent = Client().get(f"{START}?auth_params=nonce%3Dx%26redirect_uri%3Dhttps://evil.invalid&scope=admin")
    server.agree(sent["Location"])

    assert server.asked[0]["redirect_uri"] == "http://testserver/accounts/oidc/callback/"
    assert set(server.asked[0]["scope"].split()) == {"openid", "profile", "email"}
    assert len(server.asked[0]["nonce"]) == 32


@pytest.mark.parametrize("target", ["https://evil.invalid/", "//evil.invalid", "javascript:alert(1)"])
def test_nobody_is_led_to_another_site_afterwards(server, wang, target):
    assert come_in(server, start=f"{START}?next={target}")[0]["Location"] == "/"


def test_giving_up_there_is_said(server):
    client = Client()
    path = server.agree(client.get(START)["Location"], code="", error="access_denied")

    assert refused(client.get(path.replace("code=&", ""))) == "單一登入已取消，尚未登入本平臺。"


def test_a_server_that_is_away_is_said_at_both_steps(server, wang):
    client = Client()
    path = server.agree(client.get(START)["Location"])
    server.is_away = True
    away = "目前連不上單一登入服務，請稍後再試，或以本平臺的帳號與密碼登入。"

    assert refused(client.get(path)) == away
    assert refused(Client().get(START)) == away


def test_without_its_setting_there_is_no_single_sign_on(client):
    assert "oidc" not in client.get("/accounts/login/").content.decode()
    assert client.get(START).status_code == 404
    assert client.get("/accounts/oidc/callback/?code=1&state=1").status_code == 404


def test_settings_that_would_not_work_stop_the_start():
    half = manage("check", OIDC_SERVER_URL="https://id.invalid")
    open_line = manage(
        "check",
        DJANGO_ENV="production",
        SECRET_KEY="a" * 60,
        OIDC_SERVER_URL="http://id.invalid",
        OIDC_CLIENT_ID="platform",
    )

    assert "OIDC_SERVER_URL needs OIDC_CLIENT_ID" in half.stderr
    assert "begins with https:// in production" in open_line.stderr
