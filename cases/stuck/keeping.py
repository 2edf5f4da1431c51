"""The lights of `lights.py` kept day by day, in the transaction that finalises a meeting or accepts a report.

Only those two change what counts, and both name the cases they change. What was true on a day stays readable, so a
page as of that day reads the same rows as today's.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.db import transaction

from cases.models import STILL, Case, KeptLight, QuarterlyUpdate, StatusChange
from cases.reporting.obligations import Span, spans
from cases.stuck.lights import Course, Report, last_day, missing_in, on_list_since
from platform_site.shared.roc import LOCAL_TIME

# As many cases at once as a statement may name on every engine.
AT_ONCE = 1_000
FIELDS = [field.attname for field in KeptLight._meta.concrete_fields if not field.primary_key]


@dataclass(frozen=True)
class Accepted:
    """An accepted report with the day from which it counts, and what it says of the remedy."""

    day: date
    quarter: int
    revision: int
    light: str
    pk: int
    due: date | None


def keep_lights_from(meeting: int) -> None:
    """Keep the lights of the cases of which a meeting, by its id, said something; it is final now."""
    said = StatusChange.objects.said().filter(meeting=meeting).order_by()
    keep_lights(said.values_list("case_id", flat=True))


@transaction.atomic
def keep_lights(case_ids: Iterable[int]) -> None:
    """Work out the lights of these cases anew and write them in place of what was kept of them.

    The cases are locked first: of two who accept reports of one case the second sees what the first wrote.
    """
    for at_once in _batches(case_ids):
        list(Case.objects.select_for_update(of=("self",)).filter(pk__in=at_once).order_by("pk").values_list("pk"))
        KeptLight.objects.filter(case__in=at_once).delete()
        KeptLight.objects.bulk_create(lights_of(at_once))


def lights_of(case_ids: list[int]) -> list[KeptLight]:
    """The rows to be kept of these cases, by the ledger and the accepted reports; not saved. Two queries."""
    accepted = _accepted(case_ids)
    return [
        row
        for span, since in on_list_since(spans(STILL, case_ids))
        for row in _of_span(span, since, accepted[span.case_id])
    ]


def wrongly_kept_lights() -> Iterator[int]:
    """Yield the ids of the cases of which something else is kept than what `lights_of` says."""
    for at_once in _batches(Case.objects.order_by("pk").values_list("pk", flat=True).iterator()):
        right, found = defaultdict(set), defaultdict(set)
        for row in lights_of(at_once):
            right[row.case_id].add(tuple(getattr(row, name) for name in FIELDS))
        for values in KeptLight.objects.filter(case__in=at_once).values_list("case_id", *FIELDS):
            found[values[0]].add(values[1:])
        yield from (pk for pk in at_once if right[pk] != found[pk])


def _batches(case_ids: Iterable[int]) -> Iterator[list[int]]:
    left = iter(case_ids)
    while at_once := list(islice(left, AT_ONCE)):
        yield at_once


def _accepted(case_ids: list[int]) -> dict[int, list[Accepted]]:
    """The accepted reports of each case, all versions, in the order in which they came to count."""
    rows = QuarterlyUpdate.objects.of_cases(case_ids).order_by("accepted_at", "pk")
    found: dict[int, list[Accepted]] = defaultdict(list)
    for row in rows:
        if row.accepted_at is not None and row.counts_on(None):
            day = row.accepted_at.astimezone(LOCAL_TIME).date()
            accepted = Accepted(day, row.period_id, row.revision, row.light, row.pk, row.remedy_due_on)
            found[row.case_id].append(accepted)
    return found


def _of_span(span: Span, since: date, accepted: list[Accepted]) -> Iterator[KeptLight]:
    """A row from the span's first day on and from each day on which a report was accepted in it."""
    end = span.end or STILL
    days = [row.day for row in accepted]
    within = days[bisect_right(days, span.start) : bisect_left(days, end)]
    begins = list(dict.fromkeys([span.start, *within]))
    for begin, until in zip(begins, [*begins[1:], end], strict=True):
        # A case that came and went on one day was tracked at the end of none.
        if begin < until:
            yield _row(span, since, accepted[: bisect_right(days, begin)], begin, until)


def _row(span: Span, since: date, accepted: list[Accepted], begin: date, until: date) -> KeptLight:
    newest_versions = {row.quarter: row for row in sorted(accepted, key=lambda row: row.revision)}
    standing = sorted(
        (row for row in newest_versions.values() if last_day(row.quarter) >= since), key=lambda row: row.quarter
    )
    reports = tuple(Report(row.quarter, row.light, row.pk) for row in standing)
    course = Course(span.case_id, span.group_id, since, reports)
    return KeptLight(
        case_id=span.case_id,
        group_id=span.group_id,
        from_day=begin,
        until_day=until,
        update_id=course.newest.pk if course.newest else None,
        quarter=course.newest.quarter if course.newest else 0,
        light=course.light,
        change=course.change,
        is_worse=course.is_worse,
        quarter_before=course.before.quarter if course.before else 0,
        light_before=course.before.light if course.before else "",
        quarters=len(course.run),
        stuck_quarters=len(course.stuck_run),
        missing=missing_in(course.stuck_run),
        remedy_due_on=standing[-1].due if course.is_stuck else None,
    )
