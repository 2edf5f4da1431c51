"""Database triggers, written out in SQL files beside the migrations that run them, one file per engine.

`0003_x.py` runs `0003_x.sqlite.sql` or `0003_x.postgresql.sql` by the operation `RunTriggers`. Conditions say OLD and
NEW. On PostgreSQL a look at another row ends with FOR SHARE, so that a writer and whoever freezes that row wait for
each other. SQLite's INSERT OR REPLACE deletes the conflicting row without any delete trigger: there, insert and
update triggers look for such rows themselves.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from django.apps import apps
from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import RunPython

TRIGGER = re.compile(r"CREATE TRIGGER (\w+)\s.*?\sON (\w+)\s", re.DOTALL)
FUNCTION = re.compile(r"CREATE OR REPLACE FUNCTION (\w+)\(\).*?\$\$(.*)\$\$", re.DOTALL)


class Refusal(StrEnum):
    """The messages of the triggers; the SQL files have no other texts (tests/shared/test_triggers.py)."""

    FINAL_RECORD = "會議紀錄已定稿，不可更動"
    ACCEPTED_UPDATE = "季進度已採認，不可更動"
    IMPORT_ORIGINAL = "匯入的原始檔與讀出的文字不可更動"
    CLOSED_IMPORT = "這次匯入已結案，審閱內容不可更動"
    CASE_DEPTH = "子案之下不可再有子案"
    CORRECTION = "更正須與所更正的異動屬於同一合作案"
    REVIEW_COMMENT = "審閱意見須留存，不可更動"
    VERSION = "紀錄版本只能新增，不可更動"
    SEAL = "封存紀錄只能新增，不可更動"
    AUDIT = "稽核軌跡只能新增，不可更動"


def refusal(error: DatabaseError) -> Refusal | None:
    """Which trigger refused a write; None for any other error.

    The one place that looks at an error's text: SQLite's RAISE has nothing but a text to tell its refusals by.
    """
    return next((said for said in Refusal if said in str(error)), None)


class RunTriggers(RunPython):
    """Runs the SQL file of the migration at `path` (its __file__) for the connected engine; drops back what it made."""

    def __init__(self, path: str) -> None:
        super().__init__(lambda _, editor: create(editor, path), lambda _, editor: undo(editor, path))


def create(editor: BaseDatabaseSchemaEditor, path: str) -> None:
    """Create the triggers of the migration at `path`, in place of any of the same name."""
    drop(editor, path)
    for statement in statements(path, editor.connection.vendor):
        # Raw SQL: no ORM creates triggers. It is a file of this project and takes no parameters.
        editor.execute(statement, params=None)


def drop(editor: BaseDatabaseSchemaEditor, path: str) -> None:
    """Drop the triggers of the migration at `path`."""
    for statement in statements(path, editor.connection.vendor):
        if found := TRIGGER.match(statement):
            on_table = f" ON {found[2]}" if editor.connection.vendor == "postgresql" else ""
            editor.execute(f"DROP TRIGGER IF EXISTS {found[1]}{on_table}", params=None)


def undo(editor: BaseDatabaseSchemaEditor, path: str) -> None:
    """Drop the triggers of the migration at `path` and the functions that came with them."""
    drop(editor, path)
    for statement in statements(path, editor.connection.vendor):
        if found := FUNCTION.match(statement):
            editor.execute(f"DROP FUNCTION IF EXISTS {found[1]}()", params=None)


def statements(path: str | Path, vendor: str) -> list[str]:
    """The statements of the migration's SQL file; a blank line ends each."""
    text = Path(path).with_suffix(f".{vendor}.sql").read_text()
    return [part.strip().rstrip(";") for part in text.split("\n\n") if not part.startswith("--")]


def expected(vendor: str) -> dict[str, str]:
    """Every trigger that the migrations of all apps create on that engine: its name and its body."""
    triggers: dict[str, str] = {}
    functions: dict[str, str] = {}
    for app in apps.get_app_configs():
        for path in sorted(Path(app.path).glob(f"migrations/*.{vendor}.sql")):
            for statement in statements(path.with_suffix("").with_suffix(""), vendor):
                if found := FUNCTION.match(statement):
                    functions[found[1]] = found[2]
                elif found := TRIGGER.match(statement):
                    called = re.search(r"EXECUTE FUNCTION (\w+)\(", statement)
                    triggers[found[1]] = _squashed(statement + (functions[called[1]] if called else ""))
    return triggers


def installed(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Every trigger of the connected database: its name and its body, in the form of `expected`."""
    # Raw SQL: no ORM reads an engine's own catalogue. A trigger that is switched off counts as missing.
    query = {
        "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": (
            "SELECT t.tgname, replace(pg_get_triggerdef(t.oid), ' ON ' || n.nspname || '.', ' ON ') || p.prosrc"
            " FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_class c ON c.oid = t.tgrelid"
            " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT t.tgisinternal AND t.tgenabled = 'O'"
        ),
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {name: _squashed(body) for name, body in cursor.fetchall()}


def drift(connection: BaseDatabaseWrapper) -> Iterator[str]:
    """Yield a Chinese sentence for each trigger that is not as the migrations wrote it."""
    found, written = installed(connection), expected(connection.vendor)
    for name, body in written.items():
        if name not in found:
            yield f"資料庫缺少保護紀錄的觸發程序 {name}，請重新執行 migrate。"
        elif found[name] != body:
            yield f"資料庫中保護紀錄的觸發程序 {name} 已被改動，與 migrate 寫入的不同。"
    for name in sorted(found.keys() - written.keys()):
        yield f"資料庫中有不是 migrate 寫入的觸發程序 {name}，請查明來源。"


@contextlib.contextmanager
def put_aside(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Put all triggers aside, in a transaction only: if it is rolled back they were never gone.

    For rows that come all at once into an unused database: a backup's, or a made-up history. End the block with
    `connection.check_constraints()`: PostgreSQL switches no trigger while a foreign key is still to be looked at.
    """
    with connection.cursor() as cursor:
        # Raw SQL: no ORM knows of triggers.
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            found = cursor.fetchall()
            aside = [f'DROP TRIGGER "{name}"' for name, _ in found]
            again = [sql for _, sql in found]
        else:
            cursor.execute(
                "SELECT DISTINCT c.oid::regclass::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
                # Of tables: a view's triggers take over what is written into the view, which a restore does not.
                " WHERE NOT t.tgisinternal AND c.relkind IN ('r', 'p')"
                " AND c.relnamespace = current_schema()::regnamespace"
            )
            names = [name for (name,) in cursor.fetchall()]
            # The owner of the tables may do this; only a superuser could set session_replication_role.
            aside = [f"ALTER TABLE {name} DISABLE TRIGGER USER" for name in names]
            again = [f"ALTER TABLE {name} ENABLE TRIGGER USER" for name in names]
        for statement in aside:
            cursor.execute(statement)
        yield
        for statement in again:
            cursor.execute(statement)


def _squashed(sql: str) -> str:
    return re.sub(r"\s+", " ", sql).strip()
