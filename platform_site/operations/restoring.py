"""Putting a backup back: wholly or not at all, into a database of the same schema that nobody has used yet.

The rows of the migrations give way to the backup's. Triggers that refuse rows of finalised meetings are put aside
within the transaction and are there again, the same as before, when it ends.
"""

from __future__ import annotations

from itertools import zip_longest

from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, OperationalError, connection, transaction

from cases.models import Case, SearchEntry
from cases.search import index
from meetings.models import Meeting
from platform_site.operations.archive import Archive, Damaged
from platform_site.operations.files import put_back
from platform_site.operations.rows import BATCH, Digest, read, set_last_numbers, write
from platform_site.operations.tables import LEFT_OUT, Table, every_table, refuse_unknown_tables, schema_difference
from platform_site.shared import triggers
from platform_site.shared.refusals import Refusal

# A database that holds none of these holds only what migrations write.
SIGNS_OF_USE = {"帳號": User, "會議": Meeting, "合作案": Case}


def refuse_other_schema(archive: Archive) -> None:
    """Raise Refusal unless the connected database has exactly the schema of the backup."""
    refuse_unknown_tables()
    columns = {name: table.columns for name, table in archive.manifest.tables.items()}
    if difference := schema_difference(archive.manifest.migrations, columns):
        raise Refusal(f"{difference}請以與備份相同版本的程式與 migrate 後的空資料庫還原，還原後再升級。")


def restore(archive: Archive) -> None:
    """Put rows and files back and compare every row with the backup.

    Raises Refusal for another schema, a database in use, a damaged backup or values that the database refuses; nothing
    is changed then.
    """
    refuse_other_schema(archive)
    if used := [f"{word}{n:,}筆" for word, model in SIGNS_OF_USE.items() if (n := model._base_manager.count())]:
        raise Refusal(f"這個資料庫已有資料（{'、'.join(used)}）。備份只還原到空的資料庫，請另建資料庫並執行 migrate。")
    tables = list(every_table().values())
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            # What is said to be restored outlasts a power cut.
            cursor.execute("PRAGMA synchronous = FULL")
    with put_back(archive), transaction.atomic():
        before = triggers.installed(connection)
        with triggers.put_aside(connection):
            _replace_rows(archive, tables)
        if triggers.installed(connection) != before:
            raise Refusal("還原後保護紀錄的觸發程序與還原前不同。沒有還原任何資料。")
        set_last_numbers({table: archive.manifest.tables[table.name].last_number for table in tables if table.numbered})
        _index_search()
        for table in tables:
            _compare(archive, table)
    ContentType.objects.clear_cache()


def _replace_rows(archive: Archive, tables: list[Table]) -> None:
    with connection.cursor() as cursor:
        for name in [*(table.name for table in tables), *sorted(LEFT_OUT)]:
            # Raw SQL: the ORM would look for related rows first. Foreign keys are looked at in the end. The name is a
            # model's table, quoted.
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(name)}")  # nosec B608
    for table in tables:
        try:
            write(table, archive.rows(table))
        except (ValueError, TypeError, AttributeError, ArithmeticError, DatabaseError) as error:
            raise _refused(table, error) from error
    try:
        connection.check_constraints()
    except DatabaseError as error:
        raise Damaged("有資料列指向不存在的資料列") from error


def _refused(table: Table, error: Exception) -> Refusal:
    # Without the error's own text: it may quote the row.
    if isinstance(error, OperationalError):
        return Refusal(f"寫入資料表 {table.name} 時資料庫中斷，磁碟空間可能不足。沒有還原任何資料。")
    return Refusal(f"資料表 {table.name} 的資料無法寫入這個資料庫（{type(error).__name__}）。沒有還原任何資料。")


def _index_search() -> None:
    """Put the entries that came with the backup into the index of the search box."""
    with index.written_anew():
        batch: list[SearchEntry] = []
        for entry in SearchEntry.objects.order_by("pk").iterator(chunk_size=BATCH):
            batch.append(entry)
            if len(batch) == BATCH:
                index.add(batch)
                batch = []
        index.add(batch)


def _compare(archive: Archive, table: Table) -> None:
    """Raise Refusal where a row is not in the database as it is in the backup."""
    as_text = Digest(table).canonical
    for number, (said, stored) in enumerate(zip_longest(archive.rows(table), read(table)), start=1):
        if said is None or stored is None or as_text(said) != as_text(stored):
            raise Refusal(f"資料表 {table.name} 第{number:,}筆還原後與備份不同。沒有還原任何資料。")
