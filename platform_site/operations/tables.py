"""Which tables a backup holds, what their columns are, and how a database differs from that.

Tables are looked up, never listed: whatever a model describes is in the backup. A table or column that no model
describes is refused, so that nothing is left out silently.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection, models
from django.db.migrations.recorder import MigrationRecorder
from django_tasks_db.models import DBTaskResult

from groups.models import CacheEntry
from platform_site.shared.documents.models import DrawnDocument
from platform_site.shared.refusals import Refusal

# Whoever was signed in when the backup was made signs in again: a session that ended since would be alive once more.
# Drawn documents are drawn again, by whoever may still see what they hold; what was cached is of that time.
LEFT_OUT = {model._meta.db_table for model in (Session, CacheEntry, DrawnDocument, DBTaskResult)}
# Written anew out of other rows; the second is the beginning of the names of SQLite's tables behind it as well.
MIGRATIONS, SEARCH_INDEX = "django_migrations", "cases_searchindex"
SQLITE_OWN = "sqlite_"


@dataclass(frozen=True)
class Table:
    """A table by its model, whose fields give values the same form on every engine."""

    model: type[models.Model]

    @property
    def name(self) -> str:
        """The table's name in the database."""
        return self.model._meta.db_table

    @cached_property
    def fields(self) -> list[Any]:
        """The fields whose values are kept; what the database computes itself is not."""
        return [field for field in self.model._meta.local_concrete_fields if not field.generated]

    @property
    def columns(self) -> list[list[str]]:
        """Each column's name and kind, the kind by Django's name, since the engines' own differ."""
        return [[field.column, field.get_internal_type()] for field in self.fields]

    @property
    def numbered(self) -> bool:
        """Whether the database numbers the rows itself."""
        return isinstance(self.model._meta.pk, models.AutoField)


def every_table() -> dict[str, Table]:
    """The tables of a backup by name, in order."""
    described = (Table(model) for model in apps.get_models(include_auto_created=True) if _has_table(model))
    return {
        table.name: table for table in sorted(described, key=lambda table: table.name) if table.name not in LEFT_OUT
    }


def applied_migrations() -> list[str]:
    """What was migrated, as "app.name" in order."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def refuse_unknown_tables() -> None:
    """Raise Refusal where the database has a table or column that no model describes, or lacks one."""
    known = {table.name: {field.column for field in table.fields} for table in every_table().values()}
    generated = {
        field.column for model in apps.get_models() for field in model._meta.local_concrete_fields if field.generated
    }
    with connection.cursor() as cursor:
        found = set(connection.introspection.table_names(cursor))
        if missing := known.keys() - found:
            raise Refusal(f"資料庫缺少資料表：{'、'.join(sorted(missing))}。請先執行 migrate。")
        others = found - known.keys() - LEFT_OUT - {MIGRATIONS}
        if unknown := sorted(name for name in others if not name.startswith((SEARCH_INDEX, SQLITE_OWN))):
            raise Refusal(f"資料庫有程式不認得的資料表：{'、'.join(unknown)}。這些資料無法備份，請先查明來源。")
        for name, columns in known.items():
            # The name is a model's table, quoted.
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)} LIMIT 0")  # nosec B608
            if different := sorted(({column[0] for column in cursor.description} - generated) ^ columns):
                raise Refusal(f"資料表 {name} 的欄位與程式不同：{'、'.join(different)}。請先執行 migrate。")


def schema_difference(migrations: list[str], columns: dict[str, list[list[str]]]) -> str:
    """What differs between another database's schema and the connected one, as a Chinese sentence; "" if nothing."""
    own, others = set(applied_migrations()), set(migrations)
    if own != others:
        said = [_named("備份有而這個資料庫沒有的", others - own), _named("這個資料庫有而備份沒有的", own - others)]
        return f"備份的資料庫版本與這個資料庫不同。migration {'；'.join(filter(None, said))}。"
    tables = {table.name: table.columns for table in every_table().values()}
    if different := sorted(name for name in tables.keys() | columns.keys() if tables.get(name) != columns.get(name)):
        return f"備份的資料庫版本與這個資料庫不同。欄位不同的資料表：{'、'.join(different)}。"
    return ""


def _has_table(model: type[models.Model]) -> bool:
    return not model._meta.proxy and not model._meta.swapped


def _named(what: str, migrations: set[str], most: int = 5) -> str:
    names = sorted(migrations)
    more = f"等{len(names)}個" if len(names) > most else ""
    return f"{what}：{'、'.join(names[:most])}{more}" if names else ""
