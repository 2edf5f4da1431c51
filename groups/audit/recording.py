"""Tells the database who writes, and writes what is no change of a row: sign-ins, sign-outs, refusals.

The rows of the trail are made by triggers. On SQLite they ask functions that `prepare` gives each connection; a
program without these functions cannot write to an audited table at all. On PostgreSQL they read settings of the
transaction, which `keep_trail` makes before its first write. There it takes the lock of the chain at once: taken
only by the trigger, two transactions could each hold a row that the other waits for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import DatabaseError, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from groups.audit import heads
from groups.audit.chain import START, digest, moment, sealed, spelled, spelled_row, trail_key
from groups.audit.context import Said, said
from groups.audit.models import Action
from groups.audit.tables import is_audited
from platform_site.shared.bulk.batches import batches

# The same number as in migrations/0004_audit.postgresql.sql.
LOCK = 110005
WRITE = re.compile(
    r"\s*(?:(?:INSERT|REPLACE)\s+(?:OR\s+\w+\s+)?INTO|UPDATE(?:\s+OR\s+\w+)?|DELETE\s+FROM|MERGE\s+INTO)"
    r'\s+(?:ONLY\s+)?(?:"?\w+"?\.)?"?(\w+)',
    re.IGNORECASE,
)
MAY_WRITE = re.compile(
    r"\s*(?:TRUNCATE|COPY|WITH\b.*\b(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM))\b", re.IGNORECASE | re.DOTALL
)
HEAD = "SELECT number, sha256 FROM groups_auditentry ORDER BY number DESC LIMIT 1"
COMPLETED = (
    "INSERT INTO groups_auditentry (number, at, action, table_name, row_id, before, after, actor_id, actor_name,"
    " source, address, operation, path, previous_sha256, sha256)"
)
APPEND = "INSERT INTO groups_auditinbox (action, table_name, row_id, before, after) VALUES (%s, %s, %s, '', %s)"


def note(action: Action, *, table: str = "", row_id: object = "", about: dict[str, Any] | None = None) -> None:
    """Write a row of the trail that no trigger writes; `about` says more of it."""
    after = json.dumps(about, ensure_ascii=False) if about else ""
    with connection.cursor() as cursor:
        # Raw SQL: the inbox is a view, and takes the row for the triggers to complete.
        cursor.execute(APPEND, [action.value, table, str(row_id), after])


def prepare(connection: BaseDatabaseWrapper) -> None:
    """Make a new connection keep the trail."""
    if keep_trail not in connection.execute_wrappers:
        connection.execute_wrappers.append(keep_trail)
    if connection.vendor == "sqlite":
        asked = _Asked()
        connection.audit_asked = asked  # type: ignore[attr-defined]
        functions: dict[str, tuple[int, Callable]] = {
            "audit_now": (0, lambda: moment(datetime.now(UTC))),
            "audit_said": (1, lambda name: getattr(asked.author or said(), name)),
            "audit_collects": (0, lambda: asked.collected is not None),
            "audit_collect": (5, asked.collect),
            "audit_sha256": (-1, lambda *parts: digest(trail_key(), *parts)),
        }
        for name, (count, function) in functions.items():
            connection.connection.create_function(name, count, function)


def on_connection(sender: type, connection: BaseDatabaseWrapper, **about: Any) -> None:
    """The receiver of Django's connection_created, see groups/apps.py."""
    prepare(connection)


def keep_trail(execute: Callable, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Run a statement; where it writes to an audited table, say before who does."""
    connection = context["connection"]
    if not _writes(sql, connection.vendor) or connection.needs_rollback:
        return execute(sql, params, many, context)
    # Also on SQLite, whose triggers ask by themselves: a user is not to be read from the database inside a trigger.
    author = said()
    if connection.vendor == "postgresql":
        if not connection.in_atomic_block:
            # What is said holds for a transaction, so the statement gets one.
            with transaction.atomic(connection.alias):
                return keep_trail(execute, sql, params, many, context)
        _tell(connection, author)
        return execute(sql, params, many, context)
    asked = connection.audit_asked
    asked.author = author
    try:
        result = _execute_many(asked, execute, sql, params, context) if many else execute(sql, params, many, context)
    finally:
        asked.author = None
    if heads.is_noting():
        _once_committed(connection, author)
    return result


class _Asked:
    """What SQLite's triggers ask while a statement runs. Its author, who is asked for eight times for each row; outside
    of a statement they find out by themselves. And where `collected` is a list, the rows of the trail are put there.
    """

    author: Said | None = None
    collected: list[tuple] | None = None

    def collect(self, *change: Any) -> None:
        if self.collected is not None:
            self.collected.append(change)


def _execute_many(asked: _Asked, execute: Callable, sql: str, params: Any, context: dict[str, Any]) -> Any:
    """Run a statement for many rows on SQLite, and complete the rows of the trail together: in half the time.

    A savepoint holds both: where a row is refused, none of them stays, nor anything in the trail of those before it.
    """
    connection = context["connection"]
    with transaction.atomic(connection.alias):
        asked.collected = []
        try:
            result = execute(sql, params, True, context)
            collected = asked.collected
        finally:
            asked.collected = None
        completed = _completed(connection, collected, asked.author or said())
        with connection.wrap_database_errors:
            # On the driver's own connection: no query of the page's.
            for statement, given in batches(COMPLETED, completed, place="?"):
                connection.connection.executemany(statement, given)
    return result


def _completed(connection: BaseDatabaseWrapper, collected: Iterable[tuple], author: Said) -> Iterator[tuple]:
    """The rows of the trail as the trigger `audit_append` makes them: numbered, timed, chained; of one moment."""
    number, previous = connection.connection.execute(HEAD).fetchone() or (0, START)
    key = trail_key()
    who = (author.actor_id, author.actor_name, author.source, author.address, author.operation, author.path)
    at, who_spelled = moment(datetime.now(UTC)), spelled(*who)
    shared: dict[tuple[str, str], str] = {}
    for action, table, row_id, before, after in collected:
        number += 1
        if (action, table) not in shared:
            shared[action, table] = spelled(at, action, table)
        row = spelled_row(number, shared[action, table], row_id, before, after, who_spelled, previous)
        sha256 = sealed(key, row)
        yield number, at, action, table, row_id, before, after, *who, previous, sha256
        previous = sha256


def _writes(sql: Any, vendor: str) -> bool:
    if not isinstance(sql, str):
        return False
    if found := WRITE.match(sql):
        return is_audited(found[1])
    # A row that is locked in order to be written comes before the lock of the chain otherwise.
    return bool(MAY_WRITE.match(sql)) or (vendor == "postgresql" and " FOR UPDATE" in sql)


@dataclass(frozen=True)
class _Told:
    """What a transaction was told about its author. Run when it commits, it notes the head of the chain.

    Django forgets a transaction's callbacks exactly when PostgreSQL forgets its settings and locks: when it, or the
    savepoint that they were made in, is rolled back.
    """

    author: Said
    alias: str

    def note(self) -> None:
        """The callback: a method, since Django names a callback that failed by an attribute that objects lack."""
        if heads.is_noting():
            _note_head(connections[self.alias])


def _tell(connection: BaseDatabaseWrapper, author: Said) -> None:
    told = _told(connection)
    if told and told[-1].author == author:
        return
    with connection.wrap_database_errors:
        # On the driver's own connection: no query of the page's.
        connection.connection.execute(
            "SELECT pg_advisory_xact_lock(%s), set_config('audit.key', %s, true), set_config('audit.said', %s, true)",
            [LOCK, trail_key(), json.dumps(asdict(author), ensure_ascii=False)],
        )
    transaction.on_commit(_Told(author, connection.alias).note, connection.alias, robust=True)


def _told(connection: BaseDatabaseWrapper) -> list[_Told]:
    # Each callback stands there with the savepoints that it was made in.
    owners = [getattr(callback[1], "__self__", None) for callback in connection.run_on_commit]
    return [owner for owner in owners if isinstance(owner, _Told)]


def _once_committed(connection: BaseDatabaseWrapper, author: Said) -> None:
    if not _told(connection):
        transaction.on_commit(_Told(author, connection.alias).note, connection.alias, robust=True)


def _note_head(connection: BaseDatabaseWrapper) -> None:
    try:
        with connection.wrap_database_errors:
            cursor = connection.connection.execute(HEAD)
    except DatabaseError:
        # The first migrations write rows before one of them makes the trail.
        if "groups_auditentry" in connection.introspection.table_names():
            raise
        return
    if found := cursor.fetchone():
        heads.note(heads.Head(*found))
