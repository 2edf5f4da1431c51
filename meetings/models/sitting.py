"""What was decided at the sitting, step by step, so that the last step can be undone."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from groups.models import IssueGroup
from meetings.models.meeting import Meeting


class SittingStep(models.Model):
    """One decision as it was taken on the sitting's screen.

    `undo` is what taking it back needs (ids of ledger rows, new cases, the proposal's state before), as JSON written
    and read by `meetings/sitting/` only. An undone step stays, with who undid it and when.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="sitting_steps", verbose_name="會議")
    group = models.ForeignKey(
        IssueGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="議題小組"
    )
    label = models.CharField("決定", max_length=300)
    undo = models.JSONField("撤回所需", default=dict)
    actor_name = models.CharField("登錄者姓名", max_length=60)
    at = models.DateTimeField("登錄時間", auto_now_add=True)
    undone_at = models.DateTimeField("撤回時間", null=True, blank=True)
    undone_by_name = models.CharField("撤回者姓名", max_length=60, blank=True, default="")

    class Meta:
        ordering = ["pk"]
        verbose_name = "會中決定"
        verbose_name_plural = "會中決定"
        constraints = [
            models.CheckConstraint(condition=~Q(label="") & ~Q(actor_name=""), name="sittingstep_who_decided_what"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by_name="")
                | (Q(undone_at__isnull=False) & ~Q(undone_by_name="")),
                name="sittingstep_undone_with_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return self.label
