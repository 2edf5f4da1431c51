"""What a liaison has to do now: what is owed, by when, what came back and why, and where to begin."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from cases.models import ReportingPeriod, UpdateState, UpdateStep
from cases.reporting.obligations import Obligation, obligations
from groups.models import IssueGroup


@dataclass(frozen=True)
class Returned:
    """A report that the secretariat sent back, with the step that says why."""

    owed: Obligation
    step: UpdateStep | None


@dataclass(frozen=True)
class Due:
    """One group's quarter: its reports that are owed, those not sent yet, and those that came back."""

    group: IssueGroup
    period: ReportingPeriod
    owed: tuple[Obligation, ...]
    unsent: tuple[Obligation, ...]
    returned: tuple[Returned, ...]
    days_left: int
    is_open: bool

    @property
    def sent(self) -> int:
        """How many were sent, accepted ones included."""
        return sum(row.is_sent for row in self.owed)

    @property
    def first(self) -> Obligation | None:
        """Where to begin: what came back, then what is not sent; None where all is."""
        return self.returned[0].owed if self.returned else self.unsent[0] if self.unsent else None

    @property
    def days_late(self) -> int:
        """How many days the quarter is overdue; 0 before its day."""
        return max(0, -self.days_left)


def desk_of(groups: Iterable[IssueGroup], today: date) -> list[Due]:
    """What these groups owe for the quarters that take reports today, the most urgent first.

    Quarters of which everything was sent are left out, the newest aside. Seven queries, eight where a case moved,
    whatever the number of groups and cases; none where there are no groups.
    """
    wanted = {group.pk: group for group in groups}
    if not wanted:
        return []
    # What was sent back may be sent again when its quarter has closed.
    came_back = Q(updates__state=UpdateState.RETURNED, updates__group__in=wanted)
    takes_reports = Q(opens_on__lte=today, late_until__gte=today)
    periods = list(ReportingPeriod.objects.filter(takes_reports | came_back).distinct().order_by("key"))
    rows = [row for row in obligations(periods) if row.group_id in wanted]
    sent_back = [row.update.pk for row in rows if row.update and row.state == UpdateState.RETURNED]
    steps = UpdateStep.objects.filter(update__in=sent_back, to_state=UpdateState.RETURNED).order_by("at", "pk")
    why = {step.update_id: step for step in steps} if sent_back else {}
    found = []
    for period in periods:
        for group in wanted.values():
            owed = tuple(row for row in rows if row.group_id == group.pk and row.period.key == period.key)
            is_open = period.takes_reports_on(today)
            unsent = tuple(row for row in owed if row.state == UpdateState.RETURNED or (is_open and not row.is_sent))
            if owed and (unsent or period == periods[-1]):
                returned = tuple(
                    Returned(row, why.get(row.update.pk)) for row in unsent if row.update and row.update.pk in sent_back
                )
                days_left = (period.closes_on - today).days
                found.append(Due(group, period, owed, unsent, returned, days_left, is_open))
    return sorted(found, key=lambda due: (not due.unsent, due.period.closes_on, due.group.order))
