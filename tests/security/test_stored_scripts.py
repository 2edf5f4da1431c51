"""Hostile strings in every text field, every page in Chromium: no script runs, no element and no attribute comes of it.

Each page is opened twice, with the Content-Security-Policy in force and without it: escaping holds by itself.
"""

import json
import re

import pytest
from django.urls import NoReverseMatch, get_resolver, reverse

from tests.security.corpus import CORPUS
from tests.support.site import serve_full
from tests.test_urls import PARTS, named_patterns
from tests.walks.test_every_page import ADMIN_PAGES, PAGES, address

pytestmark = [pytest.mark.sqlite_suffices, pytest.mark.slow]

SLUGS = {"副市長層級": "deputy-mayor", "審閱層級": "review-level"}
# Before any script of the page: what is called by a string that ran, and what looks at the page afterwards.
SPY = "window.hits = []; window.hit = n => { hits.push(n) }; window.alert = window.prompt = hit"
# Elements and attributes that no template of ours writes, URLs of other kinds, and forms that lead elsewhere.
AUDIT = """() => {
  const found = hits.map(n => 'ran: ' + n), ours = /^(https?:|mailto:|#|$)/
  for (const node of document.querySelectorAll('*')) {
    const name = node.localName
    if (['xss-probe', 'iframe', 'object', 'embed', 'base', 'marquee', 'isindex', 'math', 'video', 'audio', 'font']
        .includes(name)) found.push('element: ' + node.outerHTML.slice(0, 90))
    if (name === 'script' && !node.src && !/json/.test(node.type)) found.push('script: ' + node.text.slice(0, 90))
    if (name === 'meta' && node.httpEquiv) found.push('meta: ' + node.outerHTML.slice(0, 90))
    if (name === 'style' && !node.closest('svg')) found.push('style: ' + node.outerHTML.slice(0, 90))
    for (const { name: attribute, value } of node.attributes) {
      if (/^on/i.test(attribute)) found.push('handler: ' + node.outerHTML.slice(0, 90))
      if (['href', 'src', 'action', 'formaction', 'data', 'xlink:href', 'srcdoc', 'poster'].includes(attribute)) {
        let url = null
        try { url = new URL(value, location.href) } catch { found.push('broken: ' + value.slice(0, 90)) }
        // A picture runs nothing, whatever it holds: the QR code of the second factor is one.
        const isPicture = name === 'img' && attribute === 'src' && value.startsWith('data:image/')
        if (url && !isPicture && !ours.test(url.protocol)) found.push(attribute + ': ' + value.slice(0, 90))
      }
    }
  }
  return [...new Set(found)]
}"""


@pytest.fixture(scope="module")
def poisoned(databases, browser, tmp_path_factory):
    """A server on a full site whose every text field holds the corpus; its `parts` are for addresses."""
    with serve_full(databases, tmp_path_factory.mktemp("poisoned")) as running:
        for parts in running.parts.values():
            if "key" in parts and "-" in parts["key"]:
                level, number = parts["key"].rsplit("-", 1)
                parts["key"] = f"{SLUGS.get(level, level)}-{number}"
        with browser.new_context(locale="zh-TW") as context:
            running.stored = poison(running, context.new_page())
        running.visits = {}
        for role, path in visits(running):
            running.visits.setdefault(role, []).append(path)
        yield running


def poison(site, page):
    """Sign everybody in, since names become hostile too, and fill the fields; returns how many strings each holds."""
    for role in ("secretary", "liaison", "official", "admin"):
        page.context.clear_cookies()
        site.sign_in(page, role)
    printed = site.manage("shell", "-v0", "-c", "from tests.security.poison import poison; poison()")
    return json.loads(printed.strip().splitlines()[-1])


def visits(site):
    """(role, path) of every page, once for each role whose page is another one."""
    found = [(where.role, address(where, site.parts)) for where in PAGES]
    for name in dict.fromkeys(name for name in named_patterns(get_resolver()) if name and name.startswith("public:")):
        try:
            found.append((None, reverse(name, kwargs=PARTS.get(name, {}))))
        except NoReverseMatch:
            raise AssertionError(f"give the arguments of {name} in PARTS") from None
    files = re.compile(r"\.(pdf|odt|docx|csv|json|ics|atom|jsonld|xml|txt)$")
    found += [
        ("secretary", path) for path in ("/search/?q=臺北", "/cases/?q=臺北", "/search/?q=<script>hit(900)</script>")
    ]
    found += [("admin", path) for path in site.manage("shell", "-v0", "-c", ADMIN_PAGES).split()]
    return [visit for visit in dict.fromkeys(found) if visit[0] != "official" and not files.search(visit[1])]


def without_policy(route):
    """The answer as it is, but for its Content-Security-Policy."""
    response = route.fetch()
    headers = {name: value for name, value in response.headers.items() if name != "content-security-policy"}
    route.fulfill(response=response, headers=headers)


@pytest.mark.parametrize("policy", ["without", "with"])
def test_nothing_stored_runs_on_any_page(poisoned, browser, policy):
    found, asked, opened = {}, [], 0
    for role in (None, "secretary", "liaison", "admin"):
        with browser.new_context(locale="zh-TW") as context:
            page = context.new_page()
            page.add_init_script(SPY)
            page.on("request", lambda request: asked.append(request.url))
            if policy == "without":
                page.route(lambda url: "/static/" not in url, without_policy)
            if role:
                poisoned.sign_in(page, role)
            for path in poisoned.visits.get(role, []):
                # What the policy holds back is the same on every page: the admin's are opened without it alone.
                if role == "admin" and policy == "with":
                    continue
                response = page.goto(poisoned.url + path)
                opened += 1
                wrong = page.evaluate(AUDIT)
                if response.status >= 500 or "content-security-policy" not in response.headers and policy == "with":
                    wrong.append(f"status {response.status}, {response.headers}")
                if wrong:
                    found[role, path] = wrong
    fields = len(poisoned.stored)
    print(f"{len(CORPUS)} strings × {fields} text fields, {opened} pages {policy} the policy, {len(found)} wrong")

    assert found == {}
    assert {url for url in asked if not url.startswith((poisoned.url, "data:"))} == set()


def test_every_text_field_holds_every_string(poisoned):
    short = {"groups.IssueGroup.name", "meetings.MeetingLevel.name"}

    assert len(CORPUS) >= 100
    assert {name for name, count in poisoned.stored.items() if count < len(CORPUS)} == short
