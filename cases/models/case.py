"""What is remembered: the cases, the titles they were printed under, and the ledger of their status.

Status is written by `cases/ledger/writing.py` only; counts come from `cases/ledger/tallies.py`; titles are compared by
`cases/matching.py`.
"""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from simple_history.models import HistoricalRecords

from cases.normalising import NormalisedField
from groups.models import IssueGroup
from platform_site.shared.locking.versions import VersionedModel
from platform_site.shared.pages.links import address_of


class CommonTopic(VersionedModel):
    """A topic that cuts across groups, such as 氣候變遷因應及調適 (meeting 2, section 捌)."""

    name = models.CharField("共同議題", max_length=60, unique=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]
        verbose_name = "共同議題"
        verbose_name_plural = "共同議題"
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="commontopic_name_not_blank")]

    def __str__(self) -> str:
        return self.name


class Kind(models.TextChoices):
    """What a meeting did with a case."""

    ADDED = "added", "新增"
    TRACKED = "tracked", "持續列管"
    DELISTED = "delisted", "解列"
    MERGED = "merged", "整併"
    MOVED = "moved", "移列"
    RENAMED = "renamed", "更名"


# What leaves a case on its group's list, and what takes it off.
GOING_ON = (Kind.ADDED, Kind.TRACKED, Kind.MOVED, Kind.RENAMED)
ENDED = (Kind.DELISTED, Kind.MERGED)
# The state of a meeting whose record is final; meetings themselves are not known here.
FINALISED = "finalised"


class Effect(models.TextChoices):
    """What a row does to its group's list that its kind does not say; every correction has one.

    RESULT is the row of a case that others are merged into and that was not on the list before.
    """

    RESULT = "result", "整併結果"
    RESTORED = "restored", "更正恢復"
    STRUCK = "struck", "更正除列"
    RESTATED = "restated", "更正記載"


class CaseQuerySet(models.QuerySet["Case"]):
    """Cases as lists and pages ask for them."""

    def tracked(self, as_of: date | None = None) -> CaseQuerySet:
        """Cases on the list now, by what finalised meetings decided, or at the end of the day `as_of`."""
        if as_of is None:
            return self.filter(status__in=GOING_ON)
        return self.with_status(as_of=as_of).filter(kind_then__in=GOING_ON)

    def ended(self, as_of: date | None = None) -> CaseQuerySet:
        """Cases that were on the list and no longer are, now or at the end of the day `as_of`."""
        if as_of is None:
            return self.filter(status__in=ENDED)
        return self.with_status(as_of=as_of).filter(kind_then__in=ENDED)

    def on_record(self) -> CaseQuerySet:
        """Cases that lists show: all but those that only a draft knows, by a row or as a case that it replaced."""
        rows = StatusChange.objects.filter(case=OuterRef("pk"))
        replaced = Succession.objects.filter(predecessor=OuterRef("pk"), change__isnull=False)
        # A blank status says that no finalised meeting has a row: what row there is is a draft's. Those few come first.
        few = Case.objects.filter(Exists(rows) | Exists(replaced.exclude(change__meeting__state=FINALISED)), status="")
        return self.exclude(pk__in=few.order_by().values("pk"))

    def known_from_topics(self) -> CaseQuerySet:
        """Cases that a common topic names and no meeting, draft or final, has decided on."""
        rows, links = StatusChange.objects.filter(case=OuterRef("pk")), Case.common_topics.through.objects
        return self.filter(~Exists(rows), Exists(links.filter(case=OuterRef("pk"))))

    def counted(self) -> CaseQuerySet:
        """Cases the official counts include: a sub-case is counted within its parent (meeting 1, 都會發展組 2.)."""
        return self.filter(parent__isnull=True)

    def within_reach(self, meeting: models.Model) -> CaseQuerySet:
        """The cases a meeting can be about: its platform's, or its own group's where it is one group's meeting."""
        if meeting.group_id:
            return self.filter(group=meeting.group_id)
        return self.filter(group__platform=meeting.level.platform_id)

    def with_status(self, before: tuple | None = None, *, as_of: date | None = None) -> CaseQuerySet:
        """Annotate `kind_then` and `group_then`: kind and group of the latest ledger row, None where there is none.

        That of the latest finalised meeting, which is what counts, held by the end of the day `as_of` if given. With
        `before`, a meeting's `timeline_key`, that of all meetings before it: a draft goes on from the drafts before it.
        """
        rows = StatusChange.objects.filter(case=OuterRef("pk"))
        rows = rows.finalised(as_of) if before is None else rows.before(before)
        latest = rows.latest_first()
        return self.annotate(
            kind_then=Subquery(latest.values("kind")[:1]), group_then=Subquery(latest.values("group")[:1])
        )


class Case(VersionedModel):
    """One cooperation case of one group. `status` is a cache that only the ledger writes, as a meeting is finalised.

    A blank status means that no finalised meeting has a row of it: only drafts know it, or others replaced it
    before it was ever named.
    """

    group = models.ForeignKey(IssueGroup, on_delete=models.PROTECT, related_name="cases", verbose_name="議題小組")
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="subcases", verbose_name="母案"
    )
    title = models.CharField("案名", max_length=200)
    normalised_title = NormalisedField("比對用案名", source="title")
    status = models.CharField("列管狀態", max_length=10, choices=Kind, blank=True, default="", editable=False)
    common_topics = models.ManyToManyField(CommonTopic, blank=True, related_name="cases", verbose_name="共同議題")
    summary = models.TextField("說明", blank=True, default="")

    objects = CaseQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[common_topics])

    class Meta:
        ordering = ["group__order", "pk"]
        verbose_name = "合作案"
        verbose_name_plural = "合作案"
        constraints = [
            models.CheckConstraint(condition=Q(status__in=["", *Kind.values]), name="case_status_is_known"),
            models.CheckConstraint(condition=~Q(title=""), name="case_title_not_blank"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("pk")),
                name="case_is_not_its_own_parent",
                violation_error_message="合作案不可作為自己的母案。",
            ),
        ]
        indexes = [
            models.Index(fields=["group", "status"], name="case_group_status"),
            models.Index(fields=["status"], name="case_status"),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Refuse a parent of another group, one that is a sub-case, or any for a case that has sub-cases."""
        if self.parent is None:
            return
        if self.group_id is not None and self.parent.group_id != self.group_id:
            raise ValidationError({"parent": f"母案屬於{self.parent.group}，與這一案的議題小組不同。"})
        if why := why_not_a_parent(self.parent):
            raise ValidationError({"parent": why})
        if self.pk is not None and self.subcases.exists():
            raise ValidationError({"parent": "這一案已有子案，不可再成為別案的子案。"})

    def get_absolute_url(self) -> str:
        return address_of("cases:detail", self.pk)


def why_not_a_parent(case: Case) -> str:
    """Why `case` can have no sub-cases, as a Chinese sentence; empty where it can. A trigger refuses it too."""
    return f"「{case}」本身是子案，不可作為母案。" if case.parent_id is not None else ""


class CaseTitleQuerySet(models.QuerySet["CaseTitle"]):
    """Titles as pages ask for them."""

    def on_record(self, as_of: date | None = None) -> CaseTitleQuerySet:
        """All titles but those that only a draft has printed, or only meetings after the day `as_of`."""
        printed = StatusChange.objects.filter(case=OuterRef("case"), printed_title=OuterRef("title"))
        return self.exclude(Exists(printed) & ~Exists(printed.finalised(as_of)))


class CaseTitle(models.Model):
    """A title under which a case was printed. `reason` says why a differing one was taken for the same case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="titles", verbose_name="合作案")
    title = models.CharField("紀錄所載案名", max_length=200)
    normalised_title = NormalisedField("比對用案名", source="title", db_index=True)
    reason = models.CharField("認定理由", max_length=200, blank=True, default="")
    decided_by = models.CharField("認定者", max_length=60, blank=True, default="")

    objects = CaseTitleQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["pk"]
        verbose_name = "案名"
        verbose_name_plural = "案名"
        constraints = [
            models.UniqueConstraint(fields=["case", "title"], name="casetitle_once_per_case"),
            models.CheckConstraint(condition=~Q(title=""), name="casetitle_not_blank"),
        ]

    def __str__(self) -> str:
        return self.title


class StatusChangeQuerySet(models.QuerySet["StatusChange"]):
    """The ledger read in its own order: the meeting's date and sequence, then the key, never insertion time."""

    def in_order(self) -> StatusChangeQuerySet:
        """Oldest meeting first."""
        return self.order_by("meeting__held_on", "meeting__sequence", "pk")

    def latest_first(self) -> StatusChangeQuerySet:
        """Newest meeting first; the one definition of "latest"."""
        return self.order_by("-meeting__held_on", "-meeting__sequence", "-pk")

    def before(self, timeline_key: tuple) -> StatusChangeQuerySet:
        """Rows of meetings before `(held_on, sequence)`."""
        held_on, sequence = timeline_key
        same_day = Q(meeting__held_on=held_on, meeting__sequence__lt=sequence)
        return self.filter(Q(meeting__held_on__lt=held_on) | same_day)

    def after(self, timeline_key: tuple) -> StatusChangeQuerySet:
        """Rows of meetings after `(held_on, sequence)`."""
        held_on, sequence = timeline_key
        same_day = Q(meeting__held_on=held_on, meeting__sequence__gt=sequence)
        return self.filter(Q(meeting__held_on__gt=held_on) | same_day)

    def finalised(self, as_of: date | None = None) -> StatusChangeQuerySet:
        """Rows of meetings whose record is final: the one definition of what counts. A draft binds nobody.

        With `as_of` those held by the end of that day, however late their record was finalised.
        """
        rows = self.filter(meeting__state=FINALISED)
        return rows if as_of is None else rows.filter(meeting__held_on__lte=as_of)

    def drafts(self) -> StatusChangeQuerySet:
        """Rows of meetings whose record is not final yet."""
        return self.exclude(meeting__state=FINALISED)

    def counted(self) -> StatusChangeQuerySet:
        """Rows the official counts include: not those of sub-cases."""
        return self.filter(is_subcase=False)

    def said(self) -> StatusChangeQuerySet:
        """All but those: rows by which a meeting decided on a case, or named it."""
        return self.exclude(kind=Kind.TRACKED, printed_title="")

    def carried(self) -> StatusChangeQuerySet:
        """TRACKED rows the ledger wrote by itself for a case the minutes do not name (rule 6 of the ledger)."""
        return self.filter(kind=Kind.TRACKED, printed_title="")


class StatusChange(models.Model):
    """A row of the ledger: what this meeting did with this case.

    MERGED ends a case; what it was merged into is its Succession's successor. MOVED puts it from `from_group` into
    `group`. RENAMED prints the new title and keeps the one before as `former_title`.

    `group` and `is_subcase` are as of that meeting. `printed_title` is blank on the rows carried forward for cases
    that "其餘 N 案持續列管" does not name. `known_title` is the case's title as of that meeting, printed or not: the
    ledger writes it when the meeting is finalised. `corrects` points at the row of an earlier, finalised meeting that
    this one puts right; `effect` says what that does to the list.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="changes", verbose_name="合作案")
    meeting = models.ForeignKey(
        "meetings.Meeting", on_delete=models.PROTECT, related_name="changes", verbose_name="會議"
    )
    group = models.ForeignKey(IssueGroup, on_delete=models.PROTECT, related_name="+", verbose_name="議題小組")
    kind = models.CharField("列管異動", max_length=10, choices=Kind)
    is_subcase = models.BooleanField("子案", default=False)
    from_group = models.ForeignKey(
        IssueGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="原議題小組"
    )
    printed_title = models.CharField("紀錄所載案名", max_length=200, blank=True, default="")
    former_title = models.CharField("原案名", max_length=200, blank=True, default="")
    known_title = models.CharField("當時案名", max_length=200, blank=True, default="", editable=False)
    effect = models.CharField("名單增減", max_length=10, choices=Effect, blank=True, default="", editable=False)
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name="更正"
    )
    note = models.CharField("說明", max_length=200, blank=True, default="")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="登錄者",
    )
    actor_name = models.CharField("登錄者姓名", max_length=60)
    recorded_at = models.DateTimeField("登錄時間", auto_now_add=True)

    objects = StatusChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "列管異動"
        verbose_name_plural = "列管異動"
        constraints = [
            models.UniqueConstraint(fields=["case", "meeting"], name="statuschange_once_per_case_and_meeting"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="statuschange_kind_is_known"),
            models.CheckConstraint(
                condition=Q(kind=Kind.TRACKED) | ~Q(printed_title=""), name="statuschange_only_tracked_unnamed"
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | ~Q(note=""), name="statuschange_correction_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True, effect="")
                | Q(corrects__isnull=True, effect=Effect.RESULT, kind=Kind.TRACKED)
                | Q(corrects__isnull=False, effect=Effect.RESTORED, kind=Kind.TRACKED)
                | Q(corrects__isnull=False, effect=Effect.STRUCK, kind=Kind.DELISTED)
                | Q(corrects__isnull=False, effect=Effect.RESTATED),
                name="statuschange_effect_is_of_a_correction",
            ),
            models.CheckConstraint(condition=~Q(actor_name=""), name="statuschange_actor_named"),
            models.CheckConstraint(
                condition=(Q(kind=Kind.MOVED, from_group__isnull=False) & ~Q(from_group=F("group")))
                | (~Q(kind=Kind.MOVED) & Q(from_group__isnull=True)),
                name="statuschange_moved_from_another_group",
            ),
            models.CheckConstraint(
                condition=(Q(kind=Kind.RENAMED) & ~Q(former_title="")) | (~Q(kind=Kind.RENAMED) & Q(former_title="")),
                name="statuschange_renamed_from_a_title",
            ),
        ]
        indexes = [
            # Covers the one grouped query behind every tally.
            models.Index(fields=["meeting", "group", "kind", "is_subcase", "effect"], name="statuschange_tally"),
            # Covers `said` for a case: of a long life a handful of rows among hundreds that are carried forward. Not a
            # partial index: SQLite uses those for a condition with literals only, and Django sends parameters.
            models.Index(fields=["case", "kind", "printed_title", "group", "meeting"], name="statuschange_of_case"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}「{self.printed_title or self.case_id}」"

    @property
    def shown_title(self) -> str:
        """The title that the meeting's pages show: as of then once it is final, as of now in a draft."""
        return self.known_title or self.printed_title or self.case.title


class SuccessionQuerySet(models.QuerySet["Succession"]):
    """Successions as pages ask for them."""

    def on_record(self, as_of: date | None = None) -> SuccessionQuerySet:
        """Those that a finalised meeting decided, by the end of the day `as_of`, and those that rest on no row."""
        rows = self.filter(Q(change__isnull=True) | Q(change__meeting__state=FINALISED))
        return rows if as_of is None else rows.exclude(change__meeting__held_on__gt=as_of)


class Succession(models.Model):
    """One case that went on as another: split (分案), merged (整併) or replaced.

    `change` is the ledger row that says so: by which the successor entered, or the predecessor was merged away;
    through it the meeting is known.
    """

    class Kind(models.TextChoices):
        SPLIT = "split", "分案"
        MERGED = "merged", "整併"
        REPLACED = "replaced", "改以"

    predecessor = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="succeeded_by", verbose_name="前案")
    successor = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="preceded_by", verbose_name="後案")
    kind = models.CharField("關係", max_length=10, choices=Kind)
    change = models.ForeignKey(
        StatusChange, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name="依據異動"
    )

    objects = SuccessionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["pk"]
        verbose_name = "案件承接"
        verbose_name_plural = "案件承接"
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once_per_pair"),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="succession_between_two_cases"),
            models.CheckConstraint(
                condition=Q(kind__in=["split", "merged", "replaced"]), name="succession_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"
