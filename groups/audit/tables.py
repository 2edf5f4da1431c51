"""Which tables the trail covers, what it hides of them, and the SQL of their triggers.

A table is audited unless it is named here with the reason. The SQL stands written out beside the migrations;
tests/groups/audit/test_tables.py compares it with what `trigger_sql` prints for the models as they are now, and
`python manage.py audit_triggers TABLE…` prints it for a new migration.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.apps import apps
from django.db.models import Model

# Tables that the trail leaves out, each with the reason.
LEFT_OUT = {
    "groups_auditentry": "the trail itself",
    "cases_seal": "a chain of hashes of its own that only grows; verify_ledger checks it",
    "cases_kepttally": "computed from audited rows as a meeting is finalised; verify_ledger counts again",
    "cases_keptlight": "computed from audited rows as a meeting is finalised or a report accepted; verify_ledger again",
    "cases_searchentry": "computed from audited rows; rebuild_search makes it anew",
    "django_admin_log": "the admin's own log of rows that are audited here",
    "django_content_type": "written by migrate only: the names of the program's models",
    "auth_permission": "written by migrate only: the names of the program's permissions",
    "django_migrations": "written by migrate only: which migrations ran",
    "documents_drawndocument": "PDFs drawn from audited rows, deleted after a while",
    "django_tasks_database_dbtaskresult": "what the worker is to draw, by hashes",
    "platform_cache": "what processes remember for each other for a while; nothing that anybody recorded",
    "django_session": "a browser's session; signing in and out are entries of their own",
    "axes_accessattempt": "a counter of failed sign-ins; each failure is an entry of its own",
    "axes_accessattemptexpiration": "a counter of failed sign-ins",
    "axes_accessfailurelog": "a log of failed sign-ins; each failure is an entry of its own",
    "axes_accesslog": "a log of sign-ins; each is an entry of its own",
}
# Parts of the names of tables that hold copies: django-simple-history's of audited rows, written in the same
# transaction, and SQLite's full-text index of cases_searchentry.
COPIES = ("_historical", "cases_searchindex")
# What no reader of the trail is to see; that it changed is said.
HIDDEN = {
    "auth_user": ("password", "email"),
    "account_emailaddress": ("email",),
    "account_emailconfirmation": ("key",),
    "groups_passwordrecord": ("encoded",),
    "cases_remindersent": ("address", "copies", "body"),
    "meetings_calendarsubscription": ("token_sha256",),
    "mfa_authenticator": ("data",),
    "socialaccount_socialaccount": ("uid", "extra_data"),
    "socialaccount_socialapp": ("secret", "key", "settings"),
    "socialaccount_socialtoken": ("token", "token_secret"),
}
MASKED, MASKED_CHANGED = "（遮蔽）", "（遮蔽，已變更）"


def is_audited(table: str) -> bool:
    """Whether the trail covers the table of that name."""
    return table not in LEFT_OUT and not any(part in table for part in COPIES)


def audited_models() -> list[type[Model]]:
    """Every model whose table the trail covers, the ones that Django makes for many-to-many fields among them."""
    models = apps.get_models(include_auto_created=True)
    return [model for model in models if not model._meta.proxy and is_audited(model._meta.db_table)]


def trigger_sql(model: type[Model], vendor: str) -> list[str]:
    """The statements that create the triggers of the model's table on that engine."""
    table, key = model._meta.db_table, model._meta.pk.column
    hidden = HIDDEN.get(table, ())
    if vendor == "postgresql":
        given = ", ".join(f"'{name}'" for name in (key, *hidden))
        return [
            f"CREATE TRIGGER audit_{table} AFTER INSERT OR DELETE OR UPDATE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION audit_row({given})",
            f"CREATE TRIGGER audit_{table}_truncate BEFORE TRUNCATE ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate({given})",
        ]
    columns = [str(field.column) for field in model._meta.concrete_fields]
    old, new = _json("OLD", columns, hidden), _json("NEW", columns, hidden)
    return [
        _sqlite(table, "insert", f"NEW.\"{key}\", '', {new}"),
        _sqlite(table, "update", f'NEW."{key}", {old}, {_json("NEW", columns, hidden, tells_changes=True)}'),
        _sqlite(table, "delete", f"OLD.\"{key}\", {old}, ''"),
    ]


def baseline_sql(model: type[Model], vendor: str) -> str:
    """The statement that enters each row of the model's table that the trail has nothing of, as it is now."""
    table, key = model._meta.db_table, model._meta.pk.column
    hidden = HIDDEN.get(table, ())
    if vendor == "postgresql":
        masks = ", ".join(f"'{name}', '{MASKED}'" for name in hidden)
        row = f"(to_jsonb(t) || jsonb_build_object({masks}))::text"
    else:
        row = _json("t", [str(field.column) for field in model._meta.concrete_fields], hidden)
    # Names are those of models.
    return (
        f"INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)"  # nosec B608
        f" SELECT 'baseline', '{table}', CAST(t.\"{key}\" AS text), '', {row} FROM {table} t WHERE NOT EXISTS"
        f" (SELECT 1 FROM groups_auditentry e WHERE e.table_name = '{table}' AND e.row_id = CAST(t.\"{key}\" AS text))"
        f' ORDER BY t."{key}"'
    )


def _sqlite(table: str, action: str, values: str) -> str:
    # Names are those of models, values expressions of this module.
    return (
        f"CREATE TRIGGER audit_{table}_{action} AFTER {action.upper()} ON {table} FOR EACH ROW\n"  # nosec B608
        f"    BEGIN INSERT INTO groups_auditinbox (action, table_name, row_id, before, after)\n"
        f"    VALUES ('{action}', '{table}', {values}); END"
    )


def _json(row: str, columns: Iterable[str], hidden: Iterable[str], *, tells_changes: bool = False) -> str:
    def value(column: str) -> str:
        if column not in hidden:
            return f'{row}."{column}"'
        if tells_changes:
            return f"iif(OLD.\"{column}\" IS NEW.\"{column}\", '{MASKED}', '{MASKED_CHANGED}')"
        return f"'{MASKED}'"

    pairs = ", ".join(f"'{column}', {value(column)}" for column in columns)
    return f"json_object({pairs})"
