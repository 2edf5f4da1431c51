"""Deletes drawn documents whose time is over, and what the worker noted of them: cron's, once a day."""

from django.core.management.base import BaseCommand

from platform_site.shared.documents.keeping import drop_notes, drop_old


class Command(BaseCommand):
    help = "刪除保留期限已過的文件（PDF）及其製作紀錄；需要時會重新製作。"

    def handle(self, *args, **options):
        drop_notes()
        self.stdout.write(f"已刪除{drop_old()}份文件。")
