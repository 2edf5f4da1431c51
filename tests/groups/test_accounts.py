"""Signing in: what a stranger gets, the password pages, mails in Chinese, and the lock after wrong passwords."""

import re

import pytest
from django.contrib.auth.models import User
from django.urls import URLPattern, get_resolver, reverse

from tests.people import PASSWORD, ROLES, person, signed_in

pytestmark = pytest.mark.django_db

OPEN = {
    "account_login",
    "account_inactive",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "help:public",
    # Leads back to the login page where no password was given before.
    "mfa_authenticate",
}
# A page of the login kind: it sends a stranger on by itself.
OPEN_BUT_LEADS_TO_LOGIN = {"account_logout", "admin:login", "admin:jsi18n"}


def patterns(resolver, prefix="", namespace=""):
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}", route
        else:
            yield from patterns(entry, route, f"{entry.namespace}:" if entry.namespace else namespace)


def address(route):
    """Any address the route matches, out of its regular expression or its converters."""
    samples = {"meeting": "副市長層級-5", "int": "1", "str": "x", "slug": "x", "path": "1", "": "1"}
    route = re.sub(r"\(\?P<url>.*\)", "x", route)
    route = re.sub(r"\(\?P<uidb36>[^)]*\)-\(\?P<key>[^)]*\)", "1-set", route)
    route = re.sub(r"\(\?P<app_label>[^)]*\)", "cases", route)
    route = re.sub(r"\(\[\^/\]\+\)", "1", route)
    route = re.sub(r"<(?:(\w+):)?\w+>", lambda match: samples.get(match[1] or "", "1"), route)
    return "/" + re.sub(r"[\^$]", "", route).replace(r"\Z", "")


ALL = sorted(set(patterns(get_resolver())))


def test_the_list_of_addresses_is_not_empty():
    assert len(ALL) > 100


# A secret in the address lets in; without it there is nothing here, signed in or not.
OPEN_BY_TOKEN = {"calendar:feed"}
# Off without their settings: tests/accounts/test_oidc.py, tests/help/test_security_txt.py.
OFF = {"account_oidc", "account_oidc_callback", "security-txt"}
# What the secretariat may publish; nothing is, unless it does so: tests/meetings/publishing.
OFF_BY_DEFAULT = "public:"


@pytest.mark.parametrize(("name", "route"), ALL)
def test_a_stranger_is_sent_to_the_login_page_from_everywhere_else(client, name, route):
    response = client.get(address(route), follow=False)

    if name in OPEN:
        assert response.status_code in (200, 302)
    elif name in OPEN_BY_TOKEN | OFF or name.startswith(OFF_BY_DEFAULT):
        assert response.status_code == 404
    elif name in OPEN_BUT_LEADS_TO_LOGIN:
        assert response.status_code in (200, 302)
        assert "登出" not in response.content.decode()
    else:
        assert response.status_code == 302
        assert response["Location"].startswith((reverse("account_login"), reverse("admin:login")))


@pytest.mark.parametrize("role", ROLES)
def test_the_admin_is_for_the_secretariat_and_the_superuser(role):
    response = signed_in(role).get(reverse("admin:index"), follow=True)

    expected = 200 if role in ("stranger", "secretariat", "superuser") else 403
    assert response.status_code == expected
    assert ("資料管理" in response.content.decode()) is (role in ("secretariat", "superuser"))


def test_the_admins_own_login_page_leads_to_the_one_login_page(client):
    response = client.get(reverse("admin:login") + "?next=/admin/cases/")

    assert response.status_code == 302
    assert response["Location"] == reverse("account_login") + "?next=%2Fadmin%2Fcases%2F"


def test_signing_in_and_out(client):
    person("official")

    entered = client.post(reverse("account_login"), {"login": "official", "password": PASSWORD})
    left = client.post(reverse("account_logout"))

    assert (entered.status_code, entered["Location"]) == (302, "/")
    assert (left.status_code, left["Location"]) == (302, reverse("account_login"))
    assert client.get("/").status_code == 302


def test_a_wrong_password_gets_a_chinese_sentence_and_keeps_the_name(client):
    response = client.post(reverse("account_login"), {"login": "official", "password": "wrong"})

    page = response.content.decode()
    assert response.status_code == 200
    assert 'value="official"' in page
    assert "錯誤" in page


def test_a_disabled_account_does_not_get_in(client):
    User.objects.filter(pk=person("official").pk).update(is_active=False)

    response = client.post(reverse("account_login"), {"login": "official", "password": PASSWORD}, follow=True)

    assert response.status_code == 200
    assert "_auth_user_id" not in client.session


def test_sign_up_says_who_makes_accounts(client):
    response = client.get(reverse("account_signup"))

    assert "不開放自行註冊" in response.content.decode()


@pytest.mark.parametrize(
    "path", ["email/", "mfa/webauthn/", "mfa/recovery-codes/download/", "confirm-email/", "login/code/confirm/"]
)
def test_pages_of_the_package_that_make_no_sense_here_do_not_exist(path):
    assert signed_in("official").get(f"/accounts/{path}").status_code == 404


def test_a_forgotten_password_is_reset_by_a_chinese_mail(client, mailoutbox):
    User.objects.filter(pk=person("official").pk).update(email="official@example.org")

    client.post(reverse("account_reset_password"), {"email": "official@example.org"})
    [mail] = mailoutbox
    link = re.search(r"http://testserver(\S+)", mail.body)[1]
    form = client.get(link, follow=True)
    new = "一個夠長的全新密碼 Xq7"
    client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})

    assert mail.subject == "【合作交流平臺】重設密碼"
    assert "為帳號「official」申請重設密碼" in mail.body
    assert not re.search(r"[A-Za-z]{4,} [a-z]{3,}", mail.body.replace(link, ""))
    assert User.objects.get(username="official").check_password("一個夠長的全新密碼 Xq7")
    assert mailoutbox[1].subject == "【合作交流平臺】密碼已重設"


def test_an_unknown_address_gets_the_same_page_and_no_mail(client, mailoutbox):
    response = client.post(reverse("account_reset_password"), {"email": "stranger@example.org"}, follow=True)

    assert "如果這個電子郵件有對應的帳號" in response.content.decode()
    assert mailoutbox == []


def test_a_used_reset_link_says_so(client):
    response = client.get(reverse("account_reset_password_from_key", args=["1", "used-up"]), follow=True)

    assert "這個重設連結無效" in response.content.decode()


def test_a_person_changes_the_password_and_is_told_by_mail(mailoutbox):
    client = signed_in("official")
    User.objects.filter(username="official").update(email="official@example.org")
    new = {"oldpassword": PASSWORD, "password1": "一個夠長的全新密碼 Xq7", "password2": "一個夠長的全新密碼 Xq7"}

    client.post(reverse("account_change_password"), new)

    assert User.objects.get(username="official").check_password("一個夠長的全新密碼 Xq7")
    assert client.get("/").status_code == 200
    assert [(mail.subject, mail.to) for mail in mailoutbox] == [
        ("【合作交流平臺】密碼已變更", ["official@example.org"])
    ]


@pytest.mark.parametrize("name", ["account_login", "account_reset_password", "account_reset_password_done"])
def test_an_account_page_is_in_chinese_without_anything_inline(client, name):
    page = client.get(reverse(name)).content.decode()

    assert "style=" not in page
    assert not re.search(r"<script(?![^>]*src=)", page)
    assert not re.search(r">[^<]*\b(?:Sign|Password|Username|Email|Login)\b[^<]*<", page)


def test_an_account_made_without_a_password_is_led_to_set_one(client, django_user_model):
    user = django_user_model.objects.create_user("new")
    user.set_unusable_password()
    user.save()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    response = client.get(reverse("account_change_password"), follow=True)
    assert response.status_code == 200
    assert "<h1>設定密碼</h1>" in response.content.decode()
