"""The work report as a handout in large print: the current quarter of every tracked case, and what is stale."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from cases.models import Case, QuarterlyUpdate, ReportingPeriod
from cases.reporting.obligations import current_period
from cases.stuck.lights import listed_since
from groups.models import IssueGroup
from meetings.models import Meeting
from meetings.work_report.report import work_report
from platform_site.shared.roc import roc_date


@dataclass(frozen=True)
class HandoutCase:
    """A tracked case: its accepted update of the current quarter, or the newest older one, which is stale."""

    case: Case
    newest: QuarterlyUpdate | None
    is_stale: bool

    @property
    def update(self) -> QuarterlyUpdate | None:
        """What the handout prints: the current quarter's update only."""
        return None if self.is_stale else self.newest

    @property
    def lines(self) -> tuple[str, ...]:
        """What is printed below the title: the current quarter's update, or since when nothing came."""
        update = self.update
        if update is None:
            since = f"最近一次採認為{self.newest.period}" if self.newest else "尚無採認進度"
            return (f"【未更新】{since}",)
        lines = [
            f"{update.get_light_display()}，累計進度{update.progress}%",
            f"辦理情形：{update.progress_text}",
            f"下季預定工作：{update.next_steps}",
        ]
        if update.needs_remedy:
            lines.append(f"原因：{update.cause}")
            lines.append(f"因應措施：{update.remedy}（{roc_date(update.remedy_due_on)}前）")
        return tuple(line for text in lines for line in text.splitlines())


@dataclass(frozen=True)
class HandoutGroup:
    """One group's cases."""

    group: IssueGroup
    cases: tuple[HandoutCase, ...]

    @property
    def stale(self) -> int:
        """How many have no accepted update of the current quarter."""
        return sum(row.is_stale for row in self.cases)


@dataclass(frozen=True)
class Handout:
    """The handout of a meeting; `period` is None before the first quarter was opened."""

    meeting: Meeting
    period: ReportingPeriod | None
    groups: tuple[HandoutGroup, ...]

    @property
    def title(self) -> str:
        """第6次副市長層級會議議題小組工作報告（摘要）."""
        return f"{self.meeting}議題小組工作報告（摘要）"

    @property
    def summary(self) -> str:
        """The sentence above the groups."""
        if self.period is None:
            return "尚未開放填報季進度。"
        return f"本季為{self.period}：已採認{self.reported}案，未更新{self.stale}案（標示「未更新」）。"

    @property
    def reported(self) -> int:
        return sum(len(group.cases) for group in self.groups) - self.stale

    @property
    def stale(self) -> int:
        return sum(group.stale for group in self.groups)


def handout(meeting: Meeting, today: date | None = None) -> Handout:
    """The handout of a meeting as of `today`, or of its day where that is past; a fixed number of queries.

    The current quarter is the newest that has opened by then. A case is stale where its newest accepted update is of
    an earlier quarter, or where it has none.
    """
    report = work_report(meeting)
    until = min(meeting.held_on, today or timezone.localdate())
    period = current_period(until)
    tracked = {
        part.group.pk: sorted([*(row.case for row in part.cases), *part.silent], key=lambda case: case.pk)
        for part in report.groups
    }
    newest = _newest([case.pk for cases in tracked.values() for case in cases], period, until)
    groups = tuple(
        HandoutGroup(part.group, tuple(_row(case, newest.get(case.pk), period) for case in tracked[part.group.pk]))
        for part in report.groups
    )
    return Handout(meeting, period, groups)


def _newest(case_ids: list[int], period: ReportingPeriod | None, until: date) -> dict[int, QuarterlyUpdate]:
    """The newest standing accepted update of each case up to the current quarter, since it came on the list."""
    if period is None:
        return {}
    updates = QuarterlyUpdate.objects.accepted().standing().filter(case__in=case_ids, period__key__lte=period.key)
    since = listed_since(until, case_ids)
    return {
        update.case_id: update
        for update in updates.with_all().order_by("period__key", "revision")
        if update.period.last_day >= since.get(update.case_id, date.min)
    }


def _row(case: Case, newest: QuarterlyUpdate | None, period: ReportingPeriod | None) -> HandoutCase:
    return HandoutCase(case, newest, newest is None or period is None or newest.period_id != period.pk)
