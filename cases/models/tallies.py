"""The figures of finalised meetings as they were counted: what pages read instead of counting a whole history.

Written and read by `cases/ledger/kept.py` only; `verify_ledger` counts again and compares.
"""

from __future__ import annotations

from django.db import models

from groups.models import IssueGroup


class KeptTally(models.Model):
    """One group at one finalised meeting. The figures are those of `cases.ledger.tallies.GroupTally`.

    `opening_known` is false as long as no record says what was carried into the first meeting on record.
    """

    meeting = models.ForeignKey(
        "meetings.Meeting", on_delete=models.CASCADE, related_name="kept_tallies", verbose_name="會議"
    )
    group = models.ForeignKey(IssueGroup, on_delete=models.CASCADE, related_name="+", verbose_name="議題小組")
    opening = models.IntegerField("期初")
    added = models.IntegerField("新增")
    delisted = models.IntegerField("解列")
    stated_remaining = models.IntegerField("其餘（紀錄載明）", null=True)
    computed_remaining = models.IntegerField("其餘（依前次推算）", null=True)
    difference = models.IntegerField("差額", null=True)
    closing = models.IntegerField("期末")
    named = models.IntegerField("已列案名")
    merged = models.IntegerField("整併")
    results = models.IntegerField("整併結果")
    moved_out = models.IntegerField("移出")
    moved_in = models.IntegerField("移入")
    restored = models.IntegerField("更正恢復")
    struck = models.IntegerField("更正除列")
    opening_known = models.BooleanField("期初可知", default=True)

    class Meta:
        default_permissions = ()
        verbose_name = "留存統計"
        verbose_name_plural = "留存統計"
        constraints = [
            models.UniqueConstraint(fields=["meeting", "group"], name="kepttally_once_per_meeting_and_group")
        ]

    def __str__(self) -> str:
        return f"會議{self.meeting_id}・議題小組{self.group_id}"
