"""The import in a real browser: by keyboard alone from the file to the draft, with and without the page's script."""

import pytest

from tests.meetings.imports.samples import MISCOUNTED
from tests.support.accessible import violations

WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 360, "height": 740}
MOST_TABS = 400
ACTIVE = """() => {
    const element = document.activeElement
    const label = element.labels && element.labels.length ? element.labels[0].textContent : element.textContent
    return label.replace(/\\s+/g, ' ').trim()
}"""


@pytest.fixture
def own_site(request, monkeypatch, tmp_path):
    """A server of this test's own, which keeps its uploads where the test's are kept."""
    monkeypatch.setenv("MEDIA_ROOT", str(tmp_path / "media"))
    return request.getfixturevalue("fresh_site")


@pytest.fixture
def minutes(tmp_path):
    path = tmp_path / "第6次會議紀錄.txt"
    path.write_text(MISCOUNTED, encoding="utf-8")
    return path


@pytest.fixture
def plain_page(page):
    """A tab in which no script of the page runs."""
    with page.context.browser.new_context(locale="zh-TW", java_script_enabled=False) as context:
        yield context.new_page()


def tab_to(page, words):
    """Press Tab until the focus is on what these words name; they are read from the label or the text."""
    seen = []
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        seen.append(page.evaluate(ACTIVE))
        if words in seen[-1]:
            return
    raise AssertionError(f"{words} is not reached by Tab; passed by: {seen}")


def press(page, key="Enter"):
    with page.expect_navigation():
        page.keyboard.press(key)


def upload(page, site, path):
    page.goto(site.url + "/imports/")
    tab_to(page, "會議紀錄檔")
    page.locator(":focus").set_input_files(path)
    tab_to(page, "上傳並辨識")
    press(page)


def review_and_confirm(page):
    tab_to(page, "接受的理由")
    page.keyboard.type("紀錄原文如此")
    press(page)
    tab_to(page, "一次確認案名相同的 4 案")
    press(page)
    tab_to(page, "一次確認全新的 2 案")
    press(page)
    tab_to(page, "建議 92.3分")
    page.keyboard.press("Space")
    tab_to(page, "儲存「4市消防局資源分享交換平台」的選擇")
    press(page)
    tab_to(page, "確認匯入")
    press(page)


@pytest.mark.parametrize("tab", ["page", "plain_page"], ids=["with script", "without script"])
def test_a_file_becomes_a_draft_by_keyboard_alone(own_site, minutes, request, page, tab):
    tab = request.getfixturevalue(tab)
    own_site.sign_in(page, "secretary")
    tab.context.add_cookies(page.context.cookies())

    upload(tab, own_site, minutes)
    assert tab.locator("h1").inner_text() == "審閱第6次副市長層級會議"
    review_and_confirm(tab)

    assert tab.url.endswith("-6/")
    assert "已匯入第6次副市長層級會議為草稿" in tab.locator(".messages").inner_text()


def test_a_line_link_shows_its_line_and_a_line_number_its_item(own_site, minutes, page):
    page.set_viewport_size(WIDE)
    own_site.sign_in(page, "secretary")
    upload(page, own_site, minutes)

    page.locator(".import-item-head", has_text="4市消防局").get_by_role("link", name="第37行").click()
    line = page.locator("#L37:target")
    assert line.evaluate("line => getComputedStyle(line).backgroundColor") == "rgb(255, 241, 191)"
    assert line.is_visible()
    box, scroll = line.bounding_box(), page.locator(".text-scroll").bounding_box()
    assert scroll["y"] <= box["y"] <= scroll["y"] + scroll["height"]
    line.get_by_role("link").click()
    assert "4市消防局資源分享交換平台" in page.locator(":target").inner_text()


def test_a_choice_is_saved_as_it_is_made_and_is_there_after_the_browser_was_closed(own_site, minutes, page):
    own_site.sign_in(page, "secretary")
    upload(page, own_site, minutes)
    review = page.url

    page.get_by_label("建議 92.3分").check()
    page.locator("[data-saved]", has_text="已儲存").wait_for()
    assert page.locator("[data-open]").inner_text() == "7 項"

    with page.context.browser.new_context() as other:
        later = other.new_page()
        own_site.sign_in(later, "secretary")
        later.goto(review)
        assert later.locator("summary", has_text="認定為「4市消防局資源共享交換平台」").count() == 1


def test_a_choice_and_the_confirmation_right_after_it_both_count(own_site, minutes, page):
    own_site.sign_in(page, "secretary")
    upload(page, own_site, minutes)
    page.get_by_label("接受的理由").fill("紀錄原文如此")
    page.get_by_role("button", name="接受").click()
    page.get_by_role("button", name="一次確認案名相同的 4 案").click()
    page.get_by_role("button", name="一次確認全新的 2 案").click()

    page.get_by_label("建議 92.3分").check()
    page.get_by_role("button", name="確認匯入").click()

    page.wait_for_url("**-6/")


def test_a_dropped_file_is_chosen(own_site, page):
    own_site.sign_in(page, "secretary")
    page.goto(own_site.url + "/imports/")

    page.evaluate(
        """() => {
            const data = new DataTransfer()
            data.items.add(new File(['空'], '拖曳.txt'))
            const drop = new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true })
            document.querySelector('[data-upload-zone]').dispatchEvent(drop)
        }"""
    )

    assert page.locator("[data-upload-chosen]").inner_text() == "已選擇：拖曳.txt"
    assert page.locator("#id_file").evaluate("field => field.files[0].name") == "拖曳.txt"


@pytest.mark.sqlite_suffices
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["laptop", "phone"])
def test_no_page_of_the_import_has_a_violation_or_scrolls_sideways(own_site, minutes, page, size):
    page.set_viewport_size(size)
    own_site.sign_in(page, "secretary")
    upload(page, own_site, minutes)
    review = page.url
    links = ("更正類別", "另選合作案", "更正案名")
    ways = [page.locator("a", has_text=words).first.get_attribute("href") for words in links]
    problem = page.locator("#problems form").first.get_attribute("action")

    for address in [review, f"{review}text/", f"{review}text/?line=56", own_site.url + "/imports/"]:
        assert_clean(page, address)
    for path in [*ways, f"{ways[1]}?q=站", problem]:
        assert_clean(page, own_site.url + path)
    page.goto(review)
    review_and_confirm(page)
    assert_clean(page, review)


def assert_clean(page, address):
    page.goto(address)
    assert violations(page) == [], address
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0, address
    assert page.locator("[style], style, script:not([src])").count() == 0, address
