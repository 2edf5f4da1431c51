"""send_reminders: mail whose reports, or review of a draft's minutes, are due or late; for cron, once a day.

It stands here and not in cases/, since it sends both kinds and cases know no meetings.
"""

from datetime import date
from itertools import chain
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cases.reporting.mail.reminders import send_reminders
from meetings.circulation.mails import send_review_reminders


class Command(BaseCommand):
    help = (
        "寄送季進度稽催通知（截止前14日、前3日、逾期次日，其後每週）與會議紀錄草稿的確認提醒"
        "（期限前3日、逾期次日，其後每週）；同一階段不重複寄送，可每日執行。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--today", type=date.fromisoformat, metavar="YYYY-MM-DD", help="以這一天為準；預設為今天")

    def handle(self, *args: Any, **options: Any) -> None:
        today = options["today"] or timezone.localdate()
        sent = failed = 0
        reminders = send_reminders(today, settings.SITE_URL)
        for result in chain(reminders, send_review_reminders(today, settings.SITE_URL)):
            sent, failed = sent + result.sent, failed + (not result.sent)
            (self.stdout if result.sent else self.stderr).write(result.message)
        self.stdout.write(f"寄出 {sent} 封。")
        if failed:
            raise CommandError(f"有 {failed} 封未寄出，原因如上。")
