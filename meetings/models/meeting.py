"""A meeting: its level, number, time and place, who chaired it, and whether its record is finalised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Max, Q
from simple_history.models import HistoricalRecords

from groups.models import City, IssueGroup, Platform
from meetings.minutes.document import NameForm
from platform_site.shared.locking.versions import VersionedModel
from platform_site.shared.pages.links import address_of

NAME_FORMS = [
    (NameForm.TITLE_INSIDE, "劉副市長和然"),
    (NameForm.TITLE_AFTER, "劉和然副市長"),
    (NameForm.SURNAME_TITLE, "劉副市長"),
]


class MeetingLevel(VersionedModel):
    """A level of meeting, numbered within itself (市長層級, 副市長層級) or within each issue group (工作會議).

    The name is part of a meeting's key in commands and URLs; `slug` is the key's Latin form. Keys name no
    platform, so both are unique over all platforms, and a name has no hyphen, which parts the key.
    `held_before` and `first_host` say what the platform held before its first meeting on record.
    """

    platform = models.ForeignKey(Platform, on_delete=models.PROTECT, related_name="levels", verbose_name="平臺")
    name = models.CharField("層級", max_length=20, unique=True)
    slug = models.SlugField("英文代稱", unique=True)
    order = models.PositiveSmallIntegerField("順序")
    meetings_per_year = models.PositiveSmallIntegerField("每年召開次數", default=2)
    keeps_ledger = models.BooleanField("逐組決議列管", default=True, help_text="紀錄是否須列出每一議題小組的決議")
    numbered_per_group = models.BooleanField(
        "各組分別編號", default=False, help_text="例如工作會議：每一議題小組各自第1次、第2次…"
    )
    held_before = models.PositiveSmallIntegerField(
        "登錄前已召開次數", default=0, help_text="紀錄未登錄於系統的先前會議；下一次的次別由此接續"
    )
    first_host = models.ForeignKey(
        City,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="首次登錄的主辦市",
        help_text="尚無會議紀錄時，下一次會議由這個市主辦；之後依輪序",
    )

    history = HistoricalRecords()

    class Meta:
        ordering = ["platform", "order"]
        verbose_name = "會議層級"
        verbose_name_plural = "會議層級"
        constraints = [
            models.UniqueConstraint(fields=["platform", "order"], name="level_order_once_per_platform"),
            models.CheckConstraint(
                condition=~Q(name__contains="-"),
                name="level_name_without_hyphen",
                violation_error_message="層級名稱不可有連字號「-」：會議代號以它分隔，例如「副市長層級-5」。",
            ),
            models.CheckConstraint(
                condition=~Q(keeps_ledger=True, numbered_per_group=True),
                name="level_ledger_is_of_all_groups",
                violation_error_message="逐組決議列管的層級由各組共同開會，不可各組分別編號；請擇一勾選。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """The host is a city of the level's platform, and meetings that are there keep their way of numbering."""
        if self.first_host and self.first_host.platform_id != self.platform_id:
            raise ValidationError({"first_host": f"{self.first_host}不是這個平臺的成員，請改選這個平臺的市。"})
        others = self.meetings.exclude(group__isnull=not self.numbered_per_group) if self.pk else Meeting.objects.none()
        if others.exists():
            raise ValidationError({"numbered_per_group": "這個層級已有會議，不可再改變編號方式；請另外新增一個層級。"})


def meeting_name(level: str, group: str, number: int) -> str:
    """第5次副市長層級會議; `group` is "" at a level of all groups."""
    return f"第{number}次{group}{level.removesuffix('會議')}會議"


def meeting_key(level: str, group: str, number: int) -> str:
    """副市長層級-5 or 工作會議-交通組-5: the meeting in commands and URLs."""
    return "-".join([level, *([group] if group else []), str(number)])


@dataclass(frozen=True)
class NamedMeeting:
    """What a menu needs of a meeting."""

    pk: int
    key: str
    name: str
    held_on: date


def named(meeting: Meeting) -> NamedMeeting:
    """A meeting that was read already."""
    return NamedMeeting(meeting.pk, meeting.key, str(meeting), meeting.held_on)


def named_fields(path: str = "") -> list[str]:
    """What `named_of` takes besides the meeting's id, for values_list; `path` leads to the meeting (`meeting__`)."""
    return [f"{path}{name}" for name in ("level__name", "group__name", "number", "held_on")]


def named_of(pk: int, level: str, group: str | None, number: int, held_on: date) -> NamedMeeting:
    """A meeting out of plain values."""
    return NamedMeeting(pk, meeting_key(level, group or "", number), meeting_name(level, group or "", number), held_on)


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """Meetings in the order in which they were held."""

    def named(self) -> list[NamedMeeting]:
        """Their keys and names in this order; for hundreds a tenth of the time that the rows themselves take."""
        return [named_of(*about) for about in self.values_list("pk", *named_fields())]

    def in_order(self) -> MeetingQuerySet:
        """Oldest first."""
        return self.order_by("held_on", "sequence", "pk")

    def by_key(self, key: str) -> MeetingQuerySet:
        """The meeting of a key such as 副市長層級-5, deputy-mayor-5, 工作會議-交通組-5 or working-交通組-5.

        Empty where the key is no key. A level's and a group's name have no hyphen.
        """
        head, _, number = key.rpartition("-")
        if not (number.isascii() and number.isdigit() and len(number) < 5):
            return self.none()
        level, _, group = head.rpartition("-")
        of_all = Q(level__name=head) | Q(level__slug=head)
        of_one = Q(level__name=level) | Q(level__slug=level)
        return self.filter(of_all & Q(group__isnull=True) | of_one & Q(group__name=group), number=int(number))

    def next_sequence(self, day: date) -> int:
        """The `sequence` after the last of that day; gaps are not filled."""
        return (self.filter(held_on=day).aggregate(last=Max("sequence"))["last"] or 0) + 1

    def finalised(self, as_of: date | None = None) -> MeetingQuerySet:
        """Meetings whose record is final; with `as_of` those held by the end of that day."""
        rows = self.filter(state=Meeting.State.FINALISED)
        return rows if as_of is None else rows.filter(held_on__lte=as_of)

    def drafts(self) -> MeetingQuerySet:
        """Meetings whose record is not final yet."""
        return self.filter(state=Meeting.State.DRAFT)

    def before(self, timeline_key: tuple) -> MeetingQuerySet:
        """Meetings before `(held_on, sequence)`."""
        held_on, sequence = timeline_key
        return self.filter(Q(held_on__lt=held_on) | Q(held_on=held_on, sequence__lt=sequence))

    def after(self, timeline_key: tuple) -> MeetingQuerySet:
        """Meetings after `(held_on, sequence)`."""
        held_on, sequence = timeline_key
        return self.filter(Q(held_on__gt=held_on) | Q(held_on=held_on, sequence__gt=sequence))


class MeetingManager(models.Manager["Meeting"]):
    """Meetings with level and group, which their names and keys are made of."""

    def get_queryset(self) -> models.QuerySet[Meeting]:
        return super().get_queryset().select_related("level", "group")


class Meeting(VersionedModel):
    """One meeting. What its minutes print besides is in `narrative.py`; its decisions on cases are ledger rows."""

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        FINALISED = "finalised", "已定稿"

    level = models.ForeignKey(MeetingLevel, on_delete=models.PROTECT, related_name="meetings", verbose_name="層級")
    group = models.ForeignKey(
        IssueGroup,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="議題小組",
        help_text="只有各組分別編號的層級（工作會議）須選",
    )
    number = models.PositiveSmallIntegerField("次別")
    state = models.CharField("狀態", max_length=10, choices=State, default=State.DRAFT, editable=False)

    held_on = models.DateField("會議日期")
    sequence = models.PositiveSmallIntegerField("同日順序", default=1, help_text="同一天召開數場會議時的先後")
    starts_at = models.TimeField("開始時間", null=True, blank=True)
    ends_at = models.TimeField("散會時間", null=True, blank=True)
    venue = models.CharField("會議地點", max_length=120, blank=True, default="")
    host_city = models.ForeignKey(
        City, on_delete=models.PROTECT, null=True, blank=True, related_name="hosted", verbose_name="主辦市"
    )
    recorder = models.CharField("紀錄", max_length=30, blank=True, default="")
    appendix = models.CharField(
        "附件標記", max_length=30, blank=True, default="", help_text="印於標題下方，例如：附件1"
    )

    heading = models.CharField("標題格式", max_length=100, default="{platform}第{number}次{level}會議紀錄")
    recorder_wording = models.CharField("紀錄格式", max_length=60, default="紀錄：{recorder}")
    recorder_after = models.PositiveSmallIntegerField("紀錄列於第幾節之後", default=4)
    chairs_label = models.CharField("主席欄標示", max_length=20, blank=True, default="共同主持")
    chairs_label_after = models.PositiveSmallIntegerField("標示位於第幾位之後", default=2)

    finalised_at = models.DateTimeField("定稿時間", null=True, blank=True, editable=False)
    finalised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="定稿者",
    )
    finalised_by_name = models.CharField("定稿者姓名", max_length=60, blank=True, default="", editable=False)
    content_sha256 = models.CharField("內容驗證碼", max_length=64, blank=True, default="", editable=False)

    objects = MeetingManager.from_queryset(MeetingQuerySet)()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-held_on", "-sequence", "-pk"]
        verbose_name = "會議"
        verbose_name_plural = "會議"
        constraints = [
            models.UniqueConstraint(
                fields=["level", "number"],
                condition=Q(group__isnull=True),
                name="meeting_number_once_per_level",
                violation_error_message="這個層級的這一次會議已經存在，請核對次別。",
            ),
            models.UniqueConstraint(
                fields=["level", "group", "number"],
                condition=Q(group__isnull=False),
                name="meeting_number_once_per_group",
                violation_error_message="這個議題小組的這一次會議已經存在，請核對次別。",
            ),
            models.UniqueConstraint(fields=["held_on", "sequence"], name="meeting_place_in_time_is_unique"),
            models.CheckConstraint(condition=Q(number__gte=1), name="meeting_number_from_one"),
            models.CheckConstraint(condition=Q(state__in=["draft", "finalised"]), name="meeting_state_is_known"),
            models.CheckConstraint(
                condition=Q(
                    state="draft",
                    finalised_at__isnull=True,
                    finalised_by__isnull=True,
                    finalised_by_name="",
                    content_sha256="",
                )
                | (Q(state="finalised", finalised_at__isnull=False) & ~Q(content_sha256="") & ~Q(finalised_by_name="")),
                name="meeting_final_with_who_when_what",
            ),
        ]

    def __str__(self) -> str:
        return meeting_name(self.level.name, self.group.name if self.group else "", self.number)

    def clean(self) -> None:
        """A group exactly where the level is numbered per group; group and host are of the level's platform."""
        if not self.level_id:
            return
        errors = {}
        if self.level.numbered_per_group and not self.group:
            errors["group"] = f"{self.level}由各議題小組分別編號，請選擇議題小組。"
        elif self.group and not self.level.numbered_per_group:
            errors["group"] = f"{self.level}由各組共同召開，議題小組請留白。"
        for name, row in (("group", self.group), ("host_city", self.host_city)):
            if row and row.platform_id != self.level.platform_id:
                errors[name] = f"{row}不屬於{self.level.platform}，請改選該平臺的項目。"
        if errors:
            raise ValidationError(errors)

    def get_absolute_url(self) -> str:
        return address_of("meetings:dashboard", self.key)

    @property
    def key(self) -> str:
        """The meeting in commands and URLs, see `meeting_key`."""
        return meeting_key(self.level.name, self.group.name if self.group else "", self.number)

    @property
    def timeline_key(self) -> tuple:
        """Where the meeting stands in time: `(held_on, sequence)`."""
        return (self.held_on, self.sequence)

    @property
    def is_final(self) -> bool:
        return self.state == self.State.FINALISED


class MeetingSeat(models.Model):
    """A chair or co-chair, in printed order; the first one hosts."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="seats", verbose_name="會議")
    position = models.PositiveSmallIntegerField("順序")
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="+", verbose_name="市")
    surname = models.CharField("姓", max_length=10)
    given_name = models.CharField("名", max_length=20, blank=True, default="")
    title = models.CharField("職稱", max_length=20)
    form = models.CharField("姓名寫法", max_length=20, choices=NAME_FORMS, default=NameForm.TITLE_AFTER)
    wording = models.CharField("紀錄文字格式", max_length=60, default="{city}政府 {person}")
    is_representative = models.BooleanField("代表宣布決議", default=False)

    history = HistoricalRecords()

    class Meta:
        ordering = ["position"]
        verbose_name = "主席"
        verbose_name_plural = "主席"
        constraints = [
            models.UniqueConstraint(fields=["meeting", "position"], name="seat_position_once_per_meeting"),
            models.UniqueConstraint(fields=["meeting", "city"], name="seat_city_once_per_meeting"),
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(is_representative=True), name="seat_one_representative"
            ),
            models.CheckConstraint(condition=Q(form__in=[form for form, _ in NAME_FORMS]), name="seat_form_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.surname}{self.given_name}{self.title}"


class DifferenceNote(VersionedModel):
    """The secretariat's explanation of a difference between the stated and the carried-forward count.

    `cases_explained` says how much of the difference it accounts for, with its sign. A note explains, names the
    missing case, or names a decision taken outside the recorded meetings (`outside`). When the notes of a group add up
    to the difference, the difference is closed; `meetings/record/explanations.py` says what may be explained.
    The record itself stays as it was printed.
    """

    class Kind(models.TextChoices):
        EXPLANATION = "explanation", "說明原因"
        MISSING_CASE = "missing_case", "補列合作案"
        OUTSIDE = "outside", "會外決定"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="difference_notes", verbose_name="會議")
    group = models.ForeignKey(IssueGroup, on_delete=models.PROTECT, related_name="+", verbose_name="議題小組")
    cases_explained = models.SmallIntegerField("說明的案數", help_text="帶正負號，例如：+1、-2")
    case = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="對應合作案"
    )
    kind = models.CharField("處理方式", max_length=12, choices=Kind, default=Kind.EXPLANATION)
    outside = models.CharField(
        "會外決定", max_length=200, blank=True, default="", help_text="日期、文號或會議名稱，例如：113年3月5日工作會議"
    )
    text = models.TextField("說明")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="說明者",
    )
    written_by_name = models.CharField("說明者姓名", max_length=60, editable=False)
    written_at = models.DateTimeField("說明時間", auto_now_add=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["pk"]
        verbose_name = "差額說明"
        verbose_name_plural = "差額說明"
        constraints = [
            models.CheckConstraint(
                condition=~Q(cases_explained=0),
                name="differencenote_explains_something",
                violation_error_message="說明的案數不可為0。",
            ),
            models.CheckConstraint(
                condition=Q(kind="explanation", outside="")
                | Q(kind="missing_case", case__isnull=False, outside="")
                | (Q(kind="outside") & ~Q(outside="")),
                name="differencenote_names_what_it_rests_on",
                violation_error_message="「補列合作案」須選合作案，「會外決定」須填是哪一次決定。",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="differencenote_has_text"),
            models.CheckConstraint(condition=~Q(written_by_name=""), name="differencenote_names_its_writer"),
        ]

    def __str__(self) -> str:
        return f"{self.group}差額{self.cases_explained:+d}"

    def clean(self) -> None:
        """The group is one of the meeting's platform."""
        if self.meeting_id and self.group_id and self.group.platform_id != self.meeting.level.platform_id:
            raise ValidationError({"group": f"{self.group}不屬於{self.meeting.level.platform}，請改選該平臺的小組。"})
