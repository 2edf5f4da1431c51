"""Two-step verification: setting it up, signing in with it, what a role must do first, and its reset."""

import re

import pytest
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from groups.accounts.security import reset_second_factor
from groups.actors import actor_of
from groups.models import Role
from groups.roles import assign_role
from platform_site.accounts import second_factor
from tests.accounts.rows import NEW, SECRET, code, in_by_page, recovery_codes, sign_in, with_second_factor, wrong_code
from tests.people import BACKEND, PASSWORD, person
from tests.test_project_setup import manage

pytestmark = pytest.mark.django_db

CODE_PAGE = "/accounts/mfa/code/"


@pytest.fixture
def at_once(monkeypatch):
    """What a commit would set off happens at once, within the request: messages and mails."""
    monkeypatch.setattr("django.db.transaction.on_commit", lambda happen, *_, **__: happen())


def page_of(client, name):
    return client.get(reverse(name)).content.decode()


def activate(client):
    """Set up an app through the page; returns its secret and the answer."""
    shown = re.search(r'class="account-secret">([^<]+)<', page_of(client, "mfa_activate_totp"))[1]
    secret = shown.replace(" ", "")
    return secret, client.post(reverse("mfa_activate_totp"), {"code": code(secret)}, follow=True)


def test_a_person_sets_it_up_and_gets_recovery_codes_that_are_shown_once(mailoutbox, at_once):
    User.objects.filter(pk=person("official").pk).update(email="official@example.org")
    client = in_by_page("official")
    assert "尚未啟用" in page_of(client, "mfa_index")

    secret, answer = activate(client)

    page = answer.content.decode()
    codes = [found.replace(" ", "") for found in re.findall(r"<li><code>([\d ]+)</code></li>", page)]
    assert answer.request["PATH_INFO"] == reverse("mfa_view_recovery_codes")
    assert codes == recovery_codes(User.objects.get(username="official")) and len(codes) == 10
    assert "兩步驟驗證已啟用，其他裝置已登出。" in page
    again = page_of(client, "mfa_view_recovery_codes")
    assert "備用碼已顯示過，不再顯示；還有10組沒有用過" in again
    assert codes[0] not in again.replace(" ", "")
    assert "已啟用</strong>（" in page_of(client, "mfa_index")
    assert [(mail.subject, mail.to) for mail in mailoutbox] == [
        ("【合作交流平臺】兩步驟驗證已啟用", ["official@example.org"])
    ]
    stored = Authenticator.objects.get(user__username="official", type="totp").data["secret"]
    assert secret not in stored and second_factor.SecondFactorAdapter().decrypt(stored) == secret


def test_a_wrong_code_sets_nothing_up_and_the_same_key_stays(client):
    person("official")
    client = in_by_page("official")
    first = page_of(client, "mfa_activate_totp")

    answer = client.post(reverse("mfa_activate_totp"), {"code": "12345"}).content.decode()

    secret = re.compile(r'class="account-secret">([^<]+)<')
    assert "驗證碼不正確，請輸入驗證器目前顯示的六位數字。一再不符時" in answer and "備用碼" not in answer
    assert secret.search(answer)[1] == secret.search(first)[1]
    assert not Authenticator.objects.exists()


def test_the_password_alone_does_not_sign_in_and_the_code_does():
    with_second_factor(person("official"))

    answer, client = sign_in("official")

    assert (answer.status_code, answer["Location"]) == (302, CODE_PAGE)
    assert client.get("/").status_code == 302
    assert "請輸入驗證碼" in client.get(CODE_PAGE).content.decode()
    entered = client.post(CODE_PAGE, {"code": code()})
    assert (entered.status_code, entered["Location"]) == (302, "/")
    assert client.get("/").status_code == 200


def test_a_password_set_by_the_mailed_link_does_not_go_round_the_second_step(mailoutbox):
    user = with_second_factor(person("official"))
    User.objects.filter(pk=user.pk).update(email="official@example.org")
    client = Client()
    client.post(reverse("account_reset_password"), {"email": "official@example.org"})
    link = re.search(r"http://testserver(/accounts/password/reset/key/\S+)", mailoutbox[0].body)[1]

    form = client.get(link, follow=True)
    done = client.post(form.request["PATH_INFO"], {"password1": NEW, "password2": NEW}, follow=True)

    assert done.request["PATH_INFO"] == reverse("account_reset_password_from_key_done")
    assert client.get("/").status_code == 302
    answer, client = sign_in("official", NEW)
    assert answer["Location"] == CODE_PAGE
    assert client.get("/").status_code == 302


def test_the_code_page_leads_to_the_sign_in_page_without_a_password_given():
    answer = Client().get(CODE_PAGE)

    assert (answer.status_code, answer["Location"]) == (302, reverse("account_login"))


@pytest.mark.parametrize(("steps", "gets_in"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_is_good_half_a_minute_early_and_late(steps, gets_in):
    with_second_factor(person("official"))
    _, client = sign_in("official")

    client.post(CODE_PAGE, {"code": code(steps=steps)})

    assert (client.get("/").status_code == 200) is gets_in


def test_a_code_is_good_once_in_whatever_process():
    with_second_factor(person("official"))
    used = code()
    _, first = sign_in("official")
    _, second = sign_in("official")
    first.post(CODE_PAGE, {"code": used})
    # What another process would not know of.
    cache.clear()

    answer = second.post(CODE_PAGE, {"code": used})

    assert first.get("/").status_code == 200
    assert "驗證碼不正確" in answer.content.decode()
    assert second.get("/").status_code == 302


def test_a_recovery_code_signs_in_once():
    user = with_second_factor(person("official"))
    one = recovery_codes(user)[3]
    for expected in (200, 302):
        _, client = sign_in("official")
        client.post(CODE_PAGE, {"code": f"{one[:4]} {one[4:]}"})
        assert client.get("/").status_code == expected
    assert len(recovery_codes(user)) == 9


def test_wrong_codes_lock_the_account_as_wrong_passwords_do_and_the_right_code_does_not_help_then():
    with_second_factor(person("official"))
    _, client = sign_in("official")

    answers = [client.post(CODE_PAGE, {"code": wrong_code()}) for _ in range(5)]
    then = client.post(CODE_PAGE, {"code": code()})

    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
    assert then.status_code == 429
    assert "帳號「official」連續輸入錯誤的密碼或驗證碼5次" in then.content.decode()
    assert sign_in("official")[0].status_code == 429


def test_wrong_passwords_and_wrong_codes_count_together():
    with_second_factor(person("official"))
    for _ in range(3):
        sign_in("official", "wrong")
    _, client = sign_in("official")

    assert [client.post(CODE_PAGE, {"code": wrong_code()}).status_code for _ in range(2)] == [200, 429]


def test_a_code_typed_is_kept_in_no_table():
    with_second_factor(person("official"))
    _, client = sign_in("official")
    client.post(CODE_PAGE, {"code": "987654"})

    [attempt] = AccessAttempt.objects.all()
    assert "987654" not in attempt.post_data and "csrfmiddlewaretoken" not in attempt.post_data.replace("=***", "")


def test_turning_it_off_and_new_recovery_codes(mailoutbox, at_once):
    user = with_second_factor(person("official"))
    User.objects.filter(pk=user.pk).update(email="official@example.org")
    before = recovery_codes(user)
    _, client = sign_in("official")
    client.post(CODE_PAGE, {"code": code()})

    assert "（還有10組沒有用過）" in page_of(client, "mfa_generate_recovery_codes")
    shown = client.post(reverse("mfa_generate_recovery_codes"), follow=True).content.decode()
    after = recovery_codes(user)
    assert set(before) & set(after) == set()
    assert all(f"{one[:4]} {one[4:]}" in shown for one in after)

    assert "停用後，登入只需要密碼" in page_of(client, "mfa_deactivate_totp")
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.exists()
    assert [mail.subject for mail in mailoutbox] == [
        "【合作交流平臺】備用碼已重新產生",
        "【合作交流平臺】兩步驟驗證已停用",
    ]
    assert not any(re.search(r"[A-Za-z]{4,} [a-z]{3,}", mail.body) for mail in mailoutbox)


def test_minutes_after_the_sign_in_a_change_asks_for_the_password_or_a_code_again(monkeypatch):
    user = with_second_factor(person("official"))
    _, client = sign_in("official")
    client.post(CODE_PAGE, {"code": code(steps=-1)})
    session = client.session
    session["account_authentication_methods"] = [
        record | {"at": record["at"] - 301} for record in session["account_authentication_methods"]
    ]
    session.save()
    target = reverse("mfa_generate_recovery_codes")

    asked = client.get(target, follow=True)
    assert asked.request["PATH_INFO"] == reverse("account_reauthenticate")
    assert "請再輸入一次密碼" in asked.content.decode()
    wrong = client.post(reverse("account_reauthenticate") + f"?next={target}", {"password": "wrong"})
    assert wrong.status_code == 200 and "密碼不正確。" in wrong.content.decode()
    by_code = reverse("mfa_reauthenticate") + f"?next={target}"
    assert "改用密碼" in client.get(by_code).content.decode()
    assert "驗證碼不正確" in client.post(by_code, {"code": wrong_code()}).content.decode()
    done = client.post(by_code, {"code": code()})
    assert (done.status_code, done["Location"]) == (302, target)
    assert client.get(target).status_code == 200
    assert user.pk


def test_typed_again_the_password_or_a_code_brings_another_session_key():
    with_second_factor(person("official"))
    _, client = sign_in("official")
    client.post(CODE_PAGE, {"code": code(steps=-1)})
    keys = [client.session.session_key]

    client.post(reverse("account_reauthenticate"), {"password": "wrong"})
    assert client.session.session_key == keys[0]
    for page, typed in (("account_reauthenticate", {"password": PASSWORD}), ("mfa_reauthenticate", {"code": code()})):
        assert client.post(reverse(page), typed).status_code == 302
        keys.append(client.session.session_key)

    assert len(set(keys)) == 3
    assert not Session.objects.filter(pk__in=keys[:2]).exists()
    assert client.get("/").status_code == 200


def elsewhere(name):
    """A session of the same person on another device, without the second step."""
    client = Client()
    client.force_login(User.objects.get(username=name), backend=BACKEND)
    assert client.get("/").status_code == 200
    return client


def test_setting_it_up_new_codes_and_turning_it_off_end_the_other_sessions_and_not_this_one():
    person("official")
    person("liaison")
    client, colleague = in_by_page("official"), elsewhere("liaison")
    before = client.session.session_key

    other = elsewhere("official")
    activate(client)
    assert other.get("/").status_code == 302
    for page in ("mfa_generate_recovery_codes", "mfa_deactivate_totp"):
        other = elsewhere("official")
        assert client.post(reverse(page)).status_code == 302
        assert other.get("/").status_code == 302
    # What is refused ends nothing.
    other = elsewhere("official")
    client.post(reverse("mfa_activate_totp"), {"code": "12345"})

    assert [one.get("/").status_code for one in (client, other, colleague)] == [200, 200, 200]
    assert client.session.session_key == before


# -- Who must ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/admin/", "/admin/auth/user/", "/cases/", "/accounts/liaisons/"])
@pytest.mark.parametrize("role", ["secretariat", "superuser"])
def test_a_secretary_without_one_is_led_to_it_before_anything_else(settings, role, path):
    settings.MFA_REQUIRED_ROLES = {"secretariat"}
    person(role)
    client = in_by_page(role)

    for answer in (client.get(path), client.post(path)):
        assert (answer.status_code, answer["Location"]) == (302, reverse("mfa_activate_totp"))
    assert "您的角色必須使用兩步驟驗證" in page_of(client, "mfa_activate_totp")
    activate(client)
    assert client.get(path).status_code == 200


def test_nobody_else_is_led_there_and_nobody_where_the_setting_is_off(settings):
    person("secretariat")
    assert in_by_page("secretariat").get("/").status_code == 200
    settings.MFA_REQUIRED_ROLES = {"secretariat"}
    for role in ("official", "liaison"):
        person(role)
        assert in_by_page(role).get("/").status_code == 200


@pytest.mark.parametrize("required", ["liaison", "official"])
def test_any_role_can_be_told_to_have_it(settings, required):
    settings.MFA_REQUIRED_ROLES = {required}
    for role in ("official", "liaison", "secretariat", "superuser"):
        person(role)
    codes = {role: in_by_page(role).get("/help/").url for role in ("official", "liaison", "secretariat", "superuser")}

    led = {role for role, target in codes.items() if target == reverse("mfa_activate_totp")}
    assert led == {required}
    client = in_by_page(required)
    assert "您的角色必須使用兩步驟驗證" in page_of(client, "mfa_activate_totp")
    activate(client)
    assert client.get("/").status_code == 200
    answer = client.post(reverse("mfa_deactivate_totp"))
    assert "您的角色必須使用兩步驟驗證，不能停用" in answer.content.decode()


def test_the_settings_name_the_roles_and_refuse_others():
    said = "from django.conf import settings; print(sorted(settings.MFA_REQUIRED_ROLES))"

    both = manage("shell", "-v0", "-c", said, MFA_REQUIRED_FOR_SECRETARIES="on", MFA_REQUIRED_ROLES="official")
    wrong = manage("check", MFA_REQUIRED_ROLES="secretary")

    assert both.stdout.strip() == "['official', 'secretariat']"
    assert "MFA_REQUIRED_ROLES lists roles out of" in wrong.stderr


def test_who_becomes_a_secretary_during_a_session_is_led_there_too(settings):
    settings.MFA_REQUIRED_ROLES = {"secretariat"}
    user = person("official")
    client = in_by_page("official")
    assert client.get("/").status_code == 200

    assign_role(user, Role.SECRETARIAT)

    assert client.get("/")["Location"] == reverse("mfa_activate_totp")


def test_a_secretary_who_must_have_it_cannot_turn_it_off(settings):
    settings.MFA_REQUIRED_ROLES = {"secretariat"}
    with_second_factor(person("secretariat"))
    _, client = sign_in("secretariat")
    client.post(CODE_PAGE, {"code": code()})

    assert "停用" not in page_of(client, "mfa_index")
    answer = client.post(reverse("mfa_deactivate_totp"))

    assert "您的角色必須使用兩步驟驗證，不能停用" in answer.content.decode()
    assert Authenticator.objects.filter(type="totp").count() == 1


def test_once_found_the_second_factor_costs_no_query(settings, django_assert_num_queries):
    with_second_factor(person("secretariat"))
    _, client = sign_in("secretariat")
    client.post(CODE_PAGE, {"code": code()})
    client.get("/help/secretariat/")
    with django_assert_num_queries(4):
        client.get("/help/secretariat/")
    settings.MFA_REQUIRED_ROLES = {"secretariat"}
    client.get("/help/secretariat/")

    with django_assert_num_queries(4):
        client.get("/help/secretariat/")


# -- Reset, and the key -----------------------------------------------------------------------------------------------


def choose(client, action, *users):
    """Take an action on accounts in the admin."""
    data = {"action": action, "_selected_action": [user.pk for user in users]}
    return client.post("/admin/auth/user/", data, follow=True).content.decode()


def test_a_secretary_resets_a_colleagues_second_factor_which_ends_their_sessions_and_is_in_the_log():
    user, secretary = with_second_factor(person("secretariat", "lin", last_name="林")), person("secretariat")
    _, theirs = sign_in("lin")
    theirs.post(CODE_PAGE, {"code": code()})
    assert theirs.get("/").status_code == 200
    client = in_by_page("secretariat")

    page = choose(client, "reset_second_factor", user, secretary)

    assert "林小明（lin）：已重設兩步驟驗證並登出各處。" in page
    assert "王小明（secretariat）：沒有啟用兩步驟驗證，沒有變更。" in page
    assert not Authenticator.objects.exists()
    assert theirs.get("/").status_code == 302
    assert client.get("/").status_code == 200
    assert [(entry.object_id, entry.change_message) for entry in LogEntry.objects.all()] == [
        (str(user.pk), "重設兩步驟驗證")
    ]
    assert in_by_page("lin").get("/").status_code == 200


def test_a_secretary_does_not_reset_an_administrators():
    root = with_second_factor(person("superuser"))
    person("secretariat")

    page = choose(in_by_page("secretariat"), "reset_second_factor", root)

    assert "是系統管理者，只有系統管理者可以處理。" in page
    assert Authenticator.objects.filter(user=root).count() == 2


def test_resetting_what_is_not_there_changes_nothing():
    user = person("official")

    assert reset_second_factor(user, actor_of(person("secretariat"))) is False
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("role", ["official", "liaison"])
def test_nobody_else_reaches_the_actions(role):
    user = with_second_factor(person("secretariat", "lin"))
    person(role)

    answer = in_by_page(role).post(
        "/admin/auth/user/", {"action": "reset_second_factor", "_selected_action": [user.pk]}
    )

    assert answer.status_code in (302, 403)
    assert Authenticator.objects.count() == 2


def test_secrets_are_read_after_a_key_was_added_and_not_after_it_was_lost(settings):
    adapter = second_factor.SecondFactorAdapter()
    old = adapter.encrypt(SECRET)
    settings.MFA_ENCRYPTION_KEY = "a key of its own"
    new = adapter.encrypt(SECRET)
    assert (adapter.decrypt(old), adapter.decrypt(new)) == (SECRET, SECRET)

    settings.SECRET_KEY = "another"
    assert adapter.decrypt(new) == SECRET
    with pytest.raises(ValidationError, match="系統的金鑰已更換"):
        adapter.decrypt(old)
    settings.SECRET_KEY_FALLBACKS = ["local-only-not-a-secret-local-only-not-a-secret-local-only"]
    assert adapter.decrypt(old) == SECRET


def test_with_a_lost_key_signing_in_says_whom_to_ask(settings):
    with_second_factor(person("official"))
    settings.SECRET_KEY = "another"
    _, client = sign_in("official")

    answer = client.post(CODE_PAGE, {"code": code()})

    assert answer.status_code == 200
    assert "請洽幕僚單位重設您的兩步驟驗證" in answer.content.decode()


def test_the_admins_login_page_asks_for_the_code_too():
    with_second_factor(person("secretariat"))
    client = Client()
    to_login = client.get("/admin/", follow=True)
    assert to_login.request["PATH_INFO"] == reverse("account_login")

    answer = client.post("/admin/login/?next=/admin/", {"username": "secretariat", "password": PASSWORD}, follow=True)

    assert answer.request["PATH_INFO"] == reverse("account_login")
    assert client.get("/admin/").status_code == 302
