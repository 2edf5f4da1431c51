"""However many meetings and cases there are, a page shows the newest twenty meetings and the first names."""

import re
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import Kind
from meetings.models import Meeting, MeetingLevel
from meetings.pages import names
from meetings.pages.printing import TALLY, tally_context
from meetings.pages.selectors import dashboard_of, meetings_page, tallies_page
from platform_site.shared.documents.answering import pdf_html
from tests.factories import CaseFactory, MeetingFactory, freeze, group, record

pytestmark = pytest.mark.django_db


@pytest.fixture
def level():
    return MeetingLevel.objects.get(name="副市長層級")


def earlier(level, number, named_cases=0):
    """A finalised meeting of the real level, years before its others, that added some cases of 交通組."""
    meeting = MeetingFactory(level=level, number=number)
    for _ in range(named_cases):
        record(CaseFactory(), meeting, Kind.ADDED)
    return freeze(meeting)


@pytest.fixture
def many(level):
    """Thirty meetings: the five real ones after twenty-five others."""
    return [earlier(level, number, named_cases=1) for number in range(101, 126)]


def test_the_list_of_meetings_shows_twenty_and_leads_to_the_others(reader, many):
    first, second = meetings_page(), meetings_page(page="2")
    assert (len(first), len(second), first.paginator.count) == (20, 10, 30)
    assert [row.meeting.number for row in first][:5] == [5, 4, 3, 2, 1]
    assert [row.meeting for row in second][-1] == many[0]
    assert all(row.figures.totals.added == 1 for row in second)
    page = reader.get("/meetings/?page=2").content.decode()
    assert "第101次副市長層級會議" in page
    assert "第5次副市長層級會議" not in page.split("<tbody>")[1].split("</tbody>")[0]
    assert "第21至30次，共30次" in page


def test_the_tally_shows_twenty_and_goes_on_from_the_sums_before_them(reader, many):
    (newest,), (older,) = tallies_page().levels, tallies_page(page="2").levels
    assert [len(newest.series), len(older.series)] == [20, 10]
    assert newest.series[0].totals.opening == older.series[-1].totals.closing
    assert newest.outside[0].cumulative_delisted == older.outside[-1].cumulative_delisted
    assert newest.outside[0].cumulative_gone == older.outside[-1].cumulative_gone
    assert (len(newest.newest), newest.newest[-1].meeting.number) == (5, 5)
    page = reader.get("/meetings/tally/").content.decode()
    assert page.count('<section class="panel meeting-panel">') == 5
    assert "以下為最近5次的各組案數" in page
    assert "第102次" in reader.get("/meetings/tally/?page=2").content.decode()


def test_on_paper_the_groups_have_ten_meetings_in_a_table(reader, many):
    (level,) = tally_context()["tallies"].levels
    assert [[figures.meeting.number for figures in table.series] for table in level.tables] == [
        list(range(111, 121)),
        [*range(121, 126), 1, 2, 3, 4, 5],
    ]
    assert [len(table.series) for table in replace(level, most_columns=7).tables] == [6, 7, 7]
    assert [table.series for table in tallies_page().levels[0].tables] == [level.series]
    html = pdf_html(TALLY, tally_context())
    assert [rows.count("第") for rows in re.findall(r'matrix-many">.*?<thead>(.*?)</thead>', html, re.DOTALL)] == [
        10,
        10,
    ]
    assert reader.get("/meetings/tally/").content.decode().count("matrix-table") == 1


def test_on_paper_five_meetings_are_one_table():
    (level,) = tally_context()["tallies"].levels
    assert [len(table.series) for table in level.tables] == [5]
    assert "matrix-many" not in pdf_html(TALLY, tally_context())


@pytest.mark.parametrize("page", ["0", "9", "-1", "x", "", "9" * 30])
def test_a_page_that_is_none_is_the_nearest(reader, many, page):
    assert reader.get(f"/meetings/?page={page}").status_code == 200
    assert reader.get(f"/meetings/tally/?page={page}").status_code == 200


@pytest.mark.parametrize("url", ["/meetings/", "/meetings/tally/", "/"])
def test_queries_do_not_grow_with_the_meetings(reader, level, url):
    for number in range(101, 121):
        earlier(level, number)

    def asked():
        reader.get(url)
        with CaptureQueriesContext(connection) as queries:
            reader.get(url)
        return len(queries)

    before = asked()
    for number in range(121, 140):
        earlier(level, number)
    assert asked() == before


class TestManyNames:
    @pytest.fixture
    def large(self, level, monkeypatch):
        monkeypatch.setattr(names, "MOST_ROWS", 20)
        meeting = MeetingFactory(level=level, number=101)
        for number in range(12):
            record(CaseFactory(title=f"新案{number:02}"), meeting, Kind.ADDED)
        for number in range(11):
            case = CaseFactory(title=f"移列案{number:02}", group=group("災防組"))
            record(case, meeting, Kind.MOVED, to_group=group("交通組"))
        return freeze(meeting)

    def test_the_dashboard_shows_the_first_of_each_number(self, large, reader):
        sheets = {sheet.tally.group: sheet for sheet in dashboard_of(large).sheets}
        ours, theirs = sheets["交通組"], sheets["災防組"]
        assert [name.title for name in ours.added] == [f"新案{number:02}" for number in range(5)]
        assert (ours.added.more, ours.remaining.more, theirs.moved_out.more) == (7, 6, 6)
        assert [name.change for name in theirs.moved_out][0] == "移列至交通組"
        page = reader.get(large.get_absolute_url()).content.decode()
        assert "另有7案" in page
        assert "新案05" not in page

    def test_all_names_stand_on_a_page_of_their_own(self, large, reader, monkeypatch):
        monkeypatch.setattr(names, "PER_PAGE", 10)
        url = reverse("meetings:names", args=[large, "交通組", "added"])
        first, second = reader.get(url).content.decode(), reader.get(f"{url}?page=2").content.decode()
        assert [f"新案{number:02}" in first for number in (0, 9, 10, 11)] == [True, True, False, False]
        assert [f"新案{number:02}" in second for number in (0, 9, 10, 11)] == [False, False, True, True]
        assert "共12案" in first
        moved = reader.get(reverse("meetings:names", args=[large, "災防組", "moved"])).content.decode()
        assert ("移列案00" in moved, "共11案" in moved) == (True, True)

    @pytest.mark.parametrize(("of_group", "number"), [("交通組", "x"), ("沒有的組", "added"), ("交通組", "unknown")])
    def test_an_address_of_no_number_is_not_found(self, large, reader, of_group, number):
        assert reader.get(reverse("meetings:names", args=[large, of_group, number])).status_code == 404

    def test_a_number_without_names_says_so(self, large, reader):
        page = reader.get(reverse("meetings:names", args=[large, "交通組", "merged"])).content.decode()
        assert "這個數字沒有已知的案名。" in page

    def test_few_names_are_all_shown(self, level):
        sheets = dashboard_of(Meeting.objects.get(level=level, number=5)).sheets
        assert [sheet.added.more + sheet.delisted.more + sheet.remaining.more for sheet in sheets] == [0] * 8
