"""The warning before a session ends: what the page is told, what the dialog does, what it says of typed text."""

import re
from types import SimpleNamespace

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.people import PASSWORD, person, signed_in
from tests.support.accessible import faults, violations

KNOWN_END = "Object.entries(localStorage).find(([name]) => name.startsWith('session-until'))[1]"
LOGIN = {"login": "official", "password": PASSWORD}


@pytest.fixture
def at(settings, monkeypatch):
    """Sets the clock; a session lasts 900 seconds without a sign of the person, and 3000 at most."""
    settings.SESSION_IDLE_SECONDS, settings.SESSION_COOKIE_AGE = 900, 3000
    clock = SimpleNamespace(now=1_000_000)
    monkeypatch.setattr("platform_site.shared.pages.sessions.time", SimpleNamespace(time=lambda: clock.now))

    def move_to(seconds):
        clock.now = 1_000_000 + seconds

    return move_to


def told(client):
    """What a page says: seconds without a sign of the person, and at most."""
    page = client.get("/").content.decode()
    return tuple(map(int, re.search(r'data-seconds="(\d+)" data-at-most="(\d+)"', page).groups()))


@pytest.mark.django_db
def test_a_page_says_how_long_the_session_lasts_and_every_page_begins_the_idle_time_anew(client, at):
    person("official")
    client.post(reverse("account_login"), LOGIN)

    assert told(client) == (900, 3000)
    # Within a minute nothing is written.
    at(59)
    assert told(client) == (841, 2941)
    at(600)
    assert told(client) == (300, 2400)
    assert told(client) == (900, 2400)
    assert client.post(reverse("account_session")).json() == {"seconds": 900, "at_most": 2400}
    # The longest time bounds what extending gives.
    for seconds in (1400, 2200):
        at(seconds)
        client.get("/")
    at(2900)
    assert client.post(reverse("account_session")).json() == {"seconds": 100, "at_most": 100}


@pytest.mark.django_db
def test_where_the_end_is_not_known_and_for_strangers_nothing_is_said(client):
    assert "data-session" not in signed_in("official").get("/").content.decode()
    assert "data-session" not in client.get(reverse("account_login")).content.decode()


@pytest.fixture
def clocked(site, page):
    """A page of the liaison's on which the clock is the test's."""
    page.clock.install()
    site.sign_in(page, "liaison")
    return page


@pytest.mark.sqlite_suffices
def test_two_minutes_before_the_end_a_dialog_offers_to_extend(site, clocked):
    clocked.goto(site.url + "/")
    dialog = clocked.locator("dialog[data-session]")
    left = int(dialog.get_attribute("data-seconds"))
    clocked.clock.fast_forward((left - 200) * 1000)
    expect(dialog).to_be_hidden()
    clocked.clock.fast_forward(100_000)
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("約2分鐘後登入到期")
    assert clocked.evaluate("document.activeElement.id") == "session-title"
    assert faults(clocked, 1280) + faults(clocked, 360) == []

    dialog.get_by_role("button", name="延長").click()

    expect(dialog).to_be_hidden()
    clocked.clock.fast_forward(600_000)
    expect(dialog).to_be_hidden()


@pytest.mark.sqlite_suffices
def test_at_the_end_it_says_what_became_of_the_text(site, clocked):
    clocked.goto(f"{site.url}/accounts/password/change/")
    clocked.fill("[name=oldpassword]", "half a word")
    dialog = clocked.locator("dialog[data-session]")
    clocked.clock.fast_forward((int(dialog.get_attribute("data-seconds")) + 5) * 1000)

    expect(dialog).to_contain_text("登入已到期")
    expect(dialog).to_contain_text("這一頁輸入的內容沒有留存")
    expect(dialog.get_by_role("link", name="在新分頁登入")).to_be_visible()
    expect(dialog.get_by_role("button", name="延長")).to_be_hidden()


@pytest.mark.sqlite_suffices
def test_who_typed_since_goes_on_without_being_asked_and_who_left_is_asked(site, clocked):
    clocked.goto(f"{site.url}/accounts/password/change/")
    dialog = clocked.locator("dialog[data-session]")
    left = int(dialog.get_attribute("data-seconds"))
    clocked.locator("[name=oldpassword]").press_sequentially("half a word")
    known = clocked.evaluate(KNOWN_END)
    with clocked.expect_response(lambda response: response.url.endswith("/accounts/session/")) as answer:
        clocked.clock.fast_forward((left - 100) * 1000)
    assert answer.value.status == 200
    # The answer is here before the page has read it, and the page counts from when it reads.
    while clocked.evaluate(KNOWN_END) == known:
        clocked.clock.run_for(10)
    clocked.clock.fast_forward(60_000)
    expect(dialog).to_be_hidden()

    clocked.clock.fast_forward((left - 150) * 1000)

    expect(dialog).to_be_visible()


@pytest.mark.sqlite_suffices
def test_at_the_longest_time_nothing_is_offered_that_does_not_work(site, clocked):
    clocked.route("**/accounts/password/change/", with_one_end)
    clocked.goto(f"{site.url}/accounts/password/change/")
    dialog = clocked.locator("dialog[data-session]")
    clocked.locator("[name=oldpassword]").press_sequentially("half a word")
    clocked.clock.fast_forward(250_000)

    expect(dialog).to_contain_text("已達一次登入的最長時間，不能再延長")
    expect(dialog.get_by_role("button", name="延長")).to_be_hidden()
    expect(dialog.get_by_role("button", name="關閉")).to_be_visible()
    assert violations(clocked) == []


def with_one_end(route):
    """The page as it is five minutes before the longest time is over."""
    answer = route.fetch()
    body = re.sub(r'data-seconds="\d+" data-at-most="\d+"', 'data-seconds="300" data-at-most="300"', answer.text())
    route.fulfill(response=answer, body=body)
