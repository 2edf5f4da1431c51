"""Forty ways to lose what was typed, in a real browser: the text is still there, and what the page says of it is true.

Each way is a function of a `Desk`: somebody's browser on an open form. It does the mishap and returns the words that
the page has to say; then `Desk.find` looks for the text where a user would: on the page, in the database, or among
the copies that this computer offers back.
"""

import contextlib
import json
import re

import pytest
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.support.site import serve

pytestmark = pytest.mark.slow

PREPARE = """
import json
from datetime import date
from django.contrib.auth.models import User
from cases.models import ReportingPeriod
from cases.reporting.content import Content
from cases.reporting.obligations import current_period, ensure_period, obligations, preceding, quarter_of
from cases.reporting.workflow import save_draft, submit
from django.utils import timezone
from groups.actors import Actor
from groups.models import IssueGroup, Role
from groups.roles import assign_role
from groups.models import Membership

today = timezone.localdate()
now = quarter_of(today)
ensure_period(*now)
before, _ = ensure_period(*preceding(*now))
period = current_period(today)
ensure_period(*preceding(period.roc_year, period.quarter))
ReportingPeriod.objects.update(late_until=date(2099, 12, 31))
for name in ("liaison", "colleague"):
    user, is_new = User.objects.get_or_create(username=name, defaults={"last_name": "林", "first_name": "同事"})
    if is_new:
        user.set_password("demo-colleague-114")
        user.save()
    for group in IssueGroup.objects.all():
        Membership.objects.get_or_create(user=user, group=group, role=Role.LIAISON)
    assign_role(user, Role.LIAISON, IssueGroup.objects.first())
rows = obligations([period])
earlier = ReportingPeriod.objects.filter(key__lt=period.key).order_by("key").last()
last = Content(progress_text="上季寫的辦理情形", next_steps="上季寫的下季工作", light="green", progress=30)
draft = save_draft(rows[0].case, earlier, last, Actor("聯絡人"), version=0)
submit(draft, Actor("聯絡人"), version=draft.version)
print(json.dumps({
    "period": period.key,
    "earlier": earlier.key,
    "cases": [row.case.pk for row in rows],
    "earlier_cases": [row.case.pk for row in obligations([earlier])][1:],
    "groups": [group.pk for group in IssueGroup.objects.all()],
}))
"""
CLOSE = """
from datetime import date
from cases.models import ReportingPeriod
ReportingPeriod.objects.filter(key={key}).update(
    opens_on=date(2020, 1, 1), closes_on=date(2020, 1, 2), late_until=date(2020, 1, 3))
"""
TEXT = "五市協調會議決議，第三期工程於十月開工。"
MORE = "另於十一月完成驗收。"
SAVED, FAILED = "草稿已自動儲存", "內容已留在這台電腦上"


class Desk:
    """Somebody's browser on the open form of a report; `address` is the form's page."""

    def __init__(self, site, context, address, plan):
        self.site, self.context, self.address, self.plan = site, context, address, plan
        self.name, self.page = "liaison", context.new_page()
        self.where = "progress_text"
        self.expected = TEXT
        # What the page says once the text is back in the form.
        self.once_restored = SAVED

    def sign_in(self, name="liaison", page=None):
        page = page or self.context.new_page()
        page.goto(f"{self.site.url}/accounts/login/")
        page.fill("[name=login]", name)
        page.fill("[name=password]", f"demo-{name}-114")
        page.press("[name=password]", "Enter")
        page.wait_for_url(f"{self.site.url}/")
        return page

    def open(self, page=None, address=None):
        page = page or self.page
        page.goto(address or self.address)
        page.wait_for_selector("form[data-keep]")
        return page

    def type(self, text=TEXT, page=None, field=None):
        (page or self.page).fill(f"[name={field or self.where}]", text)

    def says(self, words, page=None):
        """Wait until the page's line of status has these words, and check it against what is stored."""
        page = page or self.page
        said = page.locator("[data-saved]").first
        try:
            said.filter(has_text=words).wait_for(timeout=25_000)
        except PlaywrightTimeout:
            pytest.fail(f"the page says 「{said.inner_text()}」, not 「{words}」")
        self.check_truth(page)

    def check_truth(self, page):
        said = page.locator("[data-saved]").inner_text()
        here = page.evaluate("name => document.querySelector(`[name=${name}]`).value", self.where)
        if SAVED in said:
            assert self.stored() == here
        if said.startswith("尚未儲存") or "尚未儲存，" in said:
            assert self.stored() != here
        if "留在這台電腦上" in said:
            assert here in self.copies(page)

    def stored(self):
        """What the database has, read by another browser."""
        with contextlib.closing(self.context.browser.new_context()) as other:
            # A proposal's draft is its writer's alone.
            other.add_cookies(self.plan["own_cookies" if self.where == "reason" else "cookies"])
            page = other.new_page()
            page.goto(self.address)
            if page.locator(f"[name={self.where}]").count():
                return page.input_value(f"[name={self.where}]")
            return page.locator("main").inner_text()

    def copies(self, page):
        """The texts that this computer keeps."""
        kept = page.evaluate("() => window.keptCopies.all()")
        return [value for _, copy in kept for _, value in copy["values"]]

    def cut(self, page=None):
        """The server cannot be reached any more by what the page sends by itself."""
        (page or self.context).route("**/autosave/", lambda route: route.abort())

    def mend(self, page=None):
        (page or self.context).unroute("**/autosave/")
        (page or self.context).unroute("**/draft/")

    def kill(self, page=None):
        """End the tab as a crash does: no event, no question, no last request."""
        page = page or self.page
        session = self.context.new_cdp_session(page)
        with contextlib.suppress(Exception):
            session.send("Page.crash", timeout=2000)
        page.close()

    def find(self):
        """Whether the text is there: on the page, stored, or offered back and filled in by the button."""
        self.mend()
        here = None if self.page.is_closed() else self.page.locator(f"[name={self.where}]")
        if here and here.count() and here.input_value() == self.expected:
            return "on the page"
        page = self.context.new_page()
        page.goto(self.address)
        if page.locator("[name=login]").count():
            self.sign_in(self.name, page)
            page.goto(self.address)
        if not page.locator(f"[name={self.where}]").count():
            page.wait_for_selector("[data-kept-list] details")
            assert self.expected in page.locator("[data-kept-list]").text_content()
            return "to be read"
        if page.input_value(f"[name={self.where}]") == self.expected:
            return "stored"
        page.wait_for_selector("[data-kept] li")
        for row in page.locator("[data-kept] li").all():
            if self.expected in row.text_content():
                row.get_by_role("button", name="還原").click()
                assert page.input_value(f"[name={self.where}]") == self.expected
                self.says(self.once_restored, page)
                return "offered"
        raise AssertionError(f"{self.expected} is nowhere")


# -- The tab goes -----------------------------------------------------------------------------------------------------


def killed_as_soon_as_typed(desk):
    desk.type()
    desk.kill()


def killed_while_the_server_is_away(desk):
    desk.cut()
    desk.type()
    desk.says("目前連不上伺服器")
    desk.says(FAILED)
    desk.kill()


def closed_while_the_save_is_on_its_way(desk):
    desk.context.route("**/autosave/", lambda route: None)
    desk.type()
    desk.says("儲存中")
    desk.page.close(run_before_unload=False)


def reloaded_while_the_server_is_away(desk):
    desk.cut()
    desk.type()
    desk.says(FAILED)
    desk.page.reload()
    desk.page.close()


def left_by_a_link_before_it_was_saved(desk):
    desk.cut()
    desk.type()
    desk.page.click(".site-nav a >> nth=0")
    desk.page.wait_for_url(f"{desk.site.url}/")
    assert TEXT in desk.copies(desk.page)


def left_and_back_by_the_back_button(desk):
    desk.cut()
    desk.type()
    desk.page.click(".site-nav a >> nth=0")
    desk.page.wait_for_url(f"{desk.site.url}/")
    desk.page.go_back()
    desk.page.wait_for_selector("form[data-keep]")


def back_and_forward_again(desk):
    desk.page.goto(f"{desk.site.url}/")
    desk.open()
    desk.cut()
    desk.type()
    desk.page.go_back()
    desk.page.go_forward()
    desk.page.wait_for_selector("form[data-keep]")


def killed_with_the_last_words_unsaved(desk):
    desk.type()
    desk.says(SAVED)
    desk.expected = TEXT + MORE
    desk.type(desk.expected)
    desk.kill()


# -- The server goes --------------------------------------------------------------------------------------------------


def the_server_comes_back(desk):
    desk.cut()
    desk.type()
    desk.says("目前連不上伺服器")
    desk.mend()
    desk.page.evaluate("window.dispatchEvent(new Event('focus'))")
    desk.says(SAVED)


def offline_and_online(desk):
    desk.context.set_offline(True)
    desk.type()
    desk.page.wait_for_function("() => document.querySelector('[data-saved]').textContent.includes('連不上')")
    desk.context.set_offline(False)
    desk.says(SAVED)


def the_server_is_away_when_saving_is_pressed(desk):
    desk.cut()
    desk.type()
    desk.page.click("button[name=save]")
    desk.says("目前連不上伺服器")
    assert desk.page.url == desk.address


def the_server_is_away_when_sending_is_pressed(desk):
    desk.cut()
    desk.type()
    desk.page.click("button[name=submit]")
    desk.says("目前連不上伺服器")
    desk.kill()


def the_server_breaks(desk):
    desk.context.route("**/autosave/", lambda route: route.fulfill(status=500, body="<h1>500</h1>"))
    desk.type()
    desk.says("伺服器發生錯誤（500）")
    desk.says(FAILED)
    desk.kill()


def an_error_page_answers_the_button(desk):
    def broken(route):
        if route.request.method == "POST":
            route.fulfill(status=502, content_type="text/html", body="<h1>Bad Gateway</h1>")
        else:
            route.fallback()

    desk.context.route(desk.address, broken)
    desk.type()
    desk.page.click("button[name=save]")
    desk.page.wait_for_selector("text=Bad Gateway")
    desk.page.close()


def a_proxy_answers_with_a_page_of_its_own(desk):
    page = "<h1>Please sign in to the network</h1>"
    desk.context.route("**/autosave/", lambda route: route.fulfill(status=200, content_type="text/html", body=page))
    desk.type()
    desk.says("伺服器發生錯誤（200）")
    desk.kill()


def the_answer_is_lost_though_the_server_saved(desk):
    def swallow(route):
        route.fetch()
        route.abort()

    desk.context.route("**/autosave/", swallow)
    desk.type()
    desk.says("尚未確認儲存")
    desk.mend()
    desk.expected = TEXT + MORE
    desk.type(desk.expected)
    # Nobody else changed anything, and the page does not say so.
    desk.says(SAVED)


def more_is_typed_while_a_save_is_on_its_way(desk):
    held = []
    desk.context.route("**/autosave/", lambda route: held.append(route))
    desk.type()
    desk.says("儲存中")
    desk.expected = TEXT + MORE
    desk.type(desk.expected)
    held[0].continue_()
    desk.context.unroute("**/autosave/")
    desk.says(SAVED)
    desk.kill()


# -- The session goes -------------------------------------------------------------------------------------------------


def sign_out_elsewhere(desk):
    desk.context.clear_cookies(name="sessionid")


def signed_in_again_in_another_tab(desk):
    sign_out_elsewhere(desk)
    desk.type()
    desk.says("登入已逾時")
    desk.says(FAILED)
    desk.sign_in()
    desk.page.bring_to_front()
    desk.page.evaluate("window.dispatchEvent(new Event('focus'))")
    desk.says(SAVED)


def the_session_is_gone_when_saving_is_pressed(desk):
    desk.type()
    sign_out_elsewhere(desk)
    desk.page.click("button[name=save]")
    desk.says("登入已逾時")
    desk.sign_in()
    desk.page.click("button[name=save]")
    desk.page.wait_for_selector(".message-success:has-text('已儲存為草稿')")


def the_session_is_gone_and_the_tab_closed(desk):
    sign_out_elsewhere(desk)
    desk.type()
    desk.says("登入已逾時")
    desk.kill()


def all_cookies_are_gone(desk):
    desk.context.clear_cookies()
    desk.type()
    desk.says("登入狀態已改變")
    desk.says(FAILED)
    desk.kill()


def the_token_changed_by_a_new_login(desk):
    desk.context.clear_cookies()
    desk.sign_in()
    desk.type()
    desk.says(SAVED)


def another_user_signed_in_meanwhile(desk):
    desk.context.clear_cookies()
    other = desk.sign_in("colleague")
    desk.type()
    desk.says("目前登入的帳號是「林同事」")
    # The other one's pages offer nothing of it.
    other.goto(desk.address)
    assert not other.locator("[data-kept]").is_visible()
    other.close()
    desk.kill()
    desk.context.clear_cookies()
    desk.sign_in()


# -- The report goes --------------------------------------------------------------------------------------------------


def in_the_earlier_quarter(desk):
    case = desk.plan["earlier_cases"].pop()
    desk.address = f"{desk.site.url}/reports/{desk.plan['earlier']}/cases/{case}/"
    desk.open()


def the_quarter_closes_while_the_form_is_open(desk):
    in_the_earlier_quarter(desk)
    desk.site.manage("shell", "-v0", "-c", CLOSE.format(key=desk.plan["earlier"]))
    desk.type()
    desk.says("不再受理填報")
    desk.says(FAILED)
    desk.page.click("button[name=submit]")
    desk.says("不再受理填報")
    desk.kill()


def the_case_owes_no_report_any_more(desk):
    case = "999999"
    desk.context.route(
        "**/autosave/", lambda route: route.continue_(url=re.sub(r"cases/\d+", f"cases/{case}", route.request.url))
    )
    desk.type()
    desk.says("這一頁目前不能儲存")
    desk.says(FAILED)
    desk.kill()


def the_report_was_sent_in_another_tab(desk):
    other = desk.open(desk.context.new_page())
    other.check("[name=light][value=green]")
    for field, text in (("progress", "40"), ("progress_text", "另一個分頁"), ("next_steps", "續辦")):
        desk.type(text, other, field)
    other.click("button[name=submit]")
    other.wait_for_selector(".message-success")
    desk.type()
    desk.says("目前是「已送出」，內容不可更動")
    desk.says(FAILED)
    desk.kill()


# -- Two write --------------------------------------------------------------------------------------------------------


def a_second_tab_saved_first(desk):
    other = desk.open(desk.context.new_page())
    desk.type("另一個分頁寫的", other)
    desk.says(SAVED, other)
    desk.type()
    desk.says("您在另一個分頁或另一台電腦已存入較新的內容")
    desk.says(FAILED)
    desk.kill()


def the_comparing_page_is_closed(desk):
    other = desk.open(desk.context.new_page())
    desk.type("另一個分頁寫的", other)
    desk.says(SAVED, other)
    desk.type()
    desk.says("您在另一個分頁")
    desk.page.click("button[name=save]")
    desk.page.wait_for_selector("text=目前資料庫中的內容：另一個分頁寫的")
    desk.says("資料庫中有較新的內容")
    assert desk.page.input_value("[name=progress_text]") == TEXT
    desk.kill()


def a_colleague_saved_meanwhile(desk):
    context = desk.context.browser.new_context()
    colleague = Desk(desk.site, context, desk.address, desk.plan)
    colleague.sign_in("colleague", colleague.page)
    colleague.open()
    colleague.type("同事寫的")
    colleague.says(SAVED)
    context.close()
    desk.type()
    desk.says("已被他人修改（第1版，林同事）")
    assert desk.stored() == "同事寫的"
    desk.kill()


def two_tabs_typed_while_the_server_was_away(desk):
    desk.cut()
    other = desk.open(desk.context.new_page())
    desk.type("另一個分頁寫的", other)
    desk.says(FAILED, other)
    desk.type()
    desk.says(FAILED)
    desk.kill(other)
    desk.kill()


# -- Bad input --------------------------------------------------------------------------------------------------------


def a_bad_field_is_marked(desk):
    desk.type("130", field="progress")
    desk.type()
    desk.says("有1欄無法儲存")
    assert desk.page.locator("#id_progress_error").inner_text() == "進度須介於 0 與 100 之間，不可填 130。"
    assert desk.stored() == TEXT
    desk.where, desk.expected, desk.once_restored = "progress", "130", "有1欄無法儲存"
    desk.kill()


def the_page_with_errors_is_closed(desk):
    desk.where, desk.expected, desk.once_restored = "cause", "長" * 5001, "有1欄無法儲存"
    desk.type(desk.expected)
    desk.page.click("button[name=save]")
    desk.page.wait_for_selector("text=其餘各欄已存為草稿")
    # Closed before this, its last save could reach the server after the next page has read the version.
    desk.says("有1欄無法儲存")
    desk.page.close()


def something_is_missing_for_sending(desk):
    desk.type()
    desk.page.click("button[name=submit]")
    desk.page.wait_for_selector("text=尚未送出")
    desk.kill()


def a_name_without_an_address(desk):
    desk.where, desk.expected, desk.once_restored = "link-label-0", "成果網頁", "有1欄無法儲存"
    desk.type(desk.expected)
    desk.says("有1欄無法儲存")
    desk.kill()


def enter_is_pressed_in_a_line(desk):
    desk.type()
    desk.page.fill("[name=progress]", "40")
    desk.page.press("[name=progress]", "Enter")
    desk.says(SAVED)
    assert desk.page.url == desk.address
    assert "草稿" in desk.page.context.new_page().goto(desk.address).text()


# -- This computer ----------------------------------------------------------------------------------------------------


def the_storage_is_full(desk):
    desk.page.evaluate(
        "() => { for (let n = 1 << 20, i = 0; n >= 1; i++) {"
        " try { localStorage.setItem(`full${i}`, 'x'.repeat(n)); } catch { n = Math.floor(n / 2); } } }"
    )
    desk.cut()
    desk.type()
    desk.says(FAILED)
    desk.kill()


def nothing_can_be_kept_here(desk):
    forbid = (
        "() => { Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };"
        "IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError'); }; }"
    )
    desk.page.evaluate(forbid)
    desk.cut()
    desk.type()
    desk.says("這台電腦無法留存副本，請勿關閉這個分頁")
    # Leaving is asked about; somebody who stays has lost nothing.
    asked = []

    def stay(dialog):
        asked.append(dialog.type)
        dialog.dismiss()

    desk.page.on("dialog", stay)
    desk.page.close(run_before_unload=True)
    desk.page.wait_for_timeout(500)
    assert asked == ["beforeunload"]


def the_script_comes_late(desk):
    held = []
    desk.context.route("**/autosave.js*", lambda route: held.append(route))
    desk.page.goto(desk.address, wait_until="commit")
    desk.page.wait_for_selector("[name=progress_text]")
    desk.type()
    while not held:
        desk.page.wait_for_timeout(50)
    held[0].continue_()
    desk.context.unroute("**/autosave.js*")
    desk.says(SAVED)
    desk.kill()


def an_old_copy_is_restored_over_newer_text(desk):
    desk.cut()
    desk.type("舊的內容")
    desk.says(FAILED)
    desk.kill()
    desk.mend()
    page = desk.open(desk.context.new_page())
    desk.type(TEXT, page)
    desk.says(SAVED, page)
    page.reload()
    page.wait_for_selector("[data-kept] li")
    page.get_by_role("button", name="還原").click()
    assert page.input_value("[name=progress_text]") == "舊的內容"
    page.get_by_role("button", name="復原").click()
    desk.page = page
    desk.says(SAVED)


def last_quarters_text_is_filled_in(desk):
    desk.address = f"{desk.site.url}/reports/{desk.plan['period']}/cases/{desk.plan['first']}/"
    desk.open()
    desk.type()
    desk.page.get_by_role("link", name=re.compile("帶入.*內容")).click()
    assert desk.page.input_value("[name=progress_text]") == TEXT
    assert desk.page.input_value("[name=next_steps]") == "上季寫的下季工作"
    assert "已有內容的欄位沒有更動" in desk.page.locator("[data-undo]").inner_text()
    desk.type("40", field="progress")
    desk.page.get_by_role("button", name="復原").click()
    assert desk.page.input_value("[name=next_steps]") == ""
    assert desk.page.input_value("[name=progress]") == "40"
    desk.says(SAVED)


def signing_out_asks_first(desk):
    desk.cut()
    desk.type()
    desk.says(FAILED)
    asked = []

    def stay(dialog):
        asked.append(dialog.message)
        dialog.dismiss()

    desk.page.on("dialog", stay)
    desk.page.get_by_role("button", name="登出").click()
    desk.page.wait_for_timeout(500)
    assert "這台電腦上還有1份尚未存入系統的內容" in asked[0]
    assert desk.page.url == desk.address


# -- The same script under a proposal ---------------------------------------------------------------------------------


def open_proposal(desk):
    desk.address = f"{desk.site.url}/proposals/groups/{desk.plan['groups'].pop()}/new/"
    desk.where = "reason"
    desk.open()


def a_proposal_is_killed_as_it_is_typed(desk):
    open_proposal(desk)
    desk.type()
    desk.kill()


def a_proposal_is_saved_by_itself(desk):
    open_proposal(desk)
    desk.type()
    desk.says(SAVED)
    desk.kill()


def the_server_is_away_when_a_proposal_is_handed_in(desk):
    open_proposal(desk)
    desk.context.route("**/draft/", lambda route: route.abort())
    desk.type()
    desk.page.click("[data-main]")
    desk.says("目前連不上伺服器")
    assert desk.page.url == desk.address
    desk.kill()


def a_proposal_is_handed_in_after_the_session_ended(desk):
    open_proposal(desk)
    desk.type()
    sign_out_elsewhere(desk)
    desk.page.click("[data-main]")
    desk.says("登入已逾時")
    desk.kill()


def a_proposal_with_errors_is_closed(desk):
    open_proposal(desk)
    desk.type()
    desk.page.click("[data-main]")
    desk.page.wait_for_selector("text=請選擇提案類別")
    desk.page.close()


WAYS = [
    killed_as_soon_as_typed,
    killed_while_the_server_is_away,
    closed_while_the_save_is_on_its_way,
    reloaded_while_the_server_is_away,
    left_by_a_link_before_it_was_saved,
    left_and_back_by_the_back_button,
    back_and_forward_again,
    killed_with_the_last_words_unsaved,
    the_server_comes_back,
    offline_and_online,
    the_server_is_away_when_saving_is_pressed,
    the_server_is_away_when_sending_is_pressed,
    the_server_breaks,
    an_error_page_answers_the_button,
    a_proxy_answers_with_a_page_of_its_own,
    the_answer_is_lost_though_the_server_saved,
    more_is_typed_while_a_save_is_on_its_way,
    signed_in_again_in_another_tab,
    the_session_is_gone_when_saving_is_pressed,
    the_session_is_gone_and_the_tab_closed,
    all_cookies_are_gone,
    the_token_changed_by_a_new_login,
    another_user_signed_in_meanwhile,
    the_case_owes_no_report_any_more,
    the_report_was_sent_in_another_tab,
    a_second_tab_saved_first,
    the_comparing_page_is_closed,
    a_colleague_saved_meanwhile,
    two_tabs_typed_while_the_server_was_away,
    a_bad_field_is_marked,
    the_page_with_errors_is_closed,
    something_is_missing_for_sending,
    a_name_without_an_address,
    enter_is_pressed_in_a_line,
    the_storage_is_full,
    nothing_can_be_kept_here,
    the_script_comes_late,
    an_old_copy_is_restored_over_newer_text,
    last_quarters_text_is_filled_in,
    signing_out_asks_first,
    the_quarter_closes_while_the_form_is_open,
    a_proposal_is_killed_as_it_is_typed,
    a_proposal_is_saved_by_itself,
    the_server_is_away_when_a_proposal_is_handed_in,
    a_proposal_is_handed_in_after_the_session_ended,
    a_proposal_with_errors_is_closed,
]


@pytest.fixture(scope="module")
def plan(databases, django_db_setup, tmp_path_factory, browser):
    """A server that the ways of this module share, each with a report of its own."""
    with serve(databases.copy_for_site(), tmp_path_factory.mktemp("lost")) as site:
        plan = json.loads(site.manage("shell", "-v0", "-c", PREPARE).strip().splitlines()[-1])
        plan["first"] = plan["cases"].pop(0)
        with browser.new_context() as context:
            reader = Desk(site, context, "", plan)
            reader.sign_in("secretary", reader.page)
            plan["cookies"] = context.cookies()
        with browser.new_context() as context:
            reader = Desk(site, context, "", plan)
            reader.sign_in("liaison", reader.page)
            plan["own_cookies"] = context.cookies()
        yield plan | {"site": site}


@pytest.fixture
def desk(plan, browser):
    """A liaison signed in, on the empty form of a report."""
    with browser.new_context(locale="zh-TW", timezone_id="Asia/Taipei") as context:
        # The ways that need no report of their own come last.
        case = plan["cases"].pop() if plan["cases"] else plan["first"]
        address = f"{plan['site'].url}/reports/{plan['period']}/cases/{case}/"
        desk = Desk(plan["site"], context, address, plan)
        desk.sign_in(page=desk.page)
        desk.open()
        yield desk


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_nothing_typed_is_lost_and_nothing_untrue_is_said(desk, way):
    way(desk)
    assert desk.find() in ("on the page", "stored", "offered", "to be read")
