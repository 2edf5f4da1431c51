"""The list of cases, its files and a case's page as of a meeting or a day."""

import re
from datetime import date, datetime
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import pytest

from cases.models import Case, Kind
from cases.reporting.workflow import accept, revise, save_draft, submit
from tests.cases.reporting.rows import GREEN, LIAISON, RED, SECRETARY, filed, period
from tests.factories import CaseFactory, MeetingFactory, freeze, group, record
from tests.people import signed_in
from tests.support.lists import content_of, exported, page_rows

pytestmark = pytest.mark.django_db

LIST_QUERIES, EXPORT_QUERIES, DETAIL_QUERIES = 19, 14, 22
# Cases listed, on the list, delisted, and of 交通組, as of each meeting.
LISTS = {1: (51, 26, 21, 12), 2: (74, 37, 33, 19), 3: (99, 38, 57, 24), 4: (109, 33, 72, 25), 5: (133, 42, 87, 29)}
BICYCLE = "研議電動輔助自行車跨市騎乘規範及配套"


@pytest.fixture
def client():
    return signed_in("official", "reader")


def text_of(response):
    html = re.sub(r"<(script|style|title)\b.*?</\1>", "", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", html))


def rows_of(client, values):
    return [line.row for line in client.get("/cases/", values).context["list"].lines]


def at(day):
    return datetime.combine(day, datetime.min.time(), ZoneInfo("Asia/Taipei"))


class TestList:
    def count(self, client, **values):
        return client.get("/cases/", values).context["list"].count

    @pytest.mark.parametrize("number", LISTS)
    def test_as_of_each_meeting(self, client, number):
        as_of = f"副市長層級-{number}"
        filters = ({}, {"status": "listed"}, {"status": "delisted"}, {"group": "交通組"})

        assert tuple(self.count(client, as_of=as_of, **one) for one in filters) == LISTS[number]

    def test_as_of_today_it_is_todays_list(self, client):
        for one in ({}, {"status": "tracked"}, {"sort": "-status"}, {"q": "污水"}, {"group": "環境資源組"}):
            today, now = (rows_of(client, one | as_of) for as_of in ({}, {"as_of": "114年8月7日"}))
            assert today == now

    def test_says_so_in_its_head_and_leads_back(self, client):
        response = client.get("/cases/", {"as_of": "deputy-mayor-3", "status": "listed", "page": "1"})

        assert "截至113年7月11日（第3次副市長層級會議）之狀態之後的會議、採認與說明不計入。回到目前" in text_of(
            response
        )
        assert (
            '<a class="btn btn-sm btn-outline-primary" href="?status=listed">回到目前</a>' in response.content.decode()
        )

    def test_every_way_on_keeps_the_day(self, client):
        html = client.get("/cases/", {"as_of": "deputy-mayor-3", "status": "delisted"}).content.decode()

        assert '<input type="hidden" name="as_of" value="deputy-mayor-3">' in html
        for kind in ("csv", "ods", "xlsx", "pdf"):
            assert f"/cases/export.{kind}?as_of=deputy-mayor-3&amp;status=delisted" in html
        assert html.count('href="/cases/?as_of=deputy-mayor-3"') == 3
        saving = "/saved/new/?list=cases&amp;query=status%3Ddelisted&amp;as_of=deputy-mayor-3"
        assert f'href="{saving}"' in html
        assert 'href="?as_of=deputy-mayor-3&amp;status=delisted&amp;sort=title"' in html
        assert 'href="?as_of=deputy-mayor-3&amp;status=delisted&amp;page=2"' in html
        assert len(re.findall(r'href="/cases/\d+/\?as_of=deputy-mayor-3"', html)) == 50
        assert not re.search(r'href="/cases/\d+/"', html)

    def test_shows_what_each_case_was_then(self, client):
        row = rows_of(client, {"as_of": "deputy-mayor-3", "q": "電動輔助"})[0]

        assert (row.status, row.case.status, row.delisted) == ("新增", "added", None)
        assert row.added.name == "第3次副市長層級會議"

    def test_a_title_that_was_printed_later_finds_nothing(self, client):
        assert self.count(client, q="跨市期程規範", as_of="deputy-mayor-3") == 0
        assert self.count(client, q="跨市期程規範", as_of="deputy-mayor-4") == 1

    def test_a_meeting_that_was_yet_to_come_is_no_choice(self, client):
        text = text_of(client.get("/cases/", {"as_of": "deputy-mayor-3", "added": "副市長層級-4"}))

        assert "沒有「副市長層級-4」這個選項" in text

    def test_a_case_is_found_in_the_group_and_under_the_title_it_had(self, client):
        case = CaseFactory(title="甲乙丙丁")
        freeze(record(case, MeetingFactory(held_on=date(2001, 1, 1))).meeting)
        moved = MeetingFactory(held_on=date(2001, 3, 1))
        freeze(record(case, moved, Kind.MOVED, to_group=group("災防組")).meeting)
        case.refresh_from_db()
        freeze(record(case, MeetingFactory(held_on=date(2001, 4, 1)), Kind.RENAMED, "甲乙丙戊").meeting)

        for as_of, name, title in (("90年2月1日", "交通組", "甲乙丙丁"), ("90年5月1日", "災防組", "甲乙丙戊")):
            row = rows_of(client, {"as_of": as_of, "q": "甲乙丙"})[0]
            assert (row.case.group.name, row.case.title) == (name, title)
            assert self.count(client, as_of=as_of, q="甲乙丙", group=name) == 1
        assert self.count(client, as_of="90年2月1日", q="甲乙丙", group="災防組") == 0
        assert self.count(client, as_of="90年2月1日", q="甲乙丙戊") == 0

    @pytest.mark.parametrize("text", ["副市長層級-9", "昨天", "112年1月1日", "199年1月1日", "9" * 3000])
    def test_what_cannot_be_shows_today_and_says_why(self, client, text):
        response = client.get("/cases/", {"as_of": text})

        assert response.status_code == 200
        assert response.context["list"].count == Case.objects.count()
        assert "錯誤「截至」無法採用：" in text_of(response) and "本頁顯示目前狀態。" in text_of(response)
        assert '<details class="as-of-picker" open>' in response.content.decode()
        assert 'type="hidden" name="as_of"' not in response.content.decode()

    def test_its_queries_do_not_grow_with_the_cases(self, client, django_assert_num_queries):
        for size in (1, 30):
            for number in range(size):
                case = CaseFactory(title=f"甲乙丙丁第{size}之{number}", parent=None)
                freeze(record(case, MeetingFactory()).meeting)
            with django_assert_num_queries(LIST_QUERIES):
                client.get("/cases/", {"q": "甲乙丙丁", "as_of": "deputy-mayor-3"})


class TestExport:
    @pytest.mark.parametrize("extension", ["csv", "ods", "xlsx"])
    def test_holds_what_the_list_shows_and_says_of_when(self, client, extension):
        query = {"as_of": "deputy-mayor-1", "status": "delisted"}
        facts, rows = exported(client, "/cases/", extension, query)

        assert facts["資料時點"] == "截至112年7月27日（第1次副市長層級會議）"
        assert (facts["篩選條件"], facts["筆數"]) == ("現況：解列", "21案")
        assert rows == page_rows(client, "/cases/", query)
        assert {(row[1], row[6]) for row in rows[1:]} == {("解列", "112年7月27日")}

    @pytest.mark.parametrize("extension", ["csv", "ods", "xlsx", "pdf"])
    def test_is_named_by_the_day(self, client, extension):
        response = client.get(f"/cases/export.{extension}", {"as_of": "deputy-mayor-1", "status": "delisted"})

        assert content_of(response)
        name = f"合作案_截至112年7月27日（第1次副市長層級會議）.{extension}"
        assert name in unquote(response["Content-Disposition"])

    def test_every_batch_is_of_the_day(self, client, monkeypatch):
        monkeypatch.setattr("platform_site.shared.lists.listing.BATCH", 7)
        query = {"as_of": "deputy-mayor-3", "sort": "title"}

        rows = exported(client, "/cases/", "csv", query)[1]
        assert len(rows) == 1 + LISTS[3][0]
        assert rows == page_rows(client, "/cases/", query)
        assert not [cell for row in rows for cell in row if "第4次" in cell or "第5次" in cell]

    def test_no_file_is_made_of_a_day_that_cannot_be(self, client):
        response = client.get("/cases/export.csv", {"as_of": "副市長層級-9", "status": "listed"})

        assert (response.status_code, unquote(response.url)) == (302, "/cases/?as_of=副市長層級-9&status=listed")

    def test_its_queries_do_not_grow_with_the_cases(self, client, django_assert_num_queries):
        for as_of in ("deputy-mayor-1", "deputy-mayor-5"):
            with django_assert_num_queries(EXPORT_QUERIES):
                content_of(client.get("/cases/export.csv", {"as_of": as_of, "status": "delisted"}))


class TestDetail:
    def sheet(self, client, title, as_of):
        case = Case.objects.get(title=title)
        return client.get(f"/cases/{case.pk}/", {"as_of": as_of})

    def test_shows_the_life_up_to_then(self, client):
        response = self.sheet(client, BICYCLE, "deputy-mayor-3")
        sheet = response.context["sheet"]

        assert [step.meeting.number for step in sheet.life.steps] == [1, 2, 3]
        assert (sheet.status, [row.title for row in sheet.titles]) == ("新增", [BICYCLE])
        assert {mention.meeting.number for mention in sheet.mentions} == {3}
        assert "第4次" not in text_of(response)
        assert "edits-title" not in response.content.decode()

    def test_says_where_no_meeting_had_named_the_case(self, client):
        text = text_of(self.sheet(client, BICYCLE, "deputy-mayor-2"))

        assert "截至112年12月14日（第2次副市長層級會議），已登錄的會議尚未列出本案。" in text
        assert "尚未見於任何一次會議。" in text

    def test_leads_back_to_the_list_of_the_day(self, client):
        assert (
            '<a href="/cases/?as_of=deputy-mayor-3">合作案</a>'
            in self.sheet(client, BICYCLE, "deputy-mayor-3").content.decode()
        )

    def test_a_report_counts_from_its_acceptance_and_a_correction_from_its_own(self, client):
        case = CaseFactory()
        freeze(record(case, MeetingFactory(held_on=date(2001, 1, 10))).meeting)
        update = save_draft(case, period(), GREEN, LIAISON, version=0, today=date(2001, 4, 2))
        update = submit(update, LIAISON, version=update.version, today=date(2001, 4, 2))
        update = accept(update, SECRETARY, version=update.version, at=at(date(2001, 4, 10)))
        newer = revise(update, LIAISON)
        newer = save_draft(case, period(), RED, LIAISON, version=newer.version, today=date(2001, 4, 12))
        newer = submit(newer, LIAISON, version=newer.version, today=date(2001, 4, 12))
        accept(newer, SECRETARY, version=newer.version, at=at(date(2001, 4, 20)))

        lights = {}
        for day in ("90年4月9日", "90年4月10日", "90年4月19日", "90年4月20日"):
            updates = client.get(f"/cases/{case.pk}/", {"as_of": day}).context["reporting"].updates
            lights[day] = [row.light for row in updates]
        assert list(lights.values()) == [[], ["green"], ["green"], ["red"]]

    def test_its_queries_do_not_grow_with_the_meetings(self, client, django_assert_num_queries):
        for number in (3, 5):
            with django_assert_num_queries(DETAIL_QUERIES):
                self.sheet(client, BICYCLE, f"deputy-mayor-{number}")


def test_an_unaccepted_report_shows_on_no_day_that_is_past(client):
    case = CaseFactory()
    freeze(record(case, MeetingFactory(held_on=date(2001, 1, 10))).meeting)
    filed(case)

    assert client.get(f"/cases/{case.pk}/", {"as_of": "114年1月1日"}).context["reporting"].updates == ()
