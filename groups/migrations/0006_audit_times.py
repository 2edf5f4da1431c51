"""An index for the days that the trail's page is narrowed by."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("groups", "0005_audited_rows")]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX groups_auditentry_at ON groups_auditentry (at)",
            "DROP INDEX groups_auditentry_at",
        ),
    ]
