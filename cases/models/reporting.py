"""Quarterly reporting: a liaison's update on one case for one quarter, and what hangs on an update.

In `cases/reporting/`, `obligations.py` says who owes what, and every change of an update goes through `workflow.py`.
Once accepted, an update and all its rows are frozen by database triggers: a correction is a new revision.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, URLValidator
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from cases.models.case import Case, CommonTopic
from cases.models.periods import ReportingPeriod
from groups.models import City, IssueGroup
from platform_site.shared.locking.versions import VersionedModel
from platform_site.shared.roc import midnight_after
from platform_site.shared.uploads import PrivateStorage

TEXT_LIMIT = 5_000
LABEL_LIMIT = 200


class Light(models.TextChoices):
    """How a case stands."""

    GREEN = "green", "綠燈（如期）"
    YELLOW = "yellow", "黃燈（有風險）"
    RED = "red", "紅燈（落後）"


class UpdateState(models.TextChoices):
    """Where an update stands between the liaison and the secretariat."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "已送出"
    RETURNED = "returned", "已退回"
    ACCEPTED = "accepted", "已採認"


WITH_LIAISON = [UpdateState.DRAFT, UpdateState.RETURNED]


class QuarterlyUpdateQuerySet(models.QuerySet["QuarterlyUpdate"]):
    """Updates as lists and pages ask for them."""

    def accepted(self, as_of: date | None = None) -> QuarterlyUpdateQuerySet:
        """Updates the secretariat has accepted, by the end of the day `as_of` if given; replaced ones too."""
        rows = self.filter(state=UpdateState.ACCEPTED)
        return rows if as_of is None else rows.filter(accepted_at__lt=midnight_after(as_of))

    def standing(self, as_of: date | None = None) -> QuarterlyUpdateQuerySet:
        """One per case and quarter: the newest accepted revision, or the only one there is.

        A correction counts from its own acceptance; until then what it corrects stands. As of a day those accepted
        by its end: what was open then is not known any more.
        """
        if as_of is not None:
            return self.accepted(as_of).exclude(replaced_by__in=QuarterlyUpdate.objects.accepted(as_of))
        return self.exclude(replaced_by__state=UpdateState.ACCEPTED).filter(
            Q(replaces__isnull=True) | Q(state=UpdateState.ACCEPTED)
        )

    def of_cases(self, case_ids: Collection[int]) -> QuarterlyUpdateQuerySet:
        """All of these cases; ask each whether it `counts_on` a day: SQLite would read every accepted one for that."""
        return self.filter(case__in=case_ids).defer("progress_text", "next_steps", "cause", "remedy")

    def with_all(self) -> QuarterlyUpdateQuerySet:
        """With everything a page or a report shows of an update, in a fixed number of queries."""
        return self.select_related("case", "group", "period").prefetch_related(
            models.Prefetch("contributions", CityContribution.objects.select_related("city")),
            models.Prefetch("values", IndicatorValue.objects.select_related("indicator", "city")),
            "attachments",
            "links",
            "steps",
        )


class QuarterlyUpdate(VersionedModel):
    """A liaison's report on one case for one quarter.

    `group` is the one that owed it (see `cases/reporting/obligations.py`), as of then. A correction of an accepted
    update is a new row with the next `revision` that `replaces` it; what it replaces stays in force until it is
    accepted.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="updates", verbose_name="合作案")
    period = models.ForeignKey(ReportingPeriod, on_delete=models.PROTECT, related_name="updates", verbose_name="季別")
    group = models.ForeignKey(IssueGroup, on_delete=models.PROTECT, related_name="+", verbose_name="議題小組")
    revision = models.PositiveSmallIntegerField("版本", default=1, editable=False)
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="replaced_by",
        verbose_name="更正的版本",
    )
    state = models.CharField("狀態", max_length=10, choices=UpdateState, default=UpdateState.DRAFT, editable=False)

    progress_text = models.TextField("本季辦理情形", max_length=TEXT_LIMIT, blank=True, default="")
    next_steps = models.TextField("下季預定工作", max_length=TEXT_LIMIT, blank=True, default="")
    light = models.CharField("燈號", max_length=10, choices=Light, blank=True, default="")
    progress = models.PositiveSmallIntegerField(
        "累計進度（%）", null=True, blank=True, validators=[MaxValueValidator(100, "進度須介於 0 與 100 之間。")]
    )
    cause = models.TextField("落後或風險原因", max_length=TEXT_LIMIT, blank=True, default="")
    remedy = models.TextField("因應措施", max_length=TEXT_LIMIT, blank=True, default="")
    remedy_due_on = models.DateField("預定改善日期", null=True, blank=True)

    saved_at = models.DateTimeField("最後儲存時間", editable=False)
    saved_by_name = models.CharField("最後儲存者", max_length=60, editable=False)
    accepted_at = models.DateTimeField("採認時間", null=True, blank=True, editable=False)

    objects = QuarterlyUpdateQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-period_id", "case_id", "-revision"]
        verbose_name = "季進度"
        verbose_name_plural = "季進度"
        constraints = [
            models.UniqueConstraint(fields=["case", "period", "revision"], name="update_revision_once"),
            models.UniqueConstraint(
                fields=["case", "period"], condition=~Q(state="accepted"), name="update_one_open_revision"
            ),
            models.CheckConstraint(
                condition=Q(revision=1, replaces__isnull=True) | Q(revision__gt=1, replaces__isnull=False),
                name="update_later_revision_replaces",
            ),
            models.CheckConstraint(condition=Q(state__in=UpdateState.values), name="update_state_is_known"),
            models.CheckConstraint(condition=Q(light__in=["", *Light.values]), name="update_light_is_known"),
            models.CheckConstraint(
                condition=Q(progress__isnull=True) | Q(progress__lte=100), name="update_progress_to_a_hundred"
            ),
            models.CheckConstraint(
                condition=Q(state__in=WITH_LIAISON)
                | (~Q(progress_text="") & ~Q(next_steps="") & ~Q(light="") & Q(progress__isnull=False)),
                name="update_complete_once_submitted",
            ),
            models.CheckConstraint(
                condition=Q(state__in=WITH_LIAISON)
                | Q(light="green")
                | (~Q(cause="") & ~Q(remedy="") & Q(remedy_due_on__isnull=False)),
                name="update_light_not_alone",
            ),
            models.CheckConstraint(
                condition=Q(state="accepted", accepted_at__isnull=False)
                | (~Q(state="accepted") & Q(accepted_at__isnull=True)),
                name="update_accepted_with_time",
            ),
            models.CheckConstraint(condition=~Q(saved_by_name=""), name="update_saved_by_somebody"),
        ]
        indexes = [
            # Covers the one grouped query behind the matrix.
            models.Index(fields=["period", "group", "state", "light"], name="update_matrix"),
            # Covers the check that every report counted there is one that is owed.
            models.Index(fields=["case", "group", "period"], name="update_case_span"),
            models.Index(fields=["state", "accepted_at"], name="update_accepted_at"),
        ]

    def __str__(self) -> str:
        return f"{self.period_id // 10}年第{self.period_id % 10}季「{self.case}」第{self.revision}版"

    @property
    def is_accepted(self) -> bool:
        return self.state == UpdateState.ACCEPTED

    def counts_on(self, day: date | None) -> bool:
        """Whether `accepted` has it, by the end of the day if given."""
        if self.accepted_at is None or not self.is_accepted:
            return False
        return day is None or self.accepted_at < midnight_after(day)

    @property
    def is_with_liaison(self) -> bool:
        """Whether the liaison may write: a draft, or one that was sent back."""
        return self.state in WITH_LIAISON

    @property
    def needs_remedy(self) -> bool:
        """Whether cause, remedy and due date are required: with a yellow or red light."""
        return self.light in (Light.YELLOW, Light.RED)


class CityContribution(models.Model):
    """What one city did for the case in the quarter."""

    update = models.ForeignKey(
        QuarterlyUpdate, on_delete=models.CASCADE, related_name="contributions", verbose_name="季進度"
    )
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="+", verbose_name="市")
    text = models.TextField("辦理內容", max_length=TEXT_LIMIT)

    class Meta:
        ordering = ["city__order"]
        verbose_name = "各市辦理內容"
        verbose_name_plural = "各市辦理內容"
        constraints = [
            models.UniqueConstraint(fields=["update", "city"], name="contribution_once_per_city"),
            models.CheckConstraint(condition=~Q(text=""), name="contribution_not_blank"),
        ]

    def __str__(self) -> str:
        return self.text[:30]


class Indicator(VersionedModel):
    """A figure that every city reports in the same way, of one case or of all cases of a common topic.

    The standard says how it is counted; a value outside `low` to `high` needs an explanation.
    """

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="indicators", verbose_name="合作案"
    )
    common_topic = models.ForeignKey(
        CommonTopic, on_delete=models.PROTECT, null=True, blank=True, related_name="indicators", verbose_name="共同議題"
    )
    name = models.CharField("指標名稱", max_length=60)
    unit = models.CharField("單位", max_length=20)
    standard = models.CharField("一致標準", max_length=LABEL_LIMIT, help_text="四市一致的計算方式與標準")
    low = models.DecimalField("下限", max_digits=16, decimal_places=4, null=True, blank=True)
    high = models.DecimalField("上限", max_digits=16, decimal_places=4, null=True, blank=True)
    is_retired = models.BooleanField("停用", default=False, help_text="停用後不再填報，已填數值仍保留")

    history = HistoricalRecords()

    class Meta:
        ordering = ["pk"]
        verbose_name = "成果指標"
        verbose_name_plural = "成果指標"
        constraints = [
            models.CheckConstraint(
                condition=Q(case__isnull=False, common_topic__isnull=True)
                | Q(case__isnull=True, common_topic__isnull=False),
                name="indicator_of_a_case_or_a_topic",
                violation_error_message="指標須屬於一個合作案或一個共同議題，二者擇一。",
            ),
            models.UniqueConstraint(
                fields=["case", "name"], condition=Q(case__isnull=False), name="indicator_name_once_per_case"
            ),
            models.UniqueConstraint(
                fields=["common_topic", "name"],
                condition=Q(common_topic__isnull=False),
                name="indicator_name_once_per_topic",
            ),
            models.CheckConstraint(condition=~Q(name="") & ~Q(unit=""), name="indicator_has_name_and_unit"),
            models.CheckConstraint(
                condition=Q(low__isnull=True) | Q(high__isnull=True) | Q(low__lte=F("high")),
                name="indicator_low_below_high",
                violation_error_message="下限不可大於上限。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.unit}）"

    def is_out_of_range(self, value: Decimal | None) -> bool:
        """Whether a value lies outside the range, which is open at an end without a bound."""
        return out_of_range(value, self.low, self.high)


class IndicatorValue(models.Model):
    """One city's figure for the quarter; `low` and `high` are the indicator's range as of then."""

    update = models.ForeignKey(QuarterlyUpdate, on_delete=models.CASCADE, related_name="values", verbose_name="季進度")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="values", verbose_name="成果指標")
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="+", verbose_name="市")
    value = models.DecimalField("數值", max_digits=16, decimal_places=4)
    explanation = models.CharField("超出範圍說明", max_length=LABEL_LIMIT, blank=True, default="")
    low = models.DecimalField("當時下限", max_digits=16, decimal_places=4, null=True, blank=True, editable=False)
    high = models.DecimalField("當時上限", max_digits=16, decimal_places=4, null=True, blank=True, editable=False)

    class Meta:
        ordering = ["indicator", "city__order"]
        verbose_name = "指標數值"
        verbose_name_plural = "指標數值"
        constraints = [
            models.UniqueConstraint(fields=["update", "indicator", "city"], name="indicatorvalue_once_per_city"),
        ]

    def __str__(self) -> str:
        return f"{self.value.normalize():f}"

    @property
    def is_out_of_range(self) -> bool:
        """Whether the value lay outside the range of its time."""
        return out_of_range(self.value, self.low, self.high)


def out_of_range(value: Decimal | None, low: Decimal | None, high: Decimal | None) -> bool:
    """Whether a value is below `low` or above `high`; the bounds themselves are inside."""
    if value is None:
        return False
    return (low is not None and value < low) or (high is not None and value > high)


class Attachment(models.Model):
    """A file attached to an update. Its type is detected from its content; see `cases/reporting/attachments.py`."""

    update = models.ForeignKey(
        QuarterlyUpdate, on_delete=models.CASCADE, related_name="attachments", verbose_name="季進度"
    )
    file = models.FileField("檔案", storage=PrivateStorage(), upload_to="updates/%Y/%m", max_length=200)
    name = models.CharField("檔名", max_length=LABEL_LIMIT)
    content_type = models.CharField("類型", max_length=100)
    size = models.PositiveIntegerField("大小（位元組）")
    sha256 = models.CharField("驗證碼", max_length=64)
    uploaded_at = models.DateTimeField("上傳時間", auto_now_add=True)
    uploaded_by_name = models.CharField("上傳者", max_length=60)

    class Meta:
        ordering = ["pk"]
        verbose_name = "附件"
        verbose_name_plural = "附件"
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="attachment_has_name"),
            models.CheckConstraint(condition=~Q(uploaded_by_name=""), name="attachment_names_its_uploader"),
        ]

    def __str__(self) -> str:
        return self.name


class Link(models.Model):
    """A public URL attached to an update, http or https only."""

    update = models.ForeignKey(QuarterlyUpdate, on_delete=models.CASCADE, related_name="links", verbose_name="季進度")
    position = models.PositiveSmallIntegerField("順序")
    url = models.URLField(
        "網址",
        max_length=500,
        validators=[URLValidator(schemes=["http", "https"], message="網址須以 http:// 或 https:// 開頭。")],
    )
    label = models.CharField("名稱", max_length=LABEL_LIMIT, blank=True, default="")

    class Meta:
        ordering = ["position"]
        verbose_name = "連結"
        verbose_name_plural = "連結"
        constraints = [
            models.UniqueConstraint(fields=["update", "position"], name="link_position_once_per_update"),
            models.CheckConstraint(
                condition=Q(url__startswith="http://") | Q(url__startswith="https://"), name="link_is_http"
            ),
        ]

    def __str__(self) -> str:
        return self.label or self.url

    @property
    def is_web(self) -> bool:
        """Whether a page may lead there, should the row have got past the constraint: javascript: is a URL too."""
        return self.url.startswith(("http://", "https://"))


class UpdateStep(models.Model):
    """A change of an update's state: who made it, when, and with what comment."""

    update = models.ForeignKey(QuarterlyUpdate, on_delete=models.CASCADE, related_name="steps", verbose_name="季進度")
    from_state = models.CharField("原狀態", max_length=10, choices=UpdateState, blank=True, default="")
    to_state = models.CharField("新狀態", max_length=10, choices=UpdateState)
    comment = models.TextField("意見", max_length=TEXT_LIMIT, blank=True, default="")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="辦理者",
    )
    actor_name = models.CharField("辦理者姓名", max_length=60)
    at = models.DateTimeField("時間")

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "辦理歷程"
        verbose_name_plural = "辦理歷程"
        constraints = [
            models.CheckConstraint(
                condition=Q(to_state__in=UpdateState.values, from_state__in=["", *UpdateState.values]),
                name="updatestep_state_is_known",
            ),
            models.CheckConstraint(condition=~Q(actor_name=""), name="updatestep_names_its_actor"),
            models.CheckConstraint(
                condition=~Q(to_state="returned") | ~Q(comment=""), name="updatestep_return_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_to_state_display()}（{self.actor_name}）"
