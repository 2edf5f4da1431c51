"""Filters of lists that people saved under a name."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from groups.models import Platform
from platform_site.shared.locking.versions import VersionedModel

NAME_LIMIT, QUERY_LIMIT = 40, 2_000


class Sharing(models.TextChoices):
    """Who sees a saved filter besides the one who saved it."""

    PRIVATE = "private", "僅自己"
    LINK = "link", "取得連結的使用者"
    EVERYBODY = "everybody", "平臺全體使用者"


class SavedFilter(VersionedModel):
    """The query string of a list under a name. `key` names it in its link and is renewed when it becomes private.

    `list_key` is the `key` of a ListDefinition. `words` says what the list was narrowed to when it was saved.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_filters", verbose_name="儲存者"
    )
    platform = models.ForeignKey(Platform, on_delete=models.CASCADE, related_name="+", verbose_name="平臺")
    list_key = models.CharField("清單", max_length=20)
    name = models.CharField("名稱", max_length=NAME_LIMIT)
    query = models.CharField("條件", max_length=QUERY_LIMIT)
    words = models.TextField("條件說明")
    sharing = models.CharField("分享", max_length=10, choices=Sharing, default=Sharing.PRIVATE)
    key = models.CharField("連結代碼", max_length=32, unique=True)

    class Meta:
        ordering = ["list_key", "name", "pk"]
        verbose_name = "已存篩選"
        verbose_name_plural = "已存篩選"
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "platform", "list_key", "name"], name="savedfilter_name_once_per_owner_and_list"
            ),
            models.CheckConstraint(condition=Q(sharing__in=Sharing.values), name="savedfilter_sharing_is_known"),
            models.CheckConstraint(condition=~Q(name=""), name="savedfilter_name_not_blank"),
            models.CheckConstraint(condition=~Q(query=""), name="savedfilter_narrows_something"),
        ]

    def __str__(self) -> str:
        return self.name
