"""The versions of finalised minutes and the files made of them; rows are added and never changed.

Database triggers refuse every change. The first version is what was finalised; each later one says why it was made.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from meetings.models.meeting import Meeting
from platform_site.shared.uploads import PrivateStorage


class MinutesVersion(models.Model):
    """The minutes as they were fixed: the composed document as JSON, its text and the text's SHA-256.

    `answers` is the checklist as it was answered before finalising: [{"code", "finding", "answer"}].
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="versions", verbose_name="會議")
    number = models.PositiveSmallIntegerField("版次")
    document = models.JSONField("紀錄")
    text = models.TextField("文字")
    sha256 = models.CharField("內容驗證碼", max_length=64)
    reason = models.TextField("更正理由", blank=True, default="")
    answers = models.JSONField("定稿前的說明", default=list)
    made_by_name = models.CharField("定稿者姓名", max_length=60)
    made_at = models.DateTimeField("時間")

    class Meta:
        ordering = ["meeting", "number"]
        verbose_name = "會議紀錄版本"
        verbose_name_plural = "會議紀錄版本"
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="minutesversion_number_once_per_meeting"),
            models.CheckConstraint(condition=Q(number__gte=1), name="minutesversion_number_from_one"),
            models.CheckConstraint(
                condition=Q(number=1, reason="") | (Q(number__gt=1) & ~Q(reason="")),
                name="minutesversion_correction_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(text="") & ~Q(sha256="") & ~Q(made_by_name=""), name="minutesversion_is_complete"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}紀錄第{self.number}版"


class StoredDocument(models.Model):
    """A file made of one version. The stored name is made of the content's hash: a file is never overwritten."""

    class Copy(models.TextChoices):
        PLATFORM = "platform", "平臺版"
        DISPATCH = "dispatch", "發文用"

    class Format(models.TextChoices):
        PDF = "pdf", "PDF"
        ODT = "odt", "ODT"
        DOCX = "docx", "DOCX"

    minutes = models.ForeignKey(MinutesVersion, on_delete=models.PROTECT, related_name="files", verbose_name="版本")
    copy = models.CharField("用途", max_length=10, choices=Copy)
    file_format = models.CharField("格式", max_length=4, choices=Format)
    file = models.FileField("檔案", storage=PrivateStorage(), upload_to="minutes/", max_length=200)
    sha256 = models.CharField("檔案驗證碼", max_length=64)
    size = models.PositiveIntegerField("位元組數")

    class Meta:
        ordering = ["minutes", "copy", "file_format"]
        verbose_name = "留存檔案"
        verbose_name_plural = "留存檔案"
        constraints = [
            models.UniqueConstraint(fields=["minutes", "copy", "file_format"], name="storeddocument_once_per_form"),
            models.CheckConstraint(
                condition=Q(copy__in=["platform", "dispatch"], file_format__in=["pdf", "odt", "docx"]),
                name="storeddocument_form_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.minutes}（{self.get_copy_display()} {self.get_file_format_display()}）"
