"""Triggers on both engines: nothing of a finalised meeting's record changes, by raw SQL either."""

from django.db import migrations

from platform_site.shared.triggers import RunTriggers


class Migration(migrations.Migration):
    dependencies = [("meetings", "0002_reference_levels"), ("cases", "0002_ledger_meetings")]

    operations = [RunTriggers(__file__)]
