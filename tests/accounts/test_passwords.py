"""Passwords: what the two profiles ask for, the first change of what somebody else set, and how long one lasts."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from groups.accounts import passwords
from groups.models import PasswordRecord
from tests.accounts.rows import NEW, in_by_page, sign_in
from tests.people import PASSWORD, person
from tests.test_project_setup import manage

pytestmark = pytest.mark.django_db

CHANGE = "/accounts/password/change/"


def use(settings, profile, **changes):
    settings.PASSWORD_PROFILES = {**settings.PASSWORD_PROFILES, profile: settings.PASSWORD_PROFILES[profile] | changes}
    settings.PASSWORD_PROFILE = profile
    settings.AUTH_PASSWORD_VALIDATORS = settings.PASSWORD_PROFILES[profile]["validators"]


def complaints(password, user=None):
    try:
        validate_password(password, user)
    except ValidationError as error:
        return {problem.code for problem in error.error_list}
    return set()


def change(client, old, new):
    return client.post(CHANGE, {"oldpassword": old, "password1": new, "password2": new})


# -- What a password must be ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("password", "expected"),
    [
        ("Xq7-mvR2-tk", {"password_too_short"}),
        ("Xq7-mvR2-tkb", set()),
        ("xq7mvr2tkb4w", {"password_too_plain"}),
        ("xq7-mvr2-tkb", set()),
        ("一二三四五六七八九十甲乙", {"password_too_plain"}),
        ("鐵觀音 Wenshan 茶", set()),
        ("Taipei-2026!", {"password_of_context_words"}),
        ("臺北市政府合作交流平臺 Ab1", set()),
        ("基北北桃Platform114!", {"password_of_context_words"}),
        ("台北市政府 Taipei-114", {"password_of_context_words"}),
        ("Ｔａｉｐｅｉ－Ｃｉｔｙ２６", {"password_of_context_words"}),
        ("Xq7" + "長" * 500, set()),
    ],
)
def test_what_the_profile_tw_takes(password, expected):
    assert complaints(password) == expected


@pytest.mark.parametrize(
    ("password", "expected"),
    [
        ("correct horse b", set()),
        ("correct horse ", {"password_too_short"}),
        ("一二三四五六七八九十甲乙丙丁戊", set()),
        ("x" * 14 + "z" * 50, set()),
        ("z" * 4000, set()),
        ("taipei-taipei-taipei", {"password_of_context_words"}),
        ("1q2w3e4r5t6y7u8i9o0p", {"password_too_common"}),
    ],
)
def test_what_the_profile_asvs_takes(settings, password, expected):
    use(settings, "asvs")

    assert complaints(password) == expected


def test_an_operators_own_list_of_common_passwords_is_asked_too(tmp_path):
    listed = tmp_path / "common.txt"
    listed.write_text("Xq7-mvR2-tkb-4wz-9\n")
    ask = (
        "from django.contrib.auth.password_validation import get_default_password_validators as rules\n"
        "(rule,) = [rule for rule in rules() if hasattr(rule, 'passwords')]\n"
        "print({'xq7-mvr2-tkb-4wz-9', '1q2w3e4r5t6y7u8i9o0p'} <= rule.passwords)"
    )

    assert manage("shell", "-v0", "-c", ask, COMMON_PASSWORDS=str(listed)).stdout.strip() == "True"
    assert manage("shell", "-v0", "-c", ask).stdout.strip() == "False"
    assert "names a file that is not there" in manage("check", COMMON_PASSWORDS=str(tmp_path / "gone.txt")).stderr


@pytest.mark.parametrize("profile", ["tw", "asvs"])
def test_a_password_like_the_persons_own_name_or_address_is_refused(settings, profile):
    use(settings, profile)
    user = User(username="wang.siaoming", email="wang.siaoming@example.org")

    assert complaints("Wang.Siaoming1", user) >= {"password_too_similar"}


def test_the_page_says_what_is_asked_for_and_what_is_wrong_in_chinese():
    person("official")
    client = in_by_page("official")

    page = client.get(CHANGE).content.decode()
    for rule in ("至少12個字元。", "不可與姓名、帳號或信箱相近。", "不可使用常見的密碼。", "至少要有三種。"):
        assert rule in page
    assert "新密碼（再次輸入）" in page and "你的" not in page
    assert "不可與目前及前3次的密碼相同" in client.get(CHANGE).content.decode()
    answer = change(client, PASSWORD, "taipei").content.decode()
    for sentence in ("密碼太短，必須至少 12 個字元。", "密碼太單純：", "密碼太容易猜到："):
        assert sentence in answer


def test_six_tries_a_minute_are_too_many_which_is_said_in_chinese():
    person("official")
    client = in_by_page("official")

    answers = [change(client, "wrong", NEW) for _ in range(6)]

    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert "請稍候一分鐘再試。" in answers[-1].content.decode()


# -- None of the last three again -------------------------------------------------------------------------------------


def test_the_present_password_and_the_three_before_it_are_refused_and_the_one_before_those_is_not(settings):
    use(settings, "tw", min_age_days=0)
    person("official")
    client = in_by_page("official")
    used = [PASSWORD] + [f"Xq7-mvR2-{number}tkb" for number in range(4)]
    for old, new in zip(used, used[1:], strict=False):
        assert change(client, old, new).status_code == 302

    for earlier in used[1:]:
        # The package's own limit of changes a minute.
        cache.clear()
        assert "這個密碼用過了" in change(client, used[-1], earlier).content.decode()
    user = User.objects.get(username="official")
    assert not passwords.was_used(user, PASSWORD)
    assert PasswordRecord.objects.filter(user=user).count() == 4


def test_under_asvs_no_password_is_remembered_but_the_present(settings):
    use(settings, "asvs")
    person("official")
    client = in_by_page("official")
    first, second = "correct horse battery", "staple battery horse"
    change(client, PASSWORD, first)
    change(client, first, second)

    assert change(client, second, first).status_code == 302
    assert PasswordRecord.objects.count() == 1


def test_the_link_of_a_mail_refuses_a_used_password_and_does_not_ask_for_the_days_age(client, mailoutbox):
    user = person("official")
    User.objects.filter(pk=user.pk).update(email="official@example.org")
    in_by_page("official")
    client.post(reverse("account_reset_password"), {"email": "official@example.org"})
    link = next(line for line in mailoutbox[0].body.split() if "/password/reset/key/" in line)
    form = client.get(link.removeprefix("http://testserver"), follow=True).request["PATH_INFO"]

    same = client.post(form, {"password1": PASSWORD, "password2": PASSWORD})
    new = client.post(form, {"password1": NEW, "password2": NEW})

    assert "這個密碼用過了" in same.content.decode()
    assert new.status_code == 302
    assert in_by_page("official", NEW).get("/").status_code == 200


# -- First change -----------------------------------------------------------------------------------------------------


def account_by_secretary(client, name="new", password=NEW):
    data = {"username": name, "password1": password, "password2": password, "usable_password": "true", "_save": "1"}
    answer = client.post("/admin/auth/user/add/", data)
    assert answer.status_code == 302, answer.content.decode()
    return User.objects.get(username=name)


def reset_by_secretary(client, user, password):
    answer = client.post(
        f"/admin/auth/user/{user.pk}/password/",
        {"password1": password, "password2": password, "usable_password": "true"},
    )
    assert answer.status_code == 302, answer.content.decode()


@pytest.mark.parametrize("path", ["/", "/cases/", "/accounts/mfa/", "/help/", "/saved/"])
def test_who_got_a_password_from_somebody_else_changes_it_before_anything_else(path):
    person("superuser")
    user = account_by_secretary(in_by_page("superuser"))
    client = in_by_page("new", NEW)

    for answer in (client.get(path), client.post(path)):
        assert (answer.status_code, answer["Location"]) == (302, CHANGE)
    assert "目前的密碼是由他人設定的" in client.get(CHANGE).content.decode()
    # At once, without the day that a password has to be kept; and not the same again.
    assert "這個密碼用過了" in change(client, NEW, NEW).content.decode()
    assert change(client, NEW, "Another-Xq7-one").status_code == 302
    assert "由他人設定" not in client.get(CHANGE).content.decode()
    assert client.get("/").status_code == 403  # no role yet
    assert not PasswordRecord.objects.filter(user=user).first().by_other


def test_signing_out_is_possible_before_the_first_change():
    person("superuser")
    account_by_secretary(in_by_page("superuser"))
    client = in_by_page("new", NEW)

    assert client.get("/accounts/logout/").status_code == 200
    assert client.post("/accounts/logout/")["Location"] == "/accounts/login/"


def test_a_password_that_a_secretary_reset_is_changed_at_the_next_sign_in_and_the_old_session_ends():
    person("superuser")
    user = person("official")
    theirs = in_by_page("official")

    reset_by_secretary(in_by_page("superuser"), user, NEW)

    assert theirs.get("/").status_code == 302
    assert in_by_page("official", NEW).get("/")["Location"] == CHANGE


def test_the_page_of_another_account_in_the_admin_answers_as_before():
    person("superuser")
    client = in_by_page("superuser")

    assert client.get("/admin/auth/user/999999/password/").status_code in (302, 404)
    own = User.objects.get(username="superuser")
    assert client.get(f"/admin/auth/user/{own.pk}/password/")["Location"] == CHANGE
    assert client.get("/admin/password_change/")["Location"] == CHANGE
    # Refused by the form: nothing is written down.
    other = person("official")
    client.post(
        f"/admin/auth/user/{other.pk}/password/", {"password1": "a", "password2": "b", "usable_password": "true"}
    )
    assert not PasswordRecord.objects.filter(user=other).exists()


def test_a_liaison_who_set_the_password_by_the_link_has_nothing_to_change(client, mailoutbox):
    person("secretariat")
    secretary = in_by_page("secretariat")
    data = {"surname": "林", "given_name": "小華", "email": "lin@example.org", "group": "1", "city": "1"}
    assert secretary.post("/accounts/liaisons/new/", data).status_code == 302
    link = next(line for line in mailoutbox[0].body.split() if "/password/reset/key/" in line)
    form = client.get(link.removeprefix("http://testserver"), follow=True)
    client.post(form.request["PATH_INFO"], {"password1": NEW, "password2": NEW})

    assert in_by_page("lin@example.org", NEW).get("/").status_code == 200


# -- How long it lasts ------------------------------------------------------------------------------------------------


def aged(user, **age):
    """Give the present password that age."""
    PasswordRecord.objects.filter(user=user).delete()
    passwords.note(user, by_other=False, at=timezone.now() - timedelta(**age))


def test_after_ninety_days_the_password_is_changed_first(settings):
    user = person("official")
    aged(user, days=89, hours=23)
    assert in_by_page("official").get("/").status_code == 200
    aged(user, days=90)
    client = in_by_page("official")

    assert client.get("/")["Location"] == CHANGE
    assert "目前的密碼已使用超過90天" in client.get(CHANGE).content.decode()
    change(client, PASSWORD, NEW)
    assert client.get("/").status_code == 200

    use(settings, "asvs")
    aged(User.objects.get(pk=user.pk), days=4000)
    assert in_by_page("official", NEW).get("/").status_code == 200


def test_a_password_is_kept_for_a_day():
    user = person("official")
    aged(user, hours=23)
    client = in_by_page("official")

    answer = change(client, PASSWORD, NEW)
    assert "密碼剛變更不久" in answer.content.decode()
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)
    aged(user, hours=24)
    assert change(client, PASSWORD, NEW).status_code == 302


def test_an_account_from_before_counts_from_its_first_sign_in():
    user = person("official")
    User.objects.filter(pk=user.pk).update(date_joined=timezone.now() - timedelta(days=900))

    assert in_by_page("official").get("/").status_code == 200
    assert PasswordRecord.objects.get(user=user).by_other is False


def test_a_hash_made_anew_is_the_same_password(settings):
    user = person("official")
    aged(user, days=90)
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.ScryptPasswordHasher",
        "django.contrib.auth.hashers.MD5PasswordHasher",
    ]

    client = in_by_page("official")

    record = PasswordRecord.objects.get(user=user)
    assert record.encoded.startswith("scrypt$")
    assert client.get("/")["Location"] == CHANGE


def test_an_account_without_a_password_gets_no_record():
    user = person("official")
    user.set_unusable_password()
    passwords.note(user, by_other=True)

    assert not PasswordRecord.objects.exists()


def test_a_password_of_another_profile_than_the_two_stops_the_start():
    from tests.test_project_setup import manage

    result = manage("check", PASSWORD_PROFILE="nist")

    assert result.returncode != 0
    assert "PASSWORD_PROFILE is either tw or asvs, not 'nist'." in result.stderr


# -- Sessions ---------------------------------------------------------------------------------------------------------


def test_changing_the_password_ends_the_other_sessions_and_not_this_one():
    person("official")
    here, elsewhere = in_by_page("official"), in_by_page("official")

    assert "密碼剛變更不久" in change(here, PASSWORD, NEW).content.decode()
    aged(User.objects.get(username="official"), days=2)
    change(here, PASSWORD, NEW)

    assert here.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302
    assert sign_in("official")[0].status_code == 200
    assert sign_in("official", NEW)[0].status_code == 302
