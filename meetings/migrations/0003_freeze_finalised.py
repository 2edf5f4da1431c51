"""Triggers on both engines: nothing of a finalised meeting's record changes, by raw SQL either."""

from django.db import migrations

from meetings.record.triggers import NAMES, TABLES, install_triggers, remove_triggers

def install(apps, schema_editor):
    install_triggers(schema_editor, TABLES, NAMES)


def remove(apps, schema_editor):
    remove_triggers(schema_editor, TABLES, NAMES)


class Migration(migrations.Migration):
    dependencies = [("meetings", "0002_reference_levels"), ("cases", "0002_ledger_meetings")]

    operations = [migrations.RunPython(install, remove)]
