"""Triggers on both engines: nothing of an accepted update changes, by raw SQL either."""

from django.db import migrations

from platform_site.shared.triggers import RunTriggers


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_ledger_meetings")]

    operations = [RunTriggers(__file__)]
