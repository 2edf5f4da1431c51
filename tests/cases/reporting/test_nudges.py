"""Reminding late groups at a button: the preview, one mail a day and liaison, and the notice of a returned report."""

from datetime import date, timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail import EmailMessage
from django.db import IntegrityError
from django.urls import reverse

from cases.models import QuarterlyUpdate, ReminderSent
from cases.reporting.mail import reminders
from cases.reporting.mail.reminders import send_reminders
from cases.reporting.pages import matrix as matrix_pages
from cases.reporting.pages import nudges
from groups.models import Role
from groups.roles import assign_role
from tests.cases.reporting.rows import filed, period, tracked_case
from tests.factories import group
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db
DUE = date(2001, 4, 15)
TODAY = DUE + timedelta(days=5)
PREVIEW_QUERIES = 18


@pytest.fixture(autouse=True)
def five_days_late(monkeypatch):
    for module in (nudges, matrix_pages):
        monkeypatch.setattr(module.timezone, "localdate", lambda *args: TODAY)
    period(1)


@pytest.fixture
def secretary():
    return signed_in("secretariat")


def liaison(name, *groups, email=None):
    user = person("liaison", name, group=groups[0])
    for more in groups[1:]:
        assign_role(user, Role.LIAISON, group(more))
    User.objects.filter(pk=user.pk).update(email=f"{name}@example.org" if email is None else email)
    return User.objects.get(pk=user.pk)


def text_of(response):
    return response.content.decode()


def preview(client, *names):
    return client.post(reverse("reporting:nudge"), {"group": [group(name).pk for name in names]})


def send(client, *users, groups=("交通組", "災防組")):
    data = {"group": [group(name).pk for name in groups], "mail": [f"{user.pk}-901" for user in users]}
    return text_of(client.post(reverse("reporting:nudge-send"), data, follow=True))


def test_the_preview_shows_each_mail_and_sends_nothing(secretary):
    one, both = liaison("one", "災防組"), liaison("both", "交通組", "災防組")
    case, other = tracked_case(title="甲案"), tracked_case("災防組", title="乙案")
    page = secretary.post(reverse("reporting:nudge"), {"group": [group().pk, group("災防組").pk]})

    mails = {row.user: (subject, body) for row, subject, body, _ in page.context["mails"]}
    assert set(mails) == {one, both}
    subject, body = mails[both]
    assert subject == "【逾期】90年第1季進度尚有 2 案未送出"
    assert [line for line in body.splitlines() if "案（" in line] == ["．甲案（尚未填報）", "．乙案（尚未填報）"]
    assert f"填報頁面：http://testserver/reports/901/groups/{group().pk}/" in body
    assert body.endswith("本信由王小明經系統寄送。")
    assert "甲案" not in mails[one][1]
    assert "one@example.org" in text_of(page)
    assert (mail.outbox, ReminderSent.objects.count()) == ([], 0)
    assert case.pk != other.pk


def test_only_the_ticked_groups_are_in_the_mails(secretary):
    both = liaison("both", "交通組", "災防組")
    tracked_case(title="甲案")
    tracked_case("災防組", title="乙案")
    ((row, _, body, _),) = preview(secretary, "災防組").context["mails"]
    assert row.user == both
    assert "乙案" in body and "甲案" not in body


@pytest.mark.django_db(transaction=True)
def test_what_is_confirmed_goes_out_once_and_is_on_record():
    secretary = signed_in("secretariat")
    one, other = liaison("one", "交通組"), liaison("other", "交通組")
    tracked_case(title="甲案")
    assert "已寄出 1 封稽催通知。" in send(secretary, one)
    row = ReminderSent.objects.get()
    assert (row.user, row.period_id, row.stage, row.by_hand, row.sent_by_name) == (one, 901, 5, True, "王小明")
    assert (row.sent_at is not None, mail.outbox[0].to, mail.outbox[0].cc) == (True, ["one@example.org"], [])
    assert "今天已寄" in text_of(preview(secretary, "交通組"))
    assert "另有 1 封沒有寄送：今天已經寄過" in send(secretary, one)
    assert "已寄出 1 封稽催通知。" in send(secretary, one, other)
    assert [message.to for message in mail.outbox] == [["one@example.org"], ["other@example.org"]]
    assert "王小明稽催" in text_of(secretary.get("/reports/reminders/"))
    # What the daily run owes is not kept back by it.
    assert [result.sent for result in send_reminders(DUE + timedelta(days=8))] == [True, True]


@pytest.mark.django_db(transaction=True)
def test_what_was_sent_in_meanwhile_is_not_asked_for():
    secretary, one = signed_in("secretariat"), liaison("one", "交通組")
    filed(tracked_case(title="甲案"), 1)
    assert "已無逾期未送出的案件" in send(secretary, one)
    assert mail.outbox == []


@pytest.mark.django_db(transaction=True)
def test_a_mail_that_cannot_be_sent_is_said_and_can_be_tried_again(monkeypatch):
    secretary, one = signed_in("secretariat"), liaison("one", "交通組")
    tracked_case(title="甲案")

    def refuse(*args, **kwargs):
        raise SMTPServerDisconnected("gone")

    monkeypatch.setattr(reminders.EmailMessage, "send", refuse)
    assert "寄給 one@example.org 失敗：gone" in send(secretary, one)
    assert not ReminderSent.objects.exists()
    monkeypatch.undo()
    for module in (nudges, matrix_pages):
        monkeypatch.setattr(module.timezone, "localdate", lambda *args: TODAY)
    assert "已寄出 1 封稽催通知。" in send(secretary, one)


def test_who_has_no_address_and_groups_without_a_liaison_are_said(secretary):
    liaison("silent", "交通組", email="")
    tracked_case(title="甲案")
    tracked_case("災防組", title="乙案")
    page = text_of(preview(secretary, "交通組", "災防組"))
    assert "交通組聯絡人王小明沒有電子郵件信箱，不會收到通知；請於帳號資料中補填。" in page
    assert '災防組尚無聯絡人，無法寄送；請先於<a href="/accounts/liaisons/">聯絡人帳號</a>新增。' in page
    assert "沒有可寄送的對象。" in page


def test_a_group_that_owes_nothing_any_more_is_not_said_to_have_no_liaison(secretary):
    liaison("one", "交通組")
    page = text_of(preview(secretary, "交通組"))
    assert "尚無聯絡人" not in page
    assert "沒有可寄送的對象。" in page


def test_nothing_ticked_is_said(secretary):
    assert "沒有勾選任何小組" in text_of(secretary.post(reverse("reporting:nudge"), {"group": "x"}, follow=True))
    assert "沒有勾選任何收件者" in send(secretary)


@pytest.mark.parametrize("role", ["official", "liaison"])
def test_only_the_secretariat_reminds(role):
    client = signed_in(role)
    tracked_case()
    assert "稽催" not in text_of(client.get("/reports/late/"))
    assert preview(client, "交通組").status_code == 403
    assert client.post(reverse("reporting:nudge-send")).status_code == 403


def test_the_late_list_offers_the_groups_with_their_numbers(secretary):
    tracked_case()
    tracked_case()
    tracked_case("災防組")
    page = secretary.get("/reports/late/")
    assert [(str(owner), number) for owner, number in page.context["late_groups"]] == [("交通組", 2), ("災防組", 1)]


def test_a_reminder_by_hand_names_who_sent_it():
    one = liaison("one", "交通組")
    row = {"user": one, "platform": group().platform, "period": period(1), "address": "a@example.org"}
    with pytest.raises(IntegrityError):
        ReminderSent.objects.create(**row, stage=5, by_hand=True, claimed_at="2001-04-20T00:00Z")


def test_the_previews_queries_do_not_grow(secretary, django_assert_num_queries):
    def ask():
        with django_assert_num_queries(PREVIEW_QUERIES):
            preview(secretary, "交通組", "災防組")

    liaison("one", "交通組")
    tracked_case()
    ask()
    for number in range(4):
        liaison(f"more-{number}", "災防組")
        tracked_case("災防組")
    ask()


# -- The notice of a returned report ----------------------------------------------------------------------------------


def returned(client, update, comment="請補充經費。"):
    return client.post(reverse("reporting:return", args=[update.pk]), {"version": update.version, "comment": comment})


def test_a_returned_report_is_told_to_its_groups_liaisons(secretary, django_capture_on_commit_callbacks):
    liaison("one", "交通組")
    liaison("two", "交通組")
    liaison("foreign", "災防組")
    liaison("silent", "交通組", email="")
    update = filed(tracked_case(title="甲案"))
    with django_capture_on_commit_callbacks(execute=True):
        assert returned(secretary, update).status_code == 302
    assert [message.to for message in mail.outbox] == [["one@example.org"], ["two@example.org"]]
    message = mail.outbox[0]
    assert message.subject == "【退回】90年第1季進度：甲案"
    assert "「甲案」的90年第1季進度已由王小明退回，請修正後重新送出。\n\n退回意見：\n請補充經費。\n" in message.body
    assert f"修正頁面：http://testserver/reports/901/cases/{update.case_id}/" in message.body


def test_a_notice_that_cannot_be_sent_blocks_nothing(secretary, django_capture_on_commit_callbacks, monkeypatch):
    def refuse(*args, **kwargs):
        raise SMTPServerDisconnected("gone")

    monkeypatch.setattr(EmailMessage, "send", refuse)
    liaison("one", "交通組")
    update = filed(tracked_case())
    with django_capture_on_commit_callbacks(execute=True):
        assert returned(secretary, update).status_code == 302
    assert QuarterlyUpdate.objects.get(pk=update.pk).state == "returned"


def test_a_refused_return_tells_nobody(secretary, django_capture_on_commit_callbacks):
    liaison("one", "交通組")
    update = filed(tracked_case())
    with django_capture_on_commit_callbacks(execute=True):
        assert returned(secretary, update, comment=" ").status_code == 400
    assert mail.outbox == []
