"""The next meeting prepared in a real browser: from 新增會議 to its papers, by keyboard where it counts."""

import pytest

from tests.support.accessible import follow, violations

pytestmark = pytest.mark.sqlite_suffices

WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 360, "height": 740}


def is_sound(page):
    """No violation, and a phone does not scroll sideways."""
    assert violations(page) == [], page.url
    page.set_viewport_size(NARROW)
    assert violations(page) == [], page.url
    wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wider) == 0, page.url
    page.set_viewport_size(WIDE)


@pytest.mark.slow
def test_the_sixth_meeting_is_prepared_without_the_admin(fresh_site, page):
    fresh_site.sign_in(page, "secretary")
    page.set_viewport_size(WIDE)
    page.goto(fresh_site.url + "/meetings/")
    follow(page, page.locator("text=新增會議"))
    is_sound(page)
    page.fill("[name=held_on]", "117/3/6")
    page.click(".roc-date-button")
    is_sound(page)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert page.input_value("[name=held_on]") == "117年3月7日"
    page.click("button:text-is('建立會議')")

    page.wait_for_selector(".message-success:has-text('已建立第6次副市長層級會議的草稿')")
    is_sound(page)
    follow(page, page.locator("text=修改會議資料"))
    is_sound(page)
    page.fill("[name=recorder]", "林嘉慧")
    follow(page, page.locator("button:text-is('儲存')"))
    follow(page, page.locator("text=填寫通知單"))
    is_sound(page)
    page.fill("[name=issued_on]", "117年2月1日(2028-02-02)")
    page.fill("[name=contact]", "林嘉慧 (02)2720-8889")
    follow(page, page.locator("button:text-is('儲存')"))
    assert "兩個日期不是同一天" in page.locator("#id_issued_on_error").inner_text()
    assert page.input_value("[name=contact]") == "林嘉慧 (02)2720-8889"
    page.fill("[name=issued_on]", "117年2月1日")
    follow(page, page.locator("button:text-is('儲存')"))
    page.wait_for_selector(".paper:has-text('中華民國117年2月1日')")
    is_sound(page)

    follow(page, page.locator("text=會前準備"))
    follow(page, page.locator("text=排定議程"))
    page.fill("[name=title]", "四市共同行銷報告")
    follow(page, page.locator("button:text-is('加入議程')"))
    # Behind the work report and what chairs asked for at the five meetings.
    page.wait_for_selector("li:last-child:has-text('四市共同行銷報告')")
    page.focus("li:has-text('四市共同行銷報告') >> [value=up]")
    page.keyboard.press("Enter")
    page.wait_for_selector("li:nth-last-child(2):has-text('四市共同行銷報告')")
    is_sound(page)


def test_the_calendars_address_and_the_terms_are_sound(fresh_site, page):
    fresh_site.sign_in(page, "secretary")
    page.goto(fresh_site.url + "/calendar/")
    follow(page, page.locator("text=建立訂閱網址"))
    page.wait_for_selector(".token")
    is_sound(page)
    for path in ("/terms/new/", "/terms/1/", "/terms/1/end/"):
        page.goto(fresh_site.url + path)
        is_sound(page)
