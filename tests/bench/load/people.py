"""Makes the accounts of the load test, signed in, and says what each of them opens and saves.

Run inside a site by `manage.py shell`; prints one line of JSON.
"""

import json
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.urls import reverse

from cases.models import Case
from cases.reporting.content import Content
from cases.reporting.obligations import ensure_period, obligations
from cases.reporting.workflow import return_, save_draft, submit
from groups.models import City, IssueGroup, Role
from groups.roles import assign_role
from meetings.models import Meeting
from platform_site.shared.pages import sessions
from tests.cases.reporting.rows import LIAISON, SECRETARY

CONTENT = Content(progress_text="0", next_steps="辦理。", light="green", progress=40)


def prepare(readers, writers):
    """Print the pages of readers, and for each person the session; for each writer the page to save and the field."""
    groups = list(IssueGroup.objects.all())
    reports = iter(returned_reports(writers // 2))
    cases = iter(Case.objects.tracked().order_by("pk")[: writers - writers // 2])
    people = []
    for number in range(readers):
        user = account(f"reader{number}", Role.OFFICIAL, city=City.objects.first())
        people.append({"session": session_of(user)})
    for number in range(writers):
        if number < writers // 2:
            report = next(reports)
            user = account(f"writer{number}", Role.LIAISON, group=report.case.group)
            page = reverse("reporting:update", args=[report.period_id, report.case_id])
            save = {"page": page, "field": "progress_text", "button": "save"}
        else:
            user = account(f"writer{number}", Role.SECRETARIAT)
            page = reverse("admin:cases_case_change", args=[next(cases).pk])
            save = {"page": page, "field": "summary", "button": "_save"}
        people.append({"session": session_of(user), "save": save})
    print(json.dumps({"pages": pages(groups), "people": people}))


def pages(groups):
    """What a reader opens, as often as it stands here."""
    meetings = list(Meeting.objects.order_by("pk"))
    cases = [case.get_absolute_url() for case in Case.objects.order_by("pk")[:40]]
    lists = [reverse("cases:list"), f"{reverse('cases:list')}?group={groups[0].pk}", f"{reverse('cases:list')}?q=捷運"]
    return [
        *["/"] * 20,
        *lists * 10,
        *cases,
        *[meeting.get_absolute_url() for meeting in meetings] * 4,
        *[reverse("meetings:list"), reverse("stuck:page"), reverse("reporting:matrix")] * 5,
    ]


def returned_reports(wanted):
    """Reports that were sent back, so that they may be written whatever day it is."""
    found = []
    for quarter in (4, 3, 2):
        period = ensure_period(114, quarter)[0]
        for owed in obligations([period]):
            if len(found) < wanted and owed.update is None:
                draft = save_draft(owed.case, period, CONTENT, LIAISON, version=0, today=period.closes_on)
                sent = submit(draft, LIAISON, version=draft.version, today=period.closes_on)
                found.append(return_(sent, "請補充。", SECRETARY, version=sent.version))
    return found


def account(name, role, **where):
    user = User.objects.create_user(name, last_name="王", first_name="小明")
    assign_role(user, role, **where)
    return User.objects.get(pk=user.pk)


def session_of(user):
    """The key of a session of the account: two hundred hashes of passwords would be a minute's work."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    # As behind the sign-in page: the session then ends by itself and notes who is there.
    session[sessions.SIGNED_IN_AT] = session[sessions.ACTIVE_AT] = int(sessions.time.time())
    session.save()
    return session.session_key
