"""baseline_audit: enter into the audit trail each row that is older than the trail, as it is now."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction

from groups.audit.models import Action, AuditEntry
from groups.audit.tables import audited_models, baseline_sql


class Command(BaseCommand):
    help = "稽核軌跡啟用前已有的資料，逐筆補記一筆「基準」，內容為執行當時的值。可重複執行，已有軌跡的資料不再補記。"

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        # Counted by the trail itself: for rows that triggers take over the engines report different numbers.
        before = AuditEntry.objects.filter(action=Action.BASELINE).count()
        with connection.cursor() as cursor:
            for model in sorted(audited_models(), key=lambda model: model._meta.db_table):
                cursor.execute(baseline_sql(model, connection.vendor))
        added = AuditEntry.objects.filter(action=Action.BASELINE).count() - before
        self.stdout.write(f"補記基準{added}筆。" if added else "每筆資料都已有軌跡，沒有補記。")
