"""audit_triggers: print the SQL of the audit triggers of tables, for the SQL file of a new migration."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from groups.audit.tables import audited_models, trigger_sql


class Command(BaseCommand):
    help = "印出資料表的稽核觸發程序（SQL），供新的 migration 使用。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("vendor", choices=["sqlite", "postgresql"])
        parser.add_argument("tables", nargs="+", metavar="資料表")

    def handle(self, *args: Any, **options: Any) -> None:
        models = {model._meta.db_table: model for model in audited_models()}
        for table in options["tables"]:
            if table not in models:
                raise CommandError(f"「{table}」不是納入稽核的資料表。")
            for statement in trigger_sql(models[table], options["vendor"]):
                self.stdout.write(f"{statement};\n\n")
