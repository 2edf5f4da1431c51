"""Cases × cities: what each city reported in a quarter, and what it is to the case.

The cases are those that owed the quarter's report (`cases/reporting/obligations.py`), under the group that owed it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from cases.cities.evidence import contributions, in_force
from cases.cities.overview import cities_of
from cases.models import WITH_THE_CASE, Case, CaseCity, CityRole, ReportingPeriod
from cases.reporting.obligations import owed_range, spans
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
    has_cities: bool
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Sum:
    """One city's sums over cases."""

    reported: int = 0
    missing: int = 0
    leads: int = 0
    takes_part: int = 0

    def __add__(self, other: Sum) -> Sum:
        return Sum(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))


def sum_of(mark: Mark) -> Sum:
    """What one cell adds to its city's sums."""
    return Sum(
        int(mark.what == REPORTED),
        int(mark.what == MISSING),
        int(mark.role == CityRole.LEADS),
        int(mark.role == CityRole.TAKES_PART),
    )


def totals(rows: tuple[Row, ...], cities: tuple[City, ...]) -> list[tuple[City, Sum]]:
    """Each city's sums over these rows."""
    return [(city, sum((sum_of(row.marks[i]) for row in rows), Sum())) for i, city in enumerate(cities)]


@dataclass(frozen=True)
class GroupRows:
    """One group's cases."""

    group: IssueGroup
    rows: tuple[Row, ...]
    cities: tuple[City, ...]

    @property
    def totals(self) -> list[tuple[City, Sum]]:
        """Each city's sums over the group."""
        return totals(self.rows, self.cities)

    @property
    def accepted(self) -> int:
        """How many of the cases have an accepted report."""
        return sum(row.is_accepted for row in self.rows)


@dataclass(frozen=True)
class CityMatrix:
    """All groups that owed reports for the quarter."""

    period: ReportingPeriod
    cities: tuple[City, ...]
    groups: tuple[GroupRows, ...]

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The cases of all groups."""
        return tuple(row for group in self.groups for row in group.rows)

    @property
    def totals(self) -> list[tuple[City, Sum]]:
        """Each city's sums over all groups."""
        return totals(self.rows, self.cities)

    @property
    def accepted(self) -> int:
        """How many of the cases have an accepted report."""
        return sum(row.is_accepted for row in self.rows)

    @property
    def unknown(self) -> int:
        """How many of the cases have no known city."""
        return sum(not row.has_cities for row in self.rows)


def city_matrix(platform: Platform | None, period: ReportingPeriod, as_of: date | None = None) -> CityMatrix:
    """The matrix of a platform and a quarter; eight queries, nine where a case moved, whatever the cases.

    With `as_of`, a day, by the meetings held and the reports accepted until its end.
    """
    until = min(period.last_day, as_of) if as_of else period.last_day
    owing = {span.case_id: span.group_id for span in spans(until, since=until) if owed_range(span, [until])}
    cities = tuple(cities_of(platform))
    groups = {group.pk: group for group in IssueGroup.objects.filter(platform=platform)}
    cases = Case.objects.in_bulk([case for case, group in owing.items() if group in groups])
    filed = set(in_force(as_of).filter(period=period).order_by().values_list("case_id", flat=True))
    said = contributions(as_of).filter(update__period=period)
    reported = set(said.order_by().values_list("update__case_id", "city_id"))
    roles: dict[int, dict[int, str]] = defaultdict(dict)
    known = CaseCity.objects.filter(case__group__platform=platform).order_by()
    for case_id, city_id, role in known.values_list("case_id", "city_id", "role"):
        roles[case_id][city_id] = role
    by_group: dict[int, list[Row]] = defaultdict(list)
    for pk, case in sorted(cases.items()):
        row = _row(case, pk in filed, roles[pk], {city for city in cities if (pk, city.pk) in reported}, cities)
        by_group[owing[pk]].append(row)
    parts = (GroupRows(group, tuple(by_group[pk]), cities) for pk, group in groups.items() if pk in by_group)
    return CityMatrix(period, cities, tuple(parts))


def _row(case: Case, is_accepted: bool, roles: dict[int, str], reported: set[City], cities: tuple[City, ...]) -> Row:
    has_cities = any(role in WITH_THE_CASE for role in roles.values())

    def what(city: City) -> str:
        if city in reported:
            return REPORTED
        role = roles.get(city.pk, "")
        # Whose case it is nobody has said yet: then every city that says nothing has not reported.
        if role not in WITH_THE_CASE and (has_cities or role == CityRole.APART):
            return NONE
        return MISSING if is_accepted else WAITING

    return Row(case, is_accepted, has_cities, tuple(Mark(city, roles.get(city.pk, ""), what(city)) for city in cities))
