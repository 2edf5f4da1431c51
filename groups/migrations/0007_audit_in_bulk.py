"""On SQLite the trail's rows of one statement run for thousands of rows are completed together, see recording.py."""

from pathlib import Path

from django.db import migrations

from platform_site.shared import triggers

BEFORE = Path(__file__).with_name("0004_audit.py")


def create(apps, editor):
    if editor.connection.vendor == "sqlite":
        triggers.create(editor, __file__)


def undo(apps, editor):
    if editor.connection.vendor == "sqlite":
        triggers.drop(editor, __file__)
        triggers.create(editor, str(BEFORE))


class Migration(migrations.Migration):
    dependencies = [("groups", "0006_audit_times")]

    operations = [migrations.RunPython(create, undo)]
