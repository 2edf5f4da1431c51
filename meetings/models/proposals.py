"""What liaisons propose for a coming meeting, and the yearly review of cases that went on as regular cooperation.

Every change goes through `meetings/proposals/workflow.py`. What a meeting then decides is the ledger's.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from cases.models import Case
from groups.models import IssueGroup
from meetings.models.meeting import Meeting
from platform_site.shared.locking.versions import VersionedModel

REASON_LIMIT = 2_000


class ProposalKind(models.TextChoices):
    """What is proposed."""

    NEW = "new", "新案"
    DELIST = "delist", "解列"
    RENAME = "rename", "更名"
    MERGE = "merge", "整併"
    SUBCASE = "subcase", "子案"


class ProposalState(models.TextChoices):
    """Where a proposal stands between the liaison and the secretariat."""

    PROPOSED = "proposed", "提案中"
    SCHEDULED = "scheduled", "列入議程"
    ADOPTED = "adopted", "會議同意"
    DEFERRED = "deferred", "會議緩議"
    RETURNED = "returned", "已退回"
    WITHDRAWN = "withdrawn", "已撤回"


# On a meeting's agenda, or decided there.
AT_A_MEETING = (ProposalState.SCHEDULED, ProposalState.ADOPTED, ProposalState.DEFERRED)


class DelistReason(models.TextChoices):
    """Why a case is to leave the list; closed, so that it can be counted."""

    COMPLETED = "completed", "已完成"
    MERGED = "merged", "併案"
    SPLIT = "split", "分案"
    POLICY = "policy", "政策變更"
    NORMALISED = "normalised", "轉常態合作"
    OTHER = "other", "其他"


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Proposals as lists and pages ask for them."""

    def waiting(self) -> ProposalQuerySet:
        """Proposals the secretariat has yet to decide on."""
        return self.filter(state=ProposalState.PROPOSED)

    def with_all(self) -> ProposalQuerySet:
        """With everything a page or a report shows of a proposal, in a fixed number of queries."""
        return self.select_related("group", "case", "meeting__level", "meeting__group").prefetch_related(
            "merged_cases", "steps"
        )


class Proposal(VersionedModel):
    """A liaison's proposal to add, delist, rename, merge or divide cases of a group.

    `case` is the one it is about: the delisted or renamed one, the parent of a sub-case, the first of those to be
    merged; `merged_cases` are the others of a merger. `title` is the new title, `decided_title` the one that the
    meeting adopted instead. `meeting` is the coming meeting onto whose agenda the secretariat took it, and the one
    that adopted it or put it off.
    """

    kind = models.CharField("提案類別", max_length=10, choices=ProposalKind)
    group = models.ForeignKey(IssueGroup, on_delete=models.PROTECT, related_name="proposals", verbose_name="議題小組")
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="proposals", verbose_name="合作案"
    )
    merged_cases = models.ManyToManyField(
        Case, blank=True, related_name="merger_proposals", verbose_name="一併整併的合作案"
    )
    title = models.CharField("案名", max_length=200, blank=True, default="")
    decided_title = models.CharField("修正後案名", max_length=200, blank=True, default="", editable=False)
    delist_reason = models.CharField("解列原因", max_length=12, choices=DelistReason, blank=True, default="")
    reason = models.TextField("說明", max_length=REASON_LIMIT)

    state = models.CharField(
        "狀態", max_length=10, choices=ProposalState, default=ProposalState.PROPOSED, editable=False
    )
    meeting = models.ForeignKey(
        Meeting,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="proposals",
        verbose_name="列入會議",
    )
    proposed_at = models.DateTimeField("提案時間", editable=False)
    proposed_by_name = models.CharField("提案者", max_length=60, editable=False)

    objects = ProposalQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[merged_cases])

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        verbose_name = "提案"
        verbose_name_plural = "提案"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ProposalKind.values), name="proposal_kind_is_known"),
            models.CheckConstraint(condition=Q(state__in=ProposalState.values), name="proposal_state_is_known"),
            models.CheckConstraint(
                condition=Q(kind="new", case__isnull=True) | (~Q(kind="new") & Q(case__isnull=False)),
                name="proposal_new_has_no_case_yet",
            ),
            models.CheckConstraint(
                condition=Q(kind="delist", title="") | (~Q(kind="delist") & ~Q(title="")),
                name="proposal_title_unless_delisting",
            ),
            models.CheckConstraint(
                condition=Q(kind="delist", delist_reason__in=DelistReason.values)
                | (~Q(kind="delist") & Q(delist_reason="")),
                name="proposal_delisting_has_reason",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="proposal_says_why"),
            models.CheckConstraint(
                condition=Q(state__in=AT_A_MEETING, meeting__isnull=False)
                | (~Q(state__in=AT_A_MEETING) & Q(meeting__isnull=True)),
                name="proposal_at_a_meeting",
            ),
            models.CheckConstraint(
                condition=Q(decided_title="") | Q(state="adopted"), name="proposal_decided_title_when_adopted"
            ),
            models.CheckConstraint(condition=~Q(proposed_by_name=""), name="proposal_names_its_proposer"),
        ]
        indexes = [models.Index(fields=["state", "group"], name="proposal_state_group")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.title or self.case}"

    @property
    def is_with_liaison(self) -> bool:
        """Whether the liaison may still change it: not yet decided on, or sent back."""
        return self.state in (ProposalState.PROPOSED, ProposalState.RETURNED)


class ProposalStep(models.Model):
    """Who moved a proposal from one state to another, when, and what was said with it."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="steps", verbose_name="提案")
    from_state = models.CharField("原狀態", max_length=10, choices=ProposalState, blank=True, default="")
    to_state = models.CharField("新狀態", max_length=10, choices=ProposalState)
    comment = models.TextField("意見", max_length=REASON_LIMIT, blank=True, default="")
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
        verbose_name = "提案歷程"
        verbose_name_plural = "提案歷程"
        constraints = [
            models.CheckConstraint(
                condition=Q(to_state__in=ProposalState.values, from_state__in=["", *ProposalState.values]),
                name="proposalstep_state_is_known",
            ),
            models.CheckConstraint(condition=~Q(actor_name=""), name="proposalstep_names_its_actor"),
            models.CheckConstraint(
                condition=~Q(to_state="returned") | ~Q(comment=""), name="proposalstep_return_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_to_state_display()}（{self.actor_name}）"


class ProposalDraft(VersionedModel):
    """What somebody has typed into the form of a proposal and not handed in; theirs alone, gone once it is handed in.

    `values` are the form's fields as typed, {name: [texts]}, right or wrong. `proposal` is the one being changed,
    empty for a new one of `group`.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name="使用者"
    )
    group = models.ForeignKey(IssueGroup, on_delete=models.CASCADE, related_name="+", verbose_name="議題小組")
    proposal = models.ForeignKey(
        Proposal, on_delete=models.CASCADE, null=True, blank=True, related_name="drafts", verbose_name="提案"
    )
    values = models.JSONField("已輸入的內容", default=dict)
    saved_at = models.DateTimeField("儲存時間")

    class Meta:
        ordering = ["pk"]
        verbose_name = "提案草稿"
        verbose_name_plural = "提案草稿"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "group"], condition=Q(proposal__isnull=True), name="proposaldraft_one_new_per_group"
            ),
            models.UniqueConstraint(
                fields=["user", "proposal"], condition=Q(proposal__isnull=False), name="proposaldraft_one_per_proposal"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}提案草稿"


class RegularReview(VersionedModel):
    """The yearly look at a case that was delisted as 轉常態合作: is it still going on?

    Made ahead, one for each year after the delisting meeting, until an outcome ends it.
    """

    class Outcome(models.TextChoices):
        CONTINUE = "continue", "持續常態合作"
        RELIST = "relist", "建議重新列管"
        END = "end", "不再追蹤"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="regular_reviews", verbose_name="合作案")
    group = models.ForeignKey(IssueGroup, on_delete=models.PROTECT, related_name="+", verbose_name="議題小組")
    proposal = models.ForeignKey(
        Proposal, on_delete=models.PROTECT, related_name="reviews", editable=False, verbose_name="解列提案"
    )
    due_on = models.DateField("檢視期限")
    outcome = models.CharField("檢視結果", max_length=10, choices=Outcome, blank=True, default="")
    text = models.TextField("辦理情形", max_length=REASON_LIMIT, blank=True, default="")
    reviewed_at = models.DateTimeField("檢視時間", null=True, blank=True, editable=False)
    reviewed_by_name = models.CharField("檢視者", max_length=60, blank=True, default="", editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = "常態合作年度檢視"
        verbose_name_plural = "常態合作年度檢視"
        constraints = [
            models.UniqueConstraint(fields=["case", "due_on"], name="regularreview_once_per_year"),
            models.CheckConstraint(
                condition=Q(outcome="", text="", reviewed_at__isnull=True, reviewed_by_name="")
                | (
                    Q(outcome__in=["continue", "relist", "end"], reviewed_at__isnull=False)
                    & ~Q(text="")
                    & ~Q(reviewed_by_name="")
                ),
                name="regularreview_done_with_who_when_what",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case}（{self.due_on:%Y-%m-%d}）"
