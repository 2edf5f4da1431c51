"""A quarter filed in a real browser: by keyboard alone, and without losing what was typed."""

import pytest

from tests.walks.test_accessibility import NARROW, WIDE, violations

PREPARE = """
from django.contrib.auth.models import User
from django.utils import timezone
from cases.models import QuarterlyUpdate
from cases.reporting.obligations import current_period, ensure_period, quarter_of
from groups.models import IssueGroup, Role
from groups.roles import assign_role

year, quarter = quarter_of(timezone.localdate())
ensure_period(year, quarter)
ensure_period(*((year, quarter - 1) if quarter > 1 else (year - 1, 4)))
period = current_period(timezone.localdate())
group = IssueGroup.objects.get(name="產業民生組")
assign_role(User.objects.get(username="liaison"), Role.LIAISON, group)
print(f"/reports/{period.key}/groups/{group.pk}/")
"""
# Above any number of fields and links on these pages: a Tab that never arrives fails instead of going on for ever.
MOST_TABS = 120


@pytest.fixture
def workspace(fresh_site, page):
    """The page of the group's quarter, seven reports owed and none begun; and the site."""
    path = fresh_site.manage("shell", "-v0", "-c", PREPARE).strip().splitlines()[-1]
    fresh_site.sign_in(page, "liaison")
    return fresh_site.url + path


def tab_to(page, selector):
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached by Tab")


def fill_by_keyboard(page, text):
    tab_to(page, "[name=light]")
    page.keyboard.press("Space")
    tab_to(page, "[name=progress]")
    page.keyboard.press("Control+A")
    page.keyboard.type("50")
    tab_to(page, "[name=progress_text]")
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)
    tab_to(page, "[name=next_steps]")
    page.keyboard.press("Control+A")
    page.keyboard.insert_text("續辦下一階段工作。")


def test_a_groups_seven_reports_are_filed_by_keyboard_alone(workspace, page):
    page.goto(workspace)
    assert "應填7案，已送出0案" in page.locator(".page-lead").inner_text()
    tab_to(page, "th a[href*='/cases/']")
    page.keyboard.press("Enter")
    for number in range(1, 8):
        page.wait_for_selector("form[data-autosave]")
        title = page.locator("h1").inner_text()
        fill_by_keyboard(page, f"第{number}件：本季如期辦理。")
        tab_to(page, "button[name=submit]")
        page.keyboard.press("Enter")
        page.wait_for_selector(f".message-success:has-text('「{title}」已送出')")
    assert page.url == workspace
    assert "應填7案，已送出7案" in page.locator(".page-lead").inner_text()


def test_what_is_typed_is_saved_without_pressing_anything(workspace, page):
    page.goto(workspace)
    page.locator("th a[href*='/cases/']").first.click()
    page.fill("[name=progress_text]", "打到一半就關掉分頁")
    page.wait_for_selector("[data-saved]:has-text('草稿已自動儲存')")
    page.goto(page.url)
    assert page.input_value("[name=progress_text]") == "打到一半就關掉分頁"


def test_what_the_server_did_not_get_is_offered_back(workspace, page):
    page.goto(workspace)
    page.locator("th a[href*='/cases/']").first.click()
    address = page.url
    # The line is cut in the middle of typing, and the tab closed.
    page.route("**/autosave/", lambda route: route.abort())
    page.fill("[name=progress_text]", "連線中斷時打的字")
    page.wait_for_selector("[data-saved]:has-text('內容已留在這台電腦上')")
    page.unroute("**/autosave/")
    page.goto(address)
    assert page.input_value("[name=progress_text]") == ""
    page.get_by_role("button", name="還原").click()
    assert page.input_value("[name=progress_text]") == "連線中斷時打的字"
    page.wait_for_selector("[data-saved]:has-text('草稿已自動儲存')")


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "360"])
def test_the_form_has_no_violation_with_errors_and_a_copy_offered_back(workspace, page, size):
    page.set_viewport_size(size)
    page.goto(workspace)
    assert violations(page) == []
    page.locator("th a[href*='/cases/']").first.click()
    page.fill("[name=progress]", "130")
    page.fill("[name=remedy_due_on]", "2020-01-01")
    page.wait_for_selector("[data-saved]:has-text('有1欄無法儲存')")
    assert page.locator("#id_remedy_due_on_doubt").inner_text().startswith("預定改善日期 109年1月1日已過")
    assert violations(page) == []
    page.reload()
    page.wait_for_selector("[data-kept] li")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
