"""Reference data: the platform, its cities and issue groups, and which user belongs where.

Everything here is a row, never a constant: another body of the kind has other cities, groups and levels.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from groups.audit.models import AuditEntry
from platform_site.shared.locking.versions import VersionedModel

# Django looks for an app's models here; the trail's stands in its own room.
__all__ = ["AuditEntry", "City", "IssueGroup", "Membership", "Platform", "Role"]


class Platform(VersionedModel):
    """The body that meets, as its minutes print it (基北北桃合作交流平臺)."""

    name = models.CharField("平臺名稱", max_length=60, unique=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "平臺"
        verbose_name_plural = "平臺"

    def __str__(self) -> str:
        return self.name


class City(VersionedModel):
    """A member city of a platform, in the platform's order."""

    platform = models.ForeignKey(Platform, on_delete=models.PROTECT, related_name="cities", verbose_name="平臺")
    name = models.CharField("市", max_length=20)
    government_name = models.CharField("機關全銜", max_length=40, help_text="紀錄中印出的名稱，例如：基隆市政府")
    order = models.PositiveSmallIntegerField("順序")

    history = HistoricalRecords()

    class Meta:
        ordering = ["platform", "order"]
        verbose_name = "市"
        verbose_name_plural = "市"
        constraints = [
            models.UniqueConstraint(fields=["platform", "name"], name="city_name_once_per_platform"),
            models.UniqueConstraint(fields=["platform", "government_name"], name="city_government_once_per_platform"),
            models.UniqueConstraint(fields=["platform", "order"], name="city_order_once_per_platform"),
        ]

    def __str__(self) -> str:
        return self.name


class IssueGroup(VersionedModel):
    """One of a platform's issue groups; `order` is the order the minutes print them in.

    The name is part of the key of a meeting numbered within its group (工作會議-交通組-5): it has no hyphen.
    """

    platform = models.ForeignKey(Platform, on_delete=models.PROTECT, related_name="groups", verbose_name="平臺")
    name = models.CharField("議題小組", max_length=30)
    order = models.PositiveSmallIntegerField("順序")

    history = HistoricalRecords()

    class Meta:
        ordering = ["platform", "order"]
        verbose_name = "議題小組"
        verbose_name_plural = "議題小組"
        constraints = [
            models.UniqueConstraint(fields=["platform", "name"], name="issuegroup_name_once_per_platform"),
            models.UniqueConstraint(fields=["platform", "order"], name="issuegroup_order_once_per_platform"),
            models.CheckConstraint(
                condition=~Q(name__contains="-"),
                name="issuegroup_name_without_hyphen",
                violation_error_message="議題小組名稱不可有連字號「-」：會議代號以它分隔，例如「工作會議-交通組-5」。",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What a user is on the platform. The values are also the names of Django's permission groups."""

    SECRETARIAT = "secretariat", "幕僚單位"
    LIAISON = "liaison", "議題小組聯絡人"
    OFFICIAL = "official", "長官"


class Membership(VersionedModel):
    """Says that a user is secretariat, liaison of one group, or official."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, verbose_name="使用者")
    role = models.CharField("角色", max_length=20, choices=Role)
    group = models.ForeignKey(
        IssueGroup, on_delete=models.PROTECT, null=True, blank=True, verbose_name="議題小組", help_text="僅聯絡人須填"
    )
    city = models.ForeignKey(City, on_delete=models.PROTECT, null=True, blank=True, verbose_name="市")

    history = HistoricalRecords()

    class Meta:
        ordering = ["user", "role", "group"]
        verbose_name = "成員"
        verbose_name_plural = "成員"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "group"], condition=Q(group__isnull=False), name="membership_once_per_group"
            ),
            models.UniqueConstraint(
                fields=["user", "role"], condition=Q(group__isnull=True), name="membership_once_per_role"
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_is_known"),
            models.CheckConstraint(
                condition=Q(role=Role.LIAISON, group__isnull=False) | (~Q(role=Role.LIAISON) & Q(group__isnull=True)),
                name="membership_group_exactly_for_liaisons",
                violation_error_message="聯絡人必須指定議題小組，其他角色不可指定。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}（{self.get_role_display()}）"


class CacheEntry(models.Model):
    """A row of Django's cache in the database (CACHES): shared by all processes of all machines, gone when it expires.

    Django's backend reads and writes it by SQL of its own; the model is here so that migrations make the table.
    """

    cache_key = models.CharField("鍵", max_length=255, primary_key=True)
    value = models.TextField("內容")
    expires = models.DateTimeField("到期時間", db_index=True)

    class Meta:
        db_table = "platform_cache"
        default_permissions = ()
        verbose_name = "暫存資料"
        verbose_name_plural = "暫存資料"

    def __str__(self) -> str:
        return self.cache_key


class PasswordRecord(models.Model):
    """A password of an account as it was set: its hash, when, and whether somebody else set it.

    groups/accounts/passwords.py writes and reads them; the last few of each account stay.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="password_records", verbose_name="使用者"
    )
    encoded = models.CharField("加密後的密碼", max_length=128)
    set_at = models.DateTimeField("設定時間")
    by_other = models.BooleanField("由他人設定")

    class Meta:
        ordering = ["user", "-set_at", "-pk"]
        # No page and no role reads or writes it.
        default_permissions = ()
        verbose_name = "密碼紀錄"
        verbose_name_plural = "密碼紀錄"

    def __str__(self) -> str:
        return f"{self.user}（{self.set_at:%Y-%m-%d}）"
