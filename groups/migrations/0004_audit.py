"""The audit trail: its table, the inbox that completes and chains its rows, and triggers that refuse every change.

The inbox is a view only because both engines let a trigger take over an INSERT into one.
"""

from django.db import migrations, models

from platform_site.shared.triggers import RunTriggers

INBOX = "CREATE VIEW groups_auditinbox AS SELECT action, table_name, row_id, before, after FROM groups_auditentry"


class Migration(migrations.Migration):
    dependencies = [("groups", "0003_password_records")]

    operations = [
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('number', models.BigAutoField(primary_key=True, serialize=False, verbose_name='序號')),
                ('at', models.DateTimeField(verbose_name='時間')),
                ('action', models.CharField(choices=[('insert', '新增'), ('update', '修改'), ('delete', '刪除'), ('login', '登入'), ('logout', '登出'), ('login_failed', '登入失敗'), ('locked_out', '帳號暫時鎖定'), ('unlocked', '解除鎖定'), ('refused', '拒絕存取')], max_length=20, verbose_name='動作')),
                ('table_name', models.CharField(max_length=100, verbose_name='資料表')),
                ('row_id', models.CharField(max_length=100, verbose_name='資料代碼')),
                ('before', models.TextField(verbose_name='變更前')),
                ('after', models.TextField(verbose_name='變更後')),
                ('actor_id', models.BigIntegerField(null=True, verbose_name='帳號代碼')),
                ('actor_name', models.CharField(max_length=200, verbose_name='人員')),
                ('source', models.CharField(choices=[('web', '網頁'), ('command', '指令'), ('database', '直接改資料庫')], max_length=10, verbose_name='來源')),
                ('address', models.CharField(max_length=200, verbose_name='來源位址')),
                ('operation', models.CharField(max_length=40, verbose_name='作業代碼')),
                ('path', models.CharField(max_length=300, verbose_name='網址或指令')),
                ('previous_sha256', models.CharField(max_length=64, verbose_name='前一筆的驗證碼')),
                ('sha256', models.CharField(max_length=64, verbose_name='驗證碼')),
            ],
            options={
                'verbose_name': '稽核軌跡',
                'verbose_name_plural': '稽核軌跡',
                'db_table': 'groups_auditentry',
                'ordering': ['-number'],
            },
        ),
        migrations.RunSQL(
            "CREATE INDEX groups_auditentry_row ON groups_auditentry (table_name, row_id)",
            "DROP INDEX groups_auditentry_row",
        ),
        # From here on the model is none of Django's to empty; the table stays what the operation above made it.
        migrations.AlterModelOptions(
            name='auditentry',
            options={'managed': False, 'ordering': ['-number'], 'verbose_name': '稽核軌跡', 'verbose_name_plural': '稽核軌跡'},
        ),
        migrations.RunSQL(INBOX, "DROP VIEW groups_auditinbox"),
        RunTriggers(__file__),
    ]
