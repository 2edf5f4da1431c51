"""When made-up cases come, what happens to them and when they go: numbers only, no rows and no Django.

Half of all the rows are of cases that go on until today, half of cases that come and go within a few meetings. So the
newest meeting has about twice the rows of the middle one, as on a platform that grows.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

# Of a hundred cases: how many come back after their end, end in another one, change the group, change the title.
RETURNS, MERGES, MOVES, RENAMES = 0.5, 2.0, 1.0, 2.0
ENDS_AT_THE_LAST = 0.06


class Impossible(ValueError):
    """Numbers that no history has: a case has at least two rows, and at most one at each meeting."""


@dataclass(slots=True)
class Life:
    """A case by the places of meetings, 0 for the first: one row at each from `start` to `last`, `gap` aside.

    `gap` is the place without a row between an end and a new beginning, `moves` and `renames` are where it goes into
    another group or gets another title. `ends` says that the last row takes it off the list, `merges` into another.
    """

    group: int
    start: int
    last: int
    ends: bool = False
    merges: bool = False
    gap: int | None = None
    moves: int | None = None
    renames: int | None = None

    @property
    def rows(self) -> int:
        """How many rows the ledger gets."""
        return self.last - self.start + 1 - (self.gap is not None)


def lives(cases: int, meetings: int, changes: int, groups: int, chance: Random) -> list[Life]:
    """The lives of so many cases that have exactly `changes` rows, in the order in which they come.

    Raises Impossible where there is no such history.
    """
    if meetings < 2 or not 2 * cases <= changes <= cases * meetings:
        raise Impossible
    mean = changes / cases
    long_lived = min(mean / meetings, 0.9)
    found = []
    for _ in range(cases):
        start = chance.randrange(meetings - 1)
        if chance.random() < long_lived:
            last = meetings - 1
        else:
            length = 2 + int(chance.expovariate(1 / max(mean / 2 / (1 - long_lived) - 1.5, 0.1)))
            last = min(start + length - 1, meetings - 1)
        found.append(Life(chance.randrange(groups), start, last))
    _fit(found, meetings, changes, chance)
    for life in found:
        life.ends = life.last < meetings - 1 or chance.random() < ENDS_AT_THE_LAST
    _let_some_come_back(found, meetings, chance)
    for life in found:
        life.merges = life.ends and chance.random() * 100 < MERGES
        quiet = [place for place in range(life.start + 1, life.last) if place - (life.gap or -9) not in (-1, 0, 1)]
        if quiet and chance.random() * 100 < MOVES:
            life.moves = quiet.pop(chance.randrange(len(quiet)))
        if quiet and chance.random() * 100 < RENAMES:
            life.renames = chance.choice(quiet)
    found.sort(key=lambda life: (life.start, life.group))
    return found


def _fit(found: list[Life], meetings: int, changes: int, chance: Random) -> None:
    """Make lives longer or shorter, one row at a time, until there are exactly so many rows."""
    missing = changes - sum(life.rows for life in found)
    while missing:
        life = chance.choice(found)
        if missing > 0:
            if life.last < meetings - 1:
                life.last += 1
            elif life.start > 0:
                life.start -= 1
            else:
                continue
            missing -= 1
        elif life.rows > 2:
            # One that goes on until today goes on until today.
            if life.last == meetings - 1:
                life.start += 1
            else:
                life.last -= 1
            missing += 1


def _let_some_come_back(found: list[Life], meetings: int, chance: Random) -> None:
    """Give some lives an end and a new beginning; each row that this saves another life gets."""
    for life in found:
        if life.rows < 7 or chance.random() * 100 >= RETURNS:
            continue
        other = chance.choice(found)
        if other is life or other.gap is not None or other.start == 0:
            continue
        life.gap = chance.randrange(life.start + 3, life.last - 2)
        other.start -= 1
