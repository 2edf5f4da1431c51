"""The warning before a session ends: what the page is told, what the dialog does, what it says of typed text."""

from types import SimpleNamespace

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.people import PASSWORD, person, signed_in
from tests.support.accessible import violations

LOGIN = {"login": "official", "password": PASSWORD}


@pytest.mark.django_db
def test_a_page_says_how_long_the_session_lasts_and_extending_begins_it_anew(client, settings, monkeypatch):
    settings.SESSION_COOKIE_AGE = 900
    monkeypatch.setattr("platform_site.shared.pages.sessions.time", SimpleNamespace(time=lambda: 1_000_000))
    person("official")
    client.post(reverse("account_login"), LOGIN)
    session = client.session
    session["renewed_at"] -= 600
    session.save()

    assert 'data-seconds="300"' in client.get("/").content.decode()
    assert client.post(reverse("account_session")).json() == {"seconds": 900}
    assert 'data-seconds="900"' in client.get("/").content.decode()


@pytest.mark.django_db
def test_where_every_request_renews_the_session_the_page_counts_from_itself(settings):
    settings.SESSION_COOKIE_AGE, settings.SESSION_SAVE_EVERY_REQUEST = 900, True

    assert 'data-seconds="900"' in signed_in("official").get("/").content.decode()


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
    assert violations(clocked) == []

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
