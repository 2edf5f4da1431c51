"""A secretary in a real browser: proposals confirmed by one press each, a directive closed; axe finds nothing."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.sqlite_suffices, pytest.mark.slow]

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}
FORGET = """
from meetings.models import Directive, Meeting
meeting = Meeting.objects.by_key("deputy-mayor-5").get()
meeting.rejected_sentences.all().delete()
for directive in meeting.directives.all():
    directive.delete()
"""


def violations(page):
    found = Axe().run(page, options=WCAG).response["violations"]
    return [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("width", [1280, 360])
def test_a_secretary_confirms_what_is_proposed_and_closes_one(fresh_site, page, width):
    fresh_site.manage("shell", "-v0", "-c", FORGET)
    page.set_viewport_size({"width": width, "height": 800})
    fresh_site.sign_in(page, "secretary")
    page.goto(f"{fresh_site.url}/meetings/deputy-mayor-5/directives/")
    assert page.locator(".said-proposed").count() == 12
    assert violations(page) == []
    page.locator(".said-proposed", has_text="期待平臺持續深化交流").get_by_role("button", name="不列入").click()
    while page.locator(".said-proposed").count():
        page.locator(".said-proposed").first.get_by_role("button", name="確認").click()
    assert page.locator(".said-directive").count() == 11
    page.get_by_role("link", name="標記為指示").first.click()
    assert violations(page) == []
    page.goto(f"{fresh_site.url}/directives/")
    page.get_by_role("link", name="「基北北桃紀錄片").click()
    assert violations(page) == []
    page.get_by_label("不再追蹤").check()
    page.get_by_label("辦結說明").fill("四市尚無共識。")
    page.get_by_role("button", name="結案").click()
    assert "四市尚無共識。" in page.inner_text("main")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    page.goto(f"{fresh_site.url}/directives/motions/1/")
    assert violations(page) == []
