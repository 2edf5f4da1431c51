"""Each row that is written to the tables of meetings is a row of the audit trail."""

from django.db import migrations

from platform_site.shared.triggers import RunTriggers


class Migration(migrations.Migration):
    dependencies = [("meetings", "0014_publications"), ("groups", "0004_audit")]

    operations = [RunTriggers(__file__)]
