"""load_demo_reports: four quarters of reports, cities and a few proposals, all marked; never in production."""

from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cases.cities.demo import load_demo_cities
from cases.reporting.demo import MARK, load_demo_updates
from meetings.proposals.demo import load_demo_proposals


class Command(BaseCommand):
    help = f"為列管中的合作案建立四季{MARK}進度、主辦與參與市及提案；已有季進度時不更動，正式環境中拒絕執行。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--today", type=date.fromisoformat, metavar="YYYY-MM-DD", help="以這一天為準；預設為今天")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("示範資料不可建立在正式環境。")
        updates = load_demo_updates(options["today"] or timezone.localdate())
        cities, proposals = load_demo_cities(), load_demo_proposals()
        self.stdout.write(f"{MARK}建立 {updates} 份季進度、{proposals} 件提案，登錄 {cities} 案的主辦與參與市。")
