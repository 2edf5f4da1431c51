"""Rows into a table as fast as the engine takes them: COPY on PostgreSQL, a hundred a statement on SQLite."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models

from platform_site.shared.bulk.batches import batches

BATCH = 10_000


def insert(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Insert rows of values in the order of `names`, fields of the model (`case`, not `case_id`); returns how many.

    Every field without a database default has to be named: nothing of the model runs, neither defaults nor save().
    JSON is not among the kinds of values. Rows may bring their numbers; call `number_on` when all is in.
    """
    by_name = {field.name: field for field in model._meta.concrete_fields}
    fields: list[Any] = [by_name[name] for name in names]
    # Only these have another form than Python's: SQLite has no dates.
    dates = models.DateField | models.TimeField if connection.vendor == "sqlite" else ()
    prepared = [at for at, field in enumerate(fields) if isinstance(field, dates)]
    quote, written, rows = connection.ops.quote_name, 0, iter(rows)
    table, columns = quote(model._meta.db_table), ", ".join(quote(field.column) for field in fields)
    # Raw SQL: the ORM makes an object and a statement's text of each row. Names are models', quoted.
    with connection.cursor() as cursor:
        while batch := [list(row) for row in islice(rows, BATCH)]:
            for row in batch:
                for at in prepared:
                    row[at] = fields[at].get_db_prep_save(row[at], connection)
            written += len(batch)
            if connection.vendor == "sqlite":
                for statement, given in batches(f"INSERT INTO {table} ({columns})", batch):
                    cursor.executemany(statement, given)
            else:
                with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                    for row in batch:
                        copy.write_row(row)
    return written


@contextmanager
def much_memory() -> Iterator[None]:
    """Let SQLite keep half a gigabyte of pages at hand: an index of a million rows is written all over."""
    if connection.vendor != "sqlite":
        yield
        return
    # Raw SQL: no ORM knows of a database's settings.
    with connection.cursor() as cursor:
        (before,) = cursor.execute("PRAGMA cache_size").fetchone()
        cursor.execute("PRAGMA cache_size = -500000")
        try:
            yield
        finally:
            # The number is the database's own answer.
            cursor.execute(f"PRAGMA cache_size = {before:d}")


@contextmanager
def uncollected() -> Iterator[None]:
    """Leave out the search for garbage in cycles, which looks through the rows of a file again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def next_number(model: type[models.Model]) -> int:
    """The number after the highest one in the table; whoever asks has to be the only one who writes."""
    return (model._base_manager.aggregate(highest=models.Max("pk"))["highest"] or 0) + 1


def number_on(written: Iterable[type[models.Model]]) -> None:
    """Have PostgreSQL number new rows of these tables after those that were inserted; SQLite does so by itself."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(written)):
            cursor.execute(statement)
