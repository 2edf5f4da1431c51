"""Rows that several processes change at once through the pages, and whether every change is there in the end.

Three rows hold a number that everybody counts up by one; of the decisions and acceptances each process has its own, and
what they write in common is the meeting's record and the chains of seals and of the audit trail.
"""

import time

from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from cases.models import Case, Kind, QuarterlyUpdate, UpdateState
from cases.reporting.content import Content
from cases.reporting.obligations import ensure_period, obligations
from cases.reporting.workflow import return_, save_draft, submit
from groups.audit import chain
from groups.models import IssueGroup
from meetings.minutes.render import render
from meetings.models import Meeting, MeetingNotice, Proposal, ProposalState
from meetings.record.compose import compose
from meetings.record.verifying import verify_ledger
from tests.cases.reporting.rows import LIAISON, SECRETARY
from tests.meetings.agenda.rows import proposed, sixth
from tests.people import BACKEND, form_data

CONTENT = Content(progress_text="0", next_steps="辦理。", light="green", progress=40)
QUARTERS = [(114, 4), (114, 3), (114, 2), (114, 1)]
OVERTAKEN = 409


class TimedClient(Client):
    """Knows the seconds of its longest request."""

    longest = 0.0

    def request(self, **request):
        began = time.monotonic()
        try:
            return super().request(**request)
        finally:
            self.longest = max(self.longest, time.monotonic() - began)


class Contested:
    """Makes the rows; each method named after a kind of save does one, and returns whether it was acknowledged."""

    def __init__(self, processes: int, saves: int) -> None:
        """`saves` is how many of the one-by-one kinds each process will do at most."""
        self.group = IssueGroup.objects.get(name="交通組")
        self.case = Case.objects.tracked().filter(group=self.group).first()
        Case.objects.filter(pk=self.case.pk).update(summary="0")
        self.meeting = sixth()
        periods = [ensure_period(*quarter)[0] for quarter in QUARTERS]
        owed = [(period, row.case) for period in periods for row in obligations([period])]
        place = next(index for index, (_, case) in enumerate(owed) if case.group_id == self.group.pk)
        mine = submitted(*owed.pop(place))
        # Sent back, so that it may be written whatever day it is.
        self.report = return_(mine, "請補充。", SECRETARY, version=mine.version)
        MeetingNotice.objects.create(meeting=self.meeting, remarks="0")
        rest = iter(owed)
        self.proposals = [
            [proposed(self.meeting, f"第{process}程序第{number}案").pk for number in range(saves)]
            for process in range(processes)
        ]
        self.waiting = [[submitted(*next(rest)).pk for _ in range(saves)] for _ in range(processes)]

    def sign_in(self) -> dict[str, TimedClient]:
        """Clients of this process's own."""
        clients = {}
        for name in ("secretary", "liaison"):
            clients[name] = TimedClient()
            clients[name].force_login(User.objects.get(username=name), backend=BACKEND)
        return clients

    # -- One save, by the pages

    def save_report(self, clients, process, number) -> bool:
        page = reverse("reporting:update", args=[self.report.period_id, self.report.case_id])
        form = clients["liaison"].get(page).context["form"]
        counted = {"progress_text": str(int(form["progress_text"].value()) + 1), "save": "1"}
        return _saved(clients["liaison"].post(page, form.shown_values | counted))

    def save_case(self, clients, process, number) -> bool:
        page = reverse("admin:cases_case_change", args=[self.case.pk])
        data = form_data(clients["secretary"].get(page))
        answer = clients["secretary"].post(page, data | {"summary": str(int(data["summary"]) + 1)})
        # The admin answers a refused form with the status of any page.
        if answer.status_code == 200 and answer.context["adminform"].form.has_error("__all__", code="stale"):
            return False
        return _saved(answer)

    def save_notice(self, clients, process, number) -> bool:
        page = reverse("agenda:notice", args=[self.meeting.key])
        form = clients["secretary"].get(page).context["form"]
        data = {bound.html_name: bound.value() or "" for bound in form}
        counted = {"remarks": str(int(data["remarks"]) + 1)}
        return _saved(clients["secretary"].post(page, data | counted))

    def decide(self, clients, process, number) -> bool:
        proposal = Proposal.objects.get(pk=self.proposals[process][number])
        page = reverse("sitting:decide", args=[self.meeting.key, self.group.pk, proposal.pk])
        return _saved(clients["secretary"].post(page, {"row_version": proposal.version, "decision": "adopt"}))

    def accept(self, clients, process, number) -> bool:
        update = QuarterlyUpdate.objects.get(pk=self.waiting[process][number])
        page = reverse("reporting:accept-one", args=[update.pk])
        return _saved(clients["secretary"].post(page, {"version": update.version}))

    # -- What is there in the end

    def found(self) -> dict[str, int]:
        """How many saves of each kind the database holds."""
        adopted = Proposal.objects.filter(meeting=self.meeting, state=ProposalState.ADOPTED)
        changes = self.meeting.changes.filter(kind=Kind.ADDED)
        minutes = "".join(render(compose(Meeting.objects.get(pk=self.meeting.pk))).split())
        waiting = [pk for pks in self.waiting for pk in pks]
        return {
            "report": int(QuarterlyUpdate.objects.get(pk=self.report.pk).progress_text),
            "case": int(Case.objects.get(pk=self.case.pk).summary),
            "notice": int(MeetingNotice.objects.get(meeting=self.meeting).remarks),
            # A decision is whole: the proposal, the ledger's row and the title in the minutes.
            "decision": min(adopted.count(), changes.count(), sum(row.printed_title in minutes for row in changes)),
            "acceptance": QuarterlyUpdate.objects.filter(pk__in=waiting, state=UpdateState.ACCEPTED).count(),
        }

    def drift(self) -> list[str]:
        """What the platform's own checks say of ledger, seals and audit trail."""
        return [*verify_ledger(), *chain.verify().faults]


SAVES = {
    "report": Contested.save_report,
    "case": Contested.save_case,
    "notice": Contested.save_notice,
    "decision": Contested.decide,
    "acceptance": Contested.accept,
}


def submitted(period, case) -> QuarterlyUpdate:
    update = save_draft(case, period, CONTENT, LIAISON, version=0, today=period.closes_on)
    return submit(update, LIAISON, version=update.version, today=period.closes_on)


def _saved(answer) -> bool:
    """Whether it was, or somebody else was first. Raises AssertionError for any other answer."""
    refused = [str(message) for message in get_messages(answer.wsgi_request) if message.level_tag == "error"]
    assert answer.status_code in (302, OVERTAKEN) and not refused, f"answered {answer.status_code} {refused}"
    return answer.status_code == 302
