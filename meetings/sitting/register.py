"""What is known of an issue group's cases as a draft meeting sits: their titles, where they stand, what was decided."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from cases.ledger.standing import KIND_LABELS, Standing, standings
from cases.matching import EXACT, Candidate, Match, candidates, match_title
from cases.models import GOING_ON, Case, StatusChange
from groups.models import IssueGroup
from meetings.models import Meeting


@dataclass(frozen=True)
class KnownCase:
    """A case of the group. `here` is the row by which the meeting has named it already, None where it has not."""

    standing: Standing
    here: StatusChange | None = None

    @property
    def case(self) -> Case:
        return self.standing.case

    @property
    def title(self) -> str:
        return self.standing.title

    @property
    def is_open(self) -> bool:
        """Whether it is on the list and the meeting has not decided on it yet."""
        return self.standing.is_on_list and self.here is None

    @property
    def is_going_on(self) -> bool:
        """Whether it is on the list after what the meeting has decided so far."""
        return self.standing.is_on_list if self.here is None else self.here.kind in GOING_ON

    def why_not_added(self) -> str:
        """Why the meeting cannot add it, as a Chinese sentence; empty where it can."""
        if self.here is not None:
            return f"「{self.title}」本次會議已登錄為「{self.here.get_kind_display()}」。"
        return f"「{self.title}」已在列管中，不可再新增。" if self.standing.is_on_list else ""

    def why_not_changed(self) -> str:
        """Why the meeting cannot delist, merge, move or rename it, as a Chinese sentence; empty where it can."""
        if self.here is not None:
            return f"「{self.title}」本次會議已登錄為「{self.here.get_kind_display()}」，如要更改請先撤回。"
        if self.standing.kind is not None and not self.standing.is_on_list:
            return f"「{self.title}」不在列管中（先前已登錄「{KIND_LABELS[self.standing.kind]}」）。"
        return ""


class Register:
    """The cases that belong to `group` when `meeting` begins, or were added to it there; read in four queries."""

    def __init__(self, meeting: Meeting, group: IssueGroup) -> None:
        self.group = group
        then = Q(group_then=group.pk) | Q(group_then__isnull=True, group=group)
        reached = Case.objects.within_reach(meeting).with_status(before=meeting.timeline_key)
        cases = list(reached.filter(then).order_by("pk"))
        rows = StatusChange.objects.filter(meeting=meeting, case__in=cases).exclude(printed_title="")
        here = {row.case_id: row for row in rows.select_related("case")}
        standing = standings(cases, meeting)
        self.cases = {case.pk: KnownCase(standing[case.pk], here.get(case.pk)) for case in cases}
        self.titles: list[Candidate] = candidates(Case.objects.filter(pk__in=self.cases))

    def match(self, title: str, limit: int = 3) -> list[Match]:
        """The cases of the group that `title` may mean, best first."""
        return match_title(title, self.titles, limit)

    def exact(self, title: str) -> KnownCase | None:
        """The one case that `title` is a title of; None where there is none, or more than one."""
        found = self.match(title)
        return self.cases[found[0].case_id] if found and found[0].how == EXACT else None

    def open_cases(self) -> list[KnownCase]:
        """What may still be decided on, in the order of the titles as they were added."""
        return [known for known in self.cases.values() if known.is_open]

    def parents(self) -> list[KnownCase]:
        """What a sub-case may be added to."""
        return [known for known in self.cases.values() if known.case.parent_id is None and known.is_going_on]
