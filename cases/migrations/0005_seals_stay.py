"""Triggers on both engines: seals are appended and never change, by raw SQL either."""

from django.db import migrations

from platform_site.shared.triggers import RunTriggers


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_subcases_stay")]

    operations = [RunTriggers(__file__)]
