"""Every page outside the admin in a real browser: WCAG 2.1 A and AA by axe-core, a narrow screen, the keyboard."""

import pytest

from tests.support.accessible import violations

pytestmark = pytest.mark.sqlite_suffices

WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 360, "height": 740}

PAGES = [
    "/",
    "/meetings/",
    "/meetings/deputy-mayor-1/",
    "/meetings/deputy-mayor-3/",
    "/meetings/deputy-mayor-2/minutes/",
    "/meetings/deputy-mayor-3/minutes/",
    "/meetings/deputy-mayor-2/minutes/versions/",
    "/meetings/deputy-mayor-2/minutes/versions/1/",
    "/meetings/tally/",
    "/meetings/tally/?as_of=deputy-mayor-3",
    "/?as_of=deputy-mayor-3",
    "/meetings/?as_of=deputy-mayor-9",
    "/meetings/compare/?from=deputy-mayor-2&to=deputy-mayor-5",
    "/meetings/compare/?from=deputy-mayor-2&to=deputy-mayor-9",
    "/help/secretariat/",
    "/help/liaison/",
    "/help/official/",
    "/help/public/",
    "/terms/",
    "/calendar/",
    "/meetings/deputy-mayor-5/agenda/",
    "/meetings/deputy-mayor-5/papers/notice/",
    "/meetings/deputy-mayor-5/papers/agenda/",
    "/meetings/deputy-mayor-5/papers/sign-in/",
    "/meetings/deputy-mayor-5/papers/handout/",
    "/cases/",
    "/cases/?status=tracked",
    "/cases/?as_of=112年12月20日",
    "/cases/?light=stuck",
    "/stuck/",
    "/stuck/?light=blue",
    "/stuck/wall/",
    "/cases/?group=交通組&sort=-title&topic=x",
    "/saved/",
    "/saved/new/?list=cases&query=status%3Dlisted",
    "/cases/1/",
    "/cases/1/?as_of=deputy-mayor-2",
    "/cases/2/",
    "/cities/",
    "/cities/1/",
    "/cities/matrix/",
    "/meetings/upcoming/",
    "/differences/",
    "/meetings/deputy-mayor-3/differences/1/",
    "/directives/",
    "/directives/central/",
    "/directives/1/",
    "/meetings/deputy-mayor-1/directives/",
    "/meetings/deputy-mayor-2/directives/",
    "/proposals/",
    "/proposals/reviews/",
    "/reviews/",
    "/search/",
    "/search/?q=電子煙",
    "/search/?q=會議&kind=minutes",
    "/search/?q=港",
    "/search/?q=鯨豚",
    "/meetings/deputy-mayor-5/review/",
    "/accounts/password/change/",
    "/accounts/logout/",
    "/no-such-page/",
    "/meetings/副市長層級-99/",
]
PAGES_OF_STRANGERS = ["/accounts/login/", "/accounts/password/reset/", "/accounts/signup/", "/no-such-page/"]
PAGES_OF_THE_SECRETARIAT = [
    "/handover/",
    "/accounts/liaisons/",
    "/audit/",
    "/accounts/liaisons/new/",
    "/meetings/deputy-mayor-3/differences/1/notes/new/",
]
EVERY_PAGE = [("official", path) for path in PAGES] + [(None, path) for path in PAGES_OF_STRANGERS]
EVERY_PAGE += [("secretary", path) for path in PAGES_OF_THE_SECRETARIAT]
PAGES_OF_SECRETARIES = ["/meetings/deputy-mayor-2/minutes/", "/meetings/deputy-mayor-2/minutes/correct/"]
EVERY_PAGE = (
    [("official", path) for path in PAGES]
    + [("secretary", path) for path in PAGES_OF_SECRETARIES]
    + [(None, path) for path in PAGES_OF_STRANGERS]
)
PAGES_OF_LIAISONS = ["/", "/proposals/groups/1/new/"]
# The switch is off in the shared site; the public pages are looked at in tests/meetings/publishing/test_browser.py.
PAGES_OF_PUBLISHING = [
    "/publishing/",
    "/publishing/site/",
    "/publishing/preview/minutes/deputy-mayor-5/",
    "/publishing/preview/tally/",
    "/publishing/preview/cases/",
    "/publishing/preview/cases/20/",
]
EVERY_PAGE = [("official", path) for path in PAGES] + [(None, path) for path in PAGES_OF_STRANGERS]
EVERY_PAGE += [("liaison", path) for path in PAGES_OF_LIAISONS]
EVERY_PAGE += [("secretary", path) for path in PAGES_OF_PUBLISHING]


@pytest.fixture
def visit(site, page):
    """Open a page as a role (None for a stranger) at a width."""

    def go(role, path, size):
        page.set_viewport_size(size)
        if role:
            site.sign_in(page, role)
        page.goto(site.url + path)
        return page

    return go


@pytest.mark.parametrize(("role", "path"), EVERY_PAGE)
def test_a_laptop_finds_no_violation_and_sees_the_keyboards_focus(visit, role, path):
    page = visit(role, path, WIDE)

    assert violations(page) == []
    assert unseen_focus(page) == []


@pytest.mark.parametrize(("role", "path"), EVERY_PAGE)
def test_a_phone_finds_no_violation_and_does_not_scroll_sideways(visit, role, path):
    page = visit(role, path, NARROW)

    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def unseen_focus(page, steps=25):
    """The elements among the first `steps` of the tab order on which nothing shows that they have the focus."""
    unseen = []
    for _ in range(steps):
        page.keyboard.press("Tab")
        name, seen = page.evaluate(
            """() => {
                const element = document.activeElement, style = getComputedStyle(element)
                const seen = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
                return [element.tagName + ' ' + element.textContent.trim().slice(0, 20), seen]
            }"""
        )
        if name.startswith(("BODY", "HTML")):
            break
        if not seen:
            unseen.append(name)
    return unseen


def test_the_first_tab_leads_past_the_navigation(visit):
    page = visit("official", "/meetings/", WIDE)

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("location.hash") == "#main"
    assert page.evaluate("document.activeElement.id") == "main"


def test_no_page_writes_a_style_or_a_script_into_itself(visit):
    # The Content-Security-Policy would refuse them, and the page fixture fails for a refusal; this says where.
    for path in PAGES:
        page = visit("official", path, WIDE)

        assert page.locator("[style], style, script:not([src])").count() == 0, path
