"""Every page outside the admin, for each role, at two widths in one visit: axe-core and the measures of auditing.js.

The list makes itself: every named URL that answers to GET with a page. One without arguments needs nothing; one with
arguments needs its row in `tests/support/full_site.py` or in PARTS of tests/test_urls.py, or a reason in EXEMPT.
"""

import json
from functools import cache
from typing import NamedTuple

import pytest
from django.urls import NoReverseMatch, get_resolver, reverse

from tests.support.accessible import faults, measured
from tests.test_middleware import OPEN, WRITTEN, is_page_of_ours
from tests.test_urls import PARTS, named_patterns

pytestmark = pytest.mark.sqlite_suffices

LAPTOP, PHONE, ZOOMED = 1280, 360, 320
# What a URL answers with where that is no page.
EXEMPT = {
    "meetings:tally-pdf": "a file",
    "meetings:dashboard-pdf": "a file",
    "meetings:minutes-pdf": "a file",
    "papers:pdf": "a file",
    "papers:odt": "a file",
    "calendar:meeting": "a file",
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
    "cases:export": "a file",
    "reporting:export": "a file",
    "reporting:download": "a file",
    "reporting:mine": "leads to the workspace",
    "drafting:motion": "by POST only",
    "account_inactive": "for an account that was switched off: tests/groups/test_accounts.py",
    "account_set_password": "for an account without a password",
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
    ("official", "/cases/1/"),
    (None, "/no-such-page/"),
    ("official", "/no-such-page/"),
    ("official", "/meetings/副市長層級-99/"),
    ("official", "/handover/"),
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
    return [name for name in names if name not in WRITTEN and name not in OPEN and name not in EXEMPT]


PAGES = [Visit(role, name) for name in page_names() for role in ROLES.get(name, ["secretary"])]
PAGES += [Visit(role, path) for role, path in FURTHER + REPORTS]


def address(visit, parts):
    """The path of a visit. Raises NoReverseMatch where a URL's arguments are in no list."""
    if visit.name.startswith("/"):
        return visit.name
    if ("reporting:update", "other") and (visit.role, visit.name) in REPORTS:
        return reverse("reporting:update", kwargs=parts[visit.name])
    return reverse(visit.name, kwargs=parts.get(visit.name) or PARTS.get(visit.name) or {})
