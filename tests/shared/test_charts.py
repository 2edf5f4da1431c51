"""Where a chart's columns stand."""

import pytest

from platform_site.shared.charts.columns import Series, column_chart

CATEGORIES = [("第1次", "112.7.27"), ("第2次", "112.12.14")]


def chart(*values):
    return column_chart("案數", CATEGORIES, [Series("新增", "＋", "#1a6b45", values)])


def test_columns_are_as_tall_as_their_numbers():
    low, high = chart(10, 40).columns

    assert high.height == pytest.approx(4 * low.height, abs=0.3)
    assert low.y + low.height == pytest.approx(high.y + high.height)


def test_every_column_says_its_number_beside_its_mark():
    assert [column.text for column in chart(24, 0).columns] == ["＋24", "＋0"]


@pytest.mark.parametrize(
    ("largest", "scale"),
    [(0, [0, 1]), (3, [0, 1, 2, 3, 4]), (24, [0, 5, 10, 15, 20, 25]), (70, [0, 20, 40, 60, 80])],
)
def test_the_scale_is_round_and_goes_past_the_largest_number(largest, scale):
    assert [line.value for line in chart(largest, 0).lines] == scale


def test_nothing_stands_outside_of_the_drawing():
    drawing = column_chart("案數", CATEGORIES, [Series(str(n), "●", "#000", (70, 1)) for n in range(3)])

    assert all(column.x >= drawing.left and column.x + column.width <= drawing.right for column in drawing.columns)
    assert all(column.text_y > 0 for column in drawing.columns)


def test_a_chart_without_categories_is_empty():
    assert column_chart("案數", [], []).columns == ()


def test_the_summary_names_the_series():
    assert chart(1, 2).summary == "案數：2個時點的新增，數字列於下表。"
