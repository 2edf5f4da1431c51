"""A draft written in a real browser: how few clicks and keys it takes, by keyboard alone, on a laptop and a phone."""

import pytest

from tests.support.accessible import follow, violations

WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 360, "height": 740}
MOST_ACTIONS = 24
# The sixth meeting, with decisions in 交通組 that no clause prints yet.
START = """
from datetime import date, time
from cases.ledger import writing as ledger
from cases.models import Case
from groups.actors import Actor
from meetings.models import Meeting, MeetingLevel
from meetings.record.drafts import fit_wordings, start_draft
level = MeetingLevel.objects.get(name="副市長層級")
meeting = Meeting(level=level, number=6, held_on=date(2026, 3, 5), starts_at=time(14, 30), ends_at=time(16, 0))
meeting.venue = "臺北市政府"
meeting = start_draft(meeting, Actor("幕僚"))
for case in Case.objects.tracked().filter(group__name="交通組")[:2]:
    ledger.record(case, meeting, "delisted", case.title, Actor("幕僚"))
fit_wordings(meeting)
"""
RESOLUTIONS = """一、請各市建立統一標準及區間範圍。
二、請持續協助宣傳「2025雙北世界壯年運動會」。
三、請各組{具體}提出成果。"""
TITLES = """1. 爭取成立北橫國家級風景特定區
2. 改裝噪音車輛稽查管制計畫
3. 區域垃圾、廚餘處理及焚化再生粒料去化互助合作
4. 桃園市龜山區大同路連接新北市鶯歌區中湖街道路新闢工程"""
REMARKS = """林副市長：
一、感謝各組的努力。
二、請交通組持續推動。
邱副市長：基隆會積極參與各項合作事務。
蘇副市長：明年桃園市將舉辦全民運動會。
劉副市長：下次會議由基隆市主辦。"""


class Hands:
    """Counts what a person does besides the text itself: clicks and key presses. A paste counts as text."""

    def __init__(self, page):
        self.page = page
        self.actions = 0

    def click(self, role, name):
        self.actions += 1
        follow(self.page, self.page.get_by_role(role, name=name, exact=True).first)

    def click_label(self, words):
        self.actions += 1
        self.page.locator("label", has_text=words).first.click()

    def press(self, key, times=1):
        for _ in range(times):
            self.actions += 1
            self.page.keyboard.press(key)

    def paste(self, text):
        self.page.keyboard.insert_text(text)


@pytest.fixture
def draft(fresh_site, page):
    """The overview of the sixth meeting's draft, opened by the secretary."""
    fresh_site.manage("shell", stdin=START)
    fresh_site.sign_in(page, "secretary")
    page.set_viewport_size(WIDE)
    page.goto(fresh_site.url + "/meetings/deputy-mayor-6/drafting/")
    return page


def printed(page):
    return "".join("".join(page.locator(".draft-cell:first-child .minutes").all_inner_texts()).split())


def write_minutes(page):
    """Three resolutions, a motion of four items and four remarks, from the open overview; returns the actions."""
    hands = Hands(page)
    hands.click("link", "決議")
    hands.click_label("決議")
    hands.paste(RESOLUTIONS + "\n")
    hands.click("button", "儲存")
    hands.click("link", "臨時動議")
    hands.click_label("提案市")
    hands.press("ArrowDown", 4)
    hands.press("Tab")
    hands.paste(TITLES)
    hands.press("Tab", 2)
    hands.press("ArrowDown")
    hands.click("button", "儲存")
    hands.click("link", "主席結論暨指示")
    hands.click_label("貼上全部發言")
    hands.paste(REMARKS)
    hands.click("button", "拆成各位發言")
    assert page.locator(".draft-block").count() == 4
    hands.click("button", "儲存")
    page.wait_for_selector("text=已儲存")
    return hands.actions


def test_three_resolutions_a_motion_and_four_remarks_take_few_actions(draft):
    actions = write_minutes(draft)

    text = printed(draft)
    assert (
        "一、請各市建立統一標準及區間範圍。二、請持續協助宣傳「2025雙北世界壯年運動會」。三、請各組{具體}提出" in text
    )
    assert "捌、臨時動議：桃園市政府提出「爭取成立北橫國家級風景特定區」、「改裝噪音車輛稽查管制計畫」、" in text
    assert "等4案臨時動議，請先提至交通組討論，有共識後再提到副市長層級會議討論。玖、主席結論暨指示" in text
    assert "林副市長一、感謝各組的努力。二、請交通組持續推動。邱副市長基隆會積極參與各項合作事務。蘇副市長" in text
    assert "劉副市長下次會議由基隆市主辦。拾、散會(下午4時)" in text
    print(f"actions besides the text: {actions}")
    assert actions <= MOST_ACTIONS


def test_a_clause_is_reworded_by_keyboard_alone(draft):
    draft.locator(".draft-edit a", has_text="交通組").focus()
    draft.keyboard.press("Enter")
    field = draft.locator("textarea").first
    sentence = field.input_value()
    field.focus()
    draft.keyboard.press("Control+End")
    draft.keyboard.press("Backspace")
    draft.keyboard.insert_text("，並請各市續辦。")
    for _ in range(20):
        draft.keyboard.press("Tab")
        if draft.evaluate("document.activeElement.textContent.trim()") == "儲存":
            break
    with draft.expect_navigation():
        draft.keyboard.press("Enter")
    assert draft.locator("textarea").first.input_value() == sentence[:-1] + "，並請各市續辦。"
    assert "已儲存交通組的條目。" in draft.locator(".messages").inner_text()

    follow(draft, draft.get_by_role("button", name="恢復預設文字"))
    assert draft.locator("textarea").first.input_value() == sentence


@pytest.mark.sqlite_suffices
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["laptop", "phone"])
def test_no_page_has_a_violation_or_scrolls_sideways(draft, size):
    base = draft.url
    draft.goto(base + "motions/")
    draft.get_by_label("提案市").select_option(label="桃園市")
    draft.get_by_label("提議案名").fill(TITLES)
    follow(draft, draft.get_by_role("button", name="逐案設定處理方式"))
    check(draft, "motion item by item", size)
    follow(draft, draft.get_by_role("button", name="儲存"))
    for part in ("", "resolutions/", "motions/", "motions/1/", "remarks/", "sections/"):
        draft.goto(base + part)
        check(draft, part, size)
    draft.goto(base)
    follow(draft, draft.locator(".draft-edit a", has_text="交通組"))
    check(draft, "clauses", size)
    draft.locator("textarea").first.fill("同意解列9案。")
    draft.get_by_label("新增其他決議").fill("「甲案」暫緩。")
    follow(draft, draft.get_by_role("button", name="儲存", exact=True).last)
    assert "這一句少了" in draft.locator(".field-errors").first.inner_text()
    check(draft, "clauses refused", size)
    draft.goto(base + "remarks/")
    draft.get_by_label("貼上全部發言").fill(REMARKS)
    follow(draft, draft.get_by_role("button", name="拆成各位發言"))
    check(draft, "remarks", size)


def check(page, name, size):
    page.set_viewport_size(size)
    assert violations(page) == [], name
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0, name
    assert page.locator("[style], style, script:not([src])").count() == 0, name
