"""A secretary in a real browser: proposals confirmed by one press each, a directive closed; axe finds nothing."""

import pytest

from tests.support.accessible import follow, violations

pytestmark = [pytest.mark.sqlite_suffices, pytest.mark.slow]

FORGET = """
from meetings.models import Directive, Meeting
meeting = Meeting.objects.by_key("deputy-mayor-5").get()
meeting.rejected_sentences.all().delete()
for directive in meeting.directives.all():
    directive.delete()
"""


@pytest.mark.parametrize("width", [1280, 360])
def test_a_secretary_confirms_what_is_proposed_and_closes_one(fresh_site, page, width):
    fresh_site.manage("shell", "-v0", "-c", FORGET)
    page.set_viewport_size({"width": width, "height": 800})
    fresh_site.sign_in(page, "secretary")
    page.goto(f"{fresh_site.url}/meetings/deputy-mayor-5/directives/")
    assert page.locator(".said-proposed").count() == 12
    assert violations(page) == []
    wish = page.locator(".said-proposed", has_text="期待平臺持續深化交流")
    follow(page, wish.get_by_role("button", name="不列入"))
    while page.locator(".said-proposed").count():
        follow(page, page.locator(".said-proposed").first.get_by_role("button", name="確認"))
    assert page.locator(".said-directive").count() == 11
    follow(page, page.get_by_role("link", name="標記為指示").first)
    assert violations(page) == []
    page.goto(f"{fresh_site.url}/directives/")
    follow(page, page.get_by_role("link", name="「基北北桃紀錄片"))
    assert violations(page) == []
    page.get_by_label("不再追蹤").check()
    page.get_by_label("辦結說明").fill("四市尚無共識。")
    follow(page, page.get_by_role("button", name="結案"))
    assert "四市尚無共識。" in page.inner_text("main")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    page.goto(f"{fresh_site.url}/directives/motions/1/")
    assert violations(page) == []
