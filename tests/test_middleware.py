"""What holds for every page: methods that it does not have are refused, and nobody without a role reads it."""

import re

import pytest
from django.urls import URLResolver, get_resolver, reverse

from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

STAND_INS = {"int": "1", "meeting": "deputy-mayor-5"}
READ_AND_WRITTEN = {
    "reporting:accept",
    "reporting:import",
    "reporting:update",
    "proposals:new",
    "new-meeting",
    "agenda:edit",
    "agenda:notice",
    "agenda:items",
    "terms:new",
    "terms:change",
    "terms:end",
    "proposals:edit",
    "proposals:review",
    "review:start",
    "review:comment",
    "directives:edit",
    "directives:mark",
    "directives:outcome",
    "versions:correct",
    "finalising:checklist",
    "imports:list",
    "imports:title",
    "imports:problem",
    "imports:fact",
    "imports:text",
}
READ_AND_WRITTEN |= {"differences:write", "differences:change", "liaisons:new"}
WRITTEN = {
    f"reporting:{name}"
    for name in ("submit-all", "import-confirm", "autosave", "submit", "withdraw", "correct", "discard")
}
WRITTEN |= {f"reporting:{name}" for name in ("return", "accept-one", "attach", "detach")}
WRITTEN |= {f"proposals:{name}" for name in ("withdraw", "schedule", "return")}
WRITTEN |= {"differences:withdraw", "cities:confirm"}
READ_AND_WRITTEN |= {"cities:edit"}
READ_AND_WRITTEN |= {"saved:new", "saved:edit"}
WRITTEN |= {"saved:remove"}
WRITTEN |= {f"sitting:{name}" for name in ("decide", "adopt-all", "undo", "paste", "other")}
WRITTEN |= {f"review:{name}" for name in ("close", "write", "agree", "withdraw")}
WRITTEN |= {"differences:withdraw", "handover:download"}
DRAFTED = ("resolutions", "clauses", "motions", "motion", "remarks", "sections")
READ_AND_WRITTEN |= {f"drafting:{name}" for name in DRAFTED}
WRITTEN |= {"drafting:motion-delete"}
WRITTEN |= {"calendar:renew", "calendar:revoke"}
WRITTEN |= {"agenda:schedule", "agenda:change-item", "calendar:renew", "calendar:revoke"}
WRITTEN |= {f"directives:{name}" for name in ("reject", "restore", "remove", "reply", "close", "reopen")}
WRITTEN |= {"differences:withdraw", "handover:download", "reporting:nudge", "reporting:nudge-send"}
WRITTEN |= {f"liaisons:{name}" for name in ("link", "deactivate", "reactivate")}
WRITTEN |= {f"proposals:{name}" for name in ("withdraw", "schedule", "return", "new-draft", "edit-draft")}
WRITTEN |= {f"imports:{name}" for name in ("all-titles", "confirm", "discard")}
READ_AND_WRITTEN |= {"publishing:site"}
WRITTEN |= {f"publishing:{name}" for name in ("switch", "publish-minutes", "publish-list", "withdraw")}
# Pages that need no login: a secret address stands for it, or they are public.
OPEN = ("calendar:feed", "public:", "help:public", "security-txt")


def addresses(resolver=None, prefix="/", namespace=""):
    """{full name or address of a pattern: an address that it matches}, of every pattern of the project."""
    found = {}
    for pattern in (resolver or get_resolver()).url_patterns:
        address = prefix + stand_in(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            found |= addresses(pattern, address, inner)
        else:
            found[f"{namespace}{pattern.name or address}"] = address
    return found


def stand_in(route):
    """The route with something in place of each of its parts."""
    text = str(route)
    if text.startswith("^password/reset"):
        return "password/reset/key/1-none/"
    if text.startswith("^(?P<app_label>"):
        return "meetings/"
    text = re.sub(r"<(?:(\w+):)?\w+>", lambda part: STAND_INS.get(part[1], "x"), text)
    return text.removeprefix("^").removesuffix("$")


def is_page_of_ours(name):
    return not name.startswith(("admin:", "account_", "mfa_"))


def test_every_pattern_has_an_address_here():
    assert len(addresses()) > 150
    assert addresses()["meetings:minutes"] == reverse("meetings:minutes", args=["deputy-mayor-5"])
    assert addresses()["admin:groups_city_change"] == reverse("admin:groups_city_change", args=["x"])


@pytest.mark.parametrize("method", ["put", "delete", "trace", "patch", "options"])
def test_every_page_refuses_a_method_that_no_page_has(method):
    root = signed_in("superuser")

    answers = {name: getattr(root, method)(address).status_code for name, address in addresses().items()}

    assert {name: code for name, code in answers.items() if code != 405} == {}


def test_a_page_that_only_reads_refuses_post_and_one_that_only_writes_refuses_get():
    root = signed_in("superuser")
    pages = {name: address for name, address in addresses().items() if is_page_of_ours(name)}

    posted = {name: root.post(address).status_code for name, address in pages.items()}
    got = {name: root.get(address).status_code for name, address in pages.items() if name in WRITTEN}

    assert {name for name, code in posted.items() if code != 405} == READ_AND_WRITTEN | WRITTEN
    assert set(got.values()) == {405}
    assert "請回到原來的頁面再送出一次" in root.get(reverse("handover:download")).content.decode()


def test_without_a_role_every_page_says_whom_to_ask():
    nobody, asked = signed_in("nobody"), person("secretariat", "lin")
    asked.email = "lin@example.org"
    asked.save()

    for name, address in addresses().items():
        if is_page_of_ours(name) and not name.startswith(OPEN):
            response = nobody.get(address)
            page = response.content.decode()
            assert response.status_code == 403, name
            assert "您的帳號尚未設定角色" in page
            assert '王小明（<a href="mailto:lin@example.org">' in page
    assert nobody.get(reverse("account_change_password")).status_code == 200
    assert nobody.get(reverse("admin:index")).status_code == 302


@pytest.mark.parametrize("role", ["official", "liaison", "secretariat", "superuser"])
def test_with_a_role_the_pages_open(role):
    assert signed_in(role).get(reverse("home")).status_code == 200
