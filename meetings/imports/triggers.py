"""Database triggers that keep an imported file's original as it came, and a closed review as it was decided.

Raw SQL because no ORM makes triggers. `meetings/record/triggers.py` does the same for records.
"""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

IMPORT = "meetings_minutesimport"
BELONGING = ("meetings_importtext", "meetings_importcorrection", "meetings_importdecision")
ORIGINAL_REFUSAL = "匯入的原始檔與讀出的文字不可更動"
CLOSED_REFUSAL = "這次匯入已結案，審閱內容不可更動"
ORIGINAL = ("id", "file", "name", "size", "sha256", "text_as_read", "uploaded_at", "uploaded_by_name")
CLOSING = ("state", "closed_by_name", "closed_at", "version")


def install_triggers(editor: BaseDatabaseSchemaEditor) -> None:
    """Create the triggers on the connected engine (SQLite or PostgreSQL)."""
    make = _postgresql if editor.connection.vendor == "postgresql" else _sqlite
    for name, table, event, condition, refusal in _rules():
        for statement in make(name, table, event, condition, refusal):
            editor.execute(statement, params=None)


def remove_triggers(editor: BaseDatabaseSchemaEditor) -> None:
    """Drop the triggers."""
    on_table = editor.connection.vendor == "postgresql"
    for name, table, *_ in _rules():
        editor.execute(f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if on_table else ""), params=None)


def expected_triggers() -> set[str]:
    """The names of the triggers that keep imports, the same on both engines."""
    return {name for name, *_ in _rules()}


def _rules() -> list[tuple[str, str, str, str, str]]:
    original = " OR ".join(f"OLD.{column} <> NEW.{column}" for column in ORIGINAL)
    reopened = "OLD.state <> 'open' AND (" + " OR ".join(f"OLD.{c} <> NEW.{c}" for c in CLOSING)
    # The meeting of a confirmed import may only become empty, when that draft is deleted.
    reopened += " OR (NEW.meeting_id IS NOT NULL AND (OLD.meeting_id IS NULL OR OLD.meeting_id <> NEW.meeting_id)))"
    rules = [
        ("keep_import_original", IMPORT, "UPDATE", original, ORIGINAL_REFUSAL),
        ("keep_import_closed", IMPORT, "UPDATE", reopened, CLOSED_REFUSAL),
        ("keep_import_row", IMPORT, "DELETE", "OLD.id IS NOT NULL", ORIGINAL_REFUSAL),
    ]
    closed = f"(SELECT r.state FROM {IMPORT} r WHERE r.id = %s.review_id) <> 'open'"
    for table in BELONGING:
        short = table.removeprefix("meetings_")
        rules += [
            (f"keep_{short}_insert", table, "INSERT", closed % "NEW", CLOSED_REFUSAL),
            (f"keep_{short}_update", table, "UPDATE", f"{closed % 'OLD'} OR {closed % 'NEW'}", CLOSED_REFUSAL),
            (f"keep_{short}_delete", table, "DELETE", closed % "OLD", CLOSED_REFUSAL),
        ]
    return rules


def _sqlite(name: str, table: str, event: str, condition: str, refusal: str) -> list[str]:
    return [
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
    ]


def _postgresql(name: str, table: str, event: str, condition: str, refusal: str) -> list[str]:
    result = "OLD" if event == "DELETE" else "NEW"
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger AS $$ BEGIN IF {condition} THEN "
        f"RAISE EXCEPTION '{refusal}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        f"RETURN {result}; END $$ LANGUAGE plpgsql",
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]
