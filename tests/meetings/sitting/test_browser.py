"""The sitting in a real browser: a sixth meeting by keys, counted; what keys do not do; all without the script."""

import re

import pytest

from tests.walks.test_accessibility import NARROW, WIDE, unseen_focus, violations

ADDED, DELISTED = [2, 1, 1, 2, 1, 2, 1, 1], [1, 1, 0, 1, 1, 2, 0, 1]
# A draft of the sixth meeting and what its groups' liaisons proposed for it, taken onto its agenda.
SIXTH = """
from datetime import date, time
from cases.models import Case
from groups.actors import Actor
from groups.models import IssueGroup
from meetings.models import Meeting, MeetingLevel
from meetings.proposals.workflow import ProposalContent, propose, schedule
from meetings.record.drafts import start_draft
secretary, liaison = Actor("示範秘書"), Actor("示範聯絡人")
level = MeetingLevel.objects.get(name="副市長層級")
draft = Meeting(level=level, number=6, held_on=date(2026, 3, 5), starts_at=time(14, 0), venue="臺北市政府")
meeting = start_draft(draft, secretary)
contents = []
for group, added, delisted in zip(IssueGroup.objects.all(), ADDED, DELISTED, strict=True):
    rows = Case.objects.tracked().filter(group=group, parent=None).order_by("pk")[:delisted]
    contents += [(group, ProposalContent("delist", "x", row, delist_reason="completed")) for row in rows]
    titles = [f"{group}第{number}項新的跨市服務" for number in range(added)]
    contents += [(group, ProposalContent("new", "x", title=title)) for title in titles]
if PROPOSED:
    for group, content in contents:
        schedule(propose(group, content, liaison), meeting, secretary, version=1)
for group in IssueGroup.objects.all():
    mine = [content for owner, content in contents if owner == group]
    gone, new = [row.case.title for row in mine if row.case], [row.title for row in mine if row.title]
    print("GROUP" + "|".join(["解列", *gone, "新增", *new]))
"""
# A function: the policy refuses to evaluate an expression a second time.
FOCUSED = "() => !document.querySelector('main [autofocus]') || document.activeElement !== document.body"


class Counted:
    """A tab of which every key stroke (a chord is one) and every click is counted."""

    def __init__(self, page, url):
        self.page = page
        self.url = url
        # The click that opens the screen.
        self.actions = 1

    def press(self, key):
        """Press a key on a page that is ready: the browser moves the focus a moment after the page has loaded."""
        self.page.wait_for_function(FOCUSED)
        self.actions += 1
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def click(self, selector):
        self.actions += 1
        with self.page.expect_navigation():
            self.page.click(selector)

    def text(self, selector):
        return re.sub(r"\s+", " ", self.page.locator(selector).inner_text())


def begin(site, page, proposed=True, size=WIDE):
    """The draft's first screen, opened; returns the counted tab and the groups' titles as lines."""
    script = f"ADDED, DELISTED, PROPOSED = {ADDED}, {DELISTED}, {proposed}\n{SIXTH}"
    printed = site.manage("shell", stdin=f"exec({script!r})\n")
    lists = [line.split("|") for line in re.findall(r"GROUP(.+)", printed)]
    page.set_viewport_size(size)
    site.sign_in(page, "secretary")
    page.goto(f"{site.url}/meetings/deputy-mayor-6/sitting/")
    return Counted(page, site.url), lists


def assert_all_recorded(tab):
    assert "解列 7、新增 11、確認執行中 45、期末 56 案" in tab.text(".sitting-sum")
    assert "待議決" not in tab.text(".sitting-sum")
    counts = ["".join(text.split()) for text in tab.page.locator(".strip-count").all_inner_texts()]
    assert counts == [f"新增+{added}解列−{delisted}" for added, delisted in zip(ADDED, DELISTED, strict=True)]
    tab.page.goto(f"{tab.url}/meetings/deputy-mayor-6/minutes/")
    text = "".join(tab.page.locator(".minutes").inner_text().split())
    assert "同意解列7案、新增11案及確認執行中45案。" in text
    assert "(三)教育文化組1.同意新增1案：「教育文化組第0項新的跨市服務」。2.其餘2案持續列管。" in text


@pytest.mark.slow
def test_eleven_additions_and_seven_delistings_take_one_key_each_and_one_a_group(fresh_site, page):
    tab, _ = begin(fresh_site, page)
    for number in range(8):
        for _ in range(ADDED[number] + DELISTED[number]):
            tab.press("1")
        if number < 7:
            tab.press("n")

    assert tab.actions == 26
    assert_all_recorded(tab)


@pytest.mark.slow
def test_the_same_takes_one_key_a_list_where_lists_are_adopted_whole(fresh_site, page):
    tab, _ = begin(fresh_site, page)
    for number in range(8):
        tab.press("Shift+A")
        # The focus is on the way to the next group then.
        if number < 7:
            tab.press("Enter")

    assert tab.actions == 16
    assert_all_recorded(tab)


@pytest.mark.slow
def test_the_same_by_paste_takes_two_keys_a_list(fresh_site, page):
    tab, lists = begin(fresh_site, page, proposed=False)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=fresh_site.url)
    for number, lines in enumerate(lists):
        page.evaluate("text => navigator.clipboard.writeText(text)", "\n".join(lines))
        tab.press("Control+V")
        tab.press("Enter")
        if number < 7:
            tab.press("n")

    assert tab.actions == 24
    assert_all_recorded(tab)


@pytest.mark.slow
def test_keys_act_on_the_proposal_in_focus_and_never_while_somebody_types(fresh_site, page):
    tab, _ = begin(fresh_site, page)
    title = page.locator("[data-proposal]").nth(1).locator("strong").inner_text()
    page.keyboard.press("j")
    page.keyboard.press("2")
    assert page.evaluate("document.activeElement.value") == title
    page.keyboard.type("134nuA甲")
    assert page.evaluate("document.activeElement.value") == "134nuA甲"
    tab.press("Enter")
    assert tab.text(".result-adopted") == "✓ 修正後同意「134nuA甲」 示範秘書 " + tab.text(".result-adopted")[-5:]
    assert page.locator("[data-proposal]").count() == 2

    tab.press("u")
    assert page.locator("[data-proposal]").count() == 3
    assert page.locator("[data-proposal].is-current strong").inner_text() == title
    tab.press("3")
    assert "待四市有共識後再行提案。" in tab.text(".sitting-preview")
    tab.press("u")
    page.keyboard.press("k")
    tab.press("4")
    assert page.locator("[data-proposal]").count() == 2
    tab.press("]")
    tab.press("[")
    assert "交通組" in tab.text("h1")


@pytest.mark.slow
def test_cases_to_merge_are_found_by_typing(fresh_site, page):
    tab, _ = begin(fresh_site, page)
    page.click("#other-merge summary")
    shown = page.locator(".choose-cases li:visible")
    many = shown.count()
    page.locator(".choose-cases label").nth(1).click()
    page.fill(".choose-filter input", page.locator(".choose-cases label").nth(2).inner_text().strip())
    assert (many > 2, shown.count()) == (True, 2)
    page.locator(".choose-cases li:visible label").nth(1).click()
    page.fill("#id_merge_title", "合併後的案名")
    tab.press("Enter")
    assert "等2案整併為「合併後的案名」1案" in "".join(tab.text(".sitting-preview").split())


@pytest.mark.slow
def test_a_key_held_down_is_one_decision_and_an_input_method_swallows_none(fresh_site, page):
    begin(fresh_site, page)
    sent = []

    def no_answer_yet(route):
        sent.append(route.request.post_data)
        route.fulfill(status=204)

    page.route("**/proposals/**", no_answer_yet)
    for repeat in (False, True, False):
        page.evaluate(
            """repeat => document.activeElement.dispatchEvent(new KeyboardEvent(
                "keydown", { key: "Process", code: "Digit1", repeat, bubbles: true, cancelable: true }))""",
            repeat,
        )
        page.wait_for_timeout(200)
    assert len(sent) == 1
    assert "decision=adopt" in sent[0]


@pytest.mark.slow
def test_the_screens_have_no_violation_and_fit_a_phone(fresh_site, page):
    tab, _ = begin(fresh_site, page)
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        page.goto(f"{fresh_site.url}/meetings/deputy-mayor-6/sitting/")
        page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    assert unseen_focus(page) == []
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        page.goto(f"{fresh_site.url}/meetings/deputy-mayor-6/sitting/")
        page.evaluate("document.querySelector('#paste').open = true")
        lines = ["解列", "沒有人知道的合作", "捷運萬大-中和-樹林線", "新增", "捷運萬大-中和-樹林線", "全新的跨域合作"]
        page.fill("[data-paste]", "\n".join(lines))
        page.focus("[data-paste]")
        tab.press("Control+Enter")
        assert page.locator(".finding-open, .finding-skipped, .finding-ready").count() == 4
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


@pytest.mark.slow
def test_without_the_script_every_decision_is_a_button(fresh_site, page):
    with page.context.browser.new_context(locale="zh-TW", java_script_enabled=False) as context:
        plain = context.new_page()
        tab, _ = begin(fresh_site, plain)
        tab.click(".decision:nth-child(1) button[value=adopt]")
        tab.click(".decision:nth-child(2) button[form][value=defer]")
        plain.click(".decision:nth-child(3) summary >> nth=0")
        plain.fill(".decision:nth-child(3) input[name=title]", "修正後的案名")
        tab.click(".decision:nth-child(3) button[value=amend]")
        assert tab.text(".sitting-preview .minutes").count("同意") == 2
        tab.click("text=撤回上一步")
        assert plain.locator("[data-proposal]").count() == 1
        plain.click("#paste summary")
        plain.fill("[data-paste]", "全新的跨域合作")
        tab.click("#paste button")
        tab.click("button[name=record]")
        assert "全新的跨域合作" in tab.text(".sitting-preview")
