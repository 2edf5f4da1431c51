"""The page of a document that is being made, in a real browser: axe, a phone, with and without scripts, the file."""

import pytest

from tests.support.accessible import violations
from tests.support.site import serve
from tests.walks.test_accessibility import NARROW, WIDE

pytestmark = [pytest.mark.sqlite_suffices, pytest.mark.slow]

# Every document is long for who asks, and the key of the one that waits.
ASK = """
from django.contrib.auth import get_user_model
from platform_site.shared.documents.answering import token_of
from platform_site.shared.documents.drawing import ask_for
ask_for("k" * 64, "<html lang=zh-Hant-TW><title>統計</title><p>四市合作", "歷次會議列管統計", "/meetings/tally.pdf")
print(token_of("k" * 64, get_user_model().objects.get(username="official").pk))
"""
FAIL = """
from django.utils import timezone
from platform_site.shared.documents.models import DrawnDocument
DrawnDocument.objects.update(failed_at=timezone.now(), html=None)
"""


@pytest.fixture
def waiting_site(databases, django_db_setup, tmp_path):
    """A server with a document that waits for the worker; its address is the official's."""
    with serve(databases.copy_for_site(), tmp_path) as running:
        token = running.manage("shell", "-v0", "-c", ASK).strip().splitlines()[-1]
        running.address = f"{running.url}/documents/{token}/"
        yield running


def test_the_page_hands_the_document_over_when_the_worker_has_drawn_it(waiting_site, page):
    waiting_site.sign_in(page, "official")
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        page.goto(waiting_site.address)
        assert page.get_by_role("status").inner_text() == "等候製作"
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    # Chromium's own viewer is a page with troubles of its own.
    page.route("**/document.pdf", lambda route: route.fulfill(body="opened"))
    waiting_site.manage("db_worker", "--batch", "--no-startup-delay")
    page.get_by_text("opened").wait_for(timeout=30_000)
    assert page.context.request.get(f"{waiting_site.address}document.pdf").body().startswith(b"%PDF-1.7")


def test_what_failed_says_so_by_itself(waiting_site, page):
    waiting_site.sign_in(page, "official")
    page.goto(waiting_site.address)
    waiting_site.manage("shell", "-v0", "-c", FAIL)

    page.get_by_role("heading", name="文件沒有製作完成").wait_for(timeout=30_000)
    assert violations(page) == []
    assert page.get_by_role("link", name="再製作一次").get_attribute("href") == "/meetings/tally.pdf"


def test_without_scripts_the_page_refreshes_itself(waiting_site, browser):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        waiting_site.sign_in(page, "official")
        page.goto(waiting_site.address)
        waiting_site.manage("shell", "-v0", "-c", FAIL)

        page.get_by_role("heading", name="文件沒有製作完成").wait_for(timeout=30_000)
