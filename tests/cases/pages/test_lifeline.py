"""A case's life to scale: meetings where their days are, lights from a quarter's first day to its last."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from cases.models import ReportingPeriod
from cases.pages.lifeline import lifeline
from meetings.models import Meeting


def meetings(*days):
    return [Meeting(pk=number, number=number, held_on=day) for number, day in enumerate(days, 1)]


def report(roc_year, quarter, light):
    period = ReportingPeriod(key=roc_year * 10 + quarter, roc_year=roc_year, quarter=quarter)
    return SimpleNamespace(period=period, light=light)


def test_meetings_twice_as_far_apart_are_drawn_twice_as_far_apart():
    first = date(2023, 7, 1)
    one, two, three = lifeline(meetings(first, first + timedelta(90), first + timedelta(270)), []).steps

    assert three.x - two.x == pytest.approx(2 * (two.x - one.x), abs=0.2)
    assert (two.line_from, three.line_from) == (one.x, two.x)


def test_a_light_is_as_wide_as_its_quarter_and_gaps_are_seen():
    life = lifeline(meetings(date(2024, 1, 1)), [], (), [report(113, 1, "green"), report(113, 3, "red")])
    green, red = life.lights

    assert (green.text, red.text) == ("綠", "紅")
    assert green.x == life.axis.x(date(2024, 1, 1)) + 1
    assert red.x - (green.x + green.width) > 80


@pytest.mark.parametrize("number", [0, 1, 5, 20, 60])
def test_labels_never_touch_however_many_meetings_there_are(number):
    days = [date(2023, 7, 27) + timedelta(182 * index) for index in range(number)]
    steps = lifeline(meetings(*days), []).steps
    for attribute, width in (("name_y", 58), ("word_y", 52)):
        rows = {}
        for step in steps:
            if (y := getattr(step, attribute)) is not None:
                rows.setdefault(y, []).append(step.x)
        gaps = [later - earlier for xs in rows.values() for earlier, later in zip(xs, xs[1:], strict=False)]
        assert all(gap >= width for gap in gaps)
    assert all(step.name_y for step in steps[-1:])
