"""What follows from a level: the next number and host, meetings of one group, and a record that begins late."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from cases.ledger.writing import LedgerError
from cases.models import Kind, StatusChange
from meetings.minutes.render import render
from meetings.models import Meeting, MeetingLevel
from meetings.record.compose import compose
from meetings.record.drafts import next_host, next_number, start_draft
from meetings.record.figures import figures_of
from tests.factories import SECRETARY, CaseFactory, group, record

pytestmark = pytest.mark.django_db


def level(name):
    return MeetingLevel.objects.get(name=name)


def proposed(name, of_group=None):
    host = next_host(level(name), of_group)
    return next_number(level(name), of_group), host and host.name


class TestTheNextMeeting:
    def test_of_the_deputy_mayors_is_the_sixth_in_taipei(self):
        assert proposed("副市長層級") == (6, "臺北市")

    def test_of_the_mayors_is_the_fourth_in_taoyuan_although_none_is_on_record(self):
        assert proposed("市長層級") == (4, "桃園市")

    def test_follows_the_hosts_of_the_five_on_record(self):
        hosts = [meeting.host_city.name for meeting in Meeting.objects.filter(level__slug="deputy-mayor").in_order()]
        assert hosts == ["新北市", "臺北市", "基隆市", "桃園市", "新北市"]

    def test_of_a_level_whose_meetings_print_no_chairs_goes_by_the_order_of_the_latest_chairs_printed(self):
        start_draft(Meeting(level=level("市長層級"), number=4, held_on=date(2026, 1, 5)), SECRETARY)

        assert proposed("市長層級") == (5, "新北市")

    def test_of_a_group_counts_that_groups_meetings_only(self):
        start_draft(working(1), SECRETARY)

        assert proposed("工作會議", group()) == (2, None)
        assert proposed("工作會議", group("災防組")) == (1, None)


def working(number, name="交通組", day=None):
    return Meeting(
        level=level("工作會議"), group=group(name), number=number, held_on=day or date(2026, 1, 5), sequence=number
    )


class TestAGroupsOwnMeeting:
    def test_is_known_by_both_forms_of_its_key(self):
        meeting = start_draft(working(5), SECRETARY)

        assert (meeting.key, str(meeting)) == ("工作會議-交通組-5", "第5次交通組工作會議")
        for key in ("工作會議-交通組-5", "working-交通組-5"):
            assert Meeting.objects.by_key(key).get() == meeting
        for key in ("工作會議-5", "working-5", "工作會議-災防組-5", "交通組-5", "-交通組-5"):
            assert not Meeting.objects.by_key(key).exists()

    def test_has_its_number_beside_the_same_number_of_another_group(self):
        first = start_draft(working(1), SECRETARY)
        other = start_draft(working(1, "災防組", date(2026, 1, 6)), SECRETARY)

        assert [meeting.key for meeting in (first, other)] == ["工作會議-交通組-1", "工作會議-災防組-1"]

    def test_prints_its_group_in_its_heading_and_counts_nothing_of_other_groups(self):
        meeting = start_draft(working(1), SECRETARY)

        assert render(compose(meeting)).startswith("基北北桃合作交流平臺交通組第1次工作會議紀錄\n")
        assert [row.group for row in figures_of(meeting).groups] == ["交通組"]
        assert set(meeting.changes.values_list("group__name", flat=True)) == {"交通組"}

    def test_decides_on_no_case_of_another_group(self):
        meeting = start_draft(working(1), SECRETARY)
        with pytest.raises(LedgerError, match="不在第1次交通組工作會議的議題小組之內"):
            record(CaseFactory(group=group("災防組")), meeting)

    @pytest.mark.parametrize(
        ("name", "of_group", "message"),
        [
            ("工作會議", None, "工作會議由各議題小組分別編號，請選擇議題小組。"),
            ("副市長層級", "交通組", "副市長層級由各組共同召開，議題小組請留白。"),
        ],
    )
    def test_is_one_exactly_where_the_level_says_so(self, name, of_group, message):
        meeting = Meeting(
            level=level(name), group=of_group and group(of_group), number=9, held_on=date(2026, 1, 5), sequence=1
        )
        with pytest.raises(ValidationError) as caught:
            start_draft(meeting, SECRETARY)
        assert caught.value.message_dict == {"group": [message]}
        assert not Meeting.objects.filter(number=9).exists()


def test_the_place_in_a_day_is_behind_the_last_one_where_there_is_a_gap():
    day = date(2026, 1, 5)
    start_draft(working(3, day=day), SECRETARY)

    assert Meeting.objects.next_sequence(day) == 4
    assert Meeting.objects.next_sequence(date(2026, 1, 6)) == 1


class TestARecordThatBeginsLate:
    @pytest.fixture
    def late(self):
        """The third meeting of a level, with nothing before it: one group states a remainder, the others do not."""
        row = MeetingLevel.objects.create(
            platform=level("副市長層級").platform, name="局長層級", slug="director", order=9, keeps_ledger=True
        )
        meeting = start_draft(Meeting(level=row, number=3, held_on=date(2001, 3, 1)), SECRETARY)
        record(CaseFactory(), meeting, Kind.ADDED)
        clause = meeting.group_resolutions.get(group=group()).clauses.get()
        clause.stated_count = 7
        clause.save()
        meeting.group_resolutions.exclude(group=group()).delete()
        return meeting

    def test_knows_no_opening_and_only_the_closings_that_follow_from_what_is_stated(self, late):
        figures = figures_of(late)

        assert figures.begins_late
        assert len(figures.unknown_openings) == 9
        assert "交通組" not in figures.unknown_closings
        assert {"災防組", "合計"} < figures.unknown_closings
        assert figures.as_json()["groups"][0] == {
            "group": "交通組", "opening": 7, "added": 1, "delisted": 0, "stated_remaining": 7, "computed_remaining": 7,
            "difference": None, "closing": 8, "named": 1,
        }  # fmt: skip

    def test_the_real_record_begins_with_the_first_meeting_and_knows_everything(self):
        meeting = Meeting.objects.by_key("副市長層級-1").get()

        figures = figures_of(meeting)
        assert figures.is_first and not figures.begins_late
        assert figures.unknown_openings == figures.unknown_closings == frozenset()
        assert StatusChange.objects.filter(meeting=meeting).exists()
