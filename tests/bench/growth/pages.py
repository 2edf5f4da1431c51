"""The pages that are measured, each with its floor and with what issue 12 asks of it."""

from dataclasses import dataclass

EMPTY, LIST, TALLY, EXPORT = "/floor/empty/", "/floor/list/", "/floor/tally/", "/floor/export.csv"


@dataclass(frozen=True)
class Page:
    """A page under a short name. `floor` is the address of what it is compared with, `limit` how often that at most.

    `plus_empty`: the limit is so many times the floor, plus an empty page of the site. `runs` answers are timed.
    """

    name: str
    path: str
    floor: str = EMPTY
    limit: float | None = None
    plus_empty: bool = False
    runs: int = 30

    def most(self, floor, empty):
        """The milliseconds that it may take."""
        return None if self.limit is None else self.limit * floor + (empty if self.plus_empty else 0)


PAGES = [
    Page("empty", EMPTY),
    Page("list", "/cases/?status=tracked&group={group}", LIST, 3),
    Page("list-search", "/cases/?q=污水", LIST, 3),
    Page("home", "/", limit=5),
    Page("meetings", "/meetings/", limit=5),
    Page("dashboard", "/meetings/{meeting}/", limit=5),
    Page("tally", "/meetings/tally/", TALLY, 2, plus_empty=True),
    Page("case", "/cases/{case}/", limit=5),
    Page("minutes", "/meetings/{meeting}/minutes/"),
    Page("search", "/search/?q=交通"),
    Page("matrix", "/reports/"),
    Page("cities-matrix", "/cities/matrix/"),
    Page("stuck", "/stuck/"),
    Page("export-csv", "/cases/export.csv", EXPORT, 4, runs=5),
    Page("export-ods", "/cases/export.ods", EXPORT, runs=2),
    Page("pdf-stored", "/meetings/{meeting}/minutes.pdf", limit=3),
    Page("pdf-tally", "/meetings/tally.pdf", runs=2),
]
