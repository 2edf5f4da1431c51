"""An agreement keeps the text it was given for; triggers keep what reviewers commented."""

import django.db.models.deletion
from django.db import migrations, models

from platform_site.shared.triggers import RunTriggers


class Migration(migrations.Migration):
    dependencies = [("meetings", "0007_versions_stay")]

    operations = [
        migrations.AddField(
            model_name='reviewer',
            name='agreed_text',
            field=models.TextField(blank=True, default='', editable=False, verbose_name='同意時的內容'),
        ),
        migrations.AlterField(
            model_name='reviewcomment',
            name='circulation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='meetings.circulation', verbose_name='會議紀錄確認'),
        ),
        migrations.AddConstraint(
            model_name='reviewer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('agreed_at__isnull', True), ('agreed_text', '')), models.Q(('agreed_at__isnull', False), models.Q(('agreed_text', ''), _negated=True)), _connector='OR'), name='reviewer_agrees_to_a_text'),
        ),
        RunTriggers(__file__),
    ]
