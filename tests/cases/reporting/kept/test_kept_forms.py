"""Forms that only a button saves keep a copy of what is typed on this computer until a page says that it was saved."""

import pytest

from tests.support.site import serve

pytestmark = [pytest.mark.slow, pytest.mark.sqlite_suffices]

PREPARE = """
from cases.reporting.content import Content
from cases.reporting.obligations import ensure_period, obligations, preceding, quarter_of
from cases.reporting.workflow import save_draft, submit
from django.utils import timezone
from groups.actors import Actor
period, _ = ensure_period(*preceding(*quarter_of(timezone.localdate())))
case = obligations([period])[0].case
content = Content(progress_text="辦理中", next_steps="續辦", light="green", progress=30)
draft = save_draft(case, period, content, Actor("聯絡人"), version=0)
submit(draft, Actor("聯絡人"), version=draft.version)
print(f"/reports/{period.key}/cases/{case.pk}/")
"""
TEXT = "請補充第三期工程的經費來源。"


@pytest.fixture(scope="module")
def prepared(databases, django_db_setup, tmp_path_factory):
    with serve(databases.copy_for_site(), tmp_path_factory.mktemp("kept")) as site:
        site.report = site.manage("shell", "-v0", "-c", PREPARE).strip().splitlines()[-1]
        yield site


def open_return(site):
    return site.report, "comment", "退回"


def open_reply(site):
    return "/directives/1/", "text", "送出辦理情形"


def open_closing(site):
    return "/directives/2/", "outcome", "結案"


FORMS = [open_return, open_reply, open_closing]


def kept(page):
    return [value for _, copy in page.evaluate("() => window.keptCopies.all()") for _, value in copy["values"]]


def field(page, name):
    return page.locator(f"form[data-keep] textarea[name={name}]")


def button(page, words):
    return page.locator("form[data-keep]").get_by_role("button", name=words, exact=True)


@pytest.fixture
def opened(prepared, page, request):
    """A secretary on the page with the form; gives the page, the field's name and the button's words."""
    path, name, words = request.param(prepared)
    prepared.sign_in(page, "secretary")
    page.goto(prepared.url + path)
    return page, name, words


@pytest.mark.parametrize("opened", FORMS, indirect=True, ids=lambda form: form.__name__)
def test_what_was_typed_is_offered_back_and_goes_once_saved(opened):
    page, name, words = opened
    field(page, name).fill(TEXT)
    page.wait_for_selector("[data-saved]:has-text('內容已留在這台電腦上')")
    page.reload()
    assert field(page, name).input_value() == ""
    page.get_by_role("button", name="還原").click()
    assert field(page, name).input_value() == TEXT
    page.wait_for_function("text => window.keptCopies.all().then((all) => all.length === 1)")
    if words == "結案":
        page.get_by_label("不再追蹤").check()

    with page.expect_navigation():
        button(page, words).click()

    assert page.locator(".message-success").count() == 1
    assert kept(page) == []


@pytest.mark.parametrize("opened", [open_reply], indirect=True)
def test_a_lost_session_keeps_the_text_and_says_that_nothing_came_back(opened):
    page, name, words = opened
    address = page.url
    field(page, name).fill(TEXT)
    page.wait_for_selector("[data-saved]:has-text('內容已留在這台電腦上')")
    session = [cookie for cookie in page.context.cookies() if cookie["name"].endswith("sessionid")]
    page.context.clear_cookies(name=session[0]["name"])
    with page.expect_navigation():
        button(page, words).click()
    assert "/accounts/login/" in page.url
    page.context.add_cookies(session)
    page.goto(address)

    page.wait_for_selector("[data-kept]:not([hidden])")
    assert "已按過按鈕但未收到系統回覆" in page.locator("[data-kept]:not([hidden])").inner_text()
    page.get_by_role("button", name="還原").click()
    assert field(page, name).input_value() == TEXT


@pytest.mark.parametrize("opened", [open_closing], indirect=True)
def test_a_refused_form_stands_for_the_copy_that_was_sent(opened):
    page, name, words = opened
    page.goto(page.url.replace("/2/", "/3/"))
    field(page, name).fill(TEXT)
    page.wait_for_selector("[data-saved]:has-text('內容已留在這台電腦上')")
    with page.expect_navigation():
        button(page, words).click()

    assert field(page, name).input_value() == TEXT
    page.wait_for_selector("[data-saved]:has-text('內容已留在這台電腦上')")
    page.wait_for_function("() => window.keptCopies.all().then((all) => all.length === 1)")
    assert TEXT in kept(page)
