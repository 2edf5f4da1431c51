"""What is quoted outside of the minutes: 72 delisted so far, 122 or 120 ever listed, 63 dealt with at the fourth."""

import pytest

from meetings.pages.outside_figures import outside_figures
from meetings.pages.selectors import tallies_page
from tests.people import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows():
    (level,) = tallies_page().levels
    return outside_figures(level.series)


def test_the_five_meetings_add_up(rows):
    assert [row.cumulative_delisted for row in rows] == [21, 33, 57, 72, 87]
    assert [row.as_stated.ever_listed for row in rows] == [88, 103, 120, 120, 139]
    assert [row.without_own.ever_listed for row in rows] == [88, 103, 115, 122, 138]
    assert [row.without_all.ever_listed for row in rows] == [88, 103, 115, 117, 135]
    assert [row.as_stated.handled for row in rows] == [88, 82, 87, 63, 67]
    assert [row.without_own.handled for row in rows] == [88, 82, 82, 65, 66]


def test_without_any_difference_the_ever_listed_are_the_first_ones_and_all_additions(rows):
    (level,) = tallies_page().levels
    added = 0
    for row, figures in zip(rows, level.series, strict=True):
        added += figures.totals.added
        assert row.without_all.ever_listed == level.series[0].totals.opening + added


def test_the_press_figures_stand_on_the_tally_page_with_their_formulas():
    page = signed_in("official").get("/meetings/tally/").content.decode()
    row = page[page.index("累計數字與算法") :]
    row = row[row.index("第4次") :]
    row = row[: row.index("</tr>")]

    assert [figure for figure in (">72<", ">120<", ">122<", ">63<") if figure not in row] == []
    assert "曾列管＝該次期末＋歷次解列" in page
    assert "本次處理＝新增＋解列＋其餘。" in page
