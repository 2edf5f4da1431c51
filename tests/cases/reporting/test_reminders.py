"""Reminders: who gets one, on which day, and never twice."""

import sys
import threading
from datetime import date, timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from cases.models import ReminderSent
from cases.reporting.mail.reminders import CLAIM_LASTS, send_reminders, stage_on
from groups.models import Platform, Role
from groups.roles import assign_role, sync_role_permissions
from tests.cases.reporting.rows import draft, filed, period, tracked_case
from tests.factories import CaseFactory, GroupFactory, LevelFactory, MeetingFactory, freeze, group, record
from tests.people import signed_in

pytestmark = pytest.mark.django_db
DUE = date(2001, 4, 15)


@pytest.fixture(autouse=True)
def people():
    """A liaison of 交通組 and 災防組, one of 災防組 alone, and the secretariat; a quarter."""
    sync_role_permissions()
    period()
    both = User.objects.create_user("both", "both@example.org", last_name="林", first_name="聯絡")
    one = User.objects.create_user("one", "one@example.org")
    secretary = User.objects.create_user("secretary", "desk@example.org")
    for name in ("交通組", "災防組"):
        assign_role(both, Role.LIAISON, group(name))
    assign_role(one, Role.LIAISON, group("災防組"))
    assign_role(secretary, Role.SECRETARIAT)


def run(day):
    mail.outbox.clear()
    results = list(send_reminders(day))
    return [(message.to, message.cc) for message in mail.outbox], results


@pytest.mark.parametrize(
    ("days", "stage"),
    [(-15, None), (-14, -14), (-4, -14), (-3, -3), (0, -3), (1, 1), (7, 1), (8, 8), (15, 15), (46, 43), (47, None)],
)
def test_the_stage_of_each_day(days, stage):
    assert stage_on(period(), DUE + timedelta(days=days)) == stage


def test_a_liaison_gets_one_mail_with_all_that_is_still_to_be_sent():
    tracked_case(title="甲案")
    draft(tracked_case(title="乙案"))
    filed(tracked_case(title="丙案"))
    sent, _ = run(DUE - timedelta(days=14))
    assert sent == [(["both@example.org"], [])]
    message = mail.outbox[0]
    assert message.subject == "90年第1季進度尚有 2 案未送出，請於 90年4月15日前完成"
    assert message.body == (
        "林聯絡 您好：\n\n基北北桃合作交流平臺90年第1季進度，下列 2 案尚未送出。\n"
        "填報期限為 90年4月15日，請於期限前送出。\n\n交通組\n．甲案（尚未填報）\n．乙案（草稿）\n\n"
        "請登入平臺，於「季進度」頁面填寫後送出。本信由系統自動寄送。"
    )


def test_late_ones_go_to_the_secretariat_in_copy_every_week():
    tracked_case("災防組")
    for days in (1, 8, 15):
        sent, _ = run(DUE + timedelta(days=days))
        assert sent == [(["both@example.org"], ["desk@example.org"]), (["one@example.org"], ["desk@example.org"])]
        assert mail.outbox[0].subject == "【逾期】90年第1季進度尚有 1 案未送出"


def test_a_second_run_sends_nothing_twice_and_the_record_says_what_went_out():
    tracked_case()
    assert len(run(DUE - timedelta(days=14))[0]) == 1
    assert run(DUE - timedelta(days=14)) == ([], [])
    assert run(DUE - timedelta(days=10)) == ([], [])
    row = ReminderSent.objects.get()
    assert (row.user.username, row.period_id, row.stage, row.address) == ("both", 901, -14, "both@example.org")
    assert "甲" not in row.subject
    assert row.body.startswith("林聯絡 您好：")
    assert len(run(DUE - timedelta(days=3))[0]) == 1


def test_a_liaison_of_two_platforms_gets_a_mail_for_each_under_its_name():
    second = Platform.objects.create(name="中臺灣區域治理平台")
    elsewhere = GroupFactory(platform=second, name="交通組")
    assign_role(User.objects.get(username="both"), Role.LIAISON, elsewhere)
    tracked_case(title="甲案")
    level = LevelFactory(platform=second, name="第二層級", slug="second")
    row = record(CaseFactory(group=elsewhere, title="乙案"), MeetingFactory(level=level, held_on=date(2001, 1, 11)))
    freeze(row.meeting)
    run(DUE + timedelta(days=1))
    assert [[line for line in message.body.splitlines() if "案" in line] for message in mail.outbox] == [
        ["基北北桃合作交流平臺90年第1季進度，下列 1 案尚未送出。", "．甲案（尚未填報）"],
        ["中臺灣區域治理平台90年第1季進度，下列 1 案尚未送出。", "．乙案（尚未填報）"],
    ]
    secretary = signed_in("secretariat")
    for platform in (second, group().platform):
        rows = secretary.get(f"/reports/reminders/?platform={platform.pk}").context["page"]
        assert [row.platform for row in rows] == [platform]


def test_a_missed_stage_is_sent_late_and_only_the_newest_one():
    tracked_case()
    assert len(run(DUE + timedelta(days=9))[0]) == 1
    assert ReminderSent.objects.get().stage == 8


def test_nobody_is_reminded_of_what_is_done_or_not_open():
    filed(tracked_case())
    assert run(DUE + timedelta(days=1)) == ([], [])
    tracked_case()
    assert run(period().late_until + timedelta(days=1)) == ([], [])


def test_who_left_or_has_no_address_gets_none_and_the_run_says_so():
    tracked_case("災防組")
    User.objects.filter(username="both").update(email="")
    User.objects.filter(username="one").update(is_active=False)
    sent, results = run(DUE + timedelta(days=1))
    assert sent == []
    assert [result.message for result in results] == ["林聯絡沒有電子郵件信箱，請於帳號資料中補填。"]
    assert not ReminderSent.objects.exists()


def test_a_mail_that_cannot_be_handed_over_is_tried_again_at_the_next_run(monkeypatch):
    tracked_case()

    def refuse(message, *args, **kwargs):
        raise SMTPRecipientsRefused({})

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", refuse)
        _, results = run(DUE + timedelta(days=1))
    assert [result.sent for result in results] == [False]
    assert not ReminderSent.objects.exists()
    assert len(run(DUE + timedelta(days=1))[0]) == 1


def test_one_that_fails_does_not_block_the_others_and_an_address_no_mail_can_have_is_said(monkeypatch):
    tracked_case("災防組")
    User.objects.filter(username="both").update(email="壞 信箱\n@example.org")
    sent, results = run(DUE + timedelta(days=1))
    assert sent == [(["one@example.org"], ["desk@example.org"])]
    assert [result.sent for result in results] == [False, True]
    assert results[0].message.startswith("寄給 壞 信箱")
    assert [row.user.username for row in ReminderSent.objects.all()] == ["one"]


def test_a_run_that_ended_while_sending_leaves_a_claim_that_a_later_run_takes_over(monkeypatch):
    tracked_case()
    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        patch.setattr("django.core.mail.EmailMessage.send", lambda self: sys.exit())
        run(DUE + timedelta(days=1))
    row = ReminderSent.objects.get()
    assert row.sent_at is None
    assert run(DUE + timedelta(days=1)) == ([], [])

    ReminderSent.objects.update(claimed_at=row.claimed_at - CLAIM_LASTS)
    assert len(run(DUE + timedelta(days=1))[0]) == 1
    assert run(DUE + timedelta(days=1)) == ([], [])
    assert ReminderSent.objects.get().sent_at is not None


@pytest.mark.django_db(transaction=True)
def test_it_is_sent_outside_of_a_transaction_and_of_two_runs_at_once_one_sends_it(monkeypatch):
    tracked_case()
    barrier, said, sent = threading.Barrier(2), [], []

    def send(message):
        sent.append((message.to, connection.in_atomic_block, ReminderSent.objects.filter(sent_at=None).count()))

    def one_run():
        try:
            barrier.wait(timeout=10)
            said.extend(result.sent for result in send_reminders(DUE + timedelta(days=1)))
        finally:
            connection.close()

    monkeypatch.setattr("django.core.mail.EmailMessage.send", send)
    threads = [threading.Thread(target=one_run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sent == [(["both@example.org"], False, 1)]
    assert said == [True]
    with pytest.raises(RuntimeError), transaction.atomic():
        list(send_reminders(DUE + timedelta(days=8)))


def test_a_mail_server_that_does_not_answer_is_given_up():
    assert 0 < settings.EMAIL_TIMEOUT <= 60


def test_the_command_says_what_it_sent_and_fails_where_something_was_left(capsys):
    tracked_case()
    call_command("send_reminders", "--today", "2001-04-16")
    assert capsys.readouterr().out.splitlines() == [
        "已寄給 both@example.org：【逾期】90年第1季進度尚有 1 案未送出",
        "寄出 1 封。",
    ]
    User.objects.filter(username="both").update(email="")
    with pytest.raises(CommandError, match="有 1 封未寄出，原因如上。"):
        call_command("send_reminders", "--today", "2001-04-23")


def test_the_queries_do_not_grow_with_the_cases(django_assert_num_queries):
    User.objects.filter(username="both").update(email="")
    tracked_case()
    for _ in range(2):
        with django_assert_num_queries(9):
            list(send_reminders(DUE))
        for _ in range(3):
            tracked_case()
