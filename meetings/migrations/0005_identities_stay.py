"""Triggers on both engines: no identity or succession that a finalised meeting rests on changes."""

from django.db import migrations

from platform_site.shared.triggers import RunTriggers


class Migration(migrations.Migration):
    dependencies = [("meetings", "0004_closed_imports_stay")]

    operations = [RunTriggers(__file__)]
