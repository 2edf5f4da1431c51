"""Follow the links of the site's pages as a browser would, with Django's test client."""

from collections import Counter, deque
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, unquote, urljoin, urlsplit

from django.contrib.staticfiles.finders import find
from django.urls import Resolver404, resolve

STATIC = "/static/"
SIGN_IN = "/accounts/login/"


class Fault(NamedTuple):
    """A link that leads nowhere: the page it stands on, where it points and what that answers."""

    page: str
    link: str
    answer: object


class Walk(NamedTuple):
    """What was opened, by address, and the links that are wrong."""

    opened: dict[str, int]
    faults: list[Fault]
    names: set[str]


class _Links(HTMLParser):
    """The addresses that a page's elements name, and the ids that a `#part` may point at."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = dict(attrs)
        self.ids.update(value for name in ("id", "name") if (value := about.get(name)))
        is_get_form = tag == "form" and (about.get("method") or "get").lower() == "get"
        names = ["href", "xlink:href", "src"] + (["action"] if is_get_form else [])
        self.found += [value for name in names if (value := about.get(name))]


def walk(client, starts: list[str], *, per_kind: int = 3, skip: tuple[str, ...] = ()) -> Walk:
    """Open `starts` and whatever their pages link to, at most `per_kind` addresses of a view with the same conditions.

    A link is wrong where it does not answer 200 in the end; a redirect is followed. `skip` is the beginnings of
    addresses that are not opened. A `#part` must stand on the page it points at, where that page was opened.
    """
    waiting, kinds = deque((start, "") for start in starts), Counter()
    opened, faults, names, parts, ids = {}, [], set(), [], {}
    seen = set(starts)
    while waiting:
        path, page = waiting.popleft()
        response = client.get(path, follow=True)
        opened[path] = response.status_code
        names.add(_kind(path)[0])
        is_sign_in = bool(response.redirect_chain) and response.redirect_chain[-1][0].startswith(SIGN_IN)
        if response.status_code != 200 or (is_sign_in and page):
            faults.append(Fault(page, path, "sign-in" if is_sign_in else response.status_code))
            continue
        content = response.getvalue() if response.streaming else response.content
        if not response["Content-Type"].startswith("text/html"):
            continue
        links = _Links()
        links.feed(content.decode())
        ids[path] = links.ids
        base = response.redirect_chain[-1][0] if response.redirect_chain else path
        for link in links.found:
            target = urlsplit(urljoin(base, link))
            if target.netloc not in ("", "testserver") or target.scheme not in ("", "http", "https"):
                continue
            address = target.path + (f"?{target.query}" if target.query else "")
            if target.fragment and address == base:
                parts.append((path, path, unquote(target.fragment)))
            if target.path.startswith(STATIC):
                if address not in seen and not find(unquote(target.path.removeprefix(STATIC))):
                    faults.append(Fault(path, address, "no such static file"))
                seen.add(address)
                continue
            if target.fragment:
                parts.append((path, address, unquote(target.fragment)))
            if address in seen or address.startswith(skip):
                continue
            seen.add(address)
            kind = _kind(address)
            kinds[kind] += 1
            if kinds[kind] <= per_kind:
                waiting.append((address, path))
    faults += [
        Fault(page, f"{address}#{part}", "no such part")
        for page, address, part in dict.fromkeys(parts)
        if address in ids and part not in ids[address] and part != "top"
    ]
    return Walk(opened, faults, names)


def _kind(address: str) -> tuple[str, tuple[str, ...]]:
    """The view an address leads to and the names of its conditions; its own path where no view answers."""
    target = urlsplit(address)
    try:
        name = resolve(unquote(target.path)).view_name
    except Resolver404:
        name = quote(target.path)
    return name, tuple(sorted(key for key, _ in parse_qsl(target.query)))
