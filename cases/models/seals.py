"""The chain of seals: one row per act that fixes part of the record, each holding the hash of the one before.

Written and checked by `cases/ledger/sealing.py` only; database triggers refuse every change of a row.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Seal(models.Model):
    """What the rows of one subject said when they were fixed, who fixed them and when.

    `tables` holds a hash for each table, `content_sha256` is the hash over all of them, `sha256` the one over the
    whole seal. `subject_id` is no foreign key: a seal outlives its subject, so that a deletion can be told.
    """

    class Kind(models.TextChoices):
        MEETING = "meeting", "定稿"
        UPDATE = "update", "採認"
        IMPORT = "import", "結案"
        VERSION = "version", "紀錄版本"

    number = models.PositiveIntegerField("序號", primary_key=True)
    kind = models.CharField("類別", max_length=10, choices=Kind)
    subject_id = models.PositiveBigIntegerField("對象代碼")
    label = models.CharField("對象", max_length=300)
    tables = models.JSONField("各資料表的驗證碼")
    content_sha256 = models.CharField("內容驗證碼", max_length=64)
    previous_sha256 = models.CharField("前一號的驗證碼", max_length=64, unique=True)
    sha256 = models.CharField("驗證碼", max_length=64, unique=True)
    sealed_by_name = models.CharField("封存者姓名", max_length=60)
    sealed_at = models.DateTimeField("封存時間")

    class Meta:
        ordering = ["number"]
        verbose_name = "封存紀錄"
        verbose_name_plural = "封存紀錄"
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject_id"], name="seal_once_per_subject"),
            models.CheckConstraint(condition=Q(number__gte=1), name="seal_number_from_one"),
            models.CheckConstraint(
                condition=Q(kind__in=["meeting", "update", "import", "version"]), name="seal_kind_is_known"
            ),
            models.CheckConstraint(condition=~Q(sealed_by_name=""), name="seal_names_its_author"),
        ]

    def __str__(self) -> str:
        return f"第{self.number}號封存（{self.label}）"
