"""make_history: a made-up history of any size in an unused database, to measure with; never in production."""

from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from meetings.made_history.lives import Impossible
from meetings.made_history.making import Size, make_history
from meetings.made_history.narrative import MARK
from platform_site.shared.refusals import Refusal


class Command(BaseCommand):
    help = f"在空的資料庫建立任意規模的{MARK}歷史，供效能量測；已有會議或合作案時拒絕執行，正式環境中亦同。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--cases", type=int, default=1_000, help="合作案數")
        parser.add_argument("--meetings", type=int, default=40, help="會議次數")
        parser.add_argument("--changes", type=int, default=10_000, help="列管異動（帳冊）筆數")
        parser.add_argument("--seed", type=int, default=1, help="亂數種子；種子、規模與日期相同，資料即相同")
        parser.add_argument("--until", type=date.fromisoformat, metavar="YYYY-MM-DD", help="歷史止於這一天；預設為今天")
        parser.add_argument("--reports", type=int, default=4, help="有季進度的季數")
        parser.add_argument("--files", type=int, default=1, help="最近幾次會議繪製留存檔案")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("模擬歷史不可建立在正式環境。")
        size = Size(*(options[name] for name in ("cases", "meetings", "changes", "reports", "files")))
        texts = settings.BASE_DIR / "fixtures" / "minutes"
        try:
            made = make_history(size, options["seed"], options["until"] or timezone.localdate(), texts, self._say)
        except Refusal as error:
            raise CommandError(str(error)) from error
        except Impossible as error:
            most = size.cases * size.meetings
            raise CommandError(
                f"{size.cases:,}案、{size.meetings:,}次會議的帳冊須有{2 * size.cases:,}至{most:,}筆異動，"
                f"且會議至少2次；您要求的是{size.changes:,}筆。沒有寫入任何資料。"
            ) from error
        for part, seconds in made.seconds.items():
            self._say(f"  {part:<10}{seconds:8.1f} 秒")
        ledger, total = made.seconds["ledger"], sum(made.seconds.values())
        self._say(
            f"{MARK}{size.cases:,}案、{made.titles:,}個案名、{made.entries:,}筆搜尋項目、{made.seals:,}筆封存紀錄。\n"
            f"帳冊{made.changes:,}筆，寫入{ledger:.1f}秒（每秒{made.changes / ledger:,.0f}筆）；"
            f"全部{total:.1f}秒（每秒{made.changes / total:,.0f}筆）。"
        )

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
