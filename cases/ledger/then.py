"""Cases as they stood at the end of a day, for pages that look back.

A day counts wholly, with all its finalised meetings. A case stands as its latest row by then says, and is in the group
that the row names. A correction counts from the meeting that corrects: before it the corrected row stands as it was
printed. The title is today's, unless a later meeting renamed the case: then the one it had before the first of those.
A case whose first row is later was not known by name then. One that no meeting ever decided on has no day: it is known
unless it was only known as replaced by another, and that later.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import BigIntegerField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models import Case as Conditional
from django.db.models.functions import Coalesce

from cases.models import Case, CaseQuerySet, KeptLight, Kind, StatusChange, StatusChangeQuerySet, Succession
from cases.models.case import FINALISED
from groups.models import IssueGroup, Platform


def known_then(cases: CaseQuerySet, day: date) -> CaseQuerySet:
    """Those of `cases` that were known at the end of `day`, with aliases of what each was then.

    `status_then` is "" where no meeting had a row of it; `group_then`, the id of its group; `title_then`; `order_then`
    is its group's order. The whole ledger of a case is read only where it was on the list, or has been moved since.
    """
    mine = OuterRef("pk")
    replaced, replaced_then = (Succession.objects.on_record(by).filter(predecessor=mine) for by in (None, day))
    undecided = Q(status="") & (~Exists(replaced) | Exists(replaced_then))
    rows = StatusChange.objects.filter(case=mine, meeting__in=_held(held_on__lte=day))
    on_list, elsewhere = Q(pk__in=listed_then(day)), Q(pk__in=moved_after(day))
    order = IssueGroup.objects.filter(pk=OuterRef("group_then")).values("order")
    renamed = _renamed_after(day).filter(case=mine).in_order()
    return cases.filter(Exists(rows.said()) | undecided).alias(
        # Whoever was decided on and was not on the list had ended, and most ended in one way.
        status_then=Conditional(
            When(status="", then=Value("")),
            When(on_list, _newest(rows, "kind")),
            When(Exists(StatusChange.objects.filter(case=mine, kind=Kind.MERGED)), _newest(rows.said(), "kind")),
            default=Value(Kind.DELISTED.value),
        ),
        group_then=Conditional(
            When(elsewhere, _newest(rows, "group")), default=F("group"), output_field=BigIntegerField()
        ),
        order_then=Conditional(When(elsewhere, Subquery(order[:1])), default=F("group__order")),
        title_then=Coalesce(Subquery(renamed.values("former_title")[:1]), F("title")),
    )


def set_back(cases: Iterable[Case], day: date) -> list[Case]:
    """The same cases with status, title and group as at the end of `day`, in memory only; never save them.

    `status` is "" where no meeting had a row by then. Parents that are loaded get their titles of then. Three queries.
    """
    cases = list(cases)
    known = {case.pk for case in cases} | {case.parent_id for case in cases if case.parent_id}
    then = Case.objects.filter(pk__in=known).with_status(as_of=day)
    found = then.values_list("pk", "kind_then", "group_then")  # type: ignore[misc]  # Annotated by with_status.
    status = {pk: (kind or "", group) for pk, kind, group in found}
    titles = titles_then(known, day)
    groups = IssueGroup.objects.in_bulk({group for _, group in status.values() if group})
    for case in cases:
        kind, group = status[case.pk]
        case.status, case.title = kind, titles.get(case.pk, case.title)
        if group is not None and group != case.group_id:
            case.group = groups[group]
        if Case.parent.is_cached(case) and case.parent is not None:
            case.parent.title = titles.get(case.parent.pk, case.parent.title)
    return cases


def titles_then(case_ids: Iterable[int], day: date) -> dict[int, str]:
    """The titles at the end of `day` of those of the cases that a later meeting renamed; one query."""
    later = _renamed_after(day).filter(case__in=list(case_ids)).in_order().reverse()
    return dict(later.values_list("case_id", "former_title"))


def listed_then(day: date) -> QuerySet[KeptLight, int]:
    """The ids of the cases that were on the list at the end of `day`."""
    kept = KeptLight.objects.filter(group__in=_groups(), from_day__lte=day, until_day__gt=day)
    return kept.order_by().values_list("case_id", flat=True)


# Groups and meetings by their ids, for the indexes that have them first, and so that no row asks for its meeting anew.
def _groups() -> QuerySet:
    return IssueGroup.objects.order_by().values("pk")


def _held(**on: date) -> QuerySet:
    held = {"state": FINALISED} | on
    meetings = Platform.objects.filter(**{f"levels__meetings__{name}": value for name, value in held.items()})
    return meetings.order_by().values("levels__meetings")


def _newest(rows: StatusChangeQuerySet, name: str) -> Subquery:
    return Subquery(rows.latest_first().values(name)[:1])


def moved_after(day: date) -> QuerySet[StatusChange, int]:
    """The ids of the cases that were moved to another group since: all others were in the group they are in."""
    moved = StatusChange.objects.filter(meeting__in=_held(held_on__gt=day), group__in=_groups(), kind=Kind.MOVED)
    return moved.order_by().values_list("case_id", flat=True)


def _renamed_after(day: date) -> StatusChangeQuerySet:
    return StatusChange.objects.finalised().filter(kind=Kind.RENAMED, meeting__held_on__gt=day)
