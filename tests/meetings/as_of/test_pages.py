"""Every page that shows the record or the reports, as of a meeting or a day: what it shows and what it leaves out."""

import re
from datetime import date, datetime, timedelta
from io import BytesIO
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import pdfplumber
import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Kind
from cases.reporting.matrix import matrix, matrix_as_of
from cases.reporting.obligations import late
from cases.reporting.workflow import accept, save_draft, submit
from groups.platforms import default_platform
from meetings.directives.workflow import close, reply
from meetings.models import DifferenceNote, Directive, Meeting
from meetings.work_report.report import coming_work_report
from tests.cases.reporting.rows import GREEN, LIAISON, RED, SECRETARY, decided, period, tracked_case
from tests.factories import CaseFactory, MeetingFactory, group, record
from tests.people import signed_in
from tests.support.lists import content_of, exported, page_rows

pytestmark = pytest.mark.django_db

# The pages that take the day, and how many queries each makes of the third meeting as of then.
QUERIES = {
    "home": 18,
    "meetings:list": 12,
    "meetings:tally": 15,
    "meetings:tally-pdf": 22,
    "cases:list": 17,
    "cases:export": 14,
    "differences:list": 14,
    "differences:export": 13,
    "directives:list": 14,
    "directives:export": 11,
    "directives:central": 11,
    "directives:central-export": 9,
    "reporting:matrix": 9,
    "reporting:late": 8,
    "reporting:late-export": 7,
    "work-report:coming": 15,
    "work-report:coming-pdf": 21,
    "work-report:coming-odt": 14,
}
FILES = {
    "meetings:tally-pdf": "/meetings/tally/",
    "cases:export": "/cases/",
    "differences:export": "/differences/",
    "directives:export": "/directives/",
    "directives:central-export": "/directives/central/",
    "reporting:late-export": "/reports/late/",
    "work-report:coming-pdf": "/work-report/",
    "work-report:coming-odt": "/work-report/",
}
PAGES = [name for name in QUERIES if name not in FILES]
PICKERS = [name for name in PAGES if name != "home"]
BAND = "截至113年7月11日（第3次副市長層級會議）之狀態"


def url_of(name):
    return reverse(name, args=["csv"] if name.endswith("export") else [])


def rows_of(client, address, asked):
    return [line.row for line in client.get(address, asked).context["list"].lines]


def text_of(response):
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", response.content.decode()))


def at(day):
    return datetime.combine(day, datetime.min.time(), ZoneInfo("Asia/Taipei"))


def reported(case, content, sent, accepted=None):
    """A report of the first quarter that was sent and maybe accepted on these days."""
    update = save_draft(case, period(), content, LIAISON, version=0, today=sent, at=at(sent))
    update = submit(update, LIAISON, version=update.version, today=sent, at=at(sent))
    return accept(update, SECRETARY, version=update.version, at=at(accepted)) if accepted else update


class TestEveryPage:
    @pytest.mark.parametrize("name", PAGES)
    def test_says_as_of_when_and_leads_back(self, reader, name):
        response = reader.get(url_of(name), {"as_of": "deputy-mayor-3"})

        assert BAND in text_of(response)
        assert re.search(r'href="\?">回到目前</a>', response.content.decode())

    @pytest.mark.parametrize("name", PAGES)
    def test_today_has_no_such_line(self, reader, name):
        assert "as-of-band" not in reader.get(url_of(name)).content.decode()

    @pytest.mark.parametrize("name", PAGES)
    @pytest.mark.parametrize("text", ["副市長層級-9", "昨天", "112年1月1日", "\0", "%", "114年13月1日"])
    def test_nothing_asked_breaks_it(self, reader, name, text):
        response = reader.get(url_of(name), {"as_of": text})

        assert response.status_code == 200
        assert ("「截至」無法採用：" in text_of(response)) == (text != "\0")

    @pytest.mark.parametrize("name", PICKERS)
    def test_a_form_offers_the_meetings_and_keeps_what_was_asked(self, reader, name):
        html = reader.get(url_of(name), {"as_of": "deputy-mayor-3", "sort": "title", "page": 1}).content.decode()

        offered = re.findall(r'<option value="副市長層級-(\d)"( selected)?>第\d次副市長層級會議（', html)[:5]
        assert offered == [("5", ""), ("4", ""), ("3", " selected"), ("2", ""), ("1", "")]
        picker = html[html.index("as-of-picker") : html.index("</details>")]
        assert re.findall(r'type="hidden" name="(\w+)"', picker) == ["sort", "sort"]

    @pytest.mark.parametrize(("name", "page"), FILES.items())
    def test_no_file_is_made_of_what_cannot_be(self, reader, name, page):
        response = reader.get(url_of(name), {"as_of": "副市長層級-9"})

        assert (response.status_code, unquote(response.url)) == (302, f"{page}?as_of=副市長層級-9")

    @pytest.mark.parametrize("name", QUERIES)
    def test_its_queries_do_not_grow_with_what_there_was(self, reader, django_assert_num_queries, name):
        for as_of in ("deputy-mayor-3", "deputy-mayor-4"):
            with django_assert_num_queries(QUERIES[name]):
                content_of(reader.get(url_of(name), {"as_of": as_of, "status": "listed"}))


class TestTheRecord:
    def test_home_shows_the_meeting_of_then(self, reader):
        text = text_of(reader.get("/", {"as_of": "112年12月20日"}))

        assert "第2次副市長層級會議" in text and "當時最近一次會議" in text
        assert "當時列管70案" in text
        assert "第3次" not in text and "目前列管" not in text

    def test_home_shows_nothing_that_waits_now(self):
        secretary = signed_in("secretariat", "secretary")

        assert "today" in secretary.get("/").context
        assert "today" not in secretary.get("/", {"as_of": "deputy-mayor-3"}).context

    def test_lists_and_tallies_end_with_the_meeting_and_leave_drafts_out(self, reader):
        record(CaseFactory(), MeetingFactory(held_on=date(2024, 1, 1)))
        for number in range(1, 6):
            asked = {"as_of": f"deputy-mayor-{number}"}
            rows = reader.get("/meetings/", asked).context["page"]
            (level,) = reader.get("/meetings/tally/", asked).context["tallies"].levels
            assert [row.meeting.number for row in rows] == list(range(number, 0, -1))
            assert [figures.meeting.number for figures in level.series] == list(range(1, number + 1))

    def test_the_pdf_carries_the_line_and_its_name(self, reader):
        response = reader.get("/meetings/tally.pdf", {"as_of": "deputy-mayor-3"})
        with pdfplumber.open(BytesIO(response.content)) as pdf:
            text = "".join(page.extract_text() for page in pdf.pages)

        assert BAND in text
        assert "第3次" in text and "第4次" not in text
        assert "列管統計截至113年7月11日（第3次副市長層級會議）.pdf" in unquote(response["Content-Disposition"])

    def test_differences_are_those_of_then_with_what_was_explained_by_then(self, reader):
        meeting = Meeting.objects.by_key("deputy-mayor-3").get()
        DifferenceNote.objects.create(
            meeting=meeting, group=group("衛生社福組"), cases_explained=1, text="漏列一案", written_by_name="王小明"
        )
        states = {}
        for as_of in ("deputy-mayor-2", "deputy-mayor-4", ""):
            rows = rows_of(reader, "/differences/", {"as_of": as_of})
            states[as_of] = [(row.meeting.number, row.group.name, str(row.state)) for row in rows]
        then = [(3, "交通組", "open"), (3, "衛生社福組", "open"), (3, "環境資源組", "open"), (4, "災防組", "open")]
        assert states["deputy-mayor-2"] == []
        assert states["deputy-mayor-4"] == then
        assert (3, "衛生社福組", "explained") in states[""]

    def test_a_directive_is_open_until_it_was_closed(self, reader):
        directive = Directive.objects.filter(meeting__number=2).first()
        reply(directive, directive.groups.first(), "已辦理。", LIAISON)
        close(directive, "done", "已完成。", version=directive.version)
        closed = timezone.now() - timedelta(days=400)
        directive.history.filter(state="done").update(history_date=closed)
        directive.replies.update(at=closed)

        def listed(day):
            response = reader.get("/directives/", {"as_of": day, "meeting": "副市長層級-2"})
            row = next(line.row for line in response.context["list"].lines if line.row.pk == directive.pk)
            return row.state, row.reply_count, response.context["open"]

        before, after = closed.date() - timedelta(days=1), closed.date() + timedelta(days=1)
        assert listed(before.isoformat()) == ("open", 0, 33)
        assert listed(after.isoformat()) == ("done", 1, 32)
        assert rows_of(reader, "/directives/", {"as_of": before.isoformat(), "state": "closed"}) == []

    @pytest.mark.parametrize(
        ("address", "number"),
        [("/cases/", 109), ("/differences/", 4), ("/directives/", 22), ("/directives/central/", 0)],
    )
    def test_a_lists_files_hold_its_rows_of_then(self, reader, address, number):
        asked = {"as_of": "deputy-mayor-4"}
        shown = page_rows(reader, address, asked)

        facts, rows = exported(reader, address, "csv", asked)

        assert facts["資料時點"] == "截至113年12月26日（第4次副市長層級會議）"
        assert [row[:3] for row in rows[1:]] == [row[:3] for row in shown[1:]]
        assert (len(rows) - 1, len(page_rows(reader, address)) - 1 > number) == (number, True)

    @pytest.mark.parametrize("path", ["", "minutes/", "directives/"])
    def test_a_page_of_one_meeting_says_that_the_day_changes_nothing(self, reader, path):
        response = reader.get(f"/meetings/deputy-mayor-3/{path}", {"as_of": "deputy-mayor-2"})

        assert "「截至」不適用於本頁：會議的頁面呈現該次會議，填報及編輯的頁面呈現目前。" in text_of(response)

    def test_an_error_page_says_nothing_of_it(self, reader):
        assert "截至" not in text_of(reader.get("/no-such-page/", {"as_of": "deputy-mayor-2"}))


class TestTheReports:
    def cell(self, day):
        counted = matrix_as_of([period()], [group()], day)
        return counted.cell(group().pk, period().key)

    def test_the_matrix_counts_what_had_been_sent_and_accepted(self):
        reported(tracked_case(), RED, sent=date(2001, 4, 2), accepted=date(2001, 4, 20))

        seen = {}
        for day in (date(2001, 4, 1), date(2001, 4, 2), date(2001, 4, 19), date(2001, 4, 20)):
            cell = self.cell(day)
            seen[day.day] = (cell.owed, cell.unsent, cell.submitted, cell.accepted, cell.red)
        assert seen == {1: (1, 1, 0, 0, 0), 2: (1, 0, 1, 0, 0), 19: (1, 0, 1, 0, 0), 20: (1, 0, 0, 1, 1)}

    def test_what_was_owed_is_what_meetings_by_then_had_decided(self):
        case = tracked_case()
        decided(case, date(2001, 3, 20), Kind.DELISTED)

        assert (self.cell(date(2001, 3, 19)).owed, self.cell(date(2001, 3, 20)).owed) == (1, 0)

    def test_as_of_today_it_is_todays_matrix(self):
        for content, accepted in ((RED, date(2001, 4, 5)), (GREEN, date(2001, 4, 6)), (GREEN, date(2001, 4, 7))):
            reported(tracked_case(), content, date(2001, 4, 2), accepted)
        tracked_case("災防組")
        periods, groups = [period(1), period(2)], [group(), group("災防組")]

        then, now = matrix_as_of(periods, groups, timezone.localdate()), matrix(periods, groups)
        assert then.rows == now.rows

    def test_who_was_late_is_who_had_not_sent_by_then(self):
        case = tracked_case()
        reported(case, GREEN, sent=date(2001, 4, 25))

        late_on = {day: len(late(date(2001, 4, day), as_of=date(2001, 4, day))) for day in (15, 16, 24, 25)}
        assert late_on == {15: 0, 16: 1, 24: 1, 25: 0}

    def test_the_late_list_is_of_the_day_and_reminds_nobody(self):
        secretary = signed_in("secretariat", "secretary")
        tracked_case()
        period()
        response = secretary.get("/reports/late/", {"as_of": "90年4月20日"})

        assert "逾期未送出1案" in text_of(response)
        assert exported(secretary, "/reports/late/", "csv", {"as_of": "90年4月20日"})[1] == page_rows(
            secretary, "/reports/late/", {"as_of": "90年4月20日"}
        )
        assert "稽催" not in text_of(response).split("回到目前")[1]

    def test_the_work_report_tells_what_was_accepted_by_then(self):
        reported(tracked_case(), RED, sent=date(2001, 4, 2), accepted=date(2001, 4, 20))
        platform = default_platform()

        days = (date(2001, 4, 19), date(2001, 4, 20))
        reports = [coming_work_report(day, platform, is_past=True) for day in days]
        assert [(report.reported, report.silent, report.lights.red) for report in reports] == [(0, 1, 0), (1, 0, 1)]

    def test_a_later_title_is_on_no_report_of_before(self):
        case = tracked_case(title="甲乙丙丁")
        decided(case, date(2001, 4, 22), Kind.RENAMED, printed_title="甲乙丙戊")
        report = coming_work_report(date(2001, 4, 20), default_platform(), is_past=True)

        assert [row.title for part in report.groups for row in part.silent] == ["甲乙丙丁"]
