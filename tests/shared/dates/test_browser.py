"""The calendar beside a date field in a real browser: ROC years, by keyboard, and nothing without JavaScript."""

import re
from datetime import date

import pytest

from platform_site.shared.roc import roc_date
from tests.support.accessible import ZOOMED

pytestmark = pytest.mark.sqlite_suffices


@pytest.fixture
def new_meeting(site, page):
    """The admin's page of a new meeting."""
    site.sign_in(page, "admin")
    page.goto(site.url + "/admin/meetings/meeting/add/")
    return page


def test_a_day_is_chosen_by_keyboard_in_roc_years(new_meeting):
    page = new_meeting
    page.fill("[name=held_on]", "114/12/22")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.locator(".roc-date-head strong").inner_text() == "114年12月"
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "114年12月22日星期一"
    for key in ("ArrowRight", "ArrowDown", "PageDown", "Home"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "115年1月25日星期日"
    page.keyboard.press("Enter")

    assert page.input_value("[name=held_on]") == "115年1月25日"
    assert page.evaluate("document.activeElement.name") == "held_on"
    assert page.locator(".roc-date-panel").count() == 0


def test_escape_closes_it_and_leaves_the_field_as_it_was(new_meeting):
    page = new_meeting
    page.fill("[name=held_on]", "下個月")
    page.click(".roc-date-button")

    assert page.locator(".roc-date-head strong").inner_text() == roc_date(date.today()).partition("月")[0] + "月"
    page.keyboard.press("Escape")

    assert page.input_value("[name=held_on]") == "下個月"
    assert re.match("選日期：會議日期", page.evaluate("document.activeElement.getAttribute('aria-label')"))


def test_at_400_percent_all_of_it_can_be_reached(new_meeting):
    page = new_meeting
    page.set_viewport_size(ZOOMED)
    page.click(".roc-date-button")

    box = page.locator(".roc-date-panel").bounding_box()
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= ZOOMED["height"]
    page.get_by_role("button", name="關閉").click()
    assert page.locator(".roc-date-panel").count() == 0


def test_without_javascript_it_is_a_plain_text_field(site, browser, page):
    site.sign_in(page, "admin")
    with browser.new_context(java_script_enabled=False, locale="zh-TW") as context:
        context.add_cookies(page.context.cookies())
        plain = context.new_page()
        plain.goto(site.url + "/admin/meetings/meeting/add/")

        assert plain.locator("input[name=held_on][type=text]").count() == 1
        assert plain.locator(".roc-date-button").count() == 0
