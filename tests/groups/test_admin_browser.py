"""The admin in a real browser: nothing that the Content-Security-Policy refuses, on no page of it, and the keyboard."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.accessible import follow

PAGES = [
    "/admin/",
    "/admin/meetings/meeting/",
    "/admin/meetings/meeting/add/",
    "/admin/meetings/meeting/5/change/",
    "/admin/meetings/meeting/5/history/",
    "/admin/meetings/meeting/import/",
    "/admin/meetings/meeting/export/",
    "/admin/meetings/clause/1/change/",
    "/admin/cases/case/",
    "/admin/cases/case/2/change/",
    "/admin/cases/case/2/history/",
    "/admin/cases/case/2/delete/",
    "/admin/cases/statuschange/",
    "/admin/cases/statuschange/1/change/",
    "/admin/cases/statuschange/record/",
    "/admin/auth/user/",
    "/admin/auth/user/2/change/",
    "/admin/auth/user/add/",
]


@pytest.mark.sqlite_suffices
@pytest.mark.parametrize("width", [1280, 360])
def test_no_page_of_the_admin_meets_the_content_security_policy(site, page, width):
    site.sign_in(page, "secretary")
    page.set_viewport_size({"width": width, "height": 900})
    for address in PAGES:
        page.goto(site.url + address)
        # Two frames after its load event every script of a page has run, and what was refused is on the console.
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        assert page.locator("#header").is_visible(), address


def test_a_meeting_is_made_a_case_found_and_the_record_finalised(fresh_site, page):
    fresh_site.sign_in(page, "secretary")
    page.goto(f"{fresh_site.url}/admin/meetings/meeting/add/")
    page.fill("[name=held_on]", "2026-03-05")
    page.fill("[name=starts_at]", "14:30")
    page.press("[name=starts_at]", "Tab")
    page.click("[name=_continue]")
    page.click("text=登錄決議")
    page.select_option("[name=kind]", "delisted")
    page.click(".field-case .select2-selection, #id_case + .select2 .select2-selection")
    page.keyboard.type("緊急車輛優先號誌")
    # The list of all cases, shown before the search answers, has this one too: Enter in it would choose another case.
    expect(page.locator(".select2-results__option")).to_have_text([re.compile("優先號誌")])
    page.keyboard.press("Enter")
    expect(page.locator("#select2-id_case-container")).to_contain_text("優先號誌")
    follow(page, page.locator("input[value=登錄]"))
    assert page.locator(".messagelist .success").inner_text().startswith("已登錄：第6次副市長層級會議 交通組 解列")
    page.goto(f"{fresh_site.url}/admin/meetings/meeting/6/change/")
    follow(page, page.locator("text=定稿").first)
    for field in page.locator(".checklist textarea").all():
        field.fill("已核對。")
    page.click("button:text-is('確認定稿')")

    expect(page.locator(".message-success")).to_contain_text("第6次副市長層級會議已定稿，內容自此固定")
    page.goto(f"{fresh_site.url}/admin/meetings/meeting/6/change/")
    assert page.locator(".field-state_shown .readonly").inner_text() == "◆ 已定稿"
