"""Makes the database triggers by which an app keeps rows as they are, on SQLite and PostgreSQL.

An app lists its `Guard`s (table, event, SQL condition) and its migration installs them. Conditions may say OLD and
NEW; `{lock}` at the end of a look at another row becomes FOR SHARE on PostgreSQL, so that a writer and whoever
freezes that row wait for each other. SQLite's INSERT OR REPLACE deletes the row in its way without any delete
trigger: there an insert and an update have to look for such rows themselves, by the condition `replaces`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.backends.base.schema import BaseDatabaseSchemaEditor


@dataclass(frozen=True)
class Guard:
    """Refuses `event` ("insert", "update", "delete", "truncate") on a table where the SQL `condition` holds.

    "truncate" is PostgreSQL's alone, its condition about the whole table; `replaces` is SQLite's alone.
    """

    table: str
    event: str
    condition: str = ""
    replaces: str = ""

    @property
    def name(self) -> str:
        """The trigger's name in the database."""
        return f"freeze_{self.table}_{self.event}"


def install(editor: BaseDatabaseSchemaEditor, guards: Sequence[Guard], refusal: str) -> None:
    """Create the guards on the connected engine, in place of any of the same name; `refusal` is what they say."""
    remove(editor, guards)
    for guard in for_engine(guards, editor.connection.vendor):
        make = _postgresql if editor.connection.vendor == "postgresql" else _sqlite
        for statement in make(guard, refusal):
            editor.execute(statement, params=None)


def remove(editor: BaseDatabaseSchemaEditor, guards: Sequence[Guard]) -> None:
    """Drop the guards."""
    for guard in for_engine(guards, editor.connection.vendor):
        on_table = f" ON {guard.table}" if editor.connection.vendor == "postgresql" else ""
        editor.execute(f"DROP TRIGGER IF EXISTS {guard.name}{on_table}", params=None)


def for_engine(guards: Sequence[Guard], vendor: str) -> list[Guard]:
    """The guards that engine can have."""
    if vendor == "postgresql":
        return [guard for guard in guards if guard.condition]
    return [guard for guard in guards if guard.event != "truncate"]


def _sqlite(guard: Guard, refusal: str) -> list[str]:
    condition = " OR ".join(filter(None, [guard.condition.format(lock=""), guard.replaces]))
    return [
        f"CREATE TRIGGER {guard.name} BEFORE {guard.event.upper()} ON {guard.table} FOR EACH ROW "
        f"WHEN {condition} BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
    ]


def _postgresql(guard: Guard, refusal: str) -> list[str]:
    result = {"delete": "OLD", "truncate": "NULL"}.get(guard.event, "NEW")
    level = "STATEMENT" if guard.event == "truncate" else "ROW"
    return [
        f"CREATE OR REPLACE FUNCTION {guard.name}() RETURNS trigger AS $$ BEGIN "
        f"IF {guard.condition.format(lock=' FOR SHARE')} THEN "
        f"RAISE EXCEPTION '{refusal}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        f"RETURN {result}; END $$ LANGUAGE plpgsql",
        f"CREATE TRIGGER {guard.name} BEFORE {guard.event.upper()} ON {guard.table} "
        f"FOR EACH {level} EXECUTE FUNCTION {guard.name}()",
    ]
