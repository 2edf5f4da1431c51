"""Cases × cities: what each city reported in a quarter, and what it is to the case.

The cases are those that owed the quarter's report (`cases/reporting/obligations.py`), under the group that owed it.
Where they are many they come page by page: the database counts the sums, and only a page's own cases are read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from django.core.paginator import Page, Paginator

from cases.cities.evidence import accepted, contributions
from cases.cities.overview import FEW, PER_PAGE, cities_of
from cases.cities.sums import Numbers, Sum, is_asked, numbers_by_group, sums_by_city
from cases.models import WITH_THE_CASE, Case, CaseCity, CityRole, KeptLight, QuarterlyUpdate, ReportingPeriod
from groups.models import City, IssueGroup, Platform

REPORTED, MISSING, WAITING, NONE = "reported", "missing", "waiting", "none"


@dataclass(frozen=True)
class Mark:
    """A city's cell of a case. `what` is REPORTED, MISSING, WAITING (no accepted report yet) or NONE (not its case)."""

    city: City
    role: str
    what: str

    @property
    def role_word(self) -> str:
        """主辦 or 參與; "" for a city that is neither, as far as is known."""
        return CityRole(self.role).label if self.role in WITH_THE_CASE else ""

    @property
    def is_unlisted(self) -> bool:
        """Whether the city reported on a case that does not list it."""
        return self.what == REPORTED and not self.role_word


@dataclass(frozen=True)
class Row:
    """A case with a mark for each city. `is_accepted`: whether its report of the quarter is accepted."""

    case: Case
    is_accepted: bool
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class GroupRows:
    """One group with its cases on the page, and the numbers of all its cases.

    `page` is the one on which the group begins; `is_continued` says that it began before the page shown. `totals` are
    each city's sums over all its cases, None where the group has none on the page.
    """

    group: IssueGroup
    rows: tuple[Row, ...]
    numbers: Numbers
    totals: list[tuple[City, Sum]] | None
    page: int
    is_continued: bool


@dataclass(frozen=True)
class CityMatrix:
    """The groups that owed reports for the quarter, and a page of their cases.

    `totals` are each city's sums over all groups; they stand on the last page and are None before.
    """

    period: ReportingPeriod
    cities: tuple[City, ...]
    groups: tuple[GroupRows, ...]
    page: Page
    totals: list[tuple[City, Sum]] | None

    @property
    def rows(self) -> tuple[Row, ...]:
        """The cases on the page."""
        return tuple(row for group in self.groups for row in group.rows)

    @property
    def numbers(self) -> Numbers:
        """The cases of all groups."""
        return sum((group.numbers for group in self.groups), Numbers())


def city_matrix(
    platform: Platform | None,
    period: ReportingPeriod,
    as_of: date | None = None,
    *,
    page: str | None = None,
    whole_up_to: int = 0,
) -> CityMatrix:
    """The page that is asked for of a platform's matrix of a quarter; nine queries, whatever the cases.

    It is all on one page where it has no more than `whole_up_to` cases. With `as_of`, a day, by the meetings held and
    the reports accepted until its end.
    """
    until = min(period.last_day, as_of) if as_of else period.last_day
    listed = KeptLight.objects.on(until, platform).order_by()
    cities, numbers = tuple(cities_of(platform)), numbers_by_group(listed, period, as_of)
    groups = [group for group in IssueGroup.objects.filter(platform=platform) if group.pk in numbers]
    *firsts, number = accumulate((numbers[group.pk].owed for group in groups), initial=0)
    begins = dict(zip(groups, firsts, strict=True))
    size = PER_PAGE if number > whole_up_to else max(number, PER_PAGE)
    shown = Paginator(range(number), size, orphans=FEW).get_page(page)
    start = (shown.number - 1) * size
    stop = start + len(shown.object_list)
    ends = {group: first + numbers[group.pk].owed for group, first in begins.items()}
    on_page = [group for group in groups if begins[group] < stop and start < ends[group]]
    owed = listed.filter(group__in=on_page).select_related("case").order_by("group__order", "case_id")
    skip = begins[on_page[0]] if on_page else 0
    rows = _rows(owed[start - skip : stop - skip], cities, period, as_of)
    summed = on_page if shown.has_next() else groups
    sums = sums_by_city(listed, {group.pk: numbers[group.pk] for group in summed}, cities, period, as_of)

    def totals(of_groups: Collection[IssueGroup]) -> list[tuple[City, Sum]]:
        return [(city, sum((sums[group.pk, city.pk] for group in of_groups), Sum())) for city in cities]

    parts = tuple(
        GroupRows(
            group,
            tuple(rows[group.pk]),
            numbers[group.pk],
            totals([group]) if group in on_page else None,
            min(first // size + 1, shown.paginator.num_pages),
            first < start,
        )
        for group, first in begins.items()
    )
    return CityMatrix(period, cities, parts, shown, None if shown.has_next() else totals(groups))


def _rows(
    owed: Iterable[KeptLight], cities: tuple[City, ...], period: ReportingPeriod, as_of: date | None
) -> dict[int, list[Row]]:
    """The rows of these cases by group (ids), in their order; four queries."""
    owed = list(owed)
    ids = [row.case_id for row in owed]
    reports = QuarterlyUpdate.objects.filter(period=period, case__in=ids, **accepted(as_of))
    filed = set(reports.order_by().values_list("case_id", flat=True))
    said = contributions(as_of).filter(update__period=period, update__case__in=ids)
    reported = set(said.order_by().values_list("update__case_id", "city_id"))
    roles: dict[int, dict[int, str]] = defaultdict(dict)
    known = CaseCity.objects.filter(case__in=ids).order_by()
    for case_id, city_id, role in known.values_list("case_id", "city_id", "role"):
        roles[case_id][city_id] = role
    rows: dict[int, list[Row]] = defaultdict(list)
    for row in owed:
        of_case = {city for city in cities if (row.case_id, city.pk) in reported}
        is_accepted = row.case_id in filed
        marks = _marks(is_accepted, roles[row.case_id], of_case, cities)
        rows[row.group_id].append(Row(row.case, is_accepted, marks))
    return rows


def _marks(is_accepted: bool, roles: dict[int, str], reported: set[City], cities: tuple[City, ...]) -> tuple[Mark, ...]:
    is_known = any(role in WITH_THE_CASE for role in roles.values())

    def what(city: City) -> str:
        if city in reported:
            return REPORTED
        if not is_asked(roles.get(city.pk), is_known):
            return NONE
        return MISSING if is_accepted else WAITING

    return tuple(Mark(city, roles.get(city.pk, ""), what(city)) for city in cities)
