"""rebuild_search: write the index of the search box anew, or compare it with the rows; exit 1 where they differ."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from meetings.search.rebuilding import differences, rebuild


class Command(BaseCommand):
    help = "重新建立搜尋索引；可重複執行。加上 --check 只核對索引與資料是否一致，不一致時以 1 結束。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="只核對，不改動")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["check"]:
            self.stdout.write(f"搜尋索引：已建立{rebuild():,}筆")
            return
        if found := differences():
            for sentence in found:
                self.stderr.write(sentence)
            self.stderr.write("請執行 rebuild_search 重新建立。")
            sys.exit(1)
        self.stdout.write("搜尋索引與資料一致。")
