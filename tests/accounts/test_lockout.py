"""The lock after five failures: of one name, however spelled and wherever from; never of others behind one proxy."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from axes.models import AccessAttempt
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone

from groups.accounts.lockout import folded_name
from platform_site.shared.addresses import client_address
from tests.accounts.rows import in_by_page, sign_in
from tests.accounts.test_second_factor import choose
from tests.people import PASSWORD, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(monkeypatch):
    """Sets the clock of the lock, in seconds from now on."""
    start = timezone.now()
    clock = SimpleNamespace(now=start)
    # The second is what a new row takes its time from.
    for name in ("axes.handlers.proxy.now", "django.utils.timezone.now"):
        monkeypatch.setattr(name, lambda: clock.now)

    def move_to(seconds):
        clock.now = start + timedelta(seconds=seconds)

    return move_to


def codes(name, times, **extra):
    return [sign_in(name, "wrong", **extra)[0].status_code for _ in range(times)]


def test_five_failures_lock_a_name_for_fifteen_minutes(at):
    person("official")

    assert codes("official", 5) == [200, 200, 200, 200, 429]
    at(14 * 60 + 59)
    answer, client = sign_in("official")
    assert answer.status_code == 429
    assert "請於15分鐘後再試" in answer.content.decode()
    assert "請洽幕僚單位解除鎖定" in answer.content.decode()
    # Trying meanwhile does not make it longer.
    at(15 * 60 + 1)
    assert sign_in("official", client=client)[0].status_code == 302


def test_a_success_in_between_begins_the_count_anew():
    person("official")
    codes("official", 4)
    in_by_page("official")

    assert codes("official", 5) == [200, 200, 200, 200, 429]


def test_failures_fifteen_minutes_apart_do_not_add_up(at):
    person("official")
    codes("official", 4)
    at(15 * 60 + 1)

    assert codes("official", 4) == [200, 200, 200, 200]


def test_from_several_addresses_the_lock_lasts_as_long(at):
    person("official")
    codes("official", 4, REMOTE_ADDR="192.0.2.1")
    at(14 * 60)
    assert codes("official", 1, REMOTE_ADDR="192.0.2.2") == [429]
    at(28 * 60 + 59)
    # Somebody else's failure, which makes the package look for rows to forget.
    codes("liaison", 1)
    assert sign_in("official")[0].status_code == 429
    at(29 * 60 + 1)
    assert sign_in("official")[0].status_code == 302


def test_every_address_and_browser_counts_for_the_same_name():
    person("official")
    answers = [
        sign_in("official", "wrong", REMOTE_ADDR=f"192.0.2.{number}", HTTP_USER_AGENT=f"browser {number}")[0]
        for number in range(5)
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
    assert AccessAttempt.objects.count() == 5


def test_behind_one_address_everybody_else_gets_in():
    person("official")
    for name in [f"nobody{number}" for number in range(12)]:
        assert codes(name, 5)[-1] == 429

    assert sign_in("official")[0].status_code == 302
    # Not by the package's own count of sign-ins of an address either: 30 a minute.
    client = Client()
    assert {client.get("/accounts/login/").status_code for _ in range(40)} == {200}


@pytest.mark.parametrize(
    "spellings",
    [
        ["official", "OFFICIAL", "Official", " official ", "oFFICIAL"],
        ["official", "ｏｆｆｉｃｉａｌ", "ＯＦＦＩＣＩＡＬ", "ofﬁcial", "OFFICIAL"],
        ["official", "offıcıal", "officıal", "OFFICIAL", "offıcial"],
    ],
)
def test_a_name_is_one_however_it_is_spelled(spellings):
    person("official")

    answers = [sign_in(spelling, "wrong")[0].status_code for spelling in spellings]

    assert answers == [200, 200, 200, 200, 429]
    assert sign_in("official")[0].status_code == 429


def test_a_name_that_nobody_has_locks_alike():
    assert codes("no-such-person", 5) == [200, 200, 200, 200, 429]


@pytest.mark.parametrize("name", ["ﷺ" * 150, "a\0b", "x" * 151, "\ud800", "🙂" * 150])
def test_an_odd_name_is_answered_by_a_sentence(name):
    answers = {
        Client().post("/accounts/login/", {"login": name.encode("utf-8", "surrogatepass"), "password": "x"}).status_code
        for _ in range(3)
    }

    assert answers == {200}


def test_folding_never_makes_a_name_longer_than_its_column():
    assert len(folded_name("ﷺ" * 150)) == 255


def test_the_admins_own_login_takes_no_password_so_nothing_can_be_guessed_there():
    person("secretariat")
    client = Client()
    for _ in range(6):
        answer = client.post("/admin/login/", {"username": "secretariat", "password": "wrong"})
        assert answer.status_code == 302 and answer["Location"].startswith("/accounts/login/")
    assert not AccessAttempt.objects.exists()
    codes("secretariat", 5)

    # Whoever comes from the admin meets the same lock.
    locked, client = sign_in("secretariat", client=Client())
    assert locked.status_code == 429
    assert client.get("/admin/").status_code == 302


def test_a_secretary_opens_the_lock_and_the_log_has_it():
    locked = person("official", last_name="林")
    person("secretariat")
    codes("OFFICIAL", 5)
    client = in_by_page("secretariat")

    page = choose(client, "unlock", locked)

    assert "林小明（official）：已解除登入鎖定。" in page
    assert sign_in("official")[0].status_code == 302
    assert [entry.change_message for entry in LogEntry.objects.all()] == ["解除登入鎖定"]
    assert "林小明（official）：沒有被鎖定，沒有變更。" in choose(client, "unlock", locked)
    assert LogEntry.objects.count() == 1


def test_no_password_is_kept_in_the_table_of_attempts():
    sign_in("official", PASSWORD + "x")

    [attempt] = AccessAttempt.objects.all()
    assert PASSWORD not in attempt.post_data + attempt.get_data


# -- Whose address ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "203.0.113.9", "10.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "203.0.113.9", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "<script>", "10.0.0.1"),
        (1, "2001:db8::1", "2001:db8::1"),
    ],
)
def test_a_forwarded_address_is_believed_as_far_as_there_are_proxies(rf, settings, proxies, forwarded, expected):
    settings.TRUSTED_PROXIES = proxies

    request = rf.get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)

    assert client_address(request) == expected


def test_a_server_reached_by_a_socket_file_names_no_address(rf):
    assert client_address(rf.get("/", REMOTE_ADDR="")) is None


def test_attempts_note_the_address_behind_the_proxy(settings):
    settings.TRUSTED_PROXIES = 1
    sign_in("official", "wrong", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.9")

    assert AccessAttempt.objects.get().ip_address == "203.0.113.9"
