"""What the minutes print, row by row: the mirror in the database of `meetings/minutes/document.py`.

A `wording` is the printed line with its numbers, names and titles left open as placeholders in braces; see
`meetings/minutes/wording.py`. Titles of decided cases are never stored here: they are the ledger's.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from cases.models import Case, CommonTopic, StatusChange
from cases.normalising import NormalisedField
from groups.models import City, IssueGroup
from meetings.minutes.document import ClauseKind, NameForm
from meetings.models.meeting import NAME_FORMS, Meeting, MeetingSeat

CLAUSE_KINDS = [
    (ClauseKind.ADDED, "新增"),
    (ClauseKind.DELISTED, "解列"),
    (ClauseKind.TRACKED, "持續列管"),
    (ClauseKind.SUBCASE, "新增子案"),
    (ClauseKind.MERGED, "整併"),
    (ClauseKind.MOVED, "移列"),
    (ClauseKind.RENAMED, "更名"),
    (ClauseKind.NOTE, "其他決議"),
]


class SectionKind(models.TextChoices):
    """The sections this product knows; any other one is kept as it was printed."""

    TIME = "time", "會議時間"
    VENUE = "venue", "會議地點"
    CHAIRS = "chairs", "主席"
    ATTENDANCE = "attendance", "出席"
    OPENING = "opening", "主席致詞"
    WORK_REPORT = "work_report", "工作報告"
    RESOLUTIONS = "resolutions", "決議事項"
    COMMON_TOPIC = "common_topic", "共同議題"
    MOTIONS = "motions", "臨時動議"
    REMARKS = "remarks", "主席結論暨指示"
    ADJOURNMENT = "adjournment", "散會"
    OTHER = "other", "其他"


class Section(models.Model):
    """A section of the minutes (壹、貳…), in printed order."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="sections", verbose_name="會議")
    position = models.PositiveSmallIntegerField("順序")
    kind = models.CharField("類別", max_length=20, choices=SectionKind)
    wording = models.TextField("紀錄文字格式")
    topic = models.ForeignKey(
        CommonTopic, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="共同議題"
    )
    person_form = models.CharField("代表人文字格式", max_length=20, choices=NAME_FORMS, default=NameForm.TITLE_AFTER)

    history = HistoricalRecords()

    class Meta:
        ordering = ["position"]
        verbose_name = "章節"
        verbose_name_plural = "章節"
        constraints = [
            models.UniqueConstraint(fields=["meeting", "position"], name="section_position_once_per_meeting"),
            models.UniqueConstraint(
                fields=["meeting", "kind"],
                condition=~Q(kind__in=["other", "common_topic", "work_report"]),
                name="section_kind_once_per_meeting",
            ),
            models.CheckConstraint(condition=Q(kind__in=SectionKind.values), name="section_kind_is_known"),
            models.CheckConstraint(
                condition=Q(person_form__in=[form for form, _ in NAME_FORMS]), name="section_form_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Resolution(models.Model):
    """A general resolution (一、二…). The last usually opens the groups' part and states the sums.

    The stated sums are null while they are the ledger's own; finalising or importing fixes what was printed.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="resolutions", verbose_name="會議")
    position = models.PositiveSmallIntegerField("順序")
    wording = models.TextField("內容")
    opens_groups = models.BooleanField("其下列出各組決議", default=False)
    stated_delisted = models.PositiveSmallIntegerField("載明解列案數", null=True, blank=True)
    stated_added = models.PositiveSmallIntegerField("載明新增案數", null=True, blank=True)
    stated_ongoing = models.PositiveSmallIntegerField("載明執行中案數", null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["position"]
        verbose_name = "決議"
        verbose_name_plural = "決議"
        constraints = [
            models.UniqueConstraint(fields=["meeting", "position"], name="resolution_position_once_per_meeting"),
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(opens_groups=True), name="resolution_one_opens_groups"
            ),
        ]

    def __str__(self) -> str:
        return self.wording[:30]


class GroupResolution(models.Model):
    """The part of one issue group, (一)(二)…"""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="group_resolutions", verbose_name="會議"
    )
    group = models.ForeignKey(IssueGroup, on_delete=models.PROTECT, related_name="+", verbose_name="議題小組")
    position = models.PositiveSmallIntegerField("順序")
    wording = models.CharField("紀錄文字格式", max_length=60, default="({n}){group}")

    history = HistoricalRecords()

    class Meta:
        ordering = ["position"]
        verbose_name = "小組決議"
        verbose_name_plural = "小組決議"
        constraints = [
            models.UniqueConstraint(fields=["meeting", "position"], name="groupresolution_position_once"),
            models.UniqueConstraint(fields=["meeting", "group"], name="groupresolution_once_per_group"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting} {self.group}"


class Clause(models.Model):
    """A numbered decision of a group, or a (1)(2) below one.

    `stated_count` is the printed number; null while it is the number of titles (added, delisted) or the
    ledger's own remainder (tracked), or where the clause prints none.
    """

    group_resolution = models.ForeignKey(
        GroupResolution, on_delete=models.CASCADE, related_name="clauses", verbose_name="小組決議"
    )
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="children", verbose_name="上層條目"
    )
    position = models.PositiveSmallIntegerField("順序")
    kind = models.CharField("類別", max_length=10, choices=CLAUSE_KINDS)
    wording = models.TextField("紀錄文字格式")
    stated_count = models.PositiveSmallIntegerField("載明案數", null=True, blank=True)
    joiner = models.CharField("案名間", max_length=4, default="、")
    last_joiner = models.CharField("末案名前", max_length=4, default="及")
    topic = models.ForeignKey(
        CommonTopic, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="共同議題"
    )
    other_group = models.ForeignKey(
        IssueGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="移往或移自小組"
    )
    incoming = models.BooleanField("自他組移入", default=False)
    # What the text mentions without deciding on it: found by matching, no part of the official record.
    mentions = models.ManyToManyField(Case, blank=True, related_name="mentioned_in", verbose_name="提及合作案")

    history = HistoricalRecords()

    class Meta:
        ordering = ["position"]
        verbose_name = "條目"
        verbose_name_plural = "條目"
        constraints = [
            models.UniqueConstraint(
                fields=["group_resolution", "position"], condition=Q(parent__isnull=True), name="clause_position_once"
            ),
            models.UniqueConstraint(
                fields=["parent", "position"], condition=Q(parent__isnull=False), name="clause_child_position_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[kind for kind, _ in CLAUSE_KINDS]), name="clause_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}（{self.group_resolution_id}-{self.position}）"


class CountCorrectionQuerySet(models.QuerySet["CountCorrection"]):
    """Corrected counts as pages ask for them."""

    def shown_at(self, meeting: Meeting) -> CountCorrectionQuerySet:
        """What `meeting` corrects, and what later final meetings correct of it."""
        saying = "clause__group_resolution__meeting"
        same_numbers = {f"{saying}__level": meeting.level_id, f"{saying}__group": meeting.group_id}
        later = Q(number=meeting.number, **same_numbers, **{f"{saying}__state": Meeting.State.FINALISED})
        rows = self.filter(Q(**{saying: meeting}) | later).order_by(f"{saying}__number", "clause")
        return rows.select_related("clause__group_resolution__group", f"{saying}__level", f"{saying}__group")


class CountCorrection(models.Model):
    """What a clause says that an earlier meeting of its level should have printed. No tally changes by it.

    `number` is the earlier meeting's, `count` the cases.
    """

    class Figure(models.TextChoices):
        ADDED = "added", "新增"
        DELISTED = "delisted", "解列"
        REMAINING = "remaining", "其餘"

    clause = models.OneToOneField(Clause, on_delete=models.CASCADE, related_name="correction", verbose_name="條目")
    number = models.PositiveSmallIntegerField("更正的次別")
    figure = models.CharField("更正的案數", max_length=10, choices=Figure)
    count = models.PositiveSmallIntegerField("應為案數")

    objects = CountCorrectionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "案數更正"
        verbose_name_plural = "案數更正"
        constraints = [
            models.CheckConstraint(
                condition=Q(figure__in=["added", "delisted", "remaining"]), name="countcorrection_figure_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"第{self.number}次會議{self.get_figure_display()}應為{self.count}案"


class ClauseItem(models.Model):
    """A title that a clause prints: the ledger row it stands for, and the marks around it.

    `text` holds the title only where there is no ledger row: a case that was replaced (role parent) or a
    proposal that was put off (meeting 5, 觀光文創組 2.).
    """

    class Role(models.TextChoices):
        TITLE = "title", "案名"
        PARENT = "parent", "母案或原案"

    clause = models.ForeignKey(Clause, on_delete=models.CASCADE, related_name="items", verbose_name="條目")
    role = models.CharField("角色", max_length=10, choices=Role, default=Role.TITLE)
    position = models.PositiveSmallIntegerField("順序")
    change = models.ForeignKey(
        StatusChange, on_delete=models.CASCADE, null=True, blank=True, related_name="items", verbose_name="列管異動"
    )
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="合作案"
    )
    text = models.CharField("案名", max_length=200, blank=True, default="")
    quoted = models.BooleanField("加引號", default=True)
    before = models.CharField("引號前", max_length=60, blank=True, default="")
    after = models.CharField("引號後", max_length=60, blank=True, default="")

    history = HistoricalRecords()

    class Meta:
        ordering = ["position"]
        verbose_name = "條目案名"
        verbose_name_plural = "條目案名"
        constraints = [
            models.UniqueConstraint(fields=["clause", "role", "position"], name="clauseitem_position_once"),
            models.CheckConstraint(condition=Q(role__in=["title", "parent"]), name="clauseitem_role_is_known"),
            models.UniqueConstraint(
                fields=["change"], condition=Q(change__isnull=False), name="clauseitem_once_per_ledger_row"
            ),
            models.CheckConstraint(
                condition=(Q(change__isnull=False) & Q(text="")) | (Q(change__isnull=True) & ~Q(text="")),
                name="clauseitem_ledger_row_or_text",
            ),
        ]

    def __str__(self) -> str:
        return self.text or f"列管異動 {self.change_id}"


class Motion(models.Model):
    """臨時動議: what a city raised at the meeting."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="motions", verbose_name="會議")
    position = models.PositiveSmallIntegerField("順序")
    proposer = models.ForeignKey(
        City, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="提案市"
    )
    wording = models.TextField("紀錄文字格式")
    joiner = models.CharField("案名間", max_length=4, default="、")
    last_joiner = models.CharField("末案名前", max_length=4, default="及")

    history = HistoricalRecords()

    class Meta:
        ordering = ["position"]
        verbose_name = "臨時動議"
        verbose_name_plural = "臨時動議"
        constraints = [
            models.UniqueConstraint(fields=["meeting", "position"], name="motion_position_once_per_meeting"),
        ]

    def __str__(self) -> str:
        return f"臨時動議{self.position}"


class MotionItem(models.Model):
    """A proposed title within a motion; the printed number of proposals is the number of these."""

    motion = models.ForeignKey(Motion, on_delete=models.CASCADE, related_name="items", verbose_name="臨時動議")
    position = models.PositiveSmallIntegerField("順序")
    text = models.CharField("案名", max_length=200)
    normalised_text = NormalisedField("比對用案名", source="text", db_index=True)
    quoted = models.BooleanField("加引號", default=True)
    before = models.CharField("引號前", max_length=60, blank=True, default="")
    after = models.CharField("引號後", max_length=60, blank=True, default="")

    history = HistoricalRecords()

    class Meta:
        ordering = ["position"]
        verbose_name = "提議案名"
        verbose_name_plural = "提議案名"
        constraints = [
            models.UniqueConstraint(fields=["motion", "position"], name="motionitem_position_once"),
            models.CheckConstraint(condition=~Q(text=""), name="motionitem_has_text"),
        ]

    def __str__(self) -> str:
        return self.text


class Remark(models.Model):
    """What one of the chairs said, in speaking order. `seat` is empty for a speaker who holds none."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="remarks", verbose_name="會議")
    position = models.PositiveSmallIntegerField("發言順序")
    seat = models.ForeignKey(
        MeetingSeat, on_delete=models.SET_NULL, null=True, blank=True, related_name="remarks", verbose_name="席位"
    )
    surname = models.CharField("姓", max_length=10)
    given_name = models.CharField("名", max_length=20, blank=True, default="")
    title = models.CharField("職稱", max_length=20)
    form = models.CharField("姓名寫法", max_length=20, choices=NAME_FORMS, default=NameForm.SURNAME_TITLE)
    wording = models.CharField("紀錄文字格式", max_length=60, default="{speaker}")

    history = HistoricalRecords()

    class Meta:
        ordering = ["position"]
        verbose_name = "主席發言"
        verbose_name_plural = "主席發言"
        constraints = [
            models.UniqueConstraint(fields=["meeting", "position"], name="remark_position_once_per_meeting"),
            models.CheckConstraint(condition=Q(form__in=[form for form, _ in NAME_FORMS]), name="remark_form_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.surname}{self.title}"


class Paragraph(models.Model):
    """A paragraph of a remark, or of a section that has no rows of its own."""

    remark = models.ForeignKey(
        Remark, on_delete=models.CASCADE, null=True, blank=True, related_name="paragraphs", verbose_name="主席發言"
    )
    section = models.ForeignKey(
        Section, on_delete=models.CASCADE, null=True, blank=True, related_name="paragraphs", verbose_name="章節"
    )
    position = models.PositiveSmallIntegerField("順序")
    wording = models.TextField("內容")

    history = HistoricalRecords()

    class Meta:
        ordering = ["position"]
        verbose_name = "段落"
        verbose_name_plural = "段落"
        constraints = [
            models.UniqueConstraint(
                fields=["remark", "position"], condition=Q(remark__isnull=False), name="paragraph_once_per_remark"
            ),
            models.UniqueConstraint(
                fields=["section", "position"], condition=Q(section__isnull=False), name="paragraph_once_per_section"
            ),
            models.CheckConstraint(
                condition=Q(remark__isnull=False, section__isnull=True) | Q(remark__isnull=True, section__isnull=False),
                name="paragraph_of_a_remark_or_a_section",
            ),
        ]

    def __str__(self) -> str:
        return self.wording[:30]
