"""Database triggers that keep a finalised meeting's record as it is, whoever writes and by whatever way.

The Python guards (admin, ledger) speak first and kindly; these hold for `update()`, bulk methods and raw SQL too.
The migrations that install them name the tables, so that this module can serve later tables as well.
SQLite needs one thing more than PostgreSQL: INSERT OR REPLACE deletes the row in its way without any delete trigger.
"""

from dataclasses import dataclass

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

REFUSAL = "會議紀錄已定稿，不可更動"


@dataclass(frozen=True)
class FrozenTable:
    """A table whose rows belong to a meeting. `owner` is SQL for the meeting's id, `{row}` standing for the row."""

    name: str
    owner: str = "{row}.meeting_id"

    def frozen(self, row: str) -> str:
        """SQL condition: the row belongs to a finalised meeting."""
        owner = self.owner.format(row=row)
        return f"EXISTS (SELECT 1 FROM meetings_meeting m WHERE m.id = {owner} AND m.state = 'finalised')"


@dataclass(frozen=True)
class FrozenName:
    """Columns of reference rows that a finalised meeting prints: a new name is a new row. `used` is a condition."""

    name: str
    columns: tuple[str, ...]
    used: str


# A meeting's own row: frozen once finalised, and not to be pushed aside by one with the same keys.
MEETING = "meetings_meeting"
MEETING_IN_THE_WAY = (
    "EXISTS (SELECT 1 FROM meetings_meeting m WHERE m.state = 'finalised' AND m.id <> {old} AND (m.id = NEW.id"
    " OR (m.level_id = NEW.level_id AND m.number = NEW.number)"
    " OR (m.held_on = NEW.held_on AND m.sequence = NEW.sequence)))"
)


def install(editor: BaseDatabaseSchemaEditor, tables: list[FrozenTable], names: list[FrozenName]) -> None:
    """Create the triggers on the connected engine (SQLite or PostgreSQL); replaces those that are there."""
    remove(editor, tables, names)
    for statement in _statements(editor.connection.vendor, tables, names):
        editor.execute(statement, params=None)


def remove(editor: BaseDatabaseSchemaEditor, tables: list[FrozenTable], names: list[FrozenName]) -> None:
    """Drop the triggers."""
    for table in [MEETING, *(table.name for table in tables), *(name.name for name in names)]:
        for trigger in trigger_names(table):
            if editor.connection.vendor == "postgresql":
                editor.execute(f"DROP TRIGGER IF EXISTS {trigger} ON {table}", params=None)
            else:
                editor.execute(f"DROP TRIGGER IF EXISTS {trigger}", params=None)


def trigger_names(table: str) -> list[str]:
    """The triggers a table may have; SQLite has no TRUNCATE and so not the last one."""
    return [f"freeze_{table}_{event}" for event in ("insert", "update", "delete", "truncate")]


def _statements(vendor: str, tables: list[FrozenTable], names: list[FrozenName]) -> list[str]:
    make = _postgresql if vendor == "postgresql" else _sqlite
    statements = []
    for table in tables:
        in_the_way = f"EXISTS (SELECT 1 FROM {table.name} t WHERE t.id = NEW.id AND {table.frozen('t')})"
        on_insert = table.frozen("NEW")
        on_update = f"{table.frozen('OLD')} OR {table.frozen('NEW')}"
        if vendor == "sqlite":
            on_insert, on_update = f"{on_insert} OR {in_the_way}", f"{on_update} OR {in_the_way}"
        statements += make(table.name, "insert", on_insert)
        statements += make(table.name, "update", on_update)
        statements += make(table.name, "delete", table.frozen("OLD"))
    statements += make(MEETING, "update", f"OLD.state = 'finalised' OR {MEETING_IN_THE_WAY.format(old='OLD.id')}")
    statements += make(MEETING, "delete", "OLD.state = 'finalised'")
    statements += make(MEETING, "insert", MEETING_IN_THE_WAY.format(old="-1"))
    for name in names:
        changed = " OR ".join(f"OLD.{column} <> NEW.{column}" for column in name.columns)
        statements += make(name.name, "update", f"({changed}) AND {name.used}")
    if vendor == "postgresql":
        for table in [MEETING, *(table.name for table in tables)]:
            statements += _postgresql_truncate(table)
    return statements


def _sqlite(table: str, event: str, condition: str) -> list[str]:
    return [
        f"CREATE TRIGGER freeze_{table}_{event} BEFORE {event.upper()} ON {table} FOR EACH ROW WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    ]


def _postgresql(table: str, event: str, condition: str) -> list[str]:
    result = "OLD" if event == "delete" else "NEW"
    function = f"freeze_{table}_{event}"
    return [
        f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger AS $$ BEGIN IF {condition} THEN "
        f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        f"RETURN {result}; END $$ LANGUAGE plpgsql",
        f"CREATE TRIGGER {function} BEFORE {event.upper()} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()",
    ]


def _postgresql_truncate(table: str) -> list[str]:
    return [
        "CREATE OR REPLACE FUNCTION freeze_truncate() RETURNS trigger AS $$ BEGIN "
        "IF EXISTS (SELECT 1 FROM meetings_meeting WHERE state = 'finalised') THEN "
        f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        "RETURN NULL; END $$ LANGUAGE plpgsql",
        f"CREATE TRIGGER freeze_{table}_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION freeze_truncate()",
    ]
