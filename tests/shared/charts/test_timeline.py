"""A time axis: days to scale, years in the ROC calendar, labels only where they have room."""

from datetime import date

from platform_site.shared.charts.timeline import MARGIN, WIDTH, TimeAxis, label_rows


def test_days_stand_to_scale_from_margin_to_margin():
    axis = TimeAxis(date(2023, 1, 1), date(2025, 1, 1))

    assert (axis.x(date(2023, 1, 1)), axis.x(date(2025, 1, 1))) == (MARGIN, WIDTH - MARGIN)
    assert axis.x(date(2024, 1, 1)) - axis.x(date(2023, 1, 1)) == 431.4
    assert axis.x(date(2022, 1, 1)) == MARGIN


def test_a_single_day_stands_in_the_middle():
    assert TimeAxis(date(2023, 7, 27), date(2023, 7, 27)).x(date(2023, 7, 27)) == WIDTH / 2


def test_years_are_written_as_far_as_there_is_room():
    short, long = (TimeAxis(date(2023, 7, 1), date(year, 7, 1)) for year in (2025, 2073))

    assert [tick.text for tick in short.years] == ["113年", "114年"]
    assert len(long.years) == 50
    assert 10 < len([tick for tick in long.years if tick.text]) < 25
    assert long.years[-1].text == "162年"


def test_labels_that_would_touch_go_into_the_next_row_or_are_left_out_the_newest_never():
    assert label_rows([10, 100, 200], [40, 40, 40], rows=1) == [0, 0, 0]
    assert label_rows([10, 20, 30], [40, 40, 40], rows=2) == [None, 1, 0]
    assert label_rows([], [], rows=1) == []
