"""The pages of preparing a meeting, without the admin: starting it, its particulars, notice and agenda."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from groups.models import City
from meetings.models import AgendaItem, Meeting, MeetingNotice
from meetings.proposals.workflow import ProposalContent, propose
from tests.factories import SECRETARY, group
from tests.forms import forms_of
from tests.meetings.agenda.rows import directive, level, proposed, sixth
from tests.people import signed_in

pytestmark = pytest.mark.django_db

NEW = "/meetings/new/"


@pytest.fixture
def secretary():
    return signed_in("secretariat")


def page(name, meeting):
    return reverse(f"agenda:{name}", args=[meeting.key])


def filled(client, address, number=0, **typed):
    """The form of a page as filled, with some fields typed anew."""
    fields = forms_of(client, address)[number][1]
    radios = {name: values[:1] for name, values in fields.items() if name == "representative"}
    return {name: value for name, value in fields.items() if name != "show"} | radios | typed


def typed_new(client, **typed):
    return {**filled(client, NEW), "held_on": "115/3/5"} | typed


def test_the_next_meeting_is_started_from_the_meetings_page_without_the_admin(secretary):
    assert f'href="{NEW}"' in secretary.get("/meetings/").content.decode()
    response = secretary.post(NEW, typed_new(secretary), follow=True)

    meeting = Meeting.objects.by_key("deputy-mayor-6").get()
    assert response.redirect_chain == [(page("hub", meeting), 302)]
    assert "已建立第6次副市長層級會議的草稿" in response.content.decode()
    assert (meeting.held_on, meeting.venue, str(meeting.host_city)) == (
        date(2026, 3, 5),
        "臺北市中山堂2樓光復廳",
        "臺北市",
    )
    assert meeting.seats.count() == 4 and meeting.changes.exists()


def test_seats_are_shown_for_the_day_before_anything_is_stored(secretary):
    response = secretary.post(NEW, typed_new(secretary, show="1"))

    assert response.status_code == 200
    assert "115年3月5日（星期四）在任者。" in response.content.decode()
    assert not Meeting.objects.by_key("deputy-mayor-6").exists()


@pytest.mark.parametrize(
    ("typed", "name", "sentence"),
    [
        ({"held_on": "115年3月5日(2026-03-06)"}, "held_on", "兩個日期不是同一天"),
        ({"held_on": "115年3月5日（星期五）"}, "held_on", "是星期四，不是星期五"),
        ({"held_on": "26/3/5"}, "held_on", "可以是民國26年（西元1937年），也可以是西元2026年"),
        ({"number": "5"}, "number", "下一個可用的次別是第6次"),
        ({"starts_at": "下午"}, "starts_at", "請填寫時間，例如 14:30。"),
    ],
)
def test_bad_input_is_said_in_chinese_beside_its_field_and_stays(secretary, typed, name, sentence):
    response = secretary.post(NEW, typed_new(secretary, **typed, venue="市府大樓"))

    assert response.status_code == 400
    assert sentence in response.context["form"].errors[name][0]
    assert response.context["form"]["venue"].value() == "市府大樓"
    assert response.context["form"][name].value() == typed[name]
    assert not Meeting.objects.by_key("deputy-mayor-6").exists()


def test_a_groups_own_meeting_is_started_with_its_group(secretary):
    working = level().__class__.objects.get(slug="working")
    address = f"{NEW}?level={working.pk}&group=2"
    secretary.post(address, {**filled(secretary, address), "held_on": "115年4月1日"})

    assert Meeting.objects.by_key("working-災防組-1").get().held_on == date(2026, 4, 1)


def test_particulars_are_edited_and_a_second_saver_sees_both_versions(secretary):
    meeting = sixth()
    taoyuan = City.objects.get(name="桃園市").pk
    typed = filled(secretary, page("edit", meeting), recorder="郭曉蓓", **{f"seat-{taoyuan}-surname": "張"})

    first = secretary.post(page("edit", meeting), typed)
    second = secretary.post(page("edit", meeting), typed | {"recorder": "林嘉慧", "held_on": "2026-03-05"})

    assert (first.status_code, second.status_code) == (302, 409)
    assert second.context["form"].errors["recorder"] == ["目前資料庫中的內容：郭曉蓓"]
    assert "held_on" not in second.context["form"].errors
    assert second.context["form"]["recorder"].value() == "林嘉慧"
    assert [str(seat) for seat in meeting.seats.all()][2] == "張俊賓副市長"


def test_the_notice_is_written_and_printed(secretary):
    meeting = sixth()
    typed = filled(secretary, page("notice", meeting), issued_on="115年2月10日", document_number="府研字第1150001號")

    response = secretary.post(page("notice", meeting), typed, follow=True)

    assert response.redirect_chain == [(reverse("papers:page", args=[meeting.key, "notice"]), 302)]
    assert "發文日期：中華民國115年2月10日" in strip_tags(response.content.decode())
    assert MeetingNotice.objects.get(meeting=meeting).document_number == "府研字第1150001號"
    assert "115年2月10日（星期二）發文" in secretary.get(page("hub", meeting)).content.decode()


def test_items_are_moved_added_and_removed_by_buttons(secretary):
    meeting = sixth()
    proposed(meeting, "甲")
    second = proposed(meeting, "乙")
    change = page("change-item", meeting)

    moved = secretary.post(change, {"item": f"proposal-{second.pk}", "row_version": "0", "do": "up"})
    secretary.post(page("items", meeting), {"row_version": "0", "kind": "other", "title": "下次會議時間", "text": ""})

    assert moved.url == f"{page('items', meeting)}#proposal-{second.pk}"
    html = secretary.get(page("items", meeting)).content.decode()
    assert html.index("新案：乙") < html.index("新案：甲") < html.index("下次會議時間")
    item = AgendaItem.objects.get(title="下次會議時間")
    gone = secretary.post(change, {"item": f"item-{item.pk}", "row_version": "1", "do": "remove"}, follow=True)
    assert "已移除「下次會議時間」。" in gone.content.decode()
    again = secretary.post(change, {"item": f"item-{item.pk}", "row_version": "1", "do": "up"}, follow=True)
    assert "議程中已沒有這一項，請重新整理頁面。" in again.content.decode()


def test_an_item_without_words_is_refused_and_what_was_typed_stays(secretary):
    meeting = sixth()

    response = secretary.post(page("items", meeting), {"row_version": "0", "kind": "other", "text": "說明文字"})

    assert response.status_code == 400
    assert response.context["form"].errors["title"] == ["請填寫案由。"]
    assert "說明文字" in response.content.decode()


def test_the_preparation_page_says_what_is_left(secretary):
    meeting = sixth(venue="")
    html = secretary.get(page("hub", meeting)).content.decode()

    assert "席位4位；尚缺地點" in html and "尚未發文" in html
    for name in ("notice", "agenda", "sign-in", "handout"):
        assert reverse("papers:pdf", args=[meeting.key, name]) in html


@pytest.mark.parametrize("role", ["official", "liaison"])
def test_others_read_and_write_nothing(role):
    reader, meeting = signed_in(role), sixth()

    assert reader.get(page("hub", meeting)).status_code == 200
    assert "修改會議資料" not in reader.get(page("hub", meeting)).content.decode()
    assert NEW not in reader.get("/meetings/").content.decode()
    pages = [NEW, *(page(name, meeting) for name in ("edit", "notice", "items"))]
    assert {reader.post(address).status_code for address in [*pages, page("change-item", meeting)]} == {403}
    assert {reader.get(address).status_code for address in pages} == {403}


def test_a_final_meeting_is_prepared_no_more(secretary):
    fifth = Meeting.objects.by_key("deputy-mayor-5").get()

    assert "修改會議資料" not in secretary.get(page("hub", fifth)).content.decode()
    assert {secretary.get(page(name, fifth)).status_code for name in ("edit", "notice", "items")} == {403}
    assert secretary.get("/meetings/副市長層級-99/agenda/").status_code == 404


def test_the_pages_take_as_many_queries_for_many_items_as_for_few(secretary, django_assert_max_num_queries):
    meeting = sixth()
    counts = []
    for size in (1, 6):
        for number in range(size):
            proposed(meeting, f"案{size}{number}")
            directive(f"指示{size}{number}。")
        for name in ("hub", "items"):
            secretary.get(page(name, meeting))
            with django_assert_max_num_queries(60) as seen:
                secretary.get(page(name, meeting))
            counts.append(len(seen))

    assert counts[:2] == counts[2:]


def test_the_proposals_that_wait_are_listed_with_one_button(secretary):
    meeting = sixth()
    row = propose(group(), ProposalContent("new", "四市均有需求。", title="跨市共乘"), SECRETARY)
    page = secretary.get(reverse("agenda:items", args=[meeting.key])).content.decode()
    assert f'name="proposal" value="{row.pk}-1" checked' in page

    answer = secretary.post(
        reverse("agenda:schedule", args=[meeting.key]), {"proposal": [f"{row.pk}-1", "x", "9" * 30 + "-1"]}, follow=True
    )

    assert "已列入1件提案。" in answer.content.decode()
    assert meeting.proposals.get() == row
    assert "待處理的提案" not in answer.content.decode()
    again = secretary.post(reverse("agenda:schedule", args=[meeting.key]), {"proposal": f"{row.pk}-1"}, follow=True)
    assert "已列入0件提案。" in again.content.decode()
