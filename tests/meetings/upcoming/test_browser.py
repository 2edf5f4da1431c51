"""An official's phone: taps to the own city's cases and to what is decided next; the forms of cities in a browser."""

import pytest

from tests.support.accessible import follow, violations

pytestmark = [pytest.mark.sqlite_suffices, pytest.mark.slow]

WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 360, "height": 740}
SIXTH = """
from datetime import date, time, timedelta
from groups.actors import Actor
from groups.models import City, IssueGroup
from meetings.agenda.starting import NextMeeting, start_meeting
from meetings.models import MeetingLevel
from meetings.proposals.workflow import ProposalContent, propose, schedule
by, level = Actor("測試"), MeetingLevel.objects.get(slug="deputy-mayor")
host, day = City.objects.get(name="臺北市"), date.today() + timedelta(days=21)
meeting, _ = start_meeting(NextMeeting(level, None, 6, host, day, time(14, 30), "臺北市中山堂"), by)
for name in ("交通組", "災防組"):
    content = ProposalContent("new", "四市均有需求。", title=f"{name}新案")
    schedule(propose(IssueGroup.objects.get(name=name), content, by), meeting, by, version=1)
"""


@pytest.fixture
def demo(fresh_site):
    """A site with demonstration reports and a sixth meeting three weeks ahead."""
    fresh_site.manage("load_demo_reports")
    fresh_site.manage("shell", stdin=SIXTH)
    return fresh_site


def is_sound(page):
    """No violation at either width, and a phone does not scroll sideways."""
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        assert violations(page) == [], page.url
    wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wider) == 0, page.url


def in_view(page, text):
    return page.evaluate(
        """text => [...document.querySelectorAll('main *')].some(element => {
            const box = element.getBoundingClientRect()
            return element.textContent.trim().startsWith(text) && box.height && box.top >= 0 && box.top < innerHeight
        })""",
        text,
    )


def test_an_official_reaches_the_own_city_and_the_next_decisions_in_one_tap_each(demo, page):
    page.set_viewport_size(NARROW)
    demo.sign_in(page, "official")
    page.goto(demo.url)
    assert in_view(page, "下次會議：第6次副市長層級會議")
    assert in_view(page, "本市合作案（新北市）")

    follow(page, page.locator("text=本市合作案（新北市）"))
    assert page.locator("h1").inner_text() == "新北市合作案"
    lights = page.locator(".city-cases td[data-label=燈號]").all_inner_texts()
    assert lights and lights == sorted(
        lights, key=lambda text: [word in text for word in ("紅燈", "黃燈", "綠燈")].index(True)
    )
    assert in_view(page, page.locator(".city-cases tbody th a").first.inner_text())
    is_sound(page)

    page.goto(demo.url)
    follow(page, page.locator("text=待決定事項（2件）"))
    assert in_view(page, "待決定事項（2件）")
    assert in_view(page, "「交通組新案」")
    is_sound(page)
    page.locator("summary", has_text="其餘辦理中").click()
    is_sound(page)


def test_the_matrix_and_the_four_cities_are_sound_with_data(demo, page):
    demo.sign_in(page, "official")
    for path in ("/cities/", "/cities/matrix/", "/cities/matrix/?quarter=1142"):
        page.goto(demo.url + path)
        is_sound(page)
    assert page.locator(".city-matrix").count() <= 1


def test_a_secretary_confirms_and_edits_and_two_tabs_do_not_undo_each_other(demo, page):
    demo.sign_in(page, "secretary")
    page.set_viewport_size(WIDE)
    page.goto(demo.url + "/cities/proposed/")
    is_sound(page)
    page.set_viewport_size(WIDE)
    follow(page, page.locator("text=登錄其他角色").first)
    is_sound(page)
    address = page.url

    other = page.context.new_page()
    other.goto(address)
    follow(page, page.locator("button:text-matches('全部確認為參與|確認參與')").first)
    assert page.url == address and "已確認" in page.locator(".message-success").inner_text()
    other.select_option("form.city-form select >> nth=0", "leads")
    follow(other, other.locator("button:text-is('儲存')"))
    assert "這筆資料在您編輯期間已被他人修改" in other.locator("[role=alert]").inner_text()
    assert other.locator("form.city-form select >> nth=0").input_value() == "leads"
    is_sound(other)
    other.set_viewport_size(WIDE)
    follow(other, other.locator("button:text-is('儲存')"))
    assert "已儲存主辦與參與的市" in other.locator(".message-success").inner_text()
    other.close()
