"""What the search box finds: a row per case, printed line, motion, directive and report, its text folded beside it.

The rows are derived: `cases/search/` and `meetings/search/` write them where something becomes readable for everybody,
and `rebuild_search` writes them all anew.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from groups.models import Platform


class SearchKind(models.IntegerChoices):
    """What is found; `source_id` is the row's id. Results are shown in this order."""

    TITLE = 1, "案名"
    MINUTES = 2, "會議紀錄"
    MOTION = 3, "臨時動議"
    DIRECTIVE = 4, "主席指示"
    UPDATE = 5, "季進度"


class SearchEntry(models.Model):
    """One thing that can be found.

    `parts` is its text as a reader sees it: [[label, anchor on its page, text]]. `folded` is that text normalised by
    `cases/normalising.py`, a line per part; an index of the characters in it and of their pairs lies beside the table
    (migration search_entries). Nothing but `cases/search/entries.py` writes either.
    """

    kind = models.PositiveSmallIntegerField("類別", choices=SearchKind)
    platform = models.ForeignKey(Platform, on_delete=models.CASCADE, related_name="+", verbose_name="平臺")
    source_id = models.PositiveBigIntegerField("來源編號")
    position = models.PositiveIntegerField("順序", default=0)
    dated_on = models.DateField("日期", null=True, blank=True)
    parts = models.JSONField("內容", default=list)
    folded = models.TextField("比對用內容")

    class Meta:
        ordering = ["pk"]
        verbose_name = "搜尋項目"
        verbose_name_plural = "搜尋項目"
        constraints = [
            models.UniqueConstraint(fields=["kind", "source_id", "position"], name="searchentry_once"),
            models.CheckConstraint(condition=Q(kind__in=SearchKind.values), name="searchentry_kind_is_known"),
        ]

    def __str__(self) -> str:
        return self.folded[:30]
