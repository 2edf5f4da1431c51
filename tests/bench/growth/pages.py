"""The pages that are measured, each with its floor and with what issue 12 asks of it."""

from dataclasses import dataclass

EMPTY, LIST, TALLY, EXPORT = "/floor/empty/", "/floor/list/", "/floor/tally/", "/floor/export.csv"


@dataclass(frozen=True)
class Page:
    """A page under a short name. `floor` is the address of what it is compared with, `limit` how often that at most.

    `plus_empty`: the limit is so many times the floor, plus an empty page of the site. `runs` answers are timed.
    `role` is that of whoever asks.
    """

    name: str
    path: str
    floor: str = EMPTY
    limit: float | None = None
    plus_empty: bool = False
    runs: int = 30
    role: str = "official"

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
    # What a walk over every page found to grow with the record, and no longer does.
    Page("list-as-of", "/cases/?as_of=2020-06-30"),
    Page("matrix-as-of", "/reports/?as_of=2026-06-30"),
    Page("late", "/reports/late/"),
    Page("quarter", "/reports/{period}/groups/1/"),
    Page("work-report", "/work-report/{meeting}/"),
    Page("work-report-next", "/work-report/"),
    Page("comparison", "/meetings/compare/"),
    Page("difference", "/meetings/{differing}/differences/{of}/"),
    Page("secretary-home", "/", role="secretariat"),
    Page("secretary-note", "/meetings/{differing}/differences/{of}/notes/new/", role="secretariat"),
    Page("secretary-accept", "/reports/accept/", role="secretariat"),
    Page("admin-ledger", "/admin/cases/statuschange/", role="secretariat"),
    Page("export-csv", "/cases/export.csv", EXPORT, 4, runs=5),
    Page("export-ods", "/cases/export.ods", EXPORT, runs=2),
    Page("pdf-stored", "/meetings/{meeting}/minutes.pdf", limit=3),
    Page("pdf-tally", "/meetings/tally.pdf", runs=2),
]
