"""Whatever comes as any parameter of any form by POST, the answer is a page: never an exception."""

import re
from datetime import date
from urllib.parse import quote

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.http import QueryDict
from django.urls import resolve, reverse
from django.utils.http import urlencode

from cases.pages.listing import CASES
from cases.pages.lists import LISTS
from cases.saved.workflow import SavedContent, save
from groups.models import City, Membership
from groups.platforms import default_platform
from meetings.circulation.reading import draft_of
from meetings.circulation.standing import agree
from meetings.models import Meeting, TermOfOffice
from meetings.proposals.workflow import schedule
from meetings.record.drafts import start_draft
from meetings.sitting.decisions import adopt
from platform_site.shared.lists.listing import Listing
from tests.cases.cities.rows import reported
from tests.cases.reporting.rows import IN_TIME, SECRETARY, draft, filed, indicator, period, tracked_case
from tests.factories import MeetingFactory, group, record
from tests.forms import Forms, forms_of
from tests.meetings.agenda.rows import proposed, sixth
from tests.meetings.circulation.rounds import comment, reviewer, sent, signed
from tests.meetings.circulation.rounds import draft as review_draft
from tests.meetings.proposals.test_pages import new_proposal, regular  # noqa: F401 (a fixture)
from tests.people import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

HOSTILE = ["x", "", "9" * 25, "１２", "-1", "\0"]


@pytest.fixture(autouse=True)
def the_quarter_is_open(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: IN_TIME)


def send_hostile(client, forms, values=HOSTILE):
    """Each value in place of each parameter of each form; what is written is taken back. Returns the URLs' names.

    Of parameters that differ by a number only, the first stands for all; how many rows a formset has is Django's.
    """
    for address, fields in forms:
        ours = [name for name in reversed(fields) if not name.endswith("_FORMS")]
        for name in {re.sub(r"\d+", "0", name): name for name in ours}.values():
            for value in values:
                with transaction.atomic():
                    response = client.post(address, fields | {name: [value]})
                    transaction.set_rollback(True)
                assert response.status_code < 500, (address, name, value)
    return {resolve(address.partition("?")[0]).view_name for address, _ in forms}


def test_of_the_quarterly_reports():
    liaison, secretary = signed_in("liaison"), signed_in("secretariat")
    with_draft, sent, accepted = tracked_case(), tracked_case(), tracked_case()
    indicator(with_draft)
    update = draft(with_draft)
    filed(sent)
    filed(accepted, state="accepted")
    at = [period().key, group().pk]
    pages = [reverse("reporting:workspace", args=at)]
    pages += [reverse("reporting:update", args=[at[0], case.pk]) for case in (with_draft, sent, accepted)]
    forms = [form for page in pages for form in forms_of(liaison, page)]
    fields = next(fields for address, fields in forms if address == pages[1])
    forms += [
        (reverse("reporting:autosave", args=[at[0], with_draft.pk]), fields),
        (reverse("reporting:submit", args=[update.pk]), {"version": ["1"]}),
        (reverse("reporting:import", args=at), {"file": ["x"]}),
        (reverse("reporting:import-confirm", args=at), {"changes": ["x"]}),
        (reverse("reporting:detach", args=[1]), {}),
    ]
    ticks = forms_of(secretary, reverse("reporting:accept"))
    preview = secretary.post(*ticks[0]).content.decode()
    decisions = [*ticks, *Forms(preview, reverse("reporting:accept")).sent]
    decisions += [form for page in pages for form in forms_of(secretary, page)]

    names = send_hostile(liaison, forms) | send_hostile(secretary, decisions)

    assert names >= {f"reporting:{name}" for name in ("submit-all", "submit", "withdraw", "correct", "attach")}
    assert names >= {f"reporting:{name}" for name in ("update", "autosave", "accept", "accept-one", "return")}


def test_of_the_proposals(regular):  # noqa: F811
    liaison, secretary = signed_in("liaison"), signed_in("secretariat")
    tracked_case()
    mine, decided = new_proposal(), new_proposal()
    schedule(decided, MeetingFactory(), SECRETARY, version=1)
    pages = [
        reverse("proposals:new", args=[group().pk]),
        reverse("proposals:edit", args=[mine.pk]),
        reverse("proposals:detail", args=[mine.pk]),
        reverse("proposals:review", args=[regular.pk]),
    ]
    forms = [form for page in pages for form in forms_of(liaison, page)]
    decisions = [
        form for row in (mine, decided) for form in forms_of(secretary, reverse("proposals:detail", args=[row.pk]))
    ]

    names = send_hostile(liaison, forms) | send_hostile(secretary, decisions)

    assert names == {f"proposals:{name}" for name in ("new", "edit", "withdraw", "review", "schedule", "return")}


def test_of_preparing_a_meeting():
    secretary, meeting = signed_in("secretariat"), sixth()
    proposed(meeting, "甲")
    term = TermOfOffice.objects.last()
    pages = ["/meetings/new/", reverse("terms:new"), reverse("calendar:subscription")]
    pages += [reverse(f"agenda:{name}", args=[meeting.key]) for name in ("edit", "notice", "items")]
    pages += [reverse(f"terms:{name}", args=[term.pk]) for name in ("change", "end")]

    names = send_hostile(secretary, [form for page in pages for form in forms_of(secretary, page)])

    assert names >= {f"agenda:{name}" for name in ("edit", "notice", "items", "change-item")}
    assert names >= {"new-meeting", "terms:new", "terms:change", "terms:end", "calendar:renew"}


def test_of_a_circulation():
    secretary, user, second = signed_in("secretariat"), reviewer("a", "臺北市"), reviewer("b", "新北市")
    meeting, never_sent = review_draft(), review_draft()
    sent(meeting, user, second, today=IN_TIME)
    row = comment(meeting, user)
    agree(meeting, second, mark=draft_of(meeting).mark, version=1)

    def at(name, *args):
        return reverse(f"review:{name}", args=[meeting, *args])

    # Of the boxes, one for each paragraph, the first stands for all.
    forms = [
        (address, dict(list(fields.items())[:2]) if address == at("write") else fields)
        for client in (signed(user), signed(second))
        for address, fields in forms_of(client, at("draft"))
    ]
    decisions = [*forms_of(secretary, at("state")), *forms_of(secretary, at("comment", row.pk))]
    decisions += forms_of(secretary, reverse("review:start", args=[never_sent]))

    names = send_hostile(signed(user), forms) | send_hostile(signed(second), forms) | send_hostile(secretary, decisions)

    assert names == {f"review:{name}" for name in ("write", "agree", "withdraw", "close", "comment", "start")}


def test_of_the_sitting():
    secretary, fifth = signed_in("secretariat"), Meeting.objects.by_key("副市長層級-5").get()
    meeting = start_draft(Meeting(level=fifth.level, number=6, held_on=date(2026, 3, 5)), SECRETARY)
    adopted, waiting = (schedule(new_proposal(), meeting, SECRETARY, version=1) for _ in range(2))
    adopt(adopted, SECRETARY, version=2)
    page = reverse("sitting:group", args=[meeting.key, group().pk])
    decide = reverse("sitting:decide", args=[meeting.key, group().pk, waiting.pk])
    fields = {"row_version": ["2"], "title": ["新名"], "comment": ["x"]}
    forms = [(decide, fields | {"decision": [name]}) for name in ("adopt", "amend", "defer", "return")]
    pasted = {"text": ["甲案"], "kind": ["added"], "record": ["1"], "seal": ["x"], "choice-1": ["new"]}
    forms += [(f"{page}paste/", pasted), *forms_of(secretary, page)]

    names = send_hostile(secretary, forms)

    assert names == {f"sitting:{name}" for name in ("decide", "adopt-all", "undo", "paste", "other")}


def test_of_the_ledgers_forms_and_of_finalising():
    secretary, fifth = signed_in("secretariat"), Meeting.objects.by_key("副市長層級-5").get()
    meeting = start_draft(Meeting(level=fifth.level, number=6, held_on=date(2026, 3, 5)), SECRETARY)
    row = record(tracked_case(), meeting, "delisted")
    final = Meeting.objects.by_key("副市長層級-1").get().changes.first()
    pages = [
        reverse("admin:cases_statuschange_record"),
        *(reverse("admin:cases_statuschange_do", args=[row.pk, action]) for action in ("retitle", "withdraw")),
        reverse("admin:cases_statuschange_do", args=[final.pk, "correct"]),
        reverse("finalising:checklist", args=[meeting.key]),
    ]

    names = send_hostile(secretary, [form for page in pages for form in forms_of(secretary, page)])

    assert names == {"admin:cases_statuschange_record", "admin:cases_statuschange_do", "finalising:checklist"}


def test_of_the_cities_of_a_case():
    secretary, case = signed_in("secretariat"), tracked_case()
    reported(case, taipei="召開會議。", keelung="完成盤點。")
    pages = [reverse("cities:proposed"), reverse("cities:edit", args=[case.pk])]

    names = send_hostile(secretary, [form for page in pages for form in forms_of(secretary, page)])

    assert names == {"cities:confirm", "cities:edit"}


def test_of_saved_filters():
    client, platform = signed_in("official"), default_platform()
    narrowed = Listing(CASES, QueryDict("status=listed&city=none"), platform)
    saved = save(get_user_model().objects.get(username="official"), platform, narrowed, SavedContent("我的", "link"))
    query = urlencode({"list": "cases", "query": "status=listed&light=red", "as_of": "deputy-mayor-3"})
    pages = [f"{reverse('saved:new')}?{query}", reverse("saved:edit", args=[saved.pk]), reverse("saved:list")]
    forms = [form for page in pages for form in forms_of(client, page)]

    names = send_hostile(client, forms)

    assert names == {"saved:new", "saved:edit", "saved:remove"}
    for value in HOSTILE:
        for name in ("list", "query", "as_of"):
            asked = {"list": "cases", "query": "status=listed", name: value}
            assert client.get(reverse("saved:new"), asked).status_code in (200, 302, 404), (name, value)
        assert client.get(f"/saved/{quote(value)}/").status_code == 404, value


@pytest.mark.parametrize("key", LISTS)
def test_of_the_filters_of_lists_and_their_files(key):
    client, address = signed_in("official"), LISTS[key].address
    names = [*LISTS[key].filters(QueryDict(), default_platform(), None).form.fields, "as_of", "page"]
    for name in names:
        for value in HOSTILE:
            for at in (address, f"{address}export.csv"):
                response = client.get(at, {name: value})
                assert response.status_code in (200, 302), (at, name, value)
                b"".join(response)


def test_of_the_admins_pages_of_rows():
    secretary, fifth = signed_in("secretariat"), Meeting.objects.by_key("副市長層級-5").get()
    meeting = start_draft(Meeting(level=fifth.level, number=6, held_on=date(2026, 3, 5)), SECRETARY)
    # Of rows that are printed alike two stand for all: every answer prints them all again.
    for alike in (meeting.group_resolutions.all(), meeting.sections.all()):
        alike.filter(pk__in=[row.pk for row in alike[2:]]).delete()
    resolution, case = meeting.group_resolutions.first(), tracked_case()
    rows = [case, indicator(case), period(), City.objects.last(), Membership.objects.last()]
    rows += [meeting, meeting.sections.first(), resolution, resolution.clauses.first()]
    pages = [reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk]) for row in rows]

    # The first form of a page is the row's own. Of the values, the one that no integer of a database holds.
    names = send_hostile(secretary, [forms_of(secretary, page)[0] for page in pages], ["9" * 25])

    assert len(names) == len(rows)
