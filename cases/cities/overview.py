"""The cases city by city, as plain data, in a number of queries that does not grow with the cases.

Counted are the cases on the list that the record knows by name, sub-cases included. A light is the one of
`cases/stuck/lights.py`, a contribution that of an accepted report in force; with `as_of`, a day, list and reports are
those of the end of that day.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case as Choice
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery, When

from cases.cities.evidence import Proposed, accepted, contributions, pairs, proposals
from cases.models import (
    Case,
    CaseCity,
    CaseQuerySet,
    CityContribution,
    CityRole,
    KeptLight,
    Light,
    QuarterlyUpdate,
    ReportingPeriod,
)
from groups.models import City, Platform

# Rows on a page; where a last page would have no more than a few, they stand on the page before.
PER_PAGE, FEW = 50, 30
# What an official has to see first.
SEVERITY: dict[str, int] = {Light.RED: 0, Light.YELLOW: 1, Light.GREEN: 2}


@dataclass(frozen=True)
class CityCounts:
    """One city in numbers of cases; `reported` in the newest quarter with accepted reports."""

    city: City
    leads: int
    takes_part: int
    reported: int
    yellow: int
    red: int

    @property
    def total(self) -> int:
        """Cases that the city leads or takes part in."""
        return self.leads + self.takes_part


@dataclass(frozen=True)
class Overview:
    """All cities, the quarter whose reports are counted, the cases on the list and those without a known city."""

    rows: tuple[CityCounts, ...]
    period: ReportingPeriod | None
    tracked: int
    unknown: int


@dataclass(frozen=True)
class CityCase:
    """A case of a city: its role, the newest accepted report and the newest words of that city; None without one."""

    row: CaseCity
    update: QuarterlyUpdate | None
    contribution: CityContribution | None

    @property
    def case(self) -> Case:
        return self.row.case

    @property
    def light(self) -> str:
        return self.update.light if self.update else ""

    @property
    def remedy_due_on(self) -> date | None:
        """By when a yellow or red light is to be remedied; None where the light is green or there is none."""
        return self.update.remedy_due_on if self.update and self.update.needs_remedy else None


@dataclass(frozen=True)
class CitySheet:
    """One city's cases on the list, the worst lights first, in each the ones it leads; how many have left the list.

    `rows` are those of `page`; the numbers are of all. `unknown` are the cases on the list for which no city is known.
    """

    city: City
    rows: tuple[CityCase, ...]
    page: Page
    leads: int
    takes_part: int
    lights: Counter[str]
    delisted: int
    unknown: int


@dataclass(frozen=True)
class CaseCities:
    """The cities of one case, and for the secretariat what reports propose."""

    rows: tuple[CaseCity, ...]
    proposed: tuple[Proposed, ...]

    @property
    def leads(self) -> list[CaseCity]:
        return [row for row in self.rows if row.role == CityRole.LEADS]

    @property
    def takes_part(self) -> list[CaseCity]:
        return [row for row in self.rows if row.role == CityRole.TAKES_PART]


def cities_of(platform: Platform | None) -> list[City]:
    """A platform's cities in order; one query."""
    return list(City.objects.filter(platform=platform))


def cities_of_case(case: Case, *, with_proposals: bool) -> CaseCities:
    """What the page of a case shows of its cities; one query, three with proposals, two where there are none."""
    rows = tuple(CaseCity.objects.filter(case=case).select_related("city", "period"))
    proposed = tuple(proposals(pairs(case=case))) if with_proposals else ()
    return CaseCities(rows, proposed)


def listed_cases(platform: Platform | None, as_of: date | None = None) -> CaseQuerySet:
    """The cases of a platform that are on the list, or were at the end of the day `as_of`."""
    return Case.objects.filter(group__platform=platform).tracked(as_of)


def without_cities(cases: CaseQuerySet) -> CaseQuerySet:
    """Those of the cases for which no city is known to lead or take part."""
    return cases.filter(~Exists(CaseCity.objects.listed().filter(case=OuterRef("pk"))))


def reported_periods(as_of: date | None = None, **of: object) -> QuerySet[ReportingPeriod]:
    """The quarters of which there are accepted reports, newest first; `of` narrows the reports."""
    reports = QuarterlyUpdate.objects.filter(period=OuterRef("pk"), **accepted(as_of), **of)
    return ReportingPeriod.objects.filter(Exists(reports)).order_by("-key")


def newest_period(platform: Platform | None, as_of: date | None = None) -> ReportingPeriod | None:
    """The newest quarter of which a platform has accepted reports."""
    return reported_periods(as_of, group__platform=platform).first()


def overview(platform: Platform | None, as_of: date | None = None) -> Overview:
    """Each city with how many cases it leads, takes part in and reported on, and their lights; in seven queries."""
    cases, period = listed_cases(platform, as_of), newest_period(platform, as_of)
    light_of = KeptLight.objects.on(as_of, platform).lights()
    listed = CaseCity.objects.listed().filter(case__in=cases).order_by()
    roles: Counter = Counter()
    lights: Counter = Counter()
    for city, role, case in listed.values_list("city_id", "role", "case_id"):
        roles[city, role] += 1
        lights[city, light_of.get(case, "")] += 1
    said = contributions(as_of).filter(update__period=period, update__case__in=cases)
    reported = dict(said.order_by().values_list("city_id").annotate(number=Count("pk")))
    rows = tuple(
        CityCounts(
            city,
            roles[city.pk, CityRole.LEADS],
            roles[city.pk, CityRole.TAKES_PART],
            reported.get(city.pk, 0),
            lights[city.pk, Light.YELLOW],
            lights[city.pk, Light.RED],
        )
        for city in cities_of(platform)
    )
    return Overview(rows, period, cases.count(), without_cities(cases).count())


def sheet_of_city(city: City, as_of: date | None = None, page: str | None = None) -> CitySheet:
    """Everything the page of one city shows; a fixed number of queries."""
    mine = CaseCity.objects.listed().filter(city=city)
    kept = KeptLight.objects.on(as_of, city.platform).filter(case=OuterRef("case")).order_by()
    listed = mine.annotate(light=Subquery(kept.values("light")[:1])).filter(light__isnull=False)
    roles: Counter[str] = Counter()
    lights: Counter[str] = Counter()
    for role, light, number in listed.order_by().values_list("role", "light").annotate(number=Count("pk")):
        roles[role] += number
        lights[light] += number
    said = contributions(as_of).filter(update__case=OuterRef("case"), city=city)
    worst_first = listed.select_related("case__group", "case__parent", "period").annotate(
        newest=Subquery(kept.values("update")[:1]),
        contribution_id=Subquery(said.order_by("-update__period_id").values("pk")[:1]),
        severity=Choice(*(When(light=light, then=place) for light, place in SEVERITY.items()), default=len(SEVERITY)),
        is_led=Choice(When(role=CityRole.LEADS, then=0), default=1),
    )
    ordered = worst_first.order_by("severity", "is_led", "case__group__order", "case_id")
    shown = Paginator(range(roles.total()), PER_PAGE, orphans=FEW).get_page(page)
    first = (shown.number - 1) * PER_PAGE
    rows: list[Any] = list(ordered[first : first + len(shown.object_list)])
    updates = QuarterlyUpdate.objects.select_related("period").in_bulk({row.newest for row in rows} - {None})
    words = CityContribution.objects.select_related("update__period").in_bulk(
        {row.contribution_id for row in rows} - {None}
    )
    return CitySheet(
        city,
        tuple(CityCase(row, updates.get(row.newest), words.get(row.contribution_id)) for row in rows),
        shown,
        roles[CityRole.LEADS],
        roles[CityRole.TAKES_PART],
        lights,
        mine.filter(case__in=Case.objects.filter(group__platform=city.platform).ended(as_of)).count(),
        without_cities(listed_cases(city.platform, as_of)).count(),
    )
