"""One comment's way in a real browser, from the reviewer to the answer; the pages of a round at two widths."""

import pytest

from tests.walks.test_accessibility import NARROW, WIDE, violations

pytestmark = pytest.mark.sqlite_suffices
PREPARE = """
from tests.meetings.circulation.rounds import draft
meeting = draft()
print(f"/meetings/review-level-{meeting.number}/review/")
"""
PARAGRAPH = "二、感謝各市的協助。"


@pytest.fixture
def home(fresh_site):
    """The address of a draft's review; the demo's secretary is of 臺北市, its official of 新北市."""
    return fresh_site.url + fresh_site.manage("shell", "-v0", "-c", PREPARE).strip().splitlines()[-1]


def send_round(page, home):
    page.goto(home)
    page.click("text=送各市確認")
    page.fill("[name=due_on]", "188/12/31")
    page.fill("[name=message]", "請核對貴市案名。")
    page.click("button:has-text('送出並寄通知')")
    page.wait_for_selector("text=已送出第1次確認，通知信寄出2封。")


def sign_in_instead(site, page, role):
    page.context.clear_cookies()
    site.sign_in(page, role)


def open_box(page, anchor):
    box = page.locator(f"#{anchor} + .review-beside")
    box.locator("summary").click()
    return box


def test_a_comment_goes_from_the_reviewer_to_the_answer(fresh_site, page, home):
    fresh_site.sign_in(page, "secretary")
    send_round(page, home)

    sign_in_instead(fresh_site, page, "official")
    page.goto(f"{fresh_site.url}/reviews/")
    page.click("text=紀錄第1次確認")
    box = open_box(page, "section-6-2")
    box.locator("textarea").first.fill("請列出四市。")
    box.locator("button:has-text('帶入這一段的文字再改')").click()
    suggested = box.locator("textarea").nth(1)
    assert suggested.input_value() == PARAGRAPH
    suggested.fill("二、感謝四市的協助。")
    box.locator("button:has-text('送出意見')").click()
    page.wait_for_selector("text=已送出1則意見")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('review-'))") == []

    sign_in_instead(fresh_site, page, "secretary")
    page.goto(home)
    page.click("text=請列出四市。")
    assert page.locator("ins").inner_text().replace("〔增加〕", "").replace("〔增加止〕", "").strip() == "四"
    page.fill("[name=answer]", "照改。")
    page.click("button:has-text('採納')")
    page.wait_for_selector("text=已標為採納")

    sign_in_instead(fresh_site, page, "official")
    page.goto(f"{home}draft/")
    assert "照改。" in page.locator("#section-6-2 + .review-beside").inner_text()
    page.click("button:text-is('同意')")
    page.wait_for_selector("text=已記錄您同意這份草稿。")
    page.goto(home)
    assert "已同意1／2位；待處理意見0則" in page.locator("caption").first.inner_text()


def test_what_was_typed_and_not_sent_is_offered_back(fresh_site, page, home):
    fresh_site.sign_in(page, "secretary")
    send_round(page, home)
    page.goto(f"{home}draft/")
    open_box(page, "section-2").locator("textarea").first.fill("打到一半就關掉分頁")
    page.goto(f"{home}draft/")
    assert page.locator("#section-2 + .review-beside textarea").first.input_value() == ""
    page.click("[data-kept-restore]")
    box = page.locator("#section-2 + .review-beside")
    assert box.locator("textarea").first.input_value() == "打到一半就關掉分頁"
    box.locator("button:has-text('送出意見')").click()
    page.wait_for_selector("text=已送出1則意見")
    open_box(page, "section-1").locator("textarea").first.fill("存檔後再打的字")
    page.reload()
    page.click("[data-kept-restore]")
    assert page.locator("#section-1 + .review-beside textarea").first.input_value() == "存檔後再打的字"
    assert page.locator("#section-2 + .review-beside textarea").first.input_value() == ""


def test_the_pages_of_a_round_have_no_violation_and_fit_a_phone(fresh_site, page, home):
    fresh_site.sign_in(page, "secretary")
    page.goto(f"{home}start/")
    found = {"start": violations(page)}
    send_round(page, home)
    page.goto(f"{home}draft/")
    box = open_box(page, "section-6-2")
    box.locator("textarea").nth(0).fill("請列出四市。")
    box.locator("textarea").nth(1).fill("二、感謝四市的協助。")
    box.locator("button:has-text('送出意見')").click()
    page.wait_for_selector("text=已送出1則意見")
    addresses = {"state": home, "draft": f"{home}draft/", "changes": f"{home}changes/"}
    page.goto(home)
    addresses["comment"] = page.locator("tbody th a").first.evaluate("link => link.href")
    addresses["mine"] = f"{fresh_site.url}/reviews/"
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        for name, address in addresses.items():
            page.goto(address)
            if name == "draft":
                open_box(page, "section-2")
            found[name, size["width"]] = violations(page)
            assert page.locator("[style], style, script:not([src])").count() == 0
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide == 0, (name, size)
    assert {name: rows for name, rows in found.items() if rows} == {}
