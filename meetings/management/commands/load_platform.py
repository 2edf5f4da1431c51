"""load_platform: cities, groups, the five meetings, their titles and what was followed up; idempotent."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from meetings.directives.loading import load_followed_up
from meetings.imports.loading import load_platform
from meetings.imports.plan import ImportRefused
from meetings.search.rebuilding import rebuild


class Command(BaseCommand):
    help = "載入平臺的真實紀錄（五次副市長層級會議）；可重複執行。"

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            for line in load_platform():
                self.stdout.write(line)
            for line in load_followed_up():
                self.stdout.write(line)
            rebuild()
        except ImportRefused as error:
            raise CommandError(f"未載入任何資料：\n{error}") from error
