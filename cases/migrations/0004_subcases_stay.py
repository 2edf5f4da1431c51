"""Triggers on both engines: a sub-case has no sub-cases, whoever writes the parent."""

from django.db import migrations

from platform_site.shared.triggers import RunTriggers


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_accepted_updates_stay")]

    operations = [RunTriggers(__file__)]
