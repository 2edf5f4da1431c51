"""Every URL pattern × five roles × GET and POST: whoever matrix.py says gets in, and nobody else."""

import io
import json
import re
import zipfile
from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse

from cases.models import StatusChange
from platform_site.shared.pdf.rendering import TYPESETTER
from tests.security.matrix import SIGN_IN, expected, matrix
from tests.security.site import OF_A_ROW, ROLES, SECRETS, full_site
from tests.test_urls import admin_name

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

WRITES = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO) "?(\w+)', re.IGNORECASE)
# What a refused request may write all the same: sessions, the counting of sign-ins, the trail of who did what.
MACHINERY = ("django_session", "axes_", "groups_audit")
METHODS = ("get", "post")


def no_pdf(html):
    """In the typesetter's place: what a PDF looks like is no question here, and a hundred of them take minutes."""
    return b"%PDF-" + html.encode()


@pytest.fixture
def site(monkeypatch):
    monkeypatch.setattr(TYPESETTER, "pdf", no_pdf)
    return full_site()


def patterns(resolver=None, namespace="", prefix="") -> Iterator[str]:
    """What stands for each URL pattern in the table: its full name, or its route where it has none."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from patterns(pattern, inner, route)
        else:
            yield f"{namespace}{pattern.name}" if pattern.name else route


def admin_addresses() -> dict[str, str]:
    """{pattern: address} of the admin's pages that are about a row: the latest one, of a draft where there is one."""
    found = {}
    for model in admin.site._registry:
        row, opts = model._default_manager.order_by("pk").last(), model._meta
        if hasattr(row, "history") and not row.history.exists():
            row.save()
        found[f"admin/{opts.app_label}/{opts.model_name}/<path:object_id>/"] = (
            reverse(admin_name(model, "changelist")) + f"{row.pk}/"
        )
        for page in OF_A_ROW:
            args = (
                [row.pk, row.history.first().pk] if page == "simple_history" and hasattr(row, "history") else [row.pk]
            )
            try:
                found[admin_name(model, page)] = reverse(admin_name(model, page), args=args)
            except NoReverseMatch:
                assert page == "simple_history", admin_name(model, page)
    change = StatusChange.objects.filter(meeting__state="draft").first()
    user = change and ContentType.objects.get(app_label="auth", model="user")
    return found | {
        "admin:cases_statuschange_do": reverse("admin:cases_statuschange_do", args=[change.pk, "retitle"]),
        "admin:auth_user_password_change": reverse(
            "admin:auth_user_password_change", args=[User.objects.get(username="liaison").pk]
        ),
        "admin:view_on_site": reverse("admin:view_on_site", args=[user.pk, 1]),
        "admin/(?P<url>.*)$": "/admin/no-such-page/",
    }


def answer(response) -> int | str:
    """The status; "sign-in" for being led there."""
    is_away = response.status_code == 302 and re.search(r"/login/(\?|$)", response["Location"])
    return SIGN_IN if is_away else response.status_code


class Writes:
    """The tables that statements write to while it is set as the connection's wrapper."""

    def __init__(self):
        self.tables = []

    def __call__(self, execute, sql, params, many, context):
        written = WRITES.match(sql)
        if written and not written[1].startswith(MACHINERY):
            self.tables.append(written[1])
        return execute(sql, params, many, context)


def text_of(response) -> str:
    """All that an answer says, of a file too: what is packed is unpacked."""
    content = response.getvalue() if response.streaming else response.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = b"".join(archive.read(name) for name in archive.namelist())
    text = content.decode(errors="replace")
    if "json" in response.get("Content-Type", ""):
        return json.dumps(json.loads(text), ensure_ascii=False)
    # Long lines of a calendar go on in the next; a search marks what it found.
    return re.sub(r"\r\n |</?mark\b[^>]*>", "", text)


def ask(site, role, method, address, data=None):
    """(what is answered, what it says, the tables written to); whatever the request did is taken back."""
    writes = Writes()
    with connection.execute_wrapper(writes), transaction.atomic():
        response = getattr(site.client(role), method)(address, data)
        said = text_of(response)
        transaction.set_rollback(True)
    return answer(response), said, writes.tables


def test_every_url_pattern_is_in_the_matrix_and_nothing_else():
    known, asked = {name for name in matrix() if "@" not in name}, set(patterns())
    # Not every model of the admin keeps what its rows were.
    unused = {name for name in known - asked if name.endswith("_simple_history")}

    assert asked - known == set(), "say in tests/security/matrix.py who may open this"
    assert known - asked == unused, "gone from the project"


def walk(site, names):
    """{(pattern, role, method): (answered, expected)} where they differ, what refused requests wrote, who read what."""
    table, rows = matrix(), admin_addresses()
    wrong, written, read = {}, {}, {}
    for name in names:
        address = rows.get(name) or site.address(name)
        for method in METHODS:
            for role in ROLES:
                said, text, tables = ask(site, role, method, address)
                for secret in SECRETS:
                    if secret in text:
                        read.setdefault(secret, {}).setdefault(role, name)
                should = expected(table[name], method, role)
                if said != should:
                    wrong[name, role, method] = (said, should)
                if said in (SIGN_IN, 403, 404, 405) and tables:
                    written[name, role, method] = tables
    return wrong, written, read


@pytest.mark.parametrize("part", ["pages", "admin"])
def test_every_role_gets_into_what_is_its_own_and_into_nothing_else(site, part):
    known = set(patterns())
    names = [name for name in matrix() if name in known or "@" in name]
    names = [name for name in names if name.startswith("admin") is (part == "admin")]
    wrong, written, read = walk(site, names)
    print(f"{part}: {len(names)} URLs × {len(ROLES)} roles × {len(METHODS)} methods, {len(wrong)} wrong")

    assert wrong == {}
    assert written == {}, "a refused request has changed something"
    if part == "pages":
        assert {secret: set(roles) for secret, roles in read.items()} == SECRETS, read


@pytest.mark.parametrize("name", ["reporting:download", "imports:original"])
def test_what_somebody_uploaded_is_saved_and_never_shown(site, name):
    response = site.client("secretary").get(site.address(name))

    assert response.getvalue() != b""
    assert response["Content-Disposition"].startswith("attachment; ")
    assert response["X-Content-Type-Options"] == "nosniff"
