"""A document by the hash of what it is drawn from: waiting to be drawn, or drawn."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class DrawnDocument(models.Model):
    """A PDF under the hash of its HTML; whoever cannot make that HTML cannot name it.

    A row first holds the HTML and waits, then the PDF; what is short is stored drawn. No row says whose it is: the
    same content is drawn once for everybody who may see it.
    """

    key = models.CharField("鍵", max_length=64, primary_key=True)
    name = models.CharField("檔名", max_length=255)
    address = models.TextField("網址", blank=True)
    html = models.BinaryField("待製作的內容", null=True)
    content = models.BinaryField("文件", null=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    size = models.PositiveIntegerField("大小", default=0)
    asked_at = models.DateTimeField("提出時間")
    taken_at = models.DateTimeField("開始製作時間", null=True)
    failed_at = models.DateTimeField("失敗時間", null=True)
    expires_at = models.DateTimeField("保留期限", db_index=True)

    class Meta:
        default_permissions = ()
        verbose_name = verbose_name_plural = "製作的文件"
        constraints = [
            models.CheckConstraint(
                condition=Q(content=None, sha256="", size=0) | Q(content__isnull=False, html=None, size__gt=0),
                name="drawn_document_is_drawn_or_waits",
            )
        ]

    def __str__(self) -> str:
        return self.name
