"""The platform, its cities and groups, who belongs where, and their histories."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='City',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版次')),
                ('name', models.CharField(max_length=20, verbose_name='市')),
                ('government_name', models.CharField(help_text='紀錄中印出的名稱，例如：基隆市政府', max_length=40, verbose_name='機關全銜')),
                ('order', models.PositiveSmallIntegerField(verbose_name='順序')),
            ],
            options={
                'verbose_name': '市',
                'verbose_name_plural': '市',
                'ordering': ['platform', 'order'],
            },
        ),
        migrations.CreateModel(
            name='IssueGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版次')),
                ('name', models.CharField(max_length=30, verbose_name='議題小組')),
                ('order', models.PositiveSmallIntegerField(verbose_name='順序')),
            ],
            options={
                'verbose_name': '議題小組',
                'verbose_name_plural': '議題小組',
                'ordering': ['platform', 'order'],
            },
        ),
        migrations.CreateModel(
            name='Platform',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版次')),
                ('name', models.CharField(max_length=60, unique=True, verbose_name='平臺名稱')),
            ],
            options={
                'verbose_name': '平臺',
                'verbose_name_plural': '平臺',
            },
        ),
        migrations.CreateModel(
            name='HistoricalPlatform',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版次')),
                ('name', models.CharField(db_index=True, max_length=60, verbose_name='平臺名稱')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical 平臺',
                'verbose_name_plural': 'historical 平臺',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalMembership',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版次')),
                ('role', models.CharField(choices=[('secretariat', '幕僚單位'), ('liaison', '議題小組聯絡人'), ('official', '長官')], max_length=20, verbose_name='角色')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('city', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='groups.city', verbose_name='市')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='使用者')),
                ('group', models.ForeignKey(blank=True, db_constraint=False, help_text='僅聯絡人須填', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='groups.issuegroup', verbose_name='議題小組')),
            ],
            options={
                'verbose_name': 'historical 成員',
                'verbose_name_plural': 'historical 成員',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name='issuegroup',
            name='platform',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='groups', to='groups.platform', verbose_name='平臺'),
        ),
        migrations.CreateModel(
            name='HistoricalIssueGroup',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版次')),
                ('name', models.CharField(max_length=30, verbose_name='議題小組')),
                ('order', models.PositiveSmallIntegerField(verbose_name='順序')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('platform', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='groups.platform', verbose_name='平臺')),
            ],
            options={
                'verbose_name': 'historical 議題小組',
                'verbose_name_plural': 'historical 議題小組',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalCity',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版次')),
                ('name', models.CharField(max_length=20, verbose_name='市')),
                ('government_name', models.CharField(help_text='紀錄中印出的名稱，例如：基隆市政府', max_length=40, verbose_name='機關全銜')),
                ('order', models.PositiveSmallIntegerField(verbose_name='順序')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('platform', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='groups.platform', verbose_name='平臺')),
            ],
            options={
                'verbose_name': 'historical 市',
                'verbose_name_plural': 'historical 市',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name='city',
            name='platform',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cities', to='groups.platform', verbose_name='平臺'),
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版次')),
                ('role', models.CharField(choices=[('secretariat', '幕僚單位'), ('liaison', '議題小組聯絡人'), ('official', '長官')], max_length=20, verbose_name='角色')),
                ('city', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='groups.city', verbose_name='市')),
                ('group', models.ForeignKey(blank=True, help_text='僅聯絡人須填', null=True, on_delete=django.db.models.deletion.PROTECT, to='groups.issuegroup', verbose_name='議題小組')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL, verbose_name='使用者')),
            ],
            options={
                'verbose_name': '成員',
                'verbose_name_plural': '成員',
                'ordering': ['user', 'role', 'group'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('group__isnull', False)), fields=('user', 'group'), name='membership_once_per_group'), models.UniqueConstraint(condition=models.Q(('group__isnull', True)), fields=('user', 'role'), name='membership_once_per_role'), models.CheckConstraint(condition=models.Q(('role__in', ['secretariat', 'liaison', 'official'])), name='membership_role_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('group__isnull', False), ('role', 'liaison')), models.Q(models.Q(('role', 'liaison'), _negated=True), ('group__isnull', True)), _connector='OR'), name='membership_group_exactly_for_liaisons', violation_error_message='聯絡人必須指定議題小組，其他角色不可指定。')],
            },
        ),
        migrations.AddConstraint(
            model_name='issuegroup',
            constraint=models.UniqueConstraint(fields=('platform', 'name'), name='issuegroup_name_once_per_platform'),
        ),
        migrations.AddConstraint(
            model_name='issuegroup',
            constraint=models.UniqueConstraint(fields=('platform', 'order'), name='issuegroup_order_once_per_platform'),
        ),
        migrations.AddConstraint(
            model_name='issuegroup',
            constraint=models.CheckConstraint(condition=models.Q(('name__contains', '-'), _negated=True), name='issuegroup_name_without_hyphen', violation_error_message='議題小組名稱不可有連字號「-」：會議代號以它分隔，例如「工作會議-交通組-5」。'),
        ),
        migrations.AddConstraint(
            model_name='city',
            constraint=models.UniqueConstraint(fields=('platform', 'name'), name='city_name_once_per_platform'),
        ),
        migrations.AddConstraint(
            model_name='city',
            constraint=models.UniqueConstraint(fields=('platform', 'government_name'), name='city_government_once_per_platform'),
        ),
        migrations.AddConstraint(
            model_name='city',
            constraint=models.UniqueConstraint(fields=('platform', 'order'), name='city_order_once_per_platform'),
        ),
    ]
