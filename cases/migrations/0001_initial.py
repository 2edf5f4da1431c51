"""Cases, their titles, the ledger and quarterly reporting, and their histories."""

import cases.normalising
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import platform_site.shared.uploads
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("groups", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CommonTopic",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版次")),
                ("name", models.CharField(max_length=60, unique=True, verbose_name="共同議題")),
            ],
            options={
                "verbose_name": "共同議題",
                "verbose_name_plural": "共同議題",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Succession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("split", "分案"), ("merged", "整併"), ("replaced", "改以")],
                        max_length=10,
                        verbose_name="關係",
                    ),
                ),
            ],
            options={
                "verbose_name": "案件承接",
                "verbose_name_plural": "案件承接",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="UpdateStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "from_state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("draft", "草稿"),
                            ("submitted", "已送出"),
                            ("returned", "已退回"),
                            ("accepted", "已採認"),
                        ],
                        default="",
                        max_length=10,
                        verbose_name="原狀態",
                    ),
                ),
                (
                    "to_state",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("submitted", "已送出"),
                            ("returned", "已退回"),
                            ("accepted", "已採認"),
                        ],
                        max_length=10,
                        verbose_name="新狀態",
                    ),
                ),
                ("comment", models.TextField(blank=True, default="", max_length=5000, verbose_name="意見")),
                ("actor_name", models.CharField(max_length=60, verbose_name="辦理者姓名")),
                ("at", models.DateTimeField(verbose_name="時間")),
            ],
            options={
                "verbose_name": "辦理歷程",
                "verbose_name_plural": "辦理歷程",
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版次")),
                ("title", models.CharField(max_length=200, verbose_name="案名")),
                (
                    "normalised_title",
                    cases.normalising.NormalisedField(
                        editable=False, max_length=200, source="title", verbose_name="比對用案名"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("added", "新增"),
                            ("tracked", "持續列管"),
                            ("delisted", "解列"),
                            ("merged", "整併"),
                            ("moved", "移列"),
                            ("renamed", "更名"),
                        ],
                        default="",
                        editable=False,
                        max_length=10,
                        verbose_name="列管狀態",
                    ),
                ),
                ("summary", models.TextField(blank=True, default="", verbose_name="說明")),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="groups.issuegroup",
                        verbose_name="議題小組",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subcases",
                        to="cases.case",
                        verbose_name="母案",
                    ),
                ),
                (
                    "common_topics",
                    models.ManyToManyField(
                        blank=True, related_name="cases", to="cases.commontopic", verbose_name="共同議題"
                    ),
                ),
            ],
            options={
                "verbose_name": "合作案",
                "verbose_name_plural": "合作案",
                "ordering": ["group__order", "pk"],
            },
        ),
        migrations.CreateModel(
            name="CaseTitle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200, verbose_name="印出案名")),
                (
                    "normalised_title",
                    cases.normalising.NormalisedField(
                        db_index=True, editable=False, max_length=200, source="title", verbose_name="比對用案名"
                    ),
                ),
                ("reason", models.CharField(blank=True, default="", max_length=200, verbose_name="認定理由")),
                ("decided_by", models.CharField(blank=True, default="", max_length=60, verbose_name="認定者")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="titles",
                        to="cases.case",
                        verbose_name="合作案",
                    ),
                ),
            ],
            options={
                "verbose_name": "案名",
                "verbose_name_plural": "案名",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalCase",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版次")),
                ("title", models.CharField(max_length=200, verbose_name="案名")),
                (
                    "normalised_title",
                    cases.normalising.NormalisedField(
                        editable=False, max_length=200, source="title", verbose_name="比對用案名"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("added", "新增"),
                            ("tracked", "持續列管"),
                            ("delisted", "解列"),
                            ("merged", "整併"),
                            ("moved", "移列"),
                            ("renamed", "更名"),
                        ],
                        default="",
                        editable=False,
                        max_length=10,
                        verbose_name="列管狀態",
                    ),
                ),
                ("summary", models.TextField(blank=True, default="", verbose_name="說明")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "group",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="groups.issuegroup",
                        verbose_name="議題小組",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cases.case",
                        verbose_name="母案",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 合作案",
                "verbose_name_plural": "historical 合作案",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalCase_common_topics",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
                (
                    "commontopic",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cases.commontopic",
                    ),
                ),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, to="cases.historicalcase"
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalCase_common_topics",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalCaseTitle",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("title", models.CharField(max_length=200, verbose_name="印出案名")),
                (
                    "normalised_title",
                    cases.normalising.NormalisedField(
                        db_index=True, editable=False, max_length=200, source="title", verbose_name="比對用案名"
                    ),
                ),
                ("reason", models.CharField(blank=True, default="", max_length=200, verbose_name="認定理由")),
                ("decided_by", models.CharField(blank=True, default="", max_length=60, verbose_name="認定者")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cases.case",
                        verbose_name="合作案",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 案名",
                "verbose_name_plural": "historical 案名",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalCommonTopic",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版次")),
                ("name", models.CharField(db_index=True, max_length=60, verbose_name="共同議題")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 共同議題",
                "verbose_name_plural": "historical 共同議題",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalIndicator",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版次")),
                ("name", models.CharField(max_length=60, verbose_name="指標名稱")),
                ("unit", models.CharField(max_length=20, verbose_name="單位")),
                (
                    "standard",
                    models.CharField(help_text="四市一致的計算方式與標準", max_length=200, verbose_name="一致標準"),
                ),
                (
                    "low",
                    models.DecimalField(blank=True, decimal_places=4, max_digits=16, null=True, verbose_name="下限"),
                ),
                (
                    "high",
                    models.DecimalField(blank=True, decimal_places=4, max_digits=16, null=True, verbose_name="上限"),
                ),
                (
                    "is_retired",
                    models.BooleanField(default=False, help_text="停用後不再填報，已填數值仍保留", verbose_name="停用"),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cases.case",
                        verbose_name="合作案",
                    ),
                ),
                (
                    "common_topic",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cases.commontopic",
                        verbose_name="共同議題",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 成果指標",
                "verbose_name_plural": "historical 成果指標",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalReportingPeriod",
            fields=[
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版次")),
                ("key", models.PositiveIntegerField(db_index=True, editable=False, verbose_name="季別代碼")),
                ("roc_year", models.PositiveSmallIntegerField(editable=False, verbose_name="民國年")),
                ("quarter", models.PositiveSmallIntegerField(editable=False, verbose_name="季")),
                ("opens_on", models.DateField(verbose_name="開放填報日")),
                ("closes_on", models.DateField(verbose_name="填報期限")),
                (
                    "late_until",
                    models.DateField(help_text="逾期後仍可補報至這一天；延後日期即重新開放", verbose_name="補報截止日"),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 填報季別",
                "verbose_name_plural": "historical 填報季別",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalSuccession",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("split", "分案"), ("merged", "整併"), ("replaced", "改以")],
                        max_length=10,
                        verbose_name="關係",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "predecessor",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cases.case",
                        verbose_name="前案",
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cases.case",
                        verbose_name="後案",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 案件承接",
                "verbose_name_plural": "historical 案件承接",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Indicator",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版次")),
                ("name", models.CharField(max_length=60, verbose_name="指標名稱")),
                ("unit", models.CharField(max_length=20, verbose_name="單位")),
                (
                    "standard",
                    models.CharField(help_text="四市一致的計算方式與標準", max_length=200, verbose_name="一致標準"),
                ),
                (
                    "low",
                    models.DecimalField(blank=True, decimal_places=4, max_digits=16, null=True, verbose_name="下限"),
                ),
                (
                    "high",
                    models.DecimalField(blank=True, decimal_places=4, max_digits=16, null=True, verbose_name="上限"),
                ),
                (
                    "is_retired",
                    models.BooleanField(default=False, help_text="停用後不再填報，已填數值仍保留", verbose_name="停用"),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="indicators",
                        to="cases.case",
                        verbose_name="合作案",
                    ),
                ),
                (
                    "common_topic",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="indicators",
                        to="cases.commontopic",
                        verbose_name="共同議題",
                    ),
                ),
            ],
            options={
                "verbose_name": "成果指標",
                "verbose_name_plural": "成果指標",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="QuarterlyUpdate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版次")),
                ("revision", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="版本")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("submitted", "已送出"),
                            ("returned", "已退回"),
                            ("accepted", "已採認"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=10,
                        verbose_name="狀態",
                    ),
                ),
                (
                    "progress_text",
                    models.TextField(blank=True, default="", max_length=5000, verbose_name="本季辦理情形"),
                ),
                ("next_steps", models.TextField(blank=True, default="", max_length=5000, verbose_name="下季預定工作")),
                (
                    "light",
                    models.CharField(
                        blank=True,
                        choices=[("green", "綠燈（如期）"), ("yellow", "黃燈（有風險）"), ("red", "紅燈（落後）")],
                        default="",
                        max_length=10,
                        verbose_name="燈號",
                    ),
                ),
                (
                    "progress",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(100, "進度須介於 0 與 100 之間。")],
                        verbose_name="累計進度（%）",
                    ),
                ),
                ("cause", models.TextField(blank=True, default="", max_length=5000, verbose_name="落後或風險原因")),
                ("remedy", models.TextField(blank=True, default="", max_length=5000, verbose_name="因應措施")),
                ("remedy_due_on", models.DateField(blank=True, null=True, verbose_name="預定改善日期")),
                ("saved_at", models.DateTimeField(editable=False, verbose_name="最後儲存時間")),
                ("saved_by_name", models.CharField(editable=False, max_length=60, verbose_name="最後儲存者")),
                ("accepted_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="採認時間")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="updates",
                        to="cases.case",
                        verbose_name="合作案",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="groups.issuegroup",
                        verbose_name="議題小組",
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="cases.quarterlyupdate",
                        verbose_name="更正的版本",
                    ),
                ),
            ],
            options={
                "verbose_name": "季進度",
                "verbose_name_plural": "季進度",
                "ordering": ["-period_id", "case_id", "-revision"],
            },
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(verbose_name="順序")),
                (
                    "url",
                    models.URLField(
                        max_length=500,
                        validators=[
                            django.core.validators.URLValidator(
                                message="網址須以 http:// 或 https:// 開頭。", schemes=["http", "https"]
                            )
                        ],
                        verbose_name="網址",
                    ),
                ),
                ("label", models.CharField(blank=True, default="", max_length=200, verbose_name="名稱")),
                (
                    "update",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
                        to="cases.quarterlyupdate",
                        verbose_name="季進度",
                    ),
                ),
            ],
            options={
                "verbose_name": "連結",
                "verbose_name_plural": "連結",
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="IndicatorValue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("value", models.DecimalField(decimal_places=4, max_digits=16, verbose_name="數值")),
                ("explanation", models.CharField(blank=True, default="", max_length=200, verbose_name="超出範圍說明")),
                (
                    "low",
                    models.DecimalField(
                        blank=True, decimal_places=4, editable=False, max_digits=16, null=True, verbose_name="當時下限"
                    ),
                ),
                (
                    "high",
                    models.DecimalField(
                        blank=True, decimal_places=4, editable=False, max_digits=16, null=True, verbose_name="當時上限"
                    ),
                ),
                (
                    "city",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="groups.city",
                        verbose_name="市",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="values",
                        to="cases.indicator",
                        verbose_name="成果指標",
                    ),
                ),
                (
                    "update",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="values",
                        to="cases.quarterlyupdate",
                        verbose_name="季進度",
                    ),
                ),
            ],
            options={
                "verbose_name": "指標數值",
                "verbose_name_plural": "指標數值",
                "ordering": ["indicator", "city__order"],
            },
        ),
        migrations.CreateModel(
            name="CityContribution",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(max_length=5000, verbose_name="辦理內容")),
                (
                    "city",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="groups.city",
                        verbose_name="市",
                    ),
                ),
                (
                    "update",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contributions",
                        to="cases.quarterlyupdate",
                        verbose_name="季進度",
                    ),
                ),
            ],
            options={
                "verbose_name": "各市辦理內容",
                "verbose_name_plural": "各市辦理內容",
                "ordering": ["city__order"],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "file",
                    models.FileField(
                        max_length=200,
                        storage=platform_site.shared.uploads.PrivateStorage(),
                        upload_to="updates/%Y/%m",
                        verbose_name="檔案",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="檔名")),
                ("content_type", models.CharField(max_length=100, verbose_name="類型")),
                ("size", models.PositiveIntegerField(verbose_name="大小（位元組）")),
                ("sha256", models.CharField(max_length=64, verbose_name="雜湊值")),
                ("uploaded_at", models.DateTimeField(auto_now_add=True, verbose_name="上傳時間")),
                ("uploaded_by_name", models.CharField(max_length=60, verbose_name="上傳者")),
                (
                    "update",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attachments",
                        to="cases.quarterlyupdate",
                        verbose_name="季進度",
                    ),
                ),
            ],
            options={
                "verbose_name": "附件",
                "verbose_name_plural": "附件",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ReportingPeriod",
            fields=[
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版次")),
                (
                    "key",
                    models.PositiveIntegerField(
                        editable=False, primary_key=True, serialize=False, verbose_name="季別代碼"
                    ),
                ),
                ("roc_year", models.PositiveSmallIntegerField(editable=False, verbose_name="民國年")),
                ("quarter", models.PositiveSmallIntegerField(editable=False, verbose_name="季")),
                ("opens_on", models.DateField(verbose_name="開放填報日")),
                ("closes_on", models.DateField(verbose_name="填報期限")),
                (
                    "late_until",
                    models.DateField(help_text="逾期後仍可補報至這一天；延後日期即重新開放", verbose_name="補報截止日"),
                ),
            ],
            options={
                "verbose_name": "填報季別",
                "verbose_name_plural": "填報季別",
                "ordering": ["-key"],
                "constraints": [
                    models.UniqueConstraint(fields=("roc_year", "quarter"), name="period_once_per_quarter"),
                    models.CheckConstraint(
                        condition=models.Q(("quarter__gte", 1), ("quarter__lte", 4)), name="period_quarter_one_to_four"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "key",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("roc_year"), "*", models.Value(10)
                                    ),
                                    "+",
                                    models.F("quarter"),
                                ),
                            )
                        ),
                        name="period_key_is_its_quarter",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closes_on__lte", models.F("late_until")), ("opens_on__lte", models.F("closes_on"))
                        ),
                        name="period_opens_then_closes",
                        violation_error_message="日期的先後須為：開放填報日、填報期限、補報截止日。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReminderSent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "stage",
                    models.SmallIntegerField(help_text="相對於填報期限的天數：-14、-3、1、8、15…", verbose_name="階段"),
                ),
                ("address", models.EmailField(max_length=254, verbose_name="收件信箱")),
                ("copies", models.TextField(blank=True, default="", verbose_name="副本")),
                ("subject", models.CharField(max_length=200, verbose_name="主旨")),
                ("body", models.TextField(verbose_name="內文")),
                ("sent_at", models.DateTimeField(auto_now_add=True, verbose_name="寄送時間")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="收件者",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reminders",
                        to="cases.reportingperiod",
                        verbose_name="季別",
                    ),
                ),
            ],
            options={
                "verbose_name": "催報紀錄",
                "verbose_name_plural": "催報紀錄",
                "ordering": ["-sent_at", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="quarterlyupdate",
            name="period",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="updates",
                to="cases.reportingperiod",
                verbose_name="季別",
            ),
        ),
        migrations.CreateModel(
            name="HistoricalQuarterlyUpdate",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版次")),
                ("revision", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="版本")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("submitted", "已送出"),
                            ("returned", "已退回"),
                            ("accepted", "已採認"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=10,
                        verbose_name="狀態",
                    ),
                ),
                (
                    "progress_text",
                    models.TextField(blank=True, default="", max_length=5000, verbose_name="本季辦理情形"),
                ),
                ("next_steps", models.TextField(blank=True, default="", max_length=5000, verbose_name="下季預定工作")),
                (
                    "light",
                    models.CharField(
                        blank=True,
                        choices=[("green", "綠燈（如期）"), ("yellow", "黃燈（有風險）"), ("red", "紅燈（落後）")],
                        default="",
                        max_length=10,
                        verbose_name="燈號",
                    ),
                ),
                (
                    "progress",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(100, "進度須介於 0 與 100 之間。")],
                        verbose_name="累計進度（%）",
                    ),
                ),
                ("cause", models.TextField(blank=True, default="", max_length=5000, verbose_name="落後或風險原因")),
                ("remedy", models.TextField(blank=True, default="", max_length=5000, verbose_name="因應措施")),
                ("remedy_due_on", models.DateField(blank=True, null=True, verbose_name="預定改善日期")),
                ("saved_at", models.DateTimeField(editable=False, verbose_name="最後儲存時間")),
                ("saved_by_name", models.CharField(editable=False, max_length=60, verbose_name="最後儲存者")),
                ("accepted_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="採認時間")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cases.case",
                        verbose_name="合作案",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="groups.issuegroup",
                        verbose_name="議題小組",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cases.quarterlyupdate",
                        verbose_name="更正的版本",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cases.reportingperiod",
                        verbose_name="季別",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 季進度",
                "verbose_name_plural": "historical 季進度",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="StatusChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("added", "新增"),
                            ("tracked", "持續列管"),
                            ("delisted", "解列"),
                            ("merged", "整併"),
                            ("moved", "移列"),
                            ("renamed", "更名"),
                        ],
                        max_length=10,
                        verbose_name="列管異動",
                    ),
                ),
                ("is_subcase", models.BooleanField(default=False, verbose_name="子案")),
                ("printed_title", models.CharField(blank=True, default="", max_length=200, verbose_name="印出案名")),
                ("note", models.CharField(blank=True, default="", max_length=200, verbose_name="說明")),
                ("actor_name", models.CharField(max_length=60, verbose_name="登錄者姓名")),
                ("recorded_at", models.DateTimeField(auto_now_add=True, verbose_name="登錄時間")),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登錄者",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="cases.case",
                        verbose_name="合作案",
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="cases.statuschange",
                        verbose_name="更正",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="groups.issuegroup",
                        verbose_name="議題小組",
                    ),
                ),
            ],
            options={
                "verbose_name": "列管異動",
                "verbose_name_plural": "列管異動",
            },
        ),
    ]
