"""Every form that edits a stored row: a stale save is refused, and both versions stand side by side.

Two people open the same page. The first saves; the second, who has another text in the same field, is refused, reads
who saved what and when beside the own text, and nothing of either is lost. The walk finds the forms by itself: a page
or an admin page with an editing form that is in no list here fails the test.
"""

import re
from html import unescape
from urllib.parse import unquote

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import resolve, reverse

from cases.models import CommonTopic, QuarterlyUpdate
from cases.reporting.workflow import return_
from groups.models import Platform, Role
from meetings.models import Meeting, Remark
from platform_site.shared.pdf.rendering import TYPESETTER
from tests.cases.reporting.rows import SECRETARY
from tests.forms import Forms
from tests.people import BACKEND, form_data, person
from tests.security.matrix import NONE, matrix
from tests.security.site import full_site
from tests.security.test_matrix import no_pdf

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

FIRST, SECOND = "先存的內容", "後存的內容"
# The forms of pages that edit a stored row, by the pattern they are sent to: the field that both people change, and
# what each puts there, as it is sent and as it is shown.
TEXTS = ((FIRST, FIRST), (SECOND, SECOND))
EDITS = {
    "agenda:edit": ("recorder", *TEXTS),
    "agenda:notice": ("remarks", *TEXTS),
    "cities:edit": ("city-1", ("leads", "主辦"), ("takes_part", "參與")),
    "differences:change": ("text", *TEXTS),
    "directives:edit": ("due_number", ("7", "7"), ("8", "8")),
    "directives:outcome": ("note", *TEXTS),
    "drafting:clauses": ("text-c", *(2 * ("{}" + text,) for text in (FIRST, SECOND))),
    "drafting:motion": ("titles", *TEXTS),
    "drafting:remarks": ("text-0", *TEXTS),
    "drafting:resolutions": ("after", *TEXTS),
    "drafting:sections": ("body-", *TEXTS),
    "proposals:edit": ("reason", *TEXTS),
    "proposals:review": ("text", *TEXTS),
    "publishing:site": ("provider", *TEXTS),
    "reporting:update": ("progress_text", *TEXTS),
    "review:comment": ("answer", *TEXTS),
    "saved:edit": ("name", *TEXTS),
    "terms:change": ("source", *TEXTS),
    "terms:end": ("ends_on", ("2030-01-01", "119年1月1日"), ("2030-02-01", "2030-02-01")),
}
# What these forms ask for besides, and the buttons of several.
BESIDES = {
    "drafting:motion": {"proposer": "1"},
    "drafting:remarks": {"other-0": "陳副市長"},
    "proposals:review": {"outcome": "continue"},
    "review:comment": {"step": "answer"},
}
# Those of an import under review say it in words of their own.
IMPORTS = {"imports:fact": "value", "imports:problem": "reason", "imports:text": "text", "imports:title": "choice"}
# Forms that add a row or decide on one: there is no older text that they could undo. What they were shown is compared
# all the same (their rooms' tests), and the second of two is told who decided what.
NO_EDITS = {
    *("agenda:items", "differences:write", "directives:mark", "new-meeting", "proposals:new", "review:start"),
    *("terms:new", "drafting:motions", "directives:close", "proposals:return", "proposals:schedule", "sitting:decide"),
    "versions:correct",
}


@pytest.fixture
def site(monkeypatch):
    monkeypatch.setattr(TYPESETTER, "pdf", no_pdf)
    return full_site()


def editing_forms(site):
    """{pattern: page} of every form by POST that carries what its user saw, and has something to type or choose."""
    found = {}
    for name, (got, _) in matrix().items():
        if name.startswith(("admin", "account_", "mfa_", "public:")) or got == NONE or "@" in name:
            continue
        page = site.address(name)
        response = site.client("secretary").get(page)
        if response.status_code != 200 or not response["Content-Type"].startswith("text/html"):
            response.streaming and response.getvalue()
            continue
        forms = Forms(response.content.decode(), page)
        for address, fields in forms.sent:
            typed = fields.keys() - forms.hidden - forms.buttons
            if typed and fields.keys() & {"row_version", "number", "row_seen"}:
                found.setdefault(resolve(unquote(address.partition("?")[0])).view_name, page)
    return found


def filled(form):
    """What a browser would send of an unbound form."""
    data = {}
    for bound in form:
        value = bound.field.prepare_value(bound.value())
        if value is not None and value is not False:
            data[bound.html_name] = "on" if value is True else value
    return data


def compared_on(response):
    """The rows of the two versions side by side, and what is said of who saved."""
    page = response.content.decode()
    part = page[page.find('<div class="both-versions">') :].partition("</table>")[0]
    rows = re.findall(r"<tr><th[^>]*><a[^>]*>([^<]*)</a></th><td>([^<]*)</td><td>([^<]*)</td>", part)
    saved = re.search(r"目前資料庫中的內容由([^<]+)於1\d\d年[^<]+儲存。", page)
    return [(unescape(stored), unescape(typed)) for _, stored, typed in rows], saved and saved[1]


def refusal_of(first, second, page, field, theirs, own, besides):
    """Both open the page and save; returns what was wrong with how the second one was refused."""
    forms = [client.get(page).context["form"] for client in (first, second)]
    sent = [filled(form) for form in forms]
    name = next(name for name in forms[0].fields if name.startswith(field))
    now = sent[0].get(name, "")
    theirs, own = ([text.format(now) for text in pair] for pair in (theirs, own))
    saved = first.post(page, sent[0] | besides | {name: theirs[0]})
    if saved.status_code != 302:
        return f"the first was not saved: {saved.status_code} {saved.context['form'].errors}"
    refused = second.post(page, sent[1] | besides | {name: own[0]})
    rows, saver = compared_on(refused)
    kept = refused.context["form"][name].value()
    wrong = []
    if refused.status_code != 409:
        wrong.append(f"answered {refused.status_code}")
    if (theirs[1], own[1]) not in rows:
        wrong.append(f"shown: {rows}")
    if not saver:
        wrong.append("nobody is named")
    if kept != own[0]:
        wrong.append(f"typed was {own[0]}, kept {kept}")
    return "; ".join(wrong)


@pytest.fixture
def both(site):
    """Two of the secretariat; one of them made what only its owner may change."""
    other = Client()
    other.force_login(person(Role.SECRETARIAT, "second"), backend=BACKEND)
    return other, site.client("secretary")


def report_sent_back():
    """A report that may be written whatever day it is."""
    update = QuarterlyUpdate.objects.filter(state="submitted").first()
    return return_(update, "請補充。", SECRETARY, version=update.version)


def test_every_editing_form_of_a_page_refuses_a_stale_save_and_shows_both_versions(site, both):
    other, own = both
    report = report_sent_back()
    found = editing_forms(site) | {
        "reporting:update": reverse("reporting:update", args=[report.period_id, report.case_id])
    }

    assert found.keys() - EDITS.keys() - IMPORTS.keys() - NO_EDITS == set()
    wrong = {}
    for name, (field, theirs, mine) in EDITS.items():
        first = own if name == "saved:edit" else other
        said = refusal_of(first, own, found[name], field, theirs, mine, BESIDES.get(name, {}))
        if said:
            wrong[name] = said
    assert wrong == {}


# The forms of the admin by model: the field that both change, and what each puts there where that is no text.
ADMIN = {
    "auth.user": ("first_name", *TEXTS),
    "cases.case": ("summary", *TEXTS),
    "cases.commontopic": ("name", *TEXTS),
    "cases.indicator": ("standard", *TEXTS),
    "cases.reportingperiod": ("late_until", ("2031-01-01", "120年1月1日"), ("2031-02-01", "2031-02-01")),
    "groups.city": ("order", ("90", "90"), ("91", "91")),
    "groups.issuegroup": ("order", ("90", "90"), ("91", "91")),
    "groups.membership": ("city", ("1", "基隆市"), ("2", "臺北市（基北北桃合作交流平臺）")),
    "groups.platform": ("name", *TEXTS),
    "meetings.clause": ("wording", *TEXTS),
    "meetings.differencenote": ("text", *TEXTS),
    "meetings.groupresolution": ("wording", *TEXTS),
    "meetings.meeting": ("venue", *TEXTS),
    "meetings.meetinglevel": ("order", ("90", "90"), ("91", "91")),
    "meetings.motion": ("wording", *TEXTS),
    "meetings.remark": ("position", ("90", "90"), ("91", "91")),
    "meetings.section": ("wording", *TEXTS),
    "meetings.termofoffice": ("source", *TEXTS),
}
# What a role may do is written at every migration (groups/roles.py), by nobody in this form.
NOT_EDITED = {"auth.group"}


def editable(client):
    """{model: page} of the admin's forms in which this person can change something of the newest row."""
    found = {}
    for model in admin.site._registry:
        label = model._meta.label_lower
        for row in model._default_manager.order_by("-pk")[:40]:
            response = client.get(reverse(f"admin:{label.replace('.', '_')}_change", args=[row.pk]))
            fields = response.context["adminform"].form.fields.keys() if response.status_code == 200 else set()
            if fields - {"row_version"}:
                found[label] = response.request["PATH_INFO"]
                break
    return found


def admin_refusal_of(first, second, page, name, theirs, own):
    sent = [form_data(client.get(page)) for client in (first, second)]
    now = str(sent[0].get(name, ""))
    theirs, own = ([text.format(now) for text in pair] for pair in (theirs, own))
    saved = first.post(page, sent[0] | {name: theirs[0]})
    if saved.status_code != 302:
        return f"the first was not saved: {saved.status_code} {saved.context['errors']}"
    refused = second.post(page, sent[1] | {name: own[0]})
    rows, saver = compared_on(refused)
    wrong = []
    if refused.status_code != 200:
        return f"answered {refused.status_code}"
    if (theirs[1], own[1]) not in rows:
        wrong.append(f"shown: {rows}")
    if not saver:
        wrong.append("nobody is named")
    if form_data(refused)[name] != own[0]:
        wrong.append(f"typed was {own[0]}, kept {form_data(refused)[name]}")
    if form_data(second.get(page))[name] == own[0]:
        wrong.append("saved all the same")
    return "; ".join(wrong)


def test_every_form_of_the_admin_refuses_a_stale_save_and_shows_both_versions(site, both):
    other, own = both
    # Names that a final record prints do not change.
    Platform.objects.create(name="另一平臺")
    CommonTopic.objects.create(name="另一共同議題")
    draft = Meeting.objects.by_key("deputy-mayor-6").get()
    Remark.objects.create(meeting=draft, position=1, surname="王", title="副市長")
    found = editable(own)

    assert found.keys() - NOT_EDITED == ADMIN.keys()
    wrong = {label: admin_refusal_of(other, own, found[label], *ADMIN[label]) for label in found.keys() - NOT_EDITED}
    assert {label: said for label, said in wrong.items() if said} == {}
