"""A draft's minutes on their way round the cities: who reviews, what they comment, who has agreed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from groups.models import City
from meetings.models.meeting import Meeting
from platform_site.shared.locking.versions import VersionedModel

COMMENT_LIMIT = 2_000


class Circulation(VersionedModel):
    """One round of review of a draft, due on a day; `text` is the minutes' text as they were sent."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="circulations", verbose_name="會議")
    number = models.PositiveSmallIntegerField("回合")
    due_on = models.DateField("回復期限")
    message = models.TextField("說明", max_length=COMMENT_LIMIT, blank=True, default="")
    text = models.TextField("送審內容", editable=False)
    sent_at = models.DateTimeField("送出時間", auto_now_add=True)
    sent_by_name = models.CharField("送出者姓名", max_length=60)
    closed_at = models.DateTimeField("結束時間", null=True, blank=True)

    class Meta:
        ordering = ["meeting", "number"]
        verbose_name = "會議紀錄確認"
        verbose_name_plural = "會議紀錄確認"
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="circulation_number_once_per_meeting"),
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(closed_at__isnull=True), name="circulation_one_open_per_meeting"
            ),
            models.CheckConstraint(condition=~Q(sent_by_name=""), name="circulation_names_its_sender"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}紀錄第{self.number}次確認"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class Reviewer(VersionedModel):
    """Somebody asked to review in one round, for a city; `agreed_at` is empty until they agree.

    An agreement is to the draft as it was then, `agreed_text`. `reminded_at` is when the last mail went out, the notice
    of the round included; it is not what anybody edits, so it leaves `version` alone.
    """

    circulation = models.ForeignKey(
        Circulation, on_delete=models.CASCADE, related_name="reviewers", verbose_name="會議紀錄確認"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviews_asked", verbose_name="審閱者"
    )
    user_name = models.CharField("審閱者姓名", max_length=60)
    city = models.ForeignKey(City, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="市")
    agreed_at = models.DateTimeField("同意時間", null=True, blank=True)
    agreed_text = models.TextField("同意時的內容", blank=True, default="", editable=False)
    reminded_at = models.DateTimeField("最近提醒時間", null=True, blank=True)

    class Meta:
        ordering = ["city__order", "pk"]
        verbose_name = "審閱者"
        verbose_name_plural = "審閱者"
        constraints = [
            models.UniqueConstraint(fields=["circulation", "user"], name="reviewer_once_per_circulation"),
            models.CheckConstraint(
                condition=Q(agreed_at__isnull=True, agreed_text="") | Q(agreed_at__isnull=False) & ~Q(agreed_text=""),
                name="reviewer_agrees_to_a_text",
            ),
        ]

    def __str__(self) -> str:
        return self.user_name


class ReviewComment(VersionedModel):
    """A comment on one paragraph of a draft; kept with its answer whatever becomes of the paragraph.

    `anchor` is the paragraph on the minutes' page, `quoted` its text when the comment was written. Nobody edits or
    deletes a comment, and it is settled once: triggers keep it (migration review_comments_stay).
    """

    class State(models.TextChoices):
        OPEN = "open", "待處理"
        ANSWERED = "answered", "已回復"
        TAKEN_OVER = "taken_over", "已採納"

    circulation = models.ForeignKey(
        Circulation, on_delete=models.PROTECT, related_name="comments", verbose_name="會議紀錄確認"
    )
    anchor = models.CharField("段落", max_length=60)
    quoted = models.TextField("段落原文")
    text = models.TextField("意見", max_length=COMMENT_LIMIT)
    suggested = models.TextField("建議文字", max_length=COMMENT_LIMIT, blank=True, default="")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="提出者"
    )
    author_name = models.CharField("提出者姓名", max_length=60)
    city = models.ForeignKey(City, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="市")
    written_at = models.DateTimeField("提出時間", auto_now_add=True)
    state = models.CharField("狀態", max_length=10, choices=State, default=State.OPEN)
    answer = models.TextField("回復", max_length=COMMENT_LIMIT, blank=True, default="")
    answered_by_name = models.CharField("回復者姓名", max_length=60, blank=True, default="")
    answered_at = models.DateTimeField("回復時間", null=True, blank=True)

    class Meta:
        ordering = ["written_at", "pk"]
        verbose_name = "審閱意見"
        verbose_name_plural = "審閱意見"
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="reviewcomment_has_text"),
            models.CheckConstraint(
                condition=Q(state="open", answer="", answered_by_name="", answered_at__isnull=True)
                | (
                    Q(state__in=["answered", "taken_over"], answered_at__isnull=False)
                    & ~Q(answered_by_name="")
                    & (Q(state="taken_over") | ~Q(answer=""))
                ),
                name="reviewcomment_settled_with_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:30]
