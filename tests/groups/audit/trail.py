"""What tests of the trail have in common: the entries that something adds, and changing the trail all the same."""

import contextlib
import json

from django.db import connection, transaction

from groups.audit.models import AuditEntry


class Added(list):
    """The entries that a block added, oldest first."""

    def of(self, table):
        return [entry for entry in self if entry.table_name == table]

    def brief(self, *tables):
        return [(entry.action, entry.table_name) for entry in self if not tables or entry.table_name in tables]


@contextlib.contextmanager
def added():
    newest = AuditEntry.objects.first()
    found = Added()
    yield found
    found.extend(AuditEntry.objects.filter(number__gt=newest.number if newest else 0).order_by("number"))


def after(entry):
    return json.loads(entry.after)


def before(entry):
    return json.loads(entry.before)


@contextlib.contextmanager
def out_of_the_way(table="groups_auditentry"):
    """Without the triggers of a table; they are there again, unchanged, afterwards."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
            yield cursor
            cursor.execute("SET LOCAL session_replication_role = origin")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        yield cursor
        for _, sql in triggers:
            cursor.execute(sql)


@contextlib.contextmanager
def undone():
    """What happens inside is taken back."""
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.set_rollback(False)
        transaction.savepoint_rollback(point)
