"""Minutes that came in as a file and await review: the original, what was recognised, what a reviewer decided.

What was recognised is written when the file comes in and after every edit; pages only read it. Database triggers keep
the original as it came, and everything else as it was once the import is closed.
Every write goes through `meetings/imports/review.py`.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from cases.models import Case
from meetings.models.meeting import Meeting
from platform_site.shared.locking.versions import VersionedModel
from platform_site.shared.uploads import PrivateStorage

NAME_LIMIT = 60
REASON_LIMIT = 200


class MinutesImportQuerySet(models.QuerySet["MinutesImport"]):
    """Imports as lists and pages ask for them."""

    def open(self) -> MinutesImportQuerySet:
        """Those that are still under review."""
        return self.filter(state=MinutesImport.State.OPEN)

    def newest_first(self) -> MinutesImportQuerySet:
        """Open ones before closed ones."""
        waiting_first = models.Case(models.When(state=MinutesImport.State.OPEN, then=0), default=1)
        return self.order_by(waiting_first, "-uploaded_at", "-pk")


class MinutesImport(VersionedModel):
    """One uploaded file. `version` grows with every change of anything that belongs to it or to its review.

    A confirmed one leads to exactly one meeting; `meeting` is empty again where that draft was deleted later.
    """

    class State(models.TextChoices):
        OPEN = "open", "審閱中"
        CONFIRMED = "confirmed", "已匯入"
        DISCARDED = "discarded", "已放棄"

    file = models.FileField("原始檔", storage=PrivateStorage(), upload_to="imports/%Y/%m", max_length=200)
    name = models.CharField("檔名", max_length=200)
    size = models.PositiveIntegerField("大小（位元組）")
    sha256 = models.CharField("驗證碼", max_length=64)
    text_as_read = models.TextField("讀出的文字")
    recognised = models.JSONField("辨識結果", default=dict, help_text="由目前的文字、更正與列管資料辨識")
    subject = models.CharField("會議", max_length=60, help_text="由讀出的文字辨識")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="上傳者"
    )
    uploaded_by_name = models.CharField("上傳者姓名", max_length=NAME_LIMIT)
    uploaded_at = models.DateTimeField("上傳時間", auto_now_add=True)

    state = models.CharField("狀態", max_length=10, choices=State, default=State.OPEN)
    updated_by_name = models.CharField("最後審閱者", max_length=NAME_LIMIT)
    updated_at = models.DateTimeField("最後審閱時間")
    closed_by_name = models.CharField("結案者", max_length=NAME_LIMIT, blank=True, default="")
    closed_at = models.DateTimeField("結案時間", null=True, blank=True)
    meeting = models.OneToOneField(
        Meeting, on_delete=models.SET_NULL, null=True, blank=True, related_name="imported_by", verbose_name="匯入的會議"
    )

    objects = MinutesImportQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        verbose_name = "紀錄匯入"
        verbose_name_plural = "紀錄匯入"
        constraints = [
            models.UniqueConstraint(fields=["sha256"], condition=Q(state="open"), name="import_one_open_per_file"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "confirmed", "discarded"]), name="import_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True, closed_by_name="")
                | (~Q(state="open") & Q(closed_at__isnull=False) & ~Q(closed_by_name="")),
                name="import_closed_by_somebody_with_time",
            ),
            models.CheckConstraint(
                condition=~Q(uploaded_by_name="") & ~Q(updated_by_name=""), name="import_names_who_worked_on_it"
            ),
            models.CheckConstraint(
                condition=Q(meeting__isnull=True) | Q(state="confirmed"), name="import_meeting_once_confirmed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject}（{self.name}）"

    def get_absolute_url(self) -> str:
        return reverse("imports:review", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


class ImportText(models.Model):
    """The whole text as a reviewer edited it; the newest one is recognised, the text as read stays beside."""

    minutes_import = models.ForeignKey(
        MinutesImport, on_delete=models.CASCADE, related_name="texts", verbose_name="紀錄匯入"
    )
    number = models.PositiveIntegerField("版次")
    text = models.TextField("文字")
    created_by_name = models.CharField("修改者", max_length=NAME_LIMIT)
    created_at = models.DateTimeField("修改時間", auto_now_add=True)

    class Meta:
        ordering = ["number"]
        verbose_name = "修改的文字"
        verbose_name_plural = "修改的文字"
        constraints = [
            models.UniqueConstraint(fields=["minutes_import", "number"], name="importtext_number_once_per_import"),
            models.CheckConstraint(condition=~Q(created_by_name=""), name="importtext_names_its_writer"),
        ]

    def __str__(self) -> str:
        return f"第{self.number}版"


class ImportCorrection(VersionedModel):
    """A recognised value that the reviewer corrected. `target` names it (`meetings/imports/corrections.py`).

    It holds as long as the text still gives `as_read` there: after an edit of the text it may no longer apply.
    """

    minutes_import = models.ForeignKey(
        MinutesImport, on_delete=models.CASCADE, related_name="corrections", verbose_name="紀錄匯入"
    )
    target = models.CharField("項目", max_length=80)
    # What was read may be far too long: that is one thing that corrections are for.
    as_read = models.TextField("讀出的內容", blank=True, default="")
    corrected = models.CharField("更正為", max_length=200, blank=True, default="")
    updated_by_name = models.CharField("更正者", max_length=NAME_LIMIT)
    updated_at = models.DateTimeField("更正時間", auto_now=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["pk"]
        verbose_name = "辨識更正"
        verbose_name_plural = "辨識更正"
        constraints = [
            models.UniqueConstraint(fields=["minutes_import", "target"], name="importcorrection_once_per_target"),
            models.CheckConstraint(condition=~Q(updated_by_name=""), name="importcorrection_names_who"),
        ]

    def __str__(self) -> str:
        return f"{self.as_read} → {self.corrected}"


class ImportDecision(VersionedModel):
    """What a person decided on one printed title (which case it is) or on one problem (accepted, and why).

    `key` is made of what the text says, never of a line number or a row, so it survives a new recognition. `basis` is
    what was suggested when the person decided: where the ledger has changed since, the decision has to be made again.
    """

    class Subject(models.TextChoices):
        TITLE = "title", "案名"
        PROBLEM = "problem", "問題"

    minutes_import = models.ForeignKey(
        MinutesImport, on_delete=models.CASCADE, related_name="decisions", verbose_name="紀錄匯入"
    )
    subject = models.CharField("類別", max_length=10, choices=Subject)
    key = models.CharField("識別碼", max_length=32)
    about = models.CharField("案名或問題", max_length=400)
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="認定的合作案"
    )
    basis = models.CharField("當時的建議", max_length=40, blank=True, default="")
    reason = models.CharField("理由", max_length=REASON_LIMIT, blank=True, default="")
    updated_by_name = models.CharField("認定者", max_length=NAME_LIMIT)
    updated_at = models.DateTimeField("認定時間", auto_now=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["pk"]
        verbose_name = "匯入認定"
        verbose_name_plural = "匯入認定"
        constraints = [
            models.UniqueConstraint(fields=["minutes_import", "subject", "key"], name="importdecision_once_per_item"),
            models.CheckConstraint(condition=~Q(updated_by_name=""), name="importdecision_names_who"),
            models.CheckConstraint(
                condition=Q(subject__in=["title", "problem"]), name="importdecision_subject_is_known"
            ),
            models.CheckConstraint(
                condition=Q(subject="title") | (Q(case__isnull=True) & ~Q(reason="")),
                name="importdecision_problem_accepted_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.about
