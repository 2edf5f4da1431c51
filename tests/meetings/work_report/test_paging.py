"""A work report of many cases, page by page: numbers of all on each, every case once, and all of it on paper."""

import re
from datetime import date

import pytest
from django.http import HttpResponse
from django.urls import reverse

from cases.models import Kind
from meetings.proposals.workflow import ProposalContent, propose, schedule
from meetings.work_report.layout import Shown
from meetings.work_report.report import work_report
from meetings.work_report.window import Lights, Window
from platform_site.shared.documents.answering import pdf_html
from tests.cases.reporting.rows import GREEN, LIAISON, RED, SECRETARY, decided, meeting_on, tracked_case
from tests.factories import group
from tests.meetings.work_report.test_report import accepted_on
from tests.people import signed_in

pytestmark = pytest.mark.django_db

DAY = date(2001, 4, 20)


@pytest.fixture
def meeting():
    meeting_on(date(2001, 1, 20))
    return meeting_on(date(2001, 7, 20))


@pytest.fixture
def two_a_page(monkeypatch):
    monkeypatch.setattr("meetings.work_report.layout.WHOLE", 3)
    monkeypatch.setattr("meetings.work_report.layout.PER_PAGE", 2)
    monkeypatch.setattr("meetings.work_report.layout.FEW", 0)


@pytest.fixture
def cases(meeting):
    """Three reported cases and a silent one of one group, a silent and a reported one of the next, a proposal each."""
    for title, content in (("甲", RED), ("乙", GREEN), ("丙", RED)):
        accepted_on(tracked_case("交通組", title=f"案{title}"), DAY, content=content)
    tracked_case("交通組", title="案丁")
    tracked_case("災防組", title="案戊")
    accepted_on(tracked_case("災防組", title="案己"), DAY)
    for name in ("交通組", "災防組"):
        proposal = propose(group(name), ProposalContent("new", "理由", title=f"{name}新案"), LIAISON)
        schedule(proposal, meeting, SECRETARY, version=1)


def on_page(report):
    """What stands in the groups' parts of a report, and where a part goes on or ends."""
    return [
        (
            part.group.name,
            [row.case.title for row in part.cases],
            [case.title for case in part.silent],
            part.place.is_continued,
            part.place.is_last,
        )
        for part in report.shown
        if part.lights.total or part.unheard
    ]


def shown(client, meeting, query=""):
    return client.get(reverse("work-report:meeting", args=[meeting.key]) + query).content.decode()


def titles(text):
    return re.findall("案[甲乙丙丁戊己]", re.sub("<title>.*?</title>", "", text))


def test_every_case_stands_on_one_page_and_the_numbers_on_each(two_a_page, meeting, cases):
    pages = [work_report(meeting, Shown(is_paged=True, page=str(number))) for number in (1, 2, 3)]
    assert [on_page(report) for report in pages] == [
        [("交通組", ["案甲", "案乙"], [], False, False)],
        [("交通組", ["案丙"], ["案丁"], True, True)],
        [("災防組", ["案己"], ["案戊"], False, True)],
    ]
    assert {(report.reported, report.silent, report.lights) for report in pages} == {(4, 2, Lights(green=2, red=2))}
    # A group without any case stands where its cases would.
    assert "都會發展組" in [part.group.name for part in pages[2].shown]
    assert "都會發展組" not in [part.group.name for report in pages[:2] for part in report.shown]


def test_the_pages_lead_to_each_other_and_to_where_each_group_begins(two_a_page, meeting, cases):
    client = signed_in("official")
    first, second, third = (shown(client, meeting, f"?page={number}") for number in (1, 2, 3))
    assert [titles(text) for text in (first, second, third)] == [["案甲", "案乙"], ["案丙", "案丁"], ["案己", "案戊"]]
    traffic, disaster = group("交通組").pk, group("災防組").pk
    assert f'href="#group-{traffic}">交通組（3案）' in first
    assert f'href="?page=3#group-{disaster}">災防組（1案）' in first
    assert f'href="?page=1#group-{traffic}">交通組（3案）' in second
    assert "<h2>交通組（續）</h2>" in second
    assert "第3至4案，共6案" in second
    assert all("紅燈2案" in text and "cases/pages" in text for text in (first, second, third))
    assert ["交通組新案" in text for text in (first, second, third)] == [False, True, False]
    assert ["災防組新案" in text for text in (first, second, third)] == [False, False, True]


def test_the_red_and_yellow_ones_alone_are_paged_too(two_a_page, monkeypatch, meeting, cases):
    monkeypatch.setattr("meetings.work_report.layout.WHOLE", 1)
    monkeypatch.setattr("meetings.work_report.layout.PER_PAGE", 1)
    client = signed_in("official")
    pages = [shown(client, meeting, f"?light=stuck&page={number}") for number in (1, 2)]
    assert [titles(text) for text in pages] == [["案甲"], ["案丙"]]
    assert "?light=stuck&amp;page=2" in pages[0]
    assert "交通組新案" not in pages[1]


def test_today_a_report_stands_on_one_page(meeting, cases):
    whole = shown(signed_in("official"), meeting)
    assert titles(whole) == ["案甲", "案乙", "案丙", "案丁", "案己", "案戊"]
    assert ['class="pages"' in whole, "cases/pages" in whole, "（續）" in whole] == [False] * 3


def test_on_paper_all_of_it_stands_whichever_page_is_asked_for(two_a_page, meeting, cases, monkeypatch):
    monkeypatch.setattr(
        "meetings.work_report.views.pdf_answer",
        lambda request, template, context, name: HttpResponse(pdf_html(template, context)),
    )
    url = reverse("work-report:meeting-pdf", args=[meeting.key])
    printed = signed_in("official").get(url, {"page": "2"}).content.decode()
    assert titles(printed) == ["案甲", "案乙", "案丙", "案丁", "案己", "案戊"]
    assert ('class="pages"' in printed, "（續）" in printed) == (False, False)


def test_neither_size_nor_queries_grow_with_the_cases(two_a_page, meeting, cases, django_assert_num_queries):
    client = signed_in("official")
    sizes = []
    for _ in range(2):
        # One fewer than on a page on which a silent case stands.
        with django_assert_num_queries(23):
            sizes.append(len(shown(client, meeting, "?page=1")))
        for name in ("交通組", "災防組", "都會發展組"):
            accepted_on(tracked_case(name), DAY)
            tracked_case(name)
    # The links to three more pages.
    assert abs(sizes[1] - sizes[0]) < 400


def test_a_case_is_silent_unless_something_was_accepted_after_the_meeting_before_up_to_the_day():
    since, until = date(2001, 4, 10), date(2001, 4, 20)
    days = [date(2001, 4, day) for day in (10, 11, 19, 20, 21)]
    for day in days:
        accepted_on(tracked_case(title=f"{day:%d}"), day)
    tracked_case(title="新", since=date(2001, 4, 19))
    tracked_case(title="晚", since=until)
    decided(tracked_case(title="退"), until, Kind.DELISTED)
    platform = group().platform
    window = Window(platform, [group()], since, until)
    assert [row.case.title for row in window.silent()] == ["10", "21", "新", "退"]
    assert [row.case.title for row in window.newest()] == ["11", "19", "20"]
    assert (window.unheard, window.lights) == ({group().pk: 4}, {group().pk: Lights(green=3)})
    first = Window(platform, [group()], None, until)
    assert [row.case.title for row in first.silent()] == ["21", "新", "退"]


def test_a_silent_case_stands_with_the_group_in_which_the_meeting_found_it(meeting):
    case = tracked_case("交通組")
    decided(case, date(2001, 8, 1), Kind.MOVED, to_group=group("災防組"))
    found = {part.group.name: part.unheard for part in work_report(meeting).groups}
    assert (found["交通組"], found["災防組"]) == (1, 0)
