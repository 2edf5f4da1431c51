"""Many rows of one table written in one statement or a few, for imports whose rows are checked before.

Raw SQL: `bulk_create` takes seven times as long for 10,000 rows, most of it in building models and statements of 500
rows. Triggers and constraints see every row as they do any other; what Django's fields do before a save (`pre_save`,
defaults) is the caller's. Run in a transaction, in which nobody else takes the keys of `next_keys` on SQLite.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import CharField, Field, Model, QuerySet

from platform_site.shared.bulk.batches import batches


def next_keys(model: type[Model], count: int) -> range | list[int]:
    """Keys for so many new rows of a table, in order; nobody else gets them."""
    table, key = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            first = (cursor.fetchone() or (0,))[0] + 1
            return range(first, first + count)
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", [table, key, count]
        )
        return [number for (number,) in cursor.fetchall()]


def among(rows: QuerySet, name: str, values: Iterable[Any]) -> QuerySet:
    """The rows whose field of that name has one of many values, in one statement with one parameter.

    Raw SQL: `__in` sends a parameter a value, of which SQLite takes 1,000 in an expression. Names are models'.
    """
    (field,) = _fields(rows.model, [name])
    column, values = f'"{rows.model._meta.db_table}"."{field.column}"', list(values)
    if connection.vendor == "sqlite":
        # Names are models', values go as parameters.
        where = f"{column} IN (SELECT value FROM json_each(%s))"  # nosec B608
        return rows.extra(where=[where], params=[json.dumps(values)])  # nosec B610
    # The same of PostgreSQL's array. Numbers go as its text: the driver makes one of a list ten times as slowly.
    given = "{" + ",".join(map(str, values)) + "}" if all(type(value) is int for value in values) else values
    return rows.extra(where=[f"{column} = ANY({_array(field)})"], params=[given])  # nosec B610


def insert_rows(model: type[Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of values in the order of the fields of these names, each as the database takes it."""
    fields = _fields(model, names)
    table, columns = model._meta.db_table, ", ".join(f'"{field.column}"' for field in fields)
    # Names are those of models.
    if connection.vendor == "sqlite":
        _execute_batches(f"INSERT INTO {table} ({columns})", rows)
    else:
        _execute_once(f"INSERT INTO {table} ({columns}) SELECT * FROM {_given(fields)} g", rows)  # nosec B608


def update_rows(model: type[Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Change the fields of these names; each row of values begins with its key."""
    # Names are those of models.
    key, fields, table = model._meta.pk, _fields(model, names), model._meta.db_table
    if connection.vendor == "sqlite":
        changed = ", ".join(f'"{field.column}" = g.column{at}' for at, field in enumerate(fields, 2))
        end = f') g WHERE {table}."{key.column}" = g.column1'
        _execute_batches(f"UPDATE {table} SET {changed} FROM (", rows, end)  # nosec B608
    else:
        changed = ", ".join(f'"{field.column}" = g."{field.column}"' for field in fields)
        columns = ", ".join(f'"{field.column}"' for field in (key, *fields))
        # As above: names of models, and arrays as parameters.
        given = f"{_given([key, *fields])} g({columns})"
        _execute_once(
            f'UPDATE {table} t SET {changed} FROM {given} WHERE t."{key.column}" = g."{key.column}"',  # nosec B608
            rows,
        )


def _fields(model: type[Model], names: Sequence[str]) -> list[Field]:
    columns = {field.name: field for field in model._meta.concrete_fields}
    return [columns[name] for name in names]


def _given(fields: Sequence[Field]) -> str:
    """The columns of a statement's parameters, an array each, as a table."""
    return f"unnest({', '.join(map(_array, fields))})"


def _array(field: Field) -> str:
    # A text too long is refused where it is written; `varchar(200)[]` would cut it in silence.
    kind = "text" if isinstance(field, CharField) else field.cast_db_type(connection)
    return f"%s::{kind}[]"


def _execute_batches(begin: str, rows: Iterable[Sequence[Any]], end: str = "") -> None:
    with connection.cursor() as cursor:
        for statement, given in batches(begin, rows, end):
            cursor.executemany(statement, given)


def _execute_once(statement: str, rows: Iterable[Sequence[Any]]) -> None:
    columns = [list(column) for column in zip(*rows, strict=True)]
    if columns:
        with connection.cursor() as cursor:
            cursor.execute(statement, columns)
