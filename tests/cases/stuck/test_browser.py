"""What is stuck in a real browser, with the demonstration's reports: taps of an official's phone, axe, the keyboard."""

import pytest

from tests.support.accessible import follow, violations
from tests.support.site import serve
from tests.walks.test_accessibility import NARROW, WIDE, unseen_focus

pytestmark = [pytest.mark.sqlite_suffices, pytest.mark.slow]

# The cause of every stuck case as the rules find it, by its title.
ASK = """
from cases.stuck.selectors import stuck_cases
from groups.platforms import default_platform
for row in stuck_cases(default_platform()).cases:
    print(row.case.title, row.update.cause, sep="\\t")
"""


@pytest.fixture(scope="module")
def demo_site(databases, django_db_setup, tmp_path_factory):
    """A server with four quarters of demonstration reports; these tests only read from it."""
    with serve(databases.copy_for_site(), tmp_path_factory.mktemp("stuck")) as running:
        running.manage("load_demo_reports")
        yield running


@pytest.fixture(scope="module")
def causes(demo_site):
    """{title: cause} of what is stuck there, by the rules themselves."""
    lines = demo_site.manage("shell", "-v0", "-c", ASK).strip().splitlines()
    return dict(line.split("\t") for line in lines)


@pytest.fixture
def phone(demo_site, page):
    """An official's phone that shows the home page."""
    page.set_viewport_size(NARROW)
    demo_site.sign_in(page, "official")
    page.goto(demo_site.url)
    return page


def visible(page, texts):
    """Which of the texts are drawn on the page, without anything left to open."""
    shown = page.locator("main").inner_text()
    return [text for text in texts if text in shown]


def test_an_official_sees_all_stuck_cases_with_their_causes_after_one_tap(causes, phone):
    in_view = visible(phone, causes)
    assert 0 < len(in_view) < len(causes)

    phone.locator(".stuck-top summary").click()

    assert visible(phone, causes) == list(causes)
    for line in phone.locator(".stuck-line").all():
        title = line.locator("a").inner_text()
        assert causes[title] in line.inner_text()
    assert phone.locator(".stuck-line").count() == len(causes)


def test_the_list_shows_every_cause_and_remedy_without_a_tap_or_scrolling_sideways(causes, phone):
    follow(phone, phone.get_by_role("link", name="因應措施及期限"))

    rows = phone.get_by_role("row").filter(has=phone.get_by_role("rowheader"))
    for title, cause in causes.items():
        row = rows.filter(has_text=title).first
        assert cause in row.inner_text()
        assert "因應措施" in row.inner_text() or row.locator("[data-label=因應措施]").is_visible()
    assert phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    widths = phone.evaluate("[...document.querySelectorAll('.stuck-table')].map(t => t.scrollWidth - t.clientWidth)")
    assert set(widths) == {0}


def test_a_cell_of_the_wall_leads_to_its_report(demo_site, phone):
    phone.goto(demo_site.url + "/stuck/wall/")
    cell = phone.locator(".wall-drawing a").first
    address, box = cell.get_attribute("href"), cell.bounding_box()

    assert min(box["width"], box["height"]) >= 24
    follow(phone, cell)

    assert phone.url == demo_site.url + address
    assert "原因" in phone.locator("main").inner_text()


def test_drawings_fit_the_width_of_a_phone(demo_site, phone):
    phone.goto(demo_site.url + "/stuck/wall/")
    rights = phone.evaluate("[...document.querySelectorAll('.wall-drawing')].map(d => d.getBoundingClientRect().right)")
    assert len(rights) > 8
    assert max(rights) <= 360


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_axe_finds_nothing_and_the_focus_is_seen(demo_site, phone, size):
    phone.set_viewport_size(size)
    for path in ("/", "/stuck/", "/stuck/?light=red&worse=on", "/stuck/?light=blue", "/stuck/wall/"):
        phone.goto(demo_site.url + path)
        for summary in phone.locator("main details > summary").all():
            summary.click()
        assert violations(phone) == [], path
        assert unseen_focus(phone) == [], path
        assert phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0, path


def test_the_keyboard_reaches_every_report_by_the_table(demo_site, phone):
    phone.goto(demo_site.url + "/stuck/wall/")
    drawn = phone.eval_on_selector_all(".wall-drawing a", "links => links.map(a => a.getAttribute('href'))")
    phone.locator("details:has(.wall-table) > summary").first.focus()
    phone.keyboard.press("Enter")
    listed = phone.eval_on_selector_all(".wall-table td a", "links => links.map(a => a.getAttribute('href'))")
    assert set(drawn) == set(listed)
    phone.keyboard.press("Tab")
    # A frame that has something to scroll is a stop of its own.
    if phone.evaluate("document.activeElement.matches('.table-scroll')"):
        phone.keyboard.press("Tab")
    assert phone.evaluate("document.activeElement.closest('table') !== null")
