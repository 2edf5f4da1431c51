"""Triggers on both engines: an imported original stays as it came, a closed review as it was decided."""

from django.db import migrations

from platform_site.shared.triggers import RunTriggers


class Migration(migrations.Migration):
    dependencies = [("meetings", "0003_finalised_records_stay")]

    operations = [RunTriggers(__file__)]
