"""Which reports are due: the quarters, and the rule that says which case owes a report for which quarter.

The rule. A case owes the report of a quarter when it was tracked at the end of the quarter's last day, by the
ledger's rows of finalised meetings in the order of these:

- added (or first named as going on) on or before the last day: it owes that quarter, the one it was added in too;
- delisted on or before the last day: it owes none, for the minutes that delisted it are its closing report;
- sub-cases owe like every other case, though tallies count them within their parent;
- the group that owes is the one the case's latest ledger row up to that day names, even if the case moved later.

`spans` is that rule; everything else here, and whatever shows or counts reports, asks it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Case as Conditional
from django.db.models import F, FilteredRelation, OuterRef, Q, Subquery, Value, When
from django.db.models.expressions import Combinable

from cases.models import (
    ENDED,
    GOING_ON,
    Case,
    KeptLight,
    QuarterlyUpdate,
    ReportingPeriod,
    StatusChange,
    UpdateState,
    UpdateStep,
)
from groups.models import IssueGroup
from platform_site.shared.roc import ROC_OFFSET, midnight_after

CLOSES_ON_DAY = 15
SENT = (UpdateState.SUBMITTED, UpdateState.ACCEPTED)


@dataclass(frozen=True)
class Span:
    """The days on which a case was tracked in a group: from `start` to before `end`, None where it still is."""

    case_id: int
    group_id: int
    start: date
    end: date | None


@dataclass(frozen=True)
class Obligation:
    """A report that is owed, and what has been filed of it.

    `update` is what stands (see QuarterlyUpdateQuerySet.standing), `correction` an open correction of it.
    """

    case: Case
    period: ReportingPeriod
    group: IssueGroup
    update: QuarterlyUpdate | None = None
    correction: QuarterlyUpdate | None = None

    @property
    def group_id(self) -> int:
        """The id of the group that owes it, which need not be the one the case is in now."""
        return self.group.pk

    @property
    def state(self) -> str:
        """The state of what stands; "" where nothing has been written."""
        return self.update.state if self.update else ""

    @property
    def is_sent(self) -> bool:
        """Whether the liaison has sent the report; it may be accepted already."""
        return self.state in SENT

    @property
    def editable(self) -> QuarterlyUpdate | None:
        """The row a liaison may write in: a correction before what it corrects; None where all is accepted."""
        if self.correction is not None:
            return self.correction
        return self.update if self.update and not self.update.is_accepted else None


def quarter_of(day: date) -> tuple[int, int]:
    """The ROC year and the quarter a day lies in."""
    return day.year - ROC_OFFSET, (day.month + 2) // 3


def following(roc_year: int, quarter: int) -> tuple[int, int]:
    """The next quarter."""
    return (roc_year + 1, 1) if quarter == 4 else (roc_year, quarter + 1)


def preceding(roc_year: int, quarter: int) -> tuple[int, int]:
    """The quarter before."""
    return (roc_year - 1, 4) if quarter == 1 else (roc_year, quarter - 1)


def default_dates(roc_year: int, quarter: int) -> dict[str, date]:
    """The days on which a quarter takes reports unless the secretariat moves them.

    Open from the first day of its last month; due on the 15th of the month after; late ones are taken until the
    day before the next quarter opens.
    """
    next_year, next_quarter = following(roc_year, quarter)
    return {
        "opens_on": date(roc_year + ROC_OFFSET, quarter * 3, 1),
        "closes_on": date(next_year + ROC_OFFSET, next_quarter * 3 - 2, CLOSES_ON_DAY),
        "late_until": date(next_year + ROC_OFFSET, next_quarter * 3, 1) - timedelta(days=1),
    }


@transaction.atomic
def open_periods(today: date, ahead: int = 4) -> list[ReportingPeriod]:
    """Create the quarter of `today`, the one before and the `ahead` next ones where missing; returns the new ones.

    The one before, since its reports are taken until this one's begin. Idempotent: dates that were moved stay.
    """
    made, quarter = [], preceding(*quarter_of(today))
    for _ in range(ahead + 2):
        period, is_new = ensure_period(*quarter)
        if is_new:
            made.append(period)
        quarter = following(*quarter)
    return made


def ensure_period(roc_year: int, quarter: int) -> tuple[ReportingPeriod, bool]:
    """The quarter's row, created with its default dates where missing, and whether it was created."""
    return ReportingPeriod.objects.get_or_create(
        key=roc_year * 10 + quarter,
        defaults={"roc_year": roc_year, "quarter": quarter, **default_dates(roc_year, quarter)},
    )


def current_period(today: date) -> ReportingPeriod | None:
    """The quarter that is being reported: the newest that has opened."""
    return ReportingPeriod.objects.opened_by(today).order_by("key").last()


Row = tuple[int, int, str, date]


def spans(until: date, case_ids: Iterable[int] | None = None, since: date | None = None) -> list[Span]:
    """When each case was tracked, and in which group, by the ledger up to `until`; one query.

    Read are only the rows that a meeting said something by: what is carried forward begins and ends no span, since the
    ledger carries a case in the group that its last row names (rule 6). With `since` only cases that were on the list
    at the end of that day or came onto it later, one query more; however long the record is, the others are not read.
    """
    rows = StatusChange.objects.finalised().said().filter(meeting__held_on__lte=until)
    if case_ids is not None:
        rows = rows.filter(case__in=list(case_ids))
    if since is not None:
        ended = StatusChange.objects.finalised().filter(kind__in=ENDED, meeting__held_on__gt=since)
        on_list = Q(case__status__in=GOING_ON)
        rows = rows.filter(on_list | Q(case__in=ended.values("case")) if ended.exists() else on_list)
    in_order = rows.in_order().values_list("case_id", "group_id", "kind", "meeting__held_on")
    return _joined(sorted(in_order, key=lambda row: row[0]))


def _joined(rows: Iterable[Row]) -> list[Span]:
    result: list[Span] = []
    begun: tuple[int, int, date] | None = None
    for case_id, group_id, kind, day in rows:
        if begun and begun[0] != case_id:
            result.append(Span(*begun, None))
            begun = None
        if begun and (kind not in GOING_ON or begun[1] != group_id):
            result.append(Span(*begun, day))
            begun = None
        if kind in GOING_ON and begun is None:
            begun = (case_id, group_id, day)
    if begun:
        result.append(Span(*begun, None))
    return result


def owed_range(span: Span, last_days: Sequence[date]) -> range:
    """The quarters for which a span owes a report, as indexes of `last_days` (their last days, oldest first)."""
    first = bisect_left(last_days, span.start)
    return range(first, len(last_days) if span.end is None else bisect_left(last_days, span.end))


def owing_group(case: Case, period: ReportingPeriod) -> int | None:
    """The id of the group that owes the report of a case for a quarter; None where none is owed."""
    for span in spans(period.last_day, [case.pk]):
        if owed_range(span, [period.last_day]):
            return span.group_id
    return None


def obligations(
    periods: Iterable[ReportingPeriod], group_id: int | None = None, as_of: date | None = None
) -> list[Obligation]:
    """What is owed for these quarters, by one group or by all, with what was filed; by quarter, group and case.

    Five queries whatever the number of cases, one more as of a day. Updates come without their contributions and
    figures. As of a day what was owed and filed at its end, see `filed`.
    """
    periods = sorted(periods, key=lambda period: period.key)
    if not periods:
        return []
    last_days = [period.last_day for period in periods]
    until, since = (day if as_of is None else min(day, as_of) for day in (last_days[-1], last_days[0]))
    owed = [
        (periods[index], span.group_id, span.case_id)
        for span in spans(until, since=since)
        if group_id in (None, span.group_id)
        for index in owed_range(span, last_days)
    ]
    cases = Case.objects.select_related("group", "parent").in_bulk({case_id for _, _, case_id in owed})
    groups = IssueGroup.objects.in_bulk()
    standing, corrections = filed(periods, group_id, as_of)
    owed.sort(key=lambda row: (row[0].key, groups[row[1]].order, row[2]))
    return [
        Obligation(
            cases[case_id],
            period,
            groups[owing],
            standing.get((case_id, period.key)),
            corrections.get((case_id, period.key)),
        )
        for period, owing, case_id in owed
    ]


Filed = dict[tuple[int, int], QuarterlyUpdate]


def filed(
    periods: Iterable[ReportingPeriod],
    group_id: int | None = None,
    as_of: date | None = None,
    case_ids: Collection[int] | None = None,
) -> tuple[Filed, Filed]:
    """What was filed for these quarters, as (what stands, open corrections) by (case id, period key); one query.

    By one group or by all, of these cases or of all.
    As of a day each has the state that its steps had led to by the day's end, in memory only, and what was not begun
    then is left out; one query more. Only an accepted one is known to have had the same content.
    """
    updates = QuarterlyUpdate.objects.filter(period__in=[period.key for period in periods]).order_by("revision")
    if group_id is not None:
        updates = updates.filter(group=group_id)
    if case_ids is not None:
        updates = updates.filter(case__in=case_ids)
    standing: Filed = {}
    corrections: Filed = {}
    for update in updates if as_of is None else _as_they_were(list(updates), as_of):
        key = (update.case_id, update.period_id)
        if update.revision > 1 and not update.is_accepted:
            corrections[key] = update
        else:
            standing[key] = update
    return standing, corrections


def _as_they_were(updates: list[QuarterlyUpdate], day: date) -> Iterator[QuarterlyUpdate]:
    """Those of the updates that were begun by the end of the day, with their state of then."""
    steps = UpdateStep.objects.filter(update__in=[update.pk for update in updates], at__lt=midnight_after(day))
    states = dict(steps.order_by("at", "pk").values_list("update_id", "to_state"))
    for update in updates:
        if update.pk in states:
            update.state = states[update.pk]
            yield update


def late(today: date, group_id: int | None = None, as_of: date | None = None) -> list[Obligation]:
    """What should have been sent before `today` and was not, of the quarters that still take late reports.

    With `as_of` (then `today` is that day) what had not been sent by the end of it.
    """
    periods = ReportingPeriod.objects.due_before(today).open_on(today)
    return [row for row in obligations(periods, group_id, as_of) if not row.is_sent]


class Unsent(NamedTuple):
    """A report that is owed by `group` and was not sent; `state` is "" where nothing was begun."""

    period: ReportingPeriod
    group: IssueGroup
    case_id: int
    state: str


def unsent(groups: Iterable[IssueGroup], today: date, as_of: date | None = None) -> list[Unsent]:
    """What `late` has of these groups, in its order, without the models of cases and updates; a query a quarter.

    Owed is what the kept lights say was on the list, which `spans` has made.
    """
    ours = {group.pk: group for group in groups}
    found = []
    for period in ReportingPeriod.objects.due_before(today).open_on(today).order_by("key"):
        day = period.last_day if as_of is None else min(period.last_day, as_of)
        # A correction is only begun of what was accepted.
        first = Q(case__updates__period=period, case__updates__revision=1)
        owed = KeptLight.objects.filter(group__in=ours, from_day__lte=day, until_day__gt=day)
        owed = owed.annotate(report=FilteredRelation("case__updates", condition=first), state=state_of_report(as_of))
        rows = owed.filter(Q(state=None) | ~Q(state__in=SENT)).order_by("group__order", "case")
        found += [
            Unsent(period, ours[group_id], case_id, state or "")
            for group_id, case_id, state in rows.values_list("group_id", "case_id", "state")
        ]
    return found


def state_of_report(as_of: date | None) -> Combinable:
    """The state of the joined update `report` now, or to which its steps had led by the end of a day; None before."""
    if as_of is None:
        return F("report__state")
    end = midnight_after(as_of)
    steps = UpdateStep.objects.filter(update=OuterRef("report"), at__lt=end).order_by("-at", "-pk")
    accepted = When(report__accepted_at__lt=end, then=Value(UpdateState.ACCEPTED.value))
    return Conditional(accepted, default=Subquery(steps.values("to_state")[:1]))
