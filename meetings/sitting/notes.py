"""The sentence in the minutes for proposals that were put off (緩議): one clause a group, in the standing wording."""

from __future__ import annotations

from django.db.models import Max

from meetings.minutes.document import ClauseKind
from meetings.minutes.wording import GROUP, default_clause
from meetings.models import Clause, ClauseItem, GroupResolution, Meeting, Proposal
from meetings.sitting.book import SittingError

STANDING = default_clause(ClauseKind.NOTE)


def put_off(meeting: Meeting, proposal: Proposal) -> ClauseItem:
    """Name a proposal in its group's 「…」待四市有共識後再行提案。; the clause is made with the first of them."""
    resolution = _resolution(meeting, proposal)
    clause = resolution.clauses.filter(kind=ClauseKind.NOTE, wording=STANDING, parent=None).first()
    if clause is None:
        clause = _new_clause(resolution)
    position = (clause.items.aggregate(last=Max("position"))["last"] or 0) + 1
    title = proposal.title or str(proposal.case)
    return ClauseItem.objects.create(clause=clause, position=position, text=title, case=proposal.case)


def take_back(item_ids: list[int]) -> None:
    """Take titles out of such a clause again, and the clause away with its last one.

    Raises SittingError where somebody has worded the clause anew since.
    """
    for item in ClauseItem.objects.filter(pk__in=item_ids).select_related("clause"):
        clause = item.clause
        if clause.wording != STANDING:
            raise SittingError("緩議的條目已在紀錄中改寫，請先在紀錄草稿刪除那一條，再撤回這項決定。")
        item.delete()
        if not clause.items.exists():
            clause.delete()


def _resolution(meeting: Meeting, proposal: Proposal) -> GroupResolution:
    found = meeting.group_resolutions.filter(group=proposal.group).first()
    if found is not None:
        return found
    position = (meeting.group_resolutions.aggregate(last=Max("position"))["last"] or 0) + 1
    return GroupResolution.objects.create(meeting=meeting, group=proposal.group, position=position, wording=GROUP)


def _new_clause(resolution: GroupResolution) -> Clause:
    """A note stands before 其餘N案持續列管, which moves one place down; elsewhere it comes last."""
    top = resolution.clauses.filter(parent=None)
    tracked = top.filter(kind=ClauseKind.TRACKED).order_by("position").first()
    last = top.aggregate(last=Max("position"))["last"] or 0
    position = tracked.position if tracked else last + 1
    # One by one from the end, since no two clauses may have one position at any moment.
    for row in top.filter(position__gte=position).order_by("-position"):
        row.position += 1
        row.save(update_fields=["position"])
    return Clause.objects.create(group_resolution=resolution, position=position, kind=ClauseKind.NOTE, wording=STANDING)
