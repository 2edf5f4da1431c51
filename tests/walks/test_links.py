"""Every link that a page shows leads whoever reads it somewhere: a walk for each role, now and as of a past day.

Links are followed to pages, files, feeds and data; PDFs are composed without being laid out, which is what takes long.
"""

import io

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from platform_site.shared.pdf.rendering import TYPESETTER
from tests.people import BACKEND
from tests.support.full_site import fill
from tests.walks.links import walk

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_suffices, pytest.mark.slow]

SIGN_OUT = "/accounts/logout/"
# Pages that show the state of a past day; their links are other addresses than today's.
THEN = ["/", "/cases/", "/stuck/", "/cities/", "/reports/", "/work-report/", "/directives/", "/meetings/tally/"]
STARTS = {
    None: ["/", "/accounts/login/", "/public/", "/help/public/", "/robots.txt", "/sitemap.xml", "/no/such/page"],
    "liaison": ["/"],
    "official": ["/"],
    "secretary": ["/"],
    "admin": ["/admin/"],
}


@pytest.fixture
def full(monkeypatch, capsys):
    """A site with a row of everything that has a page, all of it published."""
    monkeypatch.setattr(TYPESETTER, "pdf", lambda html: b"%PDF-1.7")
    call_command("load_demo", stdout=io.StringIO())
    fill()
    capsys.readouterr()


def client_of(role):
    client = Client()
    if role:
        client.force_login(User.objects.get(username=role), backend=BACKEND)
    return client


@pytest.mark.usefixtures("full", "real_files")
@pytest.mark.parametrize("role", STARTS, ids=lambda role: role or "stranger")
def test_no_link_leads_nowhere_or_to_what_is_not_the_readers(role):
    starts = list(STARTS[role])
    if role in ("secretary", "official"):
        today = timezone.localdate().isoformat()
        starts += [f"{path}?as_of={day}" for path in THEN for day in ("deputy-mayor-3", today)]

    found = walk(client_of(role), starts, per_kind=1, skip=(SIGN_OUT,))

    missing = [fault for fault in found.faults if fault.page or fault.link != "/no/such/page"]
    assert missing == []
    assert len(found.opened) > {None: 20, "admin": 60}.get(role, 80)
