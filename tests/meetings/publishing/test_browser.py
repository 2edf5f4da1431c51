"""A secretary publishes and a stranger reads, in a browser; every public page at both widths by axe-core."""

import pytest

from tests.support.accessible import follow, violations

pytestmark = [pytest.mark.sqlite_suffices, pytest.mark.slow]

WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 360, "height": 740}
PAGES = [
    "/public/",
    "/public/meetings/",
    "/public/meetings/deputy-mayor-5/",
    "/public/meetings/deputy-mayor-5/minutes/",
    "/public/meetings/deputy-mayor-5/minutes/versions/1/",
    "/public/tally/",
    "/public/cases/",
    "/public/cases/?q=zzz",
    "/public/cases/20/",
    "/public/figures/",
    "/public/data/",
    "/public/cases/99999/",
    "/public/meetings/deputy-mayor-1/",
]


def pressed(page, name):
    follow(page, page.get_by_role("button", name=name, exact=True))
    if page.get_by_role("link", name="取消，回上一頁").count():
        follow(page, page.locator("main button[type=submit]"))


def test_what_a_secretary_publishes_a_stranger_reads(fresh_site, browser, page):
    fresh_site.sign_in(page, "secretary")
    page.goto(f"{fresh_site.url}/meetings/")
    follow(page, page.get_by_role("link", name="公開發布"))
    pressed(page, "公開第5次副市長層級會議紀錄第1版")
    pressed(page, "公開列管統計")
    pressed(page, "公開合作案清單")
    pressed(page, "公開第1次副市長層級會議紀錄第1版")
    pressed(page, "撤回第1次副市長層級會議紀錄第1版")
    assert page.locator("main .message").inner_text().startswith("完成 已撤回")
    pressed(page, "開放公開網頁")
    follow(page, page.get_by_role("link", name="看公開網頁"))

    with browser.new_context() as context:
        stranger = context.new_page()
        for size in (WIDE, NARROW):
            stranger.set_viewport_size(size)
            for path in PAGES:
                stranger.goto(fresh_site.url + path)
                assert violations(stranger) == [], path
                wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
                assert stranger.evaluate(wider) == 0, path
        assert context.cookies() == []
        stranger.goto(f"{fresh_site.url}/public/")
        follow(stranger, stranger.get_by_role("link", name="合作案", exact=True).first)
        stranger.fill("[name=q]", "樹林")
        follow(stranger, stranger.get_by_role("button", name="篩選"))
        follow(stranger, stranger.get_by_role("link", name="捷運萬大-中和-樹林線"))
        assert stranger.locator("h1").inner_text() == "捷運萬大-中和-樹林線"
