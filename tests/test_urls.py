"""Every address pattern of the project is opened here, or says here why not; a new one fails until it is listed."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse
from django.utils import timezone

from cases.models import ReminderSent
from meetings.models import DifferenceNote, Meeting, RegularReview
from meetings.proposals.workflow import ProposalContent, propose
from tests.cases.reporting.rows import LIAISON, filed, indicator, tracked_case
from tests.meetings.publishing.rows import publish_everything
from tests.people import person

pytestmark = pytest.mark.django_db

# Patterns with parts: what stands in for them.
PARTS = {
    "cases:detail": {"pk": 1},
    "cities:city": {"pk": 1},
    "cities:edit": {"pk": 1},
    "cases:export": {"extension": "csv"},
    "audit:export": {"extension": "csv"},
    "meetings:dashboard": {"key": "deputy-mayor-5"},
    "meetings:dashboard-pdf": {"key": "deputy-mayor-5"},
    "meetings:minutes": {"key": "deputy-mayor-5"},
    "meetings:minutes-pdf": {"key": "deputy-mayor-5"},
    "meetings:names": {"key": "deputy-mayor-5", "group": "交通組", "number": "added"},
    "agenda:hub": {"key": "deputy-mayor-5"},
    "calendar:meeting": {"key": "deputy-mayor-5"},
    "papers:page": {"key": "deputy-mayor-5", "name": "notice"},
    "papers:pdf": {"key": "deputy-mayor-5", "name": "agenda"},
    "papers:odt": {"key": "deputy-mayor-5", "name": "sign-in"},
    "terms:change": {"pk": 1},
    "terms:end": {"pk": 1},
    "review:state": {"key": "deputy-mayor-5"},
    "review:draft": {"key": "deputy-mayor-5"},
    "review:start": {"key": "deputy-mayor-5"},
    "versions:odt": {"key": "deputy-mayor-5"},
    "versions:docx": {"key": "deputy-mayor-5"},
    "versions:dispatch-pdf": {"key": "deputy-mayor-5"},
    "versions:correct": {"key": "deputy-mayor-5"},
    "versions:list": {"key": "deputy-mayor-5"},
    "versions:detail": {"key": "deputy-mayor-5", "number": 1},
    "versions:file": {"key": "deputy-mayor-5", "number": 1, "copy": "platform", "file_format": "pdf"},
    "finalising:checklist": {"key": "deputy-mayor-5"},
    "work-report:topic": {"pk": 1},
    "work-report:topic-pdf": {"pk": 1},
    "work-report:meeting": {"key": "deputy-mayor-5"},
    "work-report:meeting-pdf": {"key": "deputy-mayor-5"},
    "work-report:meeting-odt": {"key": "deputy-mayor-5"},
    "directives:meeting": {"key": "deputy-mayor-5"},
    "directives:export": {"extension": "csv"},
    "directives:central-export": {"extension": "pdf"},
    "directives:detail": {"pk": 1},
    "directives:edit": {"pk": 1},
    "directives:outcome": {"pk": 1},
    "public:meeting": {"key": "deputy-mayor-5"},
    "public:meeting-calendar": {"key": "deputy-mayor-5"},
    "public:minutes": {"key": "deputy-mayor-5"},
    "public:minutes-file": {"key": "deputy-mayor-5", "file_format": "pdf"},
    "public:version": {"key": "deputy-mayor-5", "number": 1},
    "public:version-file": {"key": "deputy-mayor-5", "number": 1, "file_format": "odt"},
    "public:case": {"pk": 20},
    "public:case-json": {"pk": 20},
    "public:schema": {"name": "tally"},
    "public:data-file": {"name": "tally", "file_format": "csv"},
    "public:sitemap-section": {"section": "cases"},
    "publishing:publish-minutes": {"key": "deputy-mayor-5"},
    "publishing:publish-list": {"what": "tally"},
    "publishing:withdraw": {"pk": 1},
    "publishing:preview-minutes": {"key": "deputy-mayor-5"},
    "publishing:preview-case": {"pk": 20},
    "help:page": {"role": "liaison"},
    "admin:meetings_meeting_finalise": {"pk": 1},
    "admin:app_list": {"app_label": "meetings"},
    "account_reset_password_from_key": {"uidb36": "1", "key": "none"},
}
# Beginnings of names that are not opened here, and why.
NOT_OPENED = {
    "documents:": "they need a document that was asked for: tests/shared/documents/test_pages.py",
    "liaisons:": "they are by POST only, on a liaison: tests/groups/test_liaisons.py",
    "saved:": "they need a saved filter or a list: tests/cases/saved/test_pages.py",
    "differences:": "they need the group of a difference: tests/meetings/differences/test_pages.py",
    "agenda:edit": "needs a draft: tests/meetings/agenda/test_pages.py",
    "agenda:notice": "needs a draft: tests/meetings/agenda/test_pages.py",
    "agenda:items": "needs a draft: tests/meetings/agenda/test_pages.py",
    "agenda:schedule": "needs a draft: tests/meetings/agenda/test_pages.py",
    "agenda:change-item": "needs a draft: tests/meetings/agenda/test_pages.py",
    "calendar:feed": "needs a token: tests/meetings/calendar/test_calendar.py",
    "proposals:": "they need a proposal or a review: tests/meetings/proposals/test_pages.py",
    "sitting:": "they need a draft meeting: tests/meetings/sitting/test_pages.py",
    **dict.fromkeys(
        [f"review:{name}" for name in ("close", "write", "agree", "withdraw", "changes", "comment")],
        "they need a draft that was sent round: tests/meetings/circulation/test_pages.py",
    ),
    "drafting:": "they need a draft: tests/meetings/drafting/test_pages.py",
    "directives:mark": "needs a sentence of a meeting: tests/meetings/directives/test_pages.py",
    "directives:reject": "as directives:mark",
    "directives:restore": "as directives:mark",
    "directives:remove": "by POST only: tests/meetings/directives/test_pages.py",
    "directives:reply": "as directives:remove",
    "directives:close": "as directives:remove",
    "directives:reopen": "as directives:remove",
    "imports:": "they need an uploaded file: tests/meetings/imports/test_review.py",
    "reporting:": "they need a reporting period and what liaisons filed in it: tests of the reporting",
    "admin:view_on_site": "the project's pages link to their rows themselves",
    "admin:auth_user_password_change": "needs the user that the test makes: tests/groups",
    "admin:cases_statuschange_do": "one form per action and row: tests/meetings/admin/test_meetings.py",
}
# What an address answers where that is not 200.
ANSWERS = {
    "cities:mine": 302,  # to the own city or to all of them
    "help:own": 302,  # to the page of the own role
    "security-txt": 404,  # until SECURITY_CONTACT is set: tests/help/test_security_txt.py
    "cities:confirm": 405,  # by POST only
    "calendar:renew": 405,
    "calendar:revoke": 405,
    "account_session": 405,  # by POST only
    "account_login": 302,  # signed in already
    "account_signup": 302,
    "account_set_password": 302,  # it has one already
    "review:start": 302,  # that meeting is final
    "handover:download": 405,  # by POST only
    "publishing:switch": 405,
    "publishing:publish-minutes": 405,
    "publishing:publish-list": 405,
    "publishing:withdraw": 405,
    "reporting:nudge": 405,
    "reporting:nudge-send": 405,
    "finalising:checklist": 302,  # final already
    "admin:meetings_meeting_finalise": 302,  # to the checklist
    "saved:new": 404,  # asks for a list and its conditions
    "reporting:mine": 302,  # to the own group's page
    # A code or a password is asked for again before these, and there is no second factor yet.
    "mfa_activate_totp": 302,
    "mfa_generate_recovery_codes": 302,
    "mfa_reauthenticate": 302,
    "mfa_deactivate_totp": 404,
    "mfa_view_recovery_codes": 404,
    "mfa_authenticate": 302,  # to the start page, for who is in already
    "account_oidc": 404,  # off without its settings
    "account_oidc_callback": 404,
    "admin:password_change": 302,  # to the one page for it
    "admin:login": 302,
    "admin:logout": 405,  # by POST only
    "admin:cases_case_process_import": 405,
    "admin:meetings_meeting_process_import": 405,
    "admin:autocomplete": 403,  # asks for a field's name
}


@pytest.fixture
def root(client):
    """A client who may open everything."""
    user = User.objects.create_superuser("root", password="a long enough one")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    # The public pages are there once something is public.
    publish_everything()
    return client


def named_patterns(resolver, namespace=""):
    """The full names of all patterns, in order."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from named_patterns(pattern, inner)
        else:
            yield f"{namespace}{pattern.name}" if pattern.name else None


def without_parts():
    names = dict.fromkeys(name for name in named_patterns(get_resolver()) if name)
    plain = {}
    for name in names:
        try:
            plain[name] = reverse(name)
        except NoReverseMatch:
            continue
    return plain


def of_admin_rows():
    """The admin's pages of one row: (model, page)."""
    names = set(named_patterns(get_resolver()))
    pages = ("change", "history", "delete", "simple_history")
    every = [(model, page) for model in admin.site._registry for page in pages]
    return [(model, page) for model, page in every if admin_name(model, page) in names]


def admin_name(model, page):
    return f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"


def test_every_address_without_parts_answers(root):
    answers = {name: root.get(address).status_code for name, address in without_parts().items()}

    # 403: rows that are made elsewhere, by the ledger's forms or within their meeting, have no page to add one.
    for name in [name for name in answers if name.startswith("admin:") and name.endswith("_add")]:
        assert answers.pop(name) in (200, 403), name
    wrong = {name: code for name, code in answers.items() if code != ANSWERS.get(name, 200)}
    assert wrong == {}


def test_every_address_with_parts_is_opened_or_has_its_reason(root):
    plain = without_parts()
    rows = {admin_name(model, page) for model, page in of_admin_rows()}
    with_parts = {name for name in named_patterns(get_resolver()) if name and name not in plain} - rows
    to_open = {name for name in with_parts if not name.startswith(tuple(NOT_OPENED))}

    assert to_open == set(PARTS), "list what is new in PARTS, or in NOT_OPENED with the reason"
    for name in to_open:
        assert root.get(reverse(name, kwargs=PARTS[name])).status_code == ANSWERS.get(name, 200), name


@pytest.fixture
def one_of_each(root):
    """A row with history of every model of the admin of which the record has none."""
    case = tracked_case()
    indicator(case)
    update = filed(case)
    ReminderSent.objects.create(
        user=person("liaison"),
        platform=case.group.platform,
        period=update.period,
        stage=-3,
        address="liaison@example.org",
        claimed_at=timezone.now(),
    )
    meeting = Meeting.objects.by_key("deputy-mayor-3").get()
    DifferenceNote.objects.create(
        meeting=meeting, group=case.group, cases_explained=2, text="兩案自工作會議移入", written_by_name="王小明"
    )
    proposal = propose(case.group, ProposalContent("delist", "已達成。", case, delist_reason="normalised"), LIAISON)
    RegularReview.objects.create(case=case, group=case.group, proposal=proposal, due_on="2027-01-31")
    for model in admin.site._registry:
        row = model._default_manager.first()
        if hasattr(row, "history") and not row.history.exists():
            row.save()


@pytest.mark.usefixtures("one_of_each")
def test_every_admin_page_of_a_row_answers(root, subtests):
    for model, page in of_admin_rows():
        with subtests.test(model=model.__name__, page=page):
            row = model._default_manager.first()
            parts = [row.pk, row.history.first().pk] if page == "simple_history" else [row.pk]
            address = reverse(admin_name(model, page), args=parts)

            # 403: the row is read-only for everybody, as the ledger's and a final meeting's are.
            assert root.get(address).status_code in ((200, 302, 403) if page == "delete" else (200,))
