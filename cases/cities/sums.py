"""What each city reported in a quarter and what it is to the cases, counted by the database, group by group.

`owed` are the kept lights of the quarter's last day: a row for each case that owed its report. With `as_of`
the reports are those accepted by the end of that day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Self

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery

from cases.cities.evidence import accepted
from cases.models import (
    WITH_THE_CASE,
    CaseCity,
    CityRole,
    KeptLightQuerySet,
    QuarterlyUpdate,
    ReportingPeriod,
)
from groups.models import City
from platform_site.shared.roc import midnight_after


class Sums:
    """Figures that are added up one by one."""

    def __add__(self, other: Self) -> Self:
        names = self.__dataclass_fields__  # type: ignore[attr-defined]  # Dataclasses only.
        return type(self)(*(getattr(self, name) + getattr(other, name) for name in names))


@dataclass(frozen=True)
class Numbers(Sums):
    """Cases that owed a report: all, those with an accepted one, without a known city, and with both."""

    owed: int = 0
    accepted: int = 0
    unknown: int = 0
    accepted_unknown: int = 0


@dataclass(frozen=True)
class Sum(Sums):
    """One city's sums over cases."""

    reported: int = 0
    missing: int = 0
    leads: int = 0
    takes_part: int = 0


def is_asked(role: str | None, is_known: bool) -> bool:
    """Whether a city that says nothing in an accepted report has not reported, rather than having no part in the case.

    `is_known`: a city is known to lead the case or take part. As long as nobody has said whose case it is, every city
    is asked but those that are said to have no part.
    """
    return role in WITH_THE_CASE or (not is_known and role != CityRole.APART)


def numbers_by_group(owed: KeptLightQuerySet, period: ReportingPeriod, as_of: date | None = None) -> dict[int, Numbers]:
    """By group (ids) that owed any report; one query."""
    described = _described(owed, period, as_of)
    rows = described.values_list("group_id", "is_accepted", "is_known")  # type: ignore[misc]  # Annotated.
    counted: dict[int, Counter[str]] = {}
    for group, is_accepted, is_known, number in rows.annotate(number=Count("pk")):
        counter = counted.setdefault(group, Counter())
        counter["owed"] += number
        counter["accepted"] += number * is_accepted
        counter["unknown"] += number * (not is_known)
        counter["accepted_unknown"] += number * (is_accepted and not is_known)
    return {group: Numbers(**counter) for group, counter in counted.items()}


def sums_by_city(
    owed: KeptLightQuerySet,
    numbers: Mapping[int, Numbers],
    cities: Iterable[City],
    period: ReportingPeriod,
    as_of: date | None = None,
) -> dict[tuple[int, int], Sum]:
    """By group and city (ids), of the groups that `numbers` names; two queries."""
    counted: dict[tuple[int, int], Counter[str]] = {
        (group, city.pk): Counter(missing=number.accepted_unknown)
        for group, number in numbers.items()
        for city in cities
    }
    described = _described(owed.filter(group__in=numbers), period, as_of)
    roles = described.filter(case__cities__isnull=False).annotate(city=F("case__cities__city"))
    fields = ("group_id", "city", "case__cities__role", "is_known", "is_accepted")
    for group, city, role, is_known, is_accepted, number in roles.values_list(*fields).annotate(number=Count("pk")):
        # Not one of `cities`: of another platform, which the database does not forbid.
        if (group, city) not in counted:
            continue
        counter = counted[group, city]
        counter[role] += number
        if is_accepted:
            # Of a case without a known city every city was counted as asked before.
            counter["missing"] += number * (is_asked(role, is_known) - (not is_known))
    said = _said(described, period, as_of)
    of_city = CaseCity.objects.filter(case=OuterRef("case"), city=OuterRef("city"))
    said = said.annotate(role=Subquery(of_city.values("role")[:1]))
    for group, city, role, is_known, number in said.values_list("group_id", "city", "role", "is_known").annotate(
        number=Count("pk")
    ):
        if (group, city) in counted:
            counted[group, city]["reported"] += number
            counted[group, city]["missing"] -= number * is_asked(role, is_known)
    return {
        key: Sum(row["reported"], row["missing"], row[CityRole.LEADS], row[CityRole.TAKES_PART])
        for key, row in counted.items()
    }


def _said(owed: KeptLightQuerySet, period: ReportingPeriod, as_of: date | None) -> KeptLightQuerySet:
    """Joined with what cities say in the reports in force, as `evidence.contributions` has them."""
    report = {"period": period, "contributions__isnull": False, **accepted(as_of)}
    # One filter, so that it is one join.
    said = owed.filter(**{f"case__updates__{name}": value for name, value in report.items()})
    city, replaced_at = F("case__updates__contributions__city"), F("case__updates__replaced_by__accepted_at")
    stands = Q(replaced_at__isnull=True)
    if as_of is not None:
        stands |= Q(replaced_at__gte=midnight_after(as_of))
    return said.annotate(city=city, replaced_at=replaced_at).filter(stands)


def _described(owed: KeptLightQuerySet, period: ReportingPeriod, as_of: date | None) -> KeptLightQuerySet:
    # A case with an accepted report has one in force.
    reports = QuarterlyUpdate.objects.filter(period=period, case=OuterRef("case"), **accepted(as_of))
    known = CaseCity.objects.listed().filter(case=OuterRef("case"))
    return owed.order_by().annotate(is_accepted=Exists(reports), is_known=Exists(known))
