"""Each row that is written to the tables of groups and of accounts is a row of the audit trail."""

from django.db import migrations

from platform_site.shared.triggers import RunTriggers


class Migration(migrations.Migration):
    dependencies = [
        ("groups", "0003_audit"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [RunTriggers(__file__)]
