"""The pages of what is stuck: the list, its filters, the wall of lights, and what home and a dashboard show of it."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Case
from meetings.models import Meeting
from tests.cases.reporting.rows import RED, filed, tracked_case
from tests.cases.stuck.rows import course_of, reported
from tests.factories import LevelFactory, MeetingFactory, freeze
from tests.people import signed_in

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 26)
# Session and user, the role's permissions, the platform's name, and six of the list's own.
# The pages take one more than their PDFs, for the meetings that may be chosen to look back.
PAGE_QUERIES, PDF_QUERIES = 11, 17
WALL_QUERIES, WALL_PDF_QUERIES = 17, 23
PATHS = {"page": "/stuck/", "pdf": "/stuck.pdf", "wall": "/stuck/wall/", "wall-pdf": "/stuck/wall.pdf"}


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: TODAY)


@pytest.fixture
def reader():
    return signed_in("official")


@pytest.fixture
def cases():
    """A red case overdue and worse, a yellow one, one that turned green; and the 42 of the record without a report."""
    rows = {
        "紅案": tracked_case(title="紅案"),
        "黃案": tracked_case("災防組", title="黃案"),
        "綠案": tracked_case(title="綠案"),
    }
    course_of(rows["紅案"], "yellow", "red", cause="中央補助\n核定延後", due=date(2026, 11, 14))
    course_of(rows["黃案"], "", "yellow", cause="招標未決標", due=date(2027, 3, 31))
    course_of(rows["綠案"], "red", "green")
    return rows


def text_of(response):
    """The words of a page, tags and white space aside."""
    html = re.sub(r"<(script|style|title)\b.*?</\1>", "", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", html))


def section(response, name):
    """The words of the section with that heading."""
    found = re.search(rf'<section [^>]*aria-labelledby="{name}">(.*?)</section>', response.content.decode(), re.S)
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", found[1])) if found else ""


def drawn(html, name):
    """The letters that are drawn on the line of a case, from left to right: they stand 22 below its name."""
    y = int(re.search(rf'<text x="0" y="(\d+)">{name}</text>', html)[1]) + 22
    places = {}
    for x, letters in re.findall(rf'<text x="([\d. ]+)" y="{y}">([紅黃綠－]+)</text>', html):
        places |= dict(zip(map(float, x.split()), letters, strict=True))
    return "".join(places[x] for x in sorted(places))


@pytest.mark.parametrize("name", PATHS)
def test_addresses_and_strangers(name):
    assert reverse(f"stuck:{name}") == PATHS[name]
    response = Client().get(PATHS[name])
    assert (response.status_code, response.url) == (302, f"/accounts/login/?next={PATHS[name]}")


@pytest.mark.parametrize("role", ["official", "liaison", "secretariat"])
def test_every_role_reads_what_is_stuck(role, cases):
    reader = signed_in(role)
    assert {path: reader.get(path).status_code for path in PATHS.values()} == dict.fromkeys(PATHS.values(), 200)


class TestList:
    def test_says_of_each_case_why_what_is_done_until_when_and_for_how_long(self, reader, cases):
        red = section(reader.get("/stuck/"), "red-title")
        assert "紅燈（落後）1案" in red
        assert "紅案交通組・90年第2季・進度10%" in red
        assert "中央補助核定延後召開說明會115年11月14日已逾期12日" in red
        assert "紅燈1季，未達綠燈2季▼惡化90年第1季黃燈" in red

    def test_a_first_report_has_nothing_to_be_compared_with(self, reader, cases):
        assert "黃燈1季首次填報" in section(reader.get("/stuck/"), "yellow-title")

    def test_newly_red_says_so(self, reader):
        reported(tracked_case(), 901, "red")
        assert "▼新列紅燈首次填報" in section(reader.get("/stuck/"), "red-title")

    def test_a_quarter_without_a_report_is_told(self, reader):
        course_of(tracked_case(), "red", "", "red")
        assert "紅燈連續2季（其間缺報1季）" in section(reader.get("/stuck/"), "red-title")

    def test_counts_every_tracked_case_and_calls_none_green_for_want_of_a_report(self, reader, cases):
        tracked = Case.objects.tracked().count()
        page = reader.get("/stuck/")
        assert f"至115年11月26日止，列管{tracked}案中2案為紅燈或黃燈" in text_of(page)
        assert f"合計111{tracked - 3}11" in section(page, "groups-title")
        silent = section(page, "silent-title")
        assert f"尚無採認進度{tracked - 3}案尚無採認進度者無從判斷燈號，不視為綠燈。" in silent
        assert "捷運萬大-中和-樹林線交通組" in silent

    def test_what_got_better_has_its_own_list(self, reader, cases):
        assert section(reader.get("/stuck/"), "better-title") == "△較前次好轉1案綠案交通組・90年第2季・紅燈轉綠燈"

    def test_an_unsent_or_unaccepted_report_shows_to_nobody(self, reader):
        case = tracked_case(title="未採認案")
        filed(case, 1, state="submitted", content=RED)
        assert "未採認案" not in section(reader.get("/stuck/"), "red-title")
        assert "未採認案" in section(reader.get("/stuck/"), "silent-title")

    def test_without_any_report_it_says_so(self, reader):
        shown = text_of(reader.get("/stuck/"))
        assert "還沒有採認的季進度，因此沒有燈號可看；42案都尚無採認進度，不視為綠燈。" in shown

    @pytest.mark.parametrize(
        ("asked", "found", "words"),
        [
            ({"light": "red"}, {"紅案"}, "紅燈"),
            ({"light": "yellow"}, {"黃案"}, "黃燈"),
            ({"overdue": "on"}, {"紅案"}, "已逾預定改善日期"),
            ({"worse": "on"}, {"紅案"}, "燈號惡化"),
            ({"group": "災防組"}, {"黃案"}, "災防組"),
            ({"group": "災防組", "worse": "on"}, set(), "災防組、燈號惡化"),
        ],
    )
    def test_the_address_narrows_the_list(self, reader, cases, asked, found, words):
        page = reader.get("/stuck/", asked)
        listed = section(page, "red-title") + section(page, "yellow-title")
        assert {name for name in cases if f"{name}" in listed} == found
        assert f"本頁僅列：{words}，{len(found)}案（全部2案）" in text_of(page)

    def test_the_pdf_is_asked_for_by_the_same_address(self, reader, cases):
        html = reader.get("/stuck/", {"light": "red", "worse": "on"}).content.decode()
        assert 'href="/stuck.pdf?light=red&amp;worse=on"' in html

    @pytest.mark.parametrize(("name", "value"), [("light", "blue"), ("group", "某組"), ("group", "<b>")])
    def test_an_unknown_value_is_told_at_its_field_and_stays_there(self, reader, cases, name, value):
        page = reader.get("/stuck/", {name: value})
        html = page.content.decode()
        assert page.status_code == 200
        assert "這個選項，請由選單重新選取。" in html
        assert "（無此選項）" in html
        assert "<b>" not in html
        assert section(page, "red-title") == ""
        response = reader.get("/stuck.pdf", {name: value})
        assert (response.status_code, response.url.split("?")[0]) == (302, "/stuck/")

    def test_a_title_and_a_cause_are_text_and_never_markup(self, reader):
        reported(tracked_case(title="<b>案</b>"), 901, "red", cause="<script>alert(1)</script>")
        for path in ("/stuck/", "/stuck/wall/", "/"):
            html = reader.get(path).content.decode()
            assert "<b>案" not in html
            assert "<script>alert" not in html

    @pytest.mark.parametrize("number", [1, 8])
    def test_its_queries_do_not_grow_with_the_cases(self, reader, django_assert_num_queries, number):
        for _ in range(number):
            course_of(tracked_case(), "yellow", "red")
            course_of(tracked_case(), "yellow", "green")
        for path, queries in (("/stuck/", PAGE_QUERIES), ("/stuck.pdf", PDF_QUERIES)):
            with django_assert_num_queries(queries):
                assert reader.get(path).status_code == 200


class TestWall:
    def test_each_case_has_a_cell_for_each_quarter_with_its_letter(self, reader, cases):
        html = reader.get("/stuck/wall/").content.decode()
        row = re.search(r'<tr><th scope="row"><a href="[^"]+">紅案</a></th>(.*?)</tr>', html)[1]
        assert re.findall(r">([紅黃綠－])<", row) == ["黃", "紅"]
        assert drawn(html[: html.index('id="bars-title"')], "紅案") == "黃紅"

    def test_a_red_or_yellow_cell_leads_to_its_report_and_says_the_cause(self, reader, cases):
        html = reader.get("/stuck/wall/").content.decode()
        update = cases["紅案"].updates.get(period=902)
        address = reverse("reporting:update", args=[902, update.case_id])
        title = "<title>90年第2季紅燈：中央補助 核定延後</title>"
        assert f'<a href="{address}" tabindex="-1">{title}' in html
        assert reader.get(address).status_code == 200

    def test_a_quarter_before_the_case_was_tracked_is_blank_and_one_without_a_report_is_not(self, reader, cases):
        late = tracked_case(title="後案", since=date(2001, 5, 1))
        reported(late, 903, "green")
        html = reader.get("/stuck/wall/").content.decode()
        row = re.search(r'<tr><th scope="row"><a href="[^"]+">後案</a></th>(.*?)</tr>', html)[1]
        assert re.findall(r"<td>(.?)</td>", row) == ["", "－", "綠"]

    def test_bars_are_the_longest_first_with_gaps_that_do_not_count(self, reader, cases):
        course_of(tracked_case(title="久案"), "yellow", "", "red")
        html = reader.get("/stuck/wall/").content.decode()
        bars = html[html.index('id="bars-title"') :]
        assert re.findall(r'<text x="0" y="\d+">([^<]+)</text>', bars) == ["久案", "紅案", "黃案"]
        assert re.findall(r">(\d+季)</text>", bars) == ["2季", "2季", "1季"]
        assert [drawn(bars, name) for name in ("久案", "紅案", "黃案")] == ["黃－紅", "黃紅", "黃"]

    def test_without_a_quarter_it_says_so(self, reader):
        assert "還沒有開放填報的季別，因此沒有燈號可看。" in text_of(reader.get("/stuck/wall/"))

    @pytest.mark.parametrize("number", [1, 8])
    def test_its_queries_do_not_grow_with_cases_and_quarters(self, reader, django_assert_num_queries, number):
        for _ in range(number):
            course_of(tracked_case(), "yellow", *["red"] * min(number, 3))
        for path, queries in (("/stuck/wall/", WALL_QUERIES), ("/stuck/wall.pdf", WALL_PDF_QUERIES)):
            with django_assert_num_queries(queries):
                assert reader.get(path).status_code == 200


class TestTop:
    def test_home_names_every_stuck_case_with_its_cause(self, reader, cases):
        top = section(reader.get("/"), "stuck-head")
        assert top.startswith("落後及風險案件2案")
        assert "■紅燈1案▲黃燈1案其中已逾期1案、較前次惡化1案（綠燈1案；尚無採認進度42案，不視為綠燈" in top
        assert "■紅燈紅案交通組・持續2季已逾期12日▼惡化中央補助核定延後" in top
        assert "黃燈1案及原因▲黃燈黃案災防組招標未決標" in top

    @pytest.mark.parametrize(("number", "is_folded"), [(20, True), (21, False)])
    def test_many_yellow_cases_stand_on_their_own_page(self, reader, number, is_folded):
        for _ in range(number):
            reported(tracked_case(), 901, "yellow")
        html = reader.get("/").content.decode()
        assert (f"<summary>黃燈{number}案及原因</summary>" in html) is is_folded
        assert (f'<a href="/stuck/?light=yellow">黃燈{number}案及原因</a>' in html) is not is_folded

    def test_a_past_dashboard_leads_to_the_yellow_cases_of_its_day(self, reader):
        for _ in range(21):
            reported(tracked_case(), 901, "yellow")
        past = freeze(MeetingFactory(level=LevelFactory(keeps_ledger=True), held_on=date(2001, 5, 1), number=1))
        html = reader.get(past.get_absolute_url()).content.decode()
        address = re.search(r'<a href="(/stuck/[^"]+)">黃燈21案及原因</a>', html)[1].replace("&amp;", "&")
        assert "至90年5月1日止" in text_of(reader.get(address))
        assert "黃燈（有風險）21案" in section(reader.get(address), "yellow-title")

    def test_home_says_nothing_where_no_report_was_ever_accepted(self, reader):
        tracked_case()
        assert section(reader.get("/"), "stuck-head") == ""

    def test_a_past_meetings_dashboard_is_as_of_its_day_and_a_drafts_as_of_today(self, reader, cases):
        level = LevelFactory(keeps_ledger=True)
        past = freeze(MeetingFactory(level=level, held_on=date(2001, 5, 1), number=1))
        draft = MeetingFactory(level=level, held_on=date(2026, 12, 20), number=2)
        then = section(reader.get(past.get_absolute_url()), "stuck-head")
        now = section(signed_in("secretariat").get(draft.get_absolute_url()), "stuck-head")
        # The second quarter was accepted in July 2001.
        assert "■紅燈綠案" in then and "▲黃燈紅案" in then and "至90年5月1日止" in then
        assert "因應措施及期限" not in then
        assert "■紅燈紅案" in now and "至115年11月26日止" in now and "因應措施及期限" in now

    def test_a_meeting_before_the_first_report_shows_nothing_of_it(self, reader, cases):
        meeting = Meeting.objects.by_key("deputy-mayor-5").get()
        assert section(reader.get(meeting.get_absolute_url()), "stuck-head") != ""
        early = freeze(MeetingFactory(level=LevelFactory(keeps_ledger=True), held_on=date(2001, 2, 1), number=3))
        assert section(reader.get(early.get_absolute_url()), "stuck-head") == ""


def test_the_list_of_cases_can_be_narrowed_to_a_light(reader, cases):
    page = reader.get(reverse("cases:list"), {"light": "stuck"})
    assert "符合條件共2案" in text_of(page)
    assert "沒有「blue」這個選項，請由選單重新選取。" in text_of(reader.get(reverse("cases:list"), {"light": "blue"}))
