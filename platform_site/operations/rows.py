"""Rows in a form that is the same on every engine: a JSON array a row, in the order of the primary key.

Values are read and written by the model's own fields, but nothing else of the model runs: no save(), no automatic
dates. The text of a JSON column stays as it was stored; digests compare what it means, since PostgreSQL stores no
order of keys.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from hashlib import sha256
from itertools import islice
from typing import Any
from uuid import UUID

from django.core.management.color import no_style
from django.db import connection, models
from django.db.models.functions import Cast, Collate

from platform_site.operations.tables import Table

BATCH = 500
Row = list[Any]


class Digest:
    """The SHA-256 of a table's rows, whatever engine they lie in, and how many there are."""

    def __init__(self, table: Table) -> None:
        self._json = [at for at, field in enumerate(table.fields) if isinstance(field, models.JSONField)]
        self._sha256 = sha256()
        self.rows = 0

    def add(self, row: Row) -> None:
        """Count one more row in."""
        self._sha256.update(self.canonical(row).encode() + b"\n")
        self.rows += 1

    def canonical(self, row: Row) -> str:
        """The row as text; two rows of the same meaning have the same. Raises ValueError for JSON that is none."""
        if self._json:
            row = list(row)
            for at in self._json:
                row[at] = row[at] if row[at] is None else _sorted(json.loads(row[at], parse_float=_number))
        return written(row)

    @property
    def hex(self) -> str:
        """The digest so far."""
        return self._sha256.hexdigest()


def written(row: Row) -> str:
    """The row as a line of the archive, without its end."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def read(table: Table) -> Iterator[Row]:
    """Every row of a table as it is stored, by the primary key."""
    pk: Any = models.F("pk")
    if connection.vendor == "postgresql" and isinstance(_stored_as(table.model._meta.pk), models.CharField):
        # By code point, as SQLite orders.
        pk = Collate(pk, "C")
    # Cast: SQL's NULL and JSON's null are told apart, and nothing of the text is lost.
    chosen = {
        f"value_{at}": Cast(field.attname, models.TextField())
        if isinstance(field, models.JSONField)
        else models.F(field.attname)
        for at, field in enumerate(table.fields)
    }
    for values in table.model._base_manager.order_by(pk).values_list(*chosen.values()).iterator(chunk_size=BATCH):
        yield [_plain(value) for value in values]


def write(table: Table, rows: Iterable[Row]) -> None:
    """Insert rows as `read` gave them. Raises ValueError, TypeError or DatabaseError for values that are none."""
    # Raw SQL: the ORM's own insert sets dates and normalised texts anew. Names are models', quoted; values are given
    # beside the statement.
    quote, fields = connection.ops.quote_name, table.fields
    places = [
        "%s::jsonb" if isinstance(field, models.JSONField) and connection.vendor == "postgresql" else "%s"
        for field in fields
    ]
    columns = ", ".join(quote(field.column) for field in fields)
    statement = f"INSERT INTO {quote(table.name)} ({columns}) VALUES ({', '.join(places)})"  # nosec B608
    parsers = [_parser(field) for field in fields]
    rows = iter(rows)
    with connection.cursor() as cursor:
        while batch := list(islice(rows, BATCH)):
            cursor.executemany(
                statement,
                [[parse(value) for parse, value in zip(parsers, row, strict=True)] for row in batch],
            )


def last_number(table: Table) -> int:
    """The highest number that the database ever gave to a row of the table; 0 where it does not number them."""
    if not table.numbered:
        return 0
    pk = table.model._meta.pk
    highest = table.model._base_manager.aggregate(highest=models.Max("pk"))["highest"] or 0
    # Raw SQL: no ORM reads an engine's counters.
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table.name])
        else:
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table.name}"', pk.column])
            # The server's own answer, which it quoted.
            cursor.execute(f"SELECT last_value FROM {cursor.fetchone()[0]} WHERE is_called")  # nosec B608
        found = cursor.fetchone()
    return max(highest, found[0] if found else 0)


def set_last_numbers(tables: dict[Table, int]) -> None:
    """Have the database give higher numbers to new rows, so that no number is ever given twice."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [table.model for table in tables]):
            cursor.execute(statement)
        for table, number in tables.items():
            if connection.vendor == "sqlite":
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table.name])
                if number:
                    cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table.name, number])
            elif number:
                column = table.model._meta.pk.column
                cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [f'"{table.name}"', column, number])


def _plain(value: Any) -> Any:
    """A value as JSON has it."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date() | time():
            return value.isoformat()
        case timedelta():
            return value // timedelta(microseconds=1)
        case Decimal() | UUID():
            return str(value)
        case bytes() | memoryview():
            return base64.b64encode(value).decode()
    return value


PARSERS: list[tuple[type[models.Field], Callable[[Any], Any]]] = [
    # A DateTimeField is a DateField to Python.
    (models.DateTimeField, datetime.fromisoformat),
    (models.DateField, date.fromisoformat),
    (models.TimeField, time.fromisoformat),
    (models.DurationField, lambda value: timedelta(microseconds=value)),
    (models.DecimalField, Decimal),
    (models.UUIDField, UUID),
    (models.BinaryField, base64.b64decode),
]


def _parser(field: Any) -> Callable[[Any], Any]:
    """What makes a value of the archive one for the database."""
    stored = _stored_as(field)
    if isinstance(stored, models.JSONField):
        return lambda value: value
    parse = next((parse for kind, parse in PARSERS if isinstance(stored, kind)), lambda value: value)
    return lambda value: field.get_db_prep_save(None if value is None else parse(value), connection)


def _stored_as(field: Any) -> Any:
    """The field whose kind a foreign key's column has; any other field itself."""
    while field.remote_field:
        field = field.target_field
    return field


def _sorted(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _number(text: str) -> float | int:
    # PostgreSQL writes 1e3 as 1000.
    number = float(text)
    return int(number) if number.is_integer() else number
