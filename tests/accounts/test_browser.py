"""Two-step verification and the end of a session in a real browser, at both widths: looks, keyboard, kept text."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import expect

from tests.support.accessible import faults, follow

pytestmark = pytest.mark.sqlite_suffices

LAPTOP, PHONE = 1280, 360


def looked_at(page):
    assert faults(page, LAPTOP) == []
    assert faults(page, PHONE) == []


def sign_in(site, page, name):
    page.goto(f"{site.url}/accounts/login/")
    page.fill("[name=login]", name)
    page.fill("[name=password]", f"demo-{name}-114")
    follow(page, page.get_by_role("button", name="登入"))


def enter(page, code, button):
    page.fill("[name=code]", code)
    follow(page, page.get_by_role("button", name=button, exact=True))


def code(secret, steps=0):
    """A code of now or of so many half minutes later, when there is time left to send it before the next begins."""
    if (spent := time.time() % 30) > 20:
        time.sleep(30 - spent)
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def test_an_official_sets_it_up_signs_in_with_it_and_turns_it_off(fresh_site, page):
    site = fresh_site
    sign_in(site, page, "official")
    follow(page, page.get_by_role("link", name="變更密碼"))
    follow(page, page.get_by_role("main").get_by_role("link", name="兩步驟驗證"))
    looked_at(page)
    follow(page, page.get_by_role("link", name="開始設定"))
    looked_at(page)
    picture = page.get_by_role("img", name=re.compile("QR"))
    assert picture.evaluate("image => image.complete && image.naturalWidth > 0")
    secret = page.locator(".account-secret").inner_text().replace(" ", "")
    enter(page, "000000", "啟用")
    expect(page.locator(".field-errors")).to_contain_text("驗證碼不正確")
    looked_at(page)

    enter(page, code(secret, -1), "啟用")

    assert page.url.endswith("/accounts/mfa/recovery-codes/")
    looked_at(page)
    spare = page.locator(".account-codes code").first.inner_text()
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("不再顯示；還有10組沒有用過")
    looked_at(page)

    follow(page, page.get_by_role("banner").get_by_role("button", name="登出"))
    sign_in(site, page, "official")
    expect(page.get_by_role("heading", level=1)).to_have_text("請輸入驗證碼")
    assert page.evaluate("document.activeElement.name") == "code"
    looked_at(page)
    enter(page, code(secret), "登入")
    assert page.url == f"{site.url}/"

    page.goto(f"{site.url}/accounts/mfa/reauthenticate/?next=/accounts/mfa/")
    looked_at(page)
    enter(page, spare, "確認")
    expect(page.get_by_role("main")).to_contain_text("還有9組沒有用過")
    looked_at(page)
    follow(page, page.get_by_role("link", name="重新產生備用碼"))
    looked_at(page)
    page.goto(f"{site.url}/accounts/mfa/")
    follow(page, page.get_by_role("link", name="停用"))
    looked_at(page)
    follow(page, page.get_by_role("button", name="停用"))
    expect(page.get_by_role("main")).to_contain_text("尚未啟用")


def test_the_locked_page_and_the_notice_of_an_end(fresh_site, page):
    site = fresh_site
    for _ in range(5):
        page.goto(f"{site.url}/accounts/login/")
        page.fill("[name=login]", "liaison")
        page.fill("[name=password]", "wrong")
        follow(page, page.get_by_role("button", name="登入"))
    expect(page.get_by_role("heading", level=1)).to_have_text("暫時無法登入")
    looked_at(page)


AGE_SESSIONS = """
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
for row in Session.objects.all():
    session = SessionStore(row.pk)
    if "active_at" in session:
        session["active_at"] -= 3600
        session.save()
"""


def test_what_was_typed_when_the_session_ended_is_offered_after_the_sign_in(fresh_site, page):
    site = fresh_site
    sign_in(site, page, "liaison")
    form, text = f"{site.url}/proposals/groups/1/new/", "擴大服務範圍至四市"
    page.goto(form)
    site.manage("shell", "-v0", "-c", AGE_SESSIONS)
    page.locator("main textarea").first.fill(text)
    expect(page.locator("[data-saved]")).to_contain_text("登入已逾時或已登出，尚未儲存。")

    page.goto(f"{site.url}/cases/")

    expect(page.get_by_role("status").first).to_contain_text("已30分鐘沒有操作，系統已自動登出")
    looked_at(page)
    page.fill("[name=login]", "liaison")
    page.fill("[name=password]", "demo-liaison-114")
    follow(page, page.get_by_role("button", name="登入"))
    assert page.url == f"{site.url}/cases/"
    page.goto(form)
    page.get_by_role("button", name="還原未存內容").click()
    expect(page.locator("main textarea").first).to_have_value(text)
