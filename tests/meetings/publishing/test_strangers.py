"""How a stranger who comes to the site by another door finds the public pages."""

import html

import pytest
from django.test import Client

from tests.meetings.publishing.rows import publish, switch_on
from tests.people import signed_in

pytestmark = pytest.mark.django_db

LINK = 'href="/public/"'


def page(path, client=None, status=200):
    response = (client or Client()).get(path)
    assert response.status_code == status
    return html.unescape(response.content.decode())


@pytest.mark.parametrize(
    ("path", "status"), [("/accounts/login/", 200), ("/help/public/", 200), ("/public/nope/", 404)]
)
def test_a_stranger_is_led_to_the_public_pages_once_they_are_open(path, status):
    assert LINK not in page(path, status=status)

    switch_on()
    publish(5)

    assert LINK in page(path, status=status)


def test_where_nothing_is_a_stranger_is_offered_nothing_that_asks_to_sign_in_unsaid():
    found = page("/no-such-page/", status=404)

    assert "登入後查閱會議與合作案" in found
    assert 'href="/cases/"' not in found
    assert 'href="/cases/"' in page("/no-such-page/", signed_in("official"), 404)
