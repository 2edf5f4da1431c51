"""The light that each case had from one day to the next: what pages read instead of all reports and the whole ledger.

Written by `cases/stuck/keeping.py` only; `verify_ledger` works it out again and compares.
"""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from cases.models.case import Case
from cases.models.reporting import Light, QuarterlyUpdate
from groups.models import IssueGroup, Platform

# The end of what still holds: later than any day that is asked for, so that a range says "on that day".
STILL = date.max


class Change(models.TextChoices):
    """How a case's newest light stands to the one of the accepted report before it."""

    WORSE = "worse", "惡化"
    SAME = "same", "持平"
    BETTER = "better", "好轉"
    # The first accepted report. A red one counts as worse: the case is newly red.
    FIRST = "first", "首次填報"
    NONE = "none", "尚無採認進度"


class KeptLightQuerySet(models.QuerySet["KeptLight"]):
    """Lights as pages ask for them."""

    def newest_reports(self) -> dict[int, int]:
        """{case: the id of its newest accepted report}, of those that have one."""
        return dict(self.filter(update__isnull=False).order_by().values_list("case_id", "update_id"))

    def lights(self) -> dict[int, str]:
        """{case: its light}, "" where no report was accepted."""
        return dict(self.order_by().values_list("case_id", "light"))

    def on(self, day: date | None, platform: Platform | None) -> KeptLightQuerySet:
        """One row for each case of a platform that is tracked today, or was at the end of the day."""
        day = day or timezone.localdate()
        return self.filter(until_day__gt=day, from_day__lte=day, group__platform=platform)


class KeptLight(models.Model):
    """A tracked case on the days from `from_day` to before `until_day`, by what was decided and accepted by then.

    `light`, `quarter` (1153 is 115年第3季) and `remedy_due_on` are of the newest accepted report, `update`; "", 0 and
    None where none was. The rest is what `cases.stuck.lights.Course` says of the reports, numbers in quarters.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="kept_lights", verbose_name="合作案")
    # Its index would be the beginning of `keptlight_counts`.
    group = models.ForeignKey(
        IssueGroup, on_delete=models.CASCADE, related_name="+", db_index=False, verbose_name="議題小組"
    )
    from_day = models.DateField("自")
    until_day = models.DateField("至（不含）")
    update = models.ForeignKey(
        QuarterlyUpdate, on_delete=models.CASCADE, null=True, related_name="+", verbose_name="季進度"
    )
    quarter = models.PositiveIntegerField("季別")
    light = models.CharField("燈號", max_length=10, choices=Light, blank=True)
    change = models.CharField("與前次比較", max_length=10, choices=Change)
    is_worse = models.BooleanField("惡化")
    quarter_before = models.PositiveIntegerField("前次季別")
    light_before = models.CharField("前次燈號", max_length=10, choices=Light, blank=True)
    quarters = models.PositiveSmallIntegerField("同燈號季數")
    stuck_quarters = models.PositiveSmallIntegerField("未達綠燈季數")
    missing = models.PositiveSmallIntegerField("其間缺報季數")
    remedy_due_on = models.DateField("預定改善日期", null=True)

    objects = KeptLightQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        verbose_name = "留存燈號"
        verbose_name_plural = "留存燈號"
        constraints = [
            models.UniqueConstraint(fields=["case", "from_day"], name="keptlight_once_per_case_and_day"),
            models.CheckConstraint(condition=Q(until_day__gt=F("from_day")), name="keptlight_ends_after_it_begins"),
        ]
        indexes = [
            # Covers the one grouped query behind all counts of a day.
            models.Index(
                fields=["group", "until_day", "from_day", "light", "change", "is_worse", "remedy_due_on", "quarter"],
                name="keptlight_counts",
            ),
        ]

    def __str__(self) -> str:
        return f"合作案{self.case_id}自{self.from_day:%Y-%m-%d}"
