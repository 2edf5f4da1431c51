"""load_platform: cities, groups, the five meetings and the identities of their titles; idempotent."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from meetings.imports.loading import load_platform
from meetings.imports.plan import ImportRefused


class Command(BaseCommand):
    help = "載入平臺的真實紀錄（五次副市長層級會議）；可重複執行。"

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            for line in load_platform():
                self.stdout.write(line)
        except ImportRefused as error:
            raise CommandError(f"未載入任何資料：\n{error}") from error
