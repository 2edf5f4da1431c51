"""Database triggers that keep a finalised meeting's record as it is, whoever writes and by whatever way.

The Python guards (admin, ledger) speak first and kindly; these hold for `update()`, bulk methods and raw SQL too.
TABLES and NAMES are what migration 0003 installs: a table that comes later is named beside the migration that adds it.
SQLite needs one thing more than PostgreSQL: INSERT OR REPLACE deletes the row in its way without any delete trigger.
"""

import re
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

REFUSAL = "會議紀錄已定稿，不可更動"
# PostgreSQL: a writer and whoever finalises the meeting wait for each other, so that no row slips in unseen.
LOCK = " FOR SHARE"


@dataclass(frozen=True)
class FrozenTable:
    """A table whose rows belong to a meeting. `owners` is SQL for the meeting's id, `{row}` standing for the row.

    A row with several owners is frozen as soon as one of them is final. They have to take in every meeting that a
    unique key of the table can lead to: else a draft's row could replace a frozen one.
    """

    name: str
    owners: tuple[str, ...] = ("{row}.meeting_id",)

    def frozen(self, row: str, lock: str = "") -> str:
        """SQL condition: the row belongs to a finalised meeting. `lock` is put behind the look at the meeting."""
        return " OR ".join(
            f"(SELECT m.state FROM meetings_meeting m WHERE m.id = {owner.format(row=row)}{lock}) = 'finalised'"
            for owner in self.owners
        )


@dataclass(frozen=True)
class FrozenName:
    """Columns of reference rows that a finalised meeting prints: a new name is a new row.

    `used` is SQL for whether a finalised meeting prints the row `{row}`; `keys` are the table's unique columns.
    """

    name: str
    columns: tuple[str, ...]
    used: str
    keys: tuple[str, ...] = ("name",)

    def changed(self) -> str:
        """SQL condition: an update changes what is printed, or which row the others point at."""
        return " OR ".join(f"OLD.{column} <> NEW.{column}" for column in ("id", *self.columns))

    def in_the_way(self, old: str) -> str:
        """SQL condition: writing NEW over the row with the id `old` would push a printed row aside."""
        same = " OR ".join(f"t.{column} = NEW.{column}" for column in ("id", *self.keys))
        used = self.used.format(row="t")
        return f"EXISTS (SELECT 1 FROM {self.name} t WHERE t.id <> {old} AND ({same}) AND ({used}))"


OF_CLAUSE = (
    "(SELECT g.meeting_id FROM meetings_clause c JOIN meetings_groupresolution g ON g.id = c.group_resolution_id"
    " WHERE c.id = {row}.%s)"
)
# The rows that a meeting owns, by migration 0003.
TABLES = [
    FrozenTable("cases_statuschange"),
    FrozenTable("meetings_meetingseat"),
    FrozenTable("meetings_section"),
    FrozenTable("meetings_resolution"),
    FrozenTable("meetings_groupresolution"),
    FrozenTable(
        "meetings_clause",
        (
            "(SELECT g.meeting_id FROM meetings_groupresolution g WHERE g.id = {row}.group_resolution_id)",
            OF_CLAUSE % "parent_id",
        ),
    ),
    FrozenTable(
        "meetings_clauseitem",
        (OF_CLAUSE % "clause_id", "(SELECT s.meeting_id FROM cases_statuschange s WHERE s.id = {row}.change_id)"),
    ),
    FrozenTable("meetings_motion"),
    FrozenTable("meetings_motionitem", ("(SELECT p.meeting_id FROM meetings_motion p WHERE p.id = {row}.motion_id)",)),
    FrozenTable("meetings_remark"),
    FrozenTable(
        "meetings_paragraph",
        (
            "(SELECT r.meeting_id FROM meetings_remark r WHERE r.id = {row}.remark_id)",
            "(SELECT s.meeting_id FROM meetings_section s WHERE s.id = {row}.section_id)",
        ),
    ),
]
# A finalised meeting has a row of the first (a table or join, t owning the meeting) that points at the name.
PRINTED_IN = (
    "EXISTS (SELECT 1 FROM %s JOIN meetings_meeting m ON m.id = t.meeting_id"
    " WHERE %s = {row}.id AND m.state = 'finalised')"
)
CLAUSES = "meetings_clause c JOIN meetings_groupresolution t ON t.id = c.group_resolution_id"
NAMES = [
    FrozenName(
        "groups_platform",
        ("name",),
        "EXISTS (SELECT 1 FROM meetings_meeting m JOIN meetings_meetinglevel l ON l.name = m.level_id"
        " WHERE l.platform_id = {row}.id AND m.state = 'finalised')",
    ),
    FrozenName(
        "meetings_meetinglevel",
        ("name", "platform_id"),
        "EXISTS (SELECT 1 FROM meetings_meeting m WHERE m.level_id = {row}.name AND m.state = 'finalised')",
        ("name", "slug", '"order"'),
    ),
    FrozenName(
        "groups_city",
        ("name", "government_name"),
        PRINTED_IN % ("meetings_meetingseat t", "t.city_id")
        + " OR "
        + PRINTED_IN % ("meetings_motion t", "t.proposer_id"),
        ("name", "government_name", '"order"'),
    ),
    FrozenName(
        "groups_issuegroup",
        ("name",),
        PRINTED_IN % ("meetings_groupresolution t", "t.group_id")
        + " OR "
        + PRINTED_IN % ("cases_statuschange t", "t.group_id"),
        ("name", '"order"'),
    ),
    FrozenName(
        "cases_commontopic",
        ("name",),
        PRINTED_IN % ("meetings_section t", "t.topic_id") + " OR " + PRINTED_IN % (CLAUSES, "c.topic_id"),
    ),
]

# A meeting's own row: frozen once finalised, and not to be pushed aside by one with the same keys.
MEETING = "meetings_meeting"
MEETING_IN_THE_WAY = (
    "EXISTS (SELECT 1 FROM meetings_meeting m WHERE m.state = 'finalised' AND m.id <> {old} AND (m.id = NEW.id"
    " OR (m.level_id = NEW.level_id AND m.number = NEW.number)"
    " OR (m.held_on = NEW.held_on AND m.sequence = NEW.sequence)))"
)


def install_triggers(editor: BaseDatabaseSchemaEditor, tables: list[FrozenTable], names: list[FrozenName]) -> None:
    """Create the triggers on the connected engine (SQLite or PostgreSQL); replaces those that are there."""
    remove_triggers(editor, tables, names)
    for statement in _statements(editor.connection.vendor, tables, names):
        editor.execute(statement, params=None)


def remove_triggers(editor: BaseDatabaseSchemaEditor, tables: list[FrozenTable], names: list[FrozenName]) -> None:
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


def installed_triggers(connection: BaseDatabaseWrapper) -> set[str]:
    """The names of all triggers in the connected database."""
    # Raw SQL: no ORM reads an engine's own catalogue.
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {name for (name,) in cursor.fetchall()}


def expected_triggers(vendor: str) -> set[str]:
    """The names of the triggers that keep finalised records on that engine."""
    statements = _statements(vendor, TABLES, NAMES)
    return {found[1] for statement in statements if (found := re.match(r"CREATE TRIGGER (\w+)", statement))}


def _statements(vendor: str, tables: list[FrozenTable], names: list[FrozenName]) -> list[str]:
    make, lock = (_postgresql, LOCK) if vendor == "postgresql" else (_sqlite, "")
    statements = []
    for table in tables:
        on_insert = table.frozen("NEW", lock)
        on_update = f"{table.frozen('OLD', lock)} OR {on_insert}"
        if vendor == "sqlite":
            in_the_way = f"EXISTS (SELECT 1 FROM {table.name} t WHERE t.id = NEW.id AND ({table.frozen('t')}))"
            on_insert, on_update = f"{on_insert} OR {in_the_way}", f"{on_update} OR {in_the_way}"
        statements += make(table.name, "insert", on_insert)
        statements += make(table.name, "update", on_update)
        statements += make(table.name, "delete", table.frozen("OLD", lock))
    statements += make(MEETING, "update", f"OLD.state = 'finalised' OR {MEETING_IN_THE_WAY.format(old='OLD.id')}")
    statements += make(MEETING, "delete", "OLD.state = 'finalised'")
    statements += make(MEETING, "insert", MEETING_IN_THE_WAY.format(old="-1"))
    for name in names:
        used = name.used.format(row="OLD")
        statements += make(name.name, "update", f"(({name.changed()}) AND ({used})) OR {name.in_the_way('OLD.id')}")
        statements += make(name.name, "delete", used)
        statements += make(name.name, "insert", name.in_the_way("-1"))
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
