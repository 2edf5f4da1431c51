"""Where the bars of the flow between meetings stand: stock and flow on scales of their own, what leaves points down."""

import pytest

from platform_site.shared.charts.flow import FLOW_TOP, STOCK_HEIGHT, STOCK_TOP, Stage, flow_chart

FIVE = [
    Stage("第1次", "112.7.27", 67, 24, 21),
    Stage("第2次", "112.12.22", 70, 15, 12, 0),
    Stage("第3次", "113.7.26", 63, 12, 24, 5),
    Stage("第4次", "114.1.13", 48, 2, 15, -2),
    Stage("第5次", "114.8.7", 52, 18, 15, 1),
]


def bars(kind, stages=FIVE):
    return [bar for bar in flow_chart("進出", stages).bars if bar.kind == kind]


def test_every_number_is_written():
    assert [bar.text for bar in bars("stock")] == ["67", "70", "63", "48", "52"]
    assert [bar.text for bar in bars("came")] == ["＋24", "＋15", "＋12", "＋2", "＋18"]
    assert [bar.text for bar in bars("went")] == ["－21", "－12", "－24", "－15", "－15"]
    assert [bar.text for bar in bars("difference")] == ["差＋5", "差－2", "差＋1"]


def test_what_comes_in_stands_above_the_zero_line_and_what_goes_out_below():
    chart = flow_chart("進出", FIVE)

    assert {round(bar.y + bar.height, 0) for bar in bars("came")} == {round(chart.zero, 0)}
    assert {bar.y for bar in bars("went")} == {chart.zero}


def test_the_flow_has_a_scale_of_its_own():
    stock, came, went = bars("stock")[1], bars("came")[0], bars("went")[2]

    assert stock.height == STOCK_HEIGHT
    assert came.height == went.height
    assert came.height / 24 > stock.height / 70


def test_nothing_stands_outside_of_its_panel_or_over_another_bar():
    chart = flow_chart("進出", FIVE)

    assert all(bar.y >= STOCK_TOP for bar in bars("stock"))
    assert all(bar.y >= FLOW_TOP and bar.text_y <= chart.height for bar in chart.bars if bar.kind != "stock")
    for one, other in zip(bars("came"), bars("came")[1:], strict=False):
        assert one.x + one.width < other.x
    assert all(bar.x >= chart.left and bar.x + bar.width <= chart.right for bar in chart.bars)


@pytest.mark.parametrize("number", [0, 1, 60])
def test_any_number_of_meetings_is_drawn_the_newest_twelve_of_many(number):
    chart = flow_chart("進出", [Stage(f"第{n}次", "", n, 0, 0) for n in range(1, number + 1)])

    assert len(chart.labels) == min(number, 12)
    assert chart.left_out == max(number - 12, 0)
    assert [label.text for label in chart.labels][-1:] == ([f"第{number}次"] if number else [])


def test_an_unknown_stock_says_so():
    assert bars("stock", [Stage("第4次", "", None, 2, 15)])[0].text == "不詳"


def test_the_sentence_for_screen_readers_tells_the_same():
    assert flow_chart("進出", FIVE[2:3]).summary == "進出：第3次進12案、出24案，差額+5，期末63案。數字列於下表。"
