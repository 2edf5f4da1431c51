"""Where cases stand around a meeting, read in a fixed number of queries, and what may therefore be recorded there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Model, OuterRef, Subquery

from cases.models import ENDED, GOING_ON, Case, Kind, StatusChange

# The first recorded row of a case may be of any kind: most cases entered before the first meeting's
# minutes, and are first named when they are delisted (rule 5).
TRANSITIONS: dict[str | None, frozenset[str]] = {
    None: frozenset(Kind),
    **dict.fromkeys(GOING_ON, frozenset(Kind) - {Kind.ADDED}),
    **dict.fromkeys(ENDED, frozenset({Kind.ADDED})),
}
KIND_LABELS: dict[str | None, str] = {None: "尚無紀錄", **dict(Kind.choices)}


class LedgerError(Exception):
    """A row the ledger refuses; the message is a Chinese sentence for the person who asked for it."""


@dataclass(frozen=True)
class Standing:
    """A case when `meeting` begins, and the first row after it that the ledger did not carry into a draft by itself.

    `kind` is None where no earlier meeting has a row of the case. `group_id` is that of its latest row, or its own;
    `title` is the new one of an earlier draft, or its own.
    """

    case: Case
    meeting: Model
    kind: str | None
    group_id: int
    title: str
    following: StatusChange | None

    @property
    def is_on_list(self) -> bool:
        return self.kind in GOING_ON

    def refuse_transition(self, kind: str) -> None:
        """Raise LedgerError where a row of `kind` at the meeting contradicts the row before or after it."""
        if kind not in TRANSITIONS[self.kind]:
            raise LedgerError(
                f"「{self.case.title}」在{self.meeting}之前的狀態是「{KIND_LABELS[self.kind]}」，"
                f"不可登錄為「{KIND_LABELS[kind]}」。"
            )
        self.refuse_contradiction(kind)

    def refuse_contradiction(self, kind: str | None) -> None:
        """Raise LedgerError where the first row after the meeting cannot follow `kind`."""
        if self.following is not None and not may_follow(self.following, kind):
            raise LedgerError(
                f"「{self.case.title}」在{self.meeting}之後的會議已登錄為「{KIND_LABELS[self.following.kind]}」，"
                f"與本次「{KIND_LABELS[kind]}」前後矛盾。"
            )


def standings(cases: Collection[Case], meeting: Model) -> dict[int, Standing]:
    """How each of `cases` stands around `meeting`, by the case's id, in two queries."""
    rows = StatusChange.objects.filter(case=OuterRef("pk"))
    renamed = rows.drafts().filter(kind=Kind.RENAMED).before(meeting.timeline_key)
    # Rows carried into later drafts are settled afterwards; only what a later meeting prints stands in the way.
    later = rows.after(meeting.timeline_key).exclude(pk__in=StatusChange.objects.drafts().carried().values("pk"))
    found = (
        Case.objects.filter(pk__in=[case.pk for case in cases])
        .with_status(before=meeting.timeline_key)
        .annotate(
            title_then=Subquery(renamed.latest_first().values("printed_title")[:1]),
            following=Subquery(later.in_order().values("pk")[:1]),
        )
        .order_by()
        .values_list("pk", "kind_then", "group_then", "title_then", "following")
    )
    by_case = {pk: values for pk, *values in found}
    after = StatusChange.objects.select_related("corrects").in_bulk(
        [following for *_, following in by_case.values() if following is not None]
    )
    return {
        case.pk: Standing(case, meeting, kind, group or case.group_id, title or case.title, after.get(following))
        for case in cases
        for kind, group, title, following in [by_case[case.pk]]
    }


def standing(case: Case, meeting: Model) -> Standing:
    """How one case stands around `meeting`."""
    return standings([case], meeting)[case.pk]


def may_follow(row: StatusChange, before: str | None) -> bool:
    """Whether a row stands after one of kind `before`; a correction where the case is still what it corrects."""
    if row.corrects_id:
        return (before in GOING_ON) == (row.corrects.kind in GOING_ON)
    return row.kind in TRANSITIONS[before]
