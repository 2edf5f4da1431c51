"""A full site inside one test's transaction: a row of everything, one person of each role, and where each URL leads."""

import contextlib
import io
import json

from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.http import SimpleCookie
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode

from cases.models import QuarterlyUpdate, ReportingPeriod, SavedFilter, Sharing
from cases.reporting.attachments import attach
from cases.reporting.workflow import accept, submit
from groups.models import Membership, Role
from meetings.calendar.subscriptions import renew
from meetings.models import (
    DifferenceNote,
    Directive,
    Meeting,
    MinutesImport,
    Motion,
    Proposal,
    Publication,
    StoredDocument,
)
from platform_site.shared.documents.answering import token_of
from platform_site.shared.documents.keeping import keep_drawn
from tests.cases.reporting.rows import LIAISON, SECRETARY
from tests.factories import CaseFactory, record
from tests.people import BACKEND, person
from tests.support.full_site import fill
from tests.test_urls import PARTS

# The liaison is of 交通組, whose rows the addresses name; the other one of 災防組.
ROLES = ("stranger", "liaison", "other", "official", "secretary")
# Texts of hidden rows, and the roles that may read each, on whatever page or in whatever file.
UNSENT, FILE, DRAFTED, MOTION, PRIVATE = (
    "尚未送出之情形甲",
    "尚未送出之附件乙",
    "僅草稿新增之案丙",
    "草稿之動議丁",
    "自用之篩選戊",
)
COMMENT, IMPORT = "請加註樓層。", "第6次會議紀錄.txt"
SECRETS = {
    UNSENT: {"liaison", "secretary"},
    FILE: {"liaison", "secretary"},
    DRAFTED: {"secretary"},
    MOTION: {"secretary"},
    PRIVATE: {"secretary"},
    # The official was asked to confirm that draft.
    COMMENT: {"official", "secretary"},
    IMPORT: {"secretary"},
}
OF_A_ROW = ("change", "delete", "history", "simple_history")
# Beside the arguments of a URL: what stands behind its question mark.
QUERY = "?"
PDF = b"%PDF-1.7\n%%EOF"


class Site:
    """Who asks (`clients`), and the keyword arguments of every URL that has some (`parts`)."""

    def __init__(self, parts):
        self.parts = parts
        self._clients = {role: Client() for role in ROLES}
        for role in ROLES[1:]:
            self._clients[role].force_login(User.objects.get(username=role), backend=BACKEND)
        self._cookies = {
            role: {name: morsel.value for name, morsel in client.cookies.items()}
            for role, client in self._clients.items()
        }

    def client(self, role):
        """The client of that role as it signed in, whatever it did since."""
        client = self._clients[role]
        client.cookies = SimpleCookie(self._cookies[role])
        return client

    def address(self, name):
        """The path of a named URL pattern, "name@state" for another row than usual.

        Raises NoReverseMatch where its arguments are in no list.
        """
        parts = self.parts.get(name, {})
        path = reverse(name.partition("@")[0], kwargs={part: value for part, value in parts.items() if part != QUERY})
        return f"{path}?{urlencode(parts[QUERY])}" if QUERY in parts else path


def full_site():
    """Fill the database and give the Site."""
    call_command("load_demo", stdout=io.StringIO())
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        fill()
    person(Role.LIAISON, "other", "災防組")
    return Site(PARTS | json.loads(printed.getvalue().splitlines()[-1]) | further_parts() | parts_of_states())


def further_parts():
    """Arguments of the URLs that no page walks: files, and steps by POST."""
    sixth, fifth = (Meeting.objects.by_key(f"deputy-mayor-{number}").get() for number in (6, 5))
    circulated = Meeting.objects.filter(circulations__isnull=False).get()
    states = {update.state: update for update in QuarterlyUpdate.objects.order_by("pk")}
    unsent = states["draft"]
    attachment = attach(unsent, SimpleUploadedFile(f"{FILE}.pdf", PDF), LIAISON)
    QuarterlyUpdate.objects.filter(pk=unsent.pk).update(progress_text=UNSENT)
    period, group = ReportingPeriod.objects.get(pk=unsent.period_id), unsent.group_id
    proposal = Proposal.objects.filter(state="proposed").first()
    scheduled = Proposal.objects.filter(state="scheduled").first()
    motion = Motion.objects.create(meeting=sixth, position=1, wording=f"{{n}}、{MOTION}。")
    sentence = "0" * 16
    of_sixth, of_round, of_group = {"key": sixth.key}, {"key": circulated.key}, {"period": period.key, "group": group}
    sitting = {"key": sixth.key, "group_pk": group}
    liaison = Membership.objects.get(user__username="other")
    drawn = keep_drawn("0" * 64, "統計", PDF, 1)
    of_secretary = {"token": token_of(drawn.key, User.objects.get(username="secretary").pk)}
    document = StoredDocument.objects.filter(minutes__meeting=fifth).first()
    note = {"key": "deputy-mayor-3", "group": group}
    token = renew(User.objects.get(username="official"))
    return {
        **{f"review:{name}": of_round for name in ("close", "write", "agree", "withdraw")},
        **{f"agenda:{name}": of_sixth for name in ("schedule", "change-item")},
        **{f"sitting:{name}": sitting for name in ("adopt-all", "undo", "paste")},
        "sitting:decide": sitting | {"proposal_pk": scheduled.pk},
        "sitting:other": sitting | {"action": "rename"},
        **{f"directives:{name}": {"key": "deputy-mayor-5", "sentence": sentence} for name in ("reject", "restore")},
        **{
            f"directives:{name}": {"pk": Directive.objects.order_by("pk")[0].pk}
            for name in ("remove", "reply", "close", "reopen")
        },
        "drafting:motion": {"key": sixth.key, "pk": motion.pk},
        "drafting:motion-delete": {"key": sixth.key, "pk": motion.pk},
        **{f"proposals:{name}": {"pk": proposal.pk} for name in ("withdraw", "schedule", "return", "edit-draft")},
        "proposals:new-draft": {"group": group},
        **{
            f"imports:{name}": {"pk": MinutesImport.objects.latest("pk").pk}
            for name in ("original", "all-titles", "confirm", "discard")
        },
        "differences:export": {"extension": "csv"},
        **{f"documents:{name}": of_secretary for name in ("waiting", "state", "file")},
        "audit:export": {"extension": "csv"},
        "proposals:export": {"extension": "csv"},
        "reporting:late-export": {"extension": "csv"},
        "reporting:export": of_group | {"extension": "ods"},
        "reporting:submit-all": of_group,
        "reporting:import-confirm": of_group,
        "reporting:autosave": {"period": period.key, "case": unsent.case_id},
        **{f"reporting:{name}": {"pk": unsent.pk} for name in ("submit", "withdraw", "discard", "correct", "attach")},
        **{f"reporting:{name}": {"pk": states["submitted"].pk} for name in ("return", "accept-one")},
        **{f"reporting:{name}": {"pk": attachment.pk} for name in ("download", "detach")},
        **{f"liaisons:{name}": {"pk": liaison.user_id} for name in ("link", "deactivate", "reactivate")},
        "saved:open": {"key": SavedFilter.objects.get().key},
        "saved:remove": {"pk": SavedFilter.objects.get().pk},
        "calendar:feed": {"token": token},
        "publishing:withdraw": {"pk": Publication.objects.first().pk},
        "versions:file": {"key": "deputy-mayor-5", "number": 1} | {"copy": document.copy, "file_format": "pdf"},
        "differences:withdraw": note | {"pk": DifferenceNote.objects.latest("pk").pk},
        "help:page": {"role": "liaison"},
    }


def parts_of_states():
    """Arguments of the URLs of rows that not everybody may read."""
    sixth = Meeting.objects.by_key("deputy-mayor-6").get()
    circulated = Meeting.objects.filter(circulations__isnull=False).get()
    case = CaseFactory(title=DRAFTED)
    record(case, sixth)
    returned = QuarterlyUpdate.objects.get(state="returned")
    file = attach(returned, SimpleUploadedFile("佐證.pdf", PDF), LIAISON)
    update = submit(returned, LIAISON, version=returned.version, today=returned.period.closes_on)
    accept(update, SECRETARY, version=update.version)
    unsent = QuarterlyUpdate.objects.filter(progress_text=UNSENT).get()
    private = SavedFilter.objects.get()
    private.pk, private.key, private.sharing, private.name = None, "k" * 22, Sharing.PRIVATE, PRIVATE
    private.save()
    of_draft = [f"meetings:{name}" for name in ("minutes", "minutes-pdf", "dashboard", "dashboard-pdf")]
    of_draft += ["versions:odt", "versions:docx", "directives:meeting", "agenda:hub", "calendar:meeting"]
    of_draft += ["work-report:meeting", "public:minutes"]
    of_round = ("meetings:minutes", "meetings:dashboard-pdf", "directives:meeting")
    return {
        **{f"{name}@draft": {"key": sixth.key} for name in of_draft},
        "meetings:names@draft": {"key": sixth.key, "group": "交通組", "number": "added"},
        "papers:page@draft": {"key": sixth.key, "name": "agenda"},
        "cases:detail@draft": {"pk": case.pk},
        "public:case@draft": {"pk": case.pk},
        **{f"{name}@asked": {"key": circulated.key} for name in of_round},
        "finalising:checklist@final": {"key": "deputy-mayor-5"},
        "drafting:overview@final": {"key": "deputy-mayor-5"},
        "reporting:download@accepted": {"pk": file.pk},
        "saved:open@private": {"key": private.key},
        "reporting:update@unsent": {"period": unsent.period_id, "case": unsent.case_id},
        "reporting:export@unsent": {"period": unsent.period_id, "group": unsent.group_id, "extension": "ods"},
        **{f"search:results@{number}": {QUERY: {"q": text[:-1]}} for number, text in enumerate(SECRETS, 1)},
        "cases:list@hidden": {QUERY: {"q": DRAFTED[:-1]}},
        "cases:export@hidden": {"extension": "csv", QUERY: {"q": DRAFTED[:-1]}},
        "admin:autocomplete@case": {QUERY: {"app_label": "cases", "model_name": "indicator", "field_name": "case"}},
    }
