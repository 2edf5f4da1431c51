"""Terms of office: what the minutes show, who takes a seat on which day, and keeping them by the pages."""

from datetime import date

import pytest
from django.db import IntegrityError
from django.urls import reverse

from groups.models import City
from groups.platforms import default_platform
from meetings.models import MeetingLevel, TermOfOffice
from meetings.terms.seats import in_office_instead, proposed_seats
from meetings.terms.terms import TermContent, record_terms_from_minutes, save_term
from platform_site.shared.refusals import Refusal
from tests.people import signed_in

pytestmark = pytest.mark.django_db

LATER = date(2026, 3, 5)


def level():
    return MeetingLevel.objects.get(slug="deputy-mayor")


def city(name):
    return City.objects.get(name=name)


def term_of(name, **fields):
    usual = {"surname": "王", "given_name": "明鉅", "title": "副市長", "ends_on": None, "source": ""}
    return TermContent(level=level(), city=city(name), **usual | fields)


def seats(day=LATER, number=6, host="臺北市"):
    return proposed_seats(level(), None, number, city(host), day)


def test_the_minutes_show_who_was_in_office_and_taoyuans_other_one_at_the_second_meeting():
    rows = TermOfOffice.objects.order_by("city__order", "starts_on")

    assert [(row.city.name, str(row), str(row.starts_on), str(row.ends_on), row.source) for row in rows] == [
        ("基隆市", "邱佩琳副市長", "2023-07-27", "None", "依第1次副市長層級會議紀錄推定"),
        ("臺北市", "林奕華副市長", "2023-07-27", "None", "依第1次副市長層級會議紀錄推定"),
        ("新北市", "劉和然副市長", "2023-07-27", "None", "依第1次副市長層級會議紀錄推定"),
        ("桃園市", "蘇俊賓副市長", "2023-07-27", "2023-12-13", "依第1次副市長層級會議紀錄推定"),
        ("桃園市", "王明鉅副市長", "2023-12-14", "2024-07-10", "依第2次副市長層級會議紀錄推定"),
        ("桃園市", "蘇俊賓副市長", "2024-07-11", "None", "依第3次副市長層級會議紀錄推定"),
    ]
    assert record_terms_from_minutes(default_platform()) == []


@pytest.mark.parametrize(
    ("day", "person"),
    [
        (date(2023, 12, 13), "蘇俊賓副市長"),
        (date(2023, 12, 14), "王明鉅副市長"),
        (date(2024, 7, 10), "王明鉅副市長"),
        (date(2024, 7, 11), "蘇俊賓副市長"),
    ],
)
def test_both_ends_of_a_term_are_days_in_office(day, person):
    assert [str(term) for term in TermOfOffice.objects.filter(city=city("桃園市")).on(day)] == [person]


def test_the_seats_are_those_in_office_that_day_from_the_host_on():
    save_term(term_of("桃園市", starts_on=date(2026, 1, 1)))

    found = seats()

    assert [(seat.city.name, str(seat)) for seat in found.seats] == [
        ("臺北市", "林奕華副市長"),
        ("基隆市", "邱佩琳副市長"),
        ("桃園市", "王明鉅副市長"),
        ("新北市", "劉和然副市長"),
    ]
    assert found.notes == ()
    assert str(seats(date(2025, 12, 31)).seats[2]) == "蘇俊賓副市長"


def test_without_a_term_the_last_meetings_seat_stays_and_says_so():
    TermOfOffice.objects.filter(city=city("桃園市")).delete()

    found = seats()

    assert str(found.seats[2]) == "蘇俊賓副市長"
    assert found.notes == ("查無桃園市於115年3月5日的在任者，暫帶入第5次副市長層級會議的蘇俊賓副市長，請核對。",)


def test_a_level_without_a_meeting_takes_its_terms_in_the_platforms_order():
    mayor = MeetingLevel.objects.get(slug="mayor")
    for name, surname in (("臺北市", "蔣"), ("桃園市", "張")):
        TermOfOffice.objects.create(
            level=mayor, city=city(name), surname=surname, title="市長", starts_on=date(2022, 12, 25)
        )

    found = proposed_seats(mayor, None, 4, city("桃園市"), LATER)

    assert [str(seat) for seat in found.seats] == ["張市長", "蔣市長"]
    assert found.notes == tuple(
        f"查無{name}於115年3月5日的在任者，席位未帶入，請自行填入或先登錄任期。" for name in ("新北市", "基隆市")
    )


def test_who_left_office_is_refused_and_a_stand_in_is_not():
    save_term(term_of("桃園市", starts_on=date(2026, 1, 1)))

    assert in_office_instead(level(), city("桃園市"), ("蘇", "俊賓", "副市長"), LATER) == (
        "桃園市蘇俊賓副市長的任期到114年12月31日為止，115年3月5日在任的是王明鉅副市長。"
        "請改填當日在任者，或到「任期」頁更正起訖日。"
    )
    assert in_office_instead(level(), city("桃園市"), ("王", "明鉅", "副市長"), LATER) == ""
    assert in_office_instead(level(), city("桃園市"), ("李", "代理", "秘書長"), LATER) == ""
    assert in_office_instead(level(), city("桃園市"), ("蘇", "俊賓", "副市長"), date(2025, 12, 31)) == ""


def test_terms_of_a_seat_never_overlap():
    with pytest.raises(Refusal) as refused:
        save_term(term_of("桃園市", starts_on=date(2024, 1, 1), ends_on=date(2024, 9, 1)))

    assert refused.value.fields == {"starts_on": "任期與王明鉅副市長重疊，請先填王明鉅副市長的卸任日或改變起訖日。"}
    with pytest.raises(IntegrityError):
        TermOfOffice.objects.create(level=level(), city=city("桃園市"), surname="李", title="副市長", starts_on=LATER)


def typed(**fields):
    usual = {"row_version": "0", "level": str(level().pk), "city": str(city("桃園市").pk), "surname": "王"}
    usual |= {"given_name": "明鉅", "title": "副市長", "starts_on": "115/1/1", "ends_on": "", "source": "府人字第1號"}
    return usual | fields


def test_the_secretariat_adds_a_term_and_the_one_before_ends():
    secretary = signed_in("secretariat")

    response = secretary.post(reverse("terms:new"), typed(), follow=True)

    assert "已儲存桃園市王明鉅副市長的任期。" in response.content.decode()
    former = TermOfOffice.objects.get(city=city("桃園市"), ends_on=date(2025, 12, 31))
    assert (str(former), former.version) == ("蘇俊賓副市長", 2)


def test_wrong_dates_are_said_beside_the_field_and_what_was_typed_stays():
    secretary = signed_in("secretariat")

    response = secretary.post(reverse("terms:new"), typed(ends_on="114年12月1日", surname=""))

    assert response.status_code == 400
    assert response.context["form"].errors == {"surname": ["請填寫姓氏。"]}
    response = secretary.post(reverse("terms:new"), typed(ends_on="114年12月1日"))
    assert "卸任日不可早於就任日。" in response.content.decode()
    assert 'value="114年12月1日"' in response.content.decode()
    assert TermOfOffice.objects.filter(surname="王").count() == 1


def test_a_term_is_ended_once_and_a_stale_save_is_refused():
    secretary, term = signed_in("secretariat"), TermOfOffice.objects.get(city=city("基隆市"))
    page = reverse("terms:end", args=[term.pk])

    assert secretary.post(page, {"row_version": "1", "ends_on": "114.12.31"}).status_code == 302
    response = secretary.post(page, {"row_version": "1", "ends_on": "115.1.31"})

    assert response.status_code == 409
    assert "目前資料庫中的內容：114年12月31日" in response.content.decode()
    term.refresh_from_db()
    assert (term.ends_on, term.version) == (date(2025, 12, 31), 2)


@pytest.mark.parametrize("role", ["official", "liaison"])
def test_others_read_terms_and_change_none(role):
    reader, term = signed_in(role), TermOfOffice.objects.first()

    assert "新增任期" not in reader.get(reverse("terms:list")).content.decode()
    for page in (reverse("terms:new"), reverse("terms:change", args=[term.pk]), reverse("terms:end", args=[term.pk])):
        assert (reader.get(page).status_code, reader.post(page).status_code) == (403, 403)


def test_a_term_of_nobody_is_not_found():
    assert signed_in("secretariat").get(reverse("terms:change", args=[999])).status_code == 404


def test_the_page_takes_as_many_queries_for_many_terms_as_for_few(django_assert_num_queries):
    reader = signed_in("official")
    reader.get(reverse("terms:list"))
    with django_assert_num_queries(5):
        reader.get(reverse("terms:list"))
    for year in range(100, 110):
        TermOfOffice.objects.create(
            level=level(),
            city=city("基隆市"),
            surname="陳",
            title="副市長",
            starts_on=date(year + 1911, 1, 1),
            ends_on=date(year + 1911, 12, 31),
        )
    with django_assert_num_queries(5):
        reader.get(reverse("terms:list"))
