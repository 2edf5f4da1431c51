"""The roll-up: what `tallies.tally` counted for finalised meetings, kept in the transaction that finalised them.

A finalised meeting's rows never change, so neither do its figures; only an earlier meeting that is finalised later
changes what comes after it. What the secretariat has explained of a difference goes on changing and is not kept.
A group without a kept row had no part in the meeting: it was set up later.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Sum

from cases.ledger.tallies import SUMMED, GroupTally
from cases.models import KeptTally

FIGURES = tuple(name for name in SUMMED if name != "explained")


@dataclass(frozen=True)
class Kept:
    """A group's figures at one finalised meeting, and whether any record says what was carried into it."""

    figures: tuple[int | None, ...]
    opening_known: bool = True

    def tally(self, name: str, explained: int) -> GroupTally:
        """The figures of the group called `name`."""
        figures: dict[str, Any] = dict(zip(FIGURES, self.figures, strict=True))
        return GroupTally(group=name, explained=explained, **figures)


NOTHING = Kept(tuple(None if name in ("stated_remaining", "difference") else 0 for name in FIGURES))


def kept_of(tally: GroupTally, opening_known: bool) -> Kept:
    """What is kept of a group's figures."""
    return Kept(tuple(getattr(tally, name) for name in FIGURES), opening_known)


def kept_tallies(meeting_ids: Collection[int]) -> dict[int, dict[int, Kept]]:
    """What is kept, by meeting and group (ids); a meeting without any is absent. One query."""
    found: dict[int, dict[int, Kept]] = {}
    rows = KeptTally.objects.filter(meeting__in=meeting_ids).order_by()
    for meeting, group, opening_known, *figures in rows.values_list("meeting", "group", "opening_known", *FIGURES):
        found.setdefault(meeting, {})[group] = Kept(tuple(figures), opening_known)
    return found


@transaction.atomic
def keep(tallies: Mapping[int, Mapping[int, Kept]]) -> None:
    """Write the figures of these meetings, by meeting and group (ids), in place of what was kept of them."""
    KeptTally.objects.filter(meeting__in=tallies).delete()
    KeptTally.objects.bulk_create(
        KeptTally(
            meeting_id=meeting,
            group_id=group,
            opening_known=kept.opening_known,
            **dict(zip(FIGURES, kept.figures, strict=True)),
        )
        for meeting, groups in tallies.items()
        for group, kept in groups.items()
    )


def wrongly_kept(counted: Mapping[int, Mapping[int, Kept]]) -> Iterator[tuple[int, int]]:
    """Yield meeting and group (ids) wherever what is kept is not what was counted from the ledger."""
    stored = kept_tallies(counted)
    for meeting, groups in counted.items():
        for group, right in groups.items():
            found = stored.get(meeting, {}).get(group)
            # A group that was set up after the meeting has no part in it, in the ledger neither.
            if found != right and not (found is None and meeting in stored and right.figures == NOTHING.figures):
                yield meeting, group


def sums(meeting_ids: Collection[int]) -> dict[str, int]:
    """The sums of all kept figures over these meetings and their groups; 0 where none is kept. One query."""
    found = KeptTally.objects.filter(meeting__in=meeting_ids).aggregate(**{name: Sum(name) for name in FIGURES})
    return {name: number or 0 for name, number in found.items()}
