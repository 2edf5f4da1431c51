"""Every list with filters: the same rows on its page and in its files, whatever list it is."""

import re

import pytest
from django.http import QueryDict
from django.urls import reverse

from cases.pages.lists import LISTS
from groups.platforms import default_platform
from meetings.proposals.workflow import ProposalContent, propose
from platform_site.shared.lists.listing import Listing
from tests.cases.reporting.rows import IN_TIME, LIAISON, period, tracked_case
from tests.factories import group
from tests.people import signed_in
from tests.support.lists import content_of, exported, page_rows

pytestmark = pytest.mark.django_db

EVERY = pytest.mark.parametrize("key", list(LISTS))
LATE_DAYS = 3


@pytest.fixture(autouse=True)
def rows_of_all(monkeypatch):
    """Two proposals and two late reports, of which the record has none."""
    late = period().closes_on.replace(day=period().closes_on.day + LATE_DAYS)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: late)
    first, _ = tracked_case(title="逾期甲"), tracked_case("災防組", title="逾期乙")
    propose(group(), ProposalContent("new", "理由", title="新提的案"), LIAISON)
    propose(group(), ProposalContent("delist", "理由", first, delist_reason="normalised"), LIAISON)
    assert late > IN_TIME


def plain(rows):
    """Rows without what only a page says of a number: its sign and the sign in words."""
    return [[re.sub(r"^([+−]?)(\d+)(?:[多少]\d+案)?$", _number, cell) for cell in row] for row in rows]


def _number(found):
    return f"{'-' if found[1] == '−' else ''}{found[2]}"


@EVERY
@pytest.mark.parametrize("extension", ["csv", "ods", "xlsx"])
def test_a_file_holds_what_the_page_shows(key, extension):
    client, at = signed_in("official", "reader"), LISTS[key].address
    if key == "late":
        at = reverse("reporting:late")
    shown = page_rows(client, at)

    facts, rows = exported(client, at, extension)

    assert len(rows) > 2
    assert plain(rows) == plain(shown)
    assert rows[0] == [column.label for column in LISTS[key].columns]
    assert (facts["清單"], facts["篩選條件"]) == (LISTS[key].title, "無（全部）")


@EVERY
def test_each_filter_narrows_both_alike(key):
    client, at = signed_in("official", "reader"), LISTS[key].address
    filters = LISTS[key].filters(QueryDict(), default_platform(), None)
    for name, field in filters.form.fields.items():
        values = [str(value) for value, _ in getattr(field, "choices", ()) if str(value)][:2]
        for value in values if hasattr(field, "choices") else ["逾期"]:
            shown = plain(page_rows(client, at, {name: value}))
            rows = plain(exported(client, at, "csv", {name: value})[1])
            assert rows[1:] == shown[1:], (name, value)


@EVERY
def test_a_pdf_is_made_and_a_wrong_condition_leads_back(key):
    client, at = signed_in("official", "reader"), LISTS[key].address
    assert content_of(client.get(f"{at}export.pdf")).startswith(b"%PDF-")
    wrong = client.get(f"{at}export.ods?group=x", follow=True)
    assert wrong.redirect_chain == [(f"{at}?group=x", 302)]
    assert "沒有「x」這個選項，請由選單重新選取。" in wrong.content.decode()


@EVERY
def test_its_parts_are_named_and_its_conditions_come_in_words(key):
    listing = Listing(LISTS[key], QueryDict("group=交通組"), default_platform())
    assert [str(one) for one in listing.conditions][0].endswith("小組：交通組")
    assert listing.query == "group=%E4%BA%A4%E9%80%9A%E7%B5%84"
    assert len({column.label for column in LISTS[key].columns}) == len(LISTS[key].columns)
