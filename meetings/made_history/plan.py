"""What each made-up meeting decides, out of the lives of the cases: decisions for the ledger, in printed order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from cases.ledger.bulk import BulkCase, BulkDecision
from cases.models import GOING_ON, Kind
from meetings.made_history.lives import Life


@dataclass
class GroupPlan:
    """What a meeting decides in one group, by clause: a merger's clause names one that others go on in."""

    delisted: list[BulkDecision] = field(default_factory=list)
    added: list[BulkDecision] = field(default_factory=list)
    merged: list[tuple[BulkDecision, BulkDecision]] = field(default_factory=list)
    moved: list[BulkDecision] = field(default_factory=list)
    renamed: list[BulkDecision] = field(default_factory=list)

    @property
    def decisions(self) -> Iterator[BulkDecision]:
        """In the order in which the clauses print them; what others are merged into comes before those."""
        yield from self.delisted
        yield from self.added
        for result, merged in self.merged:
            yield from (result, merged)
        yield from self.moved
        yield from self.renamed


class Plan:
    """Says meeting after meeting what is decided. `cases` are the lives' cases, in the same order."""

    def __init__(self, lives: Sequence[Life], cases: Sequence[BulkCase], titles: Iterator[str], groups: list[int],
                 chance: Random) -> None:  # fmt: skip
        self.cases, self.titles, self.groups, self.chance = cases, titles, groups, chance
        self.events: dict[int, list[tuple[BulkCase, Kind]]] = defaultdict(list)
        for life, case in zip(lives, cases, strict=True):
            self._note(life, case)

    def _note(self, life: Life, case: BulkCase) -> None:
        self.events[life.start].append((case, Kind.ADDED))
        if life.gap is not None:
            self.events[life.gap - 1].append((case, Kind.DELISTED))
            self.events[life.gap + 1].append((case, Kind.ADDED))
        if life.moves is not None:
            self.events[life.moves].append((case, Kind.MOVED))
        if life.renames is not None:
            self.events[life.renames].append((case, Kind.RENAMED))
        if life.ends:
            self.events[life.last].append((case, Kind.MERGED if life.merges else Kind.DELISTED))

    def of_meeting(self, place: int) -> dict[int, GroupPlan]:
        """The decisions of the meeting at `place` by group; asked for each meeting in turn, once the last is written.

        A group's part is that of the group in which a case stands before the meeting.
        """
        plans = {group: GroupPlan() for group in self.groups}
        events = self.events.pop(place, [])
        taken = {case.pk for case, _ in events}
        for case, kind in events:
            plan, title = plans[case.group_id], case.title
            if kind == Kind.MERGED:
                into = self._result(case, taken)
                if into is None:
                    kind = Kind.DELISTED
                else:
                    taken.add(into.pk)
                    result = BulkDecision(into, Kind.TRACKED, into.title)
                    plan.merged.append((result, BulkDecision(case, kind, title, into=into)))
                    continue
            if kind == Kind.MOVED:
                others = [group for group in self.groups if group != case.group_id]
                plan.moved.append(BulkDecision(case, kind, title, to_group_id=self.chance.choice(others)))
            elif kind == Kind.RENAMED:
                plan.renamed.append(BulkDecision(case, kind, next(self.titles)))
            else:
                (plan.added if kind == Kind.ADDED else plan.delisted).append(BulkDecision(case, kind, title))
        return plans

    def _result(self, case: BulkCase, taken: set[int]) -> BulkCase | None:
        """A case of the same group that goes on, and that nothing else happens to; None where a few tries find none."""
        for _ in range(200):
            # One that came lately is likelier to be still there.
            other = self.cases[max(0, case.pk - self.cases[0].pk - self.chance.randrange(1, 400))]
            if other.group_id == case.group_id and other.kind in GOING_ON and other.pk not in taken:
                return other
        return None
