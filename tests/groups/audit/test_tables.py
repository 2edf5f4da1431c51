"""Every table is in the trail or has its reason, and the written SQL is that of the models as they are now."""

import io
import re

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from groups.audit.models import AuditEntry
from groups.audit.tables import HIDDEN, LEFT_OUT, audited_models, is_audited, trigger_sql
from platform_site.shared import triggers
from platform_site.shared.triggers import Refusal, refusal

SECRETS = re.compile(r"passw|secret|token|(^|_)key$|mail|address", re.IGNORECASE)
# Columns whose names sound like secrets and that are none.
NO_SECRETS = {
    "account_emailconfirmation.email_address_id": "a number",
    "cases_reportingperiod.key": "the quarter",
    "cases_savedfilter.key": "a part of the filter's address; opening it needs a role",
    "cases_savedfilter.list_key": "which list",
    "meetings_importdecision.key": "which sentence was decided on",
    "meetings_publicsite.contact_email": "published for everybody",
}


def squashed(sql):
    return re.sub(r"\s+", " ", sql).strip()


@pytest.mark.parametrize("vendor", ["sqlite", "postgresql"])
def test_the_migrations_audit_every_table_with_all_its_columns(vendor):
    written = triggers.expected(vendor)
    missing = []
    for model in audited_models():
        for statement in trigger_sql(model, vendor):
            name = triggers.TRIGGER.match(statement)[1]
            if not written.get(name, "").startswith(squashed(statement)):
                missing.append(f"{name}: print it by `manage.py audit_triggers {vendor} {model._meta.db_table}`")
    assert missing == []


@pytest.mark.django_db
def test_every_table_of_the_database_is_audited_or_left_out_with_a_reason():
    tables = set(connection.introspection.table_names())
    audited = {model._meta.db_table for model in audited_models()}
    assert {table for table in tables if is_audited(table)} == audited
    assert set(LEFT_OUT) - tables == set()
    assert len(audited) == 74


@pytest.mark.django_db
def test_no_history_is_left_out_whose_rows_are_not_audited():
    audited = {model._meta.label for model in audited_models()}
    tracked = {
        model.instance_type._meta.label if hasattr(model, "instance_type") else ""
        for model in apps.get_models()
        if "_historical" in model._meta.db_table
    }
    assert tracked - audited <= {""}


def test_what_sounds_like_a_secret_is_hidden():
    shown = {
        f"{model._meta.db_table}.{field.column}"
        for model in audited_models()
        for field in model._meta.concrete_fields
        if SECRETS.search(field.column) and field.column not in HIDDEN.get(model._meta.db_table, ())
    }
    assert shown == set(NO_SECRETS)


def test_the_command_prints_the_sql_of_a_table():
    printed = io.StringIO()
    call_command("audit_triggers", "postgresql", "auth_user", stdout=printed)
    assert printed.getvalue() == (
        "CREATE TRIGGER audit_auth_user AFTER INSERT OR DELETE OR UPDATE ON auth_user FOR EACH ROW"
        " EXECUTE FUNCTION audit_row('id', 'password', 'email');\n\n"
        "CREATE TRIGGER audit_auth_user_truncate BEFORE TRUNCATE ON auth_user FOR EACH STATEMENT"
        " EXECUTE FUNCTION audit_truncate('id', 'password', 'email');\n\n"
    )
    with pytest.raises(CommandError, match="「django_session」不是納入稽核的資料表。"):
        call_command("audit_triggers", "sqlite", "django_session")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE groups_auditentry SET actor_name = '別人' WHERE number = 1",
        "UPDATE groups_auditentry SET number = 99999999 WHERE number = 1",
        "DELETE FROM groups_auditentry WHERE number = 1",
        "DELETE FROM groups_auditentry",
    ],
)
def test_the_trail_only_grows(statement):
    count = AuditEntry.objects.count()
    with pytest.raises(IntegrityError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert refusal(refused.value) is Refusal.AUDIT
    assert AuditEntry.objects.count() == count


@pytest.mark.django_db
def test_the_trail_cannot_be_replaced_or_emptied_at_once():
    statement = {
        "sqlite": "INSERT OR REPLACE INTO groups_auditentry SELECT * FROM groups_auditentry WHERE number = 1",
        "postgresql": "TRUNCATE groups_auditentry",
    }[connection.vendor]
    with pytest.raises(IntegrityError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert refusal(refused.value) is Refusal.AUDIT


@pytest.mark.django_db
def test_flush_leaves_the_trail_alone():
    assert "groups_auditentry" not in connection.introspection.django_table_names()
