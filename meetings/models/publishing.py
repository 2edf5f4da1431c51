"""What the secretariat has made public, by explicit acts, and whether a platform has public pages at all."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from groups.models import Platform
from meetings.models.versions import MinutesVersion
from platform_site.shared.locking.versions import VersionedModel


class PublicSite(VersionedModel):
    """A platform's public pages: on or off, and whom the open data names as its provider. No row means off."""

    platform = models.OneToOneField(Platform, on_delete=models.PROTECT, related_name="public_site", verbose_name="平臺")
    is_on = models.BooleanField("開放公開網頁", default=False, help_text="關閉時所有公開網址都查無此頁")
    provider = models.CharField("提供機關", max_length=60, blank=True, default="", help_text="例如：臺北市政府")
    contact_name = models.CharField(
        "聯絡單位", max_length=60, blank=True, default="", help_text="請填單位，例如：研究發展考核委員會；會公開"
    )
    contact_phone = models.CharField("聯絡電話", max_length=40, blank=True, default="", help_text="會公開")
    contact_email = models.EmailField("聯絡信箱", blank=True, default="", help_text="請填單位信箱；會公開")

    history = HistoricalRecords()

    class Meta:
        ordering = ["platform"]
        verbose_name = "公開網頁"
        verbose_name_plural = "公開網頁"

    def __str__(self) -> str:
        return f"{self.platform}公開網頁"


class PublicationQuerySet(models.QuerySet["Publication"]):
    """Publications as pages ask for them."""

    def standing(self) -> PublicationQuerySet:
        """What is public now, as far as the platform's pages are on."""
        return self.filter(withdrawn_at__isnull=True)


class Publication(VersionedModel):
    """One act of publishing: one version of a meeting's minutes, the platform's tally, or its list of cases.

    A version that is published again after it was withdrawn has a new row. The tally and the cases show what the
    published meetings decided, so publishing minutes adds to them.
    """

    class What(models.TextChoices):
        MINUTES = "minutes", "會議紀錄"
        TALLY = "tally", "列管統計"
        CASES = "cases", "合作案清單"

    platform = models.ForeignKey(Platform, on_delete=models.PROTECT, related_name="publications", verbose_name="平臺")
    what = models.CharField("項目", max_length=10, choices=What)
    minutes = models.ForeignKey(
        MinutesVersion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="publications",
        verbose_name="紀錄版本",
    )
    published_at = models.DateTimeField("公開時間")
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="公開者"
    )
    published_by_name = models.CharField("公開者姓名", max_length=60)
    withdrawn_at = models.DateTimeField("撤回時間", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="撤回者",
    )
    withdrawn_by_name = models.CharField("撤回者姓名", max_length=60, blank=True, default="")

    objects = PublicationQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-published_at", "-pk"]
        verbose_name = "公開發布"
        verbose_name_plural = "公開發布"
        constraints = [
            models.UniqueConstraint(
                fields=["minutes"],
                condition=Q(withdrawn_at__isnull=True, minutes__isnull=False),
                name="publication_one_standing_per_version",
            ),
            models.UniqueConstraint(
                fields=["platform", "what"],
                condition=Q(withdrawn_at__isnull=True, minutes__isnull=True),
                name="publication_one_standing_per_platform",
            ),
            models.CheckConstraint(
                condition=Q(what="minutes", minutes__isnull=False)
                | Q(what__in=["tally", "cases"], minutes__isnull=True),
                name="publication_of_minutes_names_a_version",
            ),
            models.CheckConstraint(condition=~Q(published_by_name=""), name="publication_names_its_publisher"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by_name="", withdrawn_by__isnull=True)
                | (Q(withdrawn_at__isnull=False, withdrawn_at__gte=F("published_at")) & ~Q(withdrawn_by_name="")),
                name="publication_withdrawn_by_whom_and_when",
            ),
        ]

    def __str__(self) -> str:
        return str(self.minutes) if self.minutes_id else f"{self.platform}{self.get_what_display()}"

    def clean(self) -> None:
        """A version of minutes is published on its own platform's pages."""
        if self.minutes and self.minutes.meeting.level.platform_id != self.platform_id:
            raise ValidationError({"minutes": f"{self.minutes}不屬於{self.platform}，請改選該平臺的會議紀錄。"})
