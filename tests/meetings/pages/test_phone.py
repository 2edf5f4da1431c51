"""An official with a phone: what changed needs no tap, the PDF of the newest minutes two.

What is stuck, the own city and what is decided next are counted in tests/cases/stuck and tests/meetings/upcoming.
"""

import pytest

from tests.support.accessible import follow

pytestmark = [pytest.mark.slow, pytest.mark.sqlite_suffices]
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def phone(site, page):
    site.sign_in(page, "official")
    page.set_viewport_size(PHONE)
    page.goto(f"{site.url}/")
    return page


def test_what_the_newest_meeting_changed_is_read_without_a_tap(phone):
    changes = phone.locator(".changes")

    assert changes.locator("h3").all_inner_texts() == ["＋ 新增　18案", "－ 解列　15案"]
    names = changes.locator("dd a")
    assert names.count() == 33
    assert all(name.is_visible() for name in names.all())


def test_the_pdf_of_the_newest_minutes_is_two_taps_away(phone):
    follow(phone, phone.get_by_role("link", name="會議紀錄", exact=True))
    link = phone.get_by_role("link", name="紀錄PDF").first.get_attribute("href")

    assert phone.request.get(phone.url.split("/meetings/")[0] + link).body().startswith(b"%PDF")
