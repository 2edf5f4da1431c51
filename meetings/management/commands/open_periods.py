"""open_periods: make the coming quarters and the yearly reviews that fall due; for cron, once a day."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from cases.reporting.obligations import open_periods
from meetings.proposals.workflow import open_reviews
from platform_site.shared.roc import roc_date


class Command(BaseCommand):
    help = "建立未來各季的填報期間與將到期的常態合作年度檢視；可重複執行，已調整的日期不會更動。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--today", type=date.fromisoformat, metavar="YYYY-MM-DD", help="以這一天為準；預設為今天")
        parser.add_argument("--ahead", type=int, default=4, metavar="N", help="預先建立幾季；預設為4")

    def handle(self, *args: Any, **options: Any) -> None:
        today = options["today"] or timezone.localdate()
        for period in open_periods(today, max(0, options["ahead"])):
            self.stdout.write(f"{period}：{roc_date(period.opens_on)}起填報，{roc_date(period.closes_on)}截止")
        for review in open_reviews(today):
            self.stdout.write(f"年度檢視：「{review.case}」，{roc_date(review.due_on)}前")
        self.stdout.write("填報期間與年度檢視均已建立。")
