"""The lights of the tracked cases, quarter by quarter: the rule behind every page that says what is stuck.

Pages read what `keeping.py` has kept of it for each day.

The rule. A light counts only from an accepted report; of several accepted versions of one quarter the last one stands.
A report belongs to the case's present time on the list: one from before the case was delisted and came back is none.
Quarters without an accepted report are gaps: they neither lengthen nor break what the reports around them say, and
pages name them. A case without any accepted report has no light, which is not a green one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import takewhile

from django.utils import timezone

from cases.models import Change, Light, QuarterlyUpdate, ReportingPeriod
from cases.reporting.obligations import Span, spans

STUCK = (Light.RED, Light.YELLOW)
# How bad a light is.
WEIGHT = {Light.GREEN: 0, Light.YELLOW: 1, Light.RED: 2}


@dataclass(frozen=True)
class Report:
    """An accepted report: the key of its quarter (1153 is 115年第3季), its light, its row."""

    quarter: int
    light: str
    pk: int


@dataclass(frozen=True)
class Course:
    """A tracked case's accepted reports, oldest first; `since` is the day it came on the list."""

    case_id: int
    group_id: int
    since: date
    reports: tuple[Report, ...]

    @property
    def newest(self) -> Report | None:
        return self.reports[-1] if self.reports else None

    @property
    def before(self) -> Report | None:
        """The accepted report before the newest one."""
        return self.reports[-2] if len(self.reports) > 1 else None

    @property
    def light(self) -> str:
        """The light that counts; "" where no report was accepted."""
        return self.newest.light if self.newest else ""

    @property
    def is_stuck(self) -> bool:
        return self.light in STUCK

    @property
    def change(self) -> Change:
        """The newest light against the one before it."""
        if self.newest is None:
            return Change.NONE
        if self.before is None:
            return Change.FIRST
        step = WEIGHT[Light(self.newest.light)] - WEIGHT[Light(self.before.light)]
        return Change.WORSE if step > 0 else Change.BETTER if step < 0 else Change.SAME

    @property
    def is_worse(self) -> bool:
        """Whether the light got worse (green to yellow, yellow to red), or is red in the very first report."""
        return self.change == Change.WORSE or (self.change == Change.FIRST and self.light == Light.RED)

    @property
    def run(self) -> tuple[Report, ...]:
        """The newest reports in a row that have the newest light."""
        return self._newest_while([self.light])

    @property
    def stuck_run(self) -> tuple[Report, ...]:
        """The newest reports in a row that are not green: since when the case is stuck."""
        return self._newest_while(STUCK)

    def _newest_while(self, lights: Sequence[str]) -> tuple[Report, ...]:
        return tuple(takewhile(lambda report: report.light in lights, reversed(self.reports)))[::-1]


def courses(case_ids: Collection[int], as_of: date | None = None) -> dict[int, Course]:
    """The lights of those of the cases that are tracked, by case; two queries.

    Of today, or as of a day: by the finalised meetings held, and the reports accepted, on or before it.
    """
    reports = _reports(case_ids, as_of)
    return {
        case_id: Course(
            case_id,
            span.group_id,
            since,
            tuple(row for row in reports.get(case_id, ()) if last_day(row.quarter) >= since),
        )
        for case_id, (span, since) in _newest_times(spans(as_of or timezone.localdate(), case_ids)).items()
        if span.end is None
    }


def period_of(quarter: int) -> ReportingPeriod:
    """The quarter of a key, for its name and its last day; not read from the database."""
    return ReportingPeriod(key=quarter, roc_year=quarter // 10, quarter=quarter % 10)


@cache
def last_day(quarter: int) -> date:
    """The last day of the quarter of a key."""
    return period_of(quarter).last_day


def gap(earlier: int, later: int) -> int:
    """How many quarters lie between two quarters of which the first is the earlier one."""
    return (later // 10 - earlier // 10) * 4 + later % 10 - earlier % 10 - 1


def missing_in(run: Sequence[Report]) -> int:
    """How many quarters between the first and the last of these reports have none."""
    return sum(gap(run[index].quarter, run[index + 1].quarter) for index in range(len(run) - 1))


def listed_since(until: date, case_ids: Collection[int]) -> dict[int, date]:
    """{case: the first day of its newest time on the list}, by the ledger up to `until`; one query.

    A report of a quarter that ended before that day belongs to an earlier time on the list.
    """
    return {case_id: since for case_id, (_, since) in _newest_times(spans(until, case_ids)).items()}


def on_list_since(found: Iterable[Span]) -> Iterator[tuple[Span, date]]:
    """Each span with the day since when its case is on the list without a break. Moved to a group is still on it."""
    before: Span | None = None
    since = date.min
    for span in found:
        if before is None or (before.case_id, before.end) != (span.case_id, span.start):
            since = span.start
        yield span, since
        before = span


def _newest_times(found: Iterable[Span]) -> dict[int, tuple[Span, date]]:
    """{case: (its last span, since when it is on the list)}."""
    return {span.case_id: (span, since) for span, since in on_list_since(found)}


def _reports(case_ids: Collection[int], as_of: date | None) -> dict[int, list[Report]]:
    # In this order the last accepted version of a quarter takes the place of those before it.
    rows = QuarterlyUpdate.objects.of_cases(case_ids).order_by("case_id", "period_id", "revision")
    standing = {
        (row.case_id, row.period_id): Report(row.period_id, row.light, row.pk) for row in rows if row.counts_on(as_of)
    }
    result: dict[int, list[Report]] = {}
    for (case_id, _), report in standing.items():
        result.setdefault(case_id, []).append(report)
    return result
