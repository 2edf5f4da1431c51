"""The next meeting: what is proposed, what a draft starts with, and what is refused."""

from datetime import date, time

import pytest

from groups.models import City
from meetings.agenda.particulars import Particulars, SeatContent, attendance_text, save_particulars, unknown_seats
from meetings.agenda.starting import NextMeeting, next_meeting, start_meeting
from meetings.minutes.render import render
from meetings.models import Meeting, MeetingLevel, Paragraph, Section, TermOfOffice
from meetings.record.compose import compose
from meetings.terms.terms import TermContent, save_term
from platform_site.shared.locking.versions import StaleRow
from platform_site.shared.refusals import Refusal
from tests.factories import SECRETARY, group
from tests.meetings.agenda.rows import DAY, level, sixth, wanted

pytestmark = pytest.mark.django_db

TOO_EARLY = "早於第5次副市長層級會議（114年8月7日），與次別第6次的先後不符，請核對日期或次別。"


def city(name):
    return City.objects.get(name=name)


def taoyuan_changes(day=date(2026, 1, 1)):
    return save_term(TermContent(level(), city("桃園市"), "王", "明鉅", "副市長", day, None, ""))


def particulars(meeting, **fields):
    seats = {
        seat.city: SeatContent(seat.position, seat.surname, seat.given_name, seat.title)
        for seat in meeting.seats.select_related("city")
    }
    names = ("held_on", "starts_at", "ends_at", "venue", "recorder", "host_city")
    usual = {name: getattr(meeting, name) for name in names}
    usual |= {"attendance": "", "seats": seats | fields.pop("seats", {}), "representative": city("臺北市").pk}
    return Particulars(**usual | fields)


def text_of(meeting):
    return "".join(render(compose(meeting)).split())


def test_number_host_hour_and_the_hosts_last_venue_are_proposed_from_the_record():
    found = next_meeting(level())

    assert (found.number, found.host.name, found.starts_at) == (6, "臺北市", time(14, 30))
    assert found.venue == "臺北市中山堂2樓光復廳"
    mayor = next_meeting(MeetingLevel.objects.get(slug="mayor"))
    assert (mayor.number, mayor.host.name, mayor.venue) == (4, "桃園市", "")
    working = next_meeting(MeetingLevel.objects.get(slug="working"), group())
    assert (working.number, working.group.name) == (1, "交通組")


def test_the_draft_has_the_sections_of_the_last_meeting_and_those_in_office():
    taoyuan_changes()
    fifth = Meeting.objects.by_key("deputy-mayor-5").get()

    meeting, notes = start_meeting(wanted(), SECRETARY)

    assert [row.kind for row in meeting.sections.all()] == [row.kind for row in fifth.sections.all()]
    assert [str(seat) for seat in meeting.seats.all()] == [
        "林奕華副市長",
        "邱佩琳副市長",
        "王明鉅副市長",
        "劉和然副市長",
    ]
    assert notes == () and unknown_seats(meeting) == []


def test_what_was_one_meetings_own_matter_is_not_carried_into_the_next():
    first = sixth()
    Section.objects.create(meeting=first, position=90, kind="motions", wording="{n}、臨時動議")

    assert (
        not sixth(number=7, held_on=date(2026, 9, 3))
        .sections.filter(kind__in=["common_topic", "motions", "other"])
        .exists()
    )


@pytest.mark.parametrize(
    ("fields", "name", "sentence"),
    [
        (
            {"number": 5},
            "number",
            "第5次副市長層級會議已登錄（114年8月7日，已定稿），下一個可用的次別是第6次。",
        ),
        (
            {"held_on": date(2025, 8, 1)},
            "held_on",
            f"114年8月1日{TOO_EARLY}",
        ),
        ({"held_on": None}, "held_on", "請填寫會議日期。"),
    ],
)
def test_a_number_that_is_taken_and_a_day_out_of_order_are_refused(fields, name, sentence):
    with pytest.raises(Refusal) as refused:
        sixth(**fields)

    assert refused.value.fields == {name: sentence}
    assert not Meeting.objects.by_key("deputy-mayor-6").exists()


def test_a_level_numbered_per_group_needs_the_group():
    working = MeetingLevel.objects.get(slug="working")
    with pytest.raises(Refusal) as refused:
        start_meeting(NextMeeting(working, None, 1, None, held_on=DAY), SECRETARY)

    assert refused.value.fields == {"group": "工作會議由各議題小組分別編號，請選擇議題小組。"}


def test_particulars_and_seats_are_changed_and_the_minutes_follow():
    meeting = sixth()
    seats = {city("桃園市"): SeatContent(1, "張", "代理", "秘書長"), city("新北市"): SeatContent(9, "", "", "")}
    typed = particulars(
        meeting,
        ends_at=time(16, 0),
        recorder="曲瑞雯",
        representative=city("桃園市").pk,
        seats=seats,
        attendance="詳{名單}",
    )

    saved = save_particulars(meeting, typed, SECRETARY, version=1)

    assert [str(seat) for seat in saved.seats.all()] == ["林奕華副市長", "張代理秘書長", "邱佩琳副市長"]
    assert saved.version == 2
    text = text_of(saved)
    assert "決議事項(張秘書長代理代表)" in text and "詳{名單}" in text and "紀錄：曲瑞雯" in text
    assert text.endswith("散會(下午4時)")
    assert attendance_text(saved) == "詳{名單}"
    assert Paragraph.objects.get(section__meeting=saved, section__kind="attendance").wording == "詳{{名單}}"
    assert unknown_seats(saved) == [
        "桃園市的席位是張代理秘書長，任期資料中115年3月5日在任的是蘇俊賓副市長；若為代理出席，不須處理。"
    ]


def test_a_chair_whose_term_has_ended_is_refused_with_who_is_in_office():
    meeting = sixth()
    taoyuan_changes()

    with pytest.raises(Refusal) as refused:
        save_particulars(meeting, particulars(meeting, venue="別處"), SECRETARY, version=1)

    assert refused.value.fields == {
        f"seat-{city('桃園市').pk}-surname": (
            "桃園市蘇俊賓副市長的任期到114年12月31日為止，115年3月5日在任的是王明鉅副市長。"
            "請改填當日在任者，或到「任期」頁更正起訖日。"
        )
    }
    meeting.refresh_from_db()
    assert (meeting.venue, meeting.version) == ("臺北市中山堂", 1)


@pytest.mark.parametrize(
    ("fields", "name", "sentence"),
    [
        ({"ends_at": time(14, 0)}, "ends_at", "散會時間應晚於開始時間。"),
        (
            {"held_on": date(2025, 1, 1)},
            "held_on",
            f"114年1月1日{TOO_EARLY}",
        ),
    ],
)
def test_wrong_particulars_are_refused_beside_their_field(fields, name, sentence):
    meeting = sixth()

    with pytest.raises(Refusal) as refused:
        save_particulars(meeting, particulars(meeting, **fields), SECRETARY, version=1)

    assert refused.value.fields == {name: sentence}


def test_who_announces_has_a_seat_and_a_seat_has_a_name():
    meeting = sixth()
    seats = {city("臺北市"): SeatContent(1, "", "", ""), city("基隆市"): SeatContent(2, "邱", "", "")}

    with pytest.raises(Refusal) as refused:
        save_particulars(meeting, particulars(meeting, seats=seats), SECRETARY, version=1)

    assert refused.value.fields == {
        "representative": "臺北市沒有席位，請改選代表宣布決議的市。",
        f"seat-{city('基隆市').pk}-surname": "基隆市的席位須填姓與職稱；不設席位請全部留白。",
    }


def test_another_day_takes_the_carried_cases_along_and_a_stale_save_is_refused():
    meeting = sixth()
    carried = meeting.changes.count()

    saved = save_particulars(meeting, particulars(meeting, held_on=date(2026, 4, 2)), SECRETARY, version=1)

    assert (saved.held_on, saved.changes.count()) == (date(2026, 4, 2), carried)
    with pytest.raises(StaleRow):
        save_particulars(meeting, particulars(meeting), SECRETARY, version=1)


def test_final_particulars_stay():
    fifth = Meeting.objects.by_key("deputy-mayor-5").get()

    with pytest.raises(Refusal, match="第5次副市長層級會議的紀錄已定稿，不可再更動。"):
        save_particulars(fifth, particulars(fifth), SECRETARY, version=fifth.version)
    assert TermOfOffice.objects.count() == 6
