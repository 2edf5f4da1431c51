"""What is prepared for a coming meeting: who is in office, its notice and agenda, and who subscribes to the calendar.

None of it is part of the record: the minutes copy what they print.
"""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from cases.models import CommonTopic
from groups.models import City, IssueGroup
from meetings.models.directives import Directive
from meetings.models.meeting import Meeting, MeetingLevel
from meetings.models.proposals import Proposal
from platform_site.shared.locking.versions import VersionedModel


class TermOfOfficeQuerySet(models.QuerySet["TermOfOffice"]):
    """Terms of office as seats are filled from them."""

    def on(self, day: date) -> TermOfOfficeQuerySet:
        """The terms that run on that day, both ends included."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)


class TermOfOffice(VersionedModel):
    """Who takes a city's seat at a level, and from when to when; both days are days in office."""

    level = models.ForeignKey(MeetingLevel, on_delete=models.PROTECT, related_name="terms", verbose_name="層級")
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="terms", verbose_name="市")
    surname = models.CharField("姓", max_length=10)
    given_name = models.CharField("名", max_length=20, blank=True, default="")
    title = models.CharField("職稱", max_length=20)
    starts_on = models.DateField("就任日")
    ends_on = models.DateField("卸任日", null=True, blank=True, help_text="任職的最後一天；仍在任請留白")
    source = models.CharField(
        "依據", max_length=100, blank=True, default="", help_text="例如：派令文號，或由哪次會議紀錄得知"
    )

    objects = TermOfOfficeQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["level", "city", "starts_on"]
        verbose_name = "任期"
        verbose_name_plural = "任期"
        constraints = [
            models.UniqueConstraint(
                fields=["level", "city"],
                condition=Q(ends_on__isnull=True),
                name="term_one_open_per_seat",
                violation_error_message="這個市在這個層級已有一位仍在任的人員，請先填其卸任日。",
            ),
            models.UniqueConstraint(fields=["level", "city", "starts_on"], name="term_once_per_day_and_seat"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="term_ends_after_it_starts",
                violation_error_message="卸任日不可早於就任日。",
            ),
            models.CheckConstraint(condition=~Q(surname="") & ~Q(title=""), name="term_names_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.surname}{self.given_name}{self.title}"

    def clean(self) -> None:
        """The city is the level's platform's, and no two terms of one seat share a day."""
        if not (self.level_id and self.city_id and self.starts_on):
            return
        if self.city.platform_id != self.level.platform_id:
            raise ValidationError({"city": f"{self.city}不屬於{self.level.platform}，請改選該平臺的市。"})
        others = TermOfOffice.objects.filter(level=self.level_id, city=self.city_id).exclude(pk=self.pk)
        if self.ends_on:
            others = others.filter(starts_on__lte=self.ends_on)
        clash = others.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=self.starts_on)).first()
        if clash:
            raise ValidationError({"starts_on": f"任期與{clash}重疊，請先填{clash}的卸任日或改變起訖日。"})


class MeetingNotice(VersionedModel):
    """What the notice of a meeting (開會通知單) says beyond the meeting itself. Free texts are one entry a line."""

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="notice", verbose_name="會議")
    recipient = models.CharField("受文者", max_length=120, blank=True, default="")
    issued_on = models.DateField("發文日期", null=True, blank=True)
    document_number = models.CharField("發文字號", max_length=60, blank=True, default="")
    urgency = models.CharField("速別", max_length=20, blank=True, default="普通件")
    attachments = models.CharField("附件", max_length=200, blank=True, default="")
    subject = models.CharField("開會事由", max_length=200, blank=True, default="")
    contact = models.CharField("聯絡人及電話", max_length=120, blank=True, default="")
    attendees = models.TextField("出席者", max_length=2_000, blank=True, default="")
    observers = models.TextField("列席者", max_length=2_000, blank=True, default="")
    copies = models.TextField("副本", max_length=2_000, blank=True, default="")
    remarks = models.TextField("備註", max_length=2_000, blank=True, default="")

    history = HistoricalRecords()

    class Meta:
        verbose_name = "開會通知單"
        verbose_name_plural = "開會通知單"

    def __str__(self) -> str:
        return f"{self.meeting}開會通知單"


class AgendaItem(VersionedModel):
    """An item of a meeting's agenda (議程), in the order that the secretariat gives it.

    `proposal`, `directive` or `topic` is what the item is about; `title` and `text` are the words of any other item.
    """

    class Kind(models.TextChoices):
        REPORT = "report", "報告事項"
        DIRECTIVE = "directive", "主席指示辦理情形"
        PROPOSAL = "proposal", "討論事項"
        TOPIC = "topic", "共同議題"
        MOTION = "motion", "臨時動議"
        OTHER = "other", "其他事項"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda_items", verbose_name="會議")
    kind = models.CharField("類別", max_length=10, choices=Kind)
    position = models.PositiveSmallIntegerField("順序")
    group = models.ForeignKey(
        IssueGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="議題小組"
    )
    proposal = models.ForeignKey(
        Proposal, on_delete=models.CASCADE, null=True, blank=True, related_name="agenda_items", verbose_name="提案"
    )
    directive = models.ForeignKey(
        Directive, on_delete=models.CASCADE, null=True, blank=True, related_name="agenda_items", verbose_name="主席指示"
    )
    topic = models.ForeignKey(
        CommonTopic, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="共同議題"
    )
    title = models.CharField("案由", max_length=200, blank=True, default="")
    text = models.TextField("說明", max_length=2_000, blank=True, default="")
    is_late = models.BooleanField("逾時送達", default=False, help_text="開會通知單發出後才列入")

    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "議程項目"
        verbose_name_plural = "議程項目"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["report", "directive", "proposal", "topic", "motion", "other"]),
                name="agendaitem_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(proposal__isnull=False) | ~Q(kind="proposal"), name="agendaitem_proposal_has_its_row"
            ),
            models.CheckConstraint(
                condition=Q(proposal__isnull=False)
                | Q(directive__isnull=False)
                | Q(topic__isnull=False)
                | ~Q(title=""),
                name="agendaitem_says_what_it_is_about",
            ),
            models.UniqueConstraint(
                fields=["meeting", "proposal"],
                condition=Q(proposal__isnull=False),
                name="agendaitem_proposal_once_per_meeting",
            ),
            models.UniqueConstraint(
                fields=["meeting", "directive"],
                condition=Q(directive__isnull=False),
                name="agendaitem_directive_once_per_meeting",
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(self.proposal or self.directive or self.topic)


class CalendarSubscription(models.Model):
    """A secret address under which a calendar program reads the meetings, until it is revoked.

    Only the SHA-256 of the token is kept: who reads the database cannot read the calendar in somebody's name.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_subscriptions", verbose_name="使用者"
    )
    token_sha256 = models.CharField("權杖驗證碼", max_length=64, unique=True)
    created_at = models.DateTimeField("建立時間", auto_now_add=True)
    revoked_at = models.DateTimeField("撤銷時間", null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "行事曆訂閱"
        verbose_name_plural = "行事曆訂閱"
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(revoked_at__isnull=True), name="calendarsubscription_one_open_per_user"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}的行事曆訂閱"
