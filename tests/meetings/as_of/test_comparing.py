"""Two meetings compared: figures of the record, sums that add up over made histories, names, lights, directives."""

import re
from datetime import date, datetime
from io import BytesIO
from itertools import combinations
from zoneinfo import ZoneInfo

import pdfplumber
import pytest

from cases.ledger import writing as ledger
from cases.models import STILL, KeptLight, Kind
from cases.reporting.workflow import accept, save_draft, submit
from meetings.as_of import comparing
from meetings.as_of.comparing import EVERYTHING, MOST, NotComparable, compare, first_of
from meetings.directives.workflow import close
from meetings.models import Directive, Meeting, MeetingLevel
from meetings.record.figures import figures_of_level
from tests.cases.ledger.test_then import History
from tests.cases.reporting.rows import GREEN, LIAISON, RED, period
from tests.factories import SECRETARY, CaseFactory, LevelFactory, MeetingFactory, freeze, group, record
from tests.people import signed_in

pytestmark = pytest.mark.django_db

PAGE_QUERIES = 20
# From each meeting to the next, and from the first to the last: before, added, delisted, difference, after.
SUMS = {
    (1, 2): (67, 15, 12, 0, 70),
    (2, 3): (70, 12, 24, 5, 63),
    (3, 4): (63, 2, 15, -2, 48),
    (4, 5): (48, 18, 15, 1, 52),
    (1, 5): (67, 47, 66, 4, 52),
}


def meeting(number, level="副市長層級"):
    return Meeting.objects.select_related("level__platform").get(level__name=level, number=number)


def of_numbers(first, second):
    return compare(meeting(first), meeting(second))


def at(day):
    return datetime.combine(day, datetime.min.time(), ZoneInfo("Asia/Taipei"))


def part(comparison, name, what):
    """The titles and notes of what was done in a group."""
    rows = [dict(row.parts).get(what, ()) for row in comparison.names if row.group == name]
    return [(change.title, change.note) for changes in rows for change in changes]


class TestTheRecord:
    @pytest.mark.parametrize(("numbers", "sums"), SUMS.items())
    def test_the_sums_of_the_five_meetings(self, numbers, sums):
        total = of_numbers(*numbers).total

        assert (total.before, total.added, total.delisted, total.difference, total.after) == sums
        assert total.others == ()

    def test_every_groups_sum_adds_up_to_what_the_tally_says(self):
        series = figures_of_level(meeting(1).level)
        for first, second in combinations(range(5), 2):
            comparison = of_numbers(first + 1, second + 1)
            assert [row.before for row in comparison.groups] == [row.closing for row in series[first].groups]
            assert [row.after for row in comparison.groups] == [row.closing for row in series[second].groups]
            assert all(row.before + row.change == row.after for row in (*comparison.groups, comparison.total))

    def test_differences_are_shown_with_their_groups(self):
        found = [(row.group, row.difference) for row in of_numbers(2, 5).groups if row.difference]

        assert found == [("交通組", 3), ("災防組", -2), ("都會發展組", 1), ("衛生社福組", 1), ("環境資源組", 1)]

    def test_every_number_has_its_names(self):
        comparison = of_numbers(2, 5)
        for row in comparison.groups:
            counted = [len(part(comparison, row.group, what)) for what in ("新增", "解列")]
            assert counted == [row.added, row.delisted], row.group

    def test_the_chairs_by_who_they_are(self):
        second = of_numbers(1, 2)
        changed = [(seat.city, seat.before, seat.after) for seat in second.seats if seat.is_changed]

        assert changed == [("桃園市", "蘇副市長俊賓", "王明鉅副市長")]
        # Printed in another order is nobody else.
        assert of_numbers(1, 5).seats_changed == 0

    def test_the_directives_between(self):
        comparison = of_numbers(2, 3)

        assert (comparison.open_before, comparison.open_after) == (14, 19)
        assert (len(comparison.opened), len(comparison.closed)) == (5, 0)
        assert {row.meeting.number for row in comparison.opened} == {3}

    def test_either_order_of_the_two_is_the_same(self):
        one, other = of_numbers(2, 5), of_numbers(5, 2)

        assert (other.first, other.second, other.total) == (one.first, one.second, one.total)


class TestMadeRows:
    def test_merged_moved_renamed_and_corrected_are_named_and_counted(self):
        level = LevelFactory()
        first, second = (MeetingFactory(level=level, number=n, held_on=date(2001, n, 1)) for n in (1, 2))
        cases = [CaseFactory(title=title) for title in ("甲案名稱", "乙案名稱", "丙案名稱", "丁案名稱", "戊案名稱")]
        wrong = [record(case, first, Kind.DELISTED if case is cases[4] else Kind.ADDED) for case in cases][4]
        freeze(first)
        wrong.refresh_from_db()
        ledger.carry_forward(second, SECRETARY)
        result = ledger.record_result(cases[0], second, "甲案名稱", SECRETARY, goes_on=True)
        ledger.merge(cases[1], result, "乙案名稱", SECRETARY)
        record(cases[2], second, Kind.MOVED, to_group=group("災防組"))
        record(cases[3], second, Kind.RENAMED, "丁案新名")
        ledger.correct(wrong, second, Kind.TRACKED, "誤列", SECRETARY)
        freeze(second)

        comparison = compare(first, second)
        rows = {row.group: row for row in comparison.groups}
        assert (rows["交通組"].before, rows["交通組"].others, rows["交通組"].after) == (
            4, (("整併", -1), ("移出", -1), ("更正恢復", 1)), 3,
        )  # fmt: skip
        assert (rows["災防組"].before, rows["災防組"].others, rows["災防組"].after) == (0, (("移入", 1),), 1)
        assert part(comparison, "交通組", "整併") == [("乙案名稱", "併入「甲案名稱」")]
        assert part(comparison, "交通組", "移列") == [("丙案名稱", "交通組移至災防組")]
        assert part(comparison, "災防組", "移列") == [("丙案名稱", "交通組移至災防組")]
        assert part(comparison, "交通組", "更名") == [("丁案新名", "原名「丁案名稱」")]
        assert part(comparison, "交通組", "更正") == [("戊案名稱", f"{first}的「解列」更正為「持續列管」")]

    @pytest.mark.parametrize("seed", range(4))
    def test_made_histories_add_up(self, seed):
        history = History(seed).make(meetings=7)
        of_level = [row for row in history.meetings if row.level == history.meetings[-1].level]
        for first, second in combinations(of_level, 2):
            for row in compare(first, second).groups:
                assert row.before is None or row.before + row.change == row.after

    def test_lights_are_those_accepted_by_either_day(self):
        level = LevelFactory()
        first, second = (MeetingFactory(level=level, number=n, held_on=date(2001, 4 + n, 10)) for n in (1, 2))
        better, late = CaseFactory(title="甲案名稱"), CaseFactory(title="乙案名稱")
        for case in (better, late):
            record(case, MeetingFactory(level=level, number=9, held_on=date(2001, 1, 5)) if case is better else first)
        for row in (Meeting.objects.get(level=level, number=9), first, second):
            freeze(row)
        for quarter, content, day in ((1, RED, date(2001, 5, 10)), (2, GREEN, date(2001, 6, 10))):
            update = save_draft(better, period(quarter), content, LIAISON, version=0, today=period(quarter).opens_on)
            update = submit(update, LIAISON, version=update.version, today=period(quarter).opens_on)
            accept(update, SECRETARY, version=update.version, at=at(day))

        comparison = compare(first, second)
        assert [(row.title, row.before, row.after) for row in comparison.lights] == [("甲案名稱", "red", "green")]
        assert [row[1:] for row in comparison.light_counts] == [(0, 1), (0, 0), (1, 0), (1, 1)]
        page = signed_in("official").get(f"/meetings/compare/?from={first.key}&to={second.key}").content.decode()
        changed = re.sub(r"<[^>]+>|\s", "", page[page.index("甲案名稱</a></th>") :])
        assert changed.startswith("甲案名稱交通組■紅燈●綠燈")

    def test_a_directive_closed_between_is_named(self):
        directive = Directive.objects.filter(meeting__number=2).first()
        close(directive, "done", "已完成。", version=directive.version)
        directive.history.filter(state="done").update(history_date=at(date(2025, 1, 10)))

        comparison = of_numbers(4, 5)
        assert [row.pk for row in comparison.closed] == [directive.pk]
        assert (comparison.open_before, comparison.open_after) == (22, 32)


class TestRefused:
    def test_one_and_the_same(self):
        with pytest.raises(NotComparable, match="兩次會議都是第3次副市長層級會議，請選不同的兩次。"):
            of_numbers(3, 3)

    def test_of_two_levels(self):
        other = freeze(record(CaseFactory(), MeetingFactory()).meeting)
        with pytest.raises(NotComparable, match="不是同一層級，案數不能相比"):
            compare(meeting(3), other)

    def test_a_draft(self):
        with pytest.raises(NotComparable, match="尚未定稿，草稿不生效力，不能比較"):
            compare(meeting(3), MeetingFactory(level=MeetingLevel.objects.get(name="副市長層級"), number=6))


class TestPage:
    def get(self, reader, **values):
        return reader.get("/meetings/compare/", {name.strip("_"): value for name, value in values.items()})

    def test_shows_the_last_two_unless_asked(self, reader):
        comparison = self.get(reader).context["comparison"]

        assert (comparison.first.number, comparison.second.number) == (4, 5)
        assert self.get(reader, to="副市長層級-3").context["comparison"].first.number == 2

    def test_says_the_sum_as_a_sentence(self, reader):
        html = self.get(reader, from_="deputy-mayor-2", to="deputy-mayor-3").content.decode()
        text = re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", html))

        assert "第2次副市長層級會議期末70案＋新增12－解列24紀錄差額+5＝第3次副市長層級會議期末63案（−7）" in text

    @pytest.mark.parametrize(
        ("values", "sentence"),
        [
            ({"from_": "副市長層級-3", "to": "副市長層級-3"}, "兩次會議都是第3次副市長層級會議"),
            ({"from_": "副市長層級-9", "to": "副市長層級-3"}, "沒有「副市長層級-9」這次會議"),
            ({"from_": "\0", "to": "%s"}, "沒有「%s」這次會議"),
            ({"to": "副市長層級-1"}, "請由選單選取同一層級的兩次會議。"),
        ],
    )
    def test_what_cannot_be_is_said_and_made_no_file_of(self, reader, values, sentence):
        response = self.get(reader, **values)

        assert response.status_code == 400
        assert sentence in response.content.decode()
        named = {name.strip("_"): value for name, value in values.items()}
        assert reader.get("/meetings/compare.pdf", named).status_code == 302

    def test_the_pdf_says_what_the_page_says(self, reader):
        response = reader.get("/meetings/compare.pdf", {"from": "deputy-mayor-2", "to": "deputy-mayor-3"})
        with pdfplumber.open(BytesIO(response.content)) as pdf:
            text = "".join(page.extract_text() for page in pdf.pages)

        assert response["Content-Type"] == "application/pdf"
        assert "各組列管案數之增減" in text and "研議電動輔助自行車跨市騎乘規範及配套" in text

    def test_is_reached_from_the_list_and_from_a_dashboard(self, reader):
        link = "/meetings/compare/?from=%E5%89%AF%E5%B8%82%E9%95%B7%E5%B1%A4%E7%B4%9A-{}&amp;to="

        assert 'href="/meetings/compare/"' in reader.get("/meetings/").content.decode()
        dashboard = reader.get("/meetings/deputy-mayor-3/").content.decode()
        assert link.format(2) in dashboard and link.format(3) in dashboard

    def test_its_queries_do_not_grow_with_the_meetings_between(self, reader, django_assert_num_queries):
        for first in (4, 1):
            with django_assert_num_queries(PAGE_QUERIES):
                self.get(reader, from_=f"deputy-mayor-{first}", to="deputy-mayor-5")


def reported(case, quarter, day):
    update = save_draft(case, quarter, RED, LIAISON, version=0, today=quarter.opens_on)
    update = submit(update, LIAISON, version=update.version, today=quarter.opens_on)
    return accept(update, SECRETARY, version=update.version, at=at(day))


def pages_text(response):
    with pdfplumber.open(BytesIO(response.content)) as pdf:
        return "".join(page.extract_text() for page in pdf.pages)


class TestVeryManyChanges:
    @pytest.fixture
    def reader(self):
        return signed_in("official", "reader")

    def shown(self, reader):
        response = reader.get("/meetings/compare/", {"from": "deputy-mayor-1", "to": "deputy-mayor-5"})
        names = response.content.decode().split("<h2>案名</h2>")[1].split("<h2>主席</h2>")[0]
        return response.context["comparison"], names

    def test_today_nothing_is_left_out(self, reader):
        comparison, names = self.shown(reader)

        number = sum(len(changes) for row in comparison.names for _, changes in row.parts)
        assert (names.count("<li>"), "其餘" in names) == (number, False)
        assert first_of(comparison) == EVERYTHING

    def test_a_page_names_the_first_of_each_list_and_leads_to_the_rest(self, reader, monkeypatch):
        monkeypatch.setattr(comparing, "MOST", MOST | {"names": (20, 2), "lights": (0, 1), "directives": (0, 1)})
        for kept in KeptLight.objects.filter(from_day__lte=date(2024, 3, 31), until_day=STILL).order_by("case")[:3]:
            reported(kept.case, period(1, 113), date(2024, 4, 10))
        comparison, names = self.shown(reader)
        html = reader.get("/meetings/compare/", {"from": "deputy-mayor-1", "to": "deputy-mayor-5"}).content.decode()

        lists = [len(changes) for row in comparison.names for _, changes in row.parts]
        assert names.count("<li>") == sum(min(number, 2) for number in lists)
        assert re.findall(r"其餘(\d+)案", names) == [str(number - 2) for number in lists if number > 2]
        link = "/meetings/compare.pdf?from=%E5%89%AF%E5%B8%82%E9%95%B7%E5%B1%A4%E7%B4%9A-1&amp;to="
        assert names.count(link) == sum(number > 2 for number in lists)
        lights, directives = html.split("<h2>燈號</h2>")[1].split("<h2>主席指示</h2>")
        assert (len(comparison.lights), re.findall(r"其餘(\d+)案", lights)) == (3, ["2"])
        assert len(comparison.opened) > 2
        assert re.findall(r"其餘(\d+)項", directives) == [str(len(comparison.opened) - 1)]

    def test_the_pdf_has_them_all(self, reader, monkeypatch):
        asked = {"from": "deputy-mayor-1", "to": "deputy-mayor-5"}
        whole = pages_text(reader.get("/meetings/compare.pdf", asked))
        monkeypatch.setattr(comparing, "MOST", dict.fromkeys(MOST, (0, 1)))

        assert pages_text(reader.get("/meetings/compare.pdf", asked)) == whole
        assert "列於比較PDF" not in whole
