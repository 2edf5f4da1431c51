"""Each row that is written to the tables of groups and of accounts is a row of the audit trail."""

from django.db import migrations

from platform_site.shared.triggers import RunTriggers


class Migration(migrations.Migration):
    dependencies = [
        ("groups", "0004_audit"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
    ]

    operations = [RunTriggers(__file__)]
