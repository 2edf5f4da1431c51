"""What one group owes for one quarter, read from the kept lights page by page; `obligations.py` has the rule."""

from __future__ import annotations

from collections.abc import Collection

from cases.models import Case, KeptLight, KeptLightQuerySet, QuarterlyUpdate, ReportingPeriod
from cases.reporting.obligations import SENT, Obligation, filed
from cases.stuck.lights import STUCK
from groups.models import IssueGroup


def owed_by(group: IssueGroup, period: ReportingPeriod) -> KeptLightQuerySet:
    """A row for each case of which the group owes the quarter's report, by case."""
    return KeptLight.objects.on(period.last_day, group.platform).filter(group=group).order_by("case_id")


def only_stuck(
    rows: KeptLightQuerySet, group: IssueGroup, period: ReportingPeriod, *, sent_only: bool
) -> KeptLightQuerySet:
    """Those of the rows whose report has a yellow or red light; with `sent_only` of the reports that were sent."""
    reports = QuarterlyUpdate.objects.standing().filter(period=period, group=group, light__in=STUCK)
    if sent_only:
        reports = reports.filter(state__in=SENT)
    return rows.filter(case__in=reports.order_by().values("case"))


def with_reports(rows: Collection[KeptLight], group: IssueGroup, period: ReportingPeriod) -> list[Obligation]:
    """What these rows owe, with what was filed of it; one query where the rows have their cases."""
    standing, corrections = filed([period], group.pk, case_ids=[row.case_id for row in rows])
    return [
        Obligation(
            row.case,
            period,
            group,
            standing.get((row.case_id, period.key)),
            corrections.get((row.case_id, period.key)),
        )
        for row in rows
    ]


def next_unsent(group: IssueGroup, period: ReportingPeriod) -> Case | None:
    """The first case of which the group has still to send the quarter's report; None where all were sent."""
    sent = QuarterlyUpdate.objects.standing().filter(period=period, group=group, state__in=SENT)
    row = owed_by(group, period).exclude(case__in=sent.order_by().values("case")).select_related("case").first()
    return row.case if row else None
