"""Which cases of a work report stand on which page: group by group, the reported ones first, then the silent ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from django.core.paginator import Page, Paginator

from cases.models import KeptLightQuerySet, QuarterlyUpdateQuerySet
from groups.models import IssueGroup
from meetings.work_report.window import Window

# A report of so many cases stands on one page; of more, so many stand on each, and no fewer than a few on the last.
WHOLE, PER_PAGE, FEW = 150, 60, 20


@dataclass(frozen=True)
class Shown:
    """Which cases a report shows: all, or the red and yellow ones alone; whole, or the page that is asked for."""

    only_stuck: bool = False
    is_paged: bool = False
    page: str | None = None


EVERYTHING = Shown()


@dataclass(frozen=True)
class Place:
    """Where a group's part stands.

    `page` is the one on which it begins; `is_shown` says whether any of it is on the page shown, `is_continued` that it
    began before, and `is_last` that it ends there.
    """

    page: int
    is_shown: bool
    is_continued: bool
    is_last: bool


@dataclass(frozen=True)
class Part:
    """A group's cases among all: so many reported ones from `first` on, then the silent ones."""

    group: IssueGroup
    first: int
    reported: int
    silent: int

    @property
    def stop(self) -> int:
        return self.first + self.reported + self.silent

    def reported_before(self, entry: int) -> int:
        """How many of the reported ones stand before an entry."""
        return min(max(entry - self.first, 0), self.reported)

    def silent_before(self, entry: int) -> int:
        return min(max(entry - self.first - self.reported, 0), self.silent)


@dataclass(frozen=True)
class Layout:
    """The page that is shown, with the entries from `start` to before `stop`."""

    window: Window
    only_stuck: bool
    parts: tuple[Part, ...]
    page: Page

    @property
    def start(self) -> int:
        return max(0, self.page.start_index() - 1)

    @property
    def stop(self) -> int:
        return self.page.end_index()

    def reported(self) -> QuarterlyUpdateQuerySet:
        """The newest update of each reported case of the page."""
        parts = self._on_page()
        skip, stop = (sum(part.reported_before(entry) for part in parts) for entry in (self.start, self.stop))
        return self.window.newest([part.group for part in parts], only_stuck=self.only_stuck)[skip:stop]

    def silent(self) -> KeptLightQuerySet:
        """The silent cases of the page."""
        parts = self._on_page()
        skip, stop = (sum(part.silent_before(entry) for part in parts) for entry in (self.start, self.stop))
        return self.window.silent([part.group for part in parts])[skip:stop]

    def place(self, group: IssueGroup) -> Place:
        """Where the part of one of the groups stands."""
        part = next(part for part in self.parts if part.group == group)
        size = self.page.paginator.per_page
        return Place(
            page=min(part.first // size + 1, self.page.paginator.num_pages),
            is_shown=part in self._on_page(),
            is_continued=part.first < self.start,
            is_last=part.stop <= self.stop,
        )

    def _on_page(self) -> list[Part]:
        return [part for part in self.parts if self._is_on_page(part)]

    def _is_on_page(self, part: Part) -> bool:
        if part.first < part.stop:
            return part.first < self.stop and self.start < part.stop
        # A group without any case stands where its cases would.
        is_here = self.start <= part.first and (part.first < self.stop or not self.page.has_next())
        return is_here and not self.only_stuck


def layout_of(window: Window, groups: Sequence[IssueGroup], shown: Shown) -> Layout:
    """How the cases of these groups are laid out; two queries, one where only the red and yellow ones are shown."""
    numbers = [
        (window.lights[group.pk].stuck, 0)
        if shown.only_stuck
        else (window.lights[group.pk].total, window.unheard.get(group.pk, 0))
        for group in groups
    ]
    *firsts, number = accumulate((sum(of_group) for of_group in numbers), initial=0)
    size = PER_PAGE if shown.is_paged and number > WHOLE else max(number, PER_PAGE)
    page = Paginator(range(number), size, orphans=FEW).get_page(shown.page if shown.is_paged else None)
    parts = tuple(Part(group, first, *of) for group, first, of in zip(groups, firsts, numbers, strict=True))
    return Layout(window, shown.only_stuck, parts, page)
