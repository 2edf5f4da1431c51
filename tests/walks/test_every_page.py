"""Every page, for each role, in one visit: axe-core and measures at two widths and at 400 %, and a walk by the Tab key.

The list makes itself: every named URL that answers to GET with a page. One without arguments needs nothing; one with
arguments needs its row in `tests/support/full_site.py` or in PARTS of tests/test_urls.py, or a reason in EXEMPT.
"""

from functools import cache
from typing import NamedTuple

import pytest
from django.urls import NoReverseMatch, get_resolver, reverse

from tests.support.accessible import faults, spaced, zoomed
from tests.support.keyboard import SCRIPT, walked
from tests.support.site import serve_full
from tests.test_middleware import OPEN, WRITTEN
from tests.test_urls import PARTS, named_patterns

pytestmark = pytest.mark.sqlite_suffices

LAPTOP, PHONE = 1280, 360
ADMIN_PAGES = "from tests.support.admin_pages import admin_pages; print(*admin_pages())"
# What a URL answers with where that is no page.
EXEMPT = {
    "meetings:tally-pdf": "a file",
    "meetings:dashboard-pdf": "a file",
    "meetings:minutes-pdf": "a file",
    "documents:waiting": "a document that was asked for: tests/shared/documents/test_browser.py",
    "documents:state": "an answer to the waiting page's script",
    "documents:file": "a file",
    "papers:pdf": "a file",
    "papers:odt": "a file",
    "calendar:meeting": "a file",
    "calendar:feed": "a file",
    "public:robots": "a file",
    "public:sitemap": "a file",
    "public:sitemap-section": "a file",
    "public:feed": "a file",
    "public:calendar": "a file",
    "public:tally-pdf": "a file",
    "public:case-json": "a file",
    "public:catalog": "a file",
    "public:data-gov-tw": "a file",
    "public:schema": "a file",
    "public:data-file": "a file",
    "public:meeting-calendar": "a file",
    "public:minutes-file": "a file",
    "public:version-file": "a file",
    "versions:odt": "a file",
    "versions:docx": "a file",
    "versions:dispatch-pdf": "a file",
    "versions:file": "a file",
    "work-report:coming-pdf": "a file",
    "work-report:coming-odt": "a file",
    "work-report:topic-pdf": "a file",
    "work-report:meeting-pdf": "a file",
    "work-report:meeting-odt": "a file",
    "imports:original": "a file",
    "stuck:pdf": "a file",
    "stuck:wall-pdf": "a file",
    "cities:matrix-pdf": "a file",
    "upcoming:pdf": "a file",
    "compare:pdf": "a file",
    "cases:export": "a file",
    "audit:export": "a file",
    "directives:export": "a file",
    "directives:central-export": "a file",
    "differences:export": "a file",
    "proposals:export": "a file",
    "reporting:late-export": "a file",
    "saved:new": "needs a list: FURTHER",
    "saved:open": "leads to the list",
    "reporting:export": "a file",
    "reporting:download": "a file",
    "reporting:mine": "leads to the workspace",
    "drafting:motion": "by POST only",
    "account_session": "by POST only",
    "account_inactive": "for an account that was switched off: tests/groups/test_accounts.py",
    "account_set_password": "for an account without a password",
    "account_oidc": "single sign-on is off without its settings: tests/accounts/test_oidc.py",
    "account_oidc_callback": "single sign-on is off without its settings: tests/accounts/test_oidc.py",
    "mfa_authenticate": "after a password: tests/accounts/test_browser.py",
    "mfa_reauthenticate": "with a second factor: tests/accounts/test_browser.py",
    "mfa_deactivate_totp": "with a second factor: tests/accounts/test_browser.py",
    "mfa_view_recovery_codes": "with a second factor: tests/accounts/test_browser.py",
    "account_reset_password_from_key": "needs the link of a mail: tests/groups/test_accounts.py",
}
# Which of the demo's accounts opens a page, None for a stranger; the secretary opens what is not named here.
STRANGERS = ["account_login", "account_signup", "account_reset_password", "account_reset_password_done"]
STRANGERS += ["account_reset_password_from_key_done"]
EVERYBODY = ["secretary", "liaison", "official"]
ROLES = dict.fromkeys(STRANGERS, [None]) | dict.fromkeys(
    ["home", "cases:list", "cases:detail", "directives:detail", "meetings:dashboard", "meetings:list", "review:draft"]
    + ["proposals:detail", "proposals:list", "reporting:matrix", "reporting:workspace", "reporting:update"],
    EVERYBODY,
)
ROLES |= dict.fromkeys(["proposals:new", "proposals:edit"], ["liaison"])
# Pages whose looks depend on the row: further addresses.
FURTHER = [
    ("official", "/meetings/deputy-mayor-1/"),
    ("official", "/meetings/deputy-mayor-2/minutes/"),
    ("secretary", "/meetings/deputy-mayor-6/minutes/"),
    ("secretary", "/meetings/deputy-mayor-6/"),
    ("official", "/meetings/deputy-mayor-2/directives/"),
    ("official", "/meetings/deputy-mayor-5/papers/agenda/"),
    ("official", "/meetings/deputy-mayor-5/papers/sign-in/"),
    ("official", "/meetings/deputy-mayor-5/papers/handout/"),
    ("official", "/cases/?status=tracked"),
    ("official", "/cases/?year=x"),
    ("official", "/cases/?group=x&status=listed&as_of=deputy-mayor-3"),
    ("official", "/saved/new/?list=cases&query=status%3Dlisted"),
    ("official", "/cases/1/"),
    (None, "/no-such-page/"),
    ("official", "/no-such-page/"),
    ("official", "/meetings/副市長層級-99/"),
    ("official", "/handover/"),
    ("secretary", "/work-report/?light=stuck"),
]
# Reports in their other states: keys of what full_site prints.
REPORTS = [("secretary", "submitted"), ("liaison", "submitted"), ("liaison", "unwritten"), ("official", "accepted")]


class Visit(NamedTuple):
    """Who opens what: a named URL, a key of full_site for "reporting:update", or a path."""

    role: str | None
    name: str


@cache
def page_names():
    """Every named URL that answers to GET with a page, without the admin's."""
    names = dict.fromkeys(name for name in named_patterns(get_resolver()) if name and not name.startswith("admin:"))
    return [name for name in names if name not in WRITTEN and name not in EXEMPT]


def roles_of(name):
    """Who opens a page in the walk: the public pages a stranger, what ROLES does not name the secretary."""
    return ROLES.get(name, [None] if name.startswith(OPEN) else ["secretary"])


PAGES = [Visit(role, name) for name in page_names() for role in roles_of(name)]
PAGES += [Visit(role, path) for role, path in FURTHER + REPORTS]


def address(visit, parts):
    """The path of a visit. Raises NoReverseMatch where a URL's arguments are in no list."""
    if visit.name.startswith("/"):
        return visit.name
    if visit in REPORTS:
        return reverse("reporting:update", kwargs=parts[visit.name])
    return reverse(visit.name, kwargs=parts.get(visit.name) or PARTS.get(visit.name) or {})


@pytest.fixture(scope="session")
def full_site(databases, django_db_setup, tmp_path_factory):
    """A site with a row of everything that has a page, shared by this module's tests; its `parts` are for addresses."""
    with serve_full(databases, tmp_path_factory.mktemp("full")) as running:
        yield running


@pytest.fixture
def visit(full_site, page):
    page.add_init_script(path=SCRIPT)

    def go(role, path):
        if role:
            full_site.sign_in(page, role)
        page.goto(full_site.url + path)
        return page

    return go


@pytest.mark.parametrize("where", PAGES, ids=lambda where: f"{where.role or 'stranger'} {where.name}")
def test_every_page_is_free_of_faults_at_every_width(full_site, visit, where):
    page = visit(where.role, address(where, full_site.parts))

    assert faults(page, LAPTOP) + spaced(page) + walked(page) == []
    assert faults(page, PHONE) == []
    assert zoomed(page) + walked(page) == []


def test_every_url_with_arguments_has_them_in_a_list(full_site):
    missing = []
    for where in PAGES:
        try:
            address(where, full_site.parts)
        except NoReverseMatch:
            missing.append(where.name)

    assert missing == [], "give its arguments in tests/support/full_site.py or PARTS, or its reason in EXEMPT"
    assert EXEMPT.keys() - set(named_patterns(get_resolver())) == set()


@pytest.mark.parametrize("group", range(8))
def test_every_page_of_the_admin_is_free_of_faults(full_site, visit, group):
    paths = full_site.manage("shell", "-v0", "-c", ADMIN_PAGES).split()[group::8]
    assert len(paths) > 7
    found = {}
    for path in paths:
        page = visit("admin", path)
        found |= {path: faults(page, LAPTOP) + spaced(page) + walked(page) + faults(page, PHONE) + zoomed(page)}

    assert {path: wrong for path, wrong in found.items() if wrong} == {}
