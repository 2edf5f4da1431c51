"""Which cities lead a case and which take part, and where that is known from. Written by `cases/cities/writing.py`."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from cases.models.case import Case
from cases.models.periods import ReportingPeriod
from groups.models import City
from platform_site.shared.locking.versions import VersionedModel


class CityRole(models.TextChoices):
    """What a city is to a case. APART says that somebody looked: no report makes the city a proposal again."""

    LEADS = "leads", "主辦"
    TAKES_PART = "takes_part", "參與"
    APART = "apart", "未參與"


WITH_THE_CASE = (CityRole.LEADS, CityRole.TAKES_PART)


class CitySource(models.TextChoices):
    """Where a city's role is known from."""

    SECRETARIAT = "secretariat", "幕僚單位登錄"
    CONTRIBUTION = "contribution", "依季進度各市辦理內容確認"


class CaseCityQuerySet(models.QuerySet["CaseCity"]):
    """Cities of cases as lists and pages ask for them."""

    def listed(self) -> CaseCityQuerySet:
        """The cities that lead or take part, without those that are said to do neither."""
        return self.filter(role__in=WITH_THE_CASE)


class CaseCity(VersionedModel):
    """What one city is to one case. `period` is the quarter whose report said so, where a report did."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="cities", verbose_name="合作案")
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="case_roles", verbose_name="市")
    role = models.CharField("角色", max_length=12, choices=CityRole)
    source = models.CharField("依據", max_length=12, choices=CitySource, default=CitySource.SECRETARIAT, editable=False)
    period = models.ForeignKey(
        ReportingPeriod,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="依據季別",
    )
    updated_by_name = models.CharField("登錄者", max_length=60, editable=False)
    updated_at = models.DateTimeField("登錄時間", default=timezone.now, editable=False)

    objects = CaseCityQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["case", "city__order"]
        verbose_name = "合作案的市"
        verbose_name_plural = "合作案的市"
        constraints = [
            models.UniqueConstraint(
                fields=["case", "city"],
                name="casecity_once_per_case",
                violation_error_message="這個市在本案已有一列，請直接修改那一列。",
            ),
            models.CheckConstraint(condition=Q(role__in=CityRole.values), name="casecity_role_is_known"),
            models.CheckConstraint(
                condition=Q(source="secretariat", period__isnull=True) | Q(source="contribution", period__isnull=False),
                name="casecity_names_what_it_rests_on",
            ),
            models.CheckConstraint(condition=~Q(updated_by_name=""), name="casecity_names_who_wrote_it"),
        ]

    def __str__(self) -> str:
        return f"{self.city}{self.get_role_display()}"

    @property
    def basis(self) -> str:
        """Where the role is known from, in words."""
        return f"依{self.period}各市辦理內容確認" if self.period else self.get_source_display()
