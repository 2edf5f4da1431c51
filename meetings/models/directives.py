"""What chairs instruct (主席指示), the groups' replies, and what became of motions.

None of it changes the minutes: a directive quotes a sentence of the record and is followed up until it is closed.
"""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from simple_history.models import HistoricalRecords

from cases.models import Case
from groups.models import IssueGroup
from meetings.models.meeting import Meeting
from meetings.models.narrative import MotionItem
from platform_site.shared.locking.versions import VersionedModel
from platform_site.shared.roc import midnight_after

REPLY_LIMIT = 2_000


class DirectiveKind(models.TextChoices):
    """What a chair asked for."""

    INSTRUCTION = "instruction", "指示"
    SUGGESTION = "suggestion", "建議"
    INVITATION = "invitation", "邀請"
    CENTRAL_REQUEST = "central_request", "建請中央事項"


class DirectiveState(models.TextChoices):
    """Whether a directive is still followed up."""

    OPEN = "open", "辦理中"
    DONE = "done", "已辦結"
    DROPPED = "dropped", "不再追蹤"


class DirectiveQuerySet(models.QuerySet["Directive"]):
    """Directives as pages and agendas ask for them."""

    def open(self) -> DirectiveQuerySet:
        """Directives that are still followed up."""
        return self.filter(state=DirectiveState.OPEN)

    def central_requests(self) -> DirectiveQuerySet:
        """The register of requests to the central government."""
        return self.filter(kind=DirectiveKind.CENTRAL_REQUEST)

    def on_record(self, as_of: date | None = None) -> DirectiveQuerySet:
        """Those of finalised meetings, held by the end of the day `as_of`: what a draft says binds nobody."""
        rows = self.filter(meeting__state=Meeting.State.FINALISED)
        return rows if as_of is None else rows.filter(meeting__held_on__lte=as_of)

    def with_state(self, as_of: date) -> DirectiveQuerySet:
        """Annotate `state_then`, the state at the end of that day by the history of each.

        An instruction is open from its meeting on, however late the secretariat confirmed it here.
        """
        versions = Directive.history.filter(id=OuterRef("pk"), history_date__lt=midnight_after(as_of))
        latest = versions.order_by("-history_date", "-history_id").values("state")
        return self.annotate(state_then=Coalesce(Subquery(latest[:1]), Value(DirectiveState.OPEN.value)))

    def states(self, as_of: date) -> dict[int, str]:
        """The state of each at the end of that day, by id."""
        return dict(self.with_state(as_of).values_list("pk", "state_then"))  # type: ignore[misc]  # Annotated.

    def with_all(self) -> DirectiveQuerySet:
        """With everything a page shows of a directive, in a fixed number of queries."""
        return self.select_related("meeting__level", "meeting__group").prefetch_related("groups", "replies__group")


class Directive(VersionedModel):
    """A sentence of a remark, resolution or motion that somebody has to act on.

    `sentence` is verbatim, white space aside; `anchor` is the paragraph of the minutes' page that holds it (see
    `meetings/minutes/anchors.py`). `phrase` is what shows that it is one. `due_number` is the meeting of the same
    level at which a reply is due. Without groups it is everybody's.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="directives", verbose_name="會議")
    kind = models.CharField("類別", max_length=16, choices=DirectiveKind, default=DirectiveKind.INSTRUCTION)
    sentence = models.TextField("原文")
    anchor = models.CharField("所在段落", max_length=60)
    said_by = models.CharField("發言者", max_length=60, blank=True, default="", help_text="決議與臨時動議留白")
    phrase = models.CharField("判斷依據", max_length=60, blank=True, default="")
    groups = models.ManyToManyField(IssueGroup, blank=True, related_name="directives", verbose_name="辦理小組")
    due_number = models.PositiveSmallIntegerField("應回復的次別", null=True, blank=True)
    state = models.CharField("狀態", max_length=8, choices=DirectiveState, default=DirectiveState.OPEN)
    outcome = models.TextField("辦結說明", max_length=REPLY_LIMIT, blank=True, default="")
    confirmed_by_name = models.CharField("確認者姓名", max_length=60)
    confirmed_at = models.DateTimeField("確認時間", auto_now_add=True)

    objects = DirectiveQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[groups])

    class Meta:
        ordering = ["meeting", "pk"]
        verbose_name = "主席指示"
        verbose_name_plural = "主席指示"
        constraints = [
            models.UniqueConstraint(fields=["meeting", "sentence"], name="directive_once_per_sentence"),
            models.CheckConstraint(condition=Q(kind__in=DirectiveKind.values), name="directive_kind_is_known"),
            models.CheckConstraint(condition=Q(state__in=DirectiveState.values), name="directive_state_is_known"),
            models.CheckConstraint(condition=~Q(sentence=""), name="directive_quotes_a_sentence"),
            models.CheckConstraint(
                condition=Q(state="open", outcome="") | (~Q(state="open") & ~Q(outcome="")),
                name="directive_closed_with_its_outcome",
            ),
            models.CheckConstraint(condition=~Q(confirmed_by_name=""), name="directive_names_who_confirmed_it"),
        ]

    def __str__(self) -> str:
        return self.sentence[:30]

    @property
    def is_open(self) -> bool:
        return self.state == DirectiveState.OPEN


class DirectiveReply(models.Model):
    """What a group says it did about a directive; replies are added and never changed."""

    directive = models.ForeignKey(Directive, on_delete=models.CASCADE, related_name="replies", verbose_name="主席指示")
    group = models.ForeignKey(
        IssueGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="議題小組"
    )
    text = models.TextField("辦理情形", max_length=REPLY_LIMIT)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="填報者",
    )
    actor_name = models.CharField("填報者姓名", max_length=60)
    at = models.DateTimeField("填報時間", auto_now_add=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "指示辦理情形"
        verbose_name_plural = "指示辦理情形"
        constraints = [
            models.CheckConstraint(condition=~Q(text="") & ~Q(actor_name=""), name="directivereply_who_said_what"),
        ]

    def __str__(self) -> str:
        return self.text[:30]


class RejectedSentence(models.Model):
    """A sentence that was proposed as a directive and that a person says is none, so that it is not proposed again.

    `sentence` is written as in Directive. Taking the rejection back deletes the row; its history stays.
    """

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="rejected_sentences", verbose_name="會議"
    )
    sentence = models.TextField("原文")
    rejected_by_name = models.CharField("判定者姓名", max_length=60)
    rejected_at = models.DateTimeField("判定時間", auto_now_add=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["meeting", "pk"]
        verbose_name = "不列入的語句"
        verbose_name_plural = "不列入的語句"
        constraints = [
            models.UniqueConstraint(fields=["meeting", "sentence"], name="rejectedsentence_once"),
            models.CheckConstraint(
                condition=~Q(sentence="") & ~Q(rejected_by_name=""), name="rejectedsentence_names_who_did"
            ),
        ]

    def __str__(self) -> str:
        return self.sentence[:30]


class MotionOutcome(VersionedModel):
    """What was done with one item of a motion, and what became of it later; the printed motion stays as it is."""

    class Disposition(models.TextChoices):
        REFERRED = "referred", "交小組研議"
        ADOPTED = "adopted", "同意"
        DEFERRED = "deferred", "緩議"
        REJECTED = "rejected", "不予採納"

    item = models.OneToOneField(MotionItem, on_delete=models.CASCADE, related_name="outcome", verbose_name="提議案名")
    disposition = models.CharField("處理方式", max_length=10, choices=Disposition, default=Disposition.REFERRED)
    group = models.ForeignKey(
        IssueGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="交付小組"
    )
    case = models.ForeignKey(
        Case,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="motion_outcomes",
        verbose_name="後來的合作案",
    )
    note = models.TextField("後續", max_length=REPLY_LIMIT, blank=True, default="")

    history = HistoricalRecords()

    class Meta:
        ordering = ["item"]
        verbose_name = "動議處理情形"
        verbose_name_plural = "動議處理情形"
        constraints = [
            models.CheckConstraint(
                condition=Q(disposition__in=["referred", "adopted", "deferred", "rejected"]),
                name="motionoutcome_disposition_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}：{self.get_disposition_display()}"
