"""What a deleted draft leaves behind: the cases, titles and common topics that only it had brought in.

Without this, importing the same file again would meet its own cases and titles of the first time. A row goes where
it is no older than the draft and nothing else refers to it; whatever a person added to it since keeps it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import PROTECT, ManyToOneRel, Model, QuerySet

from cases.models import Case, CaseTitle, CommonTopic, StatusChange
from meetings.models import Clause, ClauseItem, Meeting, Section


@dataclass(frozen=True)
class Brought:
    """What a draft names, and since when it exists; read before it is deleted.

    `titles` are pairs of a case and a title that it prints for it, `topics` those that its sections and notes name.
    """

    since: datetime
    titles: frozenset[tuple[int, str]]
    topics: frozenset[int]

    @property
    def named(self) -> set[int]:
        """The cases whose titles it prints."""
        return {case for case, _ in self.titles}


def brought_by(meeting: Meeting) -> Brought | None:
    """What a draft names, of which `remove` takes away what nothing else needs once the draft is deleted.

    None for a draft without a history: then nothing says what is no older than it.
    """
    started = meeting.history.order_by("history_date").first()
    if started is None:
        return None
    clauses = Clause.objects.filter(group_resolution__meeting=meeting)
    items = ClauseItem.objects.filter(clause__in=clauses, case__isnull=False)
    titles = frozenset(meeting.changes.exclude(printed_title="").values_list("case", "printed_title"))
    titles |= frozenset(items.values_list("case", "text"))
    return Brought(
        started.history_date,
        titles,
        frozenset(clauses.filter(topic__isnull=False).values_list("topic", flat=True))
        | frozenset(Section.objects.filter(meeting=meeting, topic__isnull=False).values_list("topic", flat=True)),
    )


def remove(brought: Brought | None) -> int:
    """Delete what only the deleted draft had brought in; returns how many cases. Runs in the caller's transaction."""
    if brought is None:
        return 0
    number = _remove_cases(brought)
    _remove_titles(brought)
    _remove_topics(brought)
    return number


def _remove_cases(brought: Brought) -> int:
    # A case with a summary is one that somebody has worked on: importing the file again finds it by its title.
    locked = Case.objects.select_for_update(of=("self",)).filter(pk__in=brought.named, summary="").order_by("pk")
    left = _not_older(Case, {case.pk for case in locked}, brought.since)
    number = 0
    # A parent is free once its sub-cases are gone.
    while free := left - _referred_to(Case, left):
        Case.objects.filter(pk__in=free).delete()
        number += len(free)
        left -= free
    return number


def _remove_titles(brought: Brought) -> None:
    decided = StatusChange.objects.filter(case__in=brought.named).values_list("case", "printed_title")
    printed = {*decided, *ClauseItem.objects.filter(case__in=brought.named).values_list("case", "text")}
    rows = CaseTitle.objects.filter(case__in=brought.named).select_related("case")
    added = {
        row.pk for row in rows if (row.case_id, row.title) in brought.titles - printed and row.title != row.case.title
    }
    CaseTitle.objects.filter(pk__in=_not_older(CaseTitle, added, brought.since)).delete()


def _remove_topics(brought: Brought) -> None:
    new = _not_older(CommonTopic, set(brought.topics), brought.since)
    CommonTopic.objects.filter(pk__in=new - _referred_to(CommonTopic, new)).delete()


def _not_older(model: type[Case | CaseTitle | CommonTopic], pks: Iterable[int], since: datetime) -> set[int]:
    """Those of the rows of which the history knows nothing before `since`."""
    pks = set(pks)
    return pks - set(_pks(model.history.filter(id__in=pks, history_date__lt=since), "id"))


def _referred_to(model: type[Model], pks: Iterable[int]) -> set[int]:
    """Those of the rows that another row needs (PROTECT) or lists."""
    pks, found = set(pks), set()
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ManyToOneRel):
            continue
        holder, name = relation.related_model, relation.field.attname
        if relation.on_delete is PROTECT or holder._meta.auto_created:
            found |= set(_pks(holder._base_manager.filter(**{f"{name}__in": pks}), name))
    return found


def _pks(rows: QuerySet, name: str) -> QuerySet:
    return rows.values_list(name, flat=True).order_by().distinct()
