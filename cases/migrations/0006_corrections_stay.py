"""Triggers on both engines: a correction is of a row of the same case, by raw SQL too."""

from django.db import migrations

from platform_site.shared.triggers import RunTriggers


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_seals_stay")]

    operations = [RunTriggers(__file__)]
