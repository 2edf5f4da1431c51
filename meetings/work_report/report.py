"""The groups' work report, a meeting's first agenda item, and the same for one common topic across the groups.

What is reported is what the secretariat accepted after the meeting before, up to the day of the meeting: so nothing
is reported twice, nothing falls between two meetings, and a report of the past stays as it was. Page, PDF and ODT
all show what these functions return.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page
from django.utils import timezone

from cases.ledger.then import set_back
from cases.models import Case, CommonTopic, Light, QuarterlyUpdate, QuarterlyUpdateQuerySet, ReportingPeriod
from cases.reporting.indicator_charts import charts_of
from cases.reporting.indicators import Series, series_of_cases
from cases.reporting.obligations import quarter_of
from groups.models import IssueGroup, Platform
from groups.platforms import default_platform
from meetings.models import Meeting, Proposal, ProposalState
from meetings.work_report.layout import EVERYTHING, Place, Shown, layout_of
from meetings.work_report.window import Lights, Window
from platform_site.shared.charts.lines import LineChart

QUARTERS_IN_CHART = 8


@dataclass(frozen=True)
class ReportedCase:
    """A case with the updates accepted since the last meeting, oldest quarter first, and its indicators."""

    case: Case
    updates: tuple[QuarterlyUpdate, ...]
    series: tuple[Series, ...]

    @property
    def charts(self) -> list[LineChart]:
        """One per indicator with a value, a line per city."""
        return charts_of(self.series)

    @property
    def latest(self) -> QuarterlyUpdate:
        """The newest quarter's update: the one whose light counts."""
        return self.updates[-1]

    @property
    def earlier(self) -> tuple[QuarterlyUpdate, ...]:
        """The quarters before the newest, newest first; each is a line in the report."""
        return self.updates[-2::-1]


@dataclass(frozen=True)
class GroupReport:
    """One group's part: in numbers, and as far as it is shown.

    `lights` count the reported cases, `unheard` the tracked ones without an accepted update since the last meeting.
    `cases` are those of the reported ones, `silent` those of the others, that the page shows.
    """

    group: IssueGroup
    lights: Lights
    unheard: int
    cases: tuple[ReportedCase, ...]
    silent: tuple[Case, ...]
    proposals: tuple[Proposal, ...]
    place: Place


@dataclass(frozen=True)
class WorkReport:
    """What the groups report to a meeting (None: to whichever comes next), after `since` and up to `until`.

    `page` is the one shown of its cases; numbers are of all.
    """

    platform: Platform | None
    meeting: Meeting | None
    since: Meeting | None
    until: date
    groups: tuple[GroupReport, ...]
    page: Page

    @property
    def title(self) -> str:
        """第6次副市長層級會議議題小組工作報告, or that of the meeting to come."""
        return f"{self.meeting or '下次會議'}議題小組工作報告"

    @property
    def lights(self) -> Lights:
        return sum((group.lights for group in self.groups), Lights())

    @property
    def reported(self) -> int:
        """How many cases have an accepted update."""
        return self.lights.total

    @property
    def silent(self) -> int:
        """How many tracked cases have none."""
        return sum(group.unheard for group in self.groups)

    @property
    def shown(self) -> list[GroupReport]:
        """The groups that have a part on the page."""
        return [group for group in self.groups if group.place.is_shown]


@dataclass(frozen=True)
class TopicReport:
    """What all groups report on one common topic."""

    topic: CommonTopic
    meeting: Meeting | None
    since: Meeting | None
    until: date
    cases: tuple[ReportedCase, ...]
    silent: tuple[Case, ...]

    @property
    def lights(self) -> Lights:
        return lights_of(self.cases)


def lights_of(cases: Iterable[ReportedCase]) -> Lights:
    """Count the lights, by each case's newest update."""
    counts = Counter(case.latest.light for case in cases)
    return Lights(counts[Light.GREEN], counts[Light.YELLOW], counts[Light.RED])


def work_report(meeting: Meeting, shown: Shown = EVERYTHING) -> WorkReport:
    """The work report of a meeting; a fixed number of queries."""
    return _work_report(meeting.level.platform, meeting, meeting_before(meeting), meeting.held_on, shown)


def coming_work_report(
    today: date, platform: Platform | None = None, shown: Shown = EVERYTHING, *, is_past: bool = False
) -> WorkReport:
    """What the groups of a platform would report if a meeting that keeps a ledger were held today.

    The first platform's where none is named; a fixed number of queries. `is_past`: `today` is a past day, so cases
    stand as they did then, and proposals are left out, for what was scheduled then is not kept.
    """
    platform = platform or default_platform()
    return _work_report(platform, None, latest_meeting(today, platform), today, shown, is_past=is_past)


def topic_report(
    topic: CommonTopic,
    meeting: Meeting | None = None,
    today: date | None = None,
    platform: Platform | None = None,
    *,
    is_past: bool = False,
) -> TopicReport:
    """What all groups of a platform report on a common topic to a meeting, or as of today.

    The platform is the meeting's, or the first one where none is named; a fixed number of queries. `is_past` as for
    `coming_work_report`.
    """
    platform = meeting.level.platform if meeting else platform or default_platform()
    until = meeting.held_on if meeting else today or timezone.localdate()
    since = meeting_before(meeting) if meeting else latest_meeting(until, platform)
    groups = list(IssueGroup.objects.filter(platform=platform))
    window = Window(platform, groups, since.held_on if since else None, until, topic)
    reported = _reported(window, window.newest())
    silent = tuple(row.case for row in window.silent().select_related("case__group", "case__parent"))
    if is_past:
        set_back([*silent, *(row.case for row in reported)], until)
    return TopicReport(topic, meeting, since, until, tuple(reported), silent)


def meeting_before(meeting: Meeting) -> Meeting | None:
    """The meeting of the same level, and of the same group where it is one group's, before this one.

    A draft goes on from what is before it, drafts among them; they change no final meeting's report.
    """
    meetings = Meeting.objects.finalised() if meeting.is_final else Meeting.objects.all()
    series = meetings.filter(level=meeting.level_id, group=meeting.group_id)
    return series.before(meeting.timeline_key).in_order().last()


def latest_meeting(day: date, platform: Platform | None) -> Meeting | None:
    """The platform's latest finalised meeting of a level that keeps a ledger, held on or before that day."""
    meetings = Meeting.objects.finalised().filter(held_on__lte=day, level__keeps_ledger=True, level__platform=platform)
    return meetings.in_order().last()


def _work_report(
    platform: Platform | None,
    meeting: Meeting | None,
    since: Meeting | None,
    until: date,
    shown: Shown,
    *,
    is_past: bool = False,
) -> WorkReport:
    groups = list(IssueGroup.objects.filter(platform=platform))
    of_meeting = meeting.group_id if meeting else None
    of_report = [group for group in groups if of_meeting in (None, group.pk)]
    window = Window(platform, groups, since.held_on if since else None, until)
    layout = layout_of(window, of_report, shown)
    reported = _reported(window, layout.reported())
    silent = list(layout.silent().select_related("case__group", "case__parent"))
    proposals = [] if is_past else list(_proposals(platform, meeting))
    if is_past:
        set_back([*(row.case for row in silent), *(row.case for row in reported)], until)
    reports = (
        GroupReport(
            group,
            window.lights[group.pk],
            window.unheard.get(group.pk, 0),
            tuple(row for row in reported if row.latest.group_id == group.pk),
            tuple(row.case for row in silent if row.group_id == group.pk),
            tuple(proposal for proposal in proposals if proposal.group_id == group.pk),
            layout.place(group),
        )
        for group in of_report
    )
    return WorkReport(platform, meeting, since, until, tuple(reports), layout.page)


def _reported(window: Window, newest: QuarterlyUpdateQuerySet) -> list[ReportedCase]:
    """These cases in this order, each with all that was accepted of it in these days."""
    case_ids = list(newest.values_list("case_id", flat=True))
    updates = window.accepted().filter(case__in=case_ids).with_all().select_related("case__group", "case__parent")
    # A later revision of the same quarter takes the place of what it corrects.
    standing = {(update.case_id, update.period_id): update for update in updates.order_by("period_id", "revision")}
    of_case: dict[int, list[QuarterlyUpdate]] = {case_id: [] for case_id in case_ids}
    for update in standing.values():
        of_case[update.case_id].append(update)
    cases = [rows[0].case for rows in of_case.values()]
    series = series_of_cases(cases, _chart_periods(window.until), as_of=window.until)
    return [ReportedCase(case, tuple(of_case[case.pk]), tuple(series[case.pk])) for case in cases]


def _chart_periods(until: date) -> list[ReportingPeriod]:
    roc_year, quarter = quarter_of(until)
    return list(ReportingPeriod.objects.filter(key__lte=roc_year * 10 + quarter).order_by("-key")[:QUARTERS_IN_CHART])


def _proposals(platform: Platform | None, meeting: Meeting | None) -> Iterable[Proposal]:
    proposals = Proposal.objects.filter(group__platform=platform).with_all().order_by("proposed_at", "pk")
    if meeting is None:
        return proposals.filter(state=ProposalState.SCHEDULED, meeting__state=Meeting.State.DRAFT)
    return proposals.filter(meeting=meeting)
