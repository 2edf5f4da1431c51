"""The small line chart: names under it only where they have room."""

import pytest

from platform_site.shared.charts.lines import NAME_WIDTH, WIDTH, LineRow, line_chart


def names_under(count):
    names = [f"11{number // 4}年{number % 4 + 1}季" for number in range(count)]
    chart = line_chart("圖", names, [LineRow("基隆市", (1,) * count)])
    assert chart.names == tuple(names)
    return [name for _, name in chart.labels], names


def test_every_point_has_its_name_while_there_is_room():
    shown, names = names_under(5)

    assert shown == names


def test_of_many_points_some_have_a_name_the_newest_always():
    shown, names = names_under(12)

    assert shown == names[2::3]
    assert shown[-1] == names[-1]


def test_a_single_point_has_its_name():
    shown, names = names_under(1)

    assert shown == names


@pytest.mark.parametrize("count", [1, 2, 5, 12])
def test_no_name_reaches_over_the_edges(count):
    chart = line_chart("圖", ["115年1季"] * count, [LineRow("基隆市", (1,) * count)])

    assert all(NAME_WIDTH / 2 <= x <= WIDTH - NAME_WIDTH / 2 for x, _ in chart.labels)
