"""A case has one light: what is stuck, the pages of the cities, the comparison and the filter of the list agree."""

from datetime import date

import pytest

from cases.cities.overview import overview, sheet_of_city
from cases.models import Kind
from cases.stuck.lights import courses
from cases.stuck.selectors import cases_of_light
from groups.platforms import default_platform
from meetings.as_of.comparing import compare
from tests.cases.cities.rows import TAIPEI, city, listed
from tests.cases.reporting.rows import decided, tracked_case
from tests.cases.stuck.rows import course_of, reported
from tests.factories import LevelFactory, MeetingFactory, freeze

pytestmark = pytest.mark.django_db

BEFORE, GONE, BACK, AFTER = date(2001, 7, 31), date(2001, 8, 1), date(2002, 8, 1), date(2003, 12, 31)


def lights_of(case, day):
    """The light of the case as each of them sees it."""
    platform = default_platform()
    row = next(row for row in overview(platform, day).rows if row.city.name == TAIPEI)
    by_counts = "red" if row.red else "yellow" if row.yellow else ""
    listed_as = [light for light in ("red", "yellow") if case.pk in cases_of_light(platform, [light], day)]
    return {
        "stuck": courses([case.pk], day)[case.pk].light,
        "overview": by_counts,
        "city": sheet_of_city(city(TAIPEI), day).rows[0].light,
        "filter": "".join(listed_as),
    }


def test_they_agree_and_forget_what_was_reported_before_a_case_came_back():
    case = course_of(tracked_case(), "red")
    listed(case)
    assert set(lights_of(case, BEFORE).values()) == {"red"}
    decided(case, GONE, Kind.DELISTED)
    decided(case, BACK, Kind.ADDED)
    assert set(lights_of(case, AFTER).values()) == {""}
    reported(case, 913, "yellow")
    assert set(lights_of(case, AFTER).values()) == {"yellow"}


def test_a_comparison_has_the_lights_that_the_page_of_stuck_cases_has():
    case = course_of(tracked_case(), "red")
    level = LevelFactory()
    first, second = (MeetingFactory(level=level, number=n, held_on=day) for n, day in ((1, BEFORE), (2, AFTER)))
    decided(case, GONE, Kind.DELISTED)
    decided(case, BACK, Kind.ADDED)
    for row in (first, second):
        freeze(row)

    assert [(row.before, row.after) for row in compare(first, second).lights] == [("red", "")]
