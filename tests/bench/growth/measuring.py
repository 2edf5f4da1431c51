"""Asks pages and their floors in turn, so that whatever else the machine does weighs on both."""

import time
from dataclasses import dataclass

from tests.bench.growth.pages import EMPTY, Page
from tests.bench.growth.serving import Times, times

WARM_UP, SECONDS = 2, 3
# A page that takes seconds is asked fewer times, but at least so often.
MOST_SECONDS, LEAST_RUNS = 30, 3


@dataclass(frozen=True)
class Measured:
    """A page on one database: as it is handed out, as it is made anew, and its floor, all in milliseconds."""

    page: Page
    cases: int
    engine: str
    status: int
    shown: Times
    anew: Times
    floor: Times
    empty: Times
    rate_of_one: float
    rate_of_eight: float
    size: int
    compressed: int
    mebibytes: float

    @property
    def ratio(self):
        """How often the floor the page takes, made anew."""
        return self.anew.median / self.floor.median

    @property
    def ratio_shown(self):
        """How often the floor the page takes, handed out as the product does."""
        return self.shown.median / self.floor.median

    def holds(self, taken):
        """Whether a median keeps the limit; None where there is none."""
        most = self.page.most(self.floor.median, self.empty.median)
        return None if most is None else taken <= most


def measure(page, server, anew, cases, engine):
    """Time a page on the server as it is and on the one that makes all anew, with the floors in between."""
    path = page.path.format(**server.parts)
    role = page.role
    first = server.ask(path, role, sized=True)
    if first.status != 200:
        raise SystemExit(f"{path} answers {first.status}")
    for _ in range(WARM_UP):
        for asked, address in ((server, path), (anew, path), (anew, page.floor), (anew, EMPTY)):
            asked.ask(address, role)
    shown, made, floor, empty = [], [], [], []
    begun = time.monotonic()
    for run in range(page.runs):
        if run >= LEAST_RUNS and time.monotonic() - begun > MOST_SECONDS:
            break
        # The floors of the server that makes all anew: they are never kept.
        shown.append(server.ask(path, role))
        floor.append(anew.ask(page.floor, role))
        made.append(anew.ask(path, role))
        empty.append(anew.ask(EMPTY, role))
    is_quick = times(shown).median < 1_000 and page.runs > 5
    return Measured(
        page,
        cases,
        engine,
        first.status,
        times(shown),
        times(made),
        times(floor),
        times(empty),
        server.rate(path, role, 1, SECONDS) if is_quick else 0,
        server.rate(path, role, 8, SECONDS) if is_quick else 0,
        first.size,
        first.compressed,
        anew.mebibytes(),
    )
