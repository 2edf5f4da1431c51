"""Triggers on both engines: an imported original never changes, nor does a review once it is closed."""

from django.db import migrations

from meetings.imports.triggers import install_triggers, remove_triggers


def install(apps, schema_editor):
    install_triggers(schema_editor)


def remove(apps, schema_editor):
    remove_triggers(schema_editor)


class Migration(migrations.Migration):
    dependencies = [("meetings", "0005_minutes_import")]

    operations = [migrations.RunPython(install, remove)]
