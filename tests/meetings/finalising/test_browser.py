"""Finalising in a real browser, from the minutes page of a draft to the stored files."""

import pytest

from tests.support.accessible import follow, violations

pytestmark = pytest.mark.slow

DRAFT = "from tests.meetings.finalising.drafts import sixth; sixth(recorder='林嘉慧')"


@pytest.fixture
def draft(fresh_site, page):
    """The minutes page of a draft, opened by a secretary."""
    fresh_site.manage("shell", "-c", DRAFT)
    fresh_site.sign_in(page, "secretary")
    page.goto(f"{fresh_site.url}/meetings/deputy-mayor-6/minutes/")
    return page


def test_a_draft_is_finalised_after_its_findings_are_answered(draft, fresh_site):
    follow(draft, draft.locator('.course a:text-is("定稿")'))
    for width in (1280, 360):
        draft.set_viewport_size({"width": width, "height": 800})
        assert violations(draft) == []
        assert draft.evaluate("document.documentElement.scrollWidth") == width
    follow(draft, draft.locator('button:text-is("確認定稿")'))
    assert "請處理，或寫一句說明。" in draft.content()
    for field in draft.query_selector_all(".checklist textarea"):
        field.fill("已與各市確認。")
    follow(draft, draft.locator('button:text-is("確認定稿")'))

    assert "已定稿，內容自此固定" in draft.content()
    assert draft.url.endswith("/minutes/")
    answer = draft.request.get(f"{fresh_site.url}/meetings/deputy-mayor-6/minutes/dispatch.pdf")
    assert answer.body().startswith(b"%PDF")
    assert answer.headers["etag"]
