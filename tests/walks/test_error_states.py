"""Every form in its error states: sent empty and with what no field takes, looked at in a browser at both widths.

The forms are those of the pages of tests/walks/test_every_page.py and of the admin. Each is sent by Django's test
client to this process's database, where it is taken back at once; the browser is given the answer.
"""

import json
import re
from urllib.parse import urljoin

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import transaction
from django.test import Client, RequestFactory
from django.urls import resolve, reverse
from django.views.defaults import server_error

from tests.forms import Forms
from tests.people import BACKEND, signed_in
from tests.support.accessible import faults
from tests.support.admin_pages import admin_pages
from tests.support.full_site import fill
from tests.walks.test_every_page import LAPTOP, PAGES, PHONE, address

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_suffices, pytest.mark.slow]

EMPTY, WRONG = "", "x"
# In place of a page of the same server, with its Content-Security-Policy.
WRITE = """([html, path]) => {
    history.replaceState(null, "", path)
    document.open(); document.write(html); document.close()
    // The browser loads this page's scripts after it: what they name is looked at too.
    return new Promise((done) => document.readyState === "complete" ? done()
        : window.addEventListener("load", () => done()))
}"""


@pytest.fixture
def parts(capsys):
    """A row of everything that has a page, in this test's own database; returned are the parts of the addresses."""
    call_command("load_demo", verbosity=0)
    capsys.readouterr()
    fill()
    return json.loads(capsys.readouterr().out)


@pytest.fixture
def look(site, page):
    """Give the browser a response as the answer of an address, and return what is wrong with it at both widths.

    The server of `site`, on a database of its own, serves the scripts and styles.
    """
    site.sign_in(page, "admin")
    # A form that saves itself would do so on that server.
    page.route(re.compile("/(draft|autosave)/$"), lambda route: route.abort())

    def at(response, path):
        page.goto(f"{site.url}/accounts/logout/")
        page.evaluate(WRITE, [response.content.decode(), path])
        return faults(page, LAPTOP) + faults(page, PHONE)

    return at


def client_of(role):
    client = Client()
    if role:
        client.force_login(User.objects.get(username=role), backend=BACKEND)
    return client


def sent(client, path, fields, follow=False):
    """The answer to a form, with what it wrote taken back."""
    with transaction.atomic():
        response = client.post(path, fields, follow=follow)
        transaction.set_rollback(True)
    return response


def error_states(client, path):
    """(name of the state, answer) of each form of a page, for each value that comes back as a page with errors."""
    page = client.get(path)
    if page.status_code != 200 or not page.headers["Content-Type"].startswith("text/html"):
        return
    forms = Forms(page.content.decode(), path)
    for action, fields in forms.sent:
        action = urljoin(path, action)
        # The admin's further buttons to save refuse the same.
        button = ",".join(sorted(fields.keys() & forms.buttons))
        if button in ("_addanother", "_continue", "_saveasnew"):
            continue
        for value in (EMPTY, WRONG):
            typed = {
                name: values if name in forms.hidden | forms.buttons else [value] for name, values in fields.items()
            }
            response = sent(client, action, typed)
            if response.status_code not in (301, 302, 303, 204) and response.headers["Content-Type"].startswith(
                "text/html"
            ):
                yield (resolve(action.partition("?")[0]).view_name, button, value), action, response


def wrong_states(visits, look):
    """{state: faults} of every error state of these pages, each state once; and how many states there were."""
    seen, found = set(), {}
    for role, path in visits:
        for state, action, response in error_states(client_of(role), path):
            if state in seen:
                continue
            seen.add(state)
            wrong = look(response, action)
            if wrong:
                found[role, path, *state] = wrong
    return seen, found


def test_every_page_for_what_is_refused_or_fails(look, settings):
    login, official, stranger = reverse("account_login"), signed_in("official"), Client()
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 5
    responses = [
        official.post(login, {f"field{number}": "" for number in range(6)}),
        official.get("/handover/"),
        Client(enforce_csrf_checks=True).post(login),
        signed_in("nobody").get("/"),
        official.get("/meetings/deputy-mayor-99/"),
        official.post("/meetings/"),
        [stranger.post(login, {"login": "official", "password": "wrong"}) for _ in range(5)][-1],
        server_error(RequestFactory().get("/")),
    ]

    assert [response.status_code for response in responses] == [400, 403, 403, 403, 404, 405, 429, 500]
    assert {n: wrong for n, response in enumerate(responses) if (wrong := look(response, f"/answer-{n}/"))} == {}


def test_every_form_of_the_site(parts, look):
    visits = dict.fromkeys((where.role, address(where, parts)) for where in PAGES)

    seen, found = wrong_states(visits, look)

    assert found == {}
    assert len(seen) > 60


def test_every_action_and_import_of_the_admin(parts, look):
    root, found, seen = client_of("admin"), {}, 0
    for path in admin_pages():
        for state, fields in list_states(root, path) if path.endswith("/import/") or path.count("/") == 4 else []:
            response = sent(root, path, fields, follow=True)
            if response.headers["Content-Type"].startswith("text/html"):
                seen += 1
                found[path, state] = look(response, path)

    assert {state: wrong for state, wrong in found.items() if wrong} == {}
    assert seen > 15


def list_states(client, path):
    """(name, what is posted): each action of an admin's list, with nothing chosen and with a row; a wrong file."""
    if path.endswith("/import/"):
        yield "no file", {}
        for name, content in {
            "no-table.xlsx": b"x",
            "no-columns.csv": b"x",
            "wrong.csv": "編號,案名\nx,".encode(),
        }.items():
            yield name, {"resource": "", "format": "0", "import_file": SimpleUploadedFile(name, content)}
        return
    page = client.get(path).context or {}
    form = page.get("action_form")
    for action, _ in form.fields["action"].choices if form else []:
        if action:
            yield f"{action} of nothing", {"action": action}
            yield action, {"action": action, "_selected_action": [row.pk for row in page["cl"].result_list[:1]]}


@pytest.mark.parametrize("group", range(3))
def test_every_form_of_the_admin(parts, look, group):
    visits = [("admin", path) for path in admin_pages()[group::3] if path.endswith(("/add/", "/change/", "/password/"))]

    seen, found = wrong_states(visits, look)

    assert found == {}
    assert len(seen) > 15
