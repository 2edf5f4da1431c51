"""Indicators of a case and what the cities reported of them over the quarters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from cases.models import Case, Indicator, IndicatorValue, QuarterlyUpdate, ReportingPeriod, UpdateState
from groups.models import City


@dataclass(frozen=True)
class Point:
    """One city's value for one quarter; None where none was reported."""

    period: ReportingPeriod
    value: Decimal | None
    is_out_of_range: bool = False
    explanation: str = ""


@dataclass(frozen=True)
class Series:
    """One city's values of an indicator, of one case, oldest quarter first."""

    indicator: Indicator
    case: Case
    city: City
    points: tuple[Point, ...]

    @property
    def latest(self) -> Point | None:
        """The newest quarter with a value; None without any."""
        return next((point for point in reversed(self.points) if point.value is not None), None)


def indicators_of(case: Case) -> dict[int, Indicator]:
    """The indicators of a case, its own and those of its common topics, by id in order; two queries.

    Retired ones too, since figures of them may stand; a form asks for the others.
    """
    return indicators_of_cases([case])[case.pk]


def indicators_of_cases(cases: Iterable[Case]) -> dict[int, dict[int, Indicator]]:
    """The indicators of each of several cases, {case id: {indicator id: indicator}}; two queries."""
    case_ids = [case.pk for case in cases]
    topics: dict[int, list[int]] = {}
    for case_id, topic_id in Case.common_topics.through.objects.filter(case__in=case_ids).values_list(
        "case_id", "commontopic_id"
    ):
        topics.setdefault(topic_id, []).append(case_id)
    found: dict[int, dict[int, Indicator]] = {case_id: {} for case_id in case_ids}
    for indicator in Indicator.objects.filter(Q(case__in=case_ids) | Q(common_topic__in=topics)).order_by("pk"):
        if indicator.case_id is not None:
            found[indicator.case_id][indicator.pk] = indicator
        elif indicator.common_topic_id is not None:
            for case_id in topics[indicator.common_topic_id]:
                found[case_id][indicator.pk] = indicator
    return found


def series_of(
    case: Case, periods: Iterable[ReportingPeriod], accepted_only: bool = True, as_of: date | None = None
) -> list[Series]:
    """What each city reported of each of a case's indicators over these quarters; see `series_of_cases`."""
    return series_of_cases([case], periods, accepted_only, as_of)[case.pk]


def series_of_cases(
    cases: Iterable[Case], periods: Iterable[ReportingPeriod], accepted_only: bool = True, as_of: date | None = None
) -> dict[int, list[Series]]:
    """What the cities reported of the indicators of each case, {case id: series}, for charts and tables.

    One series for every indicator and city, in order, with a point for every quarter, oldest first. Four queries, two
    where there are no indicators.
    With `accepted_only` off, figures that were sent and not yet accepted count too; with `as_of` those accepted by the
    end of that day.
    """
    cases = list(cases)
    defined = indicators_of_cases(cases)
    if not any(defined.values()):
        return {case.pk: [] for case in cases}
    periods = sorted(periods, key=lambda period: period.key)
    found = _values(defined, periods, accepted_only, as_of)
    cities: dict[int, list[City]] = {}
    for city in City.objects.filter(platform__groups__in={case.group_id for case in cases}).distinct():
        cities.setdefault(city.platform_id, []).append(city)
    return {
        case.pk: [
            Series(
                indicator,
                case,
                city,
                tuple(_point(period, found.get((indicator.pk, case.pk, city.pk, period.key))) for period in periods),
            )
            for indicator in defined[case.pk].values()
            for city in cities.get(case.group.platform_id, ())
        ]
        for case in cases
    }


Values = dict[tuple[int, int, int, int], IndicatorValue]


def _values(
    defined: dict[int, dict[int, Indicator]], periods: list[ReportingPeriod], accepted_only: bool, as_of: date | None
) -> Values:
    states = [UpdateState.ACCEPTED] if accepted_only else [UpdateState.SUBMITTED, UpdateState.ACCEPTED]
    rows = IndicatorValue.objects.filter(
        indicator__in={pk for indicators in defined.values() for pk in indicators},
        update__case__in=defined,
        update__period__in=[period.key for period in periods],
        update__state__in=states,
    ).select_related("update")
    if as_of is not None:
        rows = rows.filter(update__in=QuarterlyUpdate.objects.accepted(as_of))
    # A later revision comes later and takes the place of what it corrects.
    return {
        (row.indicator_id, row.update.case_id, row.city_id, row.update.period_id): row
        for row in rows.order_by("update__revision")
    }


def _point(period: ReportingPeriod, row: IndicatorValue | None) -> Point:
    if row is None:
        return Point(period, None)
    return Point(period, row.value, row.is_out_of_range, row.explanation)
