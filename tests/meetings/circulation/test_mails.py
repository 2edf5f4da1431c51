"""Mails of a circulation: the notice, the reminders by stage, and never two for one stage."""

import threading
from datetime import date, timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from meetings.circulation.mails import notify, send_review_reminders, stage_began
from meetings.circulation.reading import draft_of
from meetings.circulation.rounds import close
from meetings.circulation.standing import agree
from meetings.models import Reviewer
from tests.factories import freeze
from tests.meetings.circulation.rounds import DUE, TODAY, comment, draft, four, reviewer, sent

pytestmark = pytest.mark.django_db
SITE = "https://platform.example"
ALL = ["r1@example.org", "r2@example.org", "r3@example.org", "r4@example.org"]


@pytest.fixture
def meeting():
    return draft()


@pytest.fixture
def people():
    return four()


def reminded(days_ago):
    """Have the last mail to everybody gone out some days ago."""
    Reviewer.objects.update(reminded_at=timezone.now() - timedelta(days=days_ago))


def run(day=TODAY):
    mail.outbox.clear()
    results = list(send_review_reminders(day))
    return [message.to[0] for message in mail.outbox], results


@pytest.mark.parametrize(
    ("days", "began"), [(-4, None), (-3, -3), (0, -3), (1, 1), (7, 1), (8, 8), (14, 8), (15, 15), (30, 29)]
)
def test_the_stage_of_each_day(days, began):
    due = date(2001, 4, 15)
    expected = due + timedelta(days=began) if began is not None else None
    assert stage_began(due, due + timedelta(days=days)) == expected


def test_the_notice_says_what_until_when_and_where(meeting, people):
    circulation = sent(meeting, *people, due_on=date(2099, 12, 31), message="請核對貴市案名。")
    results = notify(circulation, SITE)
    assert [result.sent for result in results] == [True] * 4
    assert [message.to for message in mail.outbox] == [[address] for address in ALL]
    message = mail.outbox[0]
    assert message.subject == "請確認第1次審閱層級會議紀錄草稿（188年12月31日前回復）"
    assert message.body == (
        "陳小明 您好：\n\n"
        "基北北桃合作交流平臺第1次審閱層級會議紀錄草稿（第1次確認）送請審閱。請於 188年12月31日前確認。\n"
        "有意見請填在該段落；內容無誤請按「同意」。\n\n請核對貴市案名。\n\n"
        "草稿：https://platform.example/meetings/review-level-1/review/draft/\n\n本信由系統自動寄送。"
    )
    assert notify(circulation, SITE) == []
    assert Reviewer.objects.filter(reminded_at=None).count() == 0
    # A mail is nothing that a reviewer or the secretariat saved.
    assert set(Reviewer.objects.values_list("version", flat=True)) == {1}


def test_a_reminder_goes_out_three_days_before_the_day_after_and_every_week_each_once(meeting, people):
    sent(meeting, *people)
    reminded(10)
    subjects = []
    for days in range(-4, 17):
        addresses, _ = run(DUE + timedelta(days=days))
        if addresses:
            subjects.append((days, addresses, mail.outbox[0].subject[:4]))
            assert run(DUE + timedelta(days=days))[0] == []
    assert subjects == [(-3, ALL, "【提醒】"), (1, ALL, "【逾期】"), (8, ALL, "【逾期】"), (15, ALL, "【逾期】")]


def test_whom_a_mail_reached_today_gets_no_other_today(meeting, people):
    sent(meeting, *people, due_on=TODAY)
    reminded(0)
    assert run() == ([], [])
    reminded(4)
    assert run()[0] == ALL


def test_whom_no_notice_reached_gets_it_at_the_next_run(meeting, people):
    sent(meeting, *people)
    assert run()[0] == ALL
    assert mail.outbox[0].subject.startswith("請確認第1次審閱層級會議紀錄草稿")
    assert "請登入平臺，由會議的「紀錄確認」查看草稿。" in mail.outbox[0].body
    assert run() == ([], [])


def test_nobody_is_reminded_of_what_is_not_theirs_to_do(meeting, people):
    circulation = sent(meeting, *people)
    agree(meeting, people[0], mark=draft_of(meeting).mark, version=1)
    comment(meeting, people[1])
    User.objects.filter(pk=people[2].pk).update(is_active=False)
    assert run()[0] == ["r4@example.org"]
    Reviewer.objects.update(reminded_at=None)
    close(circulation, version=1)
    assert run() == ([], [])
    other = draft()
    sent(other, *people)
    freeze(other)
    assert run() == ([], [])


def test_one_failure_does_not_block_the_others_and_is_tried_again(meeting, people, monkeypatch):
    circulation = sent(meeting, *people)
    User.objects.filter(pk=people[0].pk).update(email="")
    User.objects.filter(pk=people[1].pk).update(email="壞 信箱\n@example.org")
    send = mail.EmailMessage.send

    def refuse(message, *args, **kwargs):
        if message.to == ["r3@example.org"]:
            raise SMTPRecipientsRefused({})
        return send(message, *args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", refuse)
        results = notify(circulation, SITE)
    assert [result.sent for result in results] == [False, False, False, True]
    assert results[0].message == "陳小明沒有電子郵件信箱，請於帳號資料中補填。"
    assert results[1].message.startswith("寄給 壞 信箱")
    assert [row.user_name for row in Reviewer.objects.filter(reminded_at=None)] == ["陳小明", "林小明", "黃小明"]
    assert run()[0] == ["r3@example.org"]


@pytest.mark.django_db(transaction=True)
def test_it_is_sent_outside_of_a_transaction_and_of_two_runs_at_once_one_sends_it(monkeypatch):
    meeting = draft()
    circulation = sent(meeting, reviewer("a", "臺北市"))
    barrier, said, went = threading.Barrier(2), [], []

    def one_run():
        try:
            barrier.wait(timeout=10)
            said.extend(result.sent for result in send_review_reminders(TODAY))
        finally:
            connection.close()

    monkeypatch.setattr(
        "django.core.mail.EmailMessage.send", lambda message: went.append((message.to, connection.in_atomic_block))
    )
    threads = [threading.Thread(target=one_run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert went == [(["a@example.org"], False)]
    assert said == [True]
    Reviewer.objects.update(reminded_at=None)
    with pytest.raises(RuntimeError), transaction.atomic():
        notify(circulation, SITE)


def test_the_command_sends_them_after_the_reports_reminders_and_fails_for_one_left(meeting, people, capsys):
    sent(meeting, *people[:2])
    call_command("send_reminders")
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition("：")[0] for line in lines] == [
        "已寄給 r1@example.org",
        "已寄給 r2@example.org",
        "寄出 2 封。",
    ]
    Reviewer.objects.update(reminded_at=None)
    User.objects.filter(pk=people[0].pk).update(email="")
    with pytest.raises(CommandError, match="有 1 封未寄出，原因如上。"):
        call_command("send_reminders")


def test_the_queries_do_not_grow_with_the_rounds(people, django_assert_num_queries):
    for _ in range(2):
        sent(draft(), *people)
        reminded(0)
        with django_assert_num_queries(1):
            assert list(send_review_reminders(TODAY)) == []
