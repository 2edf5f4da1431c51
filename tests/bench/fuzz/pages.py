"""Hostile addresses and query strings on every page that is only read, and files of minutes on the import's page."""

from __future__ import annotations

import random
import re
from urllib.parse import quote, quote_from_bytes

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.bench.fuzz import packages, text
from tests.bench.fuzz.running import ANSWERED, CHINESE, Call, NotASentence, Target

# Of a query string; what is longer the server in front refuses.
LONGEST = 8_000
ALWAYS = ["q", "page", "sort", "as_of", "group", "status", "light", "city"]
ALWAYS += ["from", "to", "next", "format", "all", "p", "o", "e"]
VALUES = ["", "0", "-1", "1", "2", "9" * 25, "１２", "²", "٣", "〇一二", "1e9", "NaN", "none", "true"]
VALUES += ["2024-02-30", "114-13-45", "114/8/7", "9999-12-31", "0001-01-01", "10000-01-01", "deputy-mayor-5"]
VALUES += [
    "deputy-mayor-99999999999999999999",
    "交通組",
    "listed",
    "-title",
    "1,2,3",
    "[]",
    "1_2",
    "+1",
    "all",
    "stuck",
]
VALUES += ["id__in", "%", "_", "\\", "''"]
# Pages that end the session, and those that make a PDF of the whole site.
LEFT_OUT = re.compile(r"logout|handover|\.pdf|\.odt|\.docx|minutes-file|version-file|versions:file|oidc|jsi18n")


def outcome(response: HttpResponseBase) -> str:
    """ANSWERED, or what a page of refusal says. Raises NotASentence for anything that is no answer to a person."""
    if response.status_code >= 500:
        raise NotASentence(f"status {response.status_code}")
    if response.status_code < 400:
        if response.streaming:
            for _ in response.streaming_content:
                pass
        return ANSWERED
    said = re.sub("<[^>]*>", " ", response.content.decode())
    if not CHINESE.search(said):
        raise NotASentence(f"status {response.status_code}: {said[:200]}")
    return "拒絕：" + said[-500:]


class Pages:
    """Every page by GET, asked by people of each role."""

    def __init__(self, clients: list[Client]) -> None:
        self.clients = clients
        self.patterns = [path for path in _paths(get_resolver(), "") if not LEFT_OUT.search(path)]
        self.plain = [path for path in self.patterns if "<" not in path]
        self.names: dict[str, list[str]] = {}

    def a_query(self, chance: random.Random) -> tuple[str, Call]:
        # The search and the two longest lists more often than the others.
        path = chance.choice([*self.plain, *["/search/", "/cases/", "/cases/export.csv", "/audit/"] * 3])
        client = chance.choice(self.clients)
        query = "&".join(self._parameter(path, chance) for _ in range(chance.choice([1, 1, 2, 5])))[:LONGEST]
        return f"{path}?{query}"[:160], lambda: outcome(client.get(path, QUERY_STRING=query))

    def an_address(self, chance: random.Random) -> tuple[str, Call]:
        """A page with arguments, some of them hostile."""
        pattern = chance.choice([path for path in self.patterns if "<" in path])
        client = chance.choice(self.clients)
        path = re.sub(
            "<(?:(int|slug|str|path|meeting):)?[a-z_0-9]+>", lambda found: _argument(found[1], chance), pattern
        )
        return path[:160], lambda: outcome(client.get(path[:LONGEST]))

    def _parameter(self, path: str, chance: random.Random) -> str:
        if path not in self.names:
            page = self.clients[0].get(path)
            shown = "" if page.streaming or page.status_code != 200 else page.content.decode(errors="replace")
            self.names[path] = sorted(set(re.findall('name="([a-z_]+)"', shown)))
        name = chance.choice([*ALWAYS, *self.names[path] * 4])
        if chance.random() < 0.05:
            return f"{name}={quote_from_bytes(chance.randbytes(20))}"
        value = chance.choice(VALUES) if chance.random() < 0.5 else text.wild(chance)[:2_000]
        if chance.random() < 0.03:
            name += chance.choice(["__in", "__gt", "[]", "\0", "__exact", "案"])
        return f"{quote(name)}={_quoted(value)}"


class Uploads:
    """Files of minutes on the page that takes them, and the review of what was recognised."""

    def __init__(self, secretary: Client) -> None:
        self.secretary = secretary

    def an_upload(self, chance: random.Random) -> tuple[str, Call]:
        name = (text.wild(chance)[:80].encode("utf-8", "replace").decode() or "x") + chance.choice(
            [".txt", ".odt", "", ".exe"]
        )
        if chance.random() < 0.8:
            content = text.minutes(chance).encode("utf-8", "replace")
        else:
            content = packages.package(packages.base(chance.choice(["docx", "odt"])), chance)[1]

        def upload() -> str:
            file = SimpleUploadedFile(name, content)
            response = self.secretary.post(reverse("imports:list"), {"file": file})
            return outcome(self.secretary.get(response["Location"]) if response.status_code == 302 else response)

        return f"{len(content)} bytes", upload


def targets(secretary: Client, others: list[Client]) -> list[Target]:
    """The targets of this module, with their share of 100 inputs."""
    pages = Pages([secretary, *others])
    return [
        Target("query strings", 14, pages.a_query),
        Target("addresses", 3, pages.an_address),
        Target("uploaded minutes", 2, Uploads(secretary).an_upload),
    ]


def _paths(resolver: URLResolver, before: str) -> list[str]:
    paths = []
    for pattern in resolver.url_patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            paths += _paths(pattern, path)
        elif isinstance(pattern, URLPattern) and not re.search(r"[\^$(?]", path):
            paths.append("/" + path)
    return paths


def _argument(converter: str | None, chance: random.Random) -> str:
    if chance.random() < 0.4:
        return {"int": "1", "meeting": "deputy-mayor-5", "slug": "tally"}.get(converter or "", "csv")
    if converter == "int":
        return chance.choice(["0", "99999", "9" * 19, "9" * 25, "9" * 4_000, "٣"])
    if converter == "meeting":
        return _quoted(
            chance.choice(
                ["deputy-mayor-0", "deputy-mayor-" + "9" * 30, "副市長層級-5", "副市長層級-²", text.title(chance)]
            )
        )
    return _quoted(chance.choice([*VALUES[1:], text.wild(chance)[:300]])) or "x"


def _quoted(value: str) -> str:
    return quote(value.encode("utf-8", "surrogatepass"), safe="")
