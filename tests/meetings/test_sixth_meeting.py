"""A whole meeting in a real browser, from liaisons' proposals to the finalised files; no admin, no code typed."""

import hashlib
import io
import json
import re

import pdfplumber
import pytest
from odfdo import Document
from playwright.sync_api import expect

from tests.meetings.drafting.test_browser import write_minutes
from tests.meetings.minutes.made.samples import squashed
from tests.meetings.sitting.test_browser import ADDED, DELISTED
from tests.walks.test_accessibility import WIDE

pytestmark = pytest.mark.slow
# The liaison of 交通組 proposes in the browser; what other groups hand in goes through the function their page calls.
OTHER_GROUPS = """
from cases.models import Case
from groups.actors import Actor
from groups.models import IssueGroup
from meetings.proposals.workflow import ProposalContent, propose
for group, added, delisted in zip(IssueGroup.objects.all(), ADDED, DELISTED, strict=True):
    if group.name == "交通組":
        added, delisted = added - 1, delisted - 1
    for row in Case.objects.tracked().filter(group=group, parent=None).order_by("pk")[:delisted]:
        propose(group, ProposalContent("delist", "已達成。", row, delist_reason="completed"), Actor("聯絡人"))
    for number in range(added):
        content = ProposalContent("new", "四市均有需求。", title=f"{group}第{number}項新的跨市服務")
        propose(group, content, Actor("聯絡人"))
"""
FIGURES = """
import json
from meetings.models import Meeting
from meetings.record.figures import figures_of
totals = figures_of(Meeting.objects.by_key("deputy-mayor-6").get()).totals
print("FIGURES" + json.dumps([totals.added, totals.delisted, totals.remaining, totals.closing]))
"""


class Office:
    """The browser of one office, where one person after the other signs in."""

    def __init__(self, site, page):
        self.site, self.page = site, page
        page.set_viewport_size(WIDE)

    def sit_down(self, role):
        self.page.context.clear_cookies()
        self.site.sign_in(self.page, role)

    def open(self, path):
        self.page.goto(self.site.url + path)

    def click(self, role, name):
        with self.page.expect_navigation():
            self.page.get_by_role(role, name=name, exact=True).first.click()

    def step(self, name):
        """Follow the meeting's course."""
        with self.page.expect_navigation():
            self.page.locator(".course").get_by_text(name, exact=True).click()

    @property
    def said(self):
        return self.page.locator(".messages").inner_text()

    def fetch(self, path):
        answer = self.page.request.get(self.site.url + path)
        assert answer.ok, path
        return answer.body()


def test_a_whole_sixth_meeting_from_proposals_to_the_files_for_dispatch(fresh_site, page):
    office = Office(fresh_site, page)
    propose(office)
    fresh_site.manage("shell", stdin=f"ADDED, DELISTED = {ADDED}, {DELISTED}\nexec({OTHER_GROUPS!r}, globals())\n")
    prepare(office)
    keys = sit(office)
    office.step("紀錄編寫")
    actions = write_minutes(page)
    circulate(office)
    finalise(office)
    the_record_holds(office)
    print(f"actions at the sitting: {keys}; actions besides the text of the minutes: {actions}")
    assert keys < 40
    assert actions < 25


def propose(office):
    page = office.page
    office.sit_down("liaison")
    office.open("/proposals/")
    page.get_by_role("link", name=re.compile("交通組")).first.click()
    page.check("[name=kind][value=new]")
    page.fill("[name=title]", "四市共享運具停放規範")
    page.fill("[name=reason]", "四市均有需求。")
    office.click("button", "提出")
    office.open("/proposals/")
    page.get_by_role("link", name=re.compile("交通組")).first.click()
    page.check("[name=kind][value=delist]")
    page.select_option("[name=case]", index=1)
    page.select_option("[name=delist_reason]", "completed")
    page.fill("[name=reason]", "已達成。")
    office.click("button", "提出")


def prepare(office):
    page = office.page
    office.sit_down("secretary")
    assert "待處理的提案" in page.locator("main").inner_text()
    page.get_by_role("link", name="新增會議").first.click()
    page.fill("[name=held_on]", "115/3/5")
    page.fill("[name=venue]", "臺北市中山堂")
    page.fill("[name=starts_at]", "14:30")
    office.click("button", "建立會議")
    assert "已建立第6次副市長層級會議的草稿" in office.said

    office.click("link", "排定議程")
    office.click("button", "列入本次議程")
    assert "已列入18件提案。" in office.said
    office.click("link", "回會前準備")
    office.click("link", "填寫通知單")
    page.fill("[name=issued_on]", "115年2月10日")
    page.fill("[name=contact]", "林嘉慧 (02)2720-8889")
    office.click("button", "儲存")
    for paper in ("notice", "agenda", "sign-in", "handout"):
        assert office.fetch(f"/meetings/deputy-mayor-6/papers/{paper}.pdf").startswith(b"%PDF")
        assert office.fetch(f"/meetings/deputy-mayor-6/papers/{paper}.odt").startswith(b"PK")
    office.open("/meetings/deputy-mayor-6/agenda/edit/")
    page.fill("[name=ends_at]", "16:00")
    page.fill("[name=recorder]", "林嘉慧")
    office.click("button", "儲存")


def sit(office):
    """All proposals decided by one key each; returns the keys and clicks that it took."""
    page, keys = office.page, 1
    office.open("/meetings/deputy-mayor-6/")
    office.step("會議議決")
    for number in range(8):
        for key in "1" * (ADDED[number] + DELISTED[number]) + ("n" if number < 7 else ""):
            with page.expect_navigation():
                page.keyboard.press(key)
            keys += 1
    said = " ".join(page.locator(".sitting-sum").inner_text().split())
    assert "解列 7、新增 11、確認執行中 45、期末 56 案" in said
    assert "待議決" not in said
    return keys


def circulate(office):
    page = office.page
    office.open("/meetings/deputy-mayor-6/review/")
    office.click("link", "送各市確認")
    page.fill("[name=due_on]", "188/12/31")
    page.locator("button:has-text('送出並寄通知')").click()
    page.wait_for_selector("text=已送出第1次確認")

    office.sit_down("official")
    page.locator("a", has_text="紀錄第1次確認").first.click()
    box = page.locator("p:has-text('請各市建立統一標準及區間範圍') + .review-beside")
    box.locator("summary").click()
    box.locator("textarea").first.fill("請列明指標名稱。")
    box.locator("button:has-text('送出意見')").click()
    page.wait_for_selector("text=已送出1則意見")

    office.sit_down("secretary")
    office.open("/meetings/deputy-mayor-6/review/")
    page.click("text=請列明指標名稱。")
    page.fill("[name=answer]", "指標名稱由各組另訂。")
    page.locator("button:has-text('回復')").first.click()
    page.wait_for_selector("text=已回復")
    for role in ("official", "secretary"):
        office.sit_down(role)
        office.open("/meetings/deputy-mayor-6/review/draft/")
        page.click("button:text-is('同意')")
        page.wait_for_selector("text=已記錄您同意這份草稿。")


def finalise(office):
    page = office.page
    office.open("/meetings/deputy-mayor-6/minutes/")
    assert page.locator(".minutes-draft").count()
    office.step("定稿")
    for answer in page.locator(".checklist textarea").all():
        answer.fill("已與四市幕僚單位核對。")
    page.click("button:text-is('確認定稿')")
    page.wait_for_selector("text=已定稿，內容自此固定")


def the_record_holds(office):
    page, site = office.page, office.site
    text = site.manage("export_minutes", "副市長層級-6", "--format", "text")
    assert "同意解列7案、新增11案及確認執行中45案。" in squashed(text)
    assert "四市共享運具停放規範" in text
    assert squashed(page.locator("article.minutes").inner_text()) == squashed(text)
    digest = hashlib.sha256(text.encode()).hexdigest()
    assert digest in page.content()

    platform_copy = text_of_pdf(office.fetch("/meetings/deputy-mayor-6/minutes.pdf"))
    for_dispatch = text_of_pdf(office.fetch("/meetings/deputy-mayor-6/minutes/dispatch.pdf"))
    assert digest in squashed(platform_copy)
    assert digest not in squashed(for_dispatch)
    odt = Document(io.BytesIO(office.fetch("/meetings/deputy-mayor-6/minutes.odt")))
    lines = (element.inner_text for element in odt.body.children if element.tag in ("text:p", "text:h"))
    assert squashed("".join(lines)) == squashed(text)

    printed = re.search(r"FIGURES(.+)", site.manage("shell", stdin=FIGURES))[1]
    assert json.loads(printed) == [11, 7, 45, 56]
    tally = json.loads(site.manage("tally", "--meeting", "副市長層級-6", "--format", "json"))
    totals = tally["meetings"][0]["totals"]
    assert (totals["added"], totals["delisted"], totals["closing"]) == (11, 7, 56)
    assert "所有快取值皆與帳冊一致。" in site.manage("verify_ledger")

    office.open("/meetings/deputy-mayor-6/directives/")
    said = page.locator(".said-proposed", has_text="請交通組持續推動")
    said.get_by_role("button", name="確認").click()
    expect(page.locator(".said-directive", has_text="請交通組持續推動")).to_have_count(1)
    office.open("/cases/?q=四市共享運具停放規範")
    page.get_by_role("link", name="四市共享運具停放規範").first.click()
    assert "第6次副市長層級會議" in page.locator("main").inner_text()


def text_of_pdf(content):
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        return "".join(sheet.extract_text() for sheet in pdf.pages)
