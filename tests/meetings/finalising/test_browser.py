"""Finalising in a real browser, from the minutes page of a draft to the stored files."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.slow

DRAFT = "from tests.meetings.finalising.drafts import sixth; sixth(recorder='林嘉慧')"
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}


@pytest.fixture
def draft(fresh_site, page):
    """The minutes page of a draft, opened by a secretary."""
    fresh_site.manage("shell", "-c", DRAFT)
    fresh_site.sign_in(page, "secretary")
    page.goto(f"{fresh_site.url}/meetings/deputy-mayor-6/minutes/")
    return page


def violations(page):
    return [
        (violation["id"], [node["html"][:200] for node in violation["nodes"]])
        for violation in Axe().run(page, options=WCAG).response["violations"]
    ]


def test_a_draft_is_finalised_after_its_findings_are_answered(draft, fresh_site):
    draft.click('.course a:text-is("定稿")')
    for width in (1280, 360):
        draft.set_viewport_size({"width": width, "height": 800})
        assert violations(draft) == []
        assert draft.evaluate("document.documentElement.scrollWidth") == width
    draft.click('button:text-is("確認定稿")')
    assert "請處理，或寫一句說明。" in draft.content()
    for field in draft.query_selector_all(".checklist textarea"):
        field.fill("已與各市確認。")
    draft.click('button:text-is("確認定稿")')

    assert "已定稿，內容自此固定" in draft.content()
    assert draft.url.endswith("/minutes/")
    answer = draft.request.get(f"{fresh_site.url}/meetings/deputy-mayor-6/minutes/dispatch.pdf")
    assert answer.body().startswith(b"%PDF")
    assert answer.headers["etag"]
