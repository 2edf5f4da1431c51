"""What a database is at one moment, schema and rows, in a form that can be compared before and after a migration."""

import hashlib
from collections import Counter

from django.db import connection

from platform_site.shared import triggers

# Written by Django itself after each migrate, or the list of migrations.
BOOKKEEPING = {"django_migrations", "django_content_type", "auth_permission", "auth_group_permissions"}
# Raw SQL throughout: no ORM reads an engine's own catalogue, or tables that no model of today describes.
CATALOGUE = {
    "sqlite": [
        "SELECT 'column ' || m.name || '.' || x.name, lower(x.type) || ' ' || x.\"notnull\" || ' ' || x.pk"
        " || ' ' || coalesce(x.dflt_value, '')"
        " FROM sqlite_master m, pragma_table_xinfo(m.name) x WHERE m.type IN ('table', 'view')"
        " AND m.name NOT LIKE 'sqlite_%'",
        "SELECT 'index ' || name, replace(sql, ' IF NOT EXISTS', '') FROM sqlite_master"
        " WHERE type = 'index' AND sql IS NOT NULL",
        "SELECT 'key ' || m.name || '.' || f.\"from\", f.\"table\" || '.' || f.\"to\" || ' ' || f.on_delete"
        " FROM sqlite_master m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table'",
    ],
    "postgresql": [
        "SELECT 'column ' || table_name || '.' || column_name, data_type || ' ' || is_nullable || ' '"
        " || coalesce(column_default, '') || ' ' || coalesce(character_maximum_length, 0) || ' ' || is_identity"
        " FROM information_schema.columns WHERE table_schema = 'public'",
        "SELECT 'index ' || indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "SELECT 'constraint ' || conrelid::regclass || '.' || conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE connamespace = 'public'::regnamespace",
        "SELECT 'function ' || proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    ],
}


def schema() -> dict[str, str]:
    """Every table's columns, constraints and indexes, every view, function and trigger."""
    with connection.cursor() as cursor:
        found = {}
        for query in CATALOGUE[connection.vendor]:
            cursor.execute(query)
            found |= dict(cursor.fetchall())
        if connection.vendor == "sqlite":
            for table in connection.introspection.table_names(cursor):
                found |= {f"check {table}.{name}": body for name, body in _named_checks(cursor, table).items()}
    return found | {f"trigger {name}": body for name, body in triggers.installed(connection).items()}


def _named_checks(cursor, table):
    """{name: condition} of a table's constraints, which SQLite keeps as text only."""
    cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [table])
    found = {}
    for part in cursor.fetchone()[0].split('CONSTRAINT "')[1:]:
        name, _, rest = part.partition('"')
        # Conditions name their columns with the table's name, which a remade table once had as new__.
        found[name] = rest[: _end_of_parenthesis(rest)].replace(f'"new__{table}"', f'"{table}"')
    return found


def _end_of_parenthesis(sql):
    depth = 0
    for at, character in enumerate(sql):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == ")" and depth == 0:
            return at + 1
    return len(sql)


def rows() -> dict[str, tuple[tuple[str, ...], list[tuple[str, ...]]]]:
    """Each table's columns and rows."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            # The index of the search is written anew out of cases_searchentry.
            if table in BOOKKEEPING or table.startswith("cases_searchindex"):
                continue
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            columns = tuple(column[0] for column in cursor.description)
            found[table] = (columns, [tuple(map(repr, row)) for row in cursor.fetchall()])
    return found


def different(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """What of one schema is not the same in the other."""
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


def lost(before, after) -> dict[str, str]:
    """What of `before` is no longer in `after`: tables gone with rows, rows in the columns that both have."""
    found = {}
    for table, (columns, stood) in before.items():
        if table not in after:
            if stood:
                found[table] = f"gone with {len(stood)} rows"
            continue
        now_columns, stands = after[table]
        shared = sorted(set(columns) & set(now_columns))
        if missing := Counter(_only(columns, shared, stood)) - Counter(_only(now_columns, shared, stands)):
            found[table] = f"{missing.total()} rows"
    return found


def _only(columns, chosen, stood):
    at = [columns.index(column) for column in chosen]
    return (hashlib.sha256("\x1f".join(row[place] for place in at).encode()).hexdigest() for row in stood)
