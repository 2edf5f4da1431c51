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

from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from cases.models import Case, CaseQuerySet, Kind, StatusChange, StatusChangeQuerySet, Succession
from groups.models import IssueGroup


def known_then(cases: CaseQuerySet, day: date) -> CaseQuerySet:
    """Those of `cases` that were known at the end of `day`, each with what it was then.

    `status_then` is "" where no meeting had a row of it, and `group_then`, a group's id, None; `title_then`;
    `order_then` is its group's order.
    """
    renamed = _renamed_after(day).filter(case=OuterRef("pk")).in_order()
    replaced = Succession.objects.on_record().filter(predecessor=OuterRef("pk"))
    replaced_then = Succession.objects.on_record(day).filter(predecessor=OuterRef("pk"))
    undecided = Q(status="") & (~Exists(replaced) | Exists(replaced_then))
    then = cases.with_status(as_of=day).filter(Q(kind_then__isnull=False) | undecided)
    order = IssueGroup.objects.filter(pk=OuterRef("group_then")).values("order")
    return then.annotate(
        status_then=Coalesce("kind_then", Value("")),
        title_then=Coalesce(Subquery(renamed.values("former_title")[:1]), F("title")),
        order_then=Coalesce(Subquery(order[:1]), F("group__order")),
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


def _renamed_after(day: date) -> StatusChangeQuerySet:
    return StatusChange.objects.finalised().filter(kind=Kind.RENAMED, meeting__held_on__gt=day)
