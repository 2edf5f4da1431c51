"""Rows for a walk through every page of a site: a draft on its way, reports in each state, a round, an import.

Run in a shell of the site's own: `manage.py shell -c "from tests.support.full_site import fill; fill()"`. It prints, as
JSON, what stands in the addresses of the pages that need one of these rows.
"""

import json
from datetime import date

from django.contrib.auth.models import User
from django.http import QueryDict
from django.utils import timezone

from cases.models import ReminderSent, Sharing
from cases.pages.listing import CASES
from cases.reporting.content import Content
from cases.reporting.obligations import current_period, ensure_period, obligations, preceding, quarter_of
from cases.reporting.workflow import accept, return_, save_draft, submit
from cases.saved.workflow import SavedContent, save
from groups.models import IssueGroup
from groups.platforms import default_platform
from meetings.directives.selectors import meeting_sheet
from meetings.imports.page import review_page
from meetings.imports.recognition import fact_key
from meetings.imports.review import open_import
from meetings.models import DifferenceNote, Directive, Meeting, MotionItem, RegularReview
from meetings.proposals.workflow import ProposalContent, propose
from platform_site.shared.lists.listing import Listing
from tests.cases.reporting.rows import LIAISON, SECRETARY, indicator
from tests.meetings.agenda.rows import sixth
from tests.meetings.circulation.rounds import comment, draft, sent
from tests.meetings.imports.samples import MISCOUNTED
from tests.meetings.publishing.rows import publish_everything
from tests.meetings.sitting.rows import delisting, listed, new

RED = Content(
    progress_text="用地協調未完成，工程進度落後。",
    next_steps="召開第二次協調會。",
    light="red",
    progress=10,
    cause="地主對補償價格有異議",
    remedy="由副秘書長召開協調會",
    remedy_due_on=date(2026, 6, 30),
)
GREEN = Content(progress_text="完成四市協調會議，確認分工。", next_steps="辦理招標。", light="green", progress=40)


def fill() -> None:
    publish_everything()
    print(json.dumps(reports() | meetings() | the_import() | saved_filters()))


def reports() -> dict[str, dict]:
    """This quarter and the one before: accepted, returned, submitted and begun, with an indicator."""
    today = timezone.localdate()
    year, quarter = quarter_of(today)
    period = ensure_period(year, quarter)[0]
    before = ensure_period(*preceding(year, quarter))[0]
    group = IssueGroup.objects.get(name="交通組")
    cases = [row.case for row in obligations([period], group.pk)]
    indicator(cases[0])
    for case, content in ((cases[0], RED), (cases[1], GREEN)):
        update = save_draft(case, before, content, LIAISON, version=0, today=before.closes_on)
        update = submit(update, LIAISON, version=update.version, today=before.closes_on)
        accept(update, SECRETARY, version=update.version)
    day = max(today, period.opens_on)
    made = [save_draft(case, period, RED, LIAISON, version=0, today=day) for case in cases[:3]]
    handed_in = [submit(update, LIAISON, version=update.version, today=day) for update in made[:2]]
    return_(handed_in[1], "請補充各市分工。", SECRETARY, version=handed_in[1].version)
    liaison = User.objects.get(username="liaison")
    ReminderSent.objects.create(
        user=liaison,
        platform=group.platform,
        period=period,
        stage=-3,
        address=liaison.email,
        claimed_at=timezone.now(),
        sent_at=timezone.now(),
        subject=f"{period}季進度將於3日後截止",
    )
    shown = current_period(today) or period
    return {
        "reporting:workspace": {"period": shown.key, "group": group.pk},
        "reporting:import": {"period": shown.key, "group": group.pk},
        "reporting:update": {"period": period.key, "case": cases[2].pk},
        "submitted": {"period": period.key, "case": cases[0].pk},
        "unwritten": {"period": period.key, "case": cases[4].pk},
        "accepted": {"period": before.key, "case": cases[0].pk},
    }


def meetings() -> dict[str, dict]:
    """The sixth meeting as a draft with proposals on its agenda; a draft sent round; a difference explained."""
    meeting = sixth()
    traffic = IssueGroup.objects.get(name="交通組")
    new(meeting, "跨市聯合演練資料共享"), delisting(meeting)
    waiting = propose(traffic, ProposalContent("new", "四市均有需求。", title="四市共享單車互通"), LIAISON)
    case = listed()[2]
    reason = ProposalContent("delist", "已達成。", case, delist_reason="normalised")
    normalised = propose(traffic, reason, LIAISON)
    review = RegularReview.objects.create(case=case, group=case.group, proposal=normalised, due_on="2027-01-31")
    third = Meeting.objects.by_key("deputy-mayor-3").get()
    note = DifferenceNote.objects.create(
        meeting=third, group=traffic, cases_explained=2, text="兩案自工作會議移入", written_by_name="王小明"
    )
    round_of = draft()
    sent(round_of, User.objects.get(username="official"), User.objects.get(username="secretary"))
    remark = comment(round_of, User.objects.get(username="official"))
    of_key, of_group = {"key": meeting.key}, {"key": meeting.key, "group": traffic.pk}
    drafted = {f"drafting:{name}": of_key for name in ("overview", "resolutions", "motions", "remarks", "sections")}
    agenda = {f"agenda:{name}": of_key for name in ("hub", "edit", "notice", "items")}
    rounds = {f"review:{name}": {"key": round_of.key} for name in ("state", "draft", "changes", "start")}
    other = draft()
    fifth = Meeting.objects.by_key("deputy-mayor-5").get()
    sentence = next(row for row in meeting_sheet(fifth).rows if row.directive is None)
    directive = Directive.objects.order_by("pk").first()
    return {
        **drafted,
        **agenda,
        **rounds,
        "review:start": {"key": other.key},
        "review:comment": {"key": round_of.key, "pk": remark.pk},
        "drafting:clauses": of_group,
        "sitting:start": of_key,
        "sitting:group": {"key": meeting.key, "group_pk": traffic.pk},
        "finalising:checklist": of_key,
        "proposals:new": {"group": traffic.pk},
        "proposals:detail": {"pk": waiting.pk},
        "proposals:edit": {"pk": waiting.pk},
        "proposals:review": {"pk": review.pk},
        "differences:detail": {"key": third.key, "group": traffic.pk},
        "differences:write": {"key": third.key, "group": traffic.pk},
        "differences:change": {"key": third.key, "group": traffic.pk, "pk": note.pk},
        "directives:mark": {"key": fifth.key, "sentence": sentence.digest},
        "directives:detail": {"pk": directive.pk},
        "directives:edit": {"pk": directive.pk},
        "directives:outcome": {"pk": MotionItem.objects.order_by("pk").first().pk},
    }


def the_import() -> dict[str, dict]:
    """Minutes brought in, under review."""
    opened, _ = open_import(MISCOUNTED.encode(), "第6次會議紀錄.txt", SECRETARY)
    page = review_page(opened)
    keys = {"title": page.titles[0].key, "problem": page.problems[0].key, "fact": fact_key("venue")}
    plain = {f"imports:{name}": {"pk": opened.pk} for name in ("review", "text")}
    return plain | {f"imports:{name}": {"pk": opened.pk, "key": key} for name, key in keys.items()}


def saved_filters() -> dict[str, dict]:
    """A filter of the list of cases, saved by the secretary and shared by link."""
    owner, platform = User.objects.get(username="secretary"), default_platform()
    listing = Listing(CASES, QueryDict("status=listed&sort=-title"), platform)
    saved = save(owner, platform, listing, SavedContent("列管中，依案名", Sharing.LINK))
    return {"saved:edit": {"pk": saved.pk}}
