"""The help pages: each role is led to its own, the public's needs no account, every picture is there."""

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from groups.models import Role
from tests.people import signed_in
from tests.support.pictures import PAGES, WIDTHS

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", Role.values)
def test_a_user_is_led_to_the_page_of_the_own_role(role):
    client = signed_in(role)

    answer = client.get(reverse("help:own"))

    assert answer.url == f"/help/{role}/"
    assert f"使用說明：{Role(role).label}" in client.get(answer.url).content.decode()


@pytest.mark.parametrize(
    ("role", "number", "of_colleagues"),
    [(Role.LIAISON, "四", False), (Role.OFFICIAL, "三", False), (Role.SECRETARIAT, "五", True)],
)
def test_each_role_reads_how_to_sign_in_by_two_steps(role, number, of_colleagues):
    page = signed_in(role).get(f"/help/{role}/").content.decode()

    assert f"<h2>{number}、登入與兩步驟驗證</h2>" in page
    assert ("重設兩步驟驗證" in page) is of_colleagues


def test_the_public_reads_its_page_and_no_other(client):
    assert "數字如何得出" in client.get("/help/public/").content.decode()
    assert client.get("/help/official/").status_code == 302


def test_an_unknown_role_has_no_page():
    client = signed_in(Role.OFFICIAL)

    assert client.get("/help/mayor/").status_code == 404


def test_each_picture_was_taken_at_both_widths():
    missing = [f"{name}-{width}" for name in PAGES for width in WIDTHS if not finders.find(f"help/{name}-{width}.png")]
    assert missing == []
