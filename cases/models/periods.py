"""The quarters that are reported, and the reminders of reports that are due. See `cases/reporting/obligations.py`."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from groups.models import Platform
from platform_site.shared.locking.versions import VersionedModel
from platform_site.shared.roc import ROC_OFFSET


class ReportingPeriodQuerySet(models.QuerySet["ReportingPeriod"]):
    """Quarters as lists and pages ask for them."""

    def in_order(self) -> ReportingPeriodQuerySet:
        """Oldest first."""
        return self.order_by("key")

    def open_on(self, day: date) -> ReportingPeriodQuerySet:
        """The quarters that take reports on that day, late ones too."""
        return self.filter(opens_on__lte=day, late_until__gte=day)

    def opened_by(self, day: date) -> ReportingPeriodQuerySet:
        """The quarters that have opened, whether or not they have closed again."""
        return self.filter(opens_on__lte=day)

    def due_before(self, day: date) -> ReportingPeriodQuerySet:
        """The quarters whose reports should all have been sent before that day."""
        return self.filter(closes_on__lt=day)


class ReportingPeriod(VersionedModel):
    """A quarter of a ROC year and the days on which it takes reports; created in advance by `open_periods`.

    The key is 10 × year + quarter (1143 is 114年第3季), so that reports sort by quarter without a join. Reports are
    due by `closes_on`; late ones are taken until `late_until`. Both may be moved in the admin.
    """

    key = models.PositiveIntegerField("季別代碼", primary_key=True, editable=False)
    roc_year = models.PositiveSmallIntegerField("民國年", editable=False)
    quarter = models.PositiveSmallIntegerField("季", editable=False)
    opens_on = models.DateField("開放填報日")
    closes_on = models.DateField("填報期限")
    late_until = models.DateField("補報截止日", help_text="逾期後仍可補報至這一天；延後日期即重新開放")

    objects = ReportingPeriodQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-key"]
        verbose_name = "填報季別"
        verbose_name_plural = "填報季別"
        constraints = [
            models.UniqueConstraint(fields=["roc_year", "quarter"], name="period_once_per_quarter"),
            models.CheckConstraint(condition=Q(quarter__gte=1, quarter__lte=4), name="period_quarter_one_to_four"),
            models.CheckConstraint(
                condition=Q(key=F("roc_year") * 10 + F("quarter")), name="period_key_is_its_quarter"
            ),
            models.CheckConstraint(
                condition=Q(opens_on__lte=F("closes_on"), closes_on__lte=F("late_until")),
                name="period_opens_then_closes",
                violation_error_message="日期的先後須為：開放填報日、填報期限、補報截止日。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.roc_year}年第{self.quarter}季"

    @property
    def first_day(self) -> date:
        """The first day of the quarter itself."""
        return date(self.roc_year + ROC_OFFSET, self.quarter * 3 - 2, 1)

    @property
    def last_day(self) -> date:
        """The last day of the quarter itself: what a case owes is decided by its status then."""
        year, month = self.roc_year + ROC_OFFSET, self.quarter * 3
        return date(year, month, monthrange(year, month)[1])

    def takes_reports_on(self, day: date) -> bool:
        """Whether a report may be written and sent on that day, in time or late."""
        return self.opens_on <= day <= self.late_until


class ReminderSent(models.Model):
    """A reminder, once for each user, platform, quarter and stage; written by `cases/reporting/mail/reminders.py`.

    One sent at a secretary's button (`by_hand`) counts apart, so that it keeps no due one back: once a day, for its
    stage is the day. `sent_by_name` says whose button that was.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reminders", verbose_name="收件者"
    )
    platform = models.ForeignKey(Platform, on_delete=models.PROTECT, related_name="+", verbose_name="平臺")
    period = models.ForeignKey(ReportingPeriod, on_delete=models.PROTECT, related_name="reminders", verbose_name="季別")
    stage = models.SmallIntegerField("階段", help_text="相對於填報期限的天數：-14、-3、1、8、15…")
    address = models.EmailField("收件信箱")
    copies = models.TextField("副本", blank=True, default="")
    subject = models.CharField("主旨", max_length=200)
    body = models.TextField("內文")
    claimed_at = models.DateTimeField("開始寄送時間")
    sent_at = models.DateTimeField("寄送時間", null=True, blank=True)
    by_hand = models.BooleanField("人工稽催", default=False)
    sent_by_name = models.CharField("寄送者姓名", max_length=60, blank=True, default="")

    class Meta:
        ordering = ["-claimed_at", "-pk"]
        verbose_name = "稽催紀錄"
        verbose_name_plural = "稽催紀錄"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "platform", "period", "stage", "by_hand"], name="reminder_once_per_stage"
            ),
            models.CheckConstraint(
                condition=Q(by_hand=False, sent_by_name="") | (Q(by_hand=True) & ~Q(sent_by_name="")),
                name="reminder_by_hand_names_its_sender",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(sent_at__gte=F("claimed_at")), name="reminder_sent_once_claimed"
            ),
            models.CheckConstraint(condition=~Q(address=""), name="reminder_has_address"),
        ]

    def __str__(self) -> str:
        return self.subject
