"""The groups' work report, a meeting's first agenda item, and the same for one common topic across the groups.

What is reported is what the secretariat accepted after the meeting before, up to the day of the meeting: so nothing
is reported twice, nothing falls between two meetings, and a report of the past stays as it was. Page, PDF and ODT
all show what these functions return.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils import timezone

from cases.ledger.then import set_back
from cases.models import Case, CommonTopic, Light, QuarterlyUpdate, ReportingPeriod
from cases.reporting.indicator_charts import charts_of
from cases.reporting.indicators import Series, series_of_cases
from cases.reporting.obligations import quarter_of, spans
from groups.models import IssueGroup, Platform
from groups.platforms import default_platform
from meetings.models import Meeting, Proposal, ProposalState
from platform_site.shared.charts.lines import LineChart
from platform_site.shared.roc import midnight_after

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
class Lights:
    """How many cases stand at each light."""

    green: int = 0
    yellow: int = 0
    red: int = 0

    def __add__(self, other: Lights) -> Lights:
        return Lights(self.green + other.green, self.yellow + other.yellow, self.red + other.red)


@dataclass(frozen=True)
class GroupReport:
    """One group's part. `silent` are the tracked cases without an accepted update since the last meeting."""

    group: IssueGroup
    cases: tuple[ReportedCase, ...]
    silent: tuple[Case, ...]
    proposals: tuple[Proposal, ...]

    @property
    def lights(self) -> Lights:
        return lights_of(self.cases)


@dataclass(frozen=True)
class WorkReport:
    """What the groups report to a meeting (None: to whichever comes next), after `since` and up to `until`."""

    platform: Platform | None
    meeting: Meeting | None
    since: Meeting | None
    until: date
    groups: tuple[GroupReport, ...]

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
        return sum(len(group.cases) for group in self.groups)

    @property
    def silent(self) -> int:
        """How many tracked cases have none."""
        return sum(len(group.silent) for group in self.groups)


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


def only_red_and_yellow(groups: Iterable[GroupReport]) -> list[GroupReport]:
    """The groups' parts with their red and yellow cases alone, without those that have none."""
    stuck = (Light.YELLOW, Light.RED)
    parts = [replace(part, cases=tuple(row for row in part.cases if row.latest.light in stuck)) for part in groups]
    return [part for part in parts if part.cases]


def lights_of(cases: Iterable[ReportedCase]) -> Lights:
    """Count the lights, by each case's newest update."""
    counts = Counter(case.latest.light for case in cases)
    return Lights(counts[Light.GREEN], counts[Light.YELLOW], counts[Light.RED])


def work_report(meeting: Meeting) -> WorkReport:
    """The work report of a meeting; a fixed number of queries."""
    return _work_report(meeting.level.platform, meeting, meeting_before(meeting), meeting.held_on)


def coming_work_report(today: date, platform: Platform | None = None, *, is_past: bool = False) -> WorkReport:
    """What the groups of a platform would report if a meeting that keeps a ledger were held today.

    The first platform's where none is named; a fixed number of queries. `is_past`: `today` is a past day, so cases
    stand as they did then, and proposals are left out, for what was scheduled then is not kept.
    """
    platform = platform or default_platform()
    return _work_report(platform, None, latest_meeting(today, platform), today, is_past=is_past)


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
    tracked = _tracked(platform, until, topic)
    updates = _updates(platform, since, until, topic)
    reported = _reported(tracked, updates, until)
    if is_past:
        set_back([*tracked, *(row.case for row in reported)], until)
    silent = tuple(case for case in tracked if case.pk not in updates)
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
    platform: Platform | None, meeting: Meeting | None, since: Meeting | None, until: date, *, is_past: bool = False
) -> WorkReport:
    tracked = _tracked(platform, until)
    updates = _updates(platform, since, until)
    reported = _reported(tracked, updates, until)
    proposals = [] if is_past else list(_proposals(platform, meeting))
    if is_past:
        set_back([*tracked, *(row.case for row in reported)], until)
    groups = IssueGroup.objects.filter(platform=platform)
    reports = (
        GroupReport(
            group,
            tuple(row for row in reported if row.latest.group_id == group.pk),
            tuple(case for case in tracked if case.group_id == group.pk and case.pk not in updates),
            tuple(proposal for proposal in proposals if proposal.group_id == group.pk),
        )
        for group in (groups.filter(pk=meeting.group_id) if meeting and meeting.group_id else groups)
    )
    return WorkReport(platform, meeting, since, until, tuple(reports))


def _tracked(platform: Platform | None, until: date, topic: CommonTopic | None = None) -> list[Case]:
    # As the meeting finds them: its own decisions come after the report.
    going_on = [
        span.case_id for span in spans(until - timedelta(days=1), since=until - timedelta(days=1)) if span.end is None
    ]
    cases = Case.objects.filter(pk__in=going_on, group__platform=platform).select_related("group", "parent")
    if topic is not None:
        cases = cases.filter(common_topics=topic)
    return list(cases.order_by("group__order", "pk"))


def _updates(
    platform: Platform | None, since: Meeting | None, until: date, topic: CommonTopic | None = None
) -> dict[int, list[QuarterlyUpdate]]:
    updates = QuarterlyUpdate.objects.accepted().filter(accepted_at__lt=midnight_after(until), group__platform=platform)
    if since is not None:
        updates = updates.filter(accepted_at__gte=midnight_after(since.held_on))
    if topic is not None:
        updates = updates.filter(case__common_topics=topic)
    # A later revision of the same quarter takes the place of what it corrects.
    newest = {
        (update.case_id, update.period_id): update for update in updates.with_all().order_by("period_id", "revision")
    }
    result: dict[int, list[QuarterlyUpdate]] = {}
    for update in newest.values():
        result.setdefault(update.case_id, []).append(update)
    return result


def _reported(tracked: list[Case], updates: dict[int, list[QuarterlyUpdate]], until: date) -> list[ReportedCase]:
    # A case may have been delisted after its update was accepted; its update is reported all the same.
    cases = {case.pk: case for case in tracked} | {
        case_id: rows[0].case for case_id, rows in updates.items() if case_id not in {case.pk for case in tracked}
    }
    reported = sorted(
        (case for case in cases.values() if case.pk in updates),
        key=lambda case: (updates[case.pk][-1].group.order, case.pk),
    )
    series = series_of_cases(reported, _chart_periods(until), as_of=until)
    return [ReportedCase(case, tuple(updates[case.pk]), tuple(series[case.pk])) for case in reported]


def _chart_periods(until: date) -> list[ReportingPeriod]:
    roc_year, quarter = quarter_of(until)
    return list(ReportingPeriod.objects.filter(key__lte=roc_year * 10 + quarter).order_by("-key")[:QUARTERS_IN_CHART])


def _proposals(platform: Platform | None, meeting: Meeting | None) -> Iterable[Proposal]:
    proposals = Proposal.objects.filter(group__platform=platform).with_all().order_by("proposed_at", "pk")
    if meeting is None:
        return proposals.filter(state=ProposalState.SCHEDULED, meeting__state=Meeting.State.DRAFT)
    return proposals.filter(meeting=meeting)
