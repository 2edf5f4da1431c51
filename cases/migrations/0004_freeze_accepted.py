"""Triggers on both engines: nothing of an accepted update changes, by raw SQL either."""

from django.db import migrations

from cases.reporting.triggers import GUARDS, REFUSAL
from platform_site.shared.triggers import install, remove


def install_guards(apps, schema_editor):
    install(schema_editor, GUARDS, REFUSAL)


def remove_guards(apps, schema_editor):
    remove(schema_editor, GUARDS)


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_reporting")]

    operations = [migrations.RunPython(install_guards, remove_guards)]
