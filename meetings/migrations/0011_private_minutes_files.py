"""The files of minutes lie in the private storage. Nothing of the database changes, least of all its triggers."""

from django.db import migrations, models

from platform_site.shared.uploads import PrivateStorage


class Migration(migrations.Migration):
    dependencies = [("meetings", "0010_term_source")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="storeddocument",
                    name="file",
                    field=models.FileField(
                        max_length=200, storage=PrivateStorage(), upload_to="minutes/", verbose_name="檔案"
                    ),
                ),
            ],
        ),
    ]
